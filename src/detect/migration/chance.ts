/** What is no accident: odds of one in a million, however many comparisons were made. */
export const SIGNIFICANT = 1e-6;

/** A table of two groups and two times. */
export interface Fourfold {
  /** The first group: how many before, and how many after. */
  readonly firstBefore: number;
  readonly firstAfter: number;
  readonly secondBefore: number;
  readonly secondAfter: number;
}

/**
 * Probability that, were the groups spread over the times by accident, at least so
 * many of the first would lie before: Fisher's exact test, one-sided, times the number of
 * comparisons made (Bonferroni), at most 1.
 */
export function chanceOfSplit({ firstBefore, firstAfter, secondBefore, secondAfter }: Fourfold, comparisons: number): number {
  const first = firstBefore + firstAfter;
  const second = secondBefore + secondAfter;
  const before = firstBefore + secondBefore;
  const most = Math.min(first, before);
  const all = logChoose(first + second, before);
  let sum = 0;
  for (let hits = firstBefore; hits <= most; hits += 1) {
    const term = Math.exp(logChoose(first, hits) + logChoose(second, before - hits) - all);
    sum += term;
    // Past the mean the terms fall ever faster: what is left cannot matter.
    if (term < sum * 1e-12) break;
  }
  return Math.min(1, sum * comparisons);
}

function logChoose(of: number, taken: number): number {
  if (taken < 0 || taken > of) return -Infinity;
  return logFactorial(of) - logFactorial(taken) - logFactorial(of - taken);
}

/** Stirling's series from 16 on, where its error is below 1e-13. */
function logFactorial(n: number): number {
  if (n < 16) {
    let product = 1;
    for (let factor = 2; factor <= n; factor += 1) product *= factor;
    return Math.log(product);
  }
  const x = n + 1;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5);
}

/** Probability of at most so many where so many were to be expected (Poisson, which is never below the binomial's at 0). */
export function chanceAtMost(count: number, expected: number): number {
  let sum = 0;
  for (let hits = 0; hits <= count; hits += 1) sum += Math.exp(hits * Math.log(Math.max(expected, 1e-300)) - expected - logFactorial(hits));
  return Math.min(1, sum);
}
