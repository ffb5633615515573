import type { Engine } from "../../engines/engine.ts";
import { id, join, sql } from "../../sql/index.ts";
import { logUpperTail } from "../slices/tails.ts";
import type { CauseAttribute } from "./population.ts";

/** One value of one attribute, from a day on. */
export interface Since {
  readonly attribute: string;
  readonly value: string | null;
  /** undefined: at all times. */
  readonly time: Time | undefined;
  /** All values and days of all attributes taken into account. */
  readonly p: number;
}

export interface Time {
  /** ISO day of the first break. */
  readonly from: string;
  readonly between: { readonly earliest: string; readonly latest: string };
  readonly p: number;
}

/** An attribute with more values is no place, and would cost as many tests. */
export const MOST_VALUES = 50;
const LEVEL = 0.03;
const LIFT = 2;
const LEAST = 3;
/** Beyond so many broken records chance need not be tried out: all days counted as tests is strict enough. */
const FEW = 200;
const TRIALS = 999;
const ENOUGH = 30;

/** A day's records, and how many of them are broken. */
export interface Day {
  readonly day: string;
  readonly n: number;
  readonly k: number;
}

/** The days of one value, in order. */
export interface Line {
  readonly value: string | null;
  readonly days: readonly Day[];
}

interface Best {
  readonly line: Line;
  readonly logP: number;
  readonly from: number;
}

/**
 * The value since whose day breaks crowd, where neither the value by itself nor the day
 * by itself stands out enough. Fisher's exact test of the records of the value from a day
 * on against all others; the greatest over all values and days, held against the greatest
 * that chance gives (999 deals of the breaks over the records, the same in every run), or
 * with all values and days counted as tests where there are many breaks. Half of the level
 * goes to units and actors.
 */
export async function crowdedSince(engine: Engine, relation: string, attributes: readonly CauseAttribute[]): Promise<Since | undefined> {
  return await crowdedAmong(await smallOf(engine, relation, attributes), (attribute) => linesOf(engine, relation, attribute));
}

/**
 * The same of days that are counted otherwise.
 *
 * @param small attributes with two to `MOST_VALUES` values
 * @param linesOf the days of each value, values in their order, NULL last
 */
export async function crowdedAmong(
  small: readonly CauseAttribute[],
  linesOf: (attribute: CauseAttribute) => Promise<readonly Line[]>,
): Promise<Since | undefined> {
  const [first, rest] = [small.filter(isPlace), small.filter((each) => !isPlace(each))];
  const found: Since[] = [];
  for (const family of [first, rest]) {
    const tests = family.length * (first.length === 0 || rest.length === 0 ? 1 : 2);
    for (const attribute of family) {
      const lines = await linesOf(attribute);
      const best = strongest(lines);
      if (best === undefined) continue;
      const p = Math.min(1, chanceOf(lines, best.logP) * tests);
      if (p <= LEVEL) found.push({ attribute: attribute.name, value: best.line.value, time: timeOf(best.line), p });
    }
  }
  return found.toSorted((a, b) => a.p - b.p).at(0);
}

/**
 * The day since when the records of one place break more often, where the test of
 * `findOnset` is too strict for their few breaks.
 */
export async function sinceWithin(engine: Engine, relation: string): Promise<Time | undefined> {
  const rows = await engine.rows<{ day: string; n: string; k: string }>(
    sql`SELECT day, count(*) AS n, count(CASE WHEN broken THEN 1 END) AS k FROM ${id(relation)}
WHERE broken IS NOT NULL AND day IS NOT NULL GROUP BY day ORDER BY day`,
  );
  return timeOf({ value: null, days: rows.map(({ day, n, k }) => ({ day, n: Number(n), k: Number(k) })) });
}

function isPlace({ kind }: CauseAttribute): boolean {
  return kind === "unit" || kind === "actor";
}

/** Those that have some values, and not many. */
async function smallOf(engine: Engine, relation: string, attributes: readonly CauseAttribute[]): Promise<readonly CauseAttribute[]> {
  if (attributes.length === 0) return [];
  const counts = attributes.map(({ column }, place) => sql`${engine.dialect.approximateDistinct(id(column))} AS ${id(`d${place}`)}`);
  const [size] = await engine.rows<Record<string, string>>(sql`SELECT ${join(counts)} FROM ${id(relation)} WHERE broken IS NOT NULL`);
  return attributes.filter((_, place) => Number(size?.[`d${place}`]) >= 2 && Number(size?.[`d${place}`]) <= MOST_VALUES);
}

async function linesOf(engine: Engine, relation: string, { column }: CauseAttribute): Promise<readonly Line[]> {
  const keys = join([id(column), sql`day`]);
  const rows = await engine.rows<{ value: string | null; day: string; n: string; k: string }>(
    sql`SELECT ${id(column)} AS value, day, count(*) AS n, count(CASE WHEN broken THEN 1 END) AS k FROM ${id(relation)}
WHERE broken IS NOT NULL AND day IS NOT NULL GROUP BY ${keys} ORDER BY ${keys}`,
  );
  const lines = new Map<string | null, Day[]>();
  for (const { value, day, n, k } of rows) {
    const line = lines.get(value) ?? [];
    line.push({ day, n: Number(n), k: Number(k) });
    lines.set(value, line);
  }
  return [...lines].map(([value, days]) => ({ value, days }));
}

interface Totals {
  readonly records: number;
  readonly broken: number;
}

function totalsOf(lines: readonly Line[]): Totals {
  const all = lines.flatMap(({ days }) => days);
  return { records: all.reduce((sum, { n }) => sum + n, 0), broken: all.reduce((sum, { k }) => sum + k, 0) };
}

/** The logarithm of the p value of what lies at or after each day that has a break. */
function scores({ days }: Line, { records, broken }: Totals): { from: number; logP: number }[] {
  const found: { from: number; logP: number }[] = [];
  let [n, k] = [0, 0];
  for (let place = days.length - 1; place >= 0; place -= 1) {
    const day = days[place] as Day;
    n += day.n;
    k += day.k;
    if (day.k === 0 || k < LEAST || k * (records - n) < LIFT * (broken - k) * n) continue;
    found.push({ from: place, logP: logUpperTail({ records, broken, drawn: n, found: k }) });
  }
  return found;
}

function strongest(lines: readonly Line[]): Best | undefined {
  const totals = totalsOf(lines);
  let best: Best | undefined;
  for (const line of lines) {
    for (const { from, logP } of scores(line, totals)) if (best === undefined || logP < best.logP) best = { line, logP, from };
  }
  return best;
}

/** How often chance gives one as strong, somewhere. */
function chanceOf(lines: readonly Line[], logP: number): number {
  const totals = totalsOf(lines);
  const tests = lines.reduce((sum, { days }) => sum + days.length, 0);
  const strict = Math.min(1, Math.exp(logP) * tests);
  if (totals.broken > FEW || strict < 1e-4) return strict;
  const cells = cellsOf(lines);
  const random = numbers(totals.records);
  let reached = 0;
  for (let trial = 0; trial < TRIALS; trial += 1) {
    if (strongestDealt(cells, totals, random) <= logP + 1e-9) reached += 1;
    // It is nothing, and more trials would not make it something.
    if (reached >= ENOUGH) return Math.min(strict, reached / (trial + 1));
  }
  return Math.min(strict, (reached + 1) / (TRIALS + 1));
}

/** The records in order of value and day, by where each value's day ends, begins, and where the value ends. */
interface Cells {
  readonly ends: Float64Array;
  readonly starts: Float64Array;
  readonly lineEnds: Float64Array;
}

function cellsOf(lines: readonly Line[]): Cells {
  const count = lines.reduce((sum, { days }) => sum + days.length, 0);
  const [ends, starts, lineEnds] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  let [cell, end] = [0, 0];
  for (const { days } of lines) {
    const first = cell;
    for (const { n } of days) {
      starts[cell] = end;
      end += n;
      ends[cell] = end;
      cell += 1;
    }
    lineEnds.fill(end, first, cell);
  }
  return { ends, starts, lineEnds };
}

/** Deals the breaks over the records, and gives the logarithm of the least p value. */
function strongestDealt({ ends, starts, lineEnds }: Cells, { records, broken }: Totals, random: () => number): number {
  const taken = new Set<number>();
  while (taken.size < broken) taken.add(Math.floor(random() * records));
  const dealt = Float64Array.from(taken, (record) => cellOf(ends, record)).sort();
  let [best, k] = [0, 0];
  for (let place = dealt.length - 1; place >= 0; place -= 1) {
    const cell = dealt[place] as number;
    if (lineEnds[cell] !== lineEnds[dealt[place + 1] ?? -1]) k = 0;
    k += 1;
    if (dealt[place - 1] === cell) continue;
    const n = (lineEnds[cell] ?? 0) - (starts[cell] ?? 0);
    if (k < LEAST || k * (records - n) < LIFT * (broken - k) * n) continue;
    best = Math.min(best, logUpperTail({ records, broken, drawn: n, found: k }));
  }
  return best;
}

/** The first cell that ends beyond the record. */
function cellOf(ends: Float64Array, record: number): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) > record) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Since when one value's records break more often than they did; undefined: at no time in particular. */
export function timeOf(line: Line): Time | undefined {
  const best = strongest([line]);
  if (best === undefined) return undefined;
  const p = chanceOf([line], best.logP);
  if (p > LEVEL) return undefined;
  const { days } = line;
  const day = (place: number): string => days[place]?.day ?? "";
  const places = scores(line, totalsOf([line])).flatMap(({ from, logP }) => (logP <= best.logP + 2 ? [from] : []));
  const inside = days.slice(best.from).reduce((sum, { n, k }) => ({ n: sum.n + n, k: sum.k + k }), { n: 0, k: 0 });
  // Days before it on which nothing broke may belong to it as long as so few breaks are no wonder there (e⁻²).
  let earliest = Math.min(best.from, ...places);
  let quiet = 0;
  while (earliest > 0 && days[earliest - 1]?.k === 0) {
    quiet += days[earliest - 1]?.n ?? 0;
    if (quiet * inside.k > 2 * inside.n) break;
    earliest -= 1;
  }
  return { from: day(best.from), between: { earliest: day(earliest), latest: day(Math.max(best.from, ...places)) }, p };
}

/** Mulberry32: the same numbers in every run. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
