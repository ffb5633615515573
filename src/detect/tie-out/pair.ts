import { disagreement, valueColumn } from "./compare.ts";
import { differenceJson, showValue } from "./show.ts";
import { relation, type TieOutPlan } from "./plan.ts";
import { lacksReference, matchColumns, sameMatch, sideView } from "./side.ts";
import { and, id, join, sql, type Sql } from "../../sql/index.ts";
import type { Side } from "../../model/index.ts";

/*
 * One-to-one, the plain part: one full join of both sides. What it holds:
 *
 *   pairs: f_row, t_row, f_amount, t_amount, f_unit, t_unit, f_month, t_month, mask, t_key, fields
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
  const side = (name: Side): Sql => {
    const apart = crowdsApart ? sql` AND row NOT IN (SELECT row FROM ${id(relation(plan, `${name}_crowd`))})` : sql``;
    return sql`(SELECT * FROM ${id(sideView(plan, name))} WHERE scope = 'in'${apart})`;
  };
  return sql`CREATE TABLE ${id(relation(plan, "pairs"))} AS
${judgedPairs(plan, sql`${side("from")} AS f FULL JOIN ${side("to")} AS t ON ${sameMatch(plan, "f", "t")}`)}`;
}

/**
 * Pairs of `f` and `t` with what each fails. A failing pair tells its differences
 * at once (`t_key`, `fields`), while its values are at hand: reading both sides
 * again for them would cost as much as the join.
 */
export function judgedPairs(plan: TieOutPlan, joined: Sql): Sql {
  const carried = pairColumns(plan).flatMap((column) => [id(`f_${column}`), id(`t_${column}`)]);
  const inner = [...pairColumns(plan), ...plan.comparisons.map(valueColumn)].flatMap((column) => [
    sql`f.${id(column)} AS ${id(`f_${column}`)}`,
    sql`t.${id(column)} AS ${id(`t_${column}`)}`,
  ]);
  const failed = plan.comparisons.map((comparison) => {
    const value = (side: "f" | "t"): Sql => showValue(comparison.type, id(`${side}_${valueColumn(comparison)}`));
    return sql`CASE WHEN ${plan.dialect.hasBit(sql`mask`, comparison.index)} THEN ${differenceJson(plan, comparison.from, value("f"), comparison.to, value("t"))} END`;
  });
  const fields =
    failed.length === 0 ? sql`CAST(NULL AS VARCHAR)` : sql`CASE WHEN mask <> 0 THEN '[' || concat_ws(',', ${join(failed)}) || ']' END`;
  return sql`SELECT ${join(carried)}, mask, CASE WHEN mask <> 0 THEN t_key END AS t_key, ${fields} AS fields
FROM (
  SELECT ${join(inner)}, t.key AS t_key,
    CASE WHEN f.row IS NOT NULL AND t.row IS NOT NULL THEN ${disagreement(plan, plan.comparisons, "f", "t")} END AS mask
  FROM ${joined}
) AS joined`;
}

const BUCKETS = 4096;

/**
 * A side's records in scope, counted and summed by buckets of their match
 * values; those without a reference under bucket NULL. Both the size of the join
 * and the side's total can be told from it.
 */
export function createBuckets(plan: TieOutPlan, side: Side): Sql {
  return sql`CREATE TABLE ${id(relation(plan, `${side}_buckets`))} AS
SELECT CASE WHEN NOT ${lacksReference(plan, "s")} THEN ${plan.dialect.hashBucket(matchColumns(plan, "s"), BUCKETS)} END AS bucket,
  count(*) AS records, sum(amount) AS amount
FROM ${id(sideView(plan, side))} AS s WHERE scope = 'in' GROUP BY 1`;
}

/**
 * About how many pairs joining both sides would give. Records of unequal values
 * share a bucket by chance, and that share is known; what is above it are pairs
 * (the sketch of Alon, Gibbons, Matias & Szegedy 1999, with counters for signs).
 */
export function estimatePairs(plan: TieOutPlan): Sql {
  const [f, t] = [id(relation(plan, "from_buckets")), id(relation(plan, "to_buckets"))];
  return sql`SELECT (SELECT coalesce(sum(records), 0) FROM ${f}) AS from_records, (SELECT coalesce(sum(records), 0) FROM ${t}) AS to_records,
  (SELECT coalesce(sum(f.records * t.records), 0) FROM ${f} AS f JOIN ${t} AS t ON t.bucket = f.bucket) AS together`;
}

/** Could joining multiply records beyond reason, so that crowds must be found without joining? */
export function isCrowded(counts: { readonly fromRecords: number; readonly toRecords: number; readonly together: number }): boolean {
  const byChance = (counts.fromRecords * counts.toRecords) / BUCKETS;
  return counts.together - byChance > 2 * (counts.fromRecords + counts.toRecords) + 1000;
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
