import { byLikeness, nearestWord, InputError, type CaptureSource, type Problem } from "../../model/index.ts";
import { columnNames } from "../column-names.ts";
import { findHeader, headerCells } from "../csv/layout.ts";
import { isBlank } from "../csv/tokenizer.ts";
import type { FileReading } from "../file-reading.ts";
import { ProblemList } from "../problem-list.ts";
import { limitsOf, type ProbedFile, type ReadContext } from "../reading.ts";
import { ScratchTable } from "../scratch-table.ts";
import { unpackedPath } from "../unpack.ts";
import { CellTexts } from "./cell-text.ts";
import { openRows } from "./open.ts";
import type { RowCells } from "./row-cells.ts";
import type { WorkbookRows } from "./rows.ts";
import { columnLetters } from "./spans.ts";

/** Rows of text that are looked at to find the header. */
const sampleRows = 200;

interface SheetRow {
  /** 1-based. */
  readonly row: number;
  readonly cells: (string | null)[];
  readonly errors: readonly { readonly column: number; readonly error: string }[];
}

/** The values of one sheet of a workbook. Sheets of .xlsx and .xlsm files are never held whole. */
export async function readWorkbook(file: ProbedFile, source: CaptureSource, context: ReadContext): Promise<FileReading> {
  const limits = limitsOf(context);
  const rows = await openRows(await unpackedPath(file, context), file.path, limits);
  try {
    const candidates = sheetsOf(rows, source, file.path);
    for (const sheet of candidates) {
      const last = sheet === candidates[candidates.length - 1];
      const found = await readSheet(rows, sheet, file.path, source, context);
      // A chart, or a sheet left empty, is not meant when none is named.
      if (found !== undefined) return found;
      if (last) throw noHeader(undefined, source, file.path, sheet);
    }
    throw new InputError([{ code: "empty-file", message: "This workbook holds no sheet.", at: { file: file.path } }]);
  } finally {
    await rows.close();
  }
}

function sheetsOf(rows: WorkbookRows, source: CaptureSource, file: string): readonly string[] {
  const names = rows.sheets.map(({ name }) => name);
  const wanted = source.sheet;
  if (wanted === undefined) {
    const visible = rows.sheets.filter(({ state }) => state === "visible").map(({ name }) => name);
    return visible.length > 0 ? visible : names;
  }
  if (names.includes(wanted)) return [wanted];
  const hint = nearestWord(wanted, names);
  throw new InputError([
    {
      code: "unknown-sheet",
      message: "The workbook has no such sheet.",
      at: { file },
      found: byLikeness(wanted, names).slice(0, 12).join(", "),
      expected: wanted,
      ...(hint === undefined ? {} : { hint: `sheet: ${hint}` }),
    },
  ]);
}

/** Undefined when the sheet holds no text. */
async function readSheet(
  rows: WorkbookRows,
  sheet: string,
  file: string,
  source: CaptureSource,
  context: ReadContext,
): Promise<FileReading | undefined> {
  let width = 0;
  for (;;) {
    const copy = new SheetCopy(sheet, file, source, context, width, new CellTexts(rows.formats, rows.date1904));
    try {
      const { notes } = await rows.stream(sheet, copy);
      await copy.finish();
      if (copy.blank) return undefined;
      // A row far below is wider than all that the columns were made of: once more, now that it is known.
      if (copy.widest <= copy.width) return copy.reading(notes);
      width = copy.widest;
    } finally {
      await copy.close();
    }
  }
}

/** Copies a sheet from its header on, while its rows go by. */
class SheetCopy {
  /** Does no row hold text? */
  blank = true;
  /** Columns that the rows from the header on need. */
  widest: number;
  /** Columns that were made; known with the header. */
  width = 0;
  readonly #sheet: string;
  readonly #file: string;
  readonly #source: CaptureSource;
  readonly #context: ReadContext;
  readonly #texts: CellTexts;
  readonly #problems: ProblemList;
  #sample: SheetRow[] = [];
  #filled = 0;
  #header: SheetRow | undefined;
  #names: string[] = [];
  #repeated = 0;
  #table: ScratchTable | undefined;

  constructor(sheet: string, file: string, source: CaptureSource, context: ReadContext, width: number, texts: CellTexts) {
    this.#sheet = sheet;
    this.#file = file;
    this.#source = source;
    this.#context = context;
    this.#texts = texts;
    this.#problems = new ProblemList(limitsOf(context).maxProblems);
    this.widest = width;
  }

  row(cells: RowCells): void {
    const row = this.#read(cells);
    if (!isBlank(row.cells)) {
      this.blank = false;
      this.#filled++;
    }
    if (this.#header !== undefined) this.#take(row);
    else {
      const wanted = this.#source.headerRow;
      // Above a header that is named nothing is needed but what might have been meant instead.
      if (wanted === undefined || row.row >= wanted || this.#filled <= sampleRows) this.#sample.push(row);
      if (this.#filled >= sampleRows && (wanted === undefined || row.row >= wanted)) this.#begin();
    }
  }

  async pause(): Promise<void> {
    if (this.#header === undefined) return;
    this.#table ??= await ScratchTable.create(this.#context.scratch);
    for (const row of this.#sample) this.#copy(row);
    this.#sample = [];
    await this.#table.drain();
  }

  async finish(): Promise<void> {
    if (this.blank) return;
    if (this.#header === undefined) this.#begin();
    await this.pause();
    await this.#table?.finish();
  }

  /** May be called after `finish`. */
  async close(): Promise<void> {
    await this.#table?.abandon();
  }

  reading(notes: readonly string[]): FileReading {
    if (this.#table === undefined || this.#header === undefined) throw new Error("the sheet was not read");
    const columns = columnNames(this.#names);
    const times = `${this.#repeated} more ${this.#repeated === 1 ? "time" : "times"}`;
    return {
      relation: this.#table.relation(columns),
      position: { kind: "column" },
      columns: columns.map((name) => ({ name, type: "VARCHAR" })),
      problems: this.#problems,
      notes: this.#repeated === 0 ? notes : [...notes, `${this.#file}: the header stands ${times} among the rows; skipped`],
      sheet: this.#sheet,
      headerRow: this.#header.row,
    };
  }

  #read(row: RowCells): SheetRow {
    const cells: (string | null)[] = [];
    const errors: { column: number; error: string }[] = [];
    for (let at = 0; at < row.length; at++) {
      const column = row.columns[at] as number;
      while (cells.length < column) cells.push(null);
      const told = this.#texts.read(row, at);
      if ("error" in told) errors.push({ column, error: told.error });
      cells.push("error" in told ? null : told.text);
    }
    return { row: row.index + 1, cells, errors };
  }

  #begin(): void {
    const { headerRow } = this.#source;
    const header = headerRow === undefined ? findHeader(this.#sample) : this.#sample.find((row) => row.row === headerRow);
    if (header === undefined || isBlank(header.cells)) throw noHeader(findHeader(this.#sample), this.#source, this.#file, this.#sheet);
    this.#header = header;
    this.width = Math.max(this.widest, widthOf(header.cells));
    for (const row of this.#sample) if (row.row > header.row) this.width = Math.max(this.width, widthOf(row.cells));
    this.widest = this.width;
    this.#names = headerCells(Array.from({ length: this.width }, (_, index) => header.cells[index] ?? null));
  }

  #take(row: SheetRow): void {
    if (this.#table === undefined) this.#sample.push(row);
    else this.#copy(row);
  }

  #copy(row: SheetRow): void {
    if (this.#header === undefined || row.row <= this.#header.row) return;
    this.widest = Math.max(this.widest, widthOf(row.cells));
    if (this.widest > this.width) return;
    for (const { column, error } of row.errors) this.#problems.add(row.row, cellProblem(this.#file, this.#sheet, row.row, column, error));
    if (isBlank(row.cells) && row.errors.length === 0) return;
    const cells = row.cells.slice(0, this.width);
    while (cells.length < this.width) cells.push(null);
    if (cells.every((cell, index) => (cell ?? "").trim().normalize("NFC") === this.#names[index])) this.#repeated++;
    else this.#table?.add(row.row, cells);
  }
}

function widthOf(cells: readonly (string | null)[]): number {
  return cells.findLastIndex((cell) => cell !== null) + 1;
}

function noHeader(first: SheetRow | undefined, source: CaptureSource, file: string, sheet: string): InputError {
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
  return new InputError([problem]);
}

function cellProblem(file: string, sheet: string, row: number, column: number, error: string): Problem {
  return {
    code: "error-cell",
    message: "This cell holds no value that can be read; it was taken as empty.",
    at: { file, cell: `${sheet}!${columnLetters(column)}${row}` },
    found: error,
  };
}
