import { money, type Money } from "../../model/index.ts";
import { passes, type Aggregate, type RowTest } from "./aggregates.ts";
import type { Book, Spot } from "./book.ts";
import type { Part } from "./parts.ts";
import type { Place } from "./places.ts";
import type { RecordTable } from "./tables.ts";
import { amountOf, type Scalar } from "./values.ts";

/** One sum over rows of one table, and the number that it is part of. */
export interface RowSum {
  readonly place: Place;
  readonly times: Money;
  readonly aggregate: Aggregate;
  /** The cell with its formula. */
  readonly at: Spot;
}

/** A reported number with what it is made of. */
export interface FileNumber {
  readonly place: Place;
  readonly parts: readonly Part[];
}

/** Do all cells that a sum reads stand in rows beside one another? Others cannot be taken apart by row. */
export function isByRow({ area, factors, hidden }: Aggregate): boolean {
  return (
    factors.every(({ sheet, range }) => sheet === area.sheet && range.fromRow === area.range.fromRow) &&
    (hidden === "counts" || factors.length <= 1)
  );
}

export function sumsOf(numbers: readonly FileNumber[], of: (aggregate: Aggregate) => RecordTable | undefined): Map<RecordTable, RowSum[]> {
  const sums = new Map<RecordTable, RowSum[]>();
  for (const { place, parts } of numbers) {
    for (const part of parts) {
      if (part.kind !== "rows") continue;
      const table = of(part.aggregate);
      if (table === undefined) continue;
      const list = sums.get(table) ?? [];
      list.push({ place, times: part.times, aggregate: part.aggregate, at: part.at });
      sums.set(table, list);
    }
  }
  return sums;
}

export function inRange({ area }: Aggregate, row: number): boolean {
  return row >= area.range.fromRow && row <= area.range.toRow;
}

/** Where a test looks in a row. */
export function testSpot(aggregate: Aggregate, test: RowTest, row: number): Spot {
  const { sheet, range } = test.area;
  return { sheet, row: row + range.fromRow - aggregate.area.range.fromRow, column: range.fromColumn };
}

/** Where the values of cells are taken from: recomputed, or as saved. */
interface CellValues {
  cell(spot: Spot): Scalar;
  hidden(sheet: string, row: number): boolean;
  filtered(sheet: string, row: number): boolean;
}

/** What a row adds to a number by one of its sums. */
export function rowAmount({ times, aggregate }: RowSum, row: number, evaluation: CellValues): Money {
  if (!inRange(aggregate, row)) return money("0");
  const { sheet } = aggregate.area;
  if (aggregate.hidden === "left-out" && evaluation.hidden(sheet, row)) return money("0");
  if (aggregate.hidden === "filtered-out" && evaluation.filtered(sheet, row)) return money("0");
  const value = (spot: Spot): Scalar => evaluation.cell(spot);
  if (!aggregate.tests.every((test) => passes(value(testSpot(aggregate, test, row)), test))) return money("0");
  if (aggregate.counts === "rows") return times;
  const factors = aggregate.factors.map(({ range }) => value({ sheet, row, column: range.fromColumn }));
  if (aggregate.counts === "numbers") return factors[0]?.kind === "number" ? times : money("0");
  if (aggregate.counts === "filled") return factors[0] === undefined ? money("0") : times;
  const product = factors.reduce((amount, factor) => amount.times(amountOf(factor)), money("1"));
  return product.times(times);
}

/** Values as they were saved. */
export function savedValues(book: Book): CellValues {
  return {
    cell: (spot) => book.at(spot)?.value,
    hidden: (sheet, row) => book.hidden(sheet, row),
    filtered: (sheet, row) => book.filtered(sheet, row),
  };
}

export function total(amounts: readonly Money[]): Money {
  return amounts.reduce((sum, amount) => sum.plus(amount), money("0"));
}
