import { readFile } from "node:fs/promises";
import { read, utils, type WorkBook } from "@e965/xlsx";
import { byLikeness, nearestWord, InputError, type CaptureSource, type Problem } from "../../model/index.ts";
import { columnNames } from "../column-names.ts";
import { findHeader, headerCells } from "../csv/layout.ts";
import { isBlank } from "../csv/tokenizer.ts";
import type { FileReading } from "../file-reading.ts";
import { ProblemList } from "../problem-list.ts";
import { limitsOf, type ProbedFile, type ReadContext } from "../reading.ts";
import { ScratchTable } from "../scratch-table.ts";
import { unpackedPath } from "../unpack.ts";
import { checkArchive } from "./archive.ts";
import { cellText, type Cell } from "./cell-text.ts";

interface SheetRow {
  /** 1-based. */
  readonly row: number;
  readonly cells: (string | null)[];
  readonly errors: readonly { readonly column: number; readonly error: string }[];
}

/** The values of one sheet of a workbook, loaded whole. */
export async function readWorkbook(file: ProbedFile, source: CaptureSource, context: ReadContext): Promise<FileReading> {
  const limits = limitsOf(context);
  const bytes = await readFile(await unpackedPath(file, context));
  if (bytes.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))) refuseEncrypted(bytes, file.path);
  else checkArchive(bytes, file.path, limits);
  const { sheet, rows } = sheetRows(bytes, file.path, source);

  const header = headerOf(rows, source, file.path, sheet);
  const last = header.cells.findLastIndex((cell) => cell !== null);
  const widest = rows.reduce(
    (most, row) =>
      row.row > header.row
        ? Math.max(
            most,
            row.cells.findLastIndex((cell) => cell !== null),
          )
        : most,
    last,
  );
  const names = headerCells(Array.from({ length: widest + 1 }, (_, index) => header.cells[index] ?? null));
  const columns = columnNames(names);
  const problems = new ProblemList(limits.maxProblems);
  const table = await ScratchTable.create(context.scratch);
  let repeated = 0;
  try {
    for (const row of rows) {
      if (row.row <= header.row) continue;
      for (const { column, error } of row.errors) problems.add(row.row, cellProblem(file.path, sheet, row.row, column, error));
      if (isBlank(row.cells) && row.errors.length === 0) continue;
      const cells = Array.from(columns, (_, index) => row.cells[index] ?? null);
      if (headerCells(cells).every((cell, index) => cell === names[index])) repeated++;
      else table.add(row.row, cells);
      await table.drain();
    }
    await table.finish();
  } catch (cause) {
    await table.abandon();
    throw cause;
  }
  return {
    relation: table.relation(columns),
    position: { kind: "column" },
    columns: columns.map((name) => ({ name, type: "VARCHAR" })),
    problems,
    notes:
      repeated === 0
        ? []
        : [`${file.path}: the header stands ${repeated} more ${repeated === 1 ? "time" : "times"} among the rows; skipped`],
    sheet,
    headerRow: header.row,
  };
}

function refuseEncrypted(bytes: Buffer, file: string): void {
  if (!bytes.includes(Buffer.from("EncryptedPackage", "utf16le"))) return;
  const hint = "Save a copy without a password.";
  throw new InputError([{ code: "protected-workbook", message: "This workbook is protected by a password.", at: { file }, hint }]);
}

function load(bytes: Buffer, file: string, options: { readonly sheets: string | string[] }): WorkBook {
  try {
    return read(bytes, { type: "buffer", dense: true, cellNF: true, cellText: false, cellHTML: false, cellFormula: true, ...options });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (/password|encrypt/i.test(message)) refuseEncrypted(Buffer.from("EncryptedPackage", "utf16le"), file);
    throw new InputError(
      [{ code: "damaged-workbook", message: "This workbook cannot be read.", at: { file }, found: message.slice(0, 200) }],
      { cause },
    );
  }
}

function sheetRows(bytes: Buffer, file: string, source: CaptureSource): { sheet: string; rows: SheetRow[] } {
  // Names and visibility first, so that no more sheets are loaded than needed.
  const outline = load(bytes, file, { sheets: [] });
  const states = outline.Workbook?.Sheets ?? [];
  const visible = outline.SheetNames.filter((_, index) => !states[index]?.Hidden);
  const wanted = source.sheet;
  if (wanted !== undefined && !outline.SheetNames.includes(wanted)) {
    const hint = nearestWord(wanted, outline.SheetNames);
    throw new InputError([
      {
        code: "unknown-sheet",
        message: "The workbook has no such sheet.",
        at: { file },
        found: byLikeness(wanted, outline.SheetNames).slice(0, 12).join(", "),
        expected: wanted,
        ...(hint === undefined ? {} : { hint: `sheet: ${hint}` }),
      },
    ]);
  }
  const candidates = wanted !== undefined ? [wanted] : visible.length > 0 ? visible : outline.SheetNames;
  for (const sheet of candidates) {
    const rows = rowsOf(load(bytes, file, { sheets: sheet }), sheet);
    // A chart, or a sheet left empty, is not meant when none is named.
    if (rows.some((row) => !isBlank(row.cells)) || sheet === candidates[candidates.length - 1]) return { sheet, rows };
  }
  throw new InputError([{ code: "empty-file", message: "This workbook holds no sheet.", at: { file } }]);
}

function rowsOf(book: WorkBook, sheet: string): SheetRow[] {
  const data: readonly (readonly (Cell | undefined)[] | undefined)[] =
    (book.Sheets[sheet] as { "!data"?: Cell[][] } | undefined)?.["!data"] ?? [];
  const date1904 = book.Workbook?.WBProps?.date1904 === true;
  const rows: SheetRow[] = [];
  data.forEach((line, index) => {
    const cells: (string | null)[] = [];
    const errors: { column: number; error: string }[] = [];
    line?.forEach((cell, column) => {
      while (cells.length < column) cells.push(null);
      const told = cell === undefined ? { text: null } : cellText(cell, date1904);
      if ("error" in told) errors.push({ column, error: told.error });
      cells.push("error" in told ? null : told.text);
    });
    if (cells.length > 0) rows.push({ row: index + 1, cells, errors });
  });
  return rows;
}

function headerOf(rows: readonly SheetRow[], source: CaptureSource, file: string, sheet: string): SheetRow {
  const found = source.headerRow === undefined ? findHeader(rows) : rows.find((row) => row.row === source.headerRow);
  if (found !== undefined && !isBlank(found.cells)) return found;
  const first = findHeader(rows);
  const cell = `${sheet}!A${source.headerRow ?? 1}`;
  const problem: Problem =
    first === undefined
      ? { code: "empty-file", message: "This sheet holds no text.", at: { file, cell } }
      : {
          code: "empty-header",
          message: "No header stands in the row that the source names.",
          at: { file, cell },
          hint: `headerRow: ${first.row}, or leave it out`,
        };
  throw new InputError([problem]);
}

function cellProblem(file: string, sheet: string, row: number, column: number, error: string): Problem {
  return {
    code: "error-cell",
    message: "This cell holds no value that can be read; it was taken as empty.",
    at: { file, cell: `${sheet}!${utils.encode_col(column)}${row}` },
    found: error,
  };
}
