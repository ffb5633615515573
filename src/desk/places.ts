import type { CheckRun, Finding, FindingOutcome } from "../model/index.ts";

/**
 * What is over and wants no work: the review tells it, the inbox does not. The
 * mismatch keeps its fingerprint when it ends, so the exception is then gone.
 */
const OVER: ReadonlySet<FindingOutcome> = new Set<FindingOutcome>(["disagreed", "overstayed", "late-recorded"]);

/** Is a finding something that somebody can still do something about? */
export function isOpen({ outcome }: Finding): boolean {
  return !OVER.has(outcome);
}

const OF_NUMBERS: ReadonlySet<FindingOutcome> = new Set<FindingOutcome>(["corrected", "unexplained-number", "defined-otherwise"]);
const OF_WORKBOOKS: ReadonlySet<FindingOutcome> = new Set<FindingOutcome>([
  "undocumented-join",
  "missing-backend-state",
  "typed-over",
  "formula-fault",
]);

/**
 * The check that finds this finding, as the coverage names it. Only when that
 * check ran does the finding's absence mean that it is gone.
 */
export function checkOf(finding: Finding): string {
  const { kind, outcome, handoff, lifecycle, subject } = finding;
  if (outcome === "setting") return checkName("vendor-setting", "all groups of breaks");
  if (subject === undefined && lifecycle !== undefined) return checkName("lifecycle", lifecycle.id);
  if (subject === undefined && handoff !== undefined) return checkName("tie-out", handoff);
  if (OF_NUMBERS.has(outcome)) return checkName(kind, "all numbers");
  if (OF_WORKBOOKS.has(outcome)) return checkName(kind, "all workbooks");
  if (kind === "source-of-truth-conflict") return checkName(kind, "all facts");
  if (kind === "unowned-automation") return checkName(kind, "all automations");
  return checkName(kind, "all records");
}

/** The checks of a review that ran to their end. */
export function checksThatRan(coverage: readonly CheckRun[]): readonly string[] {
  const by = new Map<string, boolean>();
  for (const { check, subject, status } of coverage) {
    const name = checkName(check, subject);
    by.set(name, (by.get(name) ?? true) && (status === "found" || status === "clear"));
  }
  return [...by].flatMap(([name, ran]) => (ran ? [name] : []));
}

function checkName(check: string, subject: string): string {
  return `${check}|${subject}`;
}
