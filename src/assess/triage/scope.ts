import type { Finding, ReviewedHandoff, ReviewedLifecycle, ReviewedReport, ReviewedWorkbook, Undecided } from "../../model/index.ts";
import { counted } from "./answers.ts";

/** A review of which the triage is not made yet. */
export type Untriaged = Undecided;

/** What one workflow, or the whole estate, consists of. */
export interface Scope {
  readonly review: Untriaged;
  readonly workflow: string | undefined;
  readonly decision: string | undefined;
  readonly handoffs: readonly ReviewedHandoff[];
  readonly lifecycles: readonly ReviewedLifecycle[];
  readonly reports: readonly ReviewedReport[];
  readonly workbooks: readonly ReviewedWorkbook[];
  /** Those of which nothing else in the scope is the cause, in the order of the review. */
  readonly findings: readonly Finding[];
  /** Parts of the scope that no check could judge, in words; undefined: all were looked at. */
  readonly unchecked: string | undefined;
}

/** The whole estate. */
export function estateScope(review: Untriaged): Scope {
  const { handoffs, lifecycles, reports, workbooks } = review;
  return finish({ review, workflow: undefined, decision: undefined, handoffs, lifecycles, reports, workbooks }, review.findings);
}

/** What belongs to a workflow: its handoffs, and whatever else speaks of their datasets or feeds its decision. */
export function workflowScope(review: Untriaged, id: string): Scope {
  const workflow = review.workflows.find((one) => one.id === id);
  const decision = workflow?.decision;
  const steps = new Set(workflow?.steps.map(({ handoff }) => handoff));
  const handoffs = review.handoffs.filter((handoff) => steps.has(handoff.id) || handoff.workflows.includes(id));
  const lifecycles = review.lifecycles.filter(({ workflows }) => workflows.includes(id));
  const datasets = new Set(handoffs.flatMap(({ from, to }) => [from, to]));
  const feeds = (one: string | undefined): boolean => decision !== undefined && one !== undefined && folded(one) === folded(decision);
  const read = new Map(review.metrics.map((metric) => [metric.id, metric.dataset]));
  const reports = review.reports.filter((report) => feeds(report.decision) || datasets.has(read.get(report.metric) ?? ""));
  const workbooks = review.workbooks.filter(
    (workbook) =>
      feeds(workbook.decision) ||
      [...workbook.from, ...workbook.feeds].some((name) => datasets.has(name)) ||
      reports.some(({ through }) => through === workbook.id),
  );
  const parts = {
    handoff: new Set(handoffs.map((one) => one.id)),
    lifecycle: new Set(lifecycles.map((one) => one.id)),
    report: new Set(reports.map((one) => one.id)),
    workbook: new Set(workbooks.map((one) => one.id)),
    fact: new Set(
      review.facts
        .filter(({ systems }) => systems.some(({ fields }) => fields.some((field) => isOf(field, datasets))))
        .map((fact) => fact.id),
    ),
  };
  const belongs = ({ handoff, lifecycle, subject }: Finding): boolean => {
    if (handoff !== undefined) return parts.handoff.has(handoff);
    if (lifecycle !== undefined) return parts.lifecycle.has(lifecycle.id);
    if (subject === undefined) return false;
    if (subject.type === "dataset" || subject.type === "field") return isOf(subject.id, datasets);
    if (subject.type === "automation" || subject.type === "actor" || subject.type === "unit") return false;
    return parts[subject.type].has(subject.id);
  };
  return finish({ review, workflow: id, decision, handoffs, lifecycles, reports, workbooks }, review.findings.filter(belongs));
}

/** A finding and its symptoms, in which what it does shows: what a setting breaks, it breaks at a handoff. */
export function facesOf({ review }: Pick<Scope, "review">, finding: Finding): readonly Finding[] {
  const symptoms = new Set((finding.symptoms ?? []).map(({ fingerprint }) => fingerprint));
  return symptoms.size === 0 ? [finding] : [finding, ...review.findings.filter(({ fingerprint }) => symptoms.has(fingerprint))];
}

function finish(scope: Omit<Scope, "findings" | "unchecked">, found: readonly Finding[]): Scope {
  const here = new Set(found.map(({ fingerprint }) => fingerprint));
  const findings = found.filter(({ symptomOf }) => symptomOf === undefined || !here.has(symptomOf));
  return { ...scope, findings, unchecked: uncheckedOf(scope) };
}

function uncheckedOf({ review, workflow, handoffs, lifecycles }: Omit<Scope, "findings" | "unchecked">): string | undefined {
  if (handoffs.length + lifecycles.length === 0 && (workflow !== undefined || review.reports.length === 0)) return "nothing was checked";
  const ids = new Set(lifecycles.map(({ id }) => id));
  const idle = handoffs.filter(({ clean, breaks }) => !clean && breaks === 0).length;
  const silent = review.coverage.filter(
    ({ check, subject, status }) => check === "lifecycle" && ids.has(subject) && (status === "skipped" || status === "failed"),
  ).length;
  const failed = review.coverage.filter(({ check, status }) => check !== "lifecycle" && check !== "tie-out" && status === "failed").length;
  const parts = [
    ...(idle === 0 ? [] : [counted(idle, "handoff")]),
    ...(silent === 0 ? [] : [counted(silent, "lifecycle")]),
    ...(failed === 0 ? [] : [counted(failed, "detector")]),
  ];
  return parts.length === 0 ? undefined : `${parts.join(", ")} could not be checked`;
}

/** Is the dataset, or the field of a dataset, of these? */
function isOf(name: string, datasets: ReadonlySet<string>): boolean {
  return datasets.has(name) || datasets.has(name.split(".").slice(0, 2).join("."));
}

export function folded(text: string): string {
  return text.trim().toLowerCase();
}
