/**
 * takes: record sets and what the estate says should hold. gives: outcomes that
 * partition the records, bridges, breaks and findings. never does: read a source,
 * explain a cause, price a break.
 */
export type { Detector, DetectorContext, DetectorRelations } from "./detector.ts";
export { runDetector, DETECTORS } from "./registry.ts";
export { createBreaks, tieOut, type KeptNames, type TieOutIdentity, type TieOutNames, type TieOutResult, type TieOutSets } from "./tie-out/index.ts";
