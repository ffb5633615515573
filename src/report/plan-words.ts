import type { PlanEffect, PlanProof, PlanStep, PlanWork, Range, Review } from "../model/index.ts";
import { isZero, price } from "./money.ts";
import { about, hoursText, whole } from "./price-words.ts";

/** What kind of work a step is. */
export const PLAN_WORK_WORDS: Readonly<Record<PlanWork, string>> = {
  "name-owner": "Name an owner",
  "agree-definition": "Agree on a definition",
  "find-cause": "Find the cause",
  "change-setting": "Change a setting",
  "add-rule": "Add a rule",
  "add-alert": "Add an alert",
  "document-automation": "Document an automation",
  "move-upstream": "Move a column upstream",
  "decide-records": "Decide on records",
  "repair-records": "Repair records",
  "retire-workaround": "Retire a workaround",
};

/** Hours of work: `about 3.5 hours (2 hours to 8 hours)`. */
export function effortText({ low, likely, high }: Range): string {
  if (low === high) return hoursText(likely);
  return `about ${hoursText(likely)} (${hoursText(low)} to ${hoursText(high)})`;
}

/** What ends with a step: `$1,204.50 at risk; about $340 ($200 to $500) a month; 4 hours a month`; undefined: nothing that is priced. */
export function effectText({ moneyAtRisk, interest, hours }: PlanEffect, currency: string): string | undefined {
  const parts = [
    ...(isZero(moneyAtRisk.high) ? [] : [`${moneyText(moneyAtRisk, currency)} at risk`]),
    ...(isZero(interest.high) ? [] : [`about ${about(interest, currency)} a month`]),
    ...(isZero(hours.high) ? [] : [`${hoursText(hours.likely)} of work a month`]),
  ];
  return parts.length === 0 ? undefined : parts.join("; ");
}

function moneyText({ low, likely, high }: Range, currency: string): string {
  return low === high ? price(likely, currency) : `${price(likely, currency)} (${price(low, currency)} to ${price(high, currency)})`;
}

/** What the next review must say: `Tie-out of Jobs become invoices: no break is left.` */
export function proofText({ check, subject, expect }: PlanProof, review: Pick<Review, "handoffs" | "lifecycles" | "workflows">): string {
  const title = [...review.handoffs, ...review.lifecycles, ...review.workflows].find(({ id }) => id === subject)?.title ?? subject;
  const of = title === "" || title === check ? check : `${check} of ${title}`;
  return `${of}: ${expect}`;
}

/** The numbers of the steps that come first, from 1 and in order; what is no step of the plan is left out. */
export function stepsBefore(step: PlanStep, steps: readonly PlanStep[]): number[] {
  return step.after
    .map((id) => steps.findIndex((other) => other.id === id) + 1)
    .filter((number) => number > 0)
    .toSorted((a, b) => a - b);
}

/** The same without ranges, where room is short: `$1,204.50 at risk, $340 a month`. */
export function effectInShort({ moneyAtRisk, interest, hours }: PlanEffect, currency: string): string | undefined {
  const parts = [
    ...(isZero(moneyAtRisk.likely) ? [] : [`${price(moneyAtRisk.likely, currency)} at risk`]),
    ...(isZero(interest.likely) ? [] : [`${whole(interest.likely, currency)} a month`]),
  ];
  if (parts.length > 0) return parts.join(", ");
  return isZero(hours.likely) ? undefined : `${hoursText(hours.likely)} of work a month`;
}
