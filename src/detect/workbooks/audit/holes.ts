import { toA1 } from "../../../formulas/index.ts";
import { evaluate } from "./evaluate.ts";
import { BLANK, type Book, type Grid } from "./grid.ts";
import { columnOf, familiesOf, readsLane, rowOf, stretchAround, type Family, type Lane } from "./lanes.ts";
import type { Mark } from "./mark.ts";

/** Empty cells in a row that still are a hole in a fill. */
const WIDE = 3;
/** How far across the lane another figure must stand, for the empty cell to be part of a table. */
const NEAR = 10;

/** Empty cells within a fill whose formula would find figures there. */
export function holes(lane: Lane, book: Book): Mark[] {
  return familiesOf(lane).flatMap((family) => {
    if (family.places.length < 4 || family.logic.ranges.length === 0 || readsLane(family.logic, lane.along)) return [];
    return family.places.flatMap((place, index) => {
      const next = family.places[index + 1];
      if (next === undefined || next - place < 2 || next - place > WIDE + 1) return [];
      const gap = Array.from({ length: next - place - 1 }, (_, step) => place + 1 + step);
      return gap.every((at) => isHole(lane, family, at, book)) ? gap.map((at) => markOf(lane, family, at)) : [];
    });
  });
}

function isHole(lane: Lane, family: Family, at: number, book: Book): boolean {
  const [row, column] = [rowOf(lane, at), columnOf(lane, at)];
  const { grid } = lane;
  const { tree } = family.logic;
  if (grid.kind(row, column) !== BLANK || grid.hasFormula(row, column) || tree === undefined) return false;
  return figureAcross(grid, lane, at) && (evaluate(tree, grid, row, column, book)?.grounded ?? 0) >= 0.5;
}

function figureAcross(grid: Grid, lane: Lane, at: number): boolean {
  for (let side = -NEAR; side <= NEAR; side++) {
    if (side !== 0 && (lane.along === "column" ? grid.figure(at, lane.line + side) : grid.figure(lane.line + side, at))) return true;
  }
  return false;
}

function markOf(lane: Lane, family: Family, at: number): Mark {
  const [row, column] = [rowOf(lane, at), columnOf(lane, at)];
  return {
    kind: "broken-fill",
    grid: lane.grid,
    row,
    column,
    found: "an empty cell",
    expected: `=${toA1(family.logic.text, row, column)}`,
    why: `The formula stands before and after it in this ${lane.along}; here it is missing, though there are figures to compute it from.`,
    confidence: 0.4,
    effect: undefined,
    along: lane.along,
    peers: { along: lane.along, line: lane.line, places: stretchAround(lane, at, family) },
  };
}
