/*
 * People's word on pairs of records: a CSV file below the estate's directory, to be
 * kept under version control. Lines are only ever added; the latest on a pair holds.
 */
export { appendDecision } from "./decisions/append.ts";
export { contradictions } from "./decisions/contradictions.ts";
export type { DecisionsPlace } from "./decisions/place.ts";
export { pairName, readDecisions, type Decisions, type LocatedDecision } from "./decisions/read.ts";
export { loadDecisions } from "./decisions/relation.ts";
