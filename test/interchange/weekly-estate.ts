import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { utils, write } from "@e965/xlsx";

const ESTATE = `tieout: 1
estate: acme
timeZone: America/New_York
currency: USD
asOf: 2026-09-30T12:00:00Z
units: { tampa: { title: Tampa }, miami: { title: Miami } }
systems:
  dispatch:
    title: Dispatch
    owner: operations
    datasets:
      jobs:
        title: Jobs
        entity: job
        source: { path: "jobs-*.csv", capturedAt: "2026-09-28T09:00:00Z" }
        key: number
        fields:
          number: "Job #"
          branch: Branch
          status: Status
          total: { column: Total, type: money }
          completed: { column: Completed, type: date }
        amount: total
        state: { field: status, words: { completed: Done, open: Open } }
        unit: branch
  books:
    datasets:
      invoices:
        entity: invoice
        source: { path: invoices.csv, capturedAt: "2026-09-28T09:00:00Z" }
        key: id
        fields: { id: Id, job: { column: Job, type: key }, total: { column: Total, type: money }, note: Note }
        amount: total
  platform:
    datasets:
      weeks:
        entity: week
        source: { path: weeks.csv, capturedAt: "2026-09-28T09:00:00Z" }
        key: [week, branch]
        fields: { week: { column: Week, type: date }, branch: Branch, revenue: { column: Revenue, type: money } }
        unit: branch
handoffs:
  job-to-invoice:
    from: { dataset: dispatch.jobs, filter: { state: completed } }
    to: books.invoices
    match: { number: job }
    compare: [{ from: total, to: total }]
    owner: billing
workbooks:
  weekly:
    title: Weekly revenue
    files: weekly-*.xlsx
    owner: operations
metrics:
  revenue:
    title: Revenue
    of: dispatch.jobs
    value: total
    where: state = 'completed' and total >= 10
    date: completed
    period: week
    byUnit: true
    owner: finance
reports:
  friday:
    metric: revenue
    values: { workbook: weekly, sheet: Summary, value: B4:B5, unit: A4:A5, period: B1 }
  board:
    metric: revenue
    values: { dataset: platform.weeks, value: revenue, period: week }
    through: weekly
`;

/** Job, branch, status, total, day of September 2026. */
const JOBS = [
  ["00101", "Tampa", "Done", "100.00", "2026-09-15"],
  ["00102", "Miami", "Done", "250.50", "2026-09-16"],
  ["00103", "Tampa", "Done", "75.25", "2026-09-17"],
  ["00104", "Tampa", "Open", "60.00", ""],
] as const;

/** An estate with a weekly workbook: 5.00 typed beside one job, and one job that no invoice names. */
export async function weeklyEstate(directory: string, { reverse = false } = {}): Promise<string> {
  const order = <T>(rows: readonly T[]): readonly T[] => (reverse ? rows.toReversed() : rows);
  const csv = (header: string, rows: readonly (readonly string[])[]): string =>
    `${[header, ...order(rows.map((row) => row.join(",")))].join("\n")}\n`;
  await mkdir(directory, { recursive: true });
  const file = (name: string, content: string | Uint8Array): Promise<void> => writeFile(path.join(directory, name), content);
  await file("tieout.yaml", ESTATE);
  await file("jobs-1.csv", csv("Job #,Branch,Status,Total,Completed", JOBS));
  await file(
    "invoices.csv",
    csv("Id,Job,Total,Note", [
      ["1", "00101", "100.00", "x"],
      ["2", "00102", "250.50", "y"],
    ]),
  );
  await file(
    "weeks.csv",
    csv("Week,Branch,Revenue", [
      ["2026-09-14", "Tampa", "180.25"],
      ["2026-09-14", "Miami", "250.50"],
    ]),
  );
  await file("weekly-2026-09-14.xlsx", workbook());
  return directory;
}

function workbook(): Uint8Array {
  const done = JOBS.filter(([, , status]) => status === "Done");
  const book = utils.book_new();
  const jobs = utils.aoa_to_sheet([
    ["Job #", "Branch", "Total", "Completed"],
    ...done.map(([job, branch, , total, day]) => [job, branch, Number(total), day]),
  ]);
  utils.book_append_sheet(book, jobs, "Jobs");
  const rows = done.map(([job, branch, , total], index) => [
    job,
    branch,
    { t: "n", f: `VLOOKUP(A${index + 2},Jobs!A:D,3,FALSE)`, v: Number(total) },
    ...(index === 0 ? [5] : [null]),
    { t: "n", f: `C${index + 2}+D${index + 2}`, v: Number(total) + (index === 0 ? 5 : 0) },
  ]);
  utils.book_append_sheet(book, utils.aoa_to_sheet([["Job #", "Branch", "Job total", "Adjustment", "Revenue"], ...rows]), "Merge");
  const total = (row: number, value: number): object => ({ t: "n", f: `SUMIFS(Merge!$E:$E,Merge!$B:$B,A${row})`, v: value });
  const summary = utils.aoa_to_sheet([
    ["Week of", "2026-09-14"],
    [],
    ["Branch", "Revenue"],
    ["Tampa", total(4, 180.25)],
    ["Miami", total(5, 250.5)],
  ]);
  utils.book_append_sheet(book, summary, "Summary");
  return new Uint8Array(write(book, { type: "array", bookType: "xlsx" }) as ArrayBuffer);
}
