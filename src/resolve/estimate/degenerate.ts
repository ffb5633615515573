import { DEFAULTS } from "./defaults.ts";
import type { RunResult } from "./maximise.ts";

/**
 * Why the figures of a run cannot be those of matches and non-matches;
 * undefined: nothing speaks against them. EM always ends with two classes,
 * also where there is only one, or where the two are something else than
 * matches and non-matches (households, say).
 */
export function degenerate(
  result: RunResult,
  pairs: number,
  mostMatches: number | undefined,
  /** Must the pairs themselves hold non-matches? */
  withNonMatches: boolean,
): string | undefined {
  const { matches, m, u, matchesAt } = result;
  if (pairs === 0) return "no pairs";
  if (matches < DEFAULTS.leastMatches) return "too few matches";
  if (withNonMatches && pairs - matches < Math.max(DEFAULTS.leastMatches, pairs * DEFAULTS.leastNonMatches)) return "no non-matches";
  if (mostMatches !== undefined && matches > mostMatches * DEFAULTS.mostExcess) return "more matches than there can be";
  const seen = m.flatMap((shares, column) => {
    const at = matchesAt[column];
    const present = at === undefined ? 0 : at.reduce((sum, count, level) => (level === 0 ? sum : sum + count), 0);
    return present < DEFAULTS.leastMatches ? [] : [{ m: shares, u: u[column] ?? shares, share: present / matches }];
  });
  if (seen.filter((at) => (at.m[1] ?? 0) > (at.u[1] ?? 0)).length * 2 > seen.length)
    return "m below u: matches agree less often than others";
  if (seen.filter((at) => (at.m[1] ?? 0) > 0.5).length * 2 > seen.length) return "matches that mostly differ";
  if (seen.reduce((sum, at) => sum + at.share * information(at.m, at.u), 0) < DEFAULTS.leastInformation)
    return "one class: matches look like others";
  return undefined;
}

/** Bits by which a match is told from a non-match on average (Kullback–Leibler). */
function information(m: readonly number[], u: readonly number[]): number {
  return m.reduce((sum, share, level) => (level === 0 ? sum : sum + share * Math.log2(share / (u[level] ?? share))), 0);
}
