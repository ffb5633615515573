import { cellName, nodesOf, parseFormula, sheetPrefix, toR1C1, type Edge, type RangeReference } from "../../../formulas/index.ts";
import type { Book, Grid } from "./grid.ts";
import { RangeIndex } from "./intervals.ts";
import type { Logic } from "./logic.ts";
import { place } from "./place.ts";

/** Readers that are followed from one cell, and from all cells together: a bound for chains through whole sheets. */
const PER_CELL = 50_000;
const IN_ALL = 3_000_000;
const OUTPUTS = 10;

/** Cells of one column with the same formula, and one range that they read. */
interface Reader {
  readonly grid: number;
  readonly column: number;
  readonly fromRow: number;
  readonly toRow: number;
  /** Undefined: all rows. */
  readonly rows: readonly [Edge, Edge] | undefined;
}

/**
 * Which formulas read which cells, through ranges, names and tables. Fills are kept as one, so that it grows with the
 * number of different formulas rather than with their cells.
 */
export class Graph {
  readonly #book: Book;
  readonly #indexes: readonly RangeIndex[];
  readonly #readers: Reader[] = [];
  readonly #first: readonly number[];
  readonly #named = new Map<number, readonly RangeReference[]>();
  #followed = 0;

  constructor(book: Book) {
    this.#book = book;
    this.#indexes = book.grids.map(() => new RangeIndex());
    let first = 0;
    this.#first = book.grids.map((grid) => {
      const at = first;
      first += grid.rows * grid.columns;
      return at;
    });
    const order = new Map(book.grids.map((grid, index) => [grid, index]));
    for (const [index, grid] of book.grids.entries()) {
      for (let column = 0; column < grid.columns; column++) {
        for (let row = 0; row < grid.rows; row++) {
          const logic = grid.logic(row, column);
          if (logic === undefined) continue;
          const fromRow = row;
          while (grid.logic(row + 1, column)?.id === logic.id) row++;
          for (const reference of [...logic.ranges, ...this.#byName(logic)]) this.#add(reference, index, fromRow, row, column, order);
        }
      }
    }
  }

  #add(reference: RangeReference, index: number, fromRow: number, toRow: number, column: number, order: ReadonlyMap<Grid, number>): void {
    const grid = this.#book.grids[index]!;
    // The first and the last cell of the fill may read beyond the sheet's edge.
    const ends = [fromRow, toRow].flatMap((row) => place(reference, grid, row, column, this.#book) ?? []);
    const [one, other = one] = ends;
    if (one === undefined || other === undefined) return;
    this.#indexes[order.get(one.grid)!]!.add(
      ends.length < 2 ? 0 : Math.min(one.range.fromRow, other.range.fromRow),
      Math.max(one.range.toRow, other.range.toRow),
      one.range.fromColumn,
      one.range.toColumn,
      this.#readers.push({ grid: index, column, fromRow, toRow, rows: reference.rows }) - 1,
    );
  }

  /** Results that read some of these cells, directly or not, and that nothing else reads: sorted, at most 10. */
  outputs(grid: Grid, cells: readonly (readonly [number, number])[]): readonly string[] {
    const start = this.#book.grids.indexOf(grid);
    const queue = cells.map(([row, column]) => this.#first[start]! + row * grid.columns + column);
    const own = new Set(queue);
    const seen = new Set(queue);
    const sinks: number[] = [];
    for (let next = 0; next < queue.length; next++) {
      const at = queue[next]!;
      let read = false;
      this.#readersOf(at, (reader) => {
        read ||= reader !== at;
        this.#followed++;
        if (!seen.has(reader)) {
          seen.add(reader);
          queue.push(reader);
        }
        return this.#followed <= IN_ALL && seen.size <= PER_CELL;
      });
      if (!read && !own.has(at)) sinks.push(at);
      // What was not followed to its end is not called an output.
      if (this.#followed > IN_ALL || seen.size > PER_CELL) break;
    }
    return sinks
      .sort((a, b) => a - b)
      .slice(0, OUTPUTS)
      .map((sink) => {
        const [index, row, column] = this.#place(sink);
        return `${sheetPrefix(this.#book.grids[index]!.name)}${cellName(row, column)}`;
      });
  }

  /** Calls `each` with every cell whose formula reads a cell, until it returns false. */
  #readersOf(at: number, each: (reader: number) => boolean): void {
    const [index, row, column] = this.#place(at);
    this.#indexes[index]!.at(row, column, (owner) => {
      const { grid, rows, ...reader } = this.#readers[owner]!;
      const [low, high] = rows ?? [undefined, undefined];
      if ((low?.fixed === true && low.index > row) || (high?.fixed === true && high.index < row)) return true;
      const from = high?.fixed === false ? Math.max(reader.fromRow, row - high.index) : reader.fromRow;
      const to = low?.fixed === false ? Math.min(reader.toRow, row - low.index) : reader.toRow;
      const { columns } = this.#book.grids[grid]!;
      for (let line = from; line <= to; line++) if (!each(this.#first[grid]! + line * columns + reader.column)) return false;
      return true;
    });
  }

  #place(at: number): readonly [number, number, number] {
    let index = 0;
    while (index + 1 < this.#first.length && this.#first[index + 1]! <= at) index++;
    const within = at - this.#first[index]!;
    const { columns } = this.#book.grids[index]!;
    return [index, Math.floor(within / columns), within % columns];
  }

  /** What a formula reads through names and tables. */
  #byName(logic: Logic): readonly RangeReference[] {
    if (logic.tree === undefined) return [];
    const known = this.#named.get(logic.id);
    if (known !== undefined) return known;
    const { workbook } = this.#book.open;
    const found: RangeReference[] = [];
    for (const node of nodesOf(logic.tree)) {
      if (node.kind === "name") {
        const name = workbook.names.find((one) => one.name.toLowerCase() === node.name.toLowerCase());
        const tree = name === undefined ? undefined : parseFormula(toR1C1(name.refersTo, 0, 0));
        if (tree === undefined) continue;
        for (const inner of nodesOf(tree)) if (inner.kind === "range" && inner.range.workbook === undefined) found.push(inner.range);
      } else if (node.kind === "table") {
        for (const sheet of workbook.sheets) {
          const table = sheet.tables.find((one) => one.name.toLowerCase() === node.table.toLowerCase());
          if (table !== undefined) found.push(fixed(sheet.name, table.range));
        }
      }
    }
    this.#named.set(logic.id, found);
    return found;
  }
}

function fixed(sheet: string, range: { fromRow: number; toRow: number; fromColumn: number; toColumn: number }): RangeReference {
  const edge = (index: number) => ({ index, fixed: true }) as const;
  return {
    workbook: undefined,
    sheet,
    toSheet: undefined,
    rows: [edge(range.fromRow), edge(range.toRow)],
    columns: [edge(range.fromColumn), edge(range.toColumn)],
  };
}
