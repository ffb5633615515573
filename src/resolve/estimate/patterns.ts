import type { PatternCount } from "./model.ts";

/**
 * Patterns in one canonical order, each once, so that sums over them are the
 * same to the last bit whatever order they came in.
 */
export interface PatternTable {
  readonly width: number;
  readonly size: number;
  /** Level of comparison k in pattern i at `i * width + k`. */
  readonly levels: Uint8Array;
  readonly pairs: Float64Array;
  readonly total: number;
}

/** The patterns over the comparisons `columns`, of the pairs compared under `rule`, or of all pairs. */
export function patternTable(counts: readonly PatternCount[], columns: readonly number[], rule?: number): PatternTable {
  const chosen = rule === undefined ? counts : counts.filter((count) => hasRule(count.rules, rule));
  const merged = new Map<string, { readonly levels: readonly number[]; pairs: number }>();
  for (const count of chosen) {
    const levels = columns.map((column) => count.levels[column] ?? 0);
    const key = String.fromCharCode(...levels);
    const known = merged.get(key);
    // Counts are whole numbers, whose sums are exact in any order.
    if (known === undefined) merged.set(key, { levels, pairs: count.pairs });
    else known.pairs += count.pairs;
  }
  const sorted = [...merged.entries()].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  const levels = new Uint8Array(sorted.length * columns.length);
  const pairs = new Float64Array(sorted.length);
  let total = 0;
  for (const [index, [, pattern]] of sorted.entries()) {
    levels.set(pattern.levels, index * columns.length);
    pairs[index] = pattern.pairs;
    total += pattern.pairs;
  }
  return { width: columns.length, size: sorted.length, levels, pairs, total };
}

/** Pairs at each level of one column. */
export function levelTotals(table: PatternTable, column: number, levels: number): number[] {
  const totals = Array.from({ length: levels }, () => 0);
  for (let index = 0; index < table.size; index += 1) {
    const level = table.levels[index * table.width + column] ?? 0;
    totals[level] = (totals[level] ?? 0) + (table.pairs[index] ?? 0);
  }
  return totals;
}

/** Division, as bit operators stop at 32 rules. */
function hasRule(rules: number, rule: number): boolean {
  return Math.floor(rules / 2 ** rule) % 2 === 1;
}
