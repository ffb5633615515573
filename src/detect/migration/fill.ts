import { chanceOfSplit } from "./chance.ts";

/** How many records of a day there are, and how many of them have a value. */
export interface DayFill {
  /** ISO day. */
  readonly day: string;
  readonly records: number;
  readonly filled: number;
}

/** The day that parts a column's past from its present best. */
export interface FillChange {
  /** The first day of the present. */
  readonly day: string;
  readonly before: Filled;
  readonly after: Filled;
  /** Probability that it is an accident, any day taken. */
  readonly chance: number;
}

export interface Filled {
  readonly records: number;
  readonly filled: number;
}

/** A column that was filled, however seldom, is empty when at most so much of it is filled, and at most so much of what was. */
const EMPTY = { all: 0.02, ofFull: 0.05 } as const;
/** So much of a format is all of it. */
const FULL = 0.8;
/** Records on each side, at least. */
const RECORDS = 20;

export const shareOf = ({ records, filled }: Filled): number => (records === 0 ? 0 : filled / records);
export const isFull = (side: Filled): boolean => side.records > 0 && shareOf(side) >= FULL;
export const isEmpty = (side: Filled): boolean => shareOf(side) <= EMPTY.all;

export type ColumnOutcome = "column-stopped" | "column-started";

/** Which way a column changed; undefined: neither, or of too few records. */
export function directionOf(before: Filled, after: Filled): ColumnOutcome | undefined {
  if (Math.min(before.records, after.records) < RECORDS) return undefined;
  if (isEmptyBeside(after, before)) return "column-stopped";
  return isEmptyBeside(before, after) ? "column-started" : undefined;
}

function isEmptyBeside(side: Filled, other: Filled): boolean {
  return isEmpty(side) && shareOf(other) > 0 && shareOf(side) <= EMPTY.ofFull * shareOf(other);
}

/**
 * The likeliest change point: the day at which two rates, one before and one from then
 * on, explain the column best.
 *
 * @param days ascending, each once
 */
export function changeOf(days: readonly DayFill[]): FillChange | undefined {
  const all = sumOf(days);
  let best: { readonly day: string; readonly before: Filled; readonly likelihood: number } | undefined;
  let before: Filled = { records: 0, filled: 0 };
  for (const day of days) {
    if (before.records > 0) {
      const likelihood = logLikelihood(before) + logLikelihood(minus(all, before));
      // A tie of floats must not hang on the last bit.
      if (best === undefined || likelihood > best.likelihood + 1e-9) best = { day: day.day, before, likelihood };
    }
    before = { records: before.records + day.records, filled: before.filled + day.filled };
  }
  if (best === undefined) return undefined;
  const after = minus(all, best.before);
  return { day: best.day, before: best.before, after, chance: chanceOf(best.before, after, days.length) };
}

function chanceOf(before: Filled, after: Filled, days: number): number {
  const [empty, lacking] = [before.records - before.filled, after.records - after.filled];
  const table =
    shareOf(before) >= shareOf(after)
      ? { firstBefore: before.filled, firstAfter: after.filled, secondBefore: empty, secondAfter: lacking }
      : { firstBefore: empty, firstAfter: lacking, secondBefore: before.filled, secondAfter: after.filled };
  return chanceOfSplit(table, 2 * days);
}

/**
 * Is what a column shows from a day on (or before it) only its season? So it is when it
 * showed the like a whole year apart, on the other side of the change.
 */
export function isSeasonal(days: readonly DayFill[], { day, before, after }: FillChange): boolean {
  const stopped = shareOf(before) > shareOf(after);
  const last = days.at(-1)?.day ?? day;
  const first = days[0]?.day ?? day;
  // What is empty is the season: look at the same days of the year on the full side.
  const [from, to, step] = stopped ? [day, plusDays(last, 1), -365] : [first, day, 365];
  const same = sumOf(
    days.filter((one) => one.day >= plusDays(from, step) && one.day < plusDays(to, step) && (stopped ? one.day < day : one.day >= day)),
  );
  return same.records >= RECORDS && shareOf(same) < Math.max(shareOf(before), shareOf(after)) / 2;
}

function plusDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

export function daysApart(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

export function sumOf(days: readonly Filled[]): Filled {
  return days.reduce((sum, { records, filled }) => ({ records: sum.records + records, filled: sum.filled + filled }), {
    records: 0,
    filled: 0,
  });
}

function minus(all: Filled, part: Filled): Filled {
  return { records: all.records - part.records, filled: all.filled - part.filled };
}

function logLikelihood(side: Filled): number {
  const { records, filled } = side;
  if (filled === 0 || filled === records) return 0;
  return filled * Math.log(filled / records) + (records - filled) * Math.log(1 - filled / records);
}
