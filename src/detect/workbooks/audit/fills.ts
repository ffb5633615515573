import { rangeName, toA1 } from "../../../formulas/index.ts";
import type { CellRange, FormulaFaultKind } from "../../../model/index.ts";
import { evaluate } from "./evaluate.ts";
import { difference } from "./figures.ts";
import type { Book } from "./grid.ts";
import { columnOf, familiesOf, indexAt, readsLane, rowOf, type Family, type Lane } from "./lanes.ts";
import type { Logic } from "./logic.ts";
import type { Mark } from "./mark.ts";
import { place as placed, within } from "./place.ts";
import type { Thresholds } from "./thresholds.ts";

/** Formulas that differ from the rest of their lane in one reference. */
export function brokenFills(lane: Lane, book: Book, limits: Thresholds): Mark[] {
  const families = familiesOf(lane);
  if (families.length < 2) return [];
  const shapes = new Map<string, Family[]>();
  for (const family of families) {
    // Totals of a column's sections differ by right: how long a section is.
    if (family.logic.ranges.length === 0 || (readsLane(family.logic, lane.along) && /\{[|#-]\}/.test(family.logic.shape))) continue;
    const alike = shapes.get(family.logic.shape);
    if (alike === undefined) shapes.set(family.logic.shape, [family]);
    else alike.push(family);
  }
  const marks: Mark[] = [];
  for (const alike of shapes.values()) {
    const [most, next] = alike;
    if (most === undefined || next === undefined || most.places.length < 2 || most.places.length === next.places.length) continue;
    for (const family of alike.slice(1)) {
      const few = family.places.length <= limits.minorityShare * most.places.length;
      if (!few || changes(family.logic, most.logic) !== 1) continue;
      const ranges = /\{[|#-]\}/.test(family.logic.shape);
      for (const place of family.places) {
        // A single cell may rightly be another one where a section begins; not within the fill.
        if (ranges || enclosedBy(lane, place, most)) marks.push(markOf(lane, place, family.logic, most, book));
      }
    }
  }
  return marks;
}

/** Are the formulas before and after it in the lane the fill's? */
function enclosedBy(lane: Lane, place: number, most: Family): boolean {
  const index = indexAt(lane.at, place);
  const idAt = (at: number | undefined): number | undefined =>
    at === undefined ? undefined : lane.grid.logic(rowOf(lane, at), columnOf(lane, at))?.id;
  return idAt(lane.at[index - 1]) === most.logic.id && idAt(lane.at[index + 1]) === most.logic.id;
}

/** How many ranges differ. */
function changes(a: Logic, b: Logic): number {
  let differing = 0;
  a.ranges.forEach((range, index) => {
    if (JSON.stringify(range) !== JSON.stringify(b.ranges[index])) differing++;
  });
  return differing;
}

function markOf(lane: Lane, place: number, logic: Logic, most: Family, book: Book): Mark {
  const row = rowOf(lane, place);
  const column = columnOf(lane, place);
  const index = logic.ranges.findIndex((range, at) => JSON.stringify(range) !== JSON.stringify(most.logic.ranges[at]));
  const here = placed(logic.ranges[index]!, lane.grid, row, column, book);
  const there = placed(most.logic.ranges[index]!, lane.grid, row, column, book);
  const [kind, why] = judge(here?.range, there?.range, lane, most.places.length);
  const { tree } = most.logic;
  const result = tree === undefined ? undefined : evaluate(tree, lane.grid, row, column, book);
  return {
    kind,
    grid: lane.grid,
    row,
    column,
    found: `=${toA1(logic.text, row, column)}`,
    expected: `=${toA1(most.logic.text, row, column)}`,
    why,
    confidence: Math.min(0.9, 0.5 + 0.1 * most.places.length),
    effect: result === undefined || lane.grid.kind(row, column) !== 1 ? undefined : difference(result.value, lane.grid.number(row, column)),
    along: lane.along,
    peers: { along: lane.along, line: lane.line, places: most.places },
  };
}

function judge(here: CellRange | undefined, there: CellRange | undefined, lane: Lane, count: number): [FormulaFaultKind, string] {
  const others = `${count} other cells of this ${lane.along}`;
  if (here === undefined || there === undefined) return ["broken-fill", `It reads another place than ${others} do.`];
  if (within(here, there)) return ["range-short", `It reads ${rangeName(here)}; as ${others} have it, it would read ${rangeName(there)}.`];
  return ["broken-fill", `It reads ${rangeName(here)} where ${others} would read ${rangeName(there)}.`];
}
