import type { Review, ReviewedWorkflow, RuleCount, WorkflowStep } from "../model/index.ts";
import { count, price } from "./money.ts";
import { lag } from "./state-words.ts";
import { totalTiming } from "./timing.ts";

/** A step of a workflow with what its picture, its table and its text say of it. */
export interface StepFigures {
  readonly step: WorkflowStep;
  /** Dataset and system at its end. */
  readonly end: Station;
  /** `p50 2.1 days · p90 6.3 days`; `time not known`. */
  readonly lag: string;
  readonly p90: number | undefined;
  /** What does not go on, the broken first: only what there is. */
  readonly losses: readonly Loss[];
}

export interface Station {
  readonly title: string;
  readonly system: string;
}

export interface Loss {
  readonly kind: "left" | "waiting" | "ended" | "extra";
  readonly records: number;
  /** `12 left, $34,200.00`. */
  readonly text: string;
}

export function stepFigures(
  workflow: ReviewedWorkflow,
  review: Review,
): { readonly begin: Station; readonly steps: readonly StepFigures[] } {
  const station = (id: string): Station => {
    const dataset = review.datasets.find((entry) => entry.id === id);
    const owner = dataset?.system ?? id.split(".")[0] ?? id;
    return { title: dataset?.title ?? id, system: review.systems.find((entry) => entry.id === owner)?.title ?? owner };
  };
  const steps = workflow.steps.map((step): StepFigures => {
    const timing = review.handoffs.find((handoff) => handoff.id === step.handoff)?.timing;
    const total = timing === undefined ? undefined : totalTiming(timing);
    const p90 = total === undefined || total.pairs === 0 ? undefined : total.calendar.p90;
    const parts = [
      ...(step.medianHours === undefined ? [] : [`p50 ${lag(step.medianHours)}`]),
      ...(p90 === undefined ? [] : [`p90 ${lag(p90)}`]),
    ];
    return {
      step,
      end: station(step.to),
      lag: parts.length === 0 ? "time not known" : parts.join(" · "),
      p90,
      losses: losses(step, review.estate.currency),
    };
  });
  return { begin: station(workflow.dataset), steps };
}

function losses(step: WorkflowStep, currency: string): Loss[] {
  const loss = (kind: Loss["kind"], { records, amount }: RuleCount, words: string): Loss[] =>
    records === 0
      ? []
      : [{ kind, records, text: `${count(records)} ${words}${amount === undefined ? "" : `, ${price(amount, currency)}`}` }];
  return [
    ...loss("left", step.left, "left"),
    ...loss("waiting", step.waiting, step.waiting.records === 1 ? "waits" : "wait"),
    ...loss("ended", step.ended, "ended"),
    ...loss("extra", step.extra, "unexplained"),
  ];
}

/** Does the chain hold? `unchecked` where nothing has reached a decided fate or the chain could not be followed. */
export function workflowState(workflow: ReviewedWorkflow): "clean" | "broken" | "unchecked" {
  if (workflow.steps.some((step) => step.left.records > 0)) return "broken";
  return workflow.share === undefined || workflow.broken !== undefined ? "unchecked" : "clean";
}
