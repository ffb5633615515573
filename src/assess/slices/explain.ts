import type { Cell } from "./coded.ts";
import type { Overlaps } from "./overlaps.ts";
import type { SliceParams } from "./slice.ts";
import { logUpperTail } from "./tails.ts";

/** A cell that is a discovery. */
export interface Candidate extends Cell {
  /** Of the test that made it one. */
  readonly logP: number;
  readonly logQ: number;
}

/** A candidate that stays, with what else explains its records. */
export interface Explanation {
  readonly candidate: number;
  /** log p among the records that the other explanations do not hold. */
  readonly logBesides: number;
  readonly rivals: readonly number[];
}

interface Population {
  readonly records: number;
  readonly broken: number;
}

/**
 * Few of many candidates: those that others do not explain.
 *
 * The strongest goes first; its records are set aside, and what is left of the
 * others must be significant without them. So a branch is not named for the tax
 * code within it. Last, each must still be significant without all of the others,
 * which drops one that was chosen before its better explanation came.
 *
 * @param candidates in an order that breaks ties
 * @param threshold log of the greatest p value that counts
 */
export function explain(
  overlaps: Overlaps,
  candidates: readonly Candidate[],
  total: Population,
  threshold: number,
  params: SliceParams,
): readonly Explanation[] {
  const holds = (population: Population, { n, k }: { n: number; k: number }): number =>
    strength(population, n, k, total, threshold, params);
  let chosen: number[] = [];
  const dropped = new Set<number>();
  for (;;) {
    while (chosen.length < params.most) {
      const left = overlaps.without(chosen);
      const next = strongest(
        candidates.map((_, index) =>
          chosen.includes(index) || dropped.has(index) ? 0 : holds(left, left.candidates[index] ?? { n: 0, k: 0 }),
        ),
        candidates,
      );
      if (next === undefined) break;
      chosen.push(next);
    }
    const weak = explainedByOthers(overlaps, chosen, holds);
    if (weak === undefined) break;
    chosen = chosen.filter((index) => index !== weak);
    // Once dropped it stays out, or the search could go round in a circle.
    dropped.add(weak);
  }
  const found: Explanation[] = [];
  for (const candidate of chosen) {
    const others = chosen.filter((index) => index !== candidate);
    const without = overlaps.without(others);
    const logBesides = holds(without, without.candidates[candidate] ?? { n: 0, k: 0 });
    found.push({ candidate, logBesides, rivals: rivalsOf(overlaps, candidate, chosen, candidates, threshold, holds) });
  }
  return found;
}

/** log p where the slice counts, else 0. */
function strength(population: Population, n: number, k: number, total: Population, threshold: number, params: SliceParams): number {
  if (k < params.minimum || k < params.support * total.broken) return 0;
  const [outside, broken] = [population.records - n, population.broken - k];
  if (k * outside < params.lift * broken * n) return 0;
  // Where nothing else is left there is nothing to compare with: what stays broken has no better name than this.
  if (outside === 0) return 0;
  const logP = logUpperTail({ records: population.records, broken: population.broken, drawn: n, found: k });
  return logP <= threshold ? logP : 0;
}

/** Fewer terms win a tie, then the earlier candidate. */
function strongest(strengths: readonly number[], candidates: readonly Candidate[]): number | undefined {
  let best: number | undefined;
  strengths.forEach((logP, index) => {
    if (logP === 0) return;
    const least = best === undefined ? 0 : (strengths[best] ?? 0);
    const tie = Math.abs(logP - least) <= 1e-6;
    const simpler = best === undefined || (candidates[index]?.at.length ?? 0) < (candidates[best]?.at.length ?? 0);
    if (tie ? simpler : logP < least) best = index;
  });
  return best;
}

function explainedByOthers(
  overlaps: Overlaps,
  chosen: readonly number[],
  holds: (population: Population, counts: { n: number; k: number }) => number,
): number | undefined {
  if (chosen.length < 2) return undefined;
  let weakest: number | undefined;
  let most = -Infinity;
  for (const index of chosen) {
    const left = overlaps.without(chosen.filter((other) => other !== index));
    const logP = holds(left, left.candidates[index] ?? { n: 0, k: 0 });
    if (logP === 0 && (left.candidates[index]?.k ?? 0) >= most) [weakest, most] = [index, left.candidates[index]?.k ?? 0];
  }
  return weakest;
}

/** Those that explain what the candidate explains, and are explained by it. */
function rivalsOf(
  overlaps: Overlaps,
  candidate: number,
  chosen: readonly number[],
  candidates: readonly Candidate[],
  threshold: number,
  holds: (population: Population, counts: { n: number; k: number }) => number,
): readonly number[] {
  const others = chosen.filter((index) => index !== candidate);
  const [alone, byOthers, besides] = [overlaps.without(chosen), overlaps.without(others), overlaps.besidesEach(candidate, others)];
  return candidates.flatMap((_, index) => {
    if (chosen.includes(index)) return [];
    const rest = besides[index] ?? { all: { n: 0, k: 0 }, one: { n: 0, k: 0 } };
    const strong = holds(byOthers, byOthers.candidates[index] ?? { n: 0, k: 0 }) < 0;
    const explained = holds(alone, alone.candidates[index] ?? { n: 0, k: 0 }) === 0;
    const explains = holds({ records: rest.all.n, broken: rest.all.k }, rest.one) === 0;
    if (!strong || !explained || !explains) return [];
    // What merely holds the slice, or is held by it, explains less where the part in both is worse than the rest of the larger one.
    const [whole, rival] = [byOthers.candidates[candidate] ?? { n: 0, k: 0 }, byOthers.candidates[index] ?? { n: 0, k: 0 }];
    const both = { drawn: whole.n - rest.one.n, found: whole.k - rest.one.k };
    const isAsGood = [whole, rival].every(({ n, k }) => logUpperTail({ records: n, broken: k, ...both }) > threshold);
    return isAsGood ? [index] : [];
  });
}
