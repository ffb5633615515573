/**
 * takes: a review with its triage, and no plan. gives: the work, in order, with what
 * it ends and what proves it. never does: read records, or promise a dollar twice.
 */
export { planReview } from "./plan.ts";
