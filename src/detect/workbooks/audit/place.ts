import type { CellRange } from "../../../model/index.ts";
import { MAX_COLUMNS, MAX_ROWS, type Edge, type RangeReference } from "../../../formulas/index.ts";
import type { Book, Grid } from "./grid.ts";

/** A range on a sheet. */
export interface PlacedRange {
  readonly grid: Grid;
  readonly range: CellRange;
}

/**
 * Where a range lies for a formula in a cell. Whole columns end where the sheet ends.
 *
 * @returns undefined where the sheet is not there, or where the range would begin before the first row or column
 */
export function place(reference: RangeReference, grid: Grid, row: number, column: number, book: Book): PlacedRange | undefined {
  const target = reference.sheet === undefined ? grid : book.grid(reference.sheet);
  if (target === undefined) return undefined;
  const rows = side(reference.rows, row, MAX_ROWS, target.rows);
  const columns = side(reference.columns, column, MAX_COLUMNS, target.columns);
  return rows === undefined || columns === undefined
    ? undefined
    : { grid: target, range: { fromRow: rows[0], toRow: rows[1], fromColumn: columns[0], toColumn: columns[1] } };
}

function side(edges: readonly [Edge, Edge] | undefined, here: number, limit: number, size: number): readonly [number, number] | undefined {
  if (edges === undefined) return [0, Math.max(0, size - 1)];
  const from = edges[0].fixed ? edges[0].index : here + edges[0].index;
  const to = edges[1].fixed ? edges[1].index : here + edges[1].index;
  if (from < 0 || to < 0 || from >= limit || to >= limit) return undefined;
  return from <= to ? [from, to] : [to, from];
}

export function contains(range: CellRange, row: number, column: number): boolean {
  return row >= range.fromRow && row <= range.toRow && column >= range.fromColumn && column <= range.toColumn;
}

/** Do they share a cell? */
export function overlaps(a: CellRange, b: CellRange): boolean {
  return a.fromRow <= b.toRow && b.fromRow <= a.toRow && a.fromColumn <= b.toColumn && b.fromColumn <= a.toColumn;
}

/** Is all of `inner` within `outer`? */
export function within(inner: CellRange, outer: CellRange): boolean {
  return (
    inner.fromRow >= outer.fromRow && inner.toRow <= outer.toRow && inner.fromColumn >= outer.fromColumn && inner.toColumn <= outer.toColumn
  );
}
