import type { Finding, FindingRepair, PlanPlace, PlanWork, Undecided } from "../../model/index.ts";

/** What one finding asks for, before the same work at the same place becomes one step. */
export interface Draft {
  readonly work: PlanWork;
  readonly place: Place;
  readonly finding: Finding;
  /** What tells steps of one work and place apart; undefined: nothing does, they are one. */
  readonly apart?: string | undefined;
  /** One clause of what is to be done, without a full stop; its step joins them. */
  readonly clause: string;
  /** One clause of why, with figures. */
  readonly because?: string | undefined;
  readonly owner: string | undefined;
  readonly system?: string | undefined;
  readonly files?: readonly string[] | undefined;
  /** Records that it speaks of. */
  readonly records?: number | undefined;
  /** The finding only goes with what another one asks for, whose words these are. */
  readonly follows?: true;
}

export interface Place {
  readonly type: PlanPlace;
  readonly id: string;
}

/** What drafts are made with. */
export interface PlanGrounds {
  readonly review: Undecided;
  readonly repairs: ReadonlyMap<string, FindingRepair>;
  readonly findings: ReadonlyMap<string, Finding>;
}

export function groundsOf(review: Undecided): PlanGrounds {
  return {
    review,
    repairs: new Map(review.repairs.findings.map((repair) => [repair.finding, repair])),
    findings: new Map(review.findings.map((finding) => [finding.fingerprint, finding])),
  };
}

/** Where a finding was found. */
export function placeOf({ handoff, lifecycle, subject, fingerprint }: Finding): Place {
  if (handoff !== undefined) return { type: "handoff", id: handoff };
  if (lifecycle !== undefined) return { type: "lifecycle", id: lifecycle.id };
  return subject ?? { type: "dataset", id: fingerprint };
}

/** What people call it. */
export function titleOf(
  { type, id }: Place,
  { handoffs, lifecycles, reports, workbooks, datasets, systems, units, facts }: Undecided,
): string {
  const titled = { handoff: handoffs, lifecycle: lifecycles, report: reports, workbook: workbooks, unit: units } as const;
  if (type in titled) return titled[type as keyof typeof titled].find((one) => one.id === id)?.title ?? id;
  if (type === "dataset" || type === "field") {
    const [name, field] = [id.split(".").slice(0, 2).join("."), id.split(".").slice(2).join(".")];
    const dataset = datasets.find((one) => one.id === name);
    if (dataset === undefined) return id;
    const system = systems.find((one) => one.id === dataset.system)?.title ?? dataset.system;
    return `${field === "" ? "" : `${field} of `}${dataset.title} in ${system}`;
  }
  const fact = type === "fact" ? facts.find((one) => one.id === id) : undefined;
  return fact === undefined ? id : `the ${fact.entity}'s ${fact.attribute.replaceAll("_", " ")}`;
}

/** The workflows that a place belongs to. */
export function workflowsOf(
  { type, id }: Place,
  { handoffs, lifecycles, workflows, metrics, reports, workbooks }: Undecided,
): readonly string[] {
  if (type === "handoff") return handoffs.find((one) => one.id === id)?.workflows ?? [];
  if (type === "lifecycle") return lifecycles.find((one) => one.id === id)?.workflows ?? [];
  const decision = (type === "report" ? reports : type === "workbook" ? workbooks : []).find((one) => one.id === id)?.decision;
  const feeding = workflows.filter((one) => decision !== undefined && one.decision?.toLowerCase() === decision.toLowerCase());
  if (feeding.length > 0) return feeding.map((one) => one.id);
  const datasets = datasetsOf({ type, id }, { metrics, reports, workbooks });
  const serving = new Set(handoffs.filter(({ from, to }) => datasets.has(from) || datasets.has(to)).flatMap((one) => one.workflows));
  return workflows.map((one) => one.id).filter((one) => serving.has(one));
}

function datasetsOf(
  { type, id }: Place,
  { metrics, reports, workbooks }: Pick<Undecided, "metrics" | "reports" | "workbooks">,
): ReadonlySet<string> {
  if (type === "dataset" || type === "field") return new Set([id.split(".").slice(0, 2).join(".")]);
  if (type === "workbook") return new Set(workbooks.find((one) => one.id === id)?.from);
  const metric = type === "report" ? reports.find((one) => one.id === id)?.metric : undefined;
  return new Set(metrics.filter((one) => one.id === metric).map(({ dataset }) => dataset));
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

export function listed(words: readonly string[], last = "and"): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
