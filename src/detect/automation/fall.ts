import { oddsOfHits } from "../odds.ts";
import { dispersionOf } from "./dispersion.ts";

/** Weekly counts, the oldest first; the last week is whole. */
export interface Weeks {
  readonly own: readonly number[];
  /** How much there was to do, week by week; undefined: not known. */
  readonly reference: readonly number[] | undefined;
  /** Its own by unit: a unit that ended explains a fall. Empty: not known. */
  readonly byUnit: readonly (readonly number[])[];
  /** Is a week without any record told elsewhere, by the runs that are missing? */
  readonly runsTell: boolean;
  /** Series in which a fall is looked for; each makes an accident likelier. */
  readonly series: number;
}

export interface Fall {
  /** The first week (its place) of the lower volume. */
  readonly week: number;
  /** The first after it; as many as there are weeks: it lasts to this day. */
  readonly until: number;
  /** Records a week, outside of the fall and within it. */
  readonly before: number;
  readonly after: number;
  readonly reference: { readonly before: number; readonly after: number } | undefined;
}

/** Weeks before the fall, and in it; where nothing tells what there was to do, more of them: a lull is over by then. */
const BEFORE = 8;
const AFTER = { known: 4, unknown: 8 };
/** A fall that is over is told when it was so long, and has been over for so long. */
const OVER = { least: 8, since: 4 };
/** What is written, of what was before, is at most so much … */
const LEFT = { known: 2 / 3, unknown: 1 / 2 };
/** … and surely less than this: a drift by a quarter is none. */
const DRIFT = 0.75;
const YEAR = 52;
/** Chance of a finding where nothing fell by more than a drift, over all weeks and series, half of it for either kind: lasting, or over. */
const LEVEL = 0.01;
const KINDS = 2;

/**
 * A fall of volume that is none of: a fall of what there was to do, a lull as there was one before or a year ago, a unit that ended,
 * an accident.
 *
 * The counts are held against what there was to do: of all stretches of weeks in which a second rate may hold, the one is taken that
 * explains the counts best (likelihood of Poisson rates). The exact binomial test asks whether the rate within is below three quarters of
 * that without, its counts divided by their dispersion, its chance multiplied by all stretches and all series.
 */
export function findFall(weeks: Weeks): Fall | undefined {
  const { own, reference, byUnit } = weeks;
  if (reference !== undefined) return judged(weeks, own, reference);
  const even = own.map(() => 1);
  const fall = judged(weeks, own, even);
  if (fall === undefined || byUnit.length === 0) return fall;
  // Only units that still write can tell; a unit that ended is no failure.
  const live = byUnit.filter((unit) => sum(unit.slice(fall.week)) > 0);
  const rest = own.map((_, place) => sum(live.map((unit) => unit[place] ?? 0)));
  return judged(weeks, rest, even) === undefined ? undefined : fall;
}

function judged(weeks: Weeks, own: readonly number[], work: readonly number[]): Fall | undefined {
  const { lasting, over } = scan(own, work, weeks.reference !== undefined);
  return fallOf(weeks, own, work, lasting) ?? fallOf(weeks, own, work, over);
}

function fallOf(
  { reference, runsTell, series }: Weeks,
  own: readonly number[],
  work: readonly number[],
  { best, looks }: Looks,
): Fall | undefined {
  if (best === undefined) return undefined;
  const { week, until } = best;
  const isKnown = reference !== undefined;
  const least = until < own.length ? OVER.least : isKnown ? AFTER.known : AFTER.unknown;
  if (until - week < least) return undefined;
  const within = <T>(values: readonly T[]): T[] => values.slice(week, until);
  const without = <T>(values: readonly T[]): T[] => [...values.slice(0, week), ...values.slice(until)];
  const [low, high] = [sum(within(own)) / sum(within(work)), sum(without(own)) / sum(without(work))];
  if (low === 0 && (runsTell || !isKnown)) return undefined;
  // A few great weeks do not make the others small.
  const usual = median(without(own.map((count, place) => count / (work[place] as number))).filter(Number.isFinite));
  if (low > (isKnown ? LEFT.known : LEFT.unknown) * Math.min(high, usual)) return undefined;
  const last = own.length - 2;
  if (until === own.length && sum(own.slice(last)) > between(low, high) * sum(work.slice(last))) return undefined;
  const spread = dispersionOf(own, work, [0, week, until, own.length]);
  const [hits, tries] = [sum(without(own)) / spread, sum(own) / spread];
  const rate = sum(without(work)) / (sum(without(work)) + DRIFT * sum(within(work)));
  if (oddsOfHits(Math.floor(hits), Math.ceil(tries), rate) * looks * KINDS * series >= LEVEL) return undefined;
  const fall = { week, until, before: mean(without(own)), after: mean(within(own)), reference: undefined };
  if (isKnown) return { ...fall, reference: { before: mean(without(work)), after: mean(within(work)) } };
  return isLull(own, fall) ? undefined : fall;
}

/** How many stretches of weeks were looked at, and the best of them: from `week` up to `until`. */
interface Looks {
  looks: number;
  best: { readonly week: number; readonly until: number; readonly gain: number } | undefined;
}

/** The stretch to this day, and the one that is over, within which a second, lower rate explains the counts best, however short. */
function scan(own: readonly number[], work: readonly number[], isKnown: boolean): { readonly lasting: Looks; readonly over: Looks } {
  const [done, due] = [totals(own), totals(work)];
  const count = own.length;
  const [allDone, allDue] = [done[count] as number, due[count] as number];
  const lasting: Looks = { looks: 0, best: undefined };
  const over: Looks = { looks: 0, best: undefined };
  for (let week = BEFORE; week < count; week += 1) {
    for (let until = isKnown ? week + 1 : count; until <= count; until += 1) {
      if (until < count && until > count - OVER.since) continue;
      const [y, e] = [(done[until] as number) - (done[week] as number), (due[until] as number) - (due[week] as number)];
      if (e <= 0 || e >= allDue) continue;
      const kind = until === count ? lasting : over;
      kind.looks += 1;
      if (y / e >= (allDone - y) / (allDue - e)) continue;
      const gain = likelihood(y, e) + likelihood(allDone - y, allDue - e);
      if (kind.best === undefined || gain > kind.best.gain) kind.best = { week, until, gain };
    }
  }
  return { lasting, over };
}

/** Where nothing tells what there was to do: is it as there was one before, or a year ago? */
function isLull(own: readonly number[], { week, before, after }: Fall): boolean {
  const isLow = (count: number): boolean => count < before / 2;
  const fallen = own.slice(week);
  if (fallen.filter(isLow).length < 0.75 * fallen.length || fallen.length < longestRun(own.slice(0, week), isLow) + 4) return true;
  const yearAgo = week >= YEAR ? mean(own.slice(week - YEAR, own.length - YEAR)) : undefined;
  return yearAgo !== undefined && after >= yearAgo / 2;
}

/** The rate up to which the lower of two Poisson rates explains a count better than the higher. */
function between(low: number, high: number): number {
  return low === 0 ? 0 : (high - low) / Math.log(high / low);
}

function likelihood(count: number, work: number): number {
  return count === 0 ? 0 : count * Math.log(count / work);
}

function totals(values: readonly number[]): number[] {
  let total = 0;
  return [0, ...values.map((value) => (total += value))];
}

function longestRun(values: readonly number[], holds: (value: number) => boolean): number {
  let [run, longest] = [0, 0];
  for (const value of values) {
    run = holds(value) ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : sum(values) / values.length);
