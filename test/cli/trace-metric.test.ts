import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { run, scratchDirectory, write } from "./given.ts";

const scratch = await scratchDirectory();
const estate = path.join(scratch, "acme");

beforeAll(() =>
  write(estate, {
    "tieout.yaml": `tieout: 1
estate: acme
timeZone: America/New_York
currency: USD
units: { tampa: { title: Tampa, aliases: [TPA] }, orlando: Orlando }
systems:
  books:
    datasets:
      invoices:
        entity: invoice
        source: { path: invoices.csv, capturedAt: 2026-10-01T05:30:00-04:00 }
        key: id
        fields: { id: Id, total: Total, tax: { column: Tax, type: money }, issued: { column: Issued, type: date }, branch: Branch }
        amount: total
        times: { issued: issued }
        unit: branch
  board:
    datasets:
      months:
        entity: figure
        source: { path: months.csv, capturedAt: 2026-10-01T05:30:00-04:00 }
        key: [month, branch]
        fields: { month: Month, branch: Branch, revenue: { column: Revenue, type: money } }
        unit: branch
metrics:
  revenue: { of: books.invoices }
  net: { of: books.invoices, value: total - tax }
reports:
  board: { metric: revenue, values: { dataset: board.months, value: revenue, period: month }, title: Board pack }
  lean: { metric: net, values: { dataset: board.months, value: revenue, period: month }, title: Lean pack }
`,
    "invoices.csv": `Id,Total,Tax,Issued,Branch
I1,107.00,7.00,2026-08-03,Tampa
I2,214.00,14.00,2026-08-31,TPA
I3,53.50,3.50,2026-09-01,Orlando
I4,321.00,21.00,2026-09-15,Tampa
`,
    "months.csv": `Month,Branch,Revenue
2026-08,Tampa,321.00
2026-09,Orlando,53.50
2026-09,Tampa,400.00
`,
  }),
);

test("a number that nothing explains: first the sentence, then the way, then the raw rows", async () => {
  const { code, stdout } = await run(["trace", "metric", "revenue", "--estate", estate, "--period", "Sep 2026", "--unit", "tampa"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Board pack, 1 September 2026, Tampa: not explained: raw \$321\.00, reported \$400\.00\.\n/);
  expect(stdout).toMatch(/Raw records +\$321\.00 {2}books\.invoices, 1 record\n/);
  expect(stdout).toMatch(/Not explained +\+79\.00\n/);
  expect(stdout).toMatch(/Reported +\$400\.00 {2}months\.csv:4\n/);
  expect(stdout).toMatch(/I4 +321\.00 {2}invoices\.csv:5\n/);
});

test("all periods and units, and for machines", async () => {
  const { code, stdout } = await run(["trace", "metric", "net", "--estate", estate, "--json", "--rows", "1"]);
  expect(code).toBe(0);
  const story = JSON.parse(stdout) as {
    metric: { lineage: unknown };
    reports: { report: { readings: { words: string }[] }; numbers: { number: { outcome: string; unit: string }; records: unknown[] }[] }[];
  };
  expect(story.metric.lineage).toEqual([
    { field: "total", as: "value" },
    { field: "tax", as: "value" },
    { field: "issued", as: "period" },
    { field: "branch", as: "unit" },
  ]);
  expect(story.reports.map(({ numbers }) => numbers.map(({ number }) => number.outcome))).toEqual([
    ["unexplained", "unexplained", "unexplained"],
  ]);
  expect(story.reports[0]?.numbers.every(({ records }) => records.length === 1)).toBe(true);
});

test.each([
  [["revenu"], "unknown-metric", "Did you mean revenue?"],
  [["revenue", "--unit", "tanpa"], "unknown-unit", "Did you mean tampa?"],
  [["revenue", "--period", "2026-W36"], "unknown-period", "2026-09"],
  [["revenue", "--report", "lean"], "unknown-report", "board"],
  [["revenue", "--rows", "0"], "--rows", "whole number"],
])("trace metric %j says what is wrong: %s", async (args, code, hint) => {
  const ended = await run(["trace", "metric", ...args, "--estate", estate]);
  expect(ended).toMatchObject({ code: 2, stdout: "" });
  expect(ended.stderr).toContain(code);
  expect(ended.stderr).toContain(hint);
});

test("a metric whose SQL is no value of one record is refused at its line, and nothing is run", async () => {
  const other = path.join(scratch, "bad");
  await write(other, {
    "tieout.yaml": `tieout: 1
estate: bad
timeZone: America/New_York
currency: USD
systems:
  books:
    datasets:
      invoices: { entity: invoice, source: i.csv, key: id, fields: { id: Id, total: Total, day: { column: Day, type: date } }, amount: total, times: { issued: day } }
metrics:
  revenue: { of: books.invoices, where: "id in (select content from read_text('/etc/passwd'))" }
`,
    "i.csv": "Id,Total,Day\n1,2.00,2026-01-01\n",
  });
  const { code, stderr } = await run(["review", other, "--no-pdf"]);
  expect(code).toBe(2);
  expect(stderr).toContain("tieout.yaml:10");
  expect(stderr).toContain("a query");
  expect(stderr).not.toContain("root:");
});

test("a report of which no number can be read is not checked, and never clear", async () => {
  const other = path.join(scratch, "unread");
  await write(other, {
    "tieout.yaml": `tieout: 1
estate: unread
timeZone: America/New_York
currency: USD
systems:
  books:
    datasets:
      invoices: { entity: invoice, source: i.csv, key: id, fields: { id: Id, total: Total, day: { column: Day, type: date } }, amount: total, times: { issued: day } }
  board:
    datasets:
      months: { entity: figure, source: m.csv, key: month, fields: { month: Month, revenue: { column: Revenue, type: money } } }
metrics: { revenue: { of: books.invoices } }
reports: { board: { metric: revenue, values: { dataset: board.months, value: revenue, period: month } } }
`,
    "i.csv": "Id,Total,Day\n1,2.00,2026-01-01\n",
    "m.csv": "Month,Revenue\nthe first,2.00\n",
  });
  const { code, stdout } = await run(["review", other, "--json", "--no-pdf"]);
  expect(code).toBe(0);
  const review = JSON.parse(stdout) as {
    verdict: { sentence: string };
    coverage: { check: string; subject: string; status: string; reason?: string }[];
    reports: { notes: string[] }[];
  };
  expect(review.verdict.sentence).toContain("No reported number could be read.");
  const checks = review.coverage.filter(({ subject }) => subject === "all numbers");
  expect(checks.map(({ check, status, reason }) => [check, status, reason])).toEqual([
    ["source-of-truth-conflict", "skipped", "no report's numbers could be read"],
    ["corrected-export", "skipped", "no report's numbers could be read"],
  ]);
  expect(review.reports[0]?.notes).toEqual(['1 of its periods cannot be read, the first is "the first"']);
  expect((await run(["review", other, "--no-pdf"])).stdout).toContain('Note: 1 of its periods cannot be read, the first is "the first"');
});

test("SQL that does not fit the values is refused at its metric's line", async () => {
  const other = path.join(scratch, "mistyped");
  await write(other, {
    "tieout.yaml": `tieout: 1
estate: mistyped
timeZone: America/New_York
currency: USD
systems:
  books:
    datasets:
      invoices: { entity: invoice, source: i.csv, key: id, fields: { id: Id, total: Total, day: { column: Day, type: date } }, amount: total, times: { issued: day } }
metrics:
  revenue: { of: books.invoices, where: total > 'much' }
`,
    "i.csv": "Id,Total,Day\n1,2.00,2026-01-01\n",
  });
  const { code, stderr } = await run(["review", other, "--no-pdf"]);
  expect(code).toBe(2);
  expect(stderr).toContain("tieout.yaml:10");
  expect(stderr).toContain("[bad-expression]");
  expect(stderr).not.toContain("SELECT");
});
