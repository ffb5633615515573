import type { Engine } from "../engines/engine.ts";
import type { Estate, Handoff, HandoffTiming, RecordSet, TimingSlice } from "../model/index.ts";
import { businessSeconds, id, joinBusinessDay, sql, type Sql, type TimeRange } from "../sql/index.ts";
import { clockType, instant, rangeOf, seconds, wallTime } from "./clock.ts";
import { measureWaiting } from "./waiting.ts";

export interface TimingInput {
  readonly from: RecordSet;
  readonly to: RecordSet;
  /** What the tie-out kept: tables of `from_row, to_row` and of `side, row, outcome, reason`. */
  readonly kept: { readonly pairs: string; readonly outcomes: string };
}

export interface TimingNames {
  /** Begins the name of every relation made here; unique per handoff. */
  readonly prefix: string;
  /** The relation of `createCalendar`. */
  readonly calendar: string;
}

/** What of the estate timing needs: its clock, and the time that the review speaks of. */
export type TimingEstate = Pick<Estate, "timeZone" | "asOf">;

/**
 * How long a handoff takes, from the clock of the upstream record to that of the
 * downstream one, over all of its pairs (in a group each member makes one), and
 * how long those wait that have no counterpart. Relations made on the way are dropped.
 *
 * - A record belongs to the unit of its upstream record, and to the local month of the upstream clock.
 * - `slices` is empty where no pair has both times.
 * - A month is complete when it had ended at what is known: at the earlier of the two
 *   captures, and not after the as-of time. The trend compares the newest complete
 *   month that has pairs with the one before it that has.
 *
 * @returns undefined for control totals, where either side has no clock, and where neither a time is known nor a record waits
 */
export async function measureTiming(
  engine: Engine,
  estate: TimingEstate,
  handoff: Handoff,
  input: TimingInput,
  names: TimingNames,
): Promise<HandoffTiming | undefined> {
  const [from, to] = [clockType(handoff, "from", input.from), clockType(handoff, "to", input.to)];
  if (handoff.match.kind === "total" || from === undefined || to === undefined) return undefined;
  const known = knownUntil(estate, input);
  const waiting = await measureWaiting(engine, estate, handoff, { set: input.from, outcomes: input.kept.outcomes, clock: from, known });
  const [times, lags] = [`${names.prefix}_times`, `${names.prefix}_lags`];
  await engine.runInline(createTimes(handoff, input, times));
  const ranges = { from: await range(engine, times, "from_at"), to: await range(engine, times, "to_at") };
  await engine.runInline(createLags(engine, estate, { types: { from, to }, ranges, times, lags, calendar: names.calendar }));
  await engine.runInline(sql`DROP TABLE ${id(times)}`);
  const slices = [
    ...(await measure(engine, lags, "total")),
    ...(input.from.dataset.unit === undefined ? [] : await measure(engine, lags, "unit")),
    ...(await measure(engine, lags, "month")),
  ];
  await engine.runInline(sql`DROP TABLE ${id(lags)}`);
  if (slices.length === 0 && waiting.records === 0) return undefined;
  return { slices, waiting, trend: trendOf(slices, await localMonth(engine, known, estate.timeZone)) };
}

/** UTC, as a TIMESTAMP is written: until when both sides are known. */
function knownUntil(estate: TimingEstate, { from, to }: TimingInput): string {
  const times = [from.capture.capturedAt, to.capture.capturedAt, ...(estate.asOf === undefined ? [] : [estate.asOf])];
  return new Date(Math.min(...times.map((time) => Date.parse(time)))).toISOString().slice(0, 23).replace("T", " ");
}

/** Both clocks of every pair that has them, and its unit. */
function createTimes({ from, to }: Handoff, input: TimingInput, times: string): Sql {
  const [start, end] = [id("f", from.clock ?? ""), id("t", to.clock ?? "")];
  return sql`CREATE TABLE ${id(times)} AS
SELECT ${start} AS from_at, ${end} AS to_at, f._unit AS unit
FROM ${id(input.kept.pairs)} AS p
JOIN ${id(input.from.relation)} AS f ON f._row = p.from_row
JOIN ${id(input.to.relation)} AS t ON t._row = p.to_row
WHERE ${start} IS NOT NULL AND ${end} IS NOT NULL`;
}

async function range(engine: Engine, times: string, column: string): Promise<TimeRange | undefined> {
  const [found] = await engine.rows<{ least: string | null; greatest: string | null }>(rangeOf(times, column));
  return found === undefined || found.least === null || found.greatest === null
    ? undefined
    : { least: found.least, greatest: found.greatest };
}

interface LagPlan {
  readonly types: Readonly<Record<"from" | "to", "date" | "timestamp">>;
  readonly ranges: Readonly<Record<"from" | "to", TimeRange | undefined>>;
  readonly times: string;
  readonly lags: string;
  readonly calendar: string;
}

/** seconds and business (seconds of business days) of every pair, with its unit and month. */
function createLags({ dialect }: Engine, { timeZone }: TimingEstate, { types, ranges, times, lags, calendar }: LagPlan): Sql {
  const column = { from: sql`from_at`, to: sql`to_at` };
  const utc = (side: "from" | "to"): Sql => instant(column[side], types[side], timeZone, ranges[side], dialect);
  const local = (side: "from" | "to"): Sql => wallTime(column[side], types[side], timeZone, ranges[side], dialect);
  return sql`CREATE TABLE ${id(lags)} AS
SELECT lag AS seconds, ${businessSeconds(sql`to_local`, "t")} - ${businessSeconds(sql`from_local`, "f")} AS business, unit,
  CAST(date_trunc('month', from_local) AS DATE) AS month
FROM (
  SELECT ${seconds(utc("to"))} - ${seconds(utc("from"))} AS lag, ${local("from")} AS from_local, ${local("to")} AS to_local, unit FROM ${id(times)}
) AS pairs${joinBusinessDay(calendar, "f", sql`from_local`)}${joinBusinessDay(calendar, "t", sql`to_local`)}`;
}

const SHARES = ["0.5", "0.9", "0.99"] as const;

interface MeasuredRow extends Record<string, string | number | null> {
  readonly value: string | null;
  readonly pairs: string;
  readonly early: string;
}

async function measure(engine: Engine, lags: string, by: "total" | "unit" | "month"): Promise<TimingSlice[]> {
  const value = by === "total" ? sql`CAST(NULL AS VARCHAR)` : by === "unit" ? sql`unit` : sql`CAST(month AS VARCHAR)`;
  const places = (list: Sql, name: string): Sql =>
    sql`${list}[1] AS ${id(`${name}1`)}, ${list}[2] AS ${id(`${name}2`)}, ${list}[3] AS ${id(`${name}3`)}`;
  const rows = await engine.rows<MeasuredRow>(sql`SELECT value, pairs, early, ${places(sql`c`, "c")}, ${places(sql`b`, "b")} FROM (
  SELECT ${value} AS value, count(*) AS pairs, count(*) FILTER (WHERE seconds < 0) AS early,
    ${engine.dialect.quantiles(sql`seconds`, SHARES)} AS c, ${engine.dialect.quantiles(sql`business`, SHARES)} AS b
  FROM ${id(lags)} GROUP BY 1
) AS measured ORDER BY value NULLS LAST`);
  return rows.map((row) => {
    const quantiles = (name: string, unit: number): TimingSlice["calendar"] => ({
      p50: inUnits(row[`${name}1`], unit),
      p90: inUnits(row[`${name}2`], unit),
      p99: inUnits(row[`${name}3`], unit),
    });
    return {
      slice: by === "total" ? { by } : { by, value: sliceName(by, row.value) },
      pairs: Number(row.pairs),
      early: Number(row.early),
      calendar: quantiles("c", 3600),
      business: quantiles("b", 86_400),
    };
  });
}

/** Seconds in hours or days, two decimals; never −0. */
function inUnits(value: string | number | null | undefined, unit: number): number {
  return Math.round((Number(value) * 100) / unit) / 100 || 0;
}

function sliceName(by: "unit" | "month", value: string | null): string {
  if (value === null) return "no unit";
  return by === "month" ? value.slice(0, 7) : value;
}

async function localMonth(engine: Engine, known: string, zone: string): Promise<string> {
  const [row] = await engine.rows<{ month: string }>(
    sql`SELECT CAST(CAST(${engine.dialect.toLocal(sql`CAST(${known} AS TIMESTAMP)`, zone)} AS DATE) AS VARCHAR) AS month`,
  );
  return (row?.month ?? "").slice(0, 7);
}

/** @param current the local month in which knowledge ends: it and later ones are not complete */
function trendOf(slices: readonly TimingSlice[], current: string): HandoffTiming["trend"] {
  const months = slices.flatMap(({ slice, calendar }) =>
    slice.by === "month" && slice.value < current ? [{ month: slice.value, hours: calendar.p50 }] : [],
  );
  const [before, newest] = months.slice(-2);
  if (before === undefined || newest === undefined) return undefined;
  return { month: newest.month, before: before.month, medianHours: newest.hours, medianHoursBefore: before.hours };
}
