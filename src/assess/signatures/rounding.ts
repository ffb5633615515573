import { sql, type Sql } from "../../sql/index.ts";
import { whole } from "./sql-pieces.ts";

/** How a result is brought to its last digit. Signs do not matter: −1.5 goes where 1.5 goes. */
export type Rounding = "half up" | "half even" | "down" | "up";

/** A factor as a fraction of whole numbers: 1.07 is 107 / 100, a division by it 100 / 107. */
export interface Ratio {
  readonly over: bigint;
  readonly under: bigint;
}

/**
 * Is |to| = round(|from| × ratio) to a step? By whole numbers only, so exact.
 *
 * @param step of ten-thousandths: 100 are a cent
 * @param greatest the greatest number (in ten-thousandths) that a pair holds: what stays small needs no wide arithmetic
 * @param to what stands for |to|, in ten-thousandths
 */
export function roundsTo(ratio: Ratio, step: number, rounding: Rounding, greatest: bigint, to: Sql = sql`ta`): Sql {
  const size = BigInt(step);
  const factor = ratio.over > ratio.under ? ratio.over : ratio.under;
  const wide = (2n * greatest + 2n * size) * 2n * factor >= 2n ** 63n;
  const times = (value: Sql, by: bigint): Sql => {
    if (by === 1n) return wide ? sql`CAST(${value} AS DECIMAL(38, 0))` : value;
    return wide ? sql`CAST(${value} AS DECIMAL(19, 0)) * CAST(${String(by)} AS DECIMAL(19, 0))` : sql`${value} * ${whole(by)}`;
  };
  const onStep = step === 1 ? sql`` : sql`${to} % ${whole(size)} = 0 AND `;
  const edge = (shift: bigint): Sql =>
    times(shift < 0n ? sql`(2 * ${to} - ${whole(-shift)})` : sql`(2 * ${to} + ${whole(shift)})`, ratio.under);
  const [exact, low, high] = [times(sql`fa`, 2n * ratio.over), edge(-size), edge(size)];
  if (rounding === "half up") return sql`(${onStep}${low} <= ${exact} AND ${exact} < ${high})`;
  if (rounding === "down") return sql`(${onStep}${edge(0n)} <= ${exact} AND ${exact} < ${edge(2n * size)})`;
  if (rounding === "up") return sql`(${onStep}${edge(-2n * size)} < ${exact} AND ${exact} <= ${edge(0n)})`;
  const even = sql`${to} % ${whole(2n * size)} = 0`;
  return sql`(${onStep}((${low} < ${exact} AND ${exact} < ${high}) OR ((${low} = ${exact} OR ${exact} = ${high}) AND ${even})))`;
}
