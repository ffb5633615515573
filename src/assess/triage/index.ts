/**
 * takes: a review without its triage, and what people declared. gives: the
 * decision tree gone through, for each workflow and the estate. never does: read
 * records, or answer no where nothing was looked at.
 */
export type { Untriaged } from "./scope.ts";
export { triageReview } from "./tree.ts";
