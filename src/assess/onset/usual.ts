import type { OpenDay } from "./open-days.ts";

/** What is usual on a day. */
export interface Usual {
  /** For each day: the median of the nearest days of its weekday that have records; undefined where there are fewer than three. */
  readonly expected: readonly (number | undefined)[];
  /**
   * How much counts vary, by their expected value: 1 is what independent arrivals do, less is
   * a schedule. Robust, from the median of the deviations; at least `LEAST_SPREAD`.
   */
  readonly spread: number;
  readonly byWeekday: readonly UsualDay[];
}

/** A weekday (0 = Sunday) and its counts over all open days with records. */
export interface UsualDay {
  readonly weekday: number;
  readonly days: number;
  readonly median: number;
  /** Median absolute deviation from the median. */
  readonly mad: number;
}

/** Days of one weekday that are asked for what is usual: six weeks before and after. */
const NEAR = 12;
const LEAST_NEAR = 3;
/** A half year: what was usual longer ago says little about today, so it is asked only where nothing else can be. */
const FAR = 182;
const LEAST_SPREAD = 0.05;
/** From a median absolute deviation to a standard deviation, if counts were normal. */
const NORMAL = 1.4826;

/** The usual count of each day, from days nearby, so that a slow season moves it along. */
export function usualOf(days: readonly OpenDay[]): Usual {
  const groups = new Map<number, OpenDay[]>();
  for (const day of days) {
    const group = groups.get(day.weekday) ?? [];
    if (day.count > 0) group.push(day);
    groups.set(day.weekday, group);
  }
  const expected = days.map((day) => expectedOn(day, groups.get(day.weekday) ?? []));
  const residuals = days.flatMap(({ count }, place) => {
    const usual = expected[place];
    return usual === undefined || count === 0 ? [] : [Math.abs(count - usual) / Math.sqrt(usual)];
  });
  const spread = Math.max(LEAST_SPREAD, (NORMAL * (median(residuals) ?? 0)) ** 2);
  const byWeekday = [...groups]
    .filter(([, group]) => group.length > 0)
    .sort(([a], [b]) => a - b)
    .map(([weekday, group]) => {
      const middle = median(group.map(({ count }) => count)) ?? 0;
      return { weekday, days: group.length, median: middle, mad: median(group.map(({ count }) => Math.abs(count - middle))) ?? 0 };
    });
  return { expected, spread, byWeekday };
}

/** Median; undefined of nothing. Of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** @param group days of the same weekday with records, in order */
function expectedOn(day: OpenDay, group: readonly OpenDay[]): number | undefined {
  let [low, high] = [0, group.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((group[middle] as OpenDay).day < day.day) low = middle + 1;
    else high = middle;
  }
  // The day itself says nothing about what is usual on it.
  let [before, after] = [low - 1, group[low]?.day === day.day ? low + 1 : low];
  const near: number[] = [];
  while (near.length < NEAR) {
    const [left, right] = [day.day - (group[before]?.day ?? -Infinity), (group[after]?.day ?? Infinity) - day.day];
    if (Math.min(left, right) > (near.length < LEAST_NEAR ? Number.MAX_VALUE : FAR)) break;
    if (left <= right) near.push((group[before--] as OpenDay).count);
    else near.push((group[after++] as OpenDay).count);
  }
  return near.length < LEAST_NEAR ? undefined : median(near);
}
