import { branches } from "../business.ts";
import { columnName, type Sheet, type SheetCell, type SheetNote, type SpreadsheetFile } from "../files/xlsx.ts";
import { trimmed } from "../money.ts";
import { isoDay, localMinutes, utcTime } from "../time.ts";
import { summaryCell } from "./changes.ts";
import type { WeekInvoice } from "./records.ts";
import { branchOf, branchWords, people, revenueOf, seen, sumOf, type Line, type Week } from "./week.ts";

/* The sheets of a week's file: what was pasted, the merge of both, the numbers. */

/** Days from the first one of spreadsheets to 1970. */
const dayZero = 25_569;

/** Rows of the pasted jobs begin here, those of the merge and the invoices one above; 0-based. */
export const firstJobRow = 2;
export const firstRow = 1;

export const jobTitles = ["Job #", "Business Unit", "Job Type", "Customer Name", "Completed On", "Jobs Total"];
export const invoiceTitles = ["Invoice No", "Job Ref", "Date", "Amount"];
export const mergeTitles = ["Job #", "Branch", "Job total", "Invoiced", "Gap", "Adjustment", "Revenue", "Reason"];

/** A week's file; without a merge where nothing has to be explained. */
export function fileOf(week: Week, invoices: readonly WeekInvoice[], clean: boolean): SpreadsheetFile {
  const sheets = [jobsSheet(week), invoicesSheet(invoices), ...(clean ? [] : [mergeSheet(week, invoices)]), summarySheet(week, clean)];
  return {
    sheets,
    creator: people.maker,
    lastModifiedBy: clean ? people.maker : people.editor,
    created: utcTime(week.created),
    modified: utcTime(week.saved),
  };
}

function jobsSheet({ monday, lines }: Week): Sheet {
  const us = (day: number) => `${isoDay(day).slice(5, 7)}/${isoDay(day).slice(8)}/${isoDay(day).slice(0, 4)}`;
  return {
    name: "Jobs",
    widths: [12, 15, 20, 26, 18, 13],
    rows: [
      [text(`Jobs Report: ${us(monday)} - ${us(monday + 6)}`, "bold")],
      jobTitles.map((title) => text(title, "bold")),
      ...lines.map(({ job }) => [
        text(job.number, "text"),
        text(job.unit),
        text(job.type),
        text(job.customer),
        number(String(dayZero + localMinutes(job.completed) / 1440), "minute"),
        money(job.total),
      ]),
    ],
  };
}

function invoicesSheet(invoices: readonly WeekInvoice[]): Sheet {
  return {
    name: "Invoices",
    widths: [12, 12, 12, 13],
    rows: [
      invoiceTitles.map((title) => text(title, "bold")),
      ...invoices.map(({ id, jobNumber, day, total }) => [
        number(id),
        text(jobNumber, "text"),
        number(String(dayZero + day), "day"),
        money(total),
      ]),
    ],
  };
}

/** The invoice that a lookup by job finds: the first one. */
export function invoicedOf(invoices: readonly WeekInvoice[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { jobNumber, total } of invoices) if (!found.has(jobNumber)) found.set(jobNumber, total);
  return found;
}

function mergeSheet({ lines }: Week, invoices: readonly WeekInvoice[]): Sheet {
  const invoiced = invoicedOf(invoices);
  return {
    name: "Merge",
    widths: [12, 10, 13, 13, 13, 13, 13, 34],
    hiddenColumns: [mergeTitles.indexOf("Reason")],
    hiddenRows: lines.flatMap(({ hidden }, at) => (hidden === true ? [firstRow + at] : [])),
    notes: lines.flatMap(({ note }, at): SheetNote[] =>
      note === undefined ? [] : [{ cell: `F${firstRow + at + 1}`, author: people.reviewer, text: note }],
    ),
    rows: [mergeTitles.map((title) => text(title, "bold")), ...lines.map((line, at) => mergeRow(line, firstRow + at + 1, invoiced))],
  };
}

function mergeRow(line: Line, row: number, invoiced: ReadonlyMap<string, number>): (SheetCell | undefined)[] {
  const { job, branch, adjustment, revenue, reason } = line;
  const billed = invoiced.get(job.number) ?? 0;
  const word = text(branchWords[branchOf(line)]);
  const comes = money(revenueOf(line));
  return [
    text(job.number, "text"),
    branch === undefined ? { ...word, formula: `LEFT(VLOOKUP($A${row},Jobs!$A:$F,2,FALSE),3)` } : word,
    { ...money(job.total), formula: `VLOOKUP($A${row},Jobs!$A:$F,6,FALSE)` },
    { ...money(billed), formula: `IFERROR(VLOOKUP($A${row},Invoices!$B:$D,3,FALSE),0)` },
    { ...money(job.total - billed), formula: `C${row}-D${row}` },
    adjustment === undefined ? undefined : money(adjustment),
    revenue === undefined ? { ...comes, formula: `C${row}+F${row}` } : comes,
    reason === undefined ? undefined : text(reason),
  ];
}

function summarySheet(week: Week, clean: boolean): Sheet {
  const { lines, short, typed, monday } = week;
  const [sheet, amounts, words, first] = clean ? ["Jobs", 5, 1, firstJobRow + 1] : ["Merge", 6, 1, firstRow + 1];
  const range = (column: number, last: number) => `${sheet}!$${columnName(column)}$${first}:$${columnName(column)}$${last}`;
  const lastRow = Math.max(first, first + lines.length - 1);
  const sums = branches.map((branch) => {
    const place = summaryCell(branch).slice(1);
    const last = short === branch ? lastRow - 1 : lastRow;
    const word = clean ? `$A${place}&" *"` : `$A${place}`;
    const formula = `SUMIFS(${range(amounts, last)},${range(words, last)},${word})`;
    const value = money(sumOf(week, branch));
    return [text(branchWords[branch]), typed.has(branch) ? value : { ...value, formula }];
  });
  const total = branches.reduce((sum, branch) => sum + sumOf(week, branch), 0);
  return {
    name: "Summary",
    widths: [16, 14],
    rows: [
      [text("Week of", "bold"), number(String(dayZero + monday), "day")],
      [text("Revenue by branch", "bold")],
      [],
      ...sums,
      [text("Total", "bold"), { ...money(total), formula: "SUM(B4:B6)" }],
      [],
      [text("In the list"), { ...money(seen(week)), formula: `SUBTOTAL(109,${range(amounts, lastRow)})` }],
    ],
  };
}

function text(value: string, format?: SheetCell["format"]): SheetCell {
  return { value: { text: value }, ...(format === undefined ? {} : { format }) };
}

function number(value: string, format?: SheetCell["format"]): SheetCell {
  return { value: { number: value }, ...(format === undefined ? {} : { format }) };
}

function money(cents: number): SheetCell {
  return number(trimmed(cents), "money");
}
