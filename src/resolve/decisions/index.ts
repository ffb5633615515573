/*
 * People's word on pairs of records: a CSV file below the estate's directory, to be
 * kept under version control. Lines are only ever added; the latest on a pair holds.
 */
export { appendDecision } from "./append.ts";
export { contradictions } from "./contradictions.ts";
export type { DecisionsPlace } from "./place.ts";
export { pairName, readDecisions, type Decisions, type LocatedDecision } from "./read.ts";
export { loadDecisions } from "./relation.ts";
