import { rangeName } from "../../../formulas/index.ts";
import type { CellRange } from "../../../model/index.ts";
import { difference, plain, rounds, significant } from "./figures.ts";
import { NUMBER, type Grid } from "./grid.ts";
import type { Along } from "./lanes.ts";
import type { Mark } from "./mark.ts";
import type { Thresholds } from "./thresholds.ts";

/** Parts that a typed total is made of, at most. */
const PARTS = 24;
/** Digits that the equal totals of one line must have together: fewer may be equal by accident. */
const DIGITS = 6;

/**
 * Typed numbers that are the sum of the figures before them, alike in several lines beside each other: totals that were
 * computed by hand, or pasted as values.
 */
export function typedTotals(grid: Grid, limits: Thresholds): Mark[] {
  return [...along(grid, "row", limits), ...along(grid, "column", limits)];
}

/** `along` is the direction in which the parts lie. */
function along(grid: Grid, direction: Along, limits: Thresholds): Mark[] {
  const lines = direction === "row" ? grid.rows : grid.columns;
  const length = direction === "row" ? grid.columns : grid.rows;
  const marks: Mark[] = [];
  /** For each place, and count of parts, the lines in a row that add up so far. */
  const open = new Map<string, Run>();
  for (let line = 0; line < lines; line++) {
    for (let place = 2; place < length; place++) {
      const [row, column] = direction === "row" ? [line, place] : [place, line];
      if (!grid.typed(row, column) || grid.number(row, column) === 0) continue;
      for (const parts of partsOf(grid, direction, row, column)) {
        const key = `${place} ${parts.count} ${parts.gap}`;
        const run = open.get(key);
        // A line in which nothing stands there does not end a run.
        if (run !== undefined && line - run.lines[run.lines.length - 1]! <= 2) run.lines.push(line);
        else {
          if (run !== undefined) for (const mark of close(grid, direction, run, limits)) marks.push(mark);
          open.set(key, { place, parts, lines: [line] });
        }
      }
    }
  }
  for (const run of open.values()) for (const mark of close(grid, direction, run, limits)) marks.push(mark);
  return marks;
}

interface Parts {
  readonly count: number;
  /** Blank places between the parts and the total. */
  readonly gap: number;
  /** Does nothing that is a figure stand before the parts? */
  readonly whole: boolean;
}

interface Run {
  readonly place: number;
  readonly parts: Parts;
  readonly lines: number[];
}

/** How many figures before a typed number add up to it. */
function partsOf(grid: Grid, direction: Along, row: number, column: number): Parts[] {
  const total = grid.number(row, column);
  const at = direction === "row" ? column : row;
  const isNumber = (place: number): boolean => (direction === "row" ? grid.kind(row, place) : grid.kind(place, column)) === NUMBER;
  const numberAt = (place: number): number => (direction === "row" ? grid.number(row, place) : grid.number(place, column));
  const gap = at >= 1 && isNumber(at - 1) ? 0 : 1;
  const found: Parts[] = [];
  let sum = 0;
  let some = 0;
  let blanks = 0;
  for (let place = at - 1 - gap, count = 1; place >= 0 && count <= PARTS; place--, count++) {
    if (!isNumber(place)) {
      // Empty columns between figures are a habit of layout; two in a row are an edge.
      blanks++;
      if (blanks > 1) break;
      continue;
    }
    blanks = 0;
    const part = numberAt(place);
    sum += part;
    if (part !== 0) some++;
    if (some >= 2 && rounds(sum, total) && decimalsFit(sum, total)) {
      found.push({ count, gap, whole: place === 0 || (!isNumber(place - 1) && (place === 1 || !isNumber(place - 2))) });
    }
  }
  return found;
}

/** A sum of whole numbers that is not whole was not rounded. */
function decimalsFit(sum: number, total: number): boolean {
  return Math.abs(sum - total) < 1e-6 * Math.max(1, Math.abs(total)) || significant(total) >= 3;
}

function close(grid: Grid, direction: Along, run: Run, limits: Thresholds): Mark[] {
  const cells = run.lines.map((line) => (direction === "row" ? ([line, run.place] as const) : ([run.place, line] as const)));
  const digits = cells.reduce((so, [row, column]) => so + significant(grid.number(row, column)), 0);
  const { count, whole } = run.parts;
  const alike = cells.length >= limits.alikeLines || (whole && count >= 3 && cells.length >= 2) || (whole && count >= 4 && digits >= 4);
  if (!alike || (digits < DIGITS && !(whole && count >= 4))) return [];
  return cells.map(([row, column]) => {
    const parts = partsRange(direction, row, column, run.parts);
    return {
      kind: "hand-computed",
      grid,
      row,
      column,
      found: plain(grid.number(row, column)),
      expected: `=SUM(${rangeName(parts)})`,
      why: `A typed number that is the sum of the figures ${direction === "row" ? "to its left" : "above it"}${cells.length > 1 ? `, as in ${cells.length} ${direction === "row" ? "rows" : "columns"}` : ""}: it will not follow when they change.`,
      confidence: Math.min(0.9, 0.5 + 0.1 * cells.length),
      effect: difference(sumOf(grid, parts), grid.number(row, column)),
      along: direction === "row" ? "column" : "row",
      peers: undefined,
    };
  });
}

function partsRange(direction: Along, row: number, column: number, { count, gap }: Parts): CellRange {
  const last = (direction === "row" ? column : row) - 1 - gap;
  return direction === "row"
    ? { fromRow: row, toRow: row, fromColumn: last - count + 1, toColumn: last }
    : { fromRow: last - count + 1, toRow: last, fromColumn: column, toColumn: column };
}

function sumOf(grid: Grid, range: CellRange): number {
  let sum = 0;
  for (let row = range.fromRow; row <= range.toRow; row++) {
    for (let column = range.fromColumn; column <= range.toColumn; column++)
      sum += grid.kind(row, column) === NUMBER ? grid.number(row, column) : 0;
  }
  return sum;
}
