import { id, sql, type Sql } from "../../sql/index.ts";
import { create, drop, EARLIEST, isOneOf, type Known, type Plan } from "./plan.ts";

/*
 * When records are in one of several states, from the spans of a timeline.
 *
 * Where times are intervals, there are two answers: when a record is so for
 * certain, and when it can be so. `certain` enters late and leaves early;
 * `possible` enters early and leaves late. Where times are exact they are one.
 *
 * Intervals of time stand in tables (k, prior, s, e, last): the maximal ones of
 * each `k`, none of them empty, each with the end of the one before it (or
 * `EARLIEST`), and whether it is the last.
 */
export type Extent = "certain" | "possible";

export interface StaysInput {
  readonly spans: string;
  /** Codes of the states. */
  readonly states: readonly number[];
  /** Are all times of the spans known to the instant? */
  readonly exact: boolean;
  /** A query for the subjects; undefined: all. */
  readonly scope?: Sql | undefined;
}

/**
 * Makes a table of intervals `name` with `k` a subject: when it is in one of the
 * states. What is not over ends at `known.open`. The table `${name} met` (a) holds the
 * subjects that ever were, be it in passing.
 *
 * Nearly all records have one run of such spans or two, which aggregates tell; only
 * the others are sorted.
 */
export async function createStays(
  plan: Pick<Plan, "engine">,
  name: string,
  input: StaysInput,
  extent: Extent,
  known: Known,
): Promise<string> {
  const [start, left] = extent === "certain" ? [sql`entered_latest`, sql`left_at`] : [sql`entered`, sql`left_latest`];
  const scope = input.scope === undefined ? sql`` : sql` AND subject IN (${input.scope})`;
  const among = (state: Sql): Sql => sql`coalesce(${isOneOf(state, input.states)}, FALSE)`;
  const within = sql`SELECT subject, place, ${start} AS s, CASE WHEN ${left} <= ${known.until} THEN ${left} ELSE ${known.open} END AS e,
    NOT ${among(sql`previous`)} AS begins, coalesce(left_at > ${known.until}, TRUE) OR NOT ${among(sql`next`)} AS ends
  FROM ${id(input.spans)} WHERE ${isOneOf(sql`state`, input.states)} AND entered <= ${known.until}${scope}`;
  // Two runs are told apart by the first end and the second beginning; of more, the inner ones would be lost.
  const runs = await create(
    plan,
    `${name} runs`,
    sql`SELECT *, runs = 1 OR (${input.exact} AND runs = 2 AND s1 < e1 AND s2 < e2) AS few FROM (
  SELECT subject, sum(CASE WHEN begins THEN 1 ELSE 0 END) AS runs, min(s) AS s1, min(CASE WHEN ends THEN e END) AS e1,
    max(CASE WHEN begins THEN s END) AS s2, max(e) AS e2
  FROM (${within}) AS within GROUP BY subject
) AS counted`,
  );
  const many = sql`SELECT subject AS k, min(s) AS s, max(e) AS e FROM (
  SELECT *, sum(CASE WHEN begins THEN 1 ELSE 0 END) OVER (PARTITION BY subject ORDER BY place ROWS UNBOUNDED PRECEDING) AS run
  FROM (${within}) AS within WHERE subject IN (SELECT subject FROM ${id(runs)} WHERE NOT few)
) AS numbered GROUP BY subject, run`;
  await create(
    plan,
    name,
    sql`SELECT subject AS k, ${EARLIEST} AS prior, s1 AS s, e2 AS e, TRUE AS last FROM ${id(runs)} WHERE few AND (runs = 1 OR e1 = s2) AND s1 < e2
UNION ALL
SELECT subject, ${EARLIEST}, s1, e1, FALSE FROM ${id(runs)} WHERE few AND runs = 2 AND e1 < s2
UNION ALL
SELECT subject, e1, s2, e2, TRUE FROM ${id(runs)} WHERE few AND runs = 2 AND e1 < s2
UNION ALL
${merged(many)}`,
  );
  await create(plan, `${name} met`, sql`SELECT subject AS a FROM ${id(runs)} WHERE s1 <= ${known.until}`);
  await drop(plan, runs);
  return name;
}

/** Makes a table of intervals: the union of those given (k, s, e). */
export async function createUnion(plan: Pick<Plan, "engine">, name: string, given: Sql): Promise<string> {
  return create(plan, name, merged(given));
}

/** Intervals (k, s, e) that overlap or touch become one. */
function merged(given: Sql): Sql {
  return sql`SELECT k, coalesce(lag(e) OVER (PARTITION BY k ORDER BY s), ${EARLIEST}) AS prior, s, e, lead(s) OVER (PARTITION BY k ORDER BY s) IS NULL AS last FROM (
  SELECT k, min(s) AS s, max(e) AS e FROM (
    SELECT k, s, e, sum(begins) OVER (PARTITION BY k ORDER BY s, e ROWS UNBOUNDED PRECEDING) AS island FROM (
      SELECT k, s, e,
        CASE WHEN s <= max(e) OVER (PARTITION BY k ORDER BY s, e ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN 0 ELSE 1 END AS begins
      FROM (${given}) AS given WHERE s < e
    ) AS marked
  ) AS numbered GROUP BY k, island
) AS merged`;
}
