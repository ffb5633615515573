import { describe, expect, test } from "vitest";
import type { Correction, ReportedNumber, Review, ReviewedMetric, ReviewedReport, ReviewedWorkbook } from "../../src/model/index.ts";
import { auditToHtml, numberText, reviewToHtml, reviewToJson, reviewToText } from "../../src/report/index.ts";
import { review } from "./sample-review.ts";

const HOSTILE = "<img src=x onerror=alert(1)>";

const EDIT: Correction = {
  fingerprint: "00000000000000a1",
  kind: "value-edited",
  file: "reporting/weekly-2026-09-07.xlsx",
  sheet: "Jobs",
  cell: "F7",
  dataset: "dispatch.jobs",
  key: "500123",
  column: "Jobs Total",
  before: "1,200.00",
  after: "1,500.00",
  effect: "300.00",
  by: "Dana Reed",
  comment: `agreed by phone ${HOSTILE}`,
};
const ADJUSTED: Correction = {
  ...EDIT,
  fingerprint: "00000000000000a2",
  kind: "adjusted",
  cell: "F9",
  effect: "-45.50",
  comment: undefined,
};

const CORRECTED: ReportedNumber = {
  period: "2026-09-07",
  unit: "albany",
  outcome: "corrected",
  raw: "10000.00",
  reported: "10254.50",
  difference: "254.50",
  at: { file: "platform/weeks.csv", cell: undefined, line: 4 },
  steps: [
    { kind: "value-edited", effect: "300.00", corrections: 1, samples: [EDIT] },
    { kind: "adjusted", effect: "-45.50", corrections: 12, samples: [ADJUSTED] },
  ],
  residual: "0.00",
};
const UNEXPLAINED: ReportedNumber = {
  ...CORRECTED,
  period: "2026-09-14",
  unit: undefined,
  outcome: "unexplained",
  reported: "10000.01",
  difference: "0.01",
  steps: [],
  residual: "0.01",
};
const TIES: ReportedNumber = { ...CORRECTED, unit: "syracuse", outcome: "ties", reported: "10000.00", difference: "0.00", steps: [] };

const METRIC: ReviewedMetric = {
  id: "revenue",
  title: "Weekly revenue",
  dataset: "dispatch.jobs",
  aggregate: "sum",
  definition: "sum of total, by completedOn",
  period: "week",
  owner: undefined,
  decision: "executive reporting",
  lineage: [{ field: "total", as: "value" }],
  values: [{ period: "2026-09-07", unit: "albany", value: "10000.00", records: 17 }],
};
const REPORT: ReviewedReport = {
  id: "board",
  title: `Board ${HOSTILE}`,
  metric: "revenue",
  through: "weekly",
  owner: undefined,
  decision: undefined,
  numbers: [CORRECTED, TIES, UNEXPLAINED],
  readings: [
    {
      words: "by postedOn instead of completedOn",
      changes: [{ part: "date", from: "completedOn", to: "postedOn" }],
      explains: 3,
      of: 4,
    },
  ],
  notes: [`3 periods cannot be read, the first is ${HOSTILE}`],
};
const WORKBOOK: ReviewedWorkbook = {
  id: "weekly",
  title: "Weekly revenue workbook",
  owner: "operations",
  decision: undefined,
  everyDays: 7,
  people: ["Dana Reed"],
  from: ["dispatch.jobs"],
  feeds: ["board"],
  files: [
    {
      file: "reporting/weekly-2026-09-07.xlsx",
      savedAt: "2026-09-14T12:00:00Z",
      savedBy: "Dana Reed",
      createdBy: "Dana Reed",
      tables: [
        {
          sheet: "Merge",
          name: "Merge",
          range: { fromRow: 1, toRow: 17, fromColumn: 0, toColumn: 4 },
          headerRow: 0,
          records: {
            dataset: "dispatch.jobs",
            keyColumn: 0,
            keyField: "number",
            capturedAt: "2026-10-01T09:15:00Z",
            matched: 16,
          },
          hiddenRows: 1,
          columns: [
            {
              column: 0,
              title: "Job #",
              hidden: false,
              filled: 17,
              origin: {
                kind: "copied",
                dataset: "dispatch.jobs",
                field: "number",
                capturedAt: "2026-10-01T09:15:00Z",
                containment: 0.94,
                differing: 1,
              },
              overrides: [],
              exceptions: 1,
            },
            {
              column: 1,
              title: "Invoiced",
              hidden: true,
              filled: 17,
              origin: {
                kind: "looked-up",
                join: "Merge.Job # = Invoices.Job Ref",
                taken: "Invoices.Amount",
                by: "VLOOKUP",
                approximate: false,
                misses: 2,
              },
              overrides: [],
              exceptions: 0,
            },
            { column: 2, title: HOSTILE, hidden: false, filled: 3, origin: { kind: "typed", distinct: 3 }, overrides: [], exceptions: 0 },
            {
              column: 3,
              title: "Revenue",
              hidden: false,
              filled: 17,
              origin: { kind: "derived", formula: "RC[-1]+RC[-2]", shown: "C2+B2", reads: ["Invoiced"] },
              overrides: [],
              exceptions: 0,
            },
            { column: 4, title: "E", hidden: false, filled: 0, origin: { kind: "empty" }, overrides: [], exceptions: 0 },
          ],
        },
      ],
      faults: [
        {
          kind: "range-short",
          sheet: "Summary",
          range: { fromRow: 6, toRow: 6, fromColumn: 1, toColumn: 1 },
          against: [],
          found: "SUM(B4:B5)",
          expected: "SUM(B4:B6)",
          why: "The sum leaves out the row above it.",
          confidence: 0.9,
          outputs: ["Summary!B7"],
          effect: "120.00",
        },
      ],
      hiddenSheets: ["Scratch"],
      comments: [{ sheet: "Merge", cell: "F9", author: "Dana Reed", text: HOSTILE }],
      reads: ["C:\\old\\prices.xlsx"],
      notes: [],
    },
  ],
};

const given: Review = { ...review(), metrics: [METRIC], reports: [REPORT], workbooks: [WORKBOOK] };
const page = reviewToHtml(given).replace(/\s+/g, " ");
const audit = auditToHtml(given).replace(/\s+/g, " ");

describe("the page", () => {
  test("every number stands in its table, those that do not tie first, the largest difference first", () => {
    const rows = [...page.matchAll(/<tr> ?<th scope="row">(?:<a href="#report-board-\d">)?<bdi>([^<]*)<\/bdi>/g)].map(([, name]) => name);
    expect(rows.slice(0, 3)).toEqual(["7 September 2026, albany", "14 September 2026", "7 September 2026, syracuse"]);
  });

  test("a number opens to its waterfall, each bar to its cells, who did it and why", () => {
    expect(page).toContain("From raw records to what is reported, 7 September 2026, albany");
    expect(page).toContain("Raw records 10,000.00; Amounts typed over 300.00; Adjustments −45.50; Reported 10,254.50; residual 0.00.");
    expect(page).toContain("reporting/weekly-2026-09-07.xlsx, Jobs!F7");
    expect(page).toContain("dispatch.jobs 500123, Jobs Total: 1,200.00 → 1,500.00");
    expect(page).toContain("and 11 more corrections of this kind");
    expect(page).toContain("Not explained 0.01");
  });

  test("the other reading, and what the workbook is made of", () => {
    expect(page).toContain("by postedOn instead of completedOn");
    expect(audit).toMatch(/1 file, one every 7 days\. It copies from <bdi>[^<]*<\/bdi>, and feeds <bdi[^>]*>Board/);
    expect(audit).toContain("Invoices.Amount, where Merge.Job # = Invoices.Job Ref (VLOOKUP); 2 rows without a match");
    expect(audit).toContain("no system holds it: 3 values");
    expect(audit).toContain("Summary!B7");
    expect(audit).not.toContain('<th scope="row"><bdi>E</bdi></th>');
  });

  test("what could not be read is said", () => {
    expect(page).toContain("3 periods cannot be read");
  });

  test("nothing of the data becomes markup", () => {
    for (const file of [page, audit]) expect(file).not.toContain("<img");
    expect(page.split("&lt;img src=x onerror=alert(1)&gt;").length).toBeGreaterThanOrEqual(4);
  });

  test("no report and no workbook: no part of the page", () => {
    for (const file of [reviewToHtml(review()), auditToHtml(review())])
      expect(file).not.toMatch(/<section id="(numbers|workbooks)"|href="#(numbers|workbooks)"/);
  });
});

test("the terminal tells a report in one sentence and its numbers in a table", () => {
  const text = reviewToText(given, { width: 110 });
  expect(text.replace(/\s+/g, " ")).toContain(
    "1 of 3 numbers of Weekly revenue ties out with raw records; 1 number came about by corrections; 1 number cannot be explained.",
  );
  expect(text).toMatch(/7 September 2026, albany +\$10,000\.00 +\$10,254\.50 +\+254\.50 +Corrected/);
});

test("one number's trace: from raw to reported, each step with its cells, and the residual", () => {
  const text = numberText(CORRECTED, REPORT, given, 100);
  const [first = ""] = text.split("\n\n");
  expect(first.replace(/\n/g, " ")).toContain("corrected: raw $10,000.00, reported $10,254.50.");
  expect(text).toMatch(/Raw records +\$10,000\.00 {2}dispatch\.jobs, 17 records/);
  expect(text).toMatch(/Amounts typed over +\+300\.00 {2}1 correction/);
  expect(text).toContain("reporting/weekly-2026-09-07.xlsx, Jobs!F7 · Dana Reed: “agreed by phone");
  expect(text).toMatch(/Residual +0\.00 {2}every cent is explained/);
  expect(numberText(UNEXPLAINED, REPORT, given, 100)).toMatch(/Residual +\+0\.01 {2}nothing explains it/);
});

test("the written form holds it all", () => {
  const written = JSON.parse(reviewToJson(given)) as Review;
  expect(written.reports).toEqual(JSON.parse(JSON.stringify(given.reports)));
  expect(written.workbooks[0]?.files[0]?.tables[0]?.columns).toHaveLength(5);
});
