/*
 * A rate that varies slowly, to hold a sudden change against: straight lines
 * between knots that stand at least five weeks apart. Weeks are counted as one, so
 * that a weekend pattern is in no week and in all of them.
 */

/** Records in sequence: how many, how many broken, and when (in days). */
export interface Block {
  readonly at: number;
  readonly n: number;
  readonly k: number;
}

const BETWEEN_KNOTS = 35;
const MOST_PARTS = 16;
const ROUNDS = 400;

/**
 * The best log likelihood that slow changes reach, divided by `spread`, less one for each
 * rate beyond the first (Akaike). Fitted by expectation and maximisation, which keeps rates between 0 and 1.
 *
 * @param days from the first to the last
 */
export function bestSlow(blocks: readonly Block[], days: number, spread: number): number {
  const most = Math.max(1, Math.min(MOST_PARTS, Math.floor(days / BETWEEN_KNOTS)));
  let best = -Infinity;
  for (let parts = 1; parts <= most; parts += 1) best = Math.max(best, fit(blocks, days, parts) / spread - parts);
  return best;
}

function fit(blocks: readonly Block[], days: number, parts: number): number {
  const placed = blocks.map(({ at, n, k }) => {
    const place = Math.min(Math.max((at / Math.max(1, days)) * parts, 0), parts);
    const knot = Math.min(parts - 1, Math.floor(place));
    return { n, k, knot, right: place - knot };
  });
  const [allN, allK] = blocks.reduce(([n, k], block) => [n + block.n, k + block.k], [0, 0]);
  let rates = Array.from({ length: parts + 1 }, () => allK / allN);
  let last = -Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const [hit, miss] = [rates.map(() => 0), rates.map(() => 0)];
    let likelihood = 0;
    for (const { n, k, knot, right } of placed) {
      const [a, b] = [rates[knot] as number, rates[knot + 1] as number];
      const rate = (1 - right) * a + right * b;
      if (k > 0) {
        likelihood += k * Math.log(rate);
        hit[knot] = (hit[knot] as number) + (k * (1 - right) * a) / rate;
        hit[knot + 1] = (hit[knot + 1] as number) + (k * right * b) / rate;
      }
      if (n > k) {
        likelihood += (n - k) * Math.log(1 - rate);
        miss[knot] = (miss[knot] as number) + ((n - k) * (1 - right) * (1 - a)) / (1 - rate);
        miss[knot + 1] = (miss[knot + 1] as number) + ((n - k) * right * (1 - b)) / (1 - rate);
      }
    }
    rates = rates.map((rate, knot) => {
      const sum = (hit[knot] as number) + (miss[knot] as number);
      return sum === 0 ? rate : (hit[knot] as number) / sum;
    });
    if (likelihood - last < 1e-4) return likelihood;
    last = likelihood;
  }
  return last;
}
