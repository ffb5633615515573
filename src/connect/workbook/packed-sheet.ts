import { InputError, type Cell, type CellValue, type SheetCells } from "../../model/index.ts";
import { ByteTable } from "./byte-table.ts";
import { damagedWorkbook } from "./refusals.ts";
import { BOOLEAN, ERROR, INLINE, NO_FORMULA, NUMBER, SHARED, UNKNOWN_FORMULA, type RowCells, type RowVisitor } from "./row-cells.ts";
import type { SharedStrings } from "./shared-strings.ts";

const chunkBits = 15;
const chunkMask = (1 << chunkBits) - 1;

interface Chunk {
  readonly columns: Uint16Array;
  readonly kinds: Uint8Array;
  readonly numbers: Float64Array;
  readonly styles: Uint16Array;
  readonly formulas: Int32Array;
}

/** Cells that may still be packed, of a whole workbook. */
export interface CellAllowance {
  readonly file: string;
  readonly most: number;
  used: number;
}

/**
 * The cells of a sheet in memory, 17 bytes for each one that holds something;
 * texts and formulas stand once, whatever the number of cells that have them.
 */
export class PackedSheet implements SheetCells, RowVisitor {
  rowCount = 0;
  columnCount = 0;
  /** Cells that hold something, and those with a formula. */
  cells = 0;
  formulas = 0;
  readonly #chunks: Chunk[] = [];
  /** Row n stands from `#starts[n]` to `#ends[n]`. */
  #starts: Uint32Array = new Uint32Array(256);
  #ends: Uint32Array = new Uint32Array(256);
  readonly #texts = new ByteTable();
  #formulaTexts = new ByteTable();
  readonly #formats: readonly string[];
  readonly #shared: SharedStrings;
  readonly #allowance: CellAllowance;

  constructor(formats: readonly string[], shared: SharedStrings, allowance: CellAllowance) {
    this.#formats = formats;
    this.#shared = shared;
    this.#allowance = allowance;
  }

  row(row: RowCells): void {
    const { index, length } = row;
    const { file, most } = this.#allowance;
    this.#allowance.used += length;
    if (this.#allowance.used > most) throw tooManyCells(file, most);
    if (index >= this.#starts.length) {
      const size = Math.max(index + 1, this.#starts.length * 2);
      this.#starts = widened(this.#starts, size);
      this.#ends = widened(this.#ends, size);
    }
    if (this.#ends[index] !== this.#starts[index]) throw damagedWorkbook(file, `row ${index + 1} stands twice`);
    this.#formulaTexts = row.formulaTexts;
    this.#starts[index] = this.cells;
    for (let at = 0; at < length; at++) this.#add(row, at);
    this.#ends[index] = this.cells;
    this.rowCount = Math.max(this.rowCount, index + 1);
    this.columnCount = Math.max(this.columnCount, (row.columns[length - 1] as number) + 1);
  }

  at(row: number, column: number): Cell | undefined {
    if (row < 0 || row >= this.rowCount) return undefined;
    let low = this.#starts[row] as number;
    let high = this.#ends[row] as number;
    const end = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = this.#chunk(middle).columns[middle & chunkMask] as number;
      if (found < column) low = middle + 1;
      else high = middle;
    }
    if (low === end) return undefined;
    const chunk = this.#chunk(low);
    const at = low & chunkMask;
    if (chunk.columns[at] !== column) return undefined;
    const formula = chunk.formulas[at] as number;
    return {
      value: this.#value(chunk.kinds[at] as number, chunk.numbers[at] as number),
      formula: formula === NO_FORMULA ? undefined : formula === UNKNOWN_FORMULA ? "" : this.#formulaTexts.text(formula),
      format: this.#formats[chunk.styles[at] as number] ?? "General",
    };
  }

  #value(kind: number, number: number): CellValue | undefined {
    if (kind === NUMBER) return { kind: "number", number };
    if (kind === SHARED) return { kind: "text", text: this.#shared.text(number) };
    if (kind === INLINE) return { kind: "text", text: this.#texts.text(number) };
    if (kind === BOOLEAN) return { kind: "boolean", boolean: number === 1 };
    if (kind === ERROR) return { kind: "error", error: this.#texts.text(number) };
    return undefined;
  }

  #chunk(cell: number): Chunk {
    return this.#chunks[cell >>> chunkBits] as Chunk;
  }

  #add(row: RowCells, from: number): void {
    const cell = this.cells++;
    if (cell >>> chunkBits === this.#chunks.length) this.#chunks.push(newChunk());
    const chunk = this.#chunk(cell);
    const at = cell & chunkMask;
    const kind = row.kinds[from] as number;
    let number = row.numbers[from] as number;
    if (kind === INLINE || kind === ERROR)
      number = this.#texts.intern(row.inline, row.inlineStart(number), row.inlineEnds[number] as number);
    const formula = row.formulas[from] as number;
    if (formula !== NO_FORMULA) this.formulas++;
    chunk.columns[at] = row.columns[from] as number;
    chunk.kinds[at] = kind;
    chunk.numbers[at] = number;
    chunk.styles[at] = row.styles[from] as number;
    chunk.formulas[at] = formula;
  }
}

function newChunk(): Chunk {
  const size = chunkMask + 1;
  return {
    columns: new Uint16Array(size),
    kinds: new Uint8Array(size),
    numbers: new Float64Array(size),
    styles: new Uint16Array(size),
    formulas: new Int32Array(size),
  };
}

function widened(from: Uint32Array, size: number): Uint32Array {
  const to = new Uint32Array(size);
  to.set(from);
  return to;
}

function tooManyCells(file: string, most: number): InputError {
  const message = "This workbook holds more cells than can be looked at together.";
  const hint = "Declare its sheets as sources: they are read row by row.";
  return new InputError([{ code: "too-many-cells", message, at: { file }, expected: `at most ${most} cells`, hint }]);
}
