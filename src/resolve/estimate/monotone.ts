import { DEFAULTS } from "./defaults.ts";

/**
 * m, pooled so that a better level does not weigh less than a worse one where
 * the figures are too thin to say so: neighbours get one m / u, in proportion to
 * their u (isotonic regression by pooling adjacent violators, which is the
 * likeliest m under that order). Where a fall is well founded it stays: that a
 * payment is booked the next day may well say more than the same day.
 */
export function pooled(m: readonly number[], u: readonly number[], matches: ArrayLike<number>): number[] {
  const blocks: Block[] = [];
  for (let level = 1; level < m.length; level += 1) {
    let block: Block = { m: m[level] ?? 0, u: u[level] ?? 0, matches: matches[level] ?? 0, levels: [level] };
    for (let worse = blocks.at(-1); worse !== undefined && fallsByChance(worse, block); worse = blocks.at(-1)) {
      blocks.pop();
      block = {
        m: worse.m + block.m,
        u: worse.u + block.u,
        matches: worse.matches + block.matches,
        levels: [...worse.levels, ...block.levels],
      };
    }
    blocks.push(block);
  }
  const result = [...m];
  for (const block of blocks) {
    if (block.levels.length === 1) continue;
    for (const level of block.levels) result[level] = (block.m * (u[level] ?? 0)) / block.u;
  }
  return result;
}

interface Block {
  readonly m: number;
  readonly u: number;
  readonly matches: number;
  readonly levels: readonly number[];
}

/** The variance of the logarithm of a share is about 1 / its count; of none seen, nothing is known. */
function fallsByChance(worse: Block, better: Block): boolean {
  const fall = Math.log(worse.m / worse.u) - Math.log(better.m / better.u);
  if (fall <= 0) return false;
  return fall < DEFAULTS.standardErrors * Math.sqrt(1 / worse.matches + 1 / better.matches);
}
