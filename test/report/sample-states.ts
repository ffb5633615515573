import { createHash } from "node:crypto";
import type {
  Break,
  Finding,
  FindingDelay,
  HandoffTiming,
  MismatchOutcome,
  Quantiles,
  ReviewedLifecycle,
  ReviewedRule,
  ReviewedTrack,
  ReviewedWorkflow,
  RuleCount,
  StateMismatch,
  TimelineCounts,
  TimingSlice,
  WorkflowStep,
} from "../../src/model/index.ts";
import { finding, sampleBreak } from "./sample-review.ts";

/* Lifecycles, workflows, times and state mismatches that are consistent in themselves. */

export function counted(records: number, amount?: string): RuleCount {
  return { records, amount };
}

export function quantiles(p50: number, p90: number, p99: number): Quantiles {
  return { p50, p90, p99 };
}

export function timingSlice(slice: TimingSlice["slice"], pairs: number, calendar: Quantiles, early = 0): TimingSlice {
  const days = (hours: number) => Math.round((hours / 24) * 0.7 * 100) / 100;
  return { slice, pairs, early, calendar, business: quantiles(days(calendar.p50), days(calendar.p90), days(calendar.p99)) };
}

export function timing(slices: readonly TimingSlice[], more: Partial<HandoffTiming> = {}): HandoffTiming {
  return {
    slices,
    waiting: { records: 0, amount: undefined, overdue: 0, medianAge: undefined, oldest: undefined },
    trend: undefined,
    ...more,
  };
}

/** What passes is what is left of what arrived. */
export function step(
  handoff: string,
  title: string,
  ends: { from: string; to: string },
  arrived: RuleCount,
  fates: Partial<Pick<WorkflowStep, "left" | "mismatched" | "waiting" | "ended" | "extra" | "medianHours">> & { passed: RuleCount },
): WorkflowStep {
  const none = counted(0, arrived.amount === undefined ? undefined : "0.00");
  return {
    handoff,
    title,
    ...ends,
    cardinality: "one-to-one",
    arrived,
    left: none,
    mismatched: none,
    waiting: none,
    ended: none,
    extra: none,
    medianHours: undefined,
    ...fates,
  };
}

export function workflow(
  id: string,
  title: string,
  steps: readonly WorkflowStep[],
  more: Partial<ReviewedWorkflow> = {},
): ReviewedWorkflow {
  const none = counted(0);
  return {
    id,
    title,
    decision: undefined,
    sentence: "Nothing entered.",
    dataset: steps[0]?.from ?? "a.x",
    entered: steps[0]?.arrived ?? none,
    passed: steps.at(-1)?.passed ?? none,
    share: undefined,
    steps,
    broken: undefined,
    ...more,
  };
}

export const NO_COUNTS: TimelineCounts = {
  records: 0,
  silent: 0,
  events: 0,
  undated: 0,
  nameless: 0,
  orphaned: 0,
  future: 0,
  lateRecorded: 0,
};

export function track(id: string, title: string, dataset: string, more: Partial<ReviewedTrack> = {}): ReviewedTrack {
  return {
    id,
    title,
    dataset,
    knownUntil: "2026-10-01T09:30:00.000Z",
    exact: true,
    counts: NO_COUNTS,
    unmapped: [],
    now: [],
    transitions: [],
    ...more,
  };
}

export function rule(
  id: string,
  title: string,
  when: ReviewedRule["when"],
  then: ReviewedRule["then"],
  more: Partial<ReviewedRule> = {},
): ReviewedRule {
  const none = counted(0);
  return {
    id,
    title,
    kind: "agree",
    when,
    // oxlint-disable-next-line unicorn/no-thenable -- the model calls it so; it is no promise
    then,
    within: "5 business days",
    checked: none,
    agrees: none,
    waiting: none,
    disagrees: none,
    disagreed: none,
    days: "0.00",
    amountDays: undefined,
    ...more,
  };
}

export function lifecycle(id: string, title: string, states: readonly string[], more: Partial<ReviewedLifecycle> = {}): ReviewedLifecycle {
  return {
    id,
    title,
    entity: id,
    workflows: [],
    states: states.map((state) => ({ id: state, title: `${state[0]?.toUpperCase() ?? ""}${state.slice(1)}` })),
    tracks: [],
    rules: [],
    definitions: [],
    ...more,
  };
}

export function states(lifecycleId: string, trackId: string, more: Partial<StateMismatch> = {}): StateMismatch {
  return {
    lifecycle: lifecycleId,
    rule: undefined,
    track: trackId,
    state: undefined,
    other: undefined,
    from: undefined,
    due: undefined,
    to: undefined,
    days: undefined,
    amountDays: undefined,
    atMost: undefined,
    actor: undefined,
    ...more,
  };
}

export function stateBreak(
  outcome: MismatchOutcome,
  dataset: string,
  key: string,
  mismatch: StateMismatch,
  more: Partial<Break> = {},
): Break {
  return { ...sampleBreak("", "missing", dataset, key), handoff: undefined, side: undefined, outcome, states: mismatch, ...more };
}

export function stateFinding(
  place: NonNullable<Finding["lifecycle"]>,
  outcome: MismatchOutcome,
  title: string,
  more: Partial<Finding> = {},
): Finding {
  return {
    ...finding("", "missing", title),
    fingerprint: createHash("sha256")
      .update(`${place.id}|${place.rule ?? ""}|${place.track}|${outcome}|${title}`)
      .digest("hex")
      .slice(0, 16),
    kind: "status-mismatch",
    handoff: undefined,
    lifecycle: place,
    outcome,
    ...more,
  };
}

export function delay(days: string, longest: string, open: number, amountDays?: string): FindingDelay {
  return { days, longest, open, amountDays };
}
