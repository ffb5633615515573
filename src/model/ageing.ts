import type { DebtKind } from "./finding.ts";

/** Days from a record's own day (where it has none, the day from which its states are apart) to the review's, in the estate's zone; what is dated later is in the first; `undated`: it has no day. */
export const AGE_BANDS = ["0-30", "31-60", "61-90", "91-180", "over-180", "undated"] as const;
export type AgeBand = (typeof AGE_BANDS)[number];

/** How old the records are that do not hold, and when they came to be: each record once, at the same finding as its price. */
export interface ReviewedAgeing {
  /** By finding (in the order of the review), then band; those of no record are left out. */
  readonly ages: readonly AgedRecords[];
  /**
   * By month (`2026-05`, in the estate's zone), then kind. Where a scope is counted, every month that has records in it, from the kind's first
   * to the review's own, is there, though nothing be wrong in it.
   */
  readonly months: readonly MonthOfRecords[];
}

export interface AgedRecords {
  /** Fingerprint. */
  readonly finding: string;
  readonly band: AgeBand;
  readonly records: number;
  /** Unsigned sum, decimal string. */
  readonly amount: string;
}

export interface MonthOfRecords {
  readonly month: string;
  readonly kind: DebtKind;
  readonly records: number;
  readonly amount: string;
  /**
   * All records of that month among which the kind is looked for: those in scope of a handoff, or of the datasets that lifecycles follow;
   * undefined for kinds of which no scope is counted.
   */
  readonly inScope: number | undefined;
}
