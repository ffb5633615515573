/** Which of many tests are discoveries. */
export interface Discoveries {
  /** log q of each log p, in their order. */
  readonly logQ: readonly number[];
  /** log of the greatest p value that is a discovery with these tests; −Infinity when there is none. */
  readonly threshold: number;
}

/**
 * Benjamini & Yekutieli 2001: controls the false discovery rate at `level`
 * whatever the dependence between the tests (slices overlap, and values of one
 * attribute exclude each other, so independence cannot be had).
 *
 * q is the least level at which a test is still a discovery. Tests whose p value
 * is not among `logP` count as p = 1.
 *
 * @param tests how many tests were made in all, at least as many as `logP`
 * @param level between 0 and 1
 */
export function discoveries(logP: readonly number[], tests: number, level: number): Discoveries {
  const penalty = Math.log(tests) + Math.log(harmonic(tests));
  const order = logP.map((_, index) => index).sort((a, b) => (logP[a] as number) - (logP[b] as number));
  const logQ = logP.map(() => 0);
  let least = 0;
  let found = 0;
  for (let rank = order.length; rank >= 1; rank -= 1) {
    const index = order[rank - 1] as number;
    least = Math.min(least, (logP[index] as number) + penalty - Math.log(rank));
    logQ[index] = least;
    if (found === 0 && least <= Math.log(level)) found = rank;
  }
  return { logQ, threshold: found === 0 ? -Infinity : Math.log(level) + Math.log(found) - penalty };
}

/** 1 + 1/2 + … + 1/n; beyond a hundred by Euler's formula, whose error there is below 1e-9. */
function harmonic(n: number): number {
  if (n > 100) return Math.log(n) + 0.5772156649015329 + 1 / (2 * n) - 1 / (12 * n * n);
  let sum = 0;
  for (let i = 1; i <= n; i += 1) sum += 1 / i;
  return sum;
}
