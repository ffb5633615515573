import { id, sql, type Sql } from "../../sql/index.ts";
import { create, drop, EARLIEST, isOneOf, type Known, type Plan } from "./plan.ts";

/*
 * When records are in one of several states, from the spans of a timeline.
 *
 * Where times are intervals, there are two answers: when a record is so for
 * certain, and when it can be so. `certain` enters late and leaves early;
 * `possible` enters early and leaves late. Where times are exact they are one.
 */
export type Extent = "certain" | "possible";

/** Columns of spans: when a stay begins, and when it ends; what is not over ends at `known.open`. */
function ends(extent: Extent, known: Known): { readonly start: Sql; readonly end: Sql } {
  const [start, left] = extent === "certain" ? [sql`entered_latest`, sql`left_at`] : [sql`entered`, sql`left_latest`];
  return { start, end: sql`CASE WHEN ${left} <= ${known.until} THEN ${left} ELSE ${known.open} END` };
}

/**
 * A table (subject, s, e) of stays in one of the states: spans that follow each
 * other are one stay. A record that was in such a state in passing, for no time at
 * all or not for certain, has a row whose `e` is not after its `s`.
 *
 * Most records have one stay, which an aggregate finds; only the others are sorted.
 */
export async function createStays(
  plan: Pick<Plan, "engine" | "dialect">,
  name: string,
  spans: string,
  states: readonly number[],
  extent: Extent,
  known: Known,
): Promise<string> {
  const { start, end } = ends(extent, known);
  const within = sql`SELECT subject, place, ${start} AS s, ${end} AS e FROM ${id(spans)} WHERE ${isOneOf(sql`state`, states)} AND ${start} <= ${known.until}`;
  const outer = sql`${plan.dialect.argMin(sql`s`, sql`place`)} AS s, ${plan.dialect.argMin(sql`e`, sql`-place`)} AS e`;
  const first = await create(
    plan,
    `${name} first`,
    sql`SELECT subject, ${outer}, count(*) = max(place) - min(place) + 1 AS whole FROM (${within}) AS within GROUP BY subject`,
  );
  await create(
    plan,
    name,
    sql`SELECT subject, s, e FROM ${id(first)} WHERE whole
UNION ALL
SELECT subject, ${outer} FROM (
  SELECT *, place - row_number() OVER (PARTITION BY subject ORDER BY place) AS run
  FROM (${within}) AS within WHERE subject IN (SELECT subject FROM ${id(first)} WHERE NOT whole)
) AS runs GROUP BY subject, run`,
  );
  await drop(plan, first);
  return name;
}

/**
 * A table (k, prior, s, e, last) of the maximal intervals in the union of those
 * given (k, s, e), each with the end of the one before (or `EARLIEST`), and whether it
 * is the last. Those that touch become one; empty ones vanish.
 */
export async function createUnion(plan: Pick<Plan, "engine">, name: string, given: Sql): Promise<string> {
  const parts = await create(plan, `${name} parts`, sql`SELECT k, s, e FROM (${given}) AS given WHERE s < e`);
  const first = await create(
    plan,
    `${name} first`,
    sql`SELECT k, min(s) AS s, max(e) AS e, count(*) AS parts FROM ${id(parts)} GROUP BY k`,
  );
  await create(
    plan,
    name,
    sql`SELECT k, ${EARLIEST} AS prior, s, e, TRUE AS last FROM ${id(first)} WHERE parts = 1
UNION ALL
SELECT k, coalesce(lag(e) OVER (PARTITION BY k ORDER BY s), ${EARLIEST}), s, e, lead(s) OVER (PARTITION BY k ORDER BY s) IS NULL FROM (
  SELECT k, min(s) AS s, max(e) AS e FROM (
    SELECT k, s, e, sum(begins) OVER (PARTITION BY k ORDER BY s, e ROWS UNBOUNDED PRECEDING) AS island FROM (
      SELECT k, s, e,
        CASE WHEN s <= max(e) OVER (PARTITION BY k ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS begins
      FROM ${id(parts)} WHERE k IN (SELECT k FROM ${id(first)} WHERE parts > 1)
    ) AS marked
  ) AS numbered GROUP BY k, island
) AS merged`,
  );
  await drop(plan, parts, first);
  return name;
}
