import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellName } from "../../../../src/formulas/index.ts";
import { auditWorkbook } from "../../../../src/detect/workbooks/audit/index.ts";
import type { FormulaFault } from "../../../../src/model/index.ts";
import { told, workbookOf, type Typed } from "./made.ts";

interface Model {
  readonly seed: number;
  readonly sections: readonly number[];
  readonly typed: number;
  readonly fills: readonly number[];
  readonly offset: number;
  readonly average: boolean;
}

const model: fc.Arbitrary<Model> = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  sections: fc.array(fc.integer({ min: 2, max: 12 }), { minLength: 1, maxLength: 4 }),
  typed: fc.integer({ min: 2, max: 5 }),
  fills: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }),
  offset: fc.integer({ min: 0, max: 3 }),
  average: fc.boolean(),
});

/** Sections of typed figures and filled formulas, a subtotal below each, a grand total of the subtotals. */
function sheetOf({ seed, sections, typed, fills, offset, average }: Model): Typed[][] {
  let state = seed;
  const figure = (): number => {
    state = (state * 48271) % 2147483647;
    return ((state % 90_000) + 10_007) / 100;
  };
  const first = typed - 1 + 1;
  const formulaOf: readonly ((row: number) => [string, (figures: readonly number[]) => number])[] = [
    (row) => [`=A${row}*B${row}`, ([a, b]) => a! * b!],
    (row) => [`=SUM(A${row}:${letter(typed - 1)}${row})`, (figures) => figures.slice(0, typed).reduce((so, one) => so + one, 0)],
    (row) => [`=A${row}-B${row}`, ([a, b]) => a! - b!],
    (row) => [`=ROUND(A${row}/B${row},2)`, ([a, b]) => Math.round((a! / b!) * 100) / 100],
    (row) => [`=(A${row}+B${row})*1.07`, ([a, b]) => (a! + b!) * 1.07],
  ];
  const rows: Typed[][] = Array.from({ length: offset }, (_, line) => [`note ${line}`]);
  rows.push(Array.from({ length: first + fills.length }, (_, column) => `column ${column}`));
  const subtotals: number[] = [];
  const width = typed + fills.length;
  const sums: number[][] = [];
  for (const length of sections) {
    const from = rows.length + 1;
    const columns: number[][] = Array.from({ length: width }, () => []);
    for (let line = 0; line < length; line++) {
      const row = rows.length + 1;
      const figures = Array.from({ length: typed }, figure);
      const cells: Typed[] = [...figures];
      for (const fill of fills) {
        const [formula, compute] = formulaOf[fill]!(row);
        cells.push([formula, compute(figures)]);
      }
      cells.forEach((cell, column) =>
        columns[column]!.push(typeof cell === "number" ? cell : ((cell as readonly [string, number])[1] as number)),
      );
      rows.push(cells);
    }
    const name = average ? "AVERAGE" : "SUM";
    const totals = columns.map((column) => column.reduce((so, one) => so + one, 0) / (average ? column.length : 1));
    subtotals.push(rows.length + 1);
    sums.push(totals);
    rows.push(totals.map((value, column): Typed => [`=${name}(${letter(column)}${from}:${letter(column)}${rows.length})`, value]));
  }
  rows.push(
    Array.from({ length: width }, (_, column): Typed => {
      const value = sums.reduce((so, totals) => so + totals[column]!, 0);
      return [`=${subtotals.map((row) => `${letter(column)}${row}`).join("+")}`, value];
    }),
  );
  return rows;
}

function letter(column: number): string {
  return cellName(0, column).slice(0, -1);
}

describe("models", () => {
  it("filled from one formula each, with subtotals and a grand total, have no fault whatever their shape", () => {
    fc.assert(
      fc.property(model, (shape) => {
        expect(told(auditWorkbook(workbookOf({ Model: sheetOf(shape) })))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("with a formula typed over have that one fault, at that cell", () => {
    fc.assert(
      fc.property(model, fc.nat(), fc.nat(), fc.integer({ min: 101, max: 999 }), (shape, at, fill, parts) => {
        const long = { ...shape, sections: [Math.max(6, shape.sections[0]!)] };
        const rows = sheetOf(long);
        const row = shape.offset + 2 + (at % (long.sections[0]! - 2));
        const column = shape.typed + (fill % shape.fills.length);
        const [, value] = rows[row]![column] as readonly [string, number];
        rows[row]![column] = Math.round(value * (1 + parts / 1000) * 100) / 100 + 0.37;
        const faults = auditWorkbook(workbookOf({ Model: rows }));
        expect(told(faults)).toEqual([`constant-for-formula Model!${cellName(row, column)}`]);
      }),
      { numRuns: 100 },
    );
  });

  it("say the same whatever the order of the sheets, and however often they are asked", () => {
    fc.assert(
      fc.property(model, model, fc.nat(), (one, other, at) => {
        const first = sheetOf(one);
        const second = sheetOf(other);
        const row = one.offset + 1 + (at % one.sections[0]!);
        first[row]![one.typed] = 77.31;
        const of = (faults: readonly FormulaFault[], sheet: string): readonly FormulaFault[] =>
          faults.filter((fault) => fault.sheet === sheet);
        const ab = auditWorkbook(workbookOf({ A: first, B: second }));
        const ba = auditWorkbook(workbookOf({ B: second, A: first }));
        expect(of(ba, "A")).toEqual(of(ab, "A"));
        expect(of(ba, "B")).toEqual(of(ab, "B"));
        expect(auditWorkbook(workbookOf({ A: first, B: second }))).toEqual(ab);
      }),
      { numRuns: 25 },
    );
  });
});
