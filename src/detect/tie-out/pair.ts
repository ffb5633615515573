import { disagreement } from "./compare.ts";
import { relation, type TieOutPlan } from "./plan.ts";
import { lacksReference, matchColumns, sameMatch, sideView } from "./side.ts";
import { and, id, join, sql, type Sql } from "../../sql/index.ts";
import type { Side } from "../../model/index.ts";

/*
 * One-to-one, the plain part: one full join of both sides. What it holds:
 *
 *   pairs: f_row, t_row, f_amount, t_amount, f_unit, t_unit, f_month, t_month, mask
 *
 * A row with both f_row and t_row is a pair (mask 0: all comparisons agree);
 * with one of them, a record that found no counterpart.
 *
 * Groups in which either side has several records are *crowds*: they are taken
 * out of `pairs` and paired by crowd.ts, so that two crowds never multiply.
 */

/** Columns that a pair carries of each side; unit and month only where the bridge is sliced by them. */
export function pairColumns(plan: TieOutPlan): readonly string[] {
  return ["row", "amount", ...(plan.sliced.unit ? ["unit"] : []), ...(plan.sliced.month ? ["month"] : [])];
}

export function createPairs(plan: TieOutPlan, crowdsApart: boolean): Sql {
  const carried = pairColumns(plan).flatMap((column) => [
    sql`f.${id(column)} AS ${id(`f_${column}`)}`,
    sql`t.${id(column)} AS ${id(`t_${column}`)}`,
  ]);
  const side = (name: Side): Sql => {
    const apart = crowdsApart ? sql` AND row NOT IN (SELECT row FROM ${id(relation(plan, `${name}_crowd`))})` : sql``;
    return sql`(SELECT * FROM ${id(sideView(plan, name))} WHERE scope = 'in'${apart})`;
  };
  return sql`CREATE TABLE ${id(relation(plan, "pairs"))} AS
SELECT ${join(carried)},
  CASE WHEN f.row IS NOT NULL AND t.row IS NOT NULL THEN ${disagreement(plan, plan.comparisons, "f", "t")} END AS mask
FROM ${side("from")} AS f
FULL JOIN ${side("to")} AS t ON ${sameMatch(plan, "f", "t")}`;
}

/** How a side's match values repeat, roughly: enough to tell whether a join could multiply. */
export function sizeUp(plan: TieOutPlan, side: Side): Sql {
  const present = sql`${id(sideView(plan, side))} AS s WHERE scope = 'in' AND NOT ${lacksReference(plan, "s")}`;
  const columns = matchColumns(plan, "s");
  return sql`SELECT coalesce(max(records), 0) AS fullest, coalesce(sum(records), 0) AS records,
  (SELECT ${plan.dialect.approximateDistinct(columns[0] as Sql)} FROM ${present}) AS distinct_values
FROM (SELECT count(*) AS records FROM ${present} GROUP BY ${plan.dialect.hashBucket(columns, BUCKETS)}) AS buckets`;
}

const BUCKETS = 4096;

/** Could joining this side on its match values multiply records beyond reason? */
export function isCrowded(size: { readonly fullest: number; readonly records: number; readonly distinct: number }): boolean {
  return size.distinct < size.records * 0.9 || size.fullest > (3 * size.records) / BUCKETS + 500;
}

/** Match values that stand more than once on one side and at least once on the other, found without joining. */
export function createCrowdValues(plan: TieOutPlan): Sql {
  const columns = join(matchColumns(plan));
  const side = (name: Side, from: number, to: number): Sql =>
    sql`SELECT ${columns}, ${from} AS f, ${to} AS t FROM ${id(sideView(plan, name))} AS s WHERE scope = 'in' AND NOT ${lacksReference(plan, "s")}`;
  return sql`CREATE TABLE ${id(relation(plan, "crowd_values"))} AS
SELECT ${columns} FROM (${side("from", 1, 0)} UNION ALL ${side("to", 0, 1)}) AS both_sides
GROUP BY ${columns}
HAVING sum(f) > 0 AND sum(t) > 0 AND sum(f) + sum(t) > 2`;
}

/** The records of one side that stand in a crowd, from the crowded match values. */
export function createCrowdFromValues(plan: TieOutPlan, side: Side): Sql {
  return sql`CREATE TABLE ${id(relation(plan, `${side}_crowd`))} AS
SELECT s.row FROM ${id(sideView(plan, side))} AS s
JOIN ${id(relation(plan, "crowd_values"))} AS v ON ${sameMatch(plan, "s", "v")}
WHERE s.scope = 'in'`;
}

/** What the join says of itself: pairs, and the records that stayed alone. */
export function countPairs(plan: TieOutPlan): Sql {
  return sql`SELECT count(*) FILTER (WHERE f_row IS NOT NULL AND t_row IS NOT NULL) AS pairs,
  count(*) FILTER (WHERE t_row IS NULL) AS from_alone,
  count(*) FILTER (WHERE f_row IS NULL) AS to_alone
FROM ${id(relation(plan, "pairs"))}`;
}

/**
 * The crowded records, from the pairs themselves: a record in two pairs stands in
 * a crowd, and so do all that it is paired with. A group's pairs are complete, so
 * one step reaches all of it.
 */
export function createCrowdFromPairs(plan: TieOutPlan): readonly Sql[] {
  const pairs = id(relation(plan, "pairs"));
  const repeated = (column: string): Sql =>
    sql`SELECT ${id(column)} FROM ${pairs} WHERE f_row IS NOT NULL AND t_row IS NOT NULL GROUP BY ${id(column)} HAVING count(*) > 1`;
  const crowd = relation(plan, "crowd_pairs");
  const rows = (side: Side, column: string): Sql =>
    sql`CREATE TABLE ${id(relation(plan, `${side}_crowd`))} AS SELECT DISTINCT ${id(column)} AS row FROM ${id(crowd)}`;
  return [
    sql`CREATE TABLE ${id(crowd)} AS SELECT f_row, t_row FROM ${pairs}
WHERE f_row IS NOT NULL AND t_row IS NOT NULL AND (f_row IN (${repeated("f_row")}) OR t_row IN (${repeated("t_row")}))`,
    rows("from", "f_row"),
    rows("to", "t_row"),
    sql`DELETE FROM ${pairs} WHERE ${and([sql`t_row IS NOT NULL`, sql`f_row IN (SELECT row FROM ${id(relation(plan, "from_crowd"))})`])}`,
  ];
}
