import type { DebtKind } from "./finding.ts";

/** Days between a record's own day and the time of the review; `undated`: it has no day. */
export const AGE_BANDS = ["0-30", "31-60", "61-90", "91-180", "over-180", "undated"] as const;
export type AgeBand = (typeof AGE_BANDS)[number];

/** How old the records are that do not hold, and when they came to be: each record once, at the same finding as its price. */
export interface ReviewedAgeing {
  /** By finding (in the order of the review), then band; those of no record are left out. */
  readonly ages: readonly AgedRecords[];
  /** By month (`2026-05`, in the estate's zone), then kind; months without a record between the first and the last are left out. */
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
  /** All records in scope of that month, of the datasets that the kind looks at; undefined where no scope is counted. */
  readonly inScope: number | undefined;
}
