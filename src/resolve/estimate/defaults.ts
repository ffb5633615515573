/** Every number that the estimation assumes rather than learns, in one place. */
export const DEFAULTS = {
  /** Matches that differ, before anything is known. */
  matchesThatDiffer: 0.1,
  /** Each better level is so many times as frequent among matches as the next worse one, before anything is known. */
  matchesPerBetterLevel: 3,
  /** Non-matches that do not differ, before anything is known. */
  coincidences: 0.05,
  /** Each better level is so many times rarer among non-matches than the next worse one, before anything is known. */
  coincidencesPerBetterLevel: 2,
  /** Nothing is assumed to be rarer, so that a level never seen does not get a weight out of thin air. */
  leastAssumed: 0.02,
  /** What is assumed of m weighs as much as so many matches; keeps m above 0. */
  pseudoMatches: 10,
  /** What is assumed of u weighs as much as so many pairs; keeps u above 0. */
  pseudoPairs: 10,
  /** At least this share of the pairs at any level are coincidences, however many of them look like matches. */
  leastCoincidence: 0.05,
  /** A run ends when no probability moves by more. */
  tolerance: 1e-5,
  /** A run ends after so many rounds, converged or not. */
  mostIterations: 500,
  /** Share of matches with which a session starts. */
  startingMatches: 0.1,
  /** A run over fewer pairs is not used. */
  leastPairs: 50,
  /** A run with fewer expected matches is not used. */
  leastMatches: 10,
  /** A session needs this share of non-matches, and `leastMatches` of them. */
  leastNonMatches: 0.001,
  /** A session compares at least so many things besides those that its rule reads; with one, nothing tells the classes apart. */
  leastComparisons: 2,
  /** Bits by which a match is told from a non-match on average; below, the two classes are one. */
  leastInformation: 1,
  /** A run that finds more than this many times the matches that there can be is not used. */
  mostExcess: 1.5,
  /** A better level may weigh less than a worse one only where the figures say so by as many standard errors. */
  standardErrors: 3,
} as const;

/** Shares of matches by level (0 `missing` holds 1, outside the sum) for a comparison of `levels` levels, `missing` among them. */
export function assumedM(levels: number): number[] {
  return spread(levels, 1 - DEFAULTS.matchesThatDiffer, DEFAULTS.matchesPerBetterLevel);
}

/** Shares of non-matches by level, likewise. */
export function assumedU(levels: number): number[] {
  return spread(levels, DEFAULTS.coincidences, 1 / DEFAULTS.coincidencesPerBetterLevel);
}

/** Level 1 holds 1 − agreeing; the others share `agreeing`, each `ratio` times the next worse. */
function spread(levels: number, agreeing: number, ratio: number): number[] {
  if (levels <= 2) return [1, 1].slice(0, levels);
  const steps = Array.from({ length: levels - 2 }, (_, index) => ratio ** index);
  const all = steps.reduce((sum, step) => sum + step, 0);
  const shares = [1 - agreeing, ...steps.map((step) => (agreeing * step) / all)].map((share) => Math.max(share, DEFAULTS.leastAssumed));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return [1, ...shares.map((share) => share / total)];
}
