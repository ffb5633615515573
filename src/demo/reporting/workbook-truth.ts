import type { ColumnOrigin } from "../../model/index.ts";
import { utcTime } from "../time.ts";
import type { WeekInvoice } from "./records.ts";
import { firstJobRow, firstRow, invoicedOf, invoiceTitles, jobTitles } from "./sheets.ts";
import { people, type Line, type Week } from "./week.ts";

/** What a workbook is made of. */
export interface WorkbookTruth {
  readonly files: readonly FileTruth[];
}

export interface FileTruth {
  readonly file: string;
  /** UTC ISO 8601. */
  readonly savedAt: string;
  readonly savedBy: string;
  readonly createdBy: string;
  readonly tables: readonly TableTruth[];
  readonly notes: readonly { readonly sheet: string; readonly cell: string; readonly author: string; readonly text: string }[];
}

/** Rows below one header. */
export interface TableTruth {
  readonly sheet: string;
  /** The rows' first and last, 1-based as programs show them. */
  readonly rows: readonly [first: number, last: number];
  /** Of which its rows are records, and how many of them a system holds; null: of none. */
  readonly records: { readonly dataset: string; readonly matched: number } | null;
  readonly hiddenRows: number;
  readonly columns: readonly ColumnTruth[];
}

export interface ColumnTruth {
  readonly title: string;
  readonly hidden: boolean;
  readonly origin: OriginTruth;
  /** Cells that break with the column's origin. */
  readonly overrides: readonly { readonly cell: string; readonly kind: "typed-over" | "edited" }[];
}

export type OriginTruth =
  | { readonly kind: "copied"; readonly dataset: string; readonly field: string }
  /** What is joined, and what is taken: `Merge.Job # = Jobs.Job #`, `Jobs.Jobs Total`. */
  | { readonly kind: "looked-up"; readonly join: string; readonly taken: string; readonly misses: number }
  | { readonly kind: "derived"; readonly reads: readonly string[] }
  | { readonly kind: Extract<ColumnOrigin["kind"], "typed" | "empty"> };

export function fileTruth(week: Week, invoices: readonly WeekInvoice[], clean: boolean): FileTruth {
  const tables = [jobsTable(week), invoicesTable(invoices), ...(clean ? [] : [mergeTable(week, invoices)])];
  return {
    file: week.file,
    savedAt: utcTime(week.saved),
    savedBy: clean ? people.maker : people.editor,
    createdBy: people.maker,
    tables: tables.filter(({ rows: [first, last] }) => last >= first),
    notes: week.lines.flatMap(({ note }, at) =>
      note === undefined ? [] : [{ sheet: "Merge", cell: `F${firstRow + at + 1}`, author: people.reviewer, text: note }],
    ),
  };
}

const jobFields = ["number", "branch", "type", "customer", "completedOn", "total"];
const invoiceFields = ["id", "jobNumber", "txnDate", "total"];

function jobsTable({ lines }: Week): TableTruth {
  const copied = columns(jobTitles, jobFields, "dispatch.jobs");
  const edited = (letter: string, isEdited: (line: Line, raw: NonNullable<Line["raw"]>) => boolean): ColumnTruth["overrides"] =>
    cells(lines, (line) => line.raw !== undefined && !line.copy && isEdited(line, line.raw), letter, firstJobRow, "edited");
  return {
    sheet: "Jobs",
    rows: [firstJobRow + 1, firstJobRow + lines.length],
    records: { dataset: "dispatch.jobs", matched: lines.filter(({ raw }) => raw !== undefined).length },
    hiddenRows: 0,
    columns: copied.map((column) => {
      if (column.title === "Completed On") return { ...column, overrides: edited("E", ({ job }, raw) => job.completed !== raw.completed) };
      if (column.title === "Jobs Total") return { ...column, overrides: edited("F", ({ job }, raw) => job.total !== raw.total) };
      return column;
    }),
  };
}

function invoicesTable(invoices: readonly WeekInvoice[]): TableTruth {
  return {
    sheet: "Invoices",
    rows: [firstRow + 1, firstRow + invoices.length],
    records: { dataset: "books.invoices", matched: invoices.length },
    hiddenRows: 0,
    columns: columns(invoiceTitles, invoiceFields, "books.invoices"),
  };
}

function mergeTable({ lines }: Week, invoices: readonly WeekInvoice[]): TableTruth {
  const invoiced = invoicedOf(invoices);
  const byJob = "Merge.Job # = Jobs.Job #";
  const own = (title: string, origin: OriginTruth, overrides: ColumnTruth["overrides"] = []): ColumnTruth => ({
    title,
    hidden: title === "Reason",
    origin,
    overrides,
  });
  const typed = (letter: string, isTyped: (line: Line) => boolean) => cells(lines, isTyped, letter, firstRow, "typed-over");
  const filled = (has: (line: Line) => boolean): OriginTruth => ({ kind: lines.some(has) ? "typed" : "empty" });
  return {
    sheet: "Merge",
    rows: [firstRow + 1, firstRow + lines.length],
    records: { dataset: "dispatch.jobs", matched: lines.filter(({ raw }) => raw !== undefined).length },
    hiddenRows: lines.filter(({ hidden }) => hidden === true).length,
    columns: [
      own("Job #", { kind: "copied", dataset: "dispatch.jobs", field: "number" }),
      own(
        "Branch",
        { kind: "looked-up", join: byJob, taken: "Jobs.Business Unit", misses: 0 },
        typed("B", ({ branch }) => branch !== undefined),
      ),
      own("Job total", { kind: "looked-up", join: byJob, taken: "Jobs.Jobs Total", misses: 0 }),
      own("Invoiced", {
        kind: "looked-up",
        join: "Merge.Job # = Invoices.Job Ref",
        taken: "Invoices.Amount",
        misses: lines.filter(({ job }) => !invoiced.has(job.number)).length,
      }),
      own("Gap", { kind: "derived", reads: ["Job total", "Invoiced"] }),
      own(
        "Adjustment",
        filled(({ adjustment }) => adjustment !== undefined),
      ),
      own(
        "Revenue",
        { kind: "derived", reads: ["Job total", "Adjustment"] },
        typed("G", ({ revenue }) => revenue !== undefined),
      ),
      own(
        "Reason",
        filled(({ reason }) => reason !== undefined),
      ),
    ],
  };
}

function columns(titles: readonly string[], fields: readonly string[], dataset: string): ColumnTruth[] {
  return titles.map((title, at) => ({
    title,
    hidden: false,
    origin: { kind: "copied", dataset, field: fields[at] ?? "" },
    overrides: [],
  }));
}

function cells(
  lines: readonly Line[],
  breaks: (line: Line) => boolean,
  letter: string,
  first: number,
  kind: "typed-over" | "edited",
): ColumnTruth["overrides"] {
  return lines.flatMap((line, at) => (breaks(line) ? [{ cell: `${letter}${first + at + 1}`, kind }] : []));
}
