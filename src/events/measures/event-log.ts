import type { Engine } from "../../engines/engine.ts";
import { RunError } from "../../model/index.ts";
import { id, sql } from "../../sql/index.ts";

/** Where the events stand: a relation and its columns. */
export interface EventSource {
  readonly relation: string;
  /** BIGINT or VARCHAR. */
  readonly case: string;
  /** VARCHAR. */
  readonly activity: string;
  /** TIMESTAMP. */
  readonly at: string;
  /** A column of whole numbers, none negative, that orders events of one case at the same instant; NULL stands first. What it leaves open stands in the order of the activities' names. */
  readonly order: string | undefined;
}

/**
 * Events in the form in which they are measured, as relations. Activities have codes, from 0 without a gap in the order of
 * their names.
 *
 * - `activities`: `code` INTEGER, `activity` VARCHAR
 * - `cases`: `case` as in the source; `events` BIGINT; `first_at`, `last_at` TIMESTAMP; `path` INTEGER[], the codes of its events
 *   in order; `times` BIGINT[], when they occurred, in ticks since the earliest event of all
 */
export interface EventLog {
  readonly activities: string;
  readonly cases: string;
  /** How many microseconds a tick has: 1, or 1,000 where all times are whole milliseconds. */
  readonly tick: number;
  readonly counts: {
    readonly events: number;
    readonly cases: number;
    readonly activities: number;
    /** Rows without a case, an activity or a time: no events. */
    readonly unusable: number;
  };
}

/** Numbers that order events and codes together. */
const MOST_BITS = 63;

/**
 * Puts the events of each case in order, once for all measures.
 *
 * @param prefix of the relations that it makes
 * @throws RunError `order` when a number that orders events is negative, or so large that with the activities' codes it takes more than 63 bits
 */
export async function createEventLog(engine: Engine, source: EventSource, prefix: string): Promise<EventLog> {
  const { dialect } = engine;
  const [activities, cases] = [`${prefix}_activities`, `${prefix}_cases`];
  const [thing, activity, at] = [id("s", source.case), id("s", source.activity), id("s", source.at)];
  const from = sql`FROM ${id(source.relation)} AS s`;
  const usable = sql`${thing} IS NOT NULL AND ${activity} IS NOT NULL AND ${at} IS NOT NULL`;
  await engine.runInline(sql`CREATE TABLE ${id(activities)} AS
SELECT CAST(row_number() OVER (ORDER BY activity) - 1 AS INTEGER) AS code, activity
FROM (SELECT DISTINCT ${activity} AS activity ${from} WHERE ${usable}) AS names`);
  const found = await count(engine, activities);
  const place = source.order === undefined ? sql`0` : sql`coalesce(${id("s", source.order)}, 0)`;
  const micros = dialect.microsecondsBetween(sql`TIMESTAMP '1970-01-01 00:00:00'`, at);
  const [range] = await engine.rows<Range>(sql`
SELECT count(*) AS rows, CAST(min(${at}) AS VARCHAR) AS base, ${dialect.microsecondsBetween(sql`min(${at})`, sql`max(${at})`)} AS span,
  count(CASE WHEN ${micros} % 1000 <> 0 THEN 1 END) AS fine, CAST(min(${place}) AS BIGINT) AS least, CAST(max(${place}) AS BIGINT) AS most
${from}`);
  // Most systems keep milliseconds; a case's events then sort as numbers of 64 bits.
  const tick = range?.fine === "0" ? 1000 : 1;
  const bits = {
    first: bitsOf(BigInt(range?.span ?? 0) / BigInt(tick)),
    second: bitsOf(BigInt(range?.most ?? 0)),
    third: bitsOf(BigInt(found)),
  };
  if (BigInt(range?.least ?? 0) < 0n || bits.second + bits.third > MOST_BITS) {
    const allowed = `from 0, of at most ${MOST_BITS - bits.third} bits`;
    throw new RunError("order", `The numbers that order events reach from ${range?.least} to ${range?.most}; they must be ${allowed}.`);
  }
  const base = sql`CAST(${range?.base ?? null} AS TIMESTAMP)`;
  const since = tick === 1 ? dialect.microsecondsBetween(base, at) : dialect.millisecondsBetween(base, at);
  await engine.runInline(sql`CREATE TABLE ${id(cases)} AS
SELECT "case", events, first_at, last_at, ${dialect.partsOf(sql`triples`, "third", bits)} AS path, ${dialect.partsOf(sql`triples`, "first", bits)} AS times
FROM (
  SELECT ${thing} AS "case", count(*) AS events, min(${at}) AS first_at, max(${at}) AS last_at, ${dialect.sortedTriples(since, place, sql`a.code`, bits)} AS triples
  ${from} JOIN ${id(activities)} AS a ON a.activity = ${activity}
  WHERE ${thing} IS NOT NULL AND ${at} IS NOT NULL GROUP BY ${thing}
) AS grouped`);
  const [counted] = await engine.rows<{ cases: string; events: string }>(
    sql`SELECT count(*) AS cases, coalesce(sum(events), 0) AS events FROM ${id(cases)}`,
  );
  const events = Number(counted?.events);
  const counts = { events, cases: Number(counted?.cases), activities: found, unusable: Number(range?.rows) - events };
  return { activities, cases, tick, counts };
}

/** Drops the relations of a log. */
export async function dropEventLog(engine: Engine, log: EventLog): Promise<void> {
  for (const table of [log.activities, log.cases]) await engine.runInline(sql`DROP TABLE ${id(table)}`);
}

async function count(engine: Engine, relation: string): Promise<number> {
  const [row] = await engine.rows<{ n: string }>(sql`SELECT count(*) AS n FROM ${id(relation)}`);
  return Number(row?.n);
}

type Range = Readonly<Record<"rows" | "fine", string> & Record<"base" | "span" | "least" | "most", string | null>>;

/** How many bits a number takes, at least one. */
function bitsOf(number: bigint): number {
  return number.toString(2).length;
}
