import type { OpenWorkbook, SheetCells } from "../../../model/index.ts";
import { LogicTable, type Logic } from "./logic.ts";

export const BLANK = 0;
export const NUMBER = 1;
export const TEXT = 2;
const BOOLEAN = 3;
export const ERROR = 4;
/** A formula that was saved without its result. */
export const UNKNOWN = 5;

/** Cells of one sheet that are looked at: beyond it, its last rows are left out. */
const MAX_CELLS = 40_000_000;

/** One sheet as arrays: what the audit asks millions of times. */
export class Grid {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly #cells: SheetCells;
  readonly #kinds: Uint8Array;
  readonly #numbers: Float64Array;
  readonly #formulas: Int32Array;
  readonly #logic: LogicTable;
  readonly #totals = new Map<number, ColumnTotals>();
  readonly #sumRows = new Map<number, readonly number[]>();

  constructor(name: string, cells: SheetCells, logic: LogicTable) {
    this.name = name;
    this.#cells = cells;
    this.#logic = logic;
    this.columns = cells.columnCount;
    this.rows = Math.min(cells.rowCount, Math.floor(MAX_CELLS / Math.max(1, this.columns)));
    const size = this.rows * this.columns;
    this.#kinds = new Uint8Array(size);
    this.#numbers = new Float64Array(size);
    this.#formulas = new Int32Array(size);
    for (let row = 0; row < this.rows; row++) {
      for (let column = 0; column < this.columns; column++) {
        const cell = cells.at(row, column);
        if (cell === undefined) continue;
        const at = row * this.columns + column;
        const { value, formula } = cell;
        if (formula !== undefined) this.#formulas[at] = logic.of(formula).id + 1;
        if (value === undefined) this.#kinds[at] = formula === undefined ? BLANK : UNKNOWN;
        else if (value.kind === "number") {
          this.#kinds[at] = NUMBER;
          this.#numbers[at] = value.number;
        } else if (value.kind === "text") this.#kinds[at] = value.text.trim() === "" && formula === undefined ? BLANK : TEXT;
        else this.#kinds[at] = value.kind === "boolean" ? BOOLEAN : ERROR;
      }
    }
  }

  holds(row: number, column: number): boolean {
    return row >= 0 && column >= 0 && row < this.rows && column < this.columns;
  }

  kind(row: number, column: number): number {
    return this.holds(row, column) ? this.#kinds[row * this.columns + column]! : BLANK;
  }

  /** 0 where no number stands. */
  number(row: number, column: number): number {
    return this.holds(row, column) ? this.#numbers[row * this.columns + column]! : 0;
  }

  logic(row: number, column: number): Logic | undefined {
    const id = this.holds(row, column) ? this.#formulas[row * this.columns + column]! : 0;
    return id === 0 ? undefined : this.#logic.at(id - 1);
  }

  hasFormula(row: number, column: number): boolean {
    return this.holds(row, column) && this.#formulas[row * this.columns + column]! !== 0;
  }

  /** A number that was typed. */
  typed(row: number, column: number): boolean {
    return this.kind(row, column) === NUMBER && !this.hasFormula(row, column);
  }

  /** A number that was typed, or a formula. */
  figure(row: number, column: number): boolean {
    return this.hasFormula(row, column) || this.kind(row, column) === NUMBER;
  }

  text(row: number, column: number): string | undefined {
    const value = this.holds(row, column) ? this.#cells.at(row, column)?.value : undefined;
    return value?.kind === "text" ? value.text : undefined;
  }

  /** Is it shown as a percentage? */
  percent(row: number, column: number): boolean {
    return this.holds(row, column) && this.#cells.at(row, column)?.format.includes("%") === true;
  }

  error(row: number, column: number): string | undefined {
    const value = this.kind(row, column) === ERROR ? this.#cells.at(row, column)?.value : undefined;
    return value?.kind === "error" ? value.error : undefined;
  }

  /** What stands in a column before each row. */
  totals(column: number): ColumnTotals {
    const known = this.#totals.get(column);
    if (known !== undefined) return known;
    const sum = new Float64Array(this.rows + 1);
    const count = new Int32Array(this.rows + 1);
    const unknown = new Int32Array(this.rows + 1);
    for (let row = 0; row < this.rows; row++) {
      const kind = this.kind(row, column);
      sum[row + 1] = sum[row]! + (kind === NUMBER ? this.number(row, column) : 0);
      count[row + 1] = count[row]! + (kind === NUMBER ? 1 : 0);
      unknown[row + 1] = unknown[row]! + (kind === ERROR || kind === UNKNOWN ? 1 : 0);
    }
    const totals = { sum, count, unknown };
    this.#totals.set(column, totals);
    return totals;
  }

  /** Rows of a column whose formula calls SUM, ascending. */
  sumRows(column: number): readonly number[] {
    const known = this.#sumRows.get(column);
    if (known !== undefined) return known;
    const rows: number[] = [];
    for (let row = 0; row < this.rows; row++) if (this.logic(row, column)?.functions.has("SUM") === true) rows.push(row);
    this.#sumRows.set(column, rows);
    return rows;
  }
}

/** For each row: sum and count of the numbers above it, and how many results are errors or were not saved. */
export interface ColumnTotals {
  readonly sum: Float64Array;
  readonly count: Int32Array;
  readonly unknown: Int32Array;
}

/** A workbook as the audit sees it. */
export interface Book {
  readonly open: OpenWorkbook;
  readonly grids: readonly Grid[];
  grid(name: string): Grid | undefined;
}

/** Reads every sheet once. */
export function readBook(open: OpenWorkbook): Book {
  const logic = new LogicTable();
  const grids = open.workbook.sheets.map((sheet) => new Grid(sheet.name, open.cells(sheet.name), logic));
  const byName = new Map(grids.map((grid) => [grid.name.toLowerCase(), grid]));
  return { open, grids, grid: (name) => byName.get(name.toLowerCase()) };
}
