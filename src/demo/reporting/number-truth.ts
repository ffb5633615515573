import { CORRECTION_KINDS, type CorrectionKind, type NumberOutcome } from "../../model/index.ts";
import { branches, type Branch } from "../business.ts";
import { decimal } from "../money.ts";
import { isoDay } from "../time.ts";
import { firstJobRow, firstRow, jobTitles, mergeTitles } from "./sheets.ts";
import { columnName } from "../files/xlsx.ts";
import { people, seen, sumOf, type Change, type Week } from "./week.ts";

/** What a report tells, and what stands between that and raw records. */
export interface ReportTruth {
  readonly metric: string;
  /** By period, then unit; decimal strings. */
  readonly numbers: readonly NumberTruth[];
  /** The other way to read the metric that gives every number; absent: it is read as declared. */
  readonly reading?: { readonly part: string; readonly from: string; readonly to: string };
}

export interface NumberTruth {
  /** ISO day. */
  readonly period: string;
  /** null: of all units together. */
  readonly unit: string | null;
  readonly raw: string;
  readonly reported: string;
  readonly outcome: NumberOutcome;
  /** In the order of the model; they sum to reported − raw. */
  readonly corrections: readonly CorrectionTruth[];
}

export interface CorrectionTruth {
  readonly kind: CorrectionKind;
  readonly file: string;
  readonly sheet: string | null;
  /** A cell, or a row's first and last; null where nothing is left to be pointed at. */
  readonly cell: string | null;
  /** The job's number; null: of a sum. */
  readonly key: string | null;
  readonly before: string | null;
  readonly after: string | null;
  /** What it adds to the number, decimal string. */
  readonly effect: string;
  readonly by: string | null;
}

/** The sums by branch that a week's file tells. */
export function branchNumbers(week: Week): NumberTruth[] {
  return branches.map((branch) => numberOf(week, branch, sumOf(week, branch), (change) => change.effects.get(branch) ?? 0));
}

/** The total of the rows that are seen. */
export function seenNumber(week: Week): NumberTruth {
  return numberOf(week, undefined, seen(week), ({ onSeen }) => onSeen);
}

function numberOf(week: Week, branch: Branch | undefined, reported: number, effect: (change: Change) => number): NumberTruth {
  const raw = week.raw.reduce((sum, job) => sum + (branch === undefined || job.branch === branch ? job.total : 0), 0);
  const corrections = week.changes.flatMap((change) => (effect(change) === 0 ? [] : [correctionOf(week, change, effect(change))]));
  return {
    period: isoDay(week.monday),
    unit: branch ?? null,
    raw: decimal(raw),
    reported: decimal(reported),
    outcome: reported === raw ? "ties" : "corrected",
    corrections: corrections.sort(byKind),
  };
}

function correctionOf(week: Week, change: Change, cents: number): CorrectionTruth {
  const { kind, spot, key, before, after, by = people.editor } = change;
  return {
    kind,
    file: week.file,
    sheet: spot?.sheet ?? null,
    cell: cellOf(week, spot),
    key: key ?? null,
    before: before ?? null,
    after: after ?? null,
    effect: decimal(cents),
    by,
  };
}

function cellOf({ lines }: Week, spot: Change["spot"]): string | null {
  if (spot === undefined) return null;
  if (spot.sheet === "Summary") return spot.cell;
  const { sheet, line, column } = spot;
  const row = lines.indexOf(line) + (sheet === "Jobs" ? firstJobRow : firstRow) + 1;
  const last = columnName((sheet === "Jobs" ? jobTitles : mergeTitles).length - 1);
  return column === "row" ? `A${row}:${last}${row}` : `${column}${row}`;
}

function byKind(a: CorrectionTruth, b: CorrectionTruth): number {
  const text = ({ key, sheet, cell }: CorrectionTruth) => `${key ?? ""} ${sheet ?? ""} ${cell ?? ""}`;
  return CORRECTION_KINDS.indexOf(a.kind) - CORRECTION_KINDS.indexOf(b.kind) || (text(a) < text(b) ? -1 : 1);
}
