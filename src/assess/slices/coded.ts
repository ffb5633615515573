import type { Attribute, LeftOut } from "./slice.ts";

/** A value (`b` 0) or a pair of values with its counts, and those of its single values. */
export interface Cell {
  /** Places of the attributes in `Coded.attributes`, and the codes of the values. */
  readonly at: readonly { readonly attribute: number; readonly code: number }[];
  readonly n: number;
  readonly k: number;
  /** Of a pair: counts of each of its values. */
  readonly within: readonly { readonly n: number; readonly k: number }[];
}

export interface Cells {
  readonly cells: readonly Cell[];
  readonly tests: number;
}

/** How many records, and how many broken ones, hold the same candidates. */
export interface Combination {
  /** A bit a candidate. */
  readonly mask: bigint;
  readonly n: number;
  readonly k: number;
  /** Of the broken ones, as decimal text; undefined: none has any. */
  readonly amount: string | undefined;
}

/** A population in codes: in the engine, or read into memory where it is small. Codes count from 1 in the order of values, NULL last. */
export interface Coded {
  readonly attributes: readonly Attribute[];
  readonly leftOut: readonly LeftOut[];
  readonly records: number;
  readonly broken: number;
  /** Single values that may hold unusually many. */
  readonly singleCells: () => Promise<Cells>;
  /** Pairs of values that may hold unusually many compared with each of the two. */
  readonly pairCells: () => Promise<Cells>;
  readonly valueOf: (attribute: number, code: number) => Promise<string | null>;
  /** @param candidates at most 60 */
  readonly combinations: (candidates: readonly Cell[]) => Promise<readonly Combination[]>;
}
