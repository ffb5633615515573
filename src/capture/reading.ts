import type { CapturedColumn, CapturedFile, Problem } from "../model/index.ts";
import type { Sql } from "../sql/index.ts";

/** What capturing needs of one file that was read; whoever reads files gives at least this. */
export interface Reading {
  readonly file: Omit<CapturedFile, "rows">;
  /** A parenthesised SELECT, its rows in the order of the source. */
  readonly relation: Sql;
  /** column: the last column is `_pos` BIGINT; ordinal: there is none, the n-th row (from 0) stands at `first + n`. */
  readonly position: { readonly kind: "column" } | { readonly kind: "ordinal"; readonly first: number };
  /** The source's columns in order, without `_pos`. */
  readonly columns: readonly CapturedColumn[];
  readonly unreadable: readonly Problem[];
  readonly unreadableRows: number;
  readonly envelope: { readonly time: string | undefined; readonly declaredCount: number | undefined };
  readonly notes?: readonly string[];
  /** Called once, after the rows were copied. @throws RunError when the file changed meanwhile */
  verify?(): Promise<void>;
}
