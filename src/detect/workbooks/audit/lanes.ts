import type { Grid } from "./grid.ts";
import type { Logic } from "./logic.ts";

export type Along = "row" | "column";

/** Numbers and formulas that follow each other along one row or one column. */
export interface Lane {
  readonly grid: Grid;
  readonly along: Along;
  /** The row, or the column. */
  readonly line: number;
  /** Columns, or rows, that hold a number or a formula. */
  readonly at: readonly number[];
}

/** More than so many places without a figure end a lane. */
const GAP = 4;

/** Every lane of a sheet that holds a formula. */
export function* lanesOf(grid: Grid): Generator<Lane> {
  yield* lanesAlong(grid, "column");
  yield* lanesAlong(grid, "row");
}

function* lanesAlong(grid: Grid, along: Along): Generator<Lane> {
  const lines = along === "column" ? grid.columns : grid.rows;
  const length = along === "column" ? grid.rows : grid.columns;
  for (let line = 0; line < lines; line++) {
    let at: number[] = [];
    let formulas = false;
    for (let place = 0; place < length; place++) {
      const [row, column] = along === "column" ? [place, line] : [line, place];
      if (!grid.figure(row, column) || isHeading(grid, row, column)) continue;
      if (at.length > 0 && place - at[at.length - 1]! > GAP + 1) {
        if (formulas) yield { grid, along, line, at };
        at = [];
        formulas = false;
      }
      at.push(place);
      formulas ||= grid.hasFormula(row, column);
    }
    if (formulas) yield { grid, along, line, at };
  }
}

export function rowOf(lane: Lane, place: number): number {
  return lane.along === "column" ? place : lane.line;
}

export function columnOf(lane: Lane, place: number): number {
  return lane.along === "column" ? lane.line : place;
}

/** A year above or beside its like: a heading that happens to be a number. */
function isHeading(grid: Grid, row: number, column: number): boolean {
  if (!grid.typed(row, column)) return false;
  const year = grid.number(row, column);
  if (!Number.isInteger(year) || year < 1900 || year > 2100) return false;
  return [
    [row, column - 1],
    [row, column + 1],
    [row - 1, column],
    [row + 1, column],
  ].some(([r, c]) => grid.kind(r!, c!) === 1 && Math.abs(grid.number(r!, c!) - year) === 1);
}

/** Cells of a lane with the same formula, in order. */
export interface Family {
  readonly logic: Logic;
  readonly places: readonly number[];
}

/** The formulas of a lane, the most frequent first. */
export function familiesOf(lane: Lane): Family[] {
  const families = new Map<number, { logic: Logic; places: number[] }>();
  for (const place of lane.at) {
    const logic = lane.grid.logic(rowOf(lane, place), columnOf(lane, place));
    if (logic === undefined) continue;
    const family = families.get(logic.id);
    if (family === undefined) families.set(logic.id, { logic, places: [place] });
    else family.places.push(place);
  }
  return [...families.values()].sort((a, b) => b.places.length - a.places.length || a.places[0]! - b.places[0]!);
}

/** Where in an ascending list a place stands, or would stand. */
export function indexAt(list: readonly number[], place: number): number {
  let from = 0;
  let to = list.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (list[middle]! < place) from = middle + 1;
    else to = middle;
  }
  return from;
}

interface Stretches {
  readonly parts: readonly (readonly number[])[];
  /** Last place of each. */
  readonly ends: readonly number[];
}

const stretches = new WeakMap<Family, Stretches>();

/** The cells of a family around a place that no other formula parts from it; all of them where there are none. */
export function stretchAround(lane: Lane, place: number, family: Family): readonly number[] {
  let known = stretches.get(family);
  if (known === undefined) {
    const parts = partsOf(lane, family);
    known = { parts, ends: parts.map((part) => part[part.length - 1]!) };
    stretches.set(family, known);
  }
  const { parts, ends } = known;
  // The first part that ends at the place or behind it, or the one before: whichever no other formula parts from it.
  const next = indexAt(ends, place);
  return [parts[next], parts[next - 1]].find((part) => part !== undefined && !isParted(lane, part, place, family)) ?? family.places;
}

function partsOf(lane: Lane, family: Family): number[][] {
  const parts: number[][] = [];
  let parted = true;
  for (const place of lane.at) {
    const id = lane.grid.logic(rowOf(lane, place), columnOf(lane, place))?.id;
    if (id === family.logic.id) {
      if (parted) parts.push([]);
      parts[parts.length - 1]!.push(place);
      parted = false;
    } else if (id !== undefined) parted = true;
  }
  return parts;
}

/** Does another formula stand between a part and a place? */
function isParted(lane: Lane, part: readonly number[], place: number, family: Family): boolean {
  const [from, to] = place < part[0]! ? [place, part[0]!] : [part[part.length - 1]!, place];
  for (let index = indexAt(lane.at, from); index < lane.at.length && lane.at[index]! < to; index++) {
    const at = lane.at[index]!;
    const id = lane.grid.logic(rowOf(lane, at), columnOf(lane, at))?.id;
    if (at !== place && id !== undefined && id !== family.logic.id) return true;
  }
  return false;
}

/** Does a formula read its own row (or column), so that figures of the lane are what it is made of? */
export function readsLane(logic: Logic, along: Along): boolean {
  return logic.ranges.some((range) => {
    if (range.sheet !== undefined) return false;
    const edges = along === "row" ? range.rows : range.columns;
    if (edges === undefined) return true;
    const [from, to] = edges;
    // Fixed edges may lie anywhere; a relative one of 0 is this very line.
    return !from.fixed && !to.fixed && Math.min(from.index, to.index) <= 0 && Math.max(from.index, to.index) >= 0;
  });
}
