import type { Chance } from "./chance.ts";
import { assumedM, DEFAULTS } from "./defaults.ts";
import { degenerate } from "./degenerate.ts";
import { maximise, type RunResult } from "./maximise.ts";
import type { EstimateInput, EstimationSession } from "./model.ts";
import { patternTable } from "./patterns.ts";

/** What one session says of m, for the comparisons that its rule does not read. */
interface SessionResult {
  readonly session: EstimationSession;
  readonly columns: readonly number[];
  readonly result: RunResult | undefined;
}

/**
 * One session a blocking rule, over its pairs only. Agreement on what the rule
 * reads is a condition of being there, so m of those comparisons cannot be seen
 * and is not estimated; that of all others can, as in the method of Splink.
 */
export function runSessions(input: EstimateInput, chances: readonly Chance[]): readonly SessionResult[] {
  return input.rules.map((rule, index) => {
    const columns = input.comparisons.flatMap((comparison, column) =>
      comparison.attributes.some((attribute) => rule.attributes.includes(attribute)) ? [] : [column],
    );
    const table = patternTable(input.candidates, columns, index);
    const of = { rule: rule.name, pairs: table.total };
    const unused = (reason: string): SessionResult => ({
      session: { ...of, iterations: 0, converged: false, matches: 0, degenerate: reason },
      columns,
      result: undefined,
    });
    if (table.total < DEFAULTS.leastPairs) return unused("too few pairs");
    if (columns.length < DEFAULTS.leastComparisons) return unused("too few comparisons besides those that the rule reads");
    const result = maximise({
      table,
      chances: columns.flatMap((column) => chances[column] ?? []),
      start: columns.map((column) => assumedM(input.comparisons[column]?.labels.length ?? 0)),
      population: table.total,
      startingPrior: DEFAULTS.startingMatches,
      mostMatches: undefined,
      learnM: true,
      correctU: false,
    });
    const reason = degenerate(result, table.total, input.mostMatches, true);
    return {
      session: { ...of, iterations: result.iterations, converged: result.converged, matches: result.matches, degenerate: reason },
      columns,
      result: reason === undefined ? result : undefined,
    };
  });
}

/**
 * m to start the last run with: for each level the weighted median over the
 * sessions that saw the comparison, weighed by their matches; what no session
 * saw starts with what is assumed. The median, as one session led astray then
 * has no say.
 */
export function startingM(input: EstimateInput, sessions: readonly SessionResult[]): readonly (readonly number[])[] {
  return input.comparisons.map((comparison, column) => {
    const seen = sessions.flatMap(({ result, columns }) => {
      const place = columns.indexOf(column);
      const m = result?.m[place];
      const at = result?.matchesAt[place];
      if (m === undefined || at === undefined) return [];
      const weight = at.reduce((sum, matches, level) => (level === 0 ? sum : sum + matches), 0);
      return weight < DEFAULTS.leastMatches ? [] : [{ m, weight }];
    });
    if (seen.length === 0) return assumedM(comparison.labels.length);
    const medians = comparison.labels.map((_, level) => weightedMedian(seen.map(({ m, weight }) => ({ value: m[level] ?? 0, weight }))));
    const total = medians.reduce((sum, share, level) => (level === 0 ? sum : sum + share), 0);
    return medians.map((share, level) => (level === 0 ? 1 : share / total));
  });
}

/** The value up to which half the weight lies; midway to the next where it is just half. */
function weightedMedian(values: readonly { readonly value: number; readonly weight: number }[]): number {
  const sorted = [...values].sort((left, right) => left.value - right.value || left.weight - right.weight);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let below = 0;
  for (const [index, { value, weight }] of sorted.entries()) {
    below += weight;
    if (below === half) return (value + (sorted[index + 1]?.value ?? value)) / 2;
    if (below > half) return value;
  }
  return sorted.at(-1)?.value ?? 0;
}
