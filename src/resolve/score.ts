import type { LinkReason } from "../model/index.ts";
import type { Comparison } from "./comparison.ts";
import type { LinkageModel } from "./estimate/model.ts";

/*
 * From pattern to weight. The weight of a pair is, in bits, the prior odds plus a
 * Bayes factor per comparison: log2(m / u). At a level with term frequency the
 * chance of agreeing is not u but the share of the very value: log2 m + rarity.
 */

/** Bits of a pattern without the rarity of its values. */
export function baseWeight(model: LinkageModel, comparisons: readonly Comparison[], levels: readonly number[]): number {
  return comparisons.reduce(
    (sum, comparison, index) => sum + levelBits(model, comparison, index, levels[index] ?? 0),
    Math.log2(model.prior / (1 - model.prior)),
  );
}

function levelBits(model: LinkageModel, comparison: Comparison, index: number, level: number): number {
  const found = model.comparisons[index]?.levels[level];
  if (found === undefined || level === 0) return 0;
  return hasFrequency(comparison, level) ? Math.log2(found.m) : found.weight;
}

export function hasFrequency(comparison: Comparison, level: number): boolean {
  return comparison.levels[comparison.levels.length + 1 - level]?.frequency !== undefined;
}

/** The waterfall of a pair: prior, then every comparison; the weights sum to the pair's. */
export function reasonsOf(
  model: LinkageModel,
  comparisons: readonly Comparison[],
  levels: readonly number[],
  rarities: readonly number[],
): LinkReason[] {
  const prior = { comparison: "prior", level: "before any evidence", weight: Math.log2(model.prior / (1 - model.prior)) };
  const steps = comparisons.map((comparison, index): LinkReason => {
    const level = levels[index] ?? 0;
    const label = model.comparisons[index]?.levels[level]?.label ?? "";
    return { comparison: comparison.name, level: label, weight: levelBits(model, comparison, index, level) + (rarities[index] ?? 0) / 4 };
  });
  return [prior, ...steps];
}

/** Probability of a weight in bits. */
export function probability(weight: number): number {
  return 1 / (1 + 2 ** -weight);
}

/** Weight in bits of a probability. */
export function bitsOf(chance: number): number {
  return Math.log2(chance / (1 - chance));
}
