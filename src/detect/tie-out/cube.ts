import { many, one } from "./group.ts";
import { relation, setOf, type TieOutPlan } from "./plan.ts";
import { adjustmentColumn, sideView } from "./side.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { Side } from "../../model/index.ts";

/*
 * All records of a handoff, counted and summed by everything that the outcome
 * counts and the bridges ask for. Small: one row a combination.
 *
 *   side, outcome, reason, unit, month, anchor_unit, anchor_month,
 *   records, amount, differing (records whose difference is not zero), difference, a0 …
 *
 * A pair's (group's) difference and adjustments stand on its anchor: the one
 * side's record, upstream where both are one. Its other records carry the
 * anchor's unit and month, so that what moved between slices can be told.
 */

const ZERO = sql`CAST(0 AS DECIMAL(18, 4))`;
const NO_ANCHOR = sql`CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored`;

export function pairCube(plan: TieOutPlan): Sql {
  const { unit, month } = plan.sliced;
  const keys = [sql`mask = 0`, ...(unit ? [sql`f_unit`, sql`t_unit`] : []), ...(month ? [sql`f_date`, sql`t_date`] : [])];
  const outcome = sql`CASE WHEN agrees THEN 'matched' ELSE 'different' END AS outcome, CASE WHEN agrees THEN 'none' ELSE 'values-differ' END AS reason`;
  const f = slices(plan, sql`f_unit`, sql`f_date`);
  const t = slices(plan, sql`t_unit`, sql`t_date`);
  // Days are few: they become months only after the pairs are summed.
  return sql`WITH pair_sums AS (
  SELECT ${join([sql`mask = 0 AS agrees`, ...keys.slice(1)])}, count(*) AS records, sum(f_amount) AS f_amount, sum(t_amount) AS t_amount,
    count(*) FILTER (WHERE coalesce(f_amount, 0) <> coalesce(t_amount, 0)) AS differing
  FROM ${id(relation(plan, "pairs"))} WHERE mask IS NOT NULL
  GROUP BY ${join(keys)}
)
SELECT 'from' AS side, ${outcome}, ${f}, ${NO_ANCHOR}, CAST(sum(records) AS BIGINT) AS records, sum(f_amount) AS amount,
  CAST(sum(differing) AS BIGINT) AS differing, sum(coalesce(t_amount, 0) - coalesce(f_amount, 0)) AS difference
FROM pair_sums GROUP BY 2, 3, 4, 5
UNION ALL
SELECT 'to', ${outcome}, ${t}, ${slices(plan, sql`f_unit`, sql`f_date`, "anchor_")}, TRUE, CAST(sum(records) AS BIGINT), sum(t_amount), 0, ${ZERO}
FROM pair_sums GROUP BY 2, 3, 4, 5, 6, 7
UNION ALL
${settledCube(plan)}
UNION ALL
${excludedCube(plan)}`;
}

export function groupCube(plan: TieOutPlan): Sql {
  const adjusted = plan.handoff.adjustments.map(
    (_, index) => sql`, sum(${id("g", adjustmentColumn(index))}) AS ${id(adjustmentColumn(index))}`,
  );
  const none = plan.handoff.adjustments.map(() => sql`, ${ZERO}`);
  return sql`SELECT ${one(plan)} AS side, g.outcome AS outcome, g.reason AS reason, ${slices(plan, sql`g.unit`, sql`g.date`)}, ${NO_ANCHOR},
  count(*) AS records, sum(g.amount) AS amount,
  count(*) FILTER (WHERE g.difference <> 0) AS differing, sum(g.difference) AS difference${join(adjusted, "")}
FROM ${id(relation(plan, "groups"))} AS g WHERE g.outcome IS NOT NULL GROUP BY 2, 3, 4, 5
UNION ALL
SELECT ${many(plan)}, g.outcome, g.reason, ${slices(plan, sql`m.unit`, sql`m.date`)}, ${slices(plan, sql`g.unit`, sql`g.date`, "anchor_")}, TRUE, count(*), sum(m.amount), 0, ${ZERO}${join(none, "")}
FROM ${id(relation(plan, "members"))} AS m JOIN ${id(relation(plan, "groups"))} AS g ON g.o_row = m.o_row GROUP BY 2, 3, 4, 5, 6, 7
UNION ALL
${settledCube(plan, none)}
UNION ALL
${excludedCube(plan, none)}`;
}

/** Records whose outcome is their own. */
function settledCube(plan: TieOutPlan, none: readonly Sql[] = []): Sql {
  return sql`SELECT s.side, s.outcome, s.reason, ${slices(plan, sql`s.unit`, sql`s.date`)}, ${NO_ANCHOR}, count(*), sum(s.amount), 0, ${ZERO}${join(none, "")}
FROM ${id(relation(plan, "settled"))} AS s GROUP BY 1, 2, 3, 4, 5`;
}

/** Records out of scope; second copies of a key are duplicates. */
function excludedCube(plan: TieOutPlan, none: readonly Sql[] = []): Sql {
  const part = (side: Side): Sql =>
    sql`SELECT ${side}, CASE WHEN scope = 'repeated-key' THEN 'duplicate' ELSE 'excluded' END, scope, ${slices(plan, sql`unit`, sql`date`)}, ${NO_ANCHOR}, count(*), sum(amount), 0, ${ZERO}${join(none, "")}
FROM ${id(sideView(plan, side))} WHERE scope <> 'in' GROUP BY 2, 3, 4, 5`;
  return sql`${part("from")}\nUNION ALL\n${part("to")}`;
}

/**
 * What the bridge starts and ends with, counted apart from all outcomes; by unit
 * wherever the side knows it, for the share of breaks in a unit says nothing
 * without the share of records. `in_scope` are the records that are joined.
 */
export function sideTotals(plan: TieOutPlan, side: Side): Sql {
  const byUnit = setOf(plan, side).dataset.unit !== undefined;
  const keys = [...(byUnit ? [sql`unit`] : []), ...(plan.sliced.month ? [sql`date`] : [])];
  const grouped = keys.length === 0 ? sql`` : sql` GROUP BY ${join(keys)}`;
  return sql`SELECT ${byUnit ? sql`unit` : sql`CAST(NULL AS VARCHAR)`} AS unit, ${monthOf(plan, sql`date`)} AS month,
  CAST(sum(records) AS BIGINT) AS records, CAST(sum(in_scope) AS BIGINT) AS in_scope, coalesce(sum(amount), 0) AS amount
FROM (
  SELECT ${join([...keys, sql`count(*) AS records`, sql`count(*) FILTER (WHERE scope = 'in') AS in_scope`, sql`sum(amount) AS amount`])}
  FROM ${id(sideView(plan, side))} WHERE scope IN ('in', 'repeated-key')${grouped}
) AS days GROUP BY 1, 2`;
}

/** Unit and month where the bridge is sliced by them, NULL where it is not. */
function slices(plan: TieOutPlan, unit: Sql, date: Sql, as = ""): Sql {
  return sql`${plan.sliced.unit ? unit : sql`CAST(NULL AS VARCHAR)`} AS ${id(`${as}unit`)}, ${monthOf(plan, date)} AS ${id(`${as}month`)}`;
}

function monthOf(plan: TieOutPlan, date: Sql): Sql {
  return plan.sliced.month ? sql`CAST(date_trunc('month', ${date}) AS DATE)` : sql`CAST(NULL AS DATE)`;
}
