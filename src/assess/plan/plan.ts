import type { Plan, ReviewedTriage, Undecided } from "../../model/index.ts";

/** The work that a review's findings ask for, in the order in which it is done. */
export function planReview(_review: Undecided, triage: ReviewedTriage): Plan {
  return { move: triage.estate.primary, sentence: "", steps: [] };
}
