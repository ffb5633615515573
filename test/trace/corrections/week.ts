import { utils, write, type CellObject, type WorkSheet } from "@e965/xlsx";
import { mkdtemp, rm, writeFile as writeBytes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWorkbook } from "../../../src/connect/index.ts";
import type { Engine } from "../../../src/engines/engine.ts";
import type { ColumnOrigin, Metric, ProvenFile, ProvenTable, RecordSet, Report, Unit } from "../../../src/model/index.ts";
import { declaredReading, numberKey, tieReport, toldByDataset, totalsOf } from "../../../src/trace/numbers/index.ts";
import { findCorrections, type WorkbookFile } from "../../../src/trace/corrections/index.ts";
import { givenRecords, type GivenRecord } from "../../detect/given.ts";

/* A weekly file as people keep it: jobs pasted, merged by lookups, summed by branch. */

export interface Job {
  readonly key: string;
  readonly branch: string;
  readonly cents: number;
  /** Local ISO day. */
  readonly day: string;
}

/** A line of the merge, with what was typed into it. */
export interface Line {
  key: string;
  /** Typed over the lookup. */
  branch?: string;
  /** Typed over the lookup of the total, cents. */
  total?: number;
  adjustment?: number;
  /** Typed over the formula, cents. */
  revenue?: number;
  hidden?: boolean;
}

export interface Week {
  readonly monday: string;
  jobs: { key: string; branch: string; cents: number | string; day: string }[];
  lines: Line[];
  /** Rows that a branch's sum leaves out at the end. */
  short: Record<string, number>;
  /** Typed over a branch's sum, cents. */
  typed: Record<string, number>;
  /** Typed into a branch's formula, cents. */
  plus: Record<string, number>;
  comments: { sheet: string; cell: string; author: string; text: string }[];
  date1904?: boolean;
  savedAt: string;
  /** Over cells, by sheet and name. */
  raw: Record<string, CellObject>;
}

export const BRANCHES = ["Tampa", "Orlando", "Naples"];
const UNITS: Unit[] = BRANCHES.map((title) => ({
  id: title.toLowerCase(),
  title,
  aliases: [title.toLowerCase(), title, title.slice(0, 3).toUpperCase()],
  acquired: undefined,
}));

const METRIC: Metric = {
  id: "weekly-revenue",
  title: "Weekly revenue",
  dataset: "dispatch.jobs",
  aggregate: "sum",
  value: "amount",
  where: "status = 'Completed'",
  date: "completed",
  period: "week",
  byUnit: true,
  owner: undefined,
  decision: undefined,
  line: 3,
};
const CELLS = { kind: "cells", workbook: "weekly", sheet: "Summary", value: "B4:B6", unit: "A4:A6", period: "B1" } as const;
const REPORT: Report = {
  id: "friday",
  title: "Friday",
  metric: "weekly-revenue",
  values: CELLS,
  through: "weekly",
  tolerance: "0",
  owner: undefined,
  decision: undefined,
  line: 5,
};

export function jobsOf(monday: string, count: number, seed: number): Job[] {
  let state = seed * 7919 + 17;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
  return Array.from({ length: count }, (_, index) => ({
    key: `J${monday.replaceAll("-", "")}${String(index).padStart(3, "0")}`,
    branch: BRANCHES[next(3)]!,
    cents: 10_000 + next(200_000),
    day: plusDays(monday, next(7)),
  }));
}

export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function weekOf(monday: string, jobs: readonly Job[]): Week {
  return {
    monday,
    jobs: jobs.map((job) => ({ ...job })),
    lines: jobs.map(({ key }) => ({ key })),
    short: {},
    typed: {},
    plus: {},
    comments: [],
    savedAt: `${plusDays(monday, 7)}T15:00:00Z`,
    raw: {},
  };
}

/** What a line comes to, in cents. */
function lineOf(week: Week, line: Line): { branch: string; cents: number } {
  const job = week.jobs.find(({ key }) => key === line.key);
  const own = line.total ?? (typeof job?.cents === "number" ? job.cents : 0);
  return { branch: line.branch ?? job?.branch ?? "", cents: line.revenue ?? own + (line.adjustment ?? 0) };
}

function sumOf(week: Week, branch: string): number {
  if (week.typed[branch] !== undefined) return week.typed[branch];
  const lines = week.lines.slice(0, week.lines.length - (week.short[branch] ?? 0));
  return lines.reduce((sum, line) => {
    const own = lineOf(week, line);
    return own.branch === branch ? sum + own.cents : sum;
  }, week.plus[branch] ?? 0);
}

function seenOf(week: Week): number {
  return week.lines.reduce((sum, line) => (line.hidden === true ? sum : sum + lineOf(week, line).cents), 0);
}

async function writeWeek(week: Week, path: string): Promise<void> {
  const text = (v: string): CellObject => ({ t: "s", v });
  const number = (v: number, z?: string): CellObject => ({ t: "n", v, ...(z === undefined ? {} : { z }) });
  const money = (cents: number): CellObject => number(cents / 100, "#,##0.00");
  const formula = (cell: CellObject, f: string): CellObject => ({ ...cell, f });
  const epoch = week.date1904 === true ? 24_107 : 25_569;
  const serial = (day: string): number => Date.parse(`${day}T00:00:00Z`) / 86_400_000 + epoch;
  const last = week.lines.length + 1;
  const sheets: Record<string, (CellObject | undefined)[][]> = {
    Jobs: [
      [text("Jobs report")],
      ["Job #", "Business Unit", "Completed On", "Jobs Total"].map(text),
      ...week.jobs.map(({ key, branch, cents, day }) => [
        text(key),
        text(branch),
        number(serial(day) + 0.4, "m/d/yyyy h:mm"),
        typeof cents === "number" ? money(cents) : text(cents),
      ]),
    ],
    Merge: [
      ["Job #", "Branch", "Job total", "Adjustment", "Revenue"].map(text),
      ...week.lines.map((line, index) => {
        const row = index + 2;
        const job = week.jobs.find(({ key }) => key === line.key);
        const own = line.total ?? (typeof job?.cents === "number" ? job.cents : 0);
        const { cents } = lineOf(week, line);
        return [
          text(line.key),
          line.branch === undefined ? formula(text(job?.branch ?? ""), `VLOOKUP($A${row},Jobs!$A:$D,2,FALSE)`) : text(line.branch),
          line.total === undefined ? formula(money(own), `VLOOKUP($A${row},Jobs!$A:$D,4,FALSE)`) : money(own),
          line.adjustment === undefined ? undefined : money(line.adjustment),
          line.revenue === undefined ? formula(money(cents), `C${row}+D${row}`) : money(cents),
        ];
      }),
    ],
    Summary: [
      [text("Week of"), number(serial(week.monday), "m/d/yyyy")],
      [text("Revenue by branch")],
      [],
      ...BRANCHES.map((branch, at) => {
        const end = last - (week.short[branch] ?? 0);
        const plus = week.plus[branch] === undefined ? "" : `+${week.plus[branch] / 100}`;
        const sum = `SUMIFS(Merge!$E$2:$E$${end},Merge!$B$2:$B$${end},$A${at + 4})${plus}`;
        return [text(branch), week.typed[branch] === undefined ? formula(money(sumOf(week, branch)), sum) : money(sumOf(week, branch))];
      }),
      [text("Total"), formula(money(BRANCHES.reduce((sum, branch) => sum + sumOf(week, branch), 0)), "SUM(B4:B6)")],
      [],
      [text("Shown"), formula(money(seenOf(week)), `SUBTOTAL(109,Merge!$E$2:$E$${last})`)],
    ],
  };
  const book = utils.book_new();
  for (const [name, rows] of Object.entries(sheets)) {
    const sheet: WorkSheet = {};
    let columns = 1;
    rows.forEach((row, r) =>
      row.forEach((cell, c) => {
        if (cell !== undefined) sheet[utils.encode_cell({ r, c })] = cell;
        columns = Math.max(columns, c + 1);
      }),
    );
    for (const [place, cell] of Object.entries(week.raw)) {
      const [on, at = ""] = place.split("!");
      if (on === name) sheet[at] = cell;
    }
    for (const { sheet: on, cell, author, text } of week.comments) {
      if (on === name) utils.cell_add_comment(sheet[cell] as CellObject, text, author);
    }
    sheet["!ref"] = utils.encode_range({ s: { r: 0, c: 0 }, e: { r: rows.length - 1, c: columns - 1 } });
    if (name === "Merge") sheet["!rows"] = [{}, ...week.lines.map(({ hidden }) => (hidden === true ? { hidden } : {}))];
    utils.book_append_sheet(book, sheet, name);
  }
  book.Props = { Author: "Dana", LastAuthor: "Marcus" };
  book.Workbook = { ...book.Workbook, WBProps: { date1904: week.date1904 === true } };
  await writeBytes(path, write(book, { type: "buffer", bookType: "xlsx", compression: true }) as Buffer);
}

const copied = (field: string): ColumnOrigin => ({
  kind: "copied",
  dataset: "dispatch.jobs",
  field,
  capturedAt: "2026-10-01T00:00:00.000Z",
  containment: 1,
  differing: 0,
});
const TYPED: ColumnOrigin = { kind: "typed", distinct: 0 };
const DERIVED: ColumnOrigin = { kind: "derived", formula: "", shown: "", reads: [] };

function table(
  sheet: string,
  headerRow: number,
  rows: number,
  columns: readonly (readonly [string, ColumnOrigin])[],
  keyed = true,
): ProvenTable {
  return {
    sheet,
    name: sheet,
    headerRow,
    range: { fromRow: headerRow + 1, toRow: headerRow + rows, fromColumn: 0, toColumn: columns.length - 1 },
    records: keyed
      ? { dataset: "dispatch.jobs", keyColumn: 0, keyField: "id", capturedAt: "2026-10-01T00:00:00.000Z", matched: rows }
      : undefined,
    hiddenRows: 0,
    columns: columns.map(([title, origin], column) => ({
      column,
      title,
      hidden: false,
      filled: rows,
      origin,
      overrides: [],
      exceptions: 0,
    })),
  };
}

/** Where everything comes from, as one knows who made the file. */
function provenOf(week: Week, file: string): ProvenFile {
  return {
    file,
    savedAt: week.savedAt,
    savedBy: "Marcus",
    createdBy: "Dana",
    tables: [
      table("Jobs", 1, week.jobs.length, [
        ["Job #", copied("id")],
        ["Business Unit", copied("unitWord")],
        ["Completed On", copied("completed")],
        ["Jobs Total", copied("amount")],
      ]),
      table(
        "Merge",
        0,
        week.lines.length,
        [
          ["Job #", copied("id")],
          ["Branch", DERIVED],
          ["Job total", DERIVED],
          ["Adjustment", TYPED],
          ["Revenue", DERIVED],
        ],
        false,
      ),
    ],
    faults: [],
    hiddenSheets: [],
    comments: [],
    reads: [],
    notes: [],
  };
}

let made = 0;

/** Jobs as dispatch has them: their moment in UTC, noon in New York. */
async function recordsOf(engine: Engine, jobs: readonly Job[]): Promise<RecordSet> {
  const records = jobs.map(({ key, branch, cents, day }): GivenRecord => ({
    id: key,
    unit: branch.toLowerCase(),
    unitWord: branch,
    amount: (cents / 100).toFixed(2),
    completed: `${day}T23:30:00`,
    status: "Completed",
  }));
  const set = await givenRecords(engine, `dispatch.jobs${++made}`, {
    fields: { id: "key", unit: "text", unitWord: "text", amount: "money", completed: "timestamp", status: "text" },
    records,
  });
  return { ...set, dataset: { ...set.dataset, id: "dispatch.jobs", unit: "unitWord" } };
}

export interface Tied {
  readonly report: ReturnType<typeof tieReport>;
  readonly found: Awaited<ReturnType<typeof findCorrections>>;
  /** Every correction, by number. */
  readonly told: {
    readonly number: string;
    readonly kind: string;
    readonly cell: string | undefined;
    readonly effect: string;
    readonly key: string | undefined;
  }[];
}

/** Writes the files, opens them as a review does, and ties the report out. */
export async function tied(
  engine: Engine,
  jobs: readonly Job[],
  weeks: readonly Week[],
  change: { readonly report?: Partial<Report>; readonly metric?: Partial<Metric>; readonly dashboard?: RecordSet } = {},
): Promise<Tied> {
  const directory = await mkdtemp(join(tmpdir(), "tieout-weeks-"));
  try {
    const files: WorkbookFile[] = [];
    for (const [index, week] of weeks.entries()) {
      const file = `weekly-${week.monday}${index}.xlsx`;
      await writeWeek(week, join(directory, file));
      files.push({ open: await openWorkbook(join(directory, file), file), proven: provenOf(week, file) });
    }
    const set = await recordsOf(engine, jobs);
    const metric = { ...METRIC, ...change.metric };
    const report = { ...REPORT, ...change.report };
    const reading = await declaredReading(engine, { file: "estate", timeZone: "America/New_York" }, metric, set.dataset);
    const totals = await totalsOf(engine, metric, set, reading);
    const dashboard =
      report.values.kind === "dataset" && change.dashboard !== undefined
        ? await toldByDataset(engine, change.dashboard, report.values, metric)
        : undefined;
    const cells = report.values.kind === "cells" ? report.values : CELLS;
    const found = await findCorrections(
      engine,
      { report, metric, reading, totals, set, files, units: UNITS, cells, told: dashboard },
      { prefix: `corrections ${++made}` },
    );
    const tiedReport = tieReport(report, metric, totals, found.told, [], found.corrections, found.definition);
    const told = [...found.corrections].flatMap(([number, list]) =>
      list.map(({ kind, sheet, cell, effect, key }) => ({
        number,
        kind,
        cell: cell === undefined ? undefined : `${sheet}!${cell}`,
        effect,
        key,
      })),
    );
    return { report: tiedReport, found, told };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

export const keyOf = (monday: string, branch: string): string => numberKey(monday, branch.toLowerCase());
