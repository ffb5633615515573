import type { Engine } from "../../engines/engine.ts";
import { logUpperTailOfHalves } from "../slices/tails.ts";
import { isoDay } from "./days.ts";
import { openDays, type OpenDay, type VolumeInput } from "./open-days.ts";
import { median, usualOf, type Usual, type UsualDay } from "./usual.ts";

export interface VolumeParams {
  /** The greatest p value, all days taken into account. Default 0.01. */
  readonly level: number;
  /** A fall is lasting when what came after is at most this share of what was usual. Default 0.5. */
  readonly share: number;
  /** Open days before and after a fall that are compared; fewer after it are no lasting fall. Default 10. */
  readonly around: number;
  /** Open days without which nothing is said to be usual. Default 15. */
  readonly least: number;
}

const VOLUME_DEFAULTS: VolumeParams = { level: 0.01, share: 0.5, around: 10, least: 15 };

/** Open days in a row without a record though some were expected. ISO days, both included. */
export interface Gap {
  readonly from: string;
  readonly until: string;
  /** Open days. */
  readonly days: number;
  /** How many records, or runs, were to be expected: sum of the usual counts. */
  readonly expected: number;
  /** It lasts until the last day that was looked at. */
  readonly ongoing: boolean;
  /** Chance of it by itself, all days taken into account. */
  readonly p: number;
}

/** Since a day there are lastingly fewer records. */
export interface Fall {
  readonly from: string;
  /** Median of the counts of the open days before it, each divided by what its weekday has. */
  readonly before: number;
  readonly after: number;
  /** after ÷ before, less what the season did a year earlier where that is known. */
  readonly share: number;
  readonly p: number;
}

export interface VolumeChange {
  readonly gaps: readonly Gap[];
  readonly fall: Fall | undefined;
  readonly usual: readonly UsualDay[];
  /** Open days that were looked at, from the first record on; weekdays on which records are rare are left out. */
  readonly days: number;
  readonly undated: number;
  /** Too few days to say what is usual, so nothing was looked for. */
  readonly tooFew: boolean;
}

const YEAR = 364;
/** Records a day. */
const LARGE = 5;
const LEAST_P = 1e-300;

/**
 * Runs that were expected and did not happen, and a volume that fell and stays low.
 *
 * What is usual on a day is the median of days of its weekday nearby, so a season or a slow
 * decline is usual. A gap is a run of open days without records whose chance, e^(−expected ÷
 * spread), is below the level over all days; a thing that is often missing is not missed, nor is
 * one that was missing at the same time a year ago. A fall is sudden (the two weeks around it
 * differ by half) and lasts to the end. Days before the first record are no gap: a branch may
 * really have started then.
 */
export async function changeInVolume(engine: Engine, input: VolumeInput, params: Partial<VolumeParams> = {}): Promise<VolumeChange> {
  const all = { ...VOLUME_DEFAULTS, ...params };
  const { days: open, undated } = await openDays(engine, input);
  const days = withRecords(open);
  const usual = usualOf(days);
  const result = { usual: usual.byWeekday, days: days.length, undated };
  if (days.filter(({ count }) => count > 0).length < all.least) return { ...result, gaps: [], fall: undefined, tooFew: true };
  const lasting = fallIn(days, usual, all);
  // A stop is a gap that goes on, not a fall.
  const fall = lasting?.after === 0 ? undefined : lasting;
  const expected = usual.expected.map((count, place) =>
    fall !== undefined && count !== undefined && isoDay((days[place] as OpenDay).day) >= fall.from ? count * fall.share : count,
  );
  return { ...result, gaps: gapsIn(days, { ...usual, expected }, all), fall, tooFew: false };
}

/** Days of those weekdays on which records are usual: at least every other one has some, from the first record to the last. */
function withRecords(open: readonly OpenDay[]): readonly OpenDay[] {
  const last = open.findLast(({ count }) => count > 0)?.day ?? -Infinity;
  const usual = new Set<number>();
  for (let weekday = 0; weekday < 7; weekday += 1) {
    const own = open.filter((day) => day.weekday === weekday && day.day <= last);
    if (own.length > 0 && own.filter(({ count }) => count > 0).length * 2 >= own.length) usual.add(weekday);
  }
  return open.filter(({ weekday }) => usual.has(weekday));
}

interface Run {
  readonly from: number;
  readonly until: number;
}

function gapsIn(days: readonly OpenDay[], usual: Usual, params: VolumeParams): readonly Gap[] {
  const runs: Run[] = [];
  for (let from = 0; from < days.length; from += 1) {
    if (days[from]?.count !== 0) continue;
    let until = from;
    while (days[until + 1]?.count === 0) until += 1;
    runs.push({ from, until });
    from = until;
  }
  // As many times as this it has been missing without anyone minding; a large volume is never missing by itself.
  const often = (median(usual.byWeekday.map((day) => day.median)) ?? 0) >= LARGE ? 0.1 : 0.02;
  if (runs.length > Math.max(2, often * days.length))
    return runs.filter((run) => run.until === days.length - 1).flatMap((run) => longest(run, runs, days, usual, params));
  return runs.flatMap((run) => gapOf(run, days, usual, params));
}

/** Of a thing that is often missing, only a stop at the end counts, and only one that is much longer than any before. */
function longest(run: Run, runs: readonly Run[], days: readonly OpenDay[], usual: Usual, params: VolumeParams): readonly Gap[] {
  const others = runs.filter((other) => other !== run);
  const most = Math.max(...others.map(({ from, until }) => until - from + 1));
  const missing =
    others.reduce((sum, { from, until }) => sum + until - from + 1, 0) / Math.max(1, days.length - (run.until - run.from + 1));
  const length = run.until - run.from + 1;
  return length > 2 * most && length * Math.log(missing) + Math.log(days.length) <= Math.log(params.level)
    ? gapOf(run, days, usual, params)
    : [];
}

function gapOf({ from, until }: Run, days: readonly OpenDay[], usual: Usual, params: VolumeParams): readonly Gap[] {
  let expected = 0;
  for (let place = from; place <= until; place += 1) expected += usual.expected[place] ?? 0;
  const logP = Math.min(0, -expected / usual.spread + Math.log(days.length));
  const [first, last] = [days[from] as OpenDay, days[until] as OpenDay];
  if (logP > Math.log(params.level) || wasMissing(days, first.day - YEAR, last.day - YEAR)) return [];
  return [
    {
      from: isoDay(first.day),
      until: isoDay(last.day),
      days: until - from + 1,
      expected,
      ongoing: until === days.length - 1,
      p: Math.max(LEAST_P, Math.exp(logP)),
    },
  ];
}

/** Was most of the same time a year ago without records, after they had begun? */
function wasMissing(days: readonly OpenDay[], from: number, until: number): boolean {
  if ((days[0]?.day ?? Infinity) >= from) return false;
  const then = days.filter(({ day }) => day >= from - 3 && day <= until + 3);
  return then.length > 0 && then.filter(({ count }) => count === 0).length * 2 > then.length;
}

function fallIn(days: readonly OpenDay[], usual: Usual, params: VolumeParams): Fall | undefined {
  const { around } = params;
  const middle = median(usual.byWeekday.map((day) => day.median)) ?? 1;
  const factor = new Map(usual.byWeekday.map((day) => [day.weekday, Math.max(day.median, 0.5) / Math.max(middle, 0.5)]));
  const levels = days.map(({ weekday, count }) => count / (factor.get(weekday) ?? 1));
  let best: (Fall & { readonly logP: number }) | undefined;
  for (let split = around; split <= days.length - around; split += 1) {
    const [before, after] = [levels.slice(split - around, split), levels.slice(split, split + around)];
    const [high, low] = [median(before) ?? 0, median(after) ?? 0];
    if (high === 0 || low > params.share * high) continue;
    const season = seasonOf(days, levels, split, around);
    const lasting = (median(levels.slice(split)) ?? 0) / high;
    if (Math.max(lasting, low / high) > params.share * season) continue;
    // A bulk import on one day must not make what is usual look higher.
    const [left, right] = [before, after].map((values) => values.map((value) => Math.min(value, 3 * high))) as [number[], number[]];
    const spread = Math.max(1, usual.spread, burstsIn([left, right]));
    const [sumBefore, sumAfter] = [Math.round(sumOf(left) / spread), Math.round(sumOf(right) / spread)];
    const logP = logUpperTailOfHalves(sumBefore + sumAfter, sumBefore) + Math.log(days.length);
    const share = Math.max(lasting, low / high) / season;
    if (logP <= Math.log(params.level) && (best === undefined || logP < best.logP - 1e-9))
      best = {
        from: isoDay((days[split] as OpenDay).day),
        before: high,
        after: median(levels.slice(split)) ?? 0,
        share,
        p: Math.max(LEAST_P, Math.exp(logP)),
        logP,
      };
  }
  if (best === undefined) return undefined;
  const { logP: _, ...fall } = best;
  return fall;
}

/** What the same weeks did a year earlier, after ÷ before, at most 1; 1 where that is not known. */
function seasonOf(days: readonly OpenDay[], levels: readonly number[], split: number, around: number): number {
  const then = (days[split] as OpenDay).day - YEAR;
  const place = days.findIndex(({ day }) => day >= then);
  if (place < around) return 1;
  const [before, after] = [median(levels.slice(place - around, place)) ?? 0, median(levels.slice(place, place + around)) ?? 0];
  return before === 0 ? 1 : Math.min(1, after / before);
}

/** Variance by mean within the parts: 1 for independent arrivals. */
function burstsIn(parts: readonly (readonly number[])[]): number {
  const mean = sumOf(parts.map(sumOf)) / sumOf(parts.map((values) => values.length));
  const squares = parts.map((values) => sumOf(values.map((value) => (value - sumOf(values) / values.length) ** 2)));
  return mean === 0 ? 1 : sumOf(squares) / sumOf(parts.map((values) => values.length - 1)) / mean;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
