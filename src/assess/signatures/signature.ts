import type { Sql } from "../../sql/index.ts";

/** How the two values of a pair of fields compare. */
export type SignatureType = "money" | "number" | "date" | "timestamp" | "text" | "key";

/** Every kind of transformation that is looked for. */
export const SIGNATURE_CODES = [
  "dropped-value",
  "constant-factor",
  "unit-of-measure",
  "constant-offset",
  "factor-and-offset",
  "sign-flipped",
  "set-to-zero",
  "rounding-mode",
  "cents-dropped",
  "rounded",
  "decimal-comma",
  "thousand-separators",
  "day-shift",
  "hour-shift",
  "zone-shift",
  "month-day-swapped",
  "time-dropped",
  "truncated",
  "case-changed",
  "spaces-changed",
  "encoding-damage",
  "leading-zeros-lost",
  "leading-zeros-added",
  "scientific-notation",
  "decimal-added",
  "swapped-fields",
] as const;

export type SignatureCode = (typeof SIGNATURE_CODES)[number];

export interface SignatureInput {
  /**
   * One row per differing pair of values: `id` VARCHAR, `from_text` and `to_text` VARCHAR as they stand, `from_number` and `to_number`
   * DECIMAL(18, 4), NULL unless money or number, `from_at` and `to_at` TIMESTAMP in UTC, NULL unless date (its midnight, no zone) or timestamp.
   */
  readonly relation: string;
  readonly type: SignatureType;
  /** Decimals of the currency: 2 for cents, 0 for yen. Not looked at unless the type is money. */
  readonly currencyDigits: number;
  /** The estate's zone: its wall clock is what people read. */
  readonly timeZone: string;
}

export interface SignatureNames {
  /** Put before the names of tables that are made and dropped again. */
  readonly prefix: string;
  /** The table to make: `id`, `signature` (INTEGER, the place in the list from 0); at most one row per row of the relation. */
  readonly explained: string;
}

/** One exact transformation that makes the second value of the first. */
export interface Signature {
  readonly code: SignatureCode;
  /** As text: `{ factor: "1.07", rounding: "half up" }`, `{ offset: "-1 day" }`, `{ n: "41" }`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** One plain sentence. */
  readonly statement: string;
  /** Records that it explains and no signature before it does. */
  readonly records: number;
  /** How many different pairs of values these records hold. */
  readonly distinct: number;
  /** What else explains nine in ten of the same pairs of values, simplest first. */
  readonly ambiguity: readonly Rival[];
  /**
   * 0 to 1, four digits: k / (k + 1) for k distinct pairs of values, so that one record gives no more
   * than .5; less the chance that noise does the same, and less where a rival explains as much.
   */
  readonly confidence: number;
  /** The record that would refute it, as a phrase. */
  readonly refutation: string;
}

export interface Rival {
  readonly code: SignatureCode;
  readonly parameters: Readonly<Record<string, string>>;
  readonly statement: string;
  /** How many of the signature's distinct pairs of values it explains as well. */
  readonly distinct: number;
}

/** A transformation that the data voted for, before it is held against them. */
export interface Candidate {
  readonly code: SignatureCode;
  readonly parameters: Readonly<Record<string, string>>;
  readonly statement: string;
  readonly refutation: string;
  /** Length of the parameters' description: what a lucky choice among all parameters costs. */
  readonly bits: number;
  /** What a pair that it explains need not say any more, in bits: more for the stricter of two claims. */
  readonly weight: number;
  /** Has it a parameter that is taken from the data? */
  readonly free: boolean;
  /** So many different pairs must obey it at least; by default 3 where a parameter is taken from the data, else 1. */
  readonly support?: number;
  /** The least chance that a pair of unrelated values obeys it. */
  readonly floor: number;
  /** Does a pair obey it? TRUE or FALSE, never NULL; exact. */
  readonly test: Sql;
  /** How far above or below what obeys it a pair is, in cells (cents, days …); NULL: that cannot be said. Only sizes up chance. */
  readonly distance?: Sql;
}
