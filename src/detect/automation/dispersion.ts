/** Weeks of a block: what is alike from week to week shows in blocks. */
const BLOCK = 4;
/** Degrees of freedom without which a dispersion says nothing. */
const LEAST = 3;

/**
 * How many times more the weekly counts vary than those of independent arrivals do, about a rate of their own in each part: Pearson's χ²
 * over its degrees of freedom, of single weeks and of blocks of four, the larger of them, at least 1. Weeks alike in a row (a season, a
 * habit) make the blocks vary more than the weeks.
 *
 * @param work how much there was to do in each week
 * @param bounds where the parts begin, in order, and the end
 */
export function dispersionOf(own: readonly number[], work: readonly number[], bounds: readonly number[]): number {
  return Math.max(1, pearson(own, work, bounds, 1), pearson(own, work, bounds, BLOCK));
}

function pearson(own: readonly number[], work: readonly number[], bounds: readonly number[], size: number): number {
  let [squares, freedom] = [0, 0];
  for (const [part, end] of bounds.slice(1).entries()) {
    const start = bounds[part] as number;
    const rate = total(own, start, end) / total(work, start, end);
    if (!Number.isFinite(rate)) continue;
    freedom -= 1;
    for (let from = start; from + size <= end; from += size) {
      // The last block takes what is left.
      const to = from + 2 * size > end ? end : from + size;
      const expected = rate * total(work, from, to);
      if (expected === 0) continue;
      freedom += 1;
      squares += (total(own, from, to) - expected) ** 2 / expected;
    }
  }
  return freedom < LEAST ? 1 : squares / freedom;
}

function total(values: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (let place = from; place < to; place += 1) sum += values[place] ?? 0;
  return sum;
}
