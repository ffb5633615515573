import { toA1 } from "../../../formulas/index.ts";
import { evaluate } from "./evaluate.ts";
import { apart, difference, plain, rounds, significant } from "./figures.ts";
import type { Book } from "./grid.ts";
import { columnOf, familiesOf, indexAt, readsLane, rowOf, stretchAround, type Family, type Lane } from "./lanes.ts";
import type { Mark } from "./mark.ts";
import { place as placed } from "./place.ts";
import type { Thresholds } from "./thresholds.ts";

/** Formulas of a lane that are tried; the rest are rarer. */
const FAMILIES = 8;

interface Candidate {
  readonly family: Family;
  readonly place: number;
  readonly value: number;
  /** Undefined where the formula's functions are beyond the small evaluator. */
  readonly computed: number | undefined;
  /** Is this the nearest formula on both sides, and made of other lanes? */
  readonly enclosed: boolean;
  /** Part of what the formula names that holds a number here. */
  readonly grounded: number;
}

/**
 * Numbers that were typed among formulas. A formula of the same lane is applied where the number stands: when it can be
 * computed there and gives the number, or when most of the lane has it, the number stands in a formula's place.
 */
export function constantsForFormulas(lane: Lane, book: Book, limits: Thresholds): Mark[] {
  const { grid } = lane;
  const constants = lane.at.filter((place) => grid.typed(rowOf(lane, place), columnOf(lane, place)));
  if (constants.length === 0) return [];
  const best = new Map<number, { mark: Mark; confidence: number }>();
  const neighbours = neighboursOf(lane);
  for (const family of familiesOf(lane).slice(0, FAMILIES)) {
    if (family.logic.ranges.length === 0) continue;
    const own = readsLane(family.logic, lane.along);
    const candidates = constants.flatMap((place) => candidate(lane, family, place, own, neighbours, book));
    const share = family.places.length / (family.places.length + candidates.length);
    for (const one of candidates) {
      const confidence = confidenceOf(lane, one, share, book, limits);
      if (confidence === undefined || (best.get(one.place)?.confidence ?? 0) >= confidence) continue;
      best.set(one.place, { mark: markOf(lane, one, confidence), confidence });
    }
  }
  return [...best.values()].map(({ mark }) => mark);
}

function candidate(lane: Lane, family: Family, place: number, own: boolean, neighbours: Neighbours, book: Book): Candidate[] {
  const row = rowOf(lane, place);
  const column = columnOf(lane, place);
  const around = neighbours.get(place)!;
  const { id, tree } = family.logic;
  // What the lane's own figures are made of begins with a typed number; only within the fill it is out of place.
  if (own && (around.before !== id || around.after !== id || !around.beside)) return [];
  const enclosed = !own && around.before === id && around.after === id;
  const value = lane.grid.number(row, column);
  const result = tree === undefined ? undefined : evaluate(tree, lane.grid, row, column, book);
  if (result === undefined) {
    return allThere(lane, family, row, column, book) ? [{ family, place, value, computed: undefined, enclosed, grounded: 1 }] : [];
  }
  return result.grounded >= 0.5 ? [{ family, place, value, computed: result.value, enclosed, grounded: result.grounded }] : [];
}

/** Does something stand in every single cell that the formula would read here? */
function allThere(lane: Lane, family: Family, row: number, column: number, book: Book): boolean {
  return family.logic.ranges.every((range) => {
    const there = placed(range, lane.grid, row, column, book);
    if (there === undefined) return false;
    const { fromRow, toRow, fromColumn, toColumn } = there.range;
    return fromRow !== toRow || fromColumn !== toColumn || there.grid.kind(fromRow, fromColumn) !== 0;
  });
}

function confidenceOf(lane: Lane, one: Candidate, share: number, book: Book, limits: Thresholds): number | undefined {
  const count = one.family.places.length;
  const { computed, value } = one;
  if (computed !== undefined && one.grounded === 1) {
    if (rounds(computed, value)) {
      if (count >= 3) return 0.95;
      if (value === 0) return undefined;
      if (count >= 2) return 0.9;
      // A single formula that adds to its neighbour, say, fits many a number.
      return significant(value) >= limits.digitsAlone && readsSeveral(one.family) ? 0.8 : undefined;
    }
    if (count >= 2 && apart(computed, value) <= limits.near && !nearInput(lane, one, book, limits)) return 0.75;
  }
  if (!one.enclosed || count < limits.majorityCount || share < limits.majorityShare || otherKind(lane, one)) return undefined;
  return 0.4 + 0.3 * share;
}

/** Is the number as near to a single cell that the formula reads? Then nearness says nothing: the formula adds little to it. */
function nearInput(lane: Lane, one: Candidate, book: Book, limits: Thresholds): boolean {
  return one.family.logic.ranges.some((range) => {
    const input = placed(range, lane.grid, rowOf(lane, one.place), columnOf(lane, one.place), book);
    if (input === undefined || input.range.fromRow !== input.range.toRow || input.range.fromColumn !== input.range.toColumn) return false;
    return apart(input.grid.number(input.range.fromRow, input.range.fromColumn), one.value) <= limits.near;
  });
}

function readsSeveral({ logic }: Family): boolean {
  return logic.ranges.length > 1 || /\{[|#-]\}/.test(logic.shape);
}

/**
 * Does the number belong to another kind of figure than the formulas: shown as a percentage where they are not, or one of a
 * line of typed numbers across the lane where they stand in lines of formulas?
 */
function otherKind(lane: Lane, one: Candidate): boolean {
  const { grid } = lane;
  const { places } = one.family;
  const next = indexAt(places, one.place);
  const [after, before] = [places[next], places[next - 1]];
  const nearest = after === undefined || (before !== undefined && one.place - before <= after - one.place) ? before! : after;
  const here = [rowOf(lane, one.place), columnOf(lane, one.place)] as const;
  const there = [rowOf(lane, nearest), columnOf(lane, nearest)] as const;
  if (grid.percent(...here) && !grid.percent(...there)) return true;
  const across = (at: readonly [number, number], side: number): [number, number] =>
    lane.along === "row" ? [at[0] + side, at[1]] : [at[0], at[1] + side];
  return [-1, 1].some((side) => {
    const filled = grid.logic(...across(there, side))?.id === one.family.logic.id;
    return filled && grid.typed(...across(here, side));
  });
}

function markOf(lane: Lane, one: Candidate, confidence: number): Mark {
  const row = rowOf(lane, one.place);
  const column = columnOf(lane, one.place);
  const { length } = one.family.places;
  const others = `${length} other ${length === 1 ? "cell" : "cells"} of this ${lane.along} ${length === 1 ? "has" : "have"}`;
  const why =
    one.computed === undefined
      ? `A typed number where ${others} a formula.`
      : rounds(one.computed, one.value)
        ? `A typed number that equals what the formula of ${length === 1 ? "a cell" : `${length} cells`} of this ${lane.along} gives here.`
        : `A typed number where ${others} a formula, which gives ${plain(one.computed)} here.`;
  return {
    kind: "constant-for-formula",
    grid: lane.grid,
    row,
    column,
    found: plain(one.value),
    expected: `=${toA1(one.family.logic.text, row, column)}`,
    why,
    confidence,
    effect: one.computed === undefined ? undefined : difference(one.computed, one.value),
    along: lane.along,
    peers: { along: lane.along, line: lane.line, places: stretchAround(lane, one.place, one.family) },
  };
}

type Neighbours = ReadonlyMap<
  number,
  {
    /** Ids of the nearest formulas. */
    readonly before: number | undefined;
    readonly after: number | undefined;
    /** Are they the very next figures? */
    readonly beside: boolean;
  }
>;

function neighboursOf(lane: Lane): Neighbours {
  const ids = lane.at.map((place) => lane.grid.logic(rowOf(lane, place), columnOf(lane, place))?.id);
  const after: (number | undefined)[] = [];
  for (let index = ids.length - 1, next: number | undefined; index >= 0; index--) {
    after[index] = next;
    next = ids[index] ?? next;
  }
  let before: number | undefined;
  return new Map(
    lane.at.map((place, index) => {
      const around = { before, after: after[index], beside: ids[index - 1] !== undefined && ids[index + 1] !== undefined };
      before = ids[index] ?? before;
      return [place, around];
    }),
  );
}
