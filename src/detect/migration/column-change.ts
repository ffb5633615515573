import { chanceAtMost, chanceOfSplit } from "./chance.ts";
import { daysApart, directionOf, shareOf, sumOf, type ColumnOutcome, type DayFill, type Filled, type FillChange } from "./fill.ts";

/** A change of a column, and between which days it may as well have been. */
export interface ColumnTurn extends FillChange {
  readonly from: string;
  readonly to: string;
}

/** Days whose log-likelihood is at most so much below the best one's may be the day as well: odds of one in a thousand that it is none of them. */
const SUPPORT = 7;
/** The full side is parted into so many blocks to see how much more its filling varies than by accident. */
const BLOCKS = 20;
/** What is empty must be so many times longer than any pause that the column has made before. */
const PAUSE = 1.5;
/** A pause of so many days is no season. */
const YEAR = 365;
/** So unlikely is a rate before the turn that is not the rate of the whole full side. */
const FADED = 0.01;

/**
 * The likeliest day on which a column stopped (or started), if filled and empty records
 * lie on either side of it by more than accident can explain. `chance` is corrected for the days
 * tried, and counts records that fill in clusters as fewer (quasi-likelihood: by the
 * variance of the rate between blocks of the full side).
 *
 * What fades away, pauses as long now and then, or began and ended again, gives no turn.
 *
 * @param days ascending, each once
 */
export function turnOf(days: readonly DayFill[], outcome: ColumnOutcome): ColumnTurn | undefined {
  // From the full side to the empty one.
  const all = outcome === "column-stopped" ? days : days.toReversed();
  const first = all.findIndex(({ filled }) => filled > 0);
  if (first < 0) return undefined;
  const way = all.slice(first);
  const split = bestSplit(way);
  if (split === undefined) return undefined;
  const [full, empty] = [way.slice(0, split.place), way.slice(split.place)];
  const sides = [sumOf(full), sumOf(empty)] as const;
  const [before, after] = outcome === "column-stopped" ? sides : ([sides[1], sides[0]] as const);
  if (directionOf(before, after) !== outcome) return undefined;
  if (fadesAway(full) || pausesAsLong(all.slice(0, first), full, empty)) return undefined;
  // It began, and it ended again: that is no beginning.
  if (outcome === "column-started" && chanceAtMost(0, shareOf(sides[0]) * sumOf(all.slice(0, first)).records) < FADED) return undefined;
  const dayAt = (place: number): string => (outcome === "column-stopped" ? way[place] : way[place - 1])?.day ?? "";
  const [from, to] = [dayAt(split.first), dayAt(split.last)].sort() as [string, string];
  return { day: dayAt(split.place), before, after, chance: chanceOf(full, sides, days.length), from, to };
}

interface PlacedSplit {
  /** The first place of the empty side. */
  readonly place: number;
  /** The least and the greatest place that are as good. */
  readonly first: number;
  readonly last: number;
}

function bestSplit(way: readonly DayFill[]): PlacedSplit | undefined {
  const all = sumOf(way);
  const likelihoods: number[] = [];
  let full: Filled = { records: 0, filled: 0 };
  for (const day of way) {
    const empty = { records: all.records - full.records, filled: all.filled - full.filled };
    likelihoods.push(full.records > 0 && shareOf(full) > shareOf(empty) ? logLikelihood(full) + logLikelihood(empty) : -Infinity);
    full = { records: full.records + day.records, filled: full.filled + day.filled };
  }
  const best = likelihoods.reduce((most, each) => Math.max(most, each), -Infinity);
  if (best === -Infinity) return undefined;
  // A tie of floats must not hang on the last bit.
  const place = likelihoods.findIndex((each) => each >= best - 1e-9);
  const isAsGood = (each: number): boolean => each >= best - SUPPORT;
  return { place, first: likelihoods.findIndex(isAsGood), last: likelihoods.findLastIndex(isAsGood) };
}

function logLikelihood({ records, filled }: Filled): number {
  if (filled === 0 || filled === records) return 0;
  return filled * Math.log(filled / records) + (records - filled) * Math.log(1 - filled / records);
}

function chanceOf(full: readonly DayFill[], [filled, empty]: readonly [Filled, Filled], days: number): number {
  const spread = dispersionOf(full);
  const thin = (count: number): number => Math.round(count / spread);
  const table = {
    firstBefore: thin(filled.filled),
    firstAfter: Math.ceil(empty.filled / spread),
    secondBefore: thin(filled.records - filled.filled),
    secondAfter: thin(empty.records - empty.filled),
  };
  return chanceOfSplit(table, 2 * days);
}

/** How many times more than by accident the rate varies along the full side: Pearson's statistic by its degrees of freedom; at least 1. */
function dispersionOf(full: readonly DayFill[]): number {
  const all = sumOf(full);
  const rate = shareOf(all);
  const blocks = blocksOf(full, Math.max(5, all.records / BLOCKS));
  if (blocks.length < 3 || rate <= 0 || rate >= 1) return 1;
  const pearson = blocks.reduce((sum, { records, filled }) => sum + (filled - records * rate) ** 2 / (records * rate * (1 - rate)), 0);
  return Math.max(1, pearson / (blocks.length - 1));
}

function blocksOf(days: readonly DayFill[], least: number): Filled[] {
  const blocks: Filled[] = [];
  let block: Filled = { records: 0, filled: 0 };
  for (const day of days) {
    block = sumOf([block, day]);
    if (block.records < least) continue;
    blocks.push(block);
    block = { records: 0, filled: 0 };
  }
  const last = blocks.pop() ?? { records: 0, filled: 0 };
  return [...blocks, sumOf([last, block])];
}

/** Was the last quarter of the full side filled at less than half its rate, and not by accident? Seasons fade, migrations do not. */
function fadesAway(full: readonly DayFill[]): boolean {
  const all = sumOf(full);
  let near: Filled = { records: 0, filled: 0 };
  for (const day of full.toReversed()) {
    if (near.records + day.records > all.records / 4) break;
    near = sumOf([near, day]);
  }
  return shareOf(near) < shareOf(all) / 2 && chanceAtMost(near.filled, near.records * shareOf(all)) < FADED;
}

/** Has the column made a pause before that was about as long, in days and in records? */
function pausesAsLong(ahead: readonly DayFill[], full: readonly DayFill[], empty: readonly DayFill[]): boolean {
  const lengthOf = (days: readonly DayFill[]): readonly [days: number, records: number] => [
    days.length === 0 ? 0 : Math.abs(daysApart(days[0]?.day ?? "", days.at(-1)?.day ?? "")) + 1,
    sumOf(days).records,
  ];
  const [now, nowRecords] = lengthOf(empty);
  const pauses: (readonly DayFill[])[] = [ahead];
  let pause: DayFill[] = [];
  for (const day of full) {
    if (day.filled === 0) pause.push(day);
    else {
      pauses.push(pause);
      pause = [];
    }
  }
  return pauses.some((each) => {
    const [days, records] = lengthOf(each);
    return days < YEAR && now <= PAUSE * days && nowRecords <= PAUSE * records;
  });
}
