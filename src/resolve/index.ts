/**
 * takes: record sets of an identity's members, people's decisions, the crosswalk of
 * the last run. gives: the crosswalk (who is who), why, and what a person must
 * judge. never does: guess in silence; decide anything by a record's number or place.
 */
export { checkExport, exportCrosswalk } from "./crosswalk/export.ts";
export { countLinked, type LinkedCounts } from "./crosswalk/linked.ts";
export { readCrosswalk, writeCrosswalk, type CrosswalkPlace } from "./crosswalk/store.ts";
export {
  appendDecision,
  contradictions,
  loadDecisions,
  pairName,
  readDecisions,
  type Decisions,
  type DecisionsPlace,
} from "./decisions/index.ts";
export { extendIdentity, type Extended } from "./extend.ts";
export { explainLinks, patternReasons, reviewedIdentity } from "./explain.ts";
export type { FrozenModel } from "./link/frozen.ts";
export { frozenModel, readModel, writeModel } from "./link/model-file.ts";
export { reviewQueue, type QueuedPair } from "./crosswalk/queue.ts";
export { resolveIdentity, type ResolvedIdentity, type ResolveRequest } from "./resolve.ts";
