import { many, one } from "./group.ts";
import { relation, type TieOutPlan } from "./plan.ts";
import { sideView } from "./side.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { Side } from "../../model/index.ts";

/**
 * Names of two tables that stay when a tie-out is done; they are the caller's to drop.
 *
 * - pairs: from_row BIGINT, to_row BIGINT. Records that were paired, or stand in
 *   one group, whether they agree (`matched`) or not (`different`). No pair repeats.
 *   In a group, the one side's record stands in as many pairs as the group has
 *   members. Empty groups (an invoice of nothing needs no payment) and control totals have none.
 * - outcomes: side VARCHAR, row BIGINT, outcome VARCHAR, reason VARCHAR. Every
 *   record of both datasets once, those out of scope and second copies of a key
 *   too. Counted by side, outcome and reason it is the result's `outcomes`, record
 *   for record: there too each record of a group is counted at its own side.
 */
export interface KeptNames {
  readonly pairs: string;
  readonly outcomes: string;
}

/** Makes both of what the tie-out holds when everything is judged. */
export function keep(plan: TieOutPlan, names: KeptNames): readonly Sql[] {
  const [pairs, outcomes] = plan.handoff.match.kind === "total" ? keptTotal(plan) : oneToOne(plan) ? keptPairs(plan) : keptGroups(plan);
  return [sql`CREATE TABLE ${id(names.pairs)} AS ${pairs}`, sql`CREATE TABLE ${id(names.outcomes)} AS ${outcomes}`];
}

const oneToOne = (plan: TieOutPlan): boolean => plan.handoff.cardinality === "one-to-one";

function keptPairs(plan: TieOutPlan): readonly [Sql, Sql] {
  const pairs = id(relation(plan, "pairs"));
  const agrees = sql`CASE WHEN mask = 0 THEN 'matched' ELSE 'different' END AS outcome, CASE WHEN mask = 0 THEN 'none' ELSE 'values-differ' END AS reason`;
  return [
    sql`SELECT f_row AS from_row, t_row AS to_row FROM ${pairs} WHERE mask IS NOT NULL`,
    unionAll([
      sql`SELECT 'from' AS side, f_row AS row, ${agrees} FROM ${pairs} WHERE mask IS NOT NULL`,
      sql`SELECT 'to', t_row, ${agrees} FROM ${pairs} WHERE mask IS NOT NULL`,
      ...apart(plan),
    ]),
  ];
}

function keptGroups(plan: TieOutPlan): readonly [Sql, Sql] {
  const [groups, members] = [id(relation(plan, "groups")), id(relation(plan, "members"))];
  const [from, to] = one(plan) === "from" ? [sql`o_row`, sql`m_row`] : [sql`m_row`, sql`o_row`];
  return [
    sql`SELECT ${from} AS from_row, ${to} AS to_row FROM ${members} WHERE o_row IS NOT NULL`,
    unionAll([
      sql`SELECT ${one(plan)} AS side, o_row AS row, outcome, reason FROM ${groups} WHERE outcome IS NOT NULL`,
      sql`SELECT ${many(plan)}, m.m_row, g.outcome, g.reason FROM ${members} AS m JOIN ${groups} AS g ON g.o_row = m.o_row`,
      ...apart(plan),
    ]),
  ];
}

/** Everything in scope has the outcome of the one group. */
function keptTotal(plan: TieOutPlan): readonly [Sql, Sql] {
  const part = (side: Side): Sql => sql`SELECT ${side} AS side, v.row AS row,
  CASE scope WHEN 'in' THEN g.outcome WHEN 'repeated-key' THEN 'duplicate' ELSE 'excluded' END AS outcome,
  CASE WHEN scope <> 'in' THEN scope WHEN g.outcome = 'matched' THEN 'none' ELSE 'sum-differs' END AS reason
FROM ${id(sideView(plan, side))} AS v CROSS JOIN ${id(relation(plan, "total"))} AS g`;
  return [
    sql`SELECT v.row AS from_row, v.row AS to_row FROM ${id(sideView(plan, "from"))} AS v WHERE FALSE`,
    unionAll([part("from"), part("to")]),
  ];
}

/** Records whose outcome is their own, and those out of scope. */
function apart(plan: TieOutPlan): readonly Sql[] {
  const out = (side: Side): Sql =>
    sql`SELECT ${side}, row, CASE WHEN scope = 'repeated-key' THEN 'duplicate' ELSE 'excluded' END, scope FROM ${id(sideView(plan, side))} WHERE scope <> 'in'`;
  return [sql`SELECT side, row, outcome, reason FROM ${id(relation(plan, "settled"))}`, out("from"), out("to")];
}

function unionAll(parts: readonly Sql[]): Sql {
  return join(parts, "\nUNION ALL\n");
}
