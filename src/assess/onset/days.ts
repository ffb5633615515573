import type { Engine } from "../../engines/engine.ts";
import { id, sql } from "../../sql/index.ts";

/** Days as whole numbers since 1970-01-01. */
export type DayNumber = number;

const DAY_MS = 86_400_000;

export function dayNumber(iso: string): DayNumber {
  return Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY_MS);
}

export function isoDay(day: DayNumber): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** 0 = Sunday. 1970-01-01 was a Thursday. */
export function weekday(day: DayNumber): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** Records and broken ones of each day from the first to the last, days without records included. */
export interface DailyBreaks {
  readonly first: DayNumber;
  readonly n: Float64Array;
  readonly k: Float64Array;
  /** Records without a day, which are in no day. */
  readonly undated: number;
}

/** @returns undefined without a dated record */
export async function dailyBreaks(engine: Engine, relation: string, broken: string, at: string): Promise<DailyBreaks | undefined> {
  const rows = await engine.rows<{ day: string | null; n: string; k: string }>(sql`
SELECT CAST(${id("r", at)} AS DATE) AS day, count(*) AS n, count(CASE WHEN ${id("r", broken)} THEN 1 END) AS k
FROM ${id(relation)} AS r WHERE ${id("r", broken)} IS NOT NULL GROUP BY CAST(${id("r", at)} AS DATE) ORDER BY day`);
  return dailyBreaksOf(rows.map(({ day, n, k }) => ({ day, n: Number(n), k: Number(k) })));
}

/** Records and broken ones of an ISO day; null: those without a day. */
export interface DayBreaks {
  readonly day: string | null;
  readonly n: number;
  readonly k: number;
}

/**
 * @param rows each day once, in order
 * @returns undefined without a dated record
 */
export function dailyBreaksOf(rows: readonly DayBreaks[]): DailyBreaks | undefined {
  const dated = rows.flatMap(({ day, n, k }) => (day === null ? [] : [{ day: dayNumber(day), n, k }]));
  const [first, last] = [dated[0]?.day, dated.at(-1)?.day];
  if (first === undefined || last === undefined) return undefined;
  const days = { first, n: new Float64Array(last - first + 1), k: new Float64Array(last - first + 1) };
  for (const { day, n, k } of dated) {
    days.n[day - first] = n;
    days.k[day - first] = k;
  }
  return { ...days, undated: rows.find(({ day }) => day === null)?.n ?? 0 };
}
