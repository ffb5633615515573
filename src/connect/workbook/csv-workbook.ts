import { isUtf8 } from "node:buffer";
import { basename } from "node:path";
import type { CaptureSource, OpenWorkbook, TextEncoding } from "../../model/index.ts";
import { findLayout } from "../csv/layout.ts";
import { CsvTokenizer } from "../csv/tokenizer.ts";
import { byteOrderMark, decoderOf, utf16ByPattern } from "../encoding.ts";
import { delimiterByName } from "../format.ts";
import { ByteTable } from "./byte-table.ts";
import { PackedSheet, type CellAllowance } from "./packed-sheet.ts";
import { BOOLEAN, INLINE, NO_FORMULA, NUMBER, RowCells } from "./row-cells.ts";
import { noSharedStrings } from "./shared-strings.ts";

/**
 * A delimited text as a workbook of one sheet, named as the file is. A number is
 * what a program would write as that number: `007` and `1,5` stay texts, and
 * so do dates. Nothing is a formula.
 *
 * @throws InputError `empty-file`, `too-many-cells`
 */
export function openDelimited(bytes: Buffer, file: string, allowance: CellAllowance): OpenWorkbook {
  const mark = byteOrderMark(bytes);
  const encoding: TextEncoding = mark?.encoding ?? utf16ByPattern(bytes) ?? (isUtf8(bytes) ? "utf-8" : "windows-1252");
  const decode = decoderOf(encoding);
  const text = decode(bytes.subarray(mark?.bytes ?? 0)) + decode(undefined);
  const name = basename(file).replace(/\.[^.]*$/, "");
  const asIs: CaptureSource = {
    path: file,
    format: "csv",
    encoding,
    delimiter: undefined,
    headerRow: undefined,
    sheet: undefined,
    records: undefined,
    capturedAt: undefined,
    line: 1,
  };
  const { delimiter, lineEnd } = findLayout(text, true, asIs, file, delimiterByName(file));
  const cells = new PackedSheet(["General"], noSharedStrings, allowance);
  const row = new RowCells(noSharedStrings, new ByteTable());
  let index = 0;
  const tokenizer = new CsvTokenizer(delimiter, lineEnd, (record) => {
    row.clear(index++, false);
    record.cells.forEach((cell, column) => {
      if (cell !== null && column < 16_384) addText(row, column, cell);
    });
    if (row.length > 0) cells.row(row);
  });
  tokenizer.push(text);
  const closed = tokenizer.end();
  return {
    workbook: {
      file,
      format: "csv",
      date1904: false,
      creator: undefined,
      lastModifiedBy: undefined,
      createdAt: undefined,
      modifiedAt: undefined,
      application: undefined,
      sheets: [
        {
          name,
          state: "visible",
          cells: cells.cells,
          formulas: 0,
          rowCount: cells.rowCount,
          columnCount: cells.columnCount,
          hiddenRows: [],
          hiddenColumns: [],
          merged: [],
          filters: [],
          tables: [],
          comments: [],
        },
      ],
      names: [],
      externalLinks: [],
      connections: [],
      queries: [],
      revisions: [],
      macros: false,
      notes: closed ? [] : [`${file}: a quote is never closed; the rest of the text was not read`],
    },
    cells: (sheet) => {
      if (sheet !== name) throw new Error(`${file} has no sheet ${sheet}`);
      return cells;
    },
  };
}

function addText(row: RowCells, column: number, text: string): void {
  if (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(text) && text.replace(/[-.]/g, "").length <= 15)
    row.add(column, NUMBER, Number(text), 0, NO_FORMULA);
  else if (text === "TRUE" || text === "FALSE") row.add(column, BOOLEAN, text === "TRUE" ? 1 : 0, 0, NO_FORMULA);
  else {
    const bytes = Buffer.from(text);
    row.add(column, INLINE, row.keep(bytes, bytes.length), 0, NO_FORMULA);
  }
}
