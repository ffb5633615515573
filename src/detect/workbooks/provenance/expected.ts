import type { FormulaNode } from "../../../formulas/index.ts";
import type { OpenWorkbook } from "../../../model/index.ts";
import { evaluate } from "../audit/evaluate.ts";
import type { Book, Grid } from "../audit/grid.ts";
import type { PlacedRange } from "../audit/place.ts";
import { areaOf } from "./areas.ts";
import { canonOf, plainNumber, shownOf, type SlashOrder } from "./canon.ts";
import { lookupsIn } from "./lookups.ts";

/** Where keys stand in the ranges that lookups go through; each range is read once. */
export class KeyPlaces {
  readonly #open: OpenWorkbook;
  readonly #order: SlashOrder;
  readonly #known = new Map<string, { readonly at: ReadonlyMap<string, number>; readonly filled: number }>();

  constructor(open: OpenWorkbook, order: SlashOrder) {
    this.#open = open;
    this.#order = order;
  }

  /** How far from the start of `keys` the first equal value stands; undefined: nowhere. */
  find(key: PlacedRange, keys: PlacedRange): number | undefined {
    const wanted = this.#canon(key.grid, key.range.fromRow, key.range.fromColumn);
    return wanted === undefined ? undefined : this.#read(keys).at.get(wanted);
  }

  /** How many of its values are different, 0 to 1. */
  distinctShare(keys: PlacedRange): number {
    const { at, filled } = this.#read(keys);
    return filled === 0 ? 0 : at.size / filled;
  }

  #canon(grid: Grid, row: number, column: number): string | undefined {
    return canonOf(this.#open.cells(grid.name).at(row, column), this.#open.workbook.date1904, this.#order);
  }

  #read({ grid, range }: PlacedRange): { readonly at: ReadonlyMap<string, number>; readonly filled: number } {
    const name = `${grid.name}\n${range.fromRow} ${range.toRow} ${range.fromColumn} ${range.toColumn}`;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const at = new Map<string, number>();
    let filled = 0;
    const across = range.fromRow === range.toRow;
    const count = across ? range.toColumn - range.fromColumn + 1 : Math.min(range.toRow, grid.rows - 1) - range.fromRow + 1;
    for (let step = 0; step < count; step++) {
      const value = across
        ? this.#canon(grid, range.fromRow, range.fromColumn + step)
        : this.#canon(grid, range.fromRow + step, range.fromColumn);
      if (value === undefined) continue;
      filled++;
      if (!at.has(value)) at.set(value, step);
    }
    const read = { at, filled };
    this.#known.set(name, read);
    return read;
  }
}

/** What is needed to say what a formula would give. */
export interface Surroundings {
  readonly open: OpenWorkbook;
  readonly book: Book;
  readonly keyPlaces: KeyPlaces;
}

/**
 * What a formula would give in a cell, from the values that were saved: a cell that it repeats, what an exact lookup
 * finds, plain arithmetic, and what IFERROR puts in the place of what is not found.
 *
 * @returns undefined for all else
 */
export function expectedText(node: FormulaNode, grid: Grid, row: number, column: number, around: Surroundings): string | undefined {
  const { open, book, keyPlaces } = around;
  const single = areaOf(node, grid, row, column, book);
  if (single !== undefined) {
    const { range } = single;
    if (range.fromRow !== range.toRow || range.fromColumn !== range.toColumn) return undefined;
    return shownOf(open.cells(single.grid.name).at(range.fromRow, range.fromColumn), open.workbook.date1904) || "0";
  }
  if (node.kind === "text") return node.text;
  if (node.kind === "number") return plainNumber(node.number);
  if (node.kind === "call" && (node.name === "IFERROR" || node.name === "IFNA")) {
    const [inner, other] = node.arguments;
    const value = inner === undefined ? undefined : expectedText(inner, grid, row, column, around);
    return value === "#N/A" && other !== undefined ? expectedText(other, grid, row, column, around) : value;
  }
  if (node.kind === "call") {
    // The first is the call itself where that is a lookup.
    const [lookup] = ["VLOOKUP", "XLOOKUP", "INDEX"].includes(node.name) ? lookupsIn(node, grid, row, column, book) : [];
    if (lookup !== undefined) {
      if (lookup.approximate || lookup.taken === undefined) return undefined;
      const at = keyPlaces.find(lookup.key, lookup.keys);
      if (at === undefined) return "#N/A";
      const { range } = lookup.taken;
      const cell = open.cells(lookup.taken.grid.name).at(range.fromRow + at, range.fromColumn);
      return range.fromRow === range.toRow ? undefined : shownOf(cell, open.workbook.date1904);
    }
  }
  const result = evaluate(node, grid, row, column, book);
  return result === undefined ? undefined : plainNumber(result.value);
}
