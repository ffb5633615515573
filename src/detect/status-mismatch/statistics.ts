/** So many of so many. */
export interface Proportion {
  readonly hits: number;
  readonly of: number;
}

/** What is no accident: odds of one in a million, however many comparisons were made. */
export const SIGNIFICANT = 1e-6;

/**
 * Probability that two proportions differ at least as much as they do by accident: the
 * two-proportion z-test with a pooled variance, two-sided, in the normal
 * approximation, times the number of comparisons made (Bonferroni), at most 1.
 */
export function chanceOf(a: Proportion, b: Proportion, comparisons: number): number {
  if (a.of === 0 || b.of === 0) return 1;
  const pooled = (a.hits + b.hits) / (a.of + b.of);
  const variance = pooled * (1 - pooled) * (1 / a.of + 1 / b.of);
  if (variance === 0) return 1;
  const z = Math.abs(a.hits / a.of - b.hits / b.of) / Math.sqrt(variance);
  return Math.min(1, complementaryError(z / Math.SQRT2) * comparisons);
}

/** The complementary error function for x ≥ 0, to 1.2 parts in ten million (Numerical Recipes, `erfcc`). */
function complementaryError(x: number): number {
  const t = 1 / (1 + x / 2);
  const terms = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
  ];
  return t * Math.exp(-x * x + terms.reduceRight((sum, term) => term + t * sum, 0));
}
