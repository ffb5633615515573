/**
 * Takes how often each agreement pattern occurs among candidate pairs and among
 * random pairs. Gives a Fellegi–Sunter model: for each level of each comparison
 * its share of matches (m) and of non-matches (u), and the prior. Never reads records, never decides a link, and
 * gives the same bytes whatever the order of the patterns.
 */
import { chances } from "./chance.ts";
import { degenerate } from "./degenerate.ts";
import { maximise, type RunResult } from "./maximise.ts";
import type { EstimateInput, EstimationSession, LinkageModel } from "./model.ts";
import { pooled } from "./monotone.ts";
import { patternTable } from "./patterns.ts";
import { runSessions, startingM } from "./sessions.ts";

export { DEFAULTS } from "./defaults.ts";

/**
 * Estimates the model. Never fails for want of data: what the data cannot tell
 * is assumed (`DEFAULTS`), and `sessions` says so.
 */
export function estimate(input: EstimateInput): LinkageModel {
  const chance = chances(input);
  const table = patternTable(
    input.candidates,
    input.comparisons.map((_, index) => index),
  );
  const sessions = runSessions(input, chance);
  const start = startingM(input, sessions);
  const run = {
    table,
    chances: chance,
    start,
    population: Math.max(input.possiblePairs, table.total, 1),
    startingPrior: startingPrior(input, table.total),
    mostMatches: input.mostMatches,
    correctU: true,
  };
  const learned = maximise({ ...run, learnM: true });
  const reason = degenerate(learned, table.total, input.mostMatches, false);
  // A run gone astray says nothing of m; the prior is then found with m as the sessions have it.
  const result = reason === undefined ? learned : maximise({ ...run, learnM: false });
  const last: EstimationSession = {
    rule: "all candidates",
    iterations: learned.iterations,
    converged: learned.converged,
    pairs: table.total,
    matches: digits(learned.matches),
    degenerate: reason,
  };
  return {
    version: 1,
    prior: digits(result.prior),
    comparisons: input.comparisons.map(({ name, attributes, labels }, column) => {
      const levels = levelShares(result, column);
      return {
        name,
        attributes: [...attributes],
        levels: labels.map((label, level) => {
          const m = digits(levels.m[level] ?? 1);
          const u = digits(levels.u[level] ?? 1);
          return { label, m, u, weight: level === 0 ? 0 : digits(Math.log2(m / u)), share: digits(chance[column]?.shares[level] ?? 1) };
        }),
      };
    }),
    sessions: [...sessions.map(({ session }) => ({ ...session, matches: digits(session.matches) })), last],
  };
}

function levelShares(result: RunResult, column: number): { m: readonly number[]; u: readonly number[] } {
  const u = result.u[column] ?? [];
  return { m: neverForMatch(pooled(result.m[column] ?? [], u, result.matchesAt[column] ?? []), u), u };
}

/** To differ never speaks for a match, whatever few data say: where nearly all share a value, strangers would be made one by not sharing it. */
function neverForMatch(m: readonly number[], u: readonly number[]): readonly number[] {
  const [own = 0, chance = 0] = [m[DIFFERENT], u[DIFFERENT]];
  if (own <= chance) return m;
  return m.map((share, level) => (level === 0 ? share : level === DIFFERENT ? chance : (share * (1 - chance)) / (1 - own)));
}

const DIFFERENT = 1;

/** Half the candidates, or half the matches that there can be: the run needs a start on neither side. */
function startingPrior(input: EstimateInput, candidates: number): number {
  return Math.min(candidates, input.mostMatches ?? candidates) / 2 / Math.max(input.possiblePairs, candidates, 1);
}

/** Twelve digits: what is stored is what is used, and the last bits of a logarithm are no one's business. */
function digits(value: number): number {
  return Number(value.toPrecision(12));
}
