import { expect, test } from "vitest";
import { edit, estateOf } from "./marked.ts";
import { describeSlips, type Slip } from "./slips.ts";

const REPORTED = `tieout: 1
estate: acme
timeZone: America/New_York
currency: USD
units:
  tampa: Tampa
systems:
  books:
    datasets:
      invoices:
        entity: invoice
        source: invoices.csv
        key: id
        fields: { id: Id, total: Total, tax: { column: Tax, type: money }, status: Status, issuedOn: { column: IssuedOn, type: date }, postedOn: PostedOn, branch: Branch }
        amount: total
        times: { issued: issuedOn }
        unit: branch
  dashboard:
    datasets:
      months:
        entity: figure
        source: months.csv
        key: [month, branch]
        fields: { month: Month, branch: Branch, revenue: Revenue, note: { column: Note, type: text } }
        unit: branch
workbooks:
  weekly: { files: reporting/weekly-*.xlsx, owner: operations }
metrics:
  revenue:
    of: books.invoices
    value: total - tax
    where: status <> 'Void'
    date: postedOn
  invoices:
    title: Invoices a week
    of: books.invoices
    count: true
    period: week
    byUnit: false
    decision: staffing
reports:
  board:
    metric: revenue
    values: { dataset: dashboard.months, value: revenue, period: month }
    through: weekly
    tolerance: 0.5
  friday:
    metric: invoices
    values: { workbook: weekly, sheet: Summary, value: B5:B7, period: A5:A7 }
`;

const lineOf = (line: string): number => REPORTED.split("\n").indexOf(line) + 1;

test("workbooks, metrics and reports, every default filled in", () => {
  const { workbooks, metrics, reports, datasets } = estateOf(REPORTED);
  expect(workbooks).toEqual([
    {
      id: "weekly",
      title: "Weekly",
      files: "reporting/weekly-*.xlsx",
      owner: "operations",
      decision: undefined,
      line: lineOf("  weekly: { files: reporting/weekly-*.xlsx, owner: operations }"),
    },
  ]);
  expect(metrics).toEqual([
    {
      id: "revenue",
      title: "Revenue",
      dataset: "books.invoices",
      aggregate: "sum",
      value: "total - tax",
      where: "status <> 'Void'",
      date: "postedOn",
      period: "month",
      byUnit: true,
      owner: undefined,
      decision: undefined,
      line: lineOf("  revenue:"),
    },
    {
      id: "invoices",
      title: "Invoices a week",
      dataset: "books.invoices",
      aggregate: "count",
      value: undefined,
      where: undefined,
      date: "issuedOn",
      period: "week",
      byUnit: false,
      owner: undefined,
      decision: "staffing",
      line: lineOf("  invoices:"),
    },
  ]);
  expect(reports).toEqual([
    {
      id: "board",
      title: "Board",
      metric: "revenue",
      values: { kind: "dataset", dataset: "dashboard.months", value: "revenue", period: "month" },
      through: "weekly",
      tolerance: "0.5",
      owner: undefined,
      decision: undefined,
      line: lineOf("  board:"),
    },
    {
      id: "friday",
      title: "Friday",
      metric: "invoices",
      values: { kind: "cells", workbook: "weekly", sheet: "Summary", value: "B5:B7", unit: undefined, period: "A5:A7" },
      through: "weekly",
      tolerance: "0",
      owner: undefined,
      decision: undefined,
      line: lineOf("  friday:"),
    },
  ]);
  const typeOf = (dataset: string, name: string) =>
    datasets.find(({ id }) => id === dataset)?.fields.find((field) => field.name === name)?.type;
  expect(typeOf("books.invoices", "postedOn")).toBe("timestamp");
  expect(typeOf("dashboard.months", "revenue")).toBe("money");
});

test("a metric that says neither sums the dataset's amount; one of a dataset without unit is told of the whole", () => {
  const { text } = edit(REPORTED, ["    value: total - tax\n", ""]);
  expect(estateOf(text).metrics[0]).toMatchObject({ aggregate: "sum", value: "total" });
  const { text: whole } = edit(REPORTED, [
    "        times: { issued: issuedOn }\n        unit: branch\n",
    "        times: { issued: issuedOn }\n",
  ]);
  expect(estateOf(whole).metrics[0]).toMatchObject({ byUnit: false });
});

const SLIPS: readonly Slip[] = [
  ["    metric: revenue\n", "    metric: «revenu\n", "unknown-metric", "Did you mean revenue?"],
  ["through: weekly", "through: «weakly", "unknown-workbook", "Did you mean weekly?"],
  ["{ workbook: weekly,", "{ workbook: «monthly,", "unknown-workbook"],
  ["    of: books.invoices\n    value", "    of: «books.invoice\n    value", "unknown-dataset", "Did you mean books.invoices?"],
  ["date: postedOn", "date: «postedAt", "unknown-time", "Did you mean postedOn?"],
  ["    count: true\n", "    «count: true\n    value: total\n", "count-and-value"],
  ["value: revenue, period", "value: «note, period", "wrong-field-type"],
  ["value: revenue, period: month", "value: revenue, period: «months", "unknown-field", "Did you mean month?"],
  ["value: B5:B7, period", "value: «B5:C7, period", "block-of-cells"],
  ["period: A5:A7", "period: «A5:A6", "other-length", "one cell, or 3"],
  ["period: A5:A7", "period: A5:A7, unit: «C5", "not-by-unit"],
  ["value: B5:B7", "value: «five", "bad-form"],
  ["period: week", "period: «weekly", "unknown-word"],
  ["files: reporting/weekly-*.xlsx", "files: «../weekly-*.xlsx", "path-escapes"],
];

describeSlips(REPORTED, SLIPS);

test("of a dataset without amount, unit or time nothing is summed, split or placed in silence", () => {
  const bare = REPORTED.replace("        amount: total\n", "")
    .replace("        times: { issued: issuedOn }\n        unit: branch\n", "")
    .replace("    value: total - tax\n", "")
    .replace("byUnit: false", "byUnit: true");
  const codes = () => {
    try {
      estateOf(bare);
      return [];
    } catch (error) {
      return (error as { problems: readonly { code: string }[] }).problems.map(({ code }) => code);
    }
  };
  expect(codes()).toEqual(["no-value", "no-time", "no-unit"]);
});
