import { and, id, sql, type Sql } from "../../sql/index.ts";
import { chanceOfSplit, SIGNIFICANT } from "./chance.ts";
import type { Looked } from "./dataset.ts";
import { shareOf, type Filled } from "./fill.ts";

/** Fewer records before the acquisition are no history: the company's records begin with it. */
const HISTORY = 20;

/** How much of an acquired company's records is old, before the day of its acquisition and from then on; and of the other units' at any time. */
export interface AcquiredShare {
  readonly unit: string;
  /** ISO day on which it was acquired. */
  readonly day: string;
  /** `filled`: those that are old. */
  readonly before: Filled;
  readonly after: Filled;
  /** Of all other units, at any time. */
  readonly others: Filled;
}

/**
 * @param relation unit VARCHAR, day DATE, records BIGINT
 * @param isOld a condition on its rows
 */
export async function acquiredShares({ engine, estate }: Looked, relation: string, isOld: Sql): Promise<AcquiredShare[]> {
  const shares: AcquiredShare[] = [];
  for (const { id: unit, acquired: day } of estate.units) {
    if (day === undefined) continue;
    const [own, early] = [sql`unit = ${unit}`, sql`day < CAST(${day} AS DATE)`];
    const sum = (conditions: readonly Sql[]): Sql => sql`coalesce(sum(CASE WHEN ${and(conditions)} THEN records ELSE 0 END), 0)`;
    const both = (name: string, conditions: readonly Sql[]): Sql =>
      sql`${sum(conditions)} AS ${id(`${name}_records`)}, ${sum([...conditions, isOld])} AS ${id(`${name}_old`)}`;
    const [row] = await engine.rows(
      sql`SELECT ${both("before", [own, early])}, ${both("after", [own, sql`NOT ${early}`])}, ${both("others", [sql`NOT ${own}`])} FROM ${id(relation)}`,
    );
    const side = (name: string): Filled => ({ records: Number(row?.[`${name}_records`]), filled: Number(row?.[`${name}_old`]) });
    shares.push({ unit, day, before: side("before"), after: side("after"), others: side("others") });
  }
  return shares;
}

/**
 * Did an acquired company whose records begin with its acquisition bring this along? It has it since, and the
 * other units have it (nearly) never, by more than accident.
 *
 * @param comparisons how many things are asked about
 */
export function isBroughtAlong({ before, after, others }: AcquiredShare, comparisons: number): boolean {
  if (before.records >= HISTORY || others.records < HISTORY || shareOf(others) > 0.02 * shareOf(after)) return false;
  const table = {
    firstBefore: after.filled,
    firstAfter: others.filled,
    secondBefore: after.records - after.filled,
    secondAfter: others.records - others.filled,
  };
  return after.filled > 0 && chanceOfSplit(table, comparisons) < SIGNIFICANT;
}

/** `rochester: 100.0 % before 2026-03-01, 12.5 % since`; undefined where there is nothing to say. */
export function acquiredInWords(shares: readonly Pick<AcquiredShare, "unit" | "day" | "before" | "after">[]): string | undefined {
  const percent = ({ records, filled }: Filled): string => (records === 0 ? "none" : `${((100 * filled) / records).toFixed(1)} %`);
  return shares.length === 0
    ? undefined
    : shares.map(({ unit, day, before, after }) => `${unit}: ${percent(before)} before ${day}, ${percent(after)} since`).join("; ");
}
