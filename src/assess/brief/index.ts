/**
 * takes: a review with its plan. gives: the operator's four answers. never does:
 * compute a figure that the review does not hold.
 */
export { briefOf } from "./brief.ts";
