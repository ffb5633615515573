import { InputError, type CaptureSource } from "../../model/index.ts";
import { columnNames } from "../column-names.ts";
import { CsvTokenizer, isBlank, type CsvRecord, type LineEnd } from "./tokenizer.ts";

/** How a delimited text is laid out. */
export interface CsvLayout {
  readonly delimiter: string;
  readonly lineEnd: LineEnd;
  /** 1-based line where the header begins. */
  readonly headerLine: number;
  /** The header's cells, trimmed and in NFC, as the file has them. */
  readonly header: readonly string[];
  /** What the columns are called: no two alike, none empty. */
  readonly columns: readonly string[];
}

const candidates = [",", ";", "\t", "|"] as const;
const sampleRecords = 200;

/**
 * Finds delimiter and header in the beginning of a text. `whole` tells that the
 * text is all there is.
 *
 * @throws InputError `empty-file`, `empty-header`
 */
export function findLayout(text: string, whole: boolean, source: CaptureSource, path: string, likely: string | undefined): CsvLayout {
  const lineEnd = lineEndOf(text);
  const delimiter = source.delimiter ?? findDelimiter(text, whole, lineEnd, likely);
  const records = tokenize(text, whole, delimiter, lineEnd);
  const header = source.headerRow === undefined ? findHeader(records) : records.find((record) => record.line === source.headerRow);
  if (header === undefined || isBlank(header.cells)) {
    if (source.headerRow === undefined) {
      const hint = "Export it again, with its header line.";
      throw new InputError([
        { code: "empty-file", message: "This file holds no line with text, so it has no columns.", at: { file: path }, hint },
      ]);
    }
    const at = { file: path, line: source.headerRow };
    const first = findHeader(records);
    throw new InputError([
      {
        code: "empty-header",
        message: "No header begins in the line that the source names.",
        at,
        ...(first === undefined ? {} : { hint: `headerRow: ${first.line}, or leave it out` }),
      },
    ]);
  }
  const cells = headerCells(header.cells);
  return { delimiter, lineEnd, headerLine: header.line, header: cells, columns: columnNames(cells) };
}

export function headerCells(cells: readonly (string | null)[]): string[] {
  return cells.map((cell) => (cell ?? "").trim().normalize("NFC"));
}

function lineEndOf(text: string): LineEnd {
  const feeds = text.split("\n").length - 1;
  const returns = text.split("\r").length - 1;
  const pairs = text.split("\r\n").length - 1;
  return returns - pairs > feeds ? "cr" : "lf";
}

function tokenize(text: string, whole: boolean, delimiter: string, lineEnd: LineEnd): CsvRecord[] {
  const records: CsvRecord[] = [];
  const tokenizer = new CsvTokenizer(delimiter, lineEnd, (record) => records.push(record));
  tokenizer.push(text);
  if (whole) tokenizer.end();
  // A text without any line end within the sample still has its one line.
  else if (records.length === 0) tokenizer.end();
  return records;
}

/** The candidate by which most lines have the same number of cells. */
function findDelimiter(text: string, whole: boolean, lineEnd: LineEnd, likely: string | undefined): string {
  let best = { delimiter: likely ?? ",", score: 0 };
  for (const delimiter of candidates) {
    const records = tokenize(text, whole, delimiter, lineEnd)
      .filter((record) => !isBlank(record.cells))
      .slice(0, sampleRecords);
    const width = usualWidth(records);
    if (width < 2) continue;
    const alike = records.filter((record) => record.cells.length === width).length / records.length;
    const strays = records.filter((record) => record.strayQuote).length / records.length;
    const score = alike - strays + Math.min(width, 50) / 500 + (delimiter === likely ? 0.5 : 0);
    if (score > best.score + 1e-9) best = { delimiter, score };
  }
  return best.delimiter;
}

/** The number of cells that most records have; the greater number where two are as frequent. */
function usualWidth(records: readonly { readonly cells: readonly unknown[] }[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of records) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  let width = 0;
  let most = 0;
  for (const [cells, count] of counts) {
    if (count > most || (count === most && cells > width)) {
      width = cells;
      most = count;
    }
  }
  return width;
}

/**
 * The first record that is as wide as the table and whose cells are words, or
 * which reaches the last column (`Account;2025;2026`). A title, a blank line,
 * `Generated;2026-09-30;` above it are not.
 */
export function findHeader<T extends { readonly cells: readonly (string | null)[] }>(all: readonly T[]): T | undefined {
  const records = all.filter((record) => !isBlank(record.cells)).slice(0, sampleRecords);
  const width = usualWidth(records);
  const isFilled = (cell: string | null | undefined): boolean => (cell ?? "").trim() !== "";
  const wide = records.filter((record) => record.cells.length >= width && record.cells.filter(isFilled).length * 2 > width);
  const header = wide.find((record) => isFilled(record.cells[width - 1]) || record.cells.every(isWord));
  return header ?? wide[0] ?? records.find((record) => record.cells.length >= width) ?? records[0];
}

function isWord(cell: string | null): boolean {
  return cell === null || !/^\s*[-+(]?[$€£]?\s*\d[\d.,:/\s-]*\)?%?\s*$/.test(cell);
}
