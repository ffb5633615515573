import type { Engine } from "../../engines/engine.ts";
import { id, join, sql, type Dialect, type Sql, type TimeRange } from "../../sql/index.ts";
import { bitsOfWhole } from "./chance.ts";
import type { Candidate, SignatureInput } from "./signature.ts";
import { fraction, known, whole } from "./sql-pieces.ts";
import { summerCandidates } from "./summer.ts";
import { zoneCandidates } from "./zones.ts";

const SECOND = 1_000_000n;
const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;
const DAY = 24n * HOUR;
/** Cells in which times may be kept, coarsest first. */
const GRAINS = [HOUR, 15n * MINUTE, MINUTE, SECOND] as const;
/** Differences that are looked at. */
const SHIFTS = 8;
/** Two dates of one matter that differ lie within a month of each other, as a rule: one of so many. */
const DATES = 60;
/** Two times of one matter that differ lie within a week. */
const WEEK = 7n * DAY;

/** Everything that could make one date of another. */
export async function dateCandidates(engine: Engine, pairs: string): Promise<readonly Candidate[]> {
  const gaps = await commonGaps(engine, pairs, sql`gap`);
  const shifts = gaps.filter((gap) => gap % DAY === 0n).map((gap) => dayShift(gap / DAY, sql`gap`, "", 0));
  return [...shifts, monthDay(sql`from_at`, sql`to_at`, engine.dialect)];
}

/** Everything that could make one timestamp of another. */
export async function timestampCandidates(
  engine: Engine,
  pairs: string,
  input: SignatureInput,
  times: TimeRange | undefined,
): Promise<readonly Candidate[]> {
  if (times === undefined) return [];
  const gaps = await commonGaps(engine, pairs, sql`gap`);
  const local = (await commonGaps(engine, pairs, sql`local_gap`)).filter((gap) => gap % DAY === 0n);
  const { floor, cell } = await grain(engine, pairs);
  const from = (expected: Sql): Sql => sql`${engine.dialect.microsecondsBetween(expected, sql`to_at`)} / ${fraction(Number(cell))}`;
  return [
    ...zoneCandidates(input, gaps, times, floor, from, engine.dialect),
    ...(await summerCandidates(engine, pairs, input, times, { floor, cell })),
    ...local.map((gap) => dayShift(gap / DAY, sql`local_gap`, "the clock shows the same time", 0)),
    ...gaps.filter((gap) => gap % DAY === 0n).map((gap) => dayShift(gap / DAY, sql`gap`, "24 hours each", 1)),
    ...gaps.map((gap) => hourShift(gap, floor, cell)),
    monthDay(sql`local_from`, sql`local_to`, engine.dialect),
    timeDropped(sql`local_from`, sql`local_to`, `in ${input.timeZone}`, 0, engine.dialect),
    timeDropped(sql`from_at`, sql`to_at`, "in UTC", 1, engine.dialect),
  ];
}

async function commonGaps(engine: Engine, pairs: string, gap: Sql): Promise<readonly bigint[]> {
  const rows = await engine.rows<{ gap: string }>(
    sql`SELECT ${gap} AS gap, count(*) AS votes FROM ${id(pairs)} WHERE from_at IS NOT NULL AND to_at IS NOT NULL AND from_at <> to_at
GROUP BY 1 HAVING count(*) >= 3 ORDER BY votes DESC, 1 LIMIT ${whole(SHIFTS)}`,
  );
  return rows.map((row) => BigInt(row.gap)).filter((found) => found !== 0n);
}

/** How likely an unrelated difference is one that is named: differences that are all whole hours meet far more often than seconds do. */
async function grain(engine: Engine, pairs: string): Promise<{ readonly floor: number; readonly cell: bigint }> {
  const counts = GRAINS.map((size) => sql`count(*) FILTER (WHERE gap % ${whole(size)} = 0) AS ${id(`g${size}`)}`);
  const [row] = await engine.rows<Record<string, string>>(
    sql`SELECT count(*) AS pairs, ${join(counts)} FROM ${id(pairs)} WHERE from_at IS NOT NULL AND to_at IS NOT NULL`,
  );
  const pairCount = Math.max(1, Number(row?.["pairs"] ?? 0));
  const of = (size: bigint): number => Number(row?.[`g${size}`] ?? 0);
  const shares = GRAINS.map((size) => (Math.max(0, of(size) - 2) / pairCount) * (Number(size) / Number(WEEK)));
  return {
    floor: Math.max(Number(MINUTE) / Number(WEEK), ...shares),
    cell: GRAINS.find((size) => of(size) * 2 >= pairCount) ?? SECOND,
  };
}

function dayShift(days: bigint, gap: Sql, clock: string, bits: number): Candidate {
  const count = days < 0n ? -days : days;
  const offset = `${days < 0n ? "-" : "+"}${count} ${count === 1n ? "day" : "days"}`;
  const way = days < 0n ? "earlier" : "later";
  const shift = `${count} ${count === 1n ? "day" : "days"} ${way}`;
  return {
    code: "day-shift",
    parameters: bits === 0 ? { offset } : { offset, clock },
    statement: `The second value is ${shift} than the first${clock === "" ? "" : ` (${clock})`}.`,
    refutation: `a record whose second value is not ${shift}`,
    bits: bitsOfWhole(Number(count)) + 1 + bits,
    weight: 9,
    free: true,
    floor: 1 / DATES,
    test: known(sql`(${gap} = ${whole(days * DAY)})`),
    distance: sql`(${gap} - ${whole(days * DAY)}) / ${fraction(Number(DAY))}`,
  };
}

function hourShift(gap: bigint, floor: number, cell: bigint): Candidate {
  const size = gap < 0n ? -gap : gap;
  const [hours, minutes, seconds] = [size / HOUR, (size % HOUR) / MINUTE, Number(size % MINUTE) / Number(SECOND)];
  const parts = [
    ...(hours === 0n ? [] : [`${hours} ${hours === 1n ? "hour" : "hours"}`]),
    ...(minutes === 0n ? [] : [`${minutes} ${minutes === 1n ? "minute" : "minutes"}`]),
    ...(seconds === 0 ? [] : [`${seconds} ${seconds === 1 ? "second" : "seconds"}`]),
  ].join(" ");
  const way = gap < 0n ? "earlier" : "later";
  const finest = GRAINS.find((grainSize) => size % grainSize === 0n);
  return {
    code: "hour-shift",
    parameters: { offset: `${gap < 0n ? "-" : "+"}${parts}` },
    statement: `The second value is ${parts} ${way} than the first, in summer as in winter.`,
    refutation: `a record whose second value is not ${parts} ${way}, above all one from the other half of the year`,
    bits:
      2 + bitsOfWhole(finest === undefined ? Number(size) : Number(size / finest)) + (finest === undefined ? 5 : GRAINS.indexOf(finest)),
    weight: 9,
    free: true,
    floor,
    test: known(sql`(gap = ${whole(gap)})`),
    distance: sql`(gap - ${whole(gap)}) / ${fraction(Number(cell))}`,
  };
}

function monthDay(from: Sql, to: Sql, dialect: Dialect): Candidate {
  const part = (name: Sql, time: Sql): Sql => sql`extract(${name} FROM ${time})`;
  const [year, month, day] = [sql`year`, sql`month`, sql`day`];
  const sameClock = sql`${dialect.microsecondsBetween(sql`CAST(CAST(${from} AS DATE) AS TIMESTAMP)`, from)} = ${dialect.microsecondsBetween(sql`CAST(CAST(${to} AS DATE) AS TIMESTAMP)`, to)}`;
  return {
    code: "month-day-swapped",
    parameters: {},
    statement: "Month and day are swapped: 03/04 is read as 3 April on one side and as March 4 on the other.",
    refutation:
      "a record whose day is above 12 and whose values differ, or whose day is 12 or less and whose month and day are not swapped",
    bits: 0,
    weight: 9,
    free: false,
    floor: 1 / 300,
    test: known(
      sql`(${from} <> ${to} AND ${part(year, from)} = ${part(year, to)} AND ${part(month, from)} = ${part(day, to)} AND ${part(day, from)} = ${part(month, to)} AND ${sameClock})`,
    ),
  };
}

function timeDropped(from: Sql, to: Sql, where: string, bits: number, dialect: Dialect): Candidate {
  const midnight = sql`CAST(CAST(${from} AS DATE) AS TIMESTAMP)`;
  return {
    code: "time-dropped",
    parameters: { midnight: where },
    statement: `The second value keeps the first's day only: midnight ${where}.`,
    refutation: `a record whose second value is not midnight ${where} of the first's day`,
    bits: 1 + bits,
    weight: 9,
    free: false,
    floor: 1 / DATES,
    test: known(sql`(${from} <> ${to} AND ${dialect.microsecondsBetween(midnight, to)} = 0)`),
  };
}
