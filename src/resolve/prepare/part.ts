import type { Dialect, Sql } from "../../sql/index.ts";
import type { IdentityAttribute } from "../../model/index.ts";
import type { BlockingKey, Comparison } from "../comparison.ts";

/** What one kind of attribute adds to the prepared records. */
export interface PreparedPart {
  /**
   * Values on the way, over the alias `s` of the raw relation: each step sees the
   * columns of the steps before it, and `columns` see them all. They are not kept.
   */
  readonly steps?: readonly (readonly PreparedColumn[])[] | undefined;
  /** Standardised values, over the alias `s` of the raw relation. */
  readonly columns: readonly PreparedColumn[];
  /** Values made from `columns` of all parts, over the alias `p`. */
  readonly derived: readonly PreparedColumn[];
  /** The rarest words of a column's text. */
  readonly words: readonly RareWords[];
  readonly comparisons: readonly Comparison[];
  readonly keys: readonly BlockingKey[];
}

export interface PreparedColumn {
  readonly name: string;
  readonly value: Sql;
}

/**
 * Asks for the rarest words of a text, which tell records apart best: columns
 * `name1` … `nameN`, rarest first, and `name1 bits` …, how much each tells in
 * tenths of a bit, whole so that sums do not depend on their order (log2 of all records
 * with a text by those with the word), by the number of records of all sources that
 * hold the word (ties by the word); NULL where there are fewer.
 */
export interface RareWords {
  /** A column that holds words separated by single spaces. */
  readonly from: string;
  readonly name: string;
  readonly keep: number;
}

/**
 * Makes the part for all attributes of the kinds it knows; undefined when there
 * are none.
 */
export type MakePart = (attributes: readonly IdentityAttribute[], context: PartContext) => PreparedPart | undefined;

export interface PartContext {
  readonly dialect: Dialect;
  /** ISO 3166 code. */
  readonly country: string;
}
