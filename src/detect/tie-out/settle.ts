import { ENTITY_COLUMNS } from "./entity.ts";
import { identityOf, relation, setOf, type TieOutPlan } from "./plan.ts";
import { inFlight, lacksReference, matchColumns, sameMatch, sideView } from "./side.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { Side } from "../../model/index.ts";

/*
 * Records whose outcome is their own and not a pair's or a group's, with what a
 * break says of them:
 *
 *   settled: side, outcome, reason, row, key, k0 …, amount, unit, date, file, pos,
 *     and by identity reference, confidence, unsure
 *   crowd_paired: f_row, t_row, f_key, t_key, k0 …, the pairs that crowd.ts makes
 */
export function createSettled(plan: TieOutPlan): readonly Sql[] {
  const empty = (name: string, columns: readonly Sql[]): Sql =>
    sql`CREATE TABLE ${id(relation(plan, name))} AS SELECT ${join(columns)} FROM ${id(sideView(plan, "from"))} AS v WHERE FALSE`;
  const text = (name: string): Sql => sql`CAST('' AS VARCHAR) AS ${id(name)}`;
  return [
    empty("settled", [text("side"), text("outcome"), text("reason"), ...recordColumns(plan, "v")]),
    empty("crowd_paired", [sql`v.row AS f_row, v.row AS t_row, v.key AS f_key, v.key AS t_key`, ...matchColumns(plan, "v")]),
  ];
}

/** What `settled` keeps of a record, from its side's view. */
export function recordColumns(plan: TieOutPlan, alias: string): readonly Sql[] {
  const known = identityOf(plan) === undefined ? [] : ENTITY_COLUMNS;
  const columns = ["amount", "unit", "date", "file", "pos", ...known].map((name) => id(alias, name));
  return [id(alias, "row"), id(alias, "key"), ...matchColumns(plan, alias), ...columns];
}

/**
 * Why records found no counterpart: they carry no reference, their counterpart is
 * out of scope, a person must say who they are, they may still be on their way, or
 * they are missing (extra).
 *
 * @param rows a parenthesised SELECT of the columns of `recordColumns` and `clock`
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
  const byIdentity = identityOf(plan) !== undefined;
  const cases = [
    sql`WHEN ${lacksReference(plan, "v")} THEN 'no-reference'`,
    ...(narrowed
      ? [
          sql`WHEN out_of_scope.was_deleted = 1 THEN 'counterpart-deleted'`,
          sql`WHEN out_of_scope.was_deleted = 0 THEN 'counterpart-excluded'`,
        ]
      : []),
    ...(byIdentity ? [sql`WHEN v.unsure THEN 'identity-unsure'`] : []),
    sql`WHEN ${inFlight(plan, side, "v")} THEN ${waiting}`,
  ];
  const unsure = byIdentity ? sql` WHEN 'identity-unsure' THEN 'ambiguous'` : sql``;
  return sql`INSERT INTO ${id(relation(plan, "settled"))}
SELECT ${side}, CASE reason WHEN ${waiting} THEN 'in-flight'${unsure} ELSE ${alone} END, reason, ${join(recordColumns(plan, "reasons"))} FROM (
  SELECT v.*, CASE ${join(cases, " ")} ELSE 'none' END AS reason
  FROM ${rows} AS v${counterpart}
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
