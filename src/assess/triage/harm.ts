import type { Finding, FindingOutcome, TriageGround } from "../../model/index.ts";
import { areaOf, weighs } from "./areas.ts";
import { anySuch, counted, ground } from "./answers.ts";
import { facesOf, type Scope } from "./scope.ts";

/** Work that is done and waits to be billed, or to be told apart before it can be. */
const DELAYS: ReadonlySet<FindingOutcome> = new Set<FindingOutcome>(["missing", "ambiguous", "disagrees", "stuck", "not-carried"]);

/** What makes a number one that nobody can rely on. */
const DISTRUSTED: ReadonlySet<FindingOutcome> = new Set<FindingOutcome>([
  "corrected",
  "unexplained-number",
  "defined-otherwise",
  "formula-fault",
]);

/** What hurts now: the parts of the question, and all findings that they rest on, in the order of the review. */
export interface Harm {
  readonly grounds: readonly TriageGround[];
  readonly findings: readonly Finding[];
}

/**
 * Does it hurt now? Findings that weigh, by whom they hurt. What a finding's symptoms
 * do is its own doing: a setting hurts by the invoices that are missing because of it.
 */
export function harmOf(scope: Scope): Harm {
  const { review, findings, reports, unchecked } = scope;
  const felt = findings.filter(weighs);
  const invoices = new Set(review.datasets.filter(({ entity }) => entity === "invoice").map(({ id }) => id));
  const intoInvoices = new Set(review.handoffs.filter(({ to }) => invoices.has(to)).map(({ id }) => id));
  const does = (harms: (face: Finding) => boolean): Finding[] => felt.filter((finding) => facesOf(scope, finding).some(harms));
  const delayed = does(
    (finding) => DELAYS.has(finding.outcome) && (areaOf(finding, scope) === "billing" || intoInvoices.has(finding.handoff ?? "")),
  );
  const open = delayed.reduce((most, { records }) => Math.max(most, records), 0);
  const distrusted = does((finding) => DISTRUSTED.has(finding.outcome) || (areaOf(finding, scope) === "reporting" && isBreak(finding)));
  const closing = does(
    (finding) =>
      isBreak(finding) &&
      areaOf(finding, scope) === "accounting" &&
      /clos|month|book|account/i.test(finding.decision ?? scope.decision ?? "books"),
  );
  const noReport = reports.length === 0 ? "no report is declared here, so that its numbers could be held against records" : undefined;
  const grounds = [
    anySuch(
      "billing-delayed",
      delayed,
      {
        yes: `billing waits: ${counted(delayed.length, "finding")}, the largest of ${counted(open, "record")}`,
        no: "nothing delays billing",
      },
      unchecked,
    ),
    anySuch(
      "reports-distrusted",
      distrusted,
      { yes: `${counted(distrusted.length, "finding")} in what is reported`, no: "what is reported agrees with the records" },
      unchecked ?? noReport,
    ),
    anySuch(
      "close-cleaned-up",
      closing,
      { yes: `${counted(closing.length, "finding")} that the close has to clean up`, no: "nothing is left for the close to clean up" },
      unchecked,
    ),
  ];
  const hurting = new Set([...delayed, ...distrusted, ...closing]);
  return { grounds, findings: felt.filter((finding) => hurting.has(finding)) };
}

/** Breaks and state mismatches, of which each is a record that someone must work. */
function isBreak({ subject, lifecycle }: Finding): boolean {
  return subject === undefined || lifecycle !== undefined;
}

/** Does it reach billing, reporting, dispatch, accounting, customer delivery or acquisition integration? */
export function touchesGround(scope: Scope): TriageGround {
  const felt = scope.findings.filter(weighs);
  const reached = new Map<string, Finding[]>();
  const untold: Finding[] = [];
  for (const finding of felt) {
    const area = areaOf(finding, scope);
    if (area === undefined) untold.push(finding);
    else if (area !== "other") reached.set(area, [...(reached.get(area) ?? []), finding]);
  }
  if (reached.size > 0) {
    const parts = [...reached].toSorted(([a, few], [b, many]) => many.length - few.length || (a < b ? -1 : 1));
    const words = parts.map(([area, found]) => `${area} (${counted(found.length, "finding")})`).join(", ");
    const all = new Set([...reached.values()].flat());
    return ground(
      "touches-operations",
      "yes",
      `it reaches ${words}`,
      felt.filter((finding) => all.has(finding)),
    );
  }
  if (untold.length > 0) {
    const words = `nothing tells which decision ${counted(untold.length, "finding")} ${untold.length === 1 ? "exposes" : "expose"}`;
    return ground("touches-operations", "unknown", words, untold);
  }
  const none = felt.length === 0 ? "no finding weighs enough to be felt" : "the decisions that are exposed are none of these";
  return scope.unchecked === undefined
    ? ground("touches-operations", "no", none)
    : ground("touches-operations", "unknown", scope.unchecked);
}

/** Are numbers held against records and found wanting? Do people clean up before they decide? */
export function trustGrounds(scope: Scope): readonly TriageGround[] {
  const { findings, reports, workbooks } = scope;
  const numbers = findings.filter(({ outcome }) => DISTRUSTED.has(outcome));
  const told = reports.flatMap((report) => report.numbers);
  const apart = told.filter(({ outcome }) => outcome !== "ties").length;
  const cleaned = findings.filter(
    ({ kind, outcome }) => kind === "spreadsheet-middleware" || (kind === "corrected-export" && outcome === "corrected"),
  );
  return [
    anySuch(
      "numbers-not-trusted",
      numbers,
      {
        yes: `${apart} of ${counted(told.length, "reported number")} do not tie to the records, ${counted(numbers.length, "finding")}`,
        no: `all ${counted(told.length, "reported number")} tie to the records`,
      },
      told.length === 0 ? "no number of a report was held against records" : undefined,
    ),
    anySuch(
      "people-clean-up",
      cleaned,
      {
        yes: `${counted(cleaned.length, "finding")} of what people type, look up or correct by hand`,
        no: "no workbook or report shows a correction",
      },
      reports.length + workbooks.length === 0 ? "no workbook and no report is declared here that could show corrections" : undefined,
    ),
  ];
}

/** Have teams or systems different words, or different meanings, for one state? */
export function definitionsGround(scope: Scope): TriageGround {
  const apart: ReadonlySet<FindingOutcome> = new Set<FindingOutcome>([
    "definition-differs",
    "value-sets-differ",
    "avoided-word",
    "defined-otherwise",
  ]);
  const found = scope.findings.filter(({ outcome, cause }) => apart.has(outcome) || cause?.code === "definitions");
  const blind =
    scope.unchecked ?? (scope.lifecycles.length === 0 ? "no lifecycle is declared here that would say what the states mean" : undefined);
  return anySuch(
    "state-defined-differently",
    found,
    {
      yes: `${counted(found.length, "finding")} of one state or number that ${found.length === 1 ? "means" : "mean"} two things`,
      no: "all use the same states in the same sense",
    },
    blind,
  );
}
