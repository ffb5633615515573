import { id, sql, type Sql } from "../../sql/index.ts";
import { chanceAtMost, SIGNIFICANT } from "./chance.ts";
import type { ColumnTurn } from "./column-change.ts";
import type { Looked } from "./dataset.ts";
import { directionOf, shareOf, type ColumnOutcome, type Filled } from "./fill.ts";
import { wordFields } from "./word-cells.ts";

/** A group of records on both sides of a change. */
export interface Stratum {
  readonly full: Filled;
  readonly empty: Filled;
}

/**
 * How many filled records the empty side would have if each group had gone on as on the
 * full side (direct standardisation). A group that the full side hardly knows goes by the whole's rate.
 */
export function expectedOf(strata: readonly Stratum[]): number {
  const full = strata.reduce((sum, each) => ({ records: sum.records + each.full.records, filled: sum.filled + each.full.filled }), {
    records: 0,
    filled: 0,
  });
  const rate = shareOf(full);
  return strata.reduce((sum, each) => sum + (each.empty.records * (each.full.filled + rate)) / (each.full.records + 1), 0);
}

/** Does the mix of a few-valued field alone explain why a column is empty: those that had it are no longer (or were not yet) there? */
export function isExplained(strata: readonly Stratum[]): boolean {
  const filled = strata.reduce((sum, { empty }) => sum + empty.filled, 0);
  return chanceAtMost(filled, expectedOf(strata)) >= SIGNIFICANT;
}

/** The few-valued fields by which records are grouped; not those that say a state or who did it. */
export async function groupFields(looked: Looked): Promise<string[]> {
  return (await wordFields(looked)).flatMap(({ field, isState }) => (isState ? [] : [field.name]));
}

/** Does any other few-valued field explain the change of a column? `clock`: the day of a record; `unit` as in the dataset. */
export async function explainedByMix(
  { engine, set }: Looked,
  clock: Sql,
  groups: readonly string[],
  { field, outcome, unit, turn }: { field: string; outcome: ColumnOutcome; unit: string | undefined; turn: ColumnTurn },
): Promise<boolean> {
  const sides = outcome === "column-stopped" ? (["b", "a"] as const) : (["a", "b"] as const);
  const where = unit === undefined ? sql`TRUE` : sql`coalesce(_unit, '') = ${unit}`;
  for (const group of groups.filter((name) => name !== field)) {
    const rows = await engine.rows(
      sql`SELECT count(CASE WHEN early THEN 1 END) AS nb, count(CASE WHEN early AND has THEN 1 END) AS fb,
  count(CASE WHEN NOT early THEN 1 END) AS na, count(CASE WHEN NOT early AND has THEN 1 END) AS fa FROM (
  SELECT coalesce(CAST(${id(group)} AS VARCHAR), '') AS word, ${clock} < CAST(${turn.day} AS DATE) AS early, ${id(field)} IS NOT NULL AS has
  FROM ${id(set.relation)} WHERE NOT _deleted AND ${where}
) AS read WHERE early IS NOT NULL GROUP BY word`,
    );
    const side = (row: (typeof rows)[number], name: "b" | "a"): Filled => ({
      records: Number(row[`n${name}`]),
      filled: Number(row[`f${name}`]),
    });
    const strata = rows.map((row): Stratum => ({ full: side(row, sides[0]), empty: side(row, sides[1]) }));
    if (isExplained(strata)) return true;
  }
  return false;
}

export type UnitsSay =
  /** It holds in all units that show anything. */
  | "whole"
  /** Some had it never: it is a change of the others. */
  | "some"
  /** The units that have records on both sides show no change: one ended and another began. */
  | "none";

/** What the units that have records on both sides say to a change. Each: before and after. */
export function unitsSay(units: readonly { readonly before: Filled; readonly after: Filled }[], outcome: ColumnOutcome): UnitsSay {
  const sum = (side: "before" | "after"): Filled =>
    units.reduce((all, unit) => ({ records: all.records + unit[side].records, filled: all.filled + unit[side].filled }), {
      records: 0,
      filled: 0,
    });
  const [before, after] = [sum("before"), sum("after")];
  if (directionOf(before, after) !== outcome) return "none";
  const full = outcome === "column-stopped" ? "before" : "after";
  const rate = shareOf(outcome === "column-stopped" ? before : after);
  const never = units.some((unit) => {
    const { records, filled } = unit[full];
    return filled <= (rate * records) / 20 && chanceAtMost(filled, rate * records) < SIGNIFICANT;
  });
  return never ? "some" : "whole";
}
