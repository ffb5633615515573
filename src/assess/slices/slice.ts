/** An attribute of the records: a name for people and the VARCHAR column that holds it. */
export interface Attribute {
  readonly name: string;
  readonly column: string;
}

/** A relation with a row a record of the population. */
export interface SliceInput {
  readonly relation: string;
  /** BOOLEAN column; a record for which it is NULL is no part of the population. */
  readonly broken: string;
  readonly attributes: readonly Attribute[];
  /** DECIMAL column: what a record is worth. Its sums are of broken records, by absolute value. */
  readonly amount?: string;
}

export interface SliceParams {
  /** The false discovery rate. Default 0.05. */
  readonly level: number;
  /** A slice holds at least so many broken records. Default 3. */
  readonly minimum: number;
  /** The rate inside is at least so many times the rate outside. Default 2. */
  readonly lift: number;
  /** A slice holds at least this share of the broken records. Default 0.02. */
  readonly support: number;
  /** At most so many slices are given. Default 10. */
  readonly most: number;
  /** An attribute with more values than this is left out, however many records there are. Default 100,000. */
  readonly mostValues: number;
}

export const SLICE_DEFAULTS: SliceParams = { level: 0.05, minimum: 3, lift: 2, support: 0.02, most: 10, mostValues: 100_000 };

/** One attribute has one value. */
export interface SliceTerm {
  readonly attribute: string;
  /** null: the attribute is empty. */
  readonly value: string | null;
}

/** What can be said of any slice. */
export interface SliceCounts {
  /** One or two, in the order of the attributes given. */
  readonly terms: readonly SliceTerm[];
  readonly records: number;
  readonly broken: number;
  /** Share of all broken records that the slice holds. */
  readonly support: number;
  /** Share of its records that are broken. */
  readonly rate: number;
  /** Share of the records beyond it that are broken. */
  readonly rateOutside: number;
  /** rate ÷ rateOutside; undefined where nothing beyond it is broken. */
  readonly lift: number | undefined;
  /** Every record of the slice is broken: what a setting does, and chance or people do not. */
  readonly deterministic: boolean;
}

/** A slice that holds unusually many of the broken records. */
export interface Slice extends SliceCounts {
  /** Sum of its broken records' amounts, as decimal text. */
  readonly amount: string | undefined;
  /**
   * Of one attribute: Fisher's exact test, one side. Of two: the greater p value of the tests
   * that the second value adds something among the records of the first, and the first among
   * those of the second. At least 1e-300.
   */
  readonly p: number;
  /** Benjamini–Yekutieli over all tests of the search. At least 1e-300. */
  readonly q: number;
  /** The p value among the records that no other slice of the result holds; `p` of the whole slice where it is alone. */
  readonly pBesides: number;
  /** What the slice holds beyond the slices before it, so that nothing is counted twice. */
  readonly adds: { readonly broken: number; readonly amount: string | undefined };
  /** Slices that explain the same records as well: the records cannot tell which it is. */
  readonly rivals: readonly SliceCounts[];
  /** Within a slice of one attribute: pairs in which it is significantly worse still. At most five. */
  readonly finer: readonly SliceCounts[];
}

/** An attribute that was not searched. */
export interface LeftOut {
  readonly attribute: string;
  /** `key-like`: too many values for its records. `constant`: one value only. */
  readonly reason: "key-like" | "constant";
  /** About how many values, where it is key-like. */
  readonly values: number;
}

/** What a search found and what it looked at. */
export interface SliceSearch {
  /** The strongest first. */
  readonly slices: readonly Slice[];
  readonly records: number;
  readonly broken: number;
  readonly searched: readonly string[];
  readonly leftOut: readonly LeftOut[];
  /** How many tests were made: every value and every pair of values that has `minimum` records. */
  readonly tests: number;
  /** How many of them are discoveries at the level. */
  readonly discoveries: number;
  /** Discoveries beyond the 60 strongest, which were not compared with each other. */
  readonly notCompared: number;
  /** Broken records that no slice holds, and their share. */
  readonly unexplained: { readonly broken: number; readonly share: number };
}
