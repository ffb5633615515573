import { type Chance, nonMatchShares } from "./chance.ts";
import { assumedM, DEFAULTS } from "./defaults.ts";
import type { PatternTable } from "./patterns.ts";

/** One run of expectation–maximisation. */
export interface Run {
  readonly table: PatternTable;
  /** By column of the table. */
  readonly chances: readonly Chance[];
  /** m to start with, by column and level. */
  readonly start: readonly (readonly number[])[];
  /** Pairs of which the table's are part; those that are not in it are non-matches. */
  readonly population: number;
  readonly startingPrior: number;
  readonly mostMatches: number | undefined;
  /** Is m learned, or only the prior? */
  readonly learnM: boolean;
  /** Are expected matches taken off the shares of all pairs? Only where the population is all pairs. */
  readonly correctU: boolean;
}

export interface RunResult {
  readonly m: readonly (readonly number[])[];
  readonly u: readonly (readonly number[])[];
  readonly prior: number;
  readonly matches: number;
  /** Expected matches by column and level. */
  readonly matchesAt: readonly Float64Array[];
  readonly iterations: number;
  readonly converged: boolean;
}

/**
 * Finds m and the prior for which the patterns are likeliest, comparisons taken
 * as independent within matches and within non-matches (Dempster, Laird & Rubin
 * 1977; Winkler 1988). u is not learned from the patterns. A missing value says
 * nothing: it is left out of the sums of its comparison.
 */
export function maximise(run: Run): RunResult {
  const { table } = run;
  const most = Math.min(0.999_999, run.mostMatches === undefined ? 1 : run.mostMatches / run.population);
  const assumed = run.start.map((levels) => assumedM(levels.length));
  let m = run.start.map((levels) => [...levels]);
  let u = run.chances.map((chance) => nonMatchShares(chance, []));
  let prior = Math.min(most, Math.max(run.startingPrior, leastPrior(run.population)));
  const cells = cellsOf(table, m);
  let expected = expect(table, cells, m, u, prior);
  for (let iteration = 1; iteration <= DEFAULTS.mostIterations; iteration += 1) {
    const { matchesAt } = expected;
    const nextM = run.learnM ? m.map((_, column) => shares(matchesAt[column] ?? new Float64Array(0), assumed[column] ?? [])) : m;
    const nextU = run.correctU ? run.chances.map((chance, column) => nonMatchShares(chance, matchesAt[column] ?? [])) : u;
    const nextPrior = Math.min(most, Math.max(expected.matches / run.population, leastPrior(run.population)));
    const moved = Math.max(furthest(m, nextM), furthestRatio(u, nextU), Math.abs(nextPrior / prior - 1) / 10);
    m = nextM;
    u = nextU;
    prior = nextPrior;
    expected = expect(table, cells, m, u, prior);
    if (moved < DEFAULTS.tolerance) return { m, u, prior, ...expected, iterations: iteration, converged: true };
  }
  return { m, u, prior, ...expected, iterations: DEFAULTS.mostIterations, converged: false };
}

/** Half a match: fewer cannot be told from none. */
function leastPrior(population: number): number {
  return 0.5 / (population + 1);
}

interface Expected {
  readonly matches: number;
  readonly matchesAt: readonly Float64Array[];
}

/** The table's levels as places in one row that holds all levels of all columns. */
interface Cells {
  readonly offsets: readonly number[];
  readonly places: Uint32Array;
}

function cellsOf(table: PatternTable, m: readonly (readonly number[])[]): Cells {
  const offsets: number[] = [];
  let next = 0;
  for (const row of m) {
    offsets.push(next);
    next += row.length;
  }
  return { offsets, places: Uint32Array.from(table.levels, (level, index) => (offsets[index % table.width] ?? 0) + level) };
}

/** The matches to be expected among the pairs of each pattern, summed up by level. */
function expect(
  table: PatternTable,
  cells: Cells,
  m: readonly (readonly number[])[],
  u: readonly (readonly number[])[],
  prior: number,
): Expected {
  const { width, size, pairs } = table;
  const { places } = cells;
  const ratios = Float64Array.from(
    m.flatMap((row, column) => row.map((share, level) => (level === 0 ? 0 : Math.log(share / (u[column]?.[level] ?? share))))),
  );
  const sums = new Float64Array(ratios.length);
  const odds = Math.log(prior / (1 - prior));
  let matches = 0;
  for (let index = 0; index < size; index += 1) {
    const first = index * width;
    let ratio = odds;
    for (let place = first; place < first + width; place += 1) ratio += ratios[places[place] ?? 0] ?? 0;
    const share = (pairs[index] ?? 0) / (1 + Math.exp(-ratio));
    matches += share;
    for (let place = first; place < first + width; place += 1) {
      const cell = places[place] ?? 0;
      sums[cell] = (sums[cell] ?? 0) + share;
    }
  }
  return { matches, matchesAt: m.map((row, column) => sums.subarray(cells.offsets[column], (cells.offsets[column] ?? 0) + row.length)) };
}

/** m of one comparison: the matches at each level, and what is assumed weighed as `pseudoMatches`. */
function shares(matches: Float64Array, assumed: readonly number[]): number[] {
  let total = DEFAULTS.pseudoMatches;
  for (let level = 1; level < matches.length; level += 1) total += matches[level] ?? 0;
  return assumed.map((share, level) => (level === 0 ? 1 : ((matches[level] ?? 0) + share * DEFAULTS.pseudoMatches) / total));
}

function furthest(before: readonly (readonly number[])[], after: readonly (readonly number[])[]): number {
  let most = 0;
  for (const [column, row] of before.entries())
    for (const [level, share] of row.entries()) most = Math.max(most, Math.abs(share - (after[column]?.[level] ?? share)));
  return most;
}

/** u may be tiny and still move the weights: its relative moves count, a tenth as much. */
function furthestRatio(before: readonly (readonly number[])[], after: readonly (readonly number[])[]): number {
  let most = 0;
  for (const [column, row] of before.entries())
    for (const [level, share] of row.entries()) most = Math.max(most, Math.abs((after[column]?.[level] ?? share) / share - 1));
  return most / 10;
}
