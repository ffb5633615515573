import type { Desk } from "../desk/index.ts";
import type { Review, RunSummary } from "../model/index.ts";

export interface Latest {
  readonly run: RunSummary;
  readonly review: Review;
}

/** The newest review, read and parsed once for as long as it is the newest. */
export function latestReview(desk: Desk): () => Promise<Latest | undefined> {
  let kept: { readonly id: string; readonly review: Promise<Review | undefined> } | undefined;
  return async () => {
    const run = await desk.latestRun();
    if (run === undefined) return undefined;
    if (kept?.id !== run.id) {
      const read = { id: run.id, review: desk.review(run.id) };
      kept = read;
      read.review.catch(() => {
        if (kept === read) kept = undefined;
      });
    }
    const review = await kept.review;
    return review === undefined ? undefined : { run, review };
  };
}

/** May somebody who sees these units see this? What belongs to no unit is seen by those alone who see all. */
export function mayUnit(units: readonly string[] | undefined, unit: string | undefined): boolean {
  return units === undefined || (unit !== undefined && units.includes(unit));
}
