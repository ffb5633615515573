import { cellName } from "../../src/formulas/index.ts";
import type { CellRange, FormulaFault } from "../../src/model/index.ts";

/** Cells of one workbook: called faulty by people, found, and both. */
export interface Counts {
  readonly labelled: number;
  readonly found: number;
  readonly both: number;
}

export interface Figures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Cells that a fault names, `Sheet!B5`; with `against` also those that it disagrees with, as the labels have it. */
export function cellsOf(faults: readonly FormulaFault[], against: boolean): Set<string> {
  const cells = new Set<string>();
  const add = (sheet: string, range: CellRange): void => {
    for (let row = range.fromRow; row <= range.toRow; row++) {
      for (let column = range.fromColumn; column <= range.toColumn; column++) cells.add(`${sheet}!${cellName(row, column)}`);
    }
  };
  for (const fault of faults) {
    add(fault.sheet, fault.range);
    if (against) for (const range of fault.against) add(fault.sheet, range);
  }
  return cells;
}

export function count(found: ReadonlySet<string>, labelled: ReadonlySet<string>): Counts {
  let both = 0;
  for (const cell of found) if (labelled.has(cell)) both++;
  return { labelled: labelled.size, found: found.size, both };
}

/** Over all cells at once. */
export function micro(counts: readonly Counts[]): Figures {
  const sum = (key: keyof Counts): number => counts.reduce((so, one) => so + one[key], 0);
  return figuresOf({ labelled: sum("labelled"), found: sum("found"), both: sum("both") });
}

/** The mean of each workbook's figures; a workbook in which nothing is found has a precision of 0. */
export function macro(counts: readonly Counts[]): Figures {
  const each = counts.map(figuresOf);
  const mean = (key: keyof Figures): number => each.reduce((so, one) => so + one[key], 0) / Math.max(1, each.length);
  return { precision: mean("precision"), recall: mean("recall"), f1: mean("f1") };
}

function figuresOf({ labelled, found, both }: Counts): Figures {
  const precision = found === 0 ? 0 : both / found;
  const recall = labelled === 0 ? 0 : both / labelled;
  return { precision, recall, f1: both === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}
