import { priceInWords, type PlanStep, type PlanWork, type Range, type Triage, type TriageMove, type Undecided } from "../../model/index.ts";
import { counted, listed } from "./draft.ts";
import { sum } from "./effects.ts";

const MOVES: Readonly<Record<TriageMove, string>> = {
  modernization: "Modernization",
  "stabilization-sprint": "A Stabilization Sprint",
  "systems-audit": "A Systems Audit",
  "growth-systems-review": "A Growth Systems Review",
  "map-ownership": "A map of ownership and sync rules",
  "fix-setting": "Fixing the setting",
  "document-and-monitor": "Documenting and monitoring",
};

const ZERO: Range = { low: "0.00", likely: "0.00", high: "0.00" };

/** What the plan comes to, in one or two plain sentences. */
export function planSentence(steps: readonly PlanStep[], { coverage, estate }: Undecided, { primary }: Triage): string {
  if (steps.length === 0) return nothing(coverage);
  const effort = steps.reduce((total, step) => sum(total, step.effort), ZERO);
  const interest = steps.reduce((total, step) => sum(total, step.effect.interest), ZERO);
  const work = `${counted(steps.length, "step")} of about ${hours(effort.likely)} (${hours(effort.low, effort.high)})`;
  const ends = `together they end ${priceInWords(interest.likely, estate.currency)} a month`;
  const settle = settled(steps);
  if (primary === undefined)
    return `What is to be done first is not decided by what was checked; the findings ask for ${work}, and ${ends}.`;
  if (primary === "systems-audit" && settle !== "")
    return `${MOVES[primary]} comes first: ${settle} before the rest is changed for good. In all ${work}; ${ends}.`;
  return `${MOVES[primary]}: ${work}; ${ends}.`;
}

/** What must be known or agreed before a sprint is worth its work. */
function settled(steps: readonly PlanStep[]): string {
  const count = (work: PlanWork): number => steps.filter((step) => step.work === work).length;
  const parts = [
    [count("find-cause"), "cause", "must be found at"] as const,
    [count("agree-definition"), "definition", "must be agreed at"] as const,
    [count("name-owner"), "owner", "must be named at"] as const,
  ];
  const told = parts.filter(([number]) => number > 0);
  return listed(told.map(([number, noun, verb]) => `${noun}s ${verb} ${counted(number, "place")}`));
}

function nothing(coverage: Undecided["coverage"]): string {
  const blind = coverage.filter(({ status }) => status === "skipped" || status === "failed").length;
  if (coverage.length === 0) return "Nothing was checked, so nothing is known to be done.";
  if (blind === 0) return "Nothing is to be done: all that was checked holds.";
  return `Nothing that was checked asks for work; ${blind} of ${counted(coverage.length, "check")} could not look, so that this proves nothing about what they would see.`;
}

function hours(low: string, high?: string): string {
  const round = (text: string): string => Math.round(Number(text)).toLocaleString("en-US");
  return high === undefined ? `${round(low)} hours` : `${round(low)} to ${round(high)}`;
}
