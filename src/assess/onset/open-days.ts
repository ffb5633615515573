import type { Engine } from "../../engines/engine.ts";
import { id, sql } from "../../sql/index.ts";
import { dayNumber, weekday, type DayNumber } from "./days.ts";

/** A relation with a row a record, or a row a run. */
export interface VolumeInput {
  readonly relation: string;
  /** DATE column; records without a day are counted and left out. */
  readonly at: string;
  /** The relation of `createCalendar` (`day` DATE, `open` BOOLEAN); undefined: records are expected on every day. */
  readonly calendar: string | undefined;
  /** The last day on which records had to be there, ISO: the last whole day before the capture. Without it a stop at the end is not seen. */
  readonly until: string;
  /** Planned times without records, both ends included, ISO days. */
  readonly maintenance?: readonly { readonly from: string; readonly until: string }[];
}

/** A day on which records are expected. */
export interface OpenDay {
  readonly day: DayNumber;
  readonly weekday: number;
  readonly count: number;
}

export interface OpenDays {
  /** In order, from the first record's day to `until`. */
  readonly days: readonly OpenDay[];
  readonly undated: number;
}

/** Counts a day; closed days and planned times are left out with what happened on them. */
export async function openDays(engine: Engine, input: VolumeInput): Promise<OpenDays> {
  const at = id("r", input.at);
  const rows = await engine.rows<{ day: string | null; n: string }>(
    sql`SELECT CAST(${at} AS DATE) AS day, count(*) AS n FROM ${id(input.relation)} AS r GROUP BY CAST(${at} AS DATE) ORDER BY day`,
  );
  const counts = new Map(rows.flatMap(({ day, n }) => (day === null ? [] : [[dayNumber(day), Number(n)] as const])));
  const undated = Number(rows.find(({ day }) => day === null)?.n ?? 0);
  const [first, last] = [rows[0]?.day ?? undefined, dayNumber(input.until)];
  if (first === undefined) return { days: [], undated };
  const closed = await closedDays(engine, input.calendar, first, input.until);
  const planned = (input.maintenance ?? []).map(({ from, until }) => ({ from: dayNumber(from), until: dayNumber(until) }));
  const days: OpenDay[] = [];
  for (let day = dayNumber(first); day <= last; day += 1) {
    if (closed.has(day) || planned.some(({ from, until }) => from <= day && day <= until)) continue;
    days.push({ day, weekday: weekday(day), count: counts.get(day) ?? 0 });
  }
  return { days, undated };
}

async function closedDays(engine: Engine, calendar: string | undefined, first: string, until: string): Promise<ReadonlySet<DayNumber>> {
  if (calendar === undefined) return new Set();
  const rows = await engine.rows<{ day: string }>(
    sql`SELECT day FROM ${id(calendar)} AS c WHERE NOT ${id("c", "open")} AND day BETWEEN CAST(${first} AS DATE) AND CAST(${until} AS DATE)`,
  );
  return new Set(rows.map(({ day }) => dayNumber(day)));
}
