import type { Engine } from "../../engines/engine.ts";
import { id, sql, type Sql } from "../../sql/index.ts";
import type { Population, Spread } from "./population.ts";

/** A unit or month with a smaller share of the records need have no break. */
const MAIN = 0.05;

/** Over how many of the larger units and months the breaks lie. */
export async function spreadOf(engine: Engine, population: Population): Promise<Spread> {
  const unit = population.attributes.find(({ kind }) => kind === "unit");
  const months = await hit(engine, population, sql`substr(CAST(day AS VARCHAR), 1, 7)`);
  return { units: unit === undefined ? { all: 0, hit: 0 } : await hit(engine, population, id(unit.column)), months };
}

async function hit(engine: Engine, { relation }: Population, value: Sql): Promise<{ all: number; hit: number }> {
  const [row] = await engine.rows<{ all_of: string; hit: string }>(
    sql`SELECT count(*) AS all_of, count(CASE WHEN k > 0 THEN 1 END) AS hit FROM (
  SELECT ${value} AS value, count(*) AS n, count(CASE WHEN broken THEN 1 END) AS k FROM ${id(relation)} WHERE broken IS NOT NULL GROUP BY ${value}
) AS each WHERE value IS NOT NULL AND n >= ${MAIN} * (SELECT count(broken) FROM ${id(relation)})`,
  );
  return { all: Number(row?.all_of), hit: Number(row?.hit) };
}

/** The same of values that are counted already, among so many records. */
export function shareHit(
  values: Iterable<{ readonly value: string | null; readonly n: number; readonly k: number }>,
  records: number,
): { all: number; hit: number } {
  const main = [...values].filter(({ value, n }) => value !== null && n >= MAIN * records);
  return { all: main.length, hit: main.filter(({ k }) => k > 0).length };
}

/** Do breaks lie in most units and over the whole time? */
export function isSpread({ units, months }: Spread): boolean {
  return 3 * units.hit >= 2 * units.all && 2 * months.hit >= months.all && units.all + months.all > 0;
}
