/**
 * What became of one record at one handoff. Every record of both datasets gets
 * exactly one, so that the counts partition the datasets and the amounts bridge.
 */
export type OutcomeName = "matched" | "different" | "missing" | "extra" | "duplicate" | "ambiguous" | "in-flight" | "excluded";

export const OUTCOMES: readonly OutcomeName[] = [
  "matched",
  "different",
  "missing",
  "extra",
  "duplicate",
  "ambiguous",
  "in-flight",
  "excluded",
];

/** The outcomes that are breaks. */
export const BREAK_OUTCOMES: readonly OutcomeName[] = ["different", "missing", "extra", "duplicate", "ambiguous"];

/** Why a record has its outcome, where that needs saying. */
export type OutcomeReason =
  | "filter"
  | "deleted"
  | "other-currency"
  | "no-reference"
  | "counterpart-excluded"
  | "counterpart-deleted"
  | "within-grace"
  | "newer-than-counterpart"
  | "several-candidates"
  | "identity-unsure"
  | "repeated-key"
  | "same-reference"
  | "values-differ"
  | "sum-differs"
  | "none";

export type Side = "from" | "to";

/** How many records and how much of one side ended in one outcome. */
export interface OutcomeCount {
  readonly side: Side;
  readonly outcome: OutcomeName;
  readonly reason: OutcomeReason;
  readonly records: number;
  /** Decimal string in the estate's currency; undefined where the side has no amount. */
  readonly amount: string | undefined;
}

/**
 * From one side's total to the other's, cent by cent:
 * `upstream − missing + extra ± differences − in flight ± … = downstream`.
 */
export interface Bridge {
  /** `total` is the whole; else one unit or one month (`2026-09`), of the slice named. */
  readonly slice: { readonly by: "total" } | { readonly by: "unit" | "month"; readonly value: string };
  /** Signed bars in their reading order; the first is the upstream total, the last the downstream total, counted independently of the bars between. */
  readonly bars: readonly BridgeBar[];
  /** Downstream total − (upstream total + all bars between): `0.00` or a defect of Tieout. */
  readonly residual: string;
}

export interface BridgeBar {
  /** Stable: `upstream`, `missing`, `in-flight`, `ambiguous-upstream`, `duplicate-upstream`, `adjustment:fees`, `difference`, `tolerance`, `shifted`, `extra`, `duplicate`, `ambiguous`, `in-flight-downstream`, `downstream`. */
  readonly id: string;
  readonly title: string;
  /** Records, differing pairs or groups in the bar; 0 for adjustments, which are parts of records. */
  readonly records: number;
  readonly amount: string;
}
