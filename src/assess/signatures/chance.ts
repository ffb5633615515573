import { money } from "../../model/index.ts";

/*
 * When is a transformation more than chance? By minimum description length: a
 * parameter of b bits is one of 2^b that might have been lucky, so k of n pairs are
 * taken for an explanation only if
 *
 *   P(at least k of n unrelated pairs obey) × 2^b ≤ LEVEL
 *
 * Since the 2^-b of all parameters add up to no more than 1, noise of any kind
 * gives a signature of one code at most once in 1 / LEVEL times (union bound, with
 * Kraft's inequality). The tail is Chernoff's bound, which is never too small:
 * 2^(-n × D(k/n ‖ p)), see Arratia and Gordon, Tutorial on large deviations for the
 * binomial distribution, 1989.
 */

const LEVEL = Math.log2(1e-4);
/** What explains all that is left without a free parameter may be a record or two, and says so by its confidence. */
const LONE_LEVEL = Math.log2(1e-2);

/** log2 of a bound on the chance that k or more of n obey, each by chance p. */
export function tail(k: number, n: number, p: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY;
  const share = k / n;
  if (p >= 1 || share <= p) return 0;
  const rest = share === 1 ? 0 : (1 - share) * Math.log2((1 - share) / (1 - p));
  return -n * (share * Math.log2(share / p) + rest);
}

/** Is it more than chance? `lone`: it explains all that is left, and has no free parameter. */
export function isBeyondChance(logTail: number, bits: number, lone: boolean): boolean {
  return logTail + bits <= (lone ? LONE_LEVEL : LEVEL);
}

/** Bits of a whole number from 1 (Elias's gamma code). */
export function bitsOfWhole(value: number): number {
  return 2 * Math.log2(Math.max(1, value)) + 1;
}

/** Bits of a decimal: its digits from the first to the last that is not 0, each with the word that it goes on, and its magnitude. */
export function bitsOfDecimal(text: string): number {
  return 3 + money(text).abs().precision() * (Math.log2(10) + 1);
}
