import { toA1 } from "../../../formulas/index.ts";
import { BLANK, type Grid } from "./grid.ts";
import { familiesOf, readsLane, rowOf, columnOf, type Lane } from "./lanes.ts";
import type { Mark } from "./mark.ts";

/** Formulas of a filled column in rows that hold nothing else, where most of the fill's rows do. */
export function idleFormulas(lane: Lane): Mark[] {
  if (lane.along !== "column") return [];
  const { grid } = lane;
  return familiesOf(lane).flatMap((family) => {
    if (family.places.length < 5 || family.logic.ranges.length === 0 || readsLane(family.logic, lane.along)) return [];
    const idle = family.places.filter((place) => alone(grid, place, lane.line));
    if (idle.length === 0 || idle.length > family.places.length / 3) return [];
    return idle.map((place): Mark => {
      const row = rowOf(lane, place);
      const column = columnOf(lane, place);
      return {
        kind: "formula-for-constant",
        grid,
        row,
        column,
        found: `=${toA1(family.logic.text, row, column)}`,
        expected: "an empty cell",
        why: "The row holds nothing but this formula: the fill runs over a row that separates others.",
        confidence: 0.4,
        effect: undefined,
        along: "column",
        peers: undefined,
      };
    });
  });
}

function alone(grid: Grid, row: number, column: number): boolean {
  for (let side = Math.max(0, column - 60); side < Math.min(grid.columns, column + 60); side++) {
    if (side !== column && (grid.kind(row, side) !== BLANK || grid.hasFormula(row, side))) return false;
  }
  return true;
}
