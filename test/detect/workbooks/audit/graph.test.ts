import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellName, rangeAt, rangeName } from "../../../../src/formulas/index.ts";
import { readBook } from "../../../../src/detect/workbooks/audit/grid.ts";
import { Graph } from "../../../../src/detect/workbooks/audit/graph.ts";
import { RangeIndex } from "../../../../src/detect/workbooks/audit/intervals.ts";
import { workbookOf, type Typed } from "./made.ts";

const SIZE = 7;

const reference = fc
  .tuple(
    fc.constantFrom("", "B!"),
    fc.nat(SIZE - 1),
    fc.nat(SIZE - 1),
    fc.nat(2),
    fc.nat(2),
    fc.constantFrom("", "$"),
    fc.constantFrom("", "$"),
  )
  .map(([sheet, row, column, down, right, fixRow, fixColumn]) => {
    const name = (r: number, c: number): string => `${fixColumn}${cellName(0, c).slice(0, -1)}${fixRow}${r + 1}`;
    return `${sheet}${name(row, column)}:${name(Math.min(SIZE - 1, row + down), Math.min(SIZE - 1, column + right))}`;
  });
const cell: fc.Arbitrary<Typed> = fc.oneof(
  fc.constant(1),
  fc.constant(null),
  reference.map((range): Typed => [`=SUM(${range})`, 1]),
);
const sheet = fc.array(fc.array(cell, { minLength: SIZE, maxLength: SIZE }), { minLength: SIZE, maxLength: SIZE });
/** The same formula down a column, whose edges are fixed or not. */
const filled = fc
  .tuple(sheet, fc.nat(SIZE - 1), fc.constantFrom("$1", "1"), fc.constantFrom("$7", "N"))
  .map(([rows, column, from, to]) =>
    rows.map((row, line) =>
      row.map((old, at): Typed => (at === column ? [`=SUM(A${from === "1" ? line + 1 : from}:A${to === "N" ? line + 1 : to})`, 1] : old)),
    ),
  );

/** Every cell whose formula reads a cell, looked for one by one. */
function readersSlowly(sheets: Readonly<Record<string, readonly (readonly Typed[])[]>>): Map<string, Set<string>> {
  const book = readBook(workbookOf(sheets));
  const readers = new Map<string, Set<string>>();
  for (const grid of book.grids) {
    for (let row = 0; row < grid.rows; row++) {
      for (let column = 0; column < grid.columns; column++) {
        for (const range of grid.logic(row, column)?.ranges ?? []) {
          const { fromRow, toRow, fromColumn, toColumn } = rangeAt(range, row, column);
          for (let r = fromRow; r <= toRow; r++) {
            for (let c = fromColumn; c <= toColumn; c++) {
              const read = `${range.sheet ?? grid.name}!${cellName(r, c)}`;
              readers.set(read, (readers.get(read) ?? new Set()).add(`${grid.name}!${cellName(row, column)}`));
            }
          }
        }
      }
    }
  }
  return readers;
}

function sinksSlowly(readers: ReadonlyMap<string, ReadonlySet<string>>, start: string): Set<string> {
  const seen = new Set([start]);
  const sinks = new Set<string>();
  const queue = [start];
  for (const at of queue) {
    const others = [...(readers.get(at) ?? [])].filter((reader) => reader !== at);
    if (others.length === 0 && at !== start) sinks.add(at);
    for (const reader of others) {
      if (seen.has(reader)) continue;
      seen.add(reader);
      queue.push(reader);
    }
  }
  return sinks;
}

describe("outputs", () => {
  it("are those that following every reference one by one gives", () => {
    fc.assert(
      fc.property(filled, sheet, fc.nat(SIZE - 1), fc.nat(SIZE - 1), (a, b, row, column) => {
        const sheets = { A: a, B: b };
        const book = readBook(workbookOf(sheets));
        const outputs = new Graph(book).outputs(book.grids[0]!, [[row, column]]);
        const expected = sinksSlowly(readersSlowly(sheets), `A!${cellName(row, column)}`);
        expect(outputs.length).toBe(Math.min(10, expected.size));
        for (const output of outputs) expect([...expected]).toContain(output);
      }),
      { numRuns: 150 },
    );
  });

  it("end where formulas read each other in a circle", () => {
    const book = readBook(workbookOf({ A: [[1, ["=A1+C1", 1], ["=B1", 1]]] }));
    expect(new Graph(book).outputs(book.grids[0]!, [[0, 0]])).toEqual([]);
  });
});

describe("ranges that hold a cell", () => {
  it("are those that looking at each gives", () => {
    const rectangle = fc.tuple(fc.nat(20), fc.nat(8), fc.nat(20), fc.nat(8));
    fc.assert(
      fc.property(fc.array(rectangle, { maxLength: 40 }), fc.nat(30), fc.nat(30), (list, row, column) => {
        const index = new RangeIndex();
        const ranges = list.map(([fromRow, down, fromColumn, right]) => ({
          fromRow,
          toRow: fromRow + down,
          fromColumn,
          toColumn: fromColumn + right,
        }));
        for (const [owner, range] of ranges.entries()) index.add(range.fromRow, range.toRow, range.fromColumn, range.toColumn, owner);
        const found: number[] = [];
        index.at(row, column, (owner) => found.push(owner) > 0);
        const expected = ranges.flatMap((range, owner) =>
          range.fromRow <= row && row <= range.toRow && range.fromColumn <= column && column <= range.toColumn ? [owner] : [],
        );
        expect(
          found.sort((a, b) => a - b),
          ranges.map(rangeName).join(" "),
        ).toEqual(expected);
      }),
    );
  });
});
