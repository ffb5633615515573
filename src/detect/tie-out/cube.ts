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
 *   records, amount, difference, a0 …
 *
 * A pair's (group's) difference and adjustments stand on its anchor: the one
 * side's record, upstream where both are one. Its other records carry the
 * anchor's unit and month, so that what moved between slices can be told.
 */

const ZERO = sql`CAST(0 AS DECIMAL(18, 4))`;
const NO_ANCHOR = sql`CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored`;

export function pairCube(plan: TieOutPlan): Sql {
  const { unit, month } = plan.sliced;
  const keys = [sql`mask = 0 AS agrees`, ...(unit ? [sql`f_unit, t_unit`] : []), ...(month ? [sql`f_month, t_month`] : [])];
  const f = slices(plan, "f_");
  const t = slices(plan, "t_");
  const outcome = sql`CASE WHEN agrees THEN 'matched' ELSE 'different' END AS outcome, CASE WHEN agrees THEN 'none' ELSE 'values-differ' END AS reason`;
  return sql`WITH pair_sums AS (
  SELECT ${join(keys)}, count(*) AS records, sum(f_amount) AS f_amount, sum(t_amount) AS t_amount
  FROM ${id(relation(plan, "pairs"))} WHERE mask IS NOT NULL
  GROUP BY ${join([sql`mask = 0`, ...keys.slice(1)])}
)
SELECT 'from' AS side, ${outcome}, ${f}, ${NO_ANCHOR}, records, f_amount AS amount, coalesce(t_amount, 0) - coalesce(f_amount, 0) AS difference FROM pair_sums
UNION ALL
SELECT 'to', ${outcome}, ${t}, ${slices(plan, "f_", "anchor_")}, TRUE, records, t_amount, ${ZERO} FROM pair_sums
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
  return sql`SELECT ${one(plan)} AS side, g.outcome AS outcome, g.reason AS reason, g.unit AS unit, g.month AS month, ${NO_ANCHOR},
  count(*) AS records, sum(g.amount) AS amount, sum(g.difference) AS difference${join(adjusted, "")}
FROM ${id(relation(plan, "groups"))} AS g WHERE g.outcome IS NOT NULL GROUP BY 2, 3, 4, 5
UNION ALL
SELECT ${many(plan)}, g.outcome, g.reason, m.unit, m.month, g.unit, g.month, TRUE, count(*), sum(m.amount), ${ZERO}${join(none, "")}
FROM ${id(relation(plan, "members"))} AS m JOIN ${id(relation(plan, "groups"))} AS g ON g.o_row = m.o_row GROUP BY 2, 3, 4, 5, 6, 7
UNION ALL
${settledCube(plan, none)}
UNION ALL
${excludedCube(plan, none)}`;
}

/** Records whose outcome is their own. */
function settledCube(plan: TieOutPlan, none: readonly Sql[] = []): Sql {
  const part = (side: Side): Sql => {
    const own = side === "from" ? "f" : "t";
    const other = side === "from" ? sql`t_row` : sql`f_row`;
    return sql`SELECT ${side} AS side, ${id(`${own}_outcome`)}, ${id(`${own}_reason`)}, v.unit, v.month, ${NO_ANCHOR}, count(*), sum(v.amount), ${ZERO}${join(none, "")}
FROM ${id(relation(plan, "settled"))} AS s JOIN ${id(sideView(plan, side))} AS v ON v.row = ${id("s", `${own}_row`)}
WHERE s.${other} IS NULL GROUP BY 2, 3, 4, 5`;
  };
  return sql`${part("from")}\nUNION ALL\n${part("to")}`;
}

/** Records out of scope; second copies of a key are duplicates. */
function excludedCube(plan: TieOutPlan, none: readonly Sql[] = []): Sql {
  const part = (side: Side): Sql =>
    sql`SELECT ${side}, CASE WHEN scope = 'repeated-key' THEN 'duplicate' ELSE 'excluded' END, scope, unit, month, ${NO_ANCHOR}, count(*), sum(amount), ${ZERO}${join(none, "")}
FROM ${id(sideView(plan, side))} WHERE scope <> 'in' GROUP BY 2, 3, 4, 5`;
  return sql`${part("from")}\nUNION ALL\n${part("to")}`;
}

/** What the bridge starts and ends with, counted apart from all outcomes; without slices, the buckets have counted it already. */
export function sideTotals(plan: TieOutPlan, side: Side, bucketed: boolean): Sql {
  if (bucketed && !plan.sliced.unit && !plan.sliced.month && setOf(plan, side).dataset.repeatedKey === "refuse") {
    return sql`SELECT NULL AS unit, NULL AS month, CAST(coalesce(sum(records), 0) AS BIGINT) AS records, coalesce(sum(amount), 0) AS amount
FROM ${id(relation(plan, `${side}_buckets`))}`;
  }
  return sql`SELECT unit, month, count(*) AS records, coalesce(sum(amount), 0) AS amount
FROM ${id(sideView(plan, side))} WHERE scope IN ('in', 'repeated-key') GROUP BY 1, 2`;
}

function slices(plan: TieOutPlan, prefix: string, as = ""): Sql {
  const { unit, month } = plan.sliced;
  return sql`${unit ? id(`${prefix}unit`) : sql`CAST(NULL AS VARCHAR)`} AS ${id(`${as}unit`)}, ${month ? id(`${prefix}month`) : sql`CAST(NULL AS DATE)`} AS ${id(`${as}month`)}`;
}
