import { baselineOf } from "../../../src/assess/baseline/index.ts";
import type {
  BaselineItem,
  FactSystem,
  Finding,
  FindingOutcome,
  NumberOutcome,
  ProvenColumn,
  Review,
  ReviewedFact,
  ReviewedLifecycle,
  ReviewedMetric,
  ReviewedReport,
  ReviewedWorkbook,
} from "../../../src/model/index.ts";
import { finding, review, system, type Entry } from "../../report/sample-review.ts";

const SYSTEMS = [
  system("crm", "HubSpot", "crm"),
  system("dispatch", "ServiceTitan", "dispatch"),
  system("books", "QuickBooks", "books"),
  system("board", "Dashboard", "dashboard"),
];

/** A review of these systems. */
export function given(more: Partial<Review>): Review {
  return review({ systems: SYSTEMS, ...more });
}

/** The one line about a subject. */
export function lineOf(made: Review, subject: string): BaselineItem {
  const found = baselineOf(made).items.filter((item) => item.subject === subject);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} lines about ${subject}`);
  return found[0];
}

/** A fact that the CRM owns and the books read, of which nothing was seen. */
export function fact(id: string, more: Partial<ReviewedFact> = {}): ReviewedFact {
  const [entity = "", attribute = ""] = id.split(".");
  return {
    id,
    entity,
    attribute,
    declared: true,
    owner: "crm",
    systems: [holder("crm", "owner"), holder("books", "reader")],
    inferred: undefined,
    agreement: "unknown",
    observations: 0,
    undecided: 0,
    compared: 0,
    differing: 0,
    ...more,
  };
}

export function holder(id: string, role: FactSystem["role"], more: Partial<FactSystem> = {}): FactSystem {
  return { system: id, role, fields: [], first: 0, compared: 0, differing: 0, ...more };
}

/** Changes begin in this system: so many of so many. */
export function begins(id: string, first: number, observations: number): ReviewedFact["inferred"] {
  return { system: id, observations, share: first / observations, low: 0.6, high: 0.99 };
}

/** A sign about a fact, a report, a workbook or a handoff. */
export function sign(
  kind: Finding["kind"],
  outcome: FindingOutcome,
  type: NonNullable<Finding["subject"]>["type"],
  id: string,
  more: Partial<Finding> = {},
): Finding {
  const made = finding("none", "missing", `${outcome} of ${id}`, { kind, ...more });
  return { ...made, handoff: type === "handoff" ? id : undefined, outcome, subject: { type, id } };
}

export const TIED: readonly Entry[] = [
  ["from", "matched", "none", 100],
  ["to", "matched", "none", 100],
];
export const BROKEN: readonly Entry[] = [
  ["from", "matched", "none", 96],
  ["from", "missing", "none", 4],
  ["to", "matched", "none", 96],
];

export function metric(id: string, title: string, dataset: string): ReviewedMetric {
  return {
    id,
    title,
    dataset,
    aggregate: "sum",
    definition: "sum of total",
    period: "week",
    owner: undefined,
    decision: undefined,
    lineage: [],
    values: [],
  };
}

/** A report with so many numbers of each outcome; each corrected one has two corrections by the same person. */
export function report(id: string, numbers: Partial<Record<NumberOutcome, number>>, more: Partial<ReviewedReport> = {}): ReviewedReport {
  const one = (outcome: NumberOutcome): ReviewedReport["numbers"][number] => ({
    period: "2026-09-07",
    unit: undefined,
    outcome,
    raw: "10.00",
    reported: outcome === "not-reported" ? undefined : "12.00",
    difference: "2.00",
    at: undefined,
    steps: outcome === "corrected" ? [{ kind: "value-edited", effect: "2.00", corrections: 2, samples: [correction()] }] : [],
    residual: "0.00",
  });
  return {
    id,
    title: `Report ${id}`,
    metric: "revenue",
    through: undefined,
    owner: undefined,
    decision: undefined,
    numbers: (Object.entries(numbers) as [NumberOutcome, number][]).flatMap(([outcome, count]) =>
      Array.from({ length: count }, () => one(outcome)),
    ),
    readings: [],
    notes: [],
    ...more,
  };
}

function correction(): ReviewedReport["numbers"][number]["steps"][number]["samples"][number] {
  return {
    fingerprint: "00000000000000cc",
    kind: "value-edited",
    file: "weekly.xlsx",
    sheet: "Merge",
    cell: "C7",
    dataset: undefined,
    key: undefined,
    column: undefined,
    before: "10.00",
    after: "12.00",
    effect: "2.00",
    by: "Marcus",
    comment: undefined,
  };
}

/** A workbook of one file; `typed` names a column of its records that people type, `over` how many cells are typed over. */
export function workbook(
  id: string,
  { typed, over = 0 }: { readonly typed?: string; readonly over?: number } = {},
  more: Partial<ReviewedWorkbook> = {},
): ReviewedWorkbook {
  const columns: readonly Pick<ProvenColumn, "title" | "origin">[] = [
    {
      title: "Total",
      origin: { kind: "copied", dataset: "dispatch.jobs", field: "total", capturedAt: "", containment: 1, differing: over },
    },
    ...(typed === undefined ? [] : [{ title: typed, origin: { kind: "typed", distinct: 3 } as const }]),
  ];
  return {
    id,
    title: `Workbook ${id}`,
    owner: undefined,
    decision: undefined,
    files: [
      {
        file: `${id}.xlsx`,
        savedAt: undefined,
        savedBy: undefined,
        createdBy: undefined,
        tables: [
          {
            sheet: "Merge",
            range: { fromRow: 1, toRow: 9, fromColumn: 0, toColumn: 3 },
            headerRow: 0,
            name: "Merge",
            records: { dataset: "dispatch.jobs", keyColumn: 0, keyField: "id", capturedAt: "", matched: 9 },
            hiddenRows: 0,
            columns: columns.map(({ title, origin }, column) => ({
              column,
              title,
              hidden: false,
              filled: 9,
              origin,
              overrides: column === 0 ? Array.from({ length: over }, (_, row) => override(row)) : [],
              exceptions: column === 0 ? over : 0,
            })),
          },
        ],
        faults: [],
        hiddenSheets: [],
        comments: [],
        reads: [],
        notes: [],
      },
    ],
    everyDays: undefined,
    people: [],
    from: [],
    feeds: [],
    ...more,
  };
}

/** The first is another formula, as totals have: no correction. */
function override(row: number): ProvenColumn["overrides"][number] {
  return { row, kind: row === 0 ? "other-formula" : "typed-over", found: "1", expected: "2", key: undefined };
}

/** Jobs in two systems, held against each other by one rule. */
export function lifecycle(
  id: string,
  apart: { readonly now: number; readonly before: number },
  datasets: readonly string[],
): ReviewedLifecycle {
  const count = (records: number) => ({ records, amount: undefined });
  return {
    id,
    title: `Life of ${id}`,
    entity: id,
    workflows: [],
    states: [],
    tracks: datasets.map((dataset) => ({
      id: dataset.split(".")[0] ?? dataset,
      title: dataset,
      dataset,
      knownUntil: "2026-10-01T00:00:00.000Z",
      exact: true,
      counts: { records: 0, silent: 0, events: 0, undated: 0, nameless: 0, orphaned: 0, future: 0, lateRecorded: 0 },
      unmapped: [],
      now: [],
      transitions: [],
    })),
    rules: [
      {
        id: "rule",
        title: "A rule",
        kind: "agree",
        when: { track: "dispatch", states: [] },
        then: { track: "books", states: [] },
        within: "1 days",
        checked: count(90),
        agrees: count(90 - apart.now - apart.before),
        waiting: count(0),
        disagrees: count(apart.now),
        disagreed: count(apart.before),
        days: "0.00",
        amountDays: undefined,
      },
    ],
    definitions: [],
  };
}
