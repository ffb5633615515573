import { assumedU, DEFAULTS } from "./defaults.ts";
import type { EstimatedComparison, EstimateInput } from "./model.ts";
import { levelTotals, patternTable } from "./patterns.ts";

/** How often all pairs of records stand at each level of one comparison, matches among them. */
export interface Chance {
  /** By level, of the pairs that have both values; 1 for `missing`, outside the sum. */
  readonly shares: readonly number[];
  /** What smoothing alone gives each level: finer than this the shares are not known. */
  readonly floors: readonly number[];
  /** Possible pairs that have both values, smoothing included. */
  readonly present: number;
}

/** Shares by exact counts of values where they are given, else by random pairs. */
export function chances(input: EstimateInput): Chance[] {
  const random = patternTable(
    input.random,
    input.comparisons.map((_, index) => index),
  );
  return input.comparisons.map((comparison, index) =>
    chance(comparison, levelTotals(random, index, comparison.labels.length), random.total, input.possiblePairs),
  );
}

function chance(comparison: EstimatedComparison, drawn: readonly number[], total: number, possiblePairs: number): Chance {
  const assumed = assumedU(comparison.labels.length);
  const both = possiblePairs * (total > 0 ? 1 - (drawn[0] ?? 0) / total : 1);
  const present = both + DEFAULTS.pseudoPairs;
  const exact = assumed.map((share, level) => {
    const known = level === 0 ? undefined : comparison.exactU[level];
    return known === undefined ? undefined : Math.min(1, (known * both + share * DEFAULTS.pseudoPairs) / present);
  });
  const counts = assumed.map((share, level) =>
    level === 0 || exact[level] !== undefined ? 0 : (drawn[level] ?? 0) + share * DEFAULTS.pseudoPairs,
  );
  const sampled = sum(counts);
  const known = sum(exact.map((share) => share ?? 0));
  const rest = sampled > 0 ? Math.max(1 - known, 1 / present) : 0;
  const scale = known + rest;
  const shares = assumed.map((_, level) => (level === 0 ? 1 : (exact[level] ?? (rest * (counts[level] ?? 0)) / sampled) / scale));
  const floors = assumed.map((share, level) => {
    if (level === 0) return 0;
    const pseudo = share * DEFAULTS.pseudoPairs;
    return (exact[level] === undefined ? (rest * pseudo) / sampled : pseudo / present) / scale;
  });
  return { shares, floors, present };
}

/**
 * u: the shares among non-matches. Random pairs and counts of values hold
 * matches too; where an agreement is rare, most of it is matches, and taking it
 * for chance would cap every weight at log2(1 / prior). So the expected matches
 * at each level are taken off, but never below what the shares can tell, nor
 * below `leastCoincidence` of them.
 */
export function nonMatchShares(chanceOf: Chance, matches: ArrayLike<number>): number[] {
  const left = chanceOf.shares.map((share, level) =>
    level === 0
      ? 0
      : Math.max(
          share - (matches[level] ?? 0) / chanceOf.present,
          share * DEFAULTS.leastCoincidence,
          Math.min(share, chanceOf.floors[level] ?? 0),
        ),
  );
  const total = sum(left);
  return left.map((share, level) => (level === 0 ? 1 : share / total));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
