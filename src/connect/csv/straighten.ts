import { InputError } from "../../model/index.ts";
import { ByteStream } from "../byte-stream.ts";
import { decoderOf } from "../encoding.ts";
import { ProblemList } from "../problem-list.ts";
import { limitsOf, type ProbedFile, type ReadContext } from "../reading.ts";
import { ScratchTable } from "../scratch-table.ts";
import { headerCells, type CsvLayout } from "./layout.ts";
import { CsvTokenizer, isBlank, type CsvRecord } from "./tokenizer.ts";

/** A quote that has not closed after so much text never will. */
const maxCell = 64 * 1024 * 1024;

export interface Straightened {
  readonly table: ScratchTable;
  readonly problems: ProblemList;
  readonly notes: readonly string[];
}

/**
 * Reads a delimited text that the engine cannot take as it lies and writes its
 * records into a clean table, each with the line where it begins.
 *
 * @throws InputError `unclosed-quote`
 */
export async function straighten(file: ProbedFile, layout: CsvLayout, context: ReadContext): Promise<Straightened> {
  const limits = limitsOf(context);
  const table = await ScratchTable.create(context.scratch);
  const rows = new RowTaker(file.path, layout, table, new ProblemList(limits.maxProblems));
  try {
    const tokenizer = new CsvTokenizer(layout.delimiter, layout.lineEnd, (record) => rows.take(record));
    const decode = decoderOf(file.encoding ?? "utf-8");
    const stream = new ByteStream(file, { gzip: file.compression === "gzip", bytes: file.bytes, limits });
    for await (const piece of stream.pieces()) {
      tokenizer.push(decode(piece));
      if ((tokenizer.open?.length ?? 0) > maxCell) throw unclosed(file.path, tokenizer.open?.line ?? 1);
      await table.drain();
    }
    tokenizer.push(decode(undefined));
    if (!tokenizer.end()) throw unclosed(file.path, tokenizer.open?.line ?? 1);
    await table.finish();
  } catch (cause) {
    await table.abandon();
    throw cause;
  }
  const repeated = rows.repeatedHeaders;
  const notes =
    repeated === 0 ? [] : [`${file.path}: the header stands ${repeated} more ${repeated === 1 ? "time" : "times"} among the rows; skipped`];
  return { table, problems: rows.problems, notes };
}

function unclosed(file: string, line: number): InputError {
  return new InputError([
    {
      code: "unclosed-quote",
      message: "A quote opens in this line and is never closed.",
      at: { file, line },
      hint: 'Close it, or write quotes within text twice: ""',
    },
  ]);
}

/** Mends a record's width, and says so. */
class RowTaker {
  repeatedHeaders = 0;
  readonly problems: ProblemList;
  readonly #file: string;
  readonly #layout: CsvLayout;
  readonly #table: ScratchTable;
  readonly #width: number;

  constructor(file: string, layout: CsvLayout, table: ScratchTable, problems: ProblemList) {
    this.#file = file;
    this.#layout = layout;
    this.#table = table;
    this.problems = problems;
    this.#width = layout.columns.length;
  }

  take(record: CsvRecord): void {
    const { line } = record;
    const cells = record.cells;
    if (line <= this.#layout.headerLine || isBlank(cells)) return;
    if (this.#isHeader(cells)) {
      this.repeatedHeaders++;
      return;
    }
    while (cells.length > this.#width && cells[cells.length - 1] === null) cells.pop();
    if (cells.length !== this.#width) this.#ragged(line, cells);
    if (record.strayQuote) {
      this.problems.add(line, {
        code: "stray-quote",
        message: "A quote stands within a quoted value without being doubled; it was kept as text.",
        at: { file: this.#file, line },
      });
    }
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i];
      if (typeof cell !== "string" || !cell.includes("\0")) continue;
      cells[i] = cell.replaceAll("\0", "");
      this.problems.add(line, {
        code: "nul-character",
        message: "A value holds NUL characters; it was taken without them.",
        at: { file: this.#file, line, column: i + 1 },
      });
    }
    this.#table.add(line, cells);
  }

  #ragged(line: number, cells: (string | null)[]): void {
    const found = `${cells.length} ${cells.length === 1 ? "cell" : "cells"}`;
    const more = cells.length > this.#width;
    const rest = cells
      .slice(this.#width)
      .map((cell) => cell ?? "")
      .join(this.#layout.delimiter);
    this.problems.add(line, {
      code: "ragged-row",
      message: more
        ? "This row has more cells than the header; the first ones were taken."
        : "This row has fewer cells than the header; the missing ones were taken as empty.",
      at: { file: this.#file, line },
      found: more ? `${found}; beyond the header: ${rest.slice(0, 200)}` : found,
      expected: `${this.#width} cells`,
    });
    if (more) cells.length = this.#width;
    while (cells.length < this.#width) cells.push(null);
  }

  #isHeader(cells: readonly (string | null)[]): boolean {
    const { header } = this.#layout;
    if (cells.length !== header.length || headerCells(cells.slice(0, 1))[0] !== header[0]) return false;
    return headerCells(cells).every((cell, index) => cell === header[index]);
  }
}
