import type { Engine } from "../../engines/engine.ts";
import { RunError } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";

/** Where the events stand: a relation and its columns. */
export interface EventSource {
  readonly relation: string;
  /** BIGINT or VARCHAR. */
  readonly case: string;
  /** VARCHAR. */
  readonly activity: string;
  /** TIMESTAMP. */
  readonly at: string;
  /** Columns that order events of one case at the same instant, the first one first. What they leave open stands in the order of the activities' names. */
  readonly order: readonly string[];
}

/**
 * Events in the form in which they are measured, as relations. Activities have codes, cases have numbers: both from 0
 * without a gap, in the order of names and of case ids.
 *
 * - `activities`: `code` INTEGER, `activity` VARCHAR
 * - `cases`: `case_no` INTEGER; `case` as in the source; `events` BIGINT; `first_at`, `last_at` TIMESTAMP; `path` INTEGER[], the codes of its events in order
 * - `steps`, a row an event: `case_no` INTEGER, `place` INTEGER (from 1 within the case), `activity` SMALLINT or INTEGER (its code), `at` TIMESTAMP; `following`, the next
 *   event's code, and `gap` BIGINT, microseconds until then: NULL in the last one
 */
export interface EventLog {
  readonly activities: string;
  readonly cases: string;
  readonly steps: string;
  readonly counts: {
    readonly events: number;
    readonly cases: number;
    readonly activities: number;
    /** Rows without a case, an activity or a time: no events. */
    readonly unusable: number;
  };
}

/** Codes are packed into 20 bits. */
const MOST_ACTIVITIES = 2 ** 20;
const SMALLINTS = 2 ** 15;

/**
 * Sorts the events of each case and gives each its follower, once for all measures.
 *
 * @param prefix of the relations that it makes
 * @throws RunError `activities` when there are more than 1,048,576
 */
export async function createEventLog(engine: Engine, source: EventSource, prefix: string): Promise<EventLog> {
  const [activities, cases, steps] = [`${prefix}_activities`, `${prefix}_cases`, `${prefix}_steps`];
  const [thing, activity, at] = [id("s", source.case), id("s", source.activity), id("s", source.at)];
  const from = sql`FROM ${id(source.relation)} AS s`;
  const usable = sql`${thing} IS NOT NULL AND ${activity} IS NOT NULL AND ${at} IS NOT NULL`;
  await engine.runInline(sql`CREATE TABLE ${id(activities)} AS
SELECT CAST(row_number() OVER (ORDER BY activity) - 1 AS INTEGER) AS code, activity
FROM (SELECT DISTINCT ${activity} AS activity ${from} WHERE ${usable}) AS names`);
  const found = await count(engine, activities);
  if (found > MOST_ACTIVITIES)
    throw new RunError("activities", `The events name ${found} activities; at most ${MOST_ACTIVITIES} can be told apart.`);
  const numbers = `${prefix}_numbers`;
  await engine.runInline(sql`CREATE TABLE ${id(numbers)} AS
SELECT CAST(row_number() OVER (ORDER BY "case") - 1 AS INTEGER) AS case_no, "case"
FROM (SELECT DISTINCT ${thing} AS "case" ${from} WHERE ${usable}) AS named`);
  const code = found <= SMALLINTS ? sql`CAST(a.code AS SMALLINT)` : sql`a.code`;
  const order = join([at, ...source.order.map((column) => id("s", column)), sql`a.code`]);
  await engine.runInline(sql`CREATE TABLE ${id(steps)} AS
SELECT n.case_no, CAST(row_number() OVER events AS INTEGER) AS place, ${code} AS activity, ${at} AS ${id("at")},
  lead(${code}) OVER events AS following, ${engine.dialect.microsecondsBetween(at, sql`lead(${at}) OVER events`)} AS gap
${from} JOIN ${id(activities)} AS a ON a.activity = ${activity} JOIN ${id(numbers)} AS n ON n."case" = ${thing}
WHERE ${at} IS NOT NULL
WINDOW events AS (PARTITION BY n.case_no ORDER BY ${order})`);
  await engine.runInline(sql`CREATE TABLE ${id(cases)} AS
SELECT n.case_no, n."case", p.events, p.first_at, p.last_at, p.path
FROM (${paths(engine, steps)}) AS p JOIN ${id(numbers)} AS n ON n.case_no = p.case_no`);
  await engine.runInline(sql`DROP TABLE ${id(numbers)}`);
  const events = await count(engine, steps);
  const counts = {
    events,
    cases: await count(engine, cases),
    activities: found,
    unusable: (await count(engine, source.relation)) - events,
  };
  return { activities, cases, steps, counts };
}

/** Drops the relations of a log. */
export async function dropEventLog(engine: Engine, log: EventLog): Promise<void> {
  for (const table of [log.activities, log.cases, log.steps]) await engine.runInline(sql`DROP TABLE ${id(table)}`);
}

function paths(engine: Engine, steps: string): Sql {
  return sql`SELECT case_no, count(*) AS events, min(${id("at")}) AS first_at, max(${id("at")}) AS last_at, ${engine.dialect.arrayInOrder(sql`activity`, sql`place`)} AS path
  FROM ${id(steps)} GROUP BY case_no`;
}

async function count(engine: Engine, relation: string): Promise<number> {
  const [row] = await engine.rows<{ n: string }>(sql`SELECT count(*) AS n FROM ${id(relation)}`);
  return Number(row?.n);
}
