import { disagreement, valueColumn } from "./compare.ts";
import { relation, type TieOutPlan } from "./plan.ts";
import { recordColumns } from "./settle.ts";
import { lacksReference, matchColumns, sameColumn, sameMatch, sideView } from "./side.ts";
import { and, id, join, sql, type Sql } from "../../sql/index.ts";
import type { Side } from "../../model/index.ts";

/*
 * One-to-one, the plain part: one full join of both sides. What it holds:
 *
 *   pairs: f_row, t_row, f_amount, t_amount, f_unit, t_unit, f_date, t_date, mask
 *
 * A row with both f_row and t_row is a pair (mask 0: all comparisons agree);
 * with one of them, a record that found no counterpart. It is kept narrow: the
 * few records that do not agree are looked up afterwards (`from_few`, `to_few`).
 *
 * Groups in which either side has several records are *crowds*: they are taken
 * out of `pairs` and paired by crowd.ts, so that two crowds never multiply.
 */

/** Columns that a pair carries of each side; unit and date only where the bridge is sliced by them. */
function pairColumns(plan: TieOutPlan): readonly string[] {
  return ["row", "amount", ...(plan.sliced.unit ? ["unit"] : []), ...(plan.sliced.month ? ["date"] : [])];
}

/**
 * Joins both sides. With a limit the join stops there: a table that full says
 * that references repeat too much to be joined.
 */
export function createPairs(plan: TieOutPlan, limit: number | "crowds apart"): Sql {
  const side = (name: Side): Sql => {
    const apart = limit === "crowds apart" ? sql` AND row NOT IN (SELECT row FROM ${id(relation(plan, `${name}_crowd`))})` : sql``;
    return sql`(SELECT * FROM ${id(sideView(plan, name))} WHERE scope = 'in'${apart})`;
  };
  const stop = limit === "crowds apart" ? sql`` : sql`\nLIMIT ${limit}`;
  return sql`CREATE TABLE ${id(relation(plan, "pairs"))} AS
${judgedPairs(plan, sql`${side("from")} AS f FULL JOIN ${side("to")} AS t ON ${sameMatch(plan, "f", "t")}`)}${stop}`;
}

/** Pairs of `f` and `t`, with what each fails. */
export function judgedPairs(plan: TieOutPlan, joined: Sql): Sql {
  const own = (alias: "f" | "t", name: string): Sql => id(alias, sameColumn(plan, alias === "f" ? "from" : "to", name));
  const carried = pairColumns(plan).flatMap((name) => [
    sql`${own("f", name)} AS ${id(`f_${name}`)}`,
    sql`${own("t", name)} AS ${id(`t_${name}`)}`,
  ]);
  return sql`SELECT ${join(carried)}, ${disagreement(plan, plan.comparisons, "f", "t", sameMatch(plan, "f", "t"))} AS mask
FROM ${joined}`;
}

/**
 * The records of all but the agreeing pairs, with all that settling and reporting
 * them asks for. A left join finds the same records as an inner one, but keeps
 * the engine from filtering a Parquet's row numbers, which costs more than it saves.
 */
export function createFew(plan: TieOutPlan, side: Side): Sql {
  const row = side === "from" ? sql`f_row` : sql`t_row`;
  const columns = [...recordColumns(plan, "v"), sql`v.clock`, ...plan.comparisons.map((comparison) => id("v", valueColumn(comparison)))];
  return sql`CREATE TABLE ${id(relation(plan, `${side}_few`))} AS
SELECT ${join(columns)}
FROM (SELECT ${row} AS row FROM ${id(relation(plan, "pairs"))} WHERE mask IS DISTINCT FROM 0 AND ${row} IS NOT NULL) AS few
LEFT JOIN ${id(sideView(plan, side))} AS v ON v.row = few.row`;
}

/** Records alone in the join, as settle.ts takes them. */
export function aloneInJoin(plan: TieOutPlan, side: Side): Sql {
  const [own, other] = side === "from" ? [sql`f_row`, sql`t_row`] : [sql`t_row`, sql`f_row`];
  return sql`(SELECT v.* FROM ${id(relation(plan, `${side}_few`))} AS v
WHERE v.row IN (SELECT ${own} FROM ${id(relation(plan, "pairs"))} WHERE ${other} IS NULL))`;
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

/** What the join says of itself: its rows, pairs, and the records that stayed alone. */
export function countPairs(plan: TieOutPlan): Sql {
  return sql`SELECT count(*) AS joined, count(*) FILTER (WHERE f_row IS NOT NULL AND t_row IS NOT NULL) AS pairs,
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
