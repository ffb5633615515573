import type { LinkReason } from "../model/index.ts";
import type { Comparison } from "./comparison.ts";
import type { LinkageModel, PatternCount } from "./estimate/model.ts";

/*
 * From pattern to weight. The weight of a pair is, in bits, the prior odds plus a
 * Bayes factor per comparison: log2(m / u). At a level with term frequency the
 * chance of agreeing is not u but the share of the very value: log2 m + rarity.
 */

/** Bits of a pattern without the prior and the rarity of its values. */
export function baseWeight(model: LinkageModel, comparisons: readonly Comparison[], levels: readonly number[]): number {
  return comparisons.reduce((sum, comparison, index) => sum + levelBits(model, comparison, index, levels[index] ?? 0), 0);
}

/**
 * The prior of one pair of sources, by EM with the model's m and u fixed: expected
 * matches over possible pairs, pairs never compared counting as none. At least
 * half a match is expected, so that the odds stay finite.
 */
export function kindPrior(model: LinkageModel, counts: readonly PatternCount[], possible: number, mostMatches: number | undefined): number {
  if (possible === 0) return model.prior;
  const bits = counts.map(({ levels, pairs }) => ({
    pairs,
    bits: model.comparisons.reduce((sum, { levels: own }, index) => sum + (own[levels[index] ?? 0]?.weight ?? 0), 0),
  }));
  const most = Math.min(mostMatches ?? Number.POSITIVE_INFINITY, possible * 0.999);
  let prior = model.prior;
  for (let round = 0; round < 200; round += 1) {
    const matches = bits.reduce((sum, { pairs, bits: own }) => sum + pairs * probability(own + bitsOf(prior)), 0);
    const next = Math.min(Math.max(matches, 0.5), most) / possible;
    if (Math.abs(next - prior) <= 1e-9 * prior) return next;
    prior = next;
  }
  return prior;
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
  prior: number,
): LinkReason[] {
  const before = { comparison: "prior", level: "before any evidence", weight: bitsOf(prior) };
  const steps = comparisons.map((comparison, index): LinkReason => {
    const level = levels[index] ?? 0;
    const label = model.comparisons[index]?.levels[level]?.label ?? "";
    return { comparison: comparison.name, level: label, weight: levelBits(model, comparison, index, level) + (rarities[index] ?? 0) / 4 };
  });
  return [before, ...steps];
}

/** Probability of a weight in bits. */
export function probability(weight: number): number {
  return 1 / (1 + 2 ** -weight);
}

/** Weight in bits of a probability. */
export function bitsOf(chance: number): number {
  return Math.log2(chance / (1 - chance));
}
