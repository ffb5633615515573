/** How many records of two groups one day has. */
export interface DayCount {
  /** ISO day. */
  readonly day: string;
  readonly old: number;
  readonly fresh: number;
}

/** The day that parts the old from the new best. */
export interface Split {
  /** The first day of the new. */
  readonly day: string;
  /** Share of the records that lie on their own side. */
  readonly accuracy: number;
  readonly oldBefore: number;
  /** The day itself included. */
  readonly oldAfter: number;
  readonly freshBefore: number;
  readonly freshAfter: number;
  readonly days: number;
}

/** So much of the old may lie on the first day of the new without counting against it: the day itself belongs to both. */
const SHARED_DAY = 0.1;

/** @param days ascending, each once */
export function bestSplit(days: readonly DayCount[]): Split | undefined {
  const old = days.reduce((sum, day) => sum + day.old, 0);
  const fresh = days.reduce((sum, day) => sum + day.fresh, 0);
  let best: { readonly split: Split; readonly right: number } | undefined;
  let [oldBefore, freshBefore] = [0, 0];
  days.forEach((day, place) => {
    if (place > 0 && day.fresh > 0) {
      const shared = day.old <= SHARED_DAY * old ? day.old : 0;
      const right = oldBefore + fresh - freshBefore;
      const of = old + fresh - shared;
      // What lies on its own side counts, the day not shared: a few that went astray on the day before are no earlier beginning.
      if (best === undefined || right >= best.right) {
        const after = { oldAfter: old - oldBefore, freshAfter: fresh - freshBefore };
        best = { split: { day: day.day, accuracy: right / of, oldBefore, freshBefore, ...after, days: days.length }, right };
      }
    }
    oldBefore += day.old;
    freshBefore += day.fresh;
  });
  return best?.split;
}
