import { chanceOfSplit } from "./chance.ts";
import { daysApart, type FillChange } from "./fill.ts";
import type { Word } from "./word-cells.ts";

/** So much of what was before must have stopped, and so much of what is since must have begun. */
const COVERED = 0.5;
/** A word stands on one side of a day when so much of it does. */
const ASIDE = 0.95;
/** Records on each side, at least, and of a word that counts. */
const RECORDS = { side: 20, word: 5 } as const;
/** Days of change that are so near are one. */
const NEAR = 14;

type Days = readonly { readonly day: string; readonly records: number }[];

/** A day on which a vocabulary changed. */
export interface Swap {
  readonly day: string;
  /** The words that stopped. */
  readonly old: readonly Word[];
}

/**
 * The day on which most words of a column stop and most of those used since begin. A
 * column that does so again and again (quarters, campaigns) has no vocabulary that changed: undefined.
 */
export function swapOf(
  words: readonly Word[],
  all: Days,
  stopOf: (word: Word) => FillChange | undefined,
  significant: number,
): Swap | undefined {
  const stops = new Set(words.flatMap((word) => stopOf(word)?.day ?? []));
  const swaps = [...stops].flatMap((day) => {
    const [before, since] = [count(all, day, true), count(all, day, false)];
    if (Math.min(before, since) < RECORDS.side) return [];
    const aside = (early: boolean): Word[] =>
      words.filter((word) => word.records >= RECORDS.word && count(word.days, day, early) >= ASIDE * word.records);
    const [old, fresh] = [aside(true), aside(false)];
    const covered = [share(old, day, true, before), share(fresh, day, false, since)] as const;
    if (Math.min(...covered) < COVERED) return [];
    return [
      {
        day,
        old: old.filter((word) => isSure(word, day, before, since, significant / (words.length * all.length))),
        covered: covered[0] + covered[1],
      },
    ];
  });
  const sorted = swaps.filter(({ old }) => old.length > 0).toSorted((a, b) => b.covered - a.covered || (a.day < b.day ? -1 : 1));
  const [best, ...others] = sorted;
  if (best === undefined || others.some(({ day }) => Math.abs(daysApart(day, best.day)) > NEAR)) return undefined;
  return { day: best.day, old: best.old };
}

function isSure(word: Word, day: string, before: number, since: number, limit: number): boolean {
  const [firstBefore, firstAfter] = [count(word.days, day, true), count(word.days, day, false)];
  return chanceOfSplit({ firstBefore, firstAfter, secondBefore: before - firstBefore, secondAfter: since - firstAfter }, 1) < limit;
}

function share(words: readonly Word[], day: string, early: boolean, of: number): number {
  return words.reduce((sum, word) => sum + count(word.days, day, early), 0) / of;
}

function count(days: Days, day: string, early: boolean): number {
  return days.reduce((sum, one) => sum + (one.day < day === early ? one.records : 0), 0);
}
