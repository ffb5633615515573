import { DEFAULTS } from "./defaults.ts";

/**
 * What the rarity of the value on which two records agree adds to the weight of
 * their agreement, in bits: log2(share of the level / share of the value)
 * (Winkler 1989; so does Splink). Agreeing on Zbyszewski says more than agreeing
 * on Smith. Rounded to quarters of a bit, so that patterns stay few, and kept
 * within `bounds`.
 *
 * @param levelShare `ModelLevel.share`: share of all pairs that agree at this level, whatever the value
 * @param valueShare share of all records (that have a value) that hold this value; of two files, the larger
 * @example frequencyWeight(1 / 1024, 1 / 4096) // 2
 */
export function frequencyWeight(
  levelShare: number,
  valueShare: number,
  bounds: { readonly least: number; readonly most: number } = DEFAULTS.frequencyBounds,
): number {
  const bits = valueShare > 0 ? Math.log2(levelShare / valueShare) : bounds.most;
  const step = DEFAULTS.frequencyStep;
  // Adding 0 turns -0 into 0.
  return Math.min(bounds.most, Math.max(bounds.least, Math.round(bits / step) * step)) + 0;
}
