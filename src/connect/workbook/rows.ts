import type { Span, WorkbookSheet } from "../../model/index.ts";
import type { RowVisitor } from "./row-cells.ts";
import type { SheetFrame } from "./sheet-frame.ts";

/** What was learnt of a sheet while its rows went by. */
export interface SheetOutline extends SheetFrame {
  readonly hiddenRows: readonly Span[];
  /** What could not be read, in plain sentences. */
  readonly notes: readonly string[];
}

/** A workbook whose sheets are read row by row, as often as wanted, until it is closed. */
export interface WorkbookRows {
  readonly sheets: readonly Pick<WorkbookSheet, "name" | "state">[];
  readonly date1904: boolean;
  /** Number formats, by the style of a cell. */
  readonly formats: readonly string[];
  /**
   * Reads the rows of a sheet, by its name, in the file's order.
   *
   * @throws InputError `damaged-workbook`, `unsafe-workbook`, `decompression-limit`
   * @throws Error when the workbook has no such sheet
   */
  stream(sheet: string, visitor: RowVisitor): Promise<SheetOutline>;
  close(): Promise<void>;
}
