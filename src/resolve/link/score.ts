import type { LinkReason } from "../../model/index.ts";
import { sql, type Sql } from "../../sql/index.ts";
import type { Comparison } from "../comparison.ts";
import type { LinkageModel, PatternCount } from "../estimate/model.ts";

/*
 * From pattern to weight. The weight of a pair is, in bits, the prior odds plus a
 * Bayes factor per comparison: log2(m / u). At a level with term frequency the
 * chance of agreeing is that of the very value, which is as much rarer (or commoner)
 * than the level as its share: log2(m / u) + log2(share of the level) + rarity.
 * Beside strangers stand related pairs (estimate/related.ts): the odds are against both.
 */

/** Bits of a pattern without the prior and the rarity of its values. */
export function baseWeight(model: LinkageModel, comparisons: readonly Comparison[], levels: readonly number[]): number {
  return comparisons.reduce((sum, comparison, index) => sum + levelBits(model, comparison, index, levels[index] ?? 0), 0);
}

/** Prior probabilities of one pair of sources. */
export interface Priors {
  /** That two records drawn from all possible pairs are one. */
  readonly match: number;
  /** That they are related and not one; 0 where related pairs are not told apart. */
  readonly related: number;
}

/** Bits of a match against a related pair, rarity being the same for both; NO_RELATED where none are told apart. */
export function relatedWeight(model: LinkageModel, levels: readonly number[], { match, related }: Priors): number {
  if (model.related === undefined || related === 0) return NO_RELATED;
  return Math.min(
    NO_RELATED,
    model.related.shares.reduce(
      (sum, own, index) => {
        const level = levels[index] ?? 0;
        const m = model.comparisons[index]?.levels[level]?.m;
        return own === undefined || level === 0 || m === undefined ? sum : sum + Math.log2(m / (own[level] ?? 1));
      },
      Math.log2(match / related),
    ),
  );
}

/** Bits against related pairs where none are told apart: so many that they do not matter. */
export const NO_RELATED = 1000;

/** Odds against strangers and against related pairs, put together: log2 of 1 / (2^−a + 2^−b). */
function combined(strangers: number, related: number): number {
  return Math.min(strangers, related) - Math.log2(1 + 2 ** -Math.abs(strangers - related));
}

/** The same in SQL. */
export function combinedSql(strangers: Sql, related: Sql): Sql {
  return sql`(least(${strangers}, ${related}) - log2(1 + power(2, -abs(${strangers} - (${related})))))`;
}

/**
 * The priors of one pair of sources, by EM with the model's shares fixed: expected
 * pairs over possible pairs, pairs never compared counting as strangers. At least
 * half a match is expected, so that the odds stay finite.
 */
export function kindPriors(
  model: LinkageModel,
  counts: readonly PatternCount[],
  possible: number,
  mostMatches: number | undefined,
): Priors {
  const start = { match: model.prior, related: model.related?.prior ?? 0 };
  if (possible === 0) return start;
  const even = { match: 0.5, related: 0.5 };
  const rows = counts.map(({ levels, pairs }) => {
    const bits = model.comparisons.reduce((sum, { levels: own }, index) => sum + (own[levels[index] ?? 0]?.weight ?? 0), 0);
    return {
      pairs,
      match: 2 ** Math.min(bits, NO_RELATED),
      over: 2 ** -relatedWeight(model, levels, model.related === undefined ? start : even),
    };
  });
  const most = Math.min(mostMatches ?? Number.POSITIVE_INFINITY, possible * 0.999);
  let priors: Priors = start;
  for (let round = 0; round < 300; round += 1) {
    let [matches, relatives] = [0, 0];
    for (const { pairs, match, over } of rows) {
      const own = priors.match * match;
      const other = model.related === undefined ? 0 : priors.related * match * over;
      const all = own + other + (1 - priors.match - priors.related);
      matches += (pairs * own) / all;
      relatives += (pairs * other) / all;
    }
    const next = { match: Math.min(Math.max(matches, 0.5), most) / possible, related: Math.min(relatives, possible / 1000) / possible };
    const moved = Math.abs(next.match - priors.match) / priors.match + Math.abs(next.related - priors.related) / (priors.related || 1);
    priors = next;
    if (moved < 1e-9) break;
  }
  return priors;
}

function levelBits(model: LinkageModel, comparison: Comparison, index: number, level: number): number {
  const found = model.comparisons[index]?.levels[level];
  if (found === undefined || level === 0) return 0;
  return hasFrequency(comparison, level) ? found.weight + Math.log2(found.share) : found.weight;
}

function hasFrequency(comparison: Comparison, level: number): boolean {
  return comparison.levels[comparison.levels.length + 1 - level]?.frequency !== undefined;
}

/** The waterfall of a pair: prior, then every comparison; the weights sum to the pair's. */
export function reasonsOf(
  model: LinkageModel,
  comparisons: readonly Comparison[],
  levels: readonly number[],
  rarities: readonly number[],
  priors: Priors,
): LinkReason[] {
  const before = { comparison: "prior", level: "before any evidence", weight: bitsOf(priors.match) };
  const steps = comparisons.map((comparison, index): LinkReason => {
    const level = levels[index] ?? 0;
    const label = model.comparisons[index]?.levels[level]?.label ?? "";
    return { comparison: comparison.name, level: label, weight: levelBits(model, comparison, index, level) + (rarities[index] ?? 0) / 4 };
  });
  const strangers = [before, ...steps].reduce((sum, { weight }) => sum + weight, 0);
  const lost = combined(strangers, relatedWeight(model, levels, priors)) - strangers;
  // Shown where it says something: the two could be of one household.
  const related = lost < -0.05 ? [{ comparison: "household", level: "could be another person of it", weight: lost }] : [];
  return [before, ...steps, ...related];
}

/** Probability of a weight in bits. */
export function probability(weight: number): number {
  return 1 / (1 + 2 ** -weight);
}

/** Weight in bits of a probability. */
export function bitsOf(chance: number): number {
  return Math.log2(chance / (1 - chance));
}
