import type { CellRange } from "../../../model/index.ts";

/** Does something stand there? */
export type Filled = (row: number, column: number) => boolean;

/**
 * The blocks of a sheet: what is left when it is cut along empty rows, each piece along empty columns, and so on until
 * nothing can be cut (the recursive X-Y cut of Nagy and Seth, 1984). From top to bottom, then left to right.
 */
export function blocksOf(filled: Filled, rows: number, columns: number): readonly CellRange[] {
  const found: CellRange[] = [];
  cut({ fromRow: 0, toRow: rows - 1, fromColumn: 0, toColumn: columns - 1 }, "rows", false);
  return found.toSorted((a, b) => a.fromRow - b.fromRow || a.fromColumn - b.fromColumn);

  /** `uncut`: the other way gave one piece. */
  function cut(range: CellRange, way: "rows" | "columns", uncut: boolean): void {
    const lines = way === "rows" ? runsOf(range.fromRow, range.toRow, rowFilled) : runsOf(range.fromColumn, range.toColumn, columnFilled);
    for (const [from, to] of lines) {
      const piece = way === "rows" ? { ...range, fromRow: from, toRow: to } : { ...range, fromColumn: from, toColumn: to };
      const whole = from === lines[0]![0] && lines.length === 1;
      if (whole && uncut) found.push(piece);
      else cut(piece, way === "rows" ? "columns" : "rows", whole);
    }

    function rowFilled(row: number): boolean {
      for (let column = range.fromColumn; column <= range.toColumn; column++) if (filled(row, column)) return true;
      return false;
    }
    function columnFilled(column: number): boolean {
      for (let row = range.fromRow; row <= range.toRow; row++) if (filled(row, column)) return true;
      return false;
    }
  }
}

/** Stretches of lines in which something stands. */
function runsOf(from: number, to: number, filled: (line: number) => boolean): [number, number][] {
  const runs: [number, number][] = [];
  let start = -1;
  for (let line = from; line <= to; line++) {
    if (filled(line)) {
      if (start < 0) start = line;
    } else if (start >= 0) {
      runs.push([start, line - 1]);
      start = -1;
    }
  }
  if (start >= 0) runs.push([start, to]);
  return runs;
}
