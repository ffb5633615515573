import { oddsOfDraw, oddsOfHits } from "../odds.ts";

/** Weekly counts, the oldest first; the last week is whole. */
export interface Weeks {
  readonly own: readonly number[];
  /** What it works on, week by week; undefined: not known. */
  readonly reference: readonly number[] | undefined;
  /** Its own by unit: a unit that ended explains a fall. Empty: not known. */
  readonly byUnit: readonly (readonly number[])[];
}

export interface Fall {
  /** The first week (its place) of the lower volume. */
  readonly week: number;
  /** Records a week. */
  readonly before: number;
  readonly after: number;
  readonly reference: { readonly before: number; readonly after: number } | undefined;
}

/** Weeks before the fall, and since; where nothing tells what there was to do, more of them: a lull is over by then. */
const BEFORE = 8;
const AFTER = { known: 4, unknown: 8 };
const YEAR = 52;
const ODDS = 1e-6;

/**
 * A fall of volume by more than half that lasts to this day, and is none of: a fall of what there was to do, a lull
 * as there was one before or a year ago, a unit that ended, an accident (p < 0.000001).
 */
export function findFall({ own, reference, byUnit }: Weeks): Fall | undefined {
  const week = changePoint(own);
  if (week === undefined || own.length - week < (reference === undefined ? AFTER.unknown : AFTER.known)) return undefined;
  if (reference !== undefined) return judged(own, week, reference);
  // Only units that still write can tell; a unit that ended is no failure.
  const live = byUnit.filter((unit) => sum(unit.slice(week)) > 0);
  const rest = byUnit.length === 0 ? own : own.map((_, place) => sum(live.map((unit) => unit[place] ?? 0)));
  return judged(rest, week, undefined) === undefined ? undefined : judged(own, week, undefined);
}

function judged(own: readonly number[], week: number, reference: readonly number[] | undefined): Fall | undefined {
  const [before, after] = [own.slice(0, week), own.slice(week)];
  const fall = { week, before: mean(before), after: mean(after) };
  const isLow = (count: number): boolean => count < fall.before / 2;
  if (fall.after === 0 || !isLow(fall.after)) return undefined;
  if (after.filter(isLow).length < 0.75 * after.length || !isLow(mean(after.slice(-2)))) return undefined;
  if (oddsOfHits(sum(before), sum(own), week / own.length) >= ODDS) return undefined;
  if (reference !== undefined) {
    const known = { before: mean(reference.slice(0, week)), after: mean(reference.slice(week)) };
    if (known.before === 0 || fall.after * known.before >= 0.5 * fall.before * known.after) return undefined;
    const [worked, done] = [sum(before) + sum(reference.slice(0, week)), sum(own)];
    if (oddsOfDraw(sum(before), worked, done, done + sum(reference)) >= ODDS) return undefined;
    return { ...fall, reference: known };
  }
  if (after.length < longestRun(before, isLow) + 4) return undefined;
  const yearAgo = week >= YEAR ? mean(own.slice(week - YEAR, own.length - YEAR)) : undefined;
  if (yearAgo !== undefined && fall.after >= yearAgo / 2) return undefined;
  return { ...fall, reference: undefined };
}

/** The week at which two levels explain the counts best; undefined where there are too few weeks. */
function changePoint(own: readonly number[]): number | undefined {
  const all = sum(own);
  let best: { week: number; gain: number } | undefined;
  let seen = sum(own.slice(0, BEFORE - 1));
  for (let week = BEFORE; week < own.length; week += 1) {
    seen += own[week - 1] as number;
    const gain = likelihood(seen, week) + likelihood(all - seen, own.length - week);
    if (best === undefined || gain > best.gain) best = { week, gain };
  }
  return best?.week;
}

function likelihood(count: number, weeks: number): number {
  return count === 0 ? 0 : count * Math.log(count / weeks);
}

function longestRun(values: readonly number[], holds: (value: number) => boolean): number {
  let [run, longest] = [0, 0];
  for (const value of values) {
    run = holds(value) ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : sum(values) / values.length);
