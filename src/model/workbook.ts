/** 0-based, ends included. */
export interface CellRange {
  readonly fromRow: number;
  readonly toRow: number;
  readonly fromColumn: number;
  readonly toColumn: number;
}

/** 0-based, ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export type WorkbookFormat = "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" | "csv";

/** What a cell holds as its value: a formula's is the result that was saved with it. */
export type CellValue =
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "boolean"; readonly boolean: boolean }
  /** `#REF!`, `#N/A` … */
  | { readonly kind: "error"; readonly error: string };

/** One cell that holds something. */
export interface Cell {
  /** Undefined where a formula was saved without its result. */
  readonly value: CellValue | undefined;
  /** In R1C1 notation relative to the cell, without `=`: equal logic has equal text. Undefined where a value was typed. */
  readonly formula: string | undefined;
  /** Number format code as the program has it: `General`, `m/d/yyyy`, `#,##0.00`. */
  readonly format: string;
}

/** The cells of one sheet; rows and columns are 0-based. */
export interface SheetCells {
  /** One more than the last row, and column, that holds something. */
  readonly rowCount: number;
  readonly columnCount: number;
  /** Undefined where nothing stands. */
  at(row: number, column: number): Cell | undefined;
}

export interface WorkbookComment {
  readonly row: number;
  readonly column: number;
  readonly text: string;
  /** As the file names the person. */
  readonly author: string | undefined;
  /** UTC ISO 8601; only threaded comments have one. */
  readonly at: string | undefined;
  /** Replies of a thread follow its first comment. */
  readonly reply: boolean;
}

export interface WorkbookSheet {
  readonly name: string;
  readonly state: "visible" | "hidden" | "very-hidden";
  /** How many cells hold something, and how many of them a formula. */
  readonly cells: number;
  readonly formulas: number;
  readonly rowCount: number;
  readonly columnCount: number;
  readonly hiddenRows: readonly Span[];
  readonly hiddenColumns: readonly Span[];
  readonly merged: readonly CellRange[];
  /** Where filters stand, and whether they leave rows out now. */
  readonly filters: readonly { readonly range: CellRange; readonly active: boolean }[];
  /** Tables with a name, as the program knows them. */
  readonly tables: readonly { readonly name: string; readonly range: CellRange; readonly columns: readonly string[] }[];
  readonly comments: readonly WorkbookComment[];
}

export interface WorkbookName {
  readonly name: string;
  /** Of one sheet; undefined: of the workbook. */
  readonly sheet: string | undefined;
  /** In A1 notation, without `=`. */
  readonly refersTo: string;
  readonly hidden: boolean;
}

/** Another workbook that formulas read, with the values it had when this one was saved. */
export interface ExternalLink {
  /** As formulas name it: `[1]`. */
  readonly index: number;
  readonly target: string;
  readonly sheets: readonly string[];
  /** Cells with a saved value. */
  readonly cachedCells: number;
}

/** A connection to a database, a file or the web. Passwords in it are left out. */
export interface WorkbookConnection {
  readonly name: string;
  readonly kind: string;
  /** Connection string or address. */
  readonly target: string | undefined;
  /** SQL or table that it reads. */
  readonly command: string | undefined;
}

/** A Power Query, in its language M. */
export interface WorkbookQuery {
  readonly name: string;
  readonly text: string;
}

/** An entry of a shared workbook's revision log. */
export interface WorkbookRevision {
  readonly at: string | undefined;
  readonly by: string | undefined;
  readonly sheet: string | undefined;
  readonly row: number;
  readonly column: number;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A spreadsheet file, all but its cells. */
export interface Workbook {
  /** Relative to the estate's directory, with `/`. */
  readonly file: string;
  readonly format: WorkbookFormat;
  /** Days are counted from 1904, not from 1900. */
  readonly date1904: boolean;
  readonly creator: string | undefined;
  readonly lastModifiedBy: string | undefined;
  /** UTC ISO 8601, as the file says. */
  readonly createdAt: string | undefined;
  readonly modifiedAt: string | undefined;
  /** Program that saved it: `Microsoft Excel`. */
  readonly application: string | undefined;
  readonly sheets: readonly WorkbookSheet[];
  readonly names: readonly WorkbookName[];
  readonly externalLinks: readonly ExternalLink[];
  readonly connections: readonly WorkbookConnection[];
  readonly queries: readonly WorkbookQuery[];
  readonly revisions: readonly WorkbookRevision[];
  /** Does it hold macros? They are never run. */
  readonly macros: boolean;
  /** What could not be read, in plain sentences: nothing is left out in silence. */
  readonly notes: readonly string[];
}

/** A workbook with its cells. */
export interface OpenWorkbook {
  readonly workbook: Workbook;
  /**
   * The cells of a sheet, by its name.
   *
   * @throws Error when the workbook has no such sheet
   */
  cells(sheet: string): SheetCells;
}

/** What may be wrong with a formula, or with a value that stands in its place. */
export const FORMULA_FAULT_KINDS = [
  "reference-error",
  "constant-for-formula",
  "formula-for-constant",
  "range-short",
  /** Also reads empty lines or labels. */
  "range-wide",
  "broken-fill",
  "hand-computed",
  "approximate-match",
  "text-number",
  "double-counted",
] as const;
export type FormulaFaultKind = (typeof FORMULA_FAULT_KINDS)[number];

/** One fault of a workbook's logic, at one cell or a run of cells with the same fault. */
export interface FormulaFault {
  readonly kind: FormulaFaultKind;
  readonly sheet: string;
  readonly range: CellRange;
  /** Cells of the same sheet that it disagrees with: which of both is wrong, only a person can say. At most 100 ranges. */
  readonly against: readonly CellRange[];
  /** What stands there, in A1 notation or as the value. */
  readonly found: string;
  /** What was expected, in A1 notation or as the value. */
  readonly expected: string;
  /** One plain sentence. */
  readonly why: string;
  /** 0 to 1: how sure it is. */
  readonly confidence: number;
  /** Results that read the cell, directly or not, and that nothing else reads: `Summary!B5`; at most 10. */
  readonly outputs: readonly string[];
  /** Decimal string: value as expected − value as found, where both are numbers; of a run, the sum over its cells. */
  readonly effect: string | undefined;
}
