/**
 * takes: a review. gives: the baseline document, declared, inferred or unknown.
 * never does: read records, or take silence for an answer.
 */
export { baselineOf } from "./baseline.ts";
