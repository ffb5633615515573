import { withinAmount } from "./compare.ts";
import { adjustmentSums, signed } from "./group.ts";
import { relation, type TieOutPlan } from "./plan.ts";
import { adjustmentColumn, sideView } from "./side.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { Side } from "../../model/index.ts";

/*
 * A control total: all of one side against all of the other, one group.
 *
 *   total: from_total, to_total, a0 …, difference, outcome
 */
export function createTotal(plan: TieOutPlan): Sql {
  const sum = (side: Side, column: string): Sql =>
    sql`(SELECT coalesce(sum(${id(column)}), 0) FROM ${id(sideView(plan, side))} WHERE scope = 'in')`;
  const adjustments = plan.handoff.adjustments.map((adjustment, index) => {
    const amount =
      adjustment.of.kind === "field"
        ? sum(adjustment.of.side, adjustmentColumn(index))
        : sql`(SELECT coalesce(sum(amount), 0) FROM (${adjustmentSums(plan, adjustment, "all")}) AS own)`;
    return sql`, ${signed(adjustment, amount)} AS ${id(adjustmentColumn(index))}`;
  });
  const expected = join([sql`from_total`, ...plan.handoff.adjustments.map((_, index) => id(adjustmentColumn(index)))], " + ");
  const tolerance = plan.comparisons.find(({ isAmount }) => isAmount)?.tolerance;
  const within = tolerance?.kind === "amount" ? withinAmount(sql`(${expected})`, sql`to_total`, tolerance) : sql`${expected} = to_total`;
  return sql`CREATE TABLE ${id(relation(plan, "total"))} AS
SELECT *, to_total - (${expected}) AS difference, CASE WHEN ${within} THEN 'matched' ELSE 'different' END AS outcome
FROM (SELECT ${sum("from", "amount")} AS from_total, ${sum("to", "amount")} AS to_total${join(adjustments, "")}) AS sums`;
}

export function totalCube(plan: TieOutPlan): Sql {
  const zero = sql`CAST(0 AS DECIMAL(18, 4))`;
  const anchor = sql`CAST(NULL AS VARCHAR) AS unit, CAST(NULL AS DATE) AS month, CAST(NULL AS VARCHAR) AS anchor_unit, CAST(NULL AS DATE) AS anchor_month, FALSE AS anchored`;
  const none = plan.handoff.adjustments.map((_, index) => sql`, ${zero} AS ${id(adjustmentColumn(index))}`);
  const adjusted = plan.handoff.adjustments.map((_, index) => sql`, ${id("g", adjustmentColumn(index))}`);
  const reason = sql`CASE WHEN g.outcome = 'matched' THEN 'none' ELSE 'sum-differs' END`;
  const part = (side: Side): Sql =>
    sql`SELECT ${side} AS side, CASE scope WHEN 'in' THEN g.outcome WHEN 'repeated-key' THEN 'duplicate' ELSE 'excluded' END AS outcome,
  CASE scope WHEN 'in' THEN ${reason} ELSE scope END AS reason, ${anchor}, count(*) AS records, sum(v.amount) AS amount, 0 AS differing, ${zero} AS difference${join(none, "")}
FROM ${id(sideView(plan, side))} AS v CROSS JOIN ${id(relation(plan, "total"))} AS g GROUP BY 2, 3`;
  return sql`${part("from")}
UNION ALL
${part("to")}
UNION ALL
SELECT 'from', g.outcome, ${reason}, ${anchor}, 0, ${zero}, 1, g.difference${join(adjusted, "")} FROM ${id(relation(plan, "total"))} AS g`;
}
