import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { branches, type Branch } from "../business.ts";
import { CsvSink, csvLine } from "../files/csv.ts";
import { ShuffledSink } from "../files/shuffled.ts";
import type { Sink } from "../files/sink.ts";
import { xlsxOf } from "../files/xlsx.ts";
import { decimal } from "../money.ts";
import { booksBranch } from "../quickbooks.ts";
import { Random } from "../random.ts";
import { dayOf, isoDay } from "../time.ts";
import { correct } from "./changes.ts";
import { branchNumbers, seenNumber, type NumberTruth, type ReportTruth } from "./number-truth.ts";
import { invoicedMonths, mondays, type WeeklyRecords } from "./records.ts";
import { fileOf } from "./sheets.ts";
import { sumOf, weekOf, type Week } from "./week.ts";
import { fileTruth, type WorkbookTruth } from "./workbook-truth.ts";

/* The weekly ritual: four spreadsheets, and a dashboard that is fed from them. */

const weekHeader = ["Week", "Branch", "Revenue"];
const invoicedHeader = ["Month", "Branch", "Invoiced"];

export interface ReportingTruth {
  readonly workbooks: Readonly<Record<string, WorkbookTruth>>;
  readonly reports: Readonly<Record<string, ReportTruth>>;
}

interface ReportingOptions {
  readonly directory: string;
  readonly jobs: number;
  readonly seed: number;
  readonly clean: boolean;
  readonly shuffle?: number;
}

/** Writes `reporting/` and what the dashboard shows of it, from what was written of the year. */
export async function writeReporting(records: WeeklyRecords, options: ReportingOptions): Promise<ReportingTruth> {
  const { directory, jobs, seed, clean } = options;
  const random = new Random(seed, "weekly report");
  const weeks = mondays.map((monday) => weekOf(monday, records.jobs(monday), random.between(0, 20)));
  const before = records.jobs((mondays[0] ?? 0) - 7);
  if (!clean) correct(weeks, before, timesOf(jobs), random);
  const files = [];
  for (const week of weeks) {
    const numbers = new Set(week.lines.map(({ job }) => job.number));
    const invoices = records.invoices(numbers, week.created);
    const path = join(directory, week.file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, xlsxOf(fileOf(week, invoices, clean)), { flag: "wx" });
    files.push(fileTruth(week, invoices, clean));
  }
  const shown = showWeeks(weeks, clean, random);
  await writeTable(options, "platform/weeks.csv", weekHeader, shown.lines);
  const invoiced = showInvoiced(records, clean);
  await writeTable(options, "platform/invoiced.csv", invoicedHeader, invoiced.lines);
  return {
    workbooks: { "weekly-revenue": { files } },
    reports: {
      friday: { metric: "weekly-revenue", numbers: sorted(weeks.flatMap(branchNumbers)) },
      flash: { metric: "weekly-revenue", numbers: sorted(weeks.map(seenNumber)) },
      board: { metric: "weekly-revenue", numbers: sorted(shown.numbers) },
      "invoiced-work": invoiced.truth,
    },
  };
}

/** How often each kind of row is corrected: it grows with the square root of the work. */
function timesOf(jobs: number): number {
  return Math.min(40, Math.max(1, Math.round(Math.sqrt(jobs / 400))));
}

interface Shown {
  readonly lines: readonly string[];
  readonly numbers: readonly NumberTruth[];
}

/** The dashboard's weeks: someone types them from the files, one of them wrongly. */
function showWeeks(weeks: readonly Week[], clean: boolean, random: Random): Shown {
  const wrong = clean ? [] : weeks.slice(1, 2).filter((week) => branches.some((branch) => sumOf(week, branch) > 0));
  const lines: string[] = [];
  const numbers: NumberTruth[] = [];
  for (const week of weeks) {
    const retyped = wrong.includes(week) ? random.pick(branches.filter((branch) => sumOf(week, branch) > 0)) : undefined;
    branchNumbers(week).forEach((number, at) => {
      const branch = branches[at] as Branch;
      const told = sumOf(week, branch);
      const cents = branch === retyped ? told + 27_000 : told;
      lines.push(csvLine([isoDay(week.monday), booksBranch[branch], decimal(cents)]));
      numbers.push(branch === retyped ? retype(number, told, cents) : number);
    });
  }
  return { lines, numbers };
}

function retype(number: NumberTruth, told: number, shown: number): NumberTruth {
  const reported = decimal(shown);
  return {
    ...number,
    reported,
    outcome: reported === number.raw ? "ties" : "corrected",
    corrections: [
      ...number.corrections,
      {
        kind: "retyped",
        file: "platform/weeks.csv",
        sheet: null,
        cell: null,
        key: null,
        before: decimal(told),
        after: reported,
        effect: decimal(shown - told),
        by: null,
      },
    ],
  };
}

/** Invoiced work by month: the dashboard counts memberships too, which the company does not call work. */
function showInvoiced(records: WeeklyRecords, clean: boolean): { readonly lines: readonly string[]; readonly truth: ReportTruth } {
  const lines: string[] = [];
  const numbers: NumberTruth[] = [];
  for (const month of invoicedMonths) {
    for (const branch of branches) {
      const { jobs, all } = records.invoiced(month, branch);
      const cents = clean ? jobs : all;
      lines.push(csvLine([month, booksBranch[branch], decimal(cents)]));
      numbers.push({
        period: isoDay(dayOf(`${month}-01`)),
        unit: branch,
        raw: decimal(jobs),
        reported: decimal(cents),
        outcome: cents === jobs ? "ties" : "defined-otherwise",
        corrections: [],
      });
    }
  }
  const differs = numbers.some(({ outcome }) => outcome !== "ties");
  const reading = { part: "filter", from: "class = 'Jobs'", to: "" };
  return { lines, truth: { metric: "monthly-invoiced", numbers: sorted(numbers), ...(differs ? { reading } : {}) } };
}

async function writeTable(
  { directory, shuffle }: ReportingOptions,
  file: string,
  header: readonly string[],
  lines: readonly string[],
): Promise<void> {
  const csv = await CsvSink.create(join(directory, file), header);
  const sink: Sink = shuffle === undefined ? csv : new ShuffledSink(csv, new Random(shuffle, `shuffle ${file}`));
  try {
    for (const line of lines) sink.add(line);
    await sink.close();
  } catch (cause) {
    await sink.abandon().catch(() => undefined);
    throw cause;
  }
}

function sorted(numbers: readonly NumberTruth[]): NumberTruth[] {
  const place = ({ period, unit }: NumberTruth) => `${period} ${unit ?? ""}`;
  return [...numbers].sort((a, b) => (place(a) < place(b) ? -1 : 1));
}
