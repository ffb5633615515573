import type { Brief, Plan, Undecided } from "../../model/index.ts";
import { exposedDecisions, exposedOwners, unnamed } from "./exposed.ts";
import { costSentence, exposedSentence, firstSentence, ownersSentence } from "./sentences.ts";

/** So many of the plan's steps are told first. */
const FIRST = 5;

/** Which decision is exposed, what it costs, what to do first, and who owns it. */
export function briefOf(review: Undecided, plan: Plan): Brief {
  const { prices, verdict } = review;
  const { interest, hours } = prices.estate;
  const decisions = exposedDecisions(review);
  const owners = exposedOwners(review);
  const first = plan.steps.slice(0, FIRST);
  return {
    exposed: { sentence: exposedSentence(decisions, unnamed(review), review), decisions },
    cost: { sentence: costSentence(review), interest: interest.value, hours: hours.value, moneyAtRisk: verdict.amount },
    first: { sentence: firstSentence(first, plan, review), steps: first.map(({ id }) => id) },
    owners: { sentence: ownersSentence(owners, review), owners },
  };
}
