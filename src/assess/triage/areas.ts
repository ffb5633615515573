import { SEVERITIES, type Finding, type SystemKind } from "../../model/index.ts";
import { folded, type Scope } from "./scope.ts";

/** What the operation does with data, as the tree asks for it. */
export type Area = "billing" | "reporting" | "dispatch" | "accounting" | "customer delivery" | "acquisition integration";

/** Words of a decision, and the area that it is part of; the first that occurs. */
const WORDS: readonly (readonly [RegExp, Area])[] = [
  [/acqui|merger/, "acquisition integration"],
  [/bill|invoic|renew|collect|dunning/, "billing"],
  [/report|dashboard|performance|forecast|board|kpi/, "reporting"],
  [/dispatch|schedul|rout|work order/, "dispatch"],
  [/clos(e|ing)|book|account|payroll|commission|tax|payment|margin|audit/, "accounting"],
  [/deliver|service|customer|warrant|support/, "customer delivery"],
];

const OF_KIND: Partial<Readonly<Record<SystemKind, Area>>> = {
  billing: "billing",
  books: "accounting",
  payments: "accounting",
  dispatch: "dispatch",
  field: "customer delivery",
  dashboard: "reporting",
  spreadsheet: "reporting",
};

const OF_SUBJECT = { report: "reporting", workbook: "reporting" } as const;

/**
 * The area that a finding touches: by the decision it exposes (`other`: it is none
 * of these); without one, by the system that its handoff leads to or that its
 * subject lies in. Undefined where neither tells.
 */
export function areaOf(finding: Finding, { review, decision }: Scope): Area | "other" | undefined {
  const exposed = finding.decision ?? decision;
  if (exposed !== undefined) return WORDS.find(([pattern]) => pattern.test(folded(exposed)))?.[1] ?? "other";
  const { subject } = finding;
  if (subject?.type === "report" || subject?.type === "workbook") return OF_SUBJECT[subject.type];
  const track = finding.lifecycle?.track;
  const tracked = review.lifecycles.find(({ id }) => id === finding.lifecycle?.id)?.tracks.find(({ id }) => id === track)?.dataset;
  const dataset = review.handoffs.find(({ id }) => id === finding.handoff)?.to ?? tracked ?? subject?.id;
  const system = review.systems.find(({ id }) => id === dataset?.split(".")[0]);
  return system === undefined ? undefined : OF_KIND[system.kind];
}

/** Does it weigh enough to be felt? Low findings are no one's trouble today. */
export function weighs({ severity }: Finding): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf("medium");
}
