import type { Engine } from "../../engines/engine.ts";
import { formatMoney, money, type Period, type RecordSet, type ReportedNumber } from "../../model/index.ts";
import { id, sql } from "../../sql/index.ts";
import { numberKey } from "./totals.ts";

/** One number as a report tells it. */
export interface ToldNumber {
  /** First day of its period, ISO. */
  readonly period: string;
  readonly unit: string | undefined;
  /** Decimal string. */
  readonly value: string;
  readonly at: NonNullable<ReportedNumber["at"]>;
}

/** What a report tells, and what of it could not be placed, in plain sentences. */
export interface Told {
  /** By `numberKey`. */
  readonly numbers: ReadonlyMap<string, ToldNumber>;
  readonly notes: readonly string[];
}

/** The numbers of a report that stand in a dataset; where several records are of one period and unit, their sum. */
export async function toldByDataset(
  engine: Engine,
  set: RecordSet,
  fields: { readonly value: string; readonly period: string },
  metric: { readonly period: Period; readonly byUnit: boolean },
): Promise<Told> {
  const byUnit = metric.byUnit && set.dataset.unit !== undefined;
  const rows = await engine.rows<{ period: string | null; unit: string | null; value: string | null; file: number; pos: string }>(
    sql`SELECT CAST(${id(fields.period)} AS VARCHAR) AS period, ${byUnit ? sql`_unit` : sql`CAST(NULL AS VARCHAR)`} AS unit,
  sum(${id(fields.value)}) AS value, arg_min(_file, _row) AS file, arg_min(_pos, _row) AS pos
FROM ${id(set.relation)} WHERE NOT _deleted GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  const found = rows.map(({ period, unit, value, file, pos }) => ({
    period: period ?? "",
    unit: unit ?? undefined,
    value: value ?? undefined,
    at: { file: set.capture.files[file]?.path ?? "", cell: undefined, line: Number(pos) },
  }));
  return placed(found, metric.period);
}

/** What stands in a place that a report names. */
export interface FoundNumber {
  /** A day of the period, or its name: `2026-09-07`, `2026-09`, `Sep 2026`, `2026-Q3`, `2026-W36`. */
  readonly period: string;
  readonly unit: string | undefined;
  /** Undefined: the place is empty. */
  readonly value: string | undefined;
  readonly at: ToldNumber["at"];
}

/** Numbers by what they are of. */
export function placed(found: readonly FoundNumber[], period: Period): Told {
  const numbers = new Map<string, ToldNumber>();
  const strange = new Set<string>();
  for (const { period: text, unit, value, at } of found) {
    const start = periodOf(text, period);
    if (start === undefined) strange.add(text);
    if (start === undefined || value === undefined) continue;
    const key = numberKey(start, unit);
    const known = numbers.get(key);
    numbers.set(
      key,
      known === undefined
        ? { period: start, unit, value: formatMoney(money(value)), at }
        : { ...known, value: formatMoney(money(known.value).plus(money(value))) },
    );
  }
  const notes =
    strange.size === 0 ? [] : [`${strange.size} of its periods cannot be read, the first is ${JSON.stringify([...strange].sort()[0])}`];
  return { numbers, notes };
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/**
 * First day of the period that a text names, ISO; undefined where it names none. A day
 * lies in its period; a name must be of the period's own kind.
 */
export function periodOf(text: string, period: Period): string | undefined {
  const said = text.trim();
  const day = /^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$/.exec(said);
  if (day !== null) return startOf(Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3])), period);
  const month = /^(\d{4})[-/](\d{1,2})$/.exec(said);
  if (month !== null) return period === "month" ? iso(Number(month[1]), Number(month[2]) - 1, 1) : undefined;
  const named = /^([A-Za-z]{3,9})\.?[ -](\d{4})$/.exec(said);
  if (named !== null) {
    const index = MONTHS.indexOf((named[1] ?? "").slice(0, 3).toLowerCase());
    return period === "month" && index >= 0 ? iso(Number(named[2]), index, 1) : undefined;
  }
  const quarter = /^(?:(\d{4})[- ]?Q([1-4])|Q([1-4])[- ](\d{4}))$/i.exec(said);
  if (quarter !== null)
    return period === "quarter" ? iso(Number(quarter[1] ?? quarter[4]), (Number(quarter[2] ?? quarter[3]) - 1) * 3, 1) : undefined;
  const week = /^(\d{4})-?W(\d{1,2})$/i.exec(said);
  if (week !== null) {
    // ISO 8601: the first week holds 4 January.
    const fourth = Date.UTC(Number(week[1]), 0, 4 + (Number(week[2]) - 1) * 7);
    return period === "week" ? startOf(fourth, "week") : undefined;
  }
  const year = /^(\d{4})$/.exec(said);
  return year !== null && period === "year" ? iso(Number(year[1]), 0, 1) : undefined;
}

function startOf(day: number, period: Period): string | undefined {
  const date = new Date(day);
  if (Number.isNaN(day)) return undefined;
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  switch (period) {
    case "day":
      return date.toISOString().slice(0, 10);
    case "week":
      return new Date(day - ((date.getUTCDay() + 6) % 7) * 86_400_000).toISOString().slice(0, 10);
    case "month":
      return iso(year, month, 1);
    case "quarter":
      return iso(year, month - (month % 3), 1);
    case "year":
      return iso(year, 0, 1);
  }
}

function iso(year: number, month: number, day: number): string | undefined {
  if (month < 0 || month > 11) return undefined;
  return new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
}
