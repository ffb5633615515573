import type { Engine } from "../../engines/engine.ts";
import { id, join, sql } from "../../sql/index.ts";
import type { CauseAttribute } from "./population.ts";

/** Standard deviations above what is expected. */
const ABOVE = 2;

/**
 * The attributes of which some value holds more broken records than chance would
 * usually give it: to look at the others, and at their pairs, costs more than it can
 * give. Units and actors are always looked at.
 */
export async function promising<T extends CauseAttribute>(
  engine: Engine,
  relation: string,
  attributes: readonly T[],
  least: number,
): Promise<readonly T[]> {
  if (attributes.length === 0) return attributes;
  const each = attributes.map(
    ({ column }, place) => sql`SELECT ${place} AS place, max(k - n * r.rate - ${ABOVE} * sqrt(n * r.rate * (1 - r.rate))) AS above
FROM (SELECT count(*) AS n, count(CASE WHEN broken THEN 1 END) AS k FROM ${id(relation)} WHERE broken IS NOT NULL GROUP BY ${id(column)}) AS c
CROSS JOIN rate AS r WHERE c.k >= ${least}`,
  );
  const rows = await engine.rows<{ place: number | string; above: number | null }>(sql`WITH rate AS (
  SELECT CAST(count(CASE WHEN broken THEN 1 END) AS DOUBLE) / count(*) AS rate FROM ${id(relation)} WHERE broken IS NOT NULL
) ${join(each, " UNION ALL ")}`);
  const crowded = new Set(rows.filter(({ above }) => above !== null && above > 0).map(({ place }) => Number(place)));
  return attributes.filter((attribute, place) => isAlwaysWorth(attribute) || crowded.has(place));
}

/** The same of values that are counted already: is some value of the attribute crowded? */
export function isPromising(
  attribute: CauseAttribute,
  values: Iterable<{ readonly n: number; readonly k: number }>,
  least: number,
): boolean {
  if (isAlwaysWorth(attribute)) return true;
  const counts = [...values];
  const [records, broken] = counts.reduce(([n, k], each) => [n + each.n, k + each.k], [0, 0]);
  const rate = broken / records;
  return counts.some(({ n, k }) => k >= least && k - n * rate - ABOVE * Math.sqrt(n * rate * (1 - rate)) > 0);
}

function isAlwaysWorth({ kind }: CauseAttribute): boolean {
  return kind === "unit" || kind === "actor";
}
