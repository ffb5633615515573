import type { CellRange, FormulaFault } from "./workbook.ts";

/** Where the values of a column of a workbook come from. */
export type ColumnOrigin =
  /** From a system's column. */
  | {
      readonly kind: "copied";
      readonly dataset: string;
      readonly field: string;
      /** Capture whose values it has, UTC ISO 8601. */
      readonly capturedAt: string;
      /** Share of its values that the source has, 0 to 1. */
      readonly containment: number;
      /** Rows whose value is no longer the source's, records matched by key where the table has one. */
      readonly differing: number;
    }
  /** By VLOOKUP, XLOOKUP, INDEX/MATCH or a merge of queries: a join that no system knows of. */
  | {
      readonly kind: "looked-up";
      /** `Jobs.Job # = Invoices.Reference`. */
      readonly join: string;
      /** The column whose value is taken: `Invoices.Total`. */
      readonly taken: string;
      readonly by: string;
      /** May it give a neighbour's value instead of none? */
      readonly approximate: boolean;
      /** Rows for which it finds nothing. */
      readonly misses: number;
    }
  | {
      readonly kind: "derived";
      /** What most rows have, R1C1 without `=`, and the same as the first such row shows it, A1. */
      readonly formula: string;
      readonly shown: string;
      /** Titles of the columns that it reads. */
      readonly reads: readonly string[];
    }
  /** No system holds it: state that is missing where the work is done. */
  | { readonly kind: "typed"; readonly distinct: number }
  | { readonly kind: "empty" };

export interface ProvenColumn {
  /** 0-based. */
  readonly column: number;
  /** Its header, or its letter. */
  readonly title: string;
  readonly hidden: boolean;
  readonly filled: number;
  readonly origin: ColumnOrigin;
  /** Cells that break with the column's origin; at most 100, of `exceptions`. */
  readonly overrides: readonly ColumnOverride[];
  readonly exceptions: number;
}

/** A cell that is not what its column is. */
export interface ColumnOverride {
  /** 0-based. */
  readonly row: number;
  /** `typed-over`: a value where a formula belongs; `edited`: a copy that is not its source's value any more; `other-formula`. */
  readonly kind: "typed-over" | "edited" | "other-formula";
  readonly found: string;
  /** The source's value, or what the column's formula says, where it is known. */
  readonly expected: string | undefined;
  /** The record's key, where it is known. */
  readonly key: string | undefined;
}

/** A block of rows below one header. */
export interface ProvenTable {
  readonly sheet: string;
  /** Without the header's row. 0-based. */
  readonly range: CellRange;
  readonly headerRow: number | undefined;
  /** Its name, where the program knows it as a table; else its sheet's. Of several on one sheet, with the header's first word. */
  readonly name: string;
  /** The dataset of which its rows are records, and the column that holds their key, which is the field `keyField`; undefined: of none. */
  readonly records:
    | {
        readonly dataset: string;
        readonly keyColumn: number;
        readonly keyField: string;
        readonly capturedAt: string;
        readonly matched: number;
      }
    | undefined;
  readonly hiddenRows: number;
  readonly columns: readonly ProvenColumn[];
}

/** One file of a workbook, and where all that stands in it comes from. */
export interface ProvenFile {
  readonly file: string;
  readonly savedAt: string | undefined;
  readonly savedBy: string | undefined;
  readonly createdBy: string | undefined;
  readonly tables: readonly ProvenTable[];
  readonly faults: readonly FormulaFault[];
  readonly hiddenSheets: readonly string[];
  readonly comments: readonly {
    readonly sheet: string;
    readonly cell: string;
    readonly author: string | undefined;
    readonly text: string;
  }[];
  /** Other workbooks, databases and addresses that it reads. */
  readonly reads: readonly string[];
  readonly notes: readonly string[];
}

/** A workbook over all its files. */
export interface ReviewedWorkbook {
  readonly id: string;
  readonly title: string;
  readonly owner: string | undefined;
  readonly decision: string | undefined;
  /** By the time of saving, then name. */
  readonly files: readonly ProvenFile[];
  /** Days between two files, the median; undefined with fewer than three. */
  readonly everyDays: number | undefined;
  /** Whoever made, saved, commented or changed it. */
  readonly people: readonly string[];
  /** Datasets that it copies from, and reports and datasets that take their numbers from it. */
  readonly from: readonly string[];
  readonly feeds: readonly string[];
}
