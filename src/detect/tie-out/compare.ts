import { setOf, type PlannedComparison, type TieOutPlan, fieldType } from "./plan.ts";
import { and, id, join, or, sql, type Sql } from "../../sql/index.ts";
import type { Duration, Side } from "../../model/index.ts";

/** The value of one side as it is compared: a column of the side's view. */
export function comparedValue(plan: TieOutPlan, comparison: PlannedComparison, side: Side): Sql {
  const { dialect, estate } = plan;
  const field = side === "from" ? comparison.from : comparison.to;
  const column = id("r", field);
  const type = fieldType(setOf(plan, side).dataset, field);
  if (comparison.type === type) return caseless(comparison) ? sql`lower(${column})` : column;
  if (comparison.type === "date") return dialect.localDate(column, estate.timeZone);
  if (comparison.type === "timestamp") return dialect.toUtc(sql`CAST(${column} AS TIMESTAMP)`, estate.timeZone);
  const text = sql`CAST(${column} AS VARCHAR)`;
  if (comparison.type === "text") return caseless(comparison) ? sql`lower(${text})` : text;
  return column;
}

/** Does the comparison count in business days, and so need the calendar? */
export function countsBusinessDays(comparison: PlannedComparison): boolean {
  const { tolerance } = comparison;
  return tolerance.kind === "time" && (isBusiness(tolerance.before) || isBusiness(tolerance.after));
}

/** Column names of a comparison in a side's view. */
export const valueColumn = (comparison: PlannedComparison): string => `c${comparison.index}`;
export const businessColumn = (comparison: PlannedComparison): string => `b${comparison.index}`;

/** TRUE where two records agree by one comparison; never NULL. Two absent values agree, one absent value does not. */
function agrees(plan: TieOutPlan, comparison: PlannedComparison, from: string, to: string): Sql {
  const a = id(from, valueColumn(comparison));
  const b = id(to, valueColumn(comparison));
  const { tolerance } = comparison;
  if (tolerance.kind === "exact") return sql`${a} IS NOT DISTINCT FROM ${b}`;
  if (tolerance.kind === "amount") return sql`coalesce(${withinAmount(a, b, tolerance)}, ${a} IS NULL AND ${b} IS NULL)`;
  const bounds = [within(plan, comparison, to, from, tolerance.before), within(plan, comparison, from, to, tolerance.after)];
  return sql`coalesce(${and(bounds)}, ${a} IS NULL AND ${b} IS NULL)`;
}

/** |b − a| within the larger of the absolute and the relative tolerance; NULL where a value is. */
export function withinAmount(a: Sql, b: Sql, tolerance: { readonly absolute: string; readonly relative: string }): Sql {
  const gap = sql`abs(${b} - ${a})`;
  // Equal first: nearly all are, and the gap costs more.
  const absolute = sql`${a} = ${b} OR ${gap} <= CAST(${tolerance.absolute} AS DECIMAL(18, 4))`;
  if (Number(tolerance.relative) === 0) return sql`(${absolute})`;
  return or([absolute, sql`${gap} <= abs(${a}) * CAST(${tolerance.relative} AS DECIMAL(9, 8))`]);
}

/**
 * A bit a failed comparison; 0 when all agree; NULL where it is no pair.
 *
 * @param isPair TRUE for a pair, not TRUE for a record alone
 */
export function disagreement(
  plan: TieOutPlan,
  comparisons: readonly PlannedComparison[],
  from: string,
  to: string,
  isPair: Sql = sql`TRUE`,
): Sql {
  const bits = comparisons.map((comparison) => {
    const bit = BigInt(2 ** comparison.index);
    return sql`CASE WHEN ${agrees(plan, comparison, from, to)} THEN CAST(0 AS BIGINT) ELSE CAST(${bit} AS BIGINT) END`;
  });
  // Nearly all agree: the rest is worked out for the others alone.
  const all = comparisons.map((comparison) => agrees(plan, comparison, from, to));
  const sum = bits.length === 0 ? sql`CAST(0 AS BIGINT)` : join(bits, " + ");
  return sql`CASE WHEN ${and([isPair, ...all])} THEN CAST(0 AS BIGINT) WHEN ${isPair} THEN ${sum} END`;
}

/** end − start ≤ by, a signed gap: an end before its start is always within. NULL where a value is. */
function within(plan: TieOutPlan, comparison: PlannedComparison, start: string, end: string, by: Duration): Sql {
  if (isBusiness(by)) {
    const column = businessColumn(comparison);
    return sql`${id(end, column)} - ${id(start, column)} <= ${by.count}`;
  }
  const [first, last] = [id(start, valueColumn(comparison)), id(end, valueColumn(comparison))];
  if (comparison.type === "date") return sql`${plan.dialect.daysBetween(first, last)} <= ${by.count}`;
  return sql`${last} <= ${plan.dialect.plus(first, sql`${by.count}`, by.unit === "hours" ? "hours" : "days")}`;
}

function isBusiness(duration: Duration): boolean {
  return duration.unit === "business-days" && duration.count > 0;
}

function caseless(comparison: PlannedComparison): boolean {
  return comparison.tolerance.kind === "exact" && comparison.tolerance.ignoreCase;
}
