import type { Dialect } from "./dialect.ts";
import { sql, type Sql } from "./sql.ts";

/*
 * Zones by comparison instead of by the engine's zone functions, which cost ten
 * times as much: a column's earliest and latest time bound the changes of the
 * clock that can matter, and there are two a year.
 */

/** Earliest and latest value of a column, as the engine prints a TIMESTAMP. */
export interface TimeRange {
  readonly least: string;
  readonly greatest: string;
}

interface Change {
  /** Milliseconds since 1970, UTC. */
  readonly at: number;
  /** Offset from UTC in seconds from then on. */
  readonly offset: number;
}

const DAY = 86_400_000;
/** More years than this are left to the engine. */
const YEARS = 60;

/**
 * Local TIMESTAMP → UTC. In the hour that a clock skips, the offset before the
 * change holds (02:30 is read as 03:30 summer time); in the hour that it repeats, the
 * second, later one is meant. The engine's own functions read both in the same way.
 */
export function toUtc(local: Sql, zone: string, range: TimeRange | undefined, dialect: Dialect): Sql {
  const changes = range === undefined ? undefined : changesOf(zone, range);
  if (changes === undefined) return dialect.toUtc(local, zone);
  return choose(local, changes, (change) => change.at + change.offset * 1000, -1);
}

/**
 * The first moment of a local day, UTC. Where a clock skips midnight, that is the
 * moment of the change; where it shows midnight twice, the first time.
 *
 * @param day DATE
 * @param range bounds of the days
 */
export function startOfDay(day: Sql, zone: string, range: TimeRange | undefined, dialect: Dialect): Sql {
  const midnight = sql`CAST(${day} AS TIMESTAMP)`;
  const changes = range === undefined ? undefined : changesOf(zone, range);
  if (changes !== undefined) {
    const before = new Map(changes.map((change, index) => [change, (changes[index - 1] ?? change).offset]));
    return choose(midnight, changes, (change) => change.at + Math.max(change.offset, before.get(change) ?? change.offset) * 1000, -1);
  }
  const later = dialect.toUtc(midnight, zone);
  const earlier = dialect.plus(later, sql`-1`, "hours");
  return sql`CASE WHEN ${dialect.localDate(earlier, zone)} = ${day} THEN ${earlier} ELSE ${later} END`;
}

/** UTC TIMESTAMP → local. */
export function toLocal(utc: Sql, zone: string, range: TimeRange | undefined, dialect: Dialect): Sql {
  const changes = range === undefined ? undefined : changesOf(zone, range);
  if (changes === undefined) return dialect.toLocal(utc, zone);
  return choose(utc, changes, (change) => change.at, 1);
}

function choose(time: Sql, changes: readonly Change[], threshold: (change: Change) => number, sign: 1 | -1): Sql {
  const shifted = (offset: number): Sql => (offset === 0 ? time : sql`${time} + to_seconds(${offset * sign})`);
  const pick = (from: number, to: number): Sql => {
    if (to - from === 1) return shifted((changes[from] as Change).offset);
    const middle = Math.floor((from + to) / 2);
    const at = new Date(threshold(changes[middle] as Change)).toISOString().slice(0, 19).replace("T", " ");
    return sql`CASE WHEN ${time} < CAST(${at} AS TIMESTAMP) THEN ${pick(from, middle)} ELSE ${pick(middle, to)} END`;
  };
  return pick(0, changes.length);
}

/** The offset at the range's start and every change in it; undefined when the range is too long or no plain time. */
function changesOf(zone: string, range: TimeRange): readonly Change[] | undefined {
  const least = Date.parse(`${range.least.slice(0, 10)}T00:00:00Z`) - 2 * DAY;
  const greatest = Date.parse(`${range.greatest.slice(0, 10)}T00:00:00Z`) + 3 * DAY;
  if (Number.isNaN(least) || Number.isNaN(greatest) || greatest - least > YEARS * 366 * DAY || least < -DAY * 36_500) return undefined;
  const offsetAt = offsets(zone);
  const changes: Change[] = [{ at: least, offset: offsetAt(least) }];
  // Clocks change at most once within a few days; a step that finds a change narrows it down to the second.
  for (let start = least; start < greatest; start += 5 * DAY) {
    let [low, high] = [start, start + 5 * DAY];
    const [before, after] = [offsetAt(low), offsetAt(high)];
    if (before === after) continue;
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    changes.push({ at: high, offset: after });
  }
  return changes;
}

/** Clocks that were asked before; a review asks those of a few zones for the same years, column by column. */
const clocks = new Map<string, (at: number) => number>();

function offsets(zone: string): (at: number) => number {
  const known = clocks.get(zone) ?? remembered(clockOf(zone));
  clocks.set(zone, known);
  return known;
}

function remembered(offsetAt: (at: number) => number): (at: number) => number {
  const told = new Map<number, number>();
  return (at) => {
    const offset = told.get(at) ?? offsetAt(at);
    told.set(at, offset);
    return offset;
  };
}

function clockOf(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (at) => {
    const part = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const of = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0;
    const local = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
    return Math.round((local - Math.floor(at / 1000) * 1000) / 1000);
  };
}
