/**
 * takes: record sets and what the estate says should hold. gives: outcomes that
 * partition the records, bridges, breaks, mismatches of states, and findings. never does: read a source,
 * explain a cause, price a break.
 */
export type { Detector, DetectorContext, DetectorRelations } from "./detector.ts";
export { ready, runDetector, DETECTORS, type ReadyDetector } from "./registry.ts";
export {
  createBreaks,
  tieOut,
  type KeptNames,
  type TieOutIdentity,
  type TieOutNames,
  type TieOutResult,
  type TieOutSets,
} from "./tie-out/index.ts";
export {
  createMismatches,
  disagreements,
  findMismatches,
  knownOf,
  type ApartInput,
  type Disagreements,
  type MismatchInput,
  type MismatchNames,
} from "./status-mismatch/index.ts";
export { createSigns } from "./signs.ts";
export { findAutomationSigns } from "./automation/index.ts";
export { findConflicts } from "./source-of-truth/index.ts";
export { insertNumberSigns, type CorrectedNumber } from "./numbers/index.ts";
export { findRekeying } from "./rekeying/index.ts";
export { findResidue } from "./migration/index.ts";
export { findSyncSigns } from "./sync-signs/index.ts";
export {
  closeSources,
  insertWorkbookSigns,
  openSources,
  proveFile,
  reviewWorkbook,
  type ProveOptions,
  type Sources,
  type WorkbookSources,
} from "./workbooks/index.ts";
