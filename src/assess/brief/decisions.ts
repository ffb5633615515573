import type { Finding, Undecided } from "../../model/index.ts";

type Reviewed = Pick<Undecided, "handoffs" | "lifecycles" | "workflows" | "reports" | "workbooks" | "metrics" | "facts">;

/** Decisions by the words under which they are one: without case and blanks around. */
export function folded(decision: string): string {
  return decision.trim().toLowerCase();
}

/**
 * The decisions that a finding touches: its own, and those that the chains, reports and
 * workbooks which it stands in feed. Each once, folded.
 */
export function decisionsOf(finding: Finding, review: Reviewed): ReadonlySet<string> {
  const { handoff, lifecycle, subject } = finding;
  const told: (string | undefined)[] = [finding.decision];
  const ofWorkflows = (ids: readonly string[]): void => {
    for (const { id, decision } of review.workflows) if (ids.includes(id)) told.push(decision);
  };
  const place = handoff ?? (subject?.type === "handoff" ? subject.id : undefined);
  for (const one of review.handoffs)
    if (one.id === place) {
      told.push(one.decision);
      ofWorkflows(one.workflows);
      ofWorkflows(review.workflows.filter(({ steps }) => steps.some((step) => step.handoff === one.id)).map(({ id }) => id));
    }
  ofWorkflows(review.lifecycles.find(({ id }) => id === lifecycle?.id)?.workflows ?? []);
  if (subject?.type === "report") told.push(review.reports.find(({ id }) => id === subject.id)?.decision);
  if (subject?.type === "workbook") {
    told.push(review.workbooks.find(({ id }) => id === subject.id)?.decision);
    for (const { through, decision } of review.reports) if (through === subject.id) told.push(decision);
  }
  if (place === undefined && lifecycle === undefined) {
    const datasets = datasetsOf(finding, review);
    for (const { from, to, workflows } of review.handoffs) if (datasets.has(from) || datasets.has(to)) ofWorkflows(workflows);
  }
  return new Set(told.flatMap((one) => (one === undefined || one.trim() === "" ? [] : [folded(one)])));
}

/** The datasets of which a finding that stands at none of the chains speaks. */
function datasetsOf({ subject }: Finding, { facts }: Reviewed): ReadonlySet<string> {
  const fields =
    subject?.type === "dataset" || subject?.type === "field"
      ? [subject.id]
      : (facts.find(({ id }) => subject?.type === "fact" && id === subject.id)?.systems.flatMap((system) => system.fields) ?? []);
  return new Set(fields.map((field) => field.split(".").slice(0, 2).join(".")));
}
