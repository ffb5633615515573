import type { Sql } from "../sql/index.ts";

/**
 * One thing by which two records are compared. Its columns are computed once a
 * record; its levels, from best to worst, are tests on a pair of records whose
 * aliases are `l` and `r`. The first test that holds gives the level. Where a
 * side lacks the value there is no evidence either way.
 */
export interface Comparison {
  /** `phone`: shown to people and stored in the model. */
  readonly name: string;
  /** The attributes it reads. */
  readonly attributes: readonly string[];
  /** TRUE where one side lacks the value; never NULL. */
  readonly missing: Sql;
  /** Measures that several levels share, computed once a pair and used in tests by their names: `jaro`. */
  readonly measures: readonly { readonly name: string; readonly value: Sql }[];
  /** At least one; best first. What meets none is at the level `different`. */
  readonly levels: readonly ComparisonLevel[];
}

export interface ComparisonLevel {
  /** What was seen, in plain words: `same number`. */
  readonly label: string;
  /** Over `l.…`, `r.…` and the measures' names; NULL counts as FALSE. */
  readonly test: Sql;
  /**
   * The column, equal on both sides at this level, whose value's rarity tells how much
   * the agreement is worth (term-frequency adjustment, Winkler); undefined: none.
   */
  readonly frequency?: string | undefined;
}

/** A key that puts records into blocks; only records with the same key are compared. */
export interface BlockingKey {
  /** `email`, `last name + postcode`. */
  readonly name: string;
  /** The attributes it reads. */
  readonly attributes: readonly string[];
  /** Columns of the prepared records that must be equal; a NULL in one: no block. */
  readonly columns: readonly string[];
}

/** Records made ready to be compared. */
export interface Prepared {
  /** Relation: node BIGINT (unique), source INTEGER, and the comparisons' columns. */
  readonly relation: string;
  readonly comparisons: readonly Comparison[];
  /** Keys that may make good blocks, narrowest first. */
  readonly keys: readonly BlockingKey[];
}
