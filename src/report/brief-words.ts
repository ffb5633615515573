import type { CheckRun, ExposedDecision, ExposedOwner, PlanStep, Review } from "../model/index.ts";
import { count, isZero, price } from "./money.ts";
import { about } from "./price-words.ts";
import { counted, STATUS_WORDS } from "./words.ts";

/** The four questions of an operator with ten minutes, in the order in which they are asked. */
export const BRIEF_QUESTIONS = {
  exposed: "Which decision is exposed?",
  cost: "What does it cost a month?",
  first: "What do we do first?",
  owners: "Who owns it?",
} as const;

/** A decision of the estate as a title: `branch-performance` → `Branch performance`. */
export function decisionTitle({ decision }: Pick<ExposedDecision, "decision">): string {
  const words = decision.replaceAll(/[-_]+/g, " ").trim();
  return words === "" ? decision : words.slice(0, 1).toUpperCase() + words.slice(1);
}

/** `$1,200.00 at risk, about $340 ($200 to $500) a month`. */
export function exposedText({ moneyAtRisk, interest }: ExposedDecision, currency: string): string {
  const risk = isZero(moneyAtRisk) ? "no money at risk" : `${price(moneyAtRisk, currency)} at risk`;
  return isZero(interest.high) ? risk : `${risk}, about ${about(interest, currency)} a month`;
}

/** Whose they are; findings that nobody owns are said so. */
export function ownerName({ owner }: Pick<ExposedOwner, "owner">): string {
  return owner ?? "Nobody";
}

/** The steps of the plan that the brief names, in its order; with their number in the plan, from 1. */
export function firstSteps({ brief, plan }: Pick<Review, "brief" | "plan">): { readonly number: number; readonly step: PlanStep }[] {
  return brief.first.steps.flatMap((id) => {
    const at = plan.steps.findIndex((step) => step.id === id);
    const step = plan.steps[at];
    return step === undefined ? [] : [{ number: at + 1, step }];
  });
}

/** What the cost rests on that no record tells: `An estimate. 3 of 12 assumptions are the estate's own; nobody has confirmed the others.` */
export function assumedSentence({ prices }: Pick<Review, "prices">): string {
  const all = prices.assumptions.length;
  const set = prices.assumptions.filter((assumption) => assumption.set).length;
  if (all === 0) return "It rests on no assumption.";
  if (set === all) return `An estimate: all ${counted(all, "assumption")} ${all === 1 ? "is" : "are"} the estate’s own.`;
  const rest = set === 0 ? "nobody has confirmed any of them" : "nobody has confirmed the others";
  return `An estimate: ${set === 0 ? "none" : count(set)} of ${counted(all, "assumption")} ${set === 1 ? "is" : "are"} the estate’s own; ${rest}.`;
}

/** Checks that did not run, in the order of the review. */
export function uncheckedRuns({ coverage }: Pick<Review, "coverage">): readonly CheckRun[] {
  return coverage.filter(({ status }) => status === "skipped" || status === "failed");
}

/** How much was not checked, in one sentence. */
export function uncheckedSentence(review: Pick<Review, "coverage">): string {
  const all = review.coverage.length;
  const blind = uncheckedRuns(review).length;
  if (all === 0) return "No check ran, so nothing is proven.";
  if (blind === 0) return `All ${counted(all, "check")} ran.`;
  return `${counted(blind, "check")} of ${count(all)} did not run; what ${blind === 1 ? "it" : "they"} would have covered is not proven.`;
}

/** One check that did not run: `Not checked: Jobs become invoices (tie-out): neither side holds a record in scope`. */
export function uncheckedText(run: CheckRun, review: Pick<Review, "handoffs" | "lifecycles" | "workflows">): string {
  const title = [...review.handoffs, ...review.lifecycles, ...review.workflows].find(({ id }) => id === run.subject)?.title ?? run.subject;
  const of = title === run.check || title === "" ? run.check : `${title} (${run.check})`;
  return `${STATUS_WORDS[run.status]}: ${of}${run.reason === undefined ? "" : `: ${run.reason}`}`;
}
