import { relation, setOf, type TieOutPlan } from "./plan.ts";
import { inFlight, lacksReference, matchColumns, sameMatch, sideView } from "./side.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { Side } from "../../model/index.ts";

/*
 * Records whose outcome is their own and not a pair's or a group's:
 *
 *   settled: f_row, t_row (one of them NULL), f_outcome, f_reason, t_outcome, t_reason
 *   crowd_paired: f_row, t_row, the pairs that crowd.ts makes
 */
export function createSettled(plan: TieOutPlan): readonly Sql[] {
  return [
    sql`CREATE TABLE ${id(relation(plan, "settled"))} (
  f_row BIGINT, t_row BIGINT, f_outcome VARCHAR, f_reason VARCHAR, t_outcome VARCHAR, t_reason VARCHAR
)`,
    sql`CREATE TABLE ${id(relation(plan, "crowd_paired"))} (f_row BIGINT, t_row BIGINT)`,
  ];
}

/**
 * Why records found no counterpart: they carry no reference, their counterpart is
 * out of scope, they may still be on their way, or they are missing (extra).
 *
 * @param rows a relation with the column `row`
 */
export function settleUnmatched(plan: TieOutPlan, side: Side, rows: Sql): Sql {
  const other: Side = side === "from" ? "to" : "from";
  const alone = side === "from" ? "missing" : "extra";
  const waiting = side === "from" ? "within-grace" : "newer-than-counterpart";
  const narrowed = setOf(plan, other).dataset.deleted !== undefined || mayExclude(plan, other);
  const counterpart = narrowed
    ? sql`
LEFT JOIN (
  SELECT ${join(matchColumns(plan))}, max(CASE WHEN scope = 'deleted' THEN 1 ELSE 0 END) AS was_deleted
  FROM ${id(sideView(plan, other))} WHERE scope <> 'in' GROUP BY ${join(matchColumns(plan))}
) AS out_of_scope ON ${sameMatch(plan, "out_of_scope", "v")}`
    : sql``;
  const cases = [
    sql`WHEN ${lacksReference(plan, "v")} THEN 'no-reference'`,
    ...(narrowed
      ? [
          sql`WHEN out_of_scope.was_deleted = 1 THEN 'counterpart-deleted'`,
          sql`WHEN out_of_scope.was_deleted = 0 THEN 'counterpart-excluded'`,
        ]
      : []),
    sql`WHEN ${inFlight(plan, side, "v")} THEN ${waiting}`,
  ];
  const outcome = sql`CASE reason WHEN ${waiting} THEN 'in-flight' ELSE ${alone} END`;
  const columns = side === "from" ? sql`row, NULL, ${outcome}, reason, NULL, NULL` : sql`NULL, row, NULL, NULL, ${outcome}, reason`;
  return sql`INSERT INTO ${id(relation(plan, "settled"))}
SELECT ${columns} FROM (
  SELECT v.row AS row, CASE ${join(cases, " ")} ELSE 'none' END AS reason
  FROM ${id(sideView(plan, side))} AS v JOIN ${rows} AS alone ON alone.row = v.row${counterpart}
) AS reasons`;
}

function mayExclude(plan: TieOutPlan, side: Side): boolean {
  const { dataset } = setOf(plan, side);
  const declared = side === "from" ? plan.handoff.from : plan.handoff.to;
  return (
    declared.filter !== undefined ||
    dataset.repeatedKey === "report" ||
    "field" in dataset.currency ||
    dataset.currency.code !== plan.estate.currency
  );
}
