/**
 * takes: findings, and whose record's money stands at which (withShares). gives: how old
 * the records are and in which month they came to be. never does: count a record twice.
 */
export { ageFindings } from "./ageing.ts";
