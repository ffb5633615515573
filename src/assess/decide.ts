import type { DeclaredAnswer, Review, Undecided } from "../model/index.ts";
import { baselineOf } from "./baseline/index.ts";
import { briefOf } from "./brief/index.ts";
import { planReview } from "./plan/index.ts";
import { triageReview } from "./triage/index.ts";

/**
 * From findings to a decision: which move, what work in which order, what is known
 * before tools are changed, and the four answers that an operator reads first.
 *
 * @param declared what people say of the triage
 */
export function decide(review: Undecided, declared: readonly DeclaredAnswer[]): Review {
  const triage = triageReview(review, declared);
  const plan = planReview(review, triage);
  return { ...review, triage, plan, baseline: baselineOf(review), brief: briefOf(review, plan) };
}
