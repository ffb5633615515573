import { logMass, logUpperTail } from "../slices/tails.ts";

/** What one stratum gives: of its `records`, `broken` are broken, and `drawn` lie inside. */
export interface Stratum {
  readonly records: number;
  readonly broken: number;
  readonly drawn: number;
}

/** With more broken records than this the tail is bounded instead of summed. */
const SUMMED = 3000;

/**
 * log of the chance that so many broken records lie inside when each stratum's are
 * spread over its records at random: Fisher's exact test over strata. Exact by
 * convolution of the strata's hypergeometric distributions; with many broken records
 * an upper bound (Chernoff, with Hoeffding's comparison of drawing without and with
 * return: Hoeffding 1963, section 6). Never below the true value.
 */
export function logChance(strata: readonly Stratum[], found: number): number {
  const used = strata.filter(({ records, drawn }) => drawn > 0 && records > 0);
  const [only] = used;
  if (only === undefined) return 0;
  if (used.length === 1) return logUpperTail({ ...only, found });
  return used.reduce((sum, { broken }) => sum + broken, 0) <= SUMMED ? convolved(used, found) : bounded(used, found);
}

function convolved(strata: readonly Stratum[], found: number): number {
  let spread = [1];
  for (const { records, broken, drawn } of strata) {
    const most = Math.min(broken, drawn);
    const least = Math.max(0, drawn - (records - broken));
    const masses = Array.from({ length: most + 1 }, (_, x) => (x < least ? -Infinity : logMass({ records, broken, drawn }, x)));
    const next = Array.from({ length: spread.length + most }, () => 0);
    const mass = masses.map((log) => Math.exp(log));
    spread.forEach((before, x) => {
      if (before === 0) return;
      mass.forEach((one, y) => {
        next[x + y] = (next[x + y] ?? 0) + before * one;
      });
    });
    spread = next;
  }
  const tail = spread.slice(found).reduceRight((sum, one) => sum + one, 0);
  // Below this, masses that a double cannot hold could matter.
  if (tail > 1e-250) return Math.min(0, Math.log(tail));
  return bounded(strata, found);
}

/** The least of e^(−s·found) × the product of the strata's generating functions; convex in s, so found by halving. */
function bounded(strata: readonly Stratum[], found: number): number {
  // Drawing what lies inside or drawing the broken ones is the same; the smaller draw bounds better.
  const draws = strata.map(({ records, broken, drawn }) => {
    const count = Math.min(drawn, broken);
    return { count, share: Math.max(drawn, broken) / records };
  });
  const bound = (s: number): number => draws.reduce((sum, { count, share }) => sum + count * logMix(share, s), -s * found);
  let [low, high] = [0, 60];
  for (let step = 0; step < 200; step += 1) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
    if (bound(left) <= bound(right)) high = right;
    else low = left;
  }
  return Math.min(0, bound((low + high) / 2));
}

/** log(1 − share + share·e^s) without overflow. */
function logMix(share: number, s: number): number {
  return s > 30 ? s + Math.log(share + (1 - share) * Math.exp(-s)) : Math.log1p(share * Math.expm1(s));
}
