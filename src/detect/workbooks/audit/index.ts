import type { FormulaFault, OpenWorkbook } from "../../../model/index.ts";
import { constantsForFormulas } from "./constants.ts";
import { brokenFills } from "./fills.ts";
import { readBook, type Book, type Grid } from "./grid.ts";
import { holes } from "./holes.ts";
import { idleFormulas } from "./idle.ts";
import { lanesOf } from "./lanes.ts";
import { denominators, literalSums, plugs, typedAmounts } from "./literals.ts";
import { approximateLookups, SortedKeys } from "./lookups.ts";
import type { Mark } from "./mark.ts";
import { knownNames, lostReferences, typedError, type KnownNames } from "./references.ts";
import { faultsOf } from "./runs.ts";
import { textNumbers } from "./texts.ts";
import { THRESHOLDS, type Thresholds } from "./thresholds.ts";
import { doubleCounts, rangesOfTotals } from "./totals.ts";
import { typedTotals } from "./typed-totals.ts";

export { THRESHOLDS, type Thresholds } from "./thresholds.ts";

/**
 * What is wrong with a workbook's formulas, and with values that stand in the place of one. Values are those that were
 * saved: nothing is recalculated but single formulas of plain arithmetic. docs/workbook-audit.md says how each kind is
 * found.
 */
export function auditWorkbook(open: OpenWorkbook, thresholds: Thresholds = THRESHOLDS): readonly FormulaFault[] {
  return auditBook(readBook(open), thresholds);
}

/** The same of a workbook that was read already. */
export function auditBook(book: Book, thresholds: Thresholds = THRESHOLDS): readonly FormulaFault[] {
  const names = knownNames(book);
  const sorted = new SortedKeys();
  const marks = book.grids.flatMap((grid) => marksOf(grid, book, thresholds, names, sorted));
  return faultsOf(strongest(marks.filter((mark) => mark.confidence >= thresholds.least)), book);
}

function marksOf(grid: Grid, book: Book, thresholds: Thresholds, names: KnownNames, sorted: SortedKeys): Mark[] {
  const marks: Mark[] = [];
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const logic = grid.logic(row, column);
      if (logic === undefined) {
        if (grid.kind(row, column) === 4) marks.push(...typedError(grid, row, column));
        continue;
      }
      marks.push(
        ...lostReferences(grid, row, column, logic, book, names),
        ...approximateLookups(grid, row, column, logic, book, sorted),
        ...doubleCounts(grid, row, column, logic, book),
        ...denominators(grid, row, column, logic, book),
        ...rangesOfTotals(grid, row, column, logic, book),
        ...literalSums(grid, row, column, logic),
        ...typedAmounts(grid, row, column, logic),
      );
    }
  }
  // A lane may have more faults than a call takes arguments.
  for (const lane of lanesOf(grid)) {
    for (const found of [
      constantsForFormulas(lane, book, thresholds),
      brokenFills(lane, book, thresholds),
      plugs(lane),
      idleFormulas(lane),
      holes(lane, book),
    ]) {
      for (const mark of found) marks.push(mark);
    }
  }
  return [...marks, ...typedTotals(grid, thresholds), ...textNumbers(grid, book)];
}

/** Kinds that say the same about a cell, the most telling first. */
const SAME_CELL: readonly (readonly Mark["kind"][])[] = [
  ["constant-for-formula", "hand-computed"],
  ["double-counted", "range-short", "broken-fill", "range-wide"],
];

/** One fault a cell of those that say the same: the surest. */
function strongest(marks: readonly Mark[]): Mark[] {
  const best = new Map<string, Mark>();
  for (const mark of marks) {
    const group = SAME_CELL.findIndex((kinds) => kinds.includes(mark.kind));
    const key = `${mark.grid.name}\n${mark.row} ${mark.column} ${group < 0 ? mark.kind : group}`;
    const known = best.get(key);
    if (known === undefined || rank(mark, group) > rank(known, group)) best.set(key, mark);
  }
  return [...best.values()];
}

function rank(mark: Mark, group: number): number {
  return mark.confidence * 10 - (group < 0 ? 0 : SAME_CELL[group]!.indexOf(mark.kind)) / 10;
}
