import type { Engine } from "../../engines/engine.ts";
import { id, join, sql } from "../../sql/index.ts";
import { whole } from "./sql-pieces.ts";

/** Ten-thousandths make one. */
export const ONE = 10_000;

/** Steps of amounts, in ten-thousandths: .0001 to 1000. */
const STEPS = [1, 10, 100, 500, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 10_000_000] as const;

export interface NumberFacts {
  readonly pairs: number;
  /** The greatest number on either side, in ten-thousandths. */
  readonly greatest: bigint;
  /** Steps to which results may be rounded as a rule, in ten-thousandths: cents. */
  readonly units: readonly number[];
  /** The coarsest step on which at least half of the second values lie: the cells in which nearness is told. */
  readonly cell: number;
  /** How likely an unrelated second value is the one foretold. */
  readonly floor: number;
  /** Pairs whose second value is a multiple of a step, and not zero. */
  readonly multiples: ReadonlyMap<number, number>;
}

/** What the numbers look like, before anything is claimed about them; undefined: there are none. */
export async function numberFacts(engine: Engine, pairs: string, unit: number | undefined): Promise<NumberFacts | undefined> {
  const counts = STEPS.map((step) => sql`count(*) FILTER (WHERE ta > 0 AND ta % ${whole(step)} = 0) AS ${id(`m${step}`)}`);
  const [row] = await engine.rows<Record<string, string | null>>(
    sql`SELECT count(*) AS pairs, count(*) FILTER (WHERE ta = 0) AS zeros, greatest(max(fa), max(ta)) AS greatest, ${engine.dialect.quantiles(sql`greatest(ta, fa)`, ["0.5"])}[1] AS middle, ${join(counts)}
FROM ${id(pairs)} WHERE fa IS NOT NULL AND ta IS NOT NULL`,
  );
  const count = Number(row?.["pairs"] ?? 0);
  if (count === 0) return undefined;
  const multiples = new Map<number, number>(STEPS.map((step) => [step, Number(row?.[`m${step}`])]));
  const of = (step: number): number => multiples.get(step) ?? 0;
  const shown = (step: number): number => of(step) + Number(row?.["zeros"] ?? 0);
  const units = unit === undefined ? observedUnits(shown, count) : shown(unit) === count ? [unit] : [unit, 1];
  const middle = Math.max(1, Number(row?.["middle"]));
  // Amounts that are all whole dollars meet by chance far more often than cents do; two round ones are no habit yet.
  const shares = STEPS.map((step) => (Math.max(0, of(step) - 2) / count) * (step / (2 * middle)));
  const finest = Math.min(...units) / (2 * middle);
  return {
    pairs: count,
    greatest: BigInt(row?.["greatest"] ?? 0),
    units,
    cell: Math.max(units[0] ?? 1, ...STEPS.filter((step) => of(step) * 2 >= count)),
    floor: Math.min(1, Math.max(finest, ...shares)),
    multiples,
  };
}

/** The coarsest decimal place on which four in five second values lie, and the finest there is. */
function observedUnits(of: (step: number) => number, count: number): readonly number[] {
  const places = [ONE, 1_000, 100, 10, 1];
  const usual = places.find((step) => of(step) >= 0.8 * count) ?? 1;
  return usual === 1 ? [1] : of(usual) === count ? [usual] : [usual, 1];
}
