import { translateFormulaToA1, translateFormulaToR1C1 } from "@borgar/fx";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellName, MAX_COLUMNS, MAX_ROWS, shift, toA1, toR1C1 } from "../../src/formulas/index.ts";

const dollar = fc.constantFrom("", "$");
const sheet = fc.constantFrom("", "Sheet1!", "'My ''odd'' sheet A1'!", "[1]Sheet1!", "'[2]B2 C3'!", "Jan:Mar!");
const others = fc.constantFrom(
  "12",
  "1.5",
  "1E5",
  '"A1"',
  '"say ""B2"""',
  "TRUE",
  "#REF!",
  "Sheet1!#REF!",
  "#N/A",
  "tax",
  "TAX.A1",
  "rate_2",
  "A01",
  "A1048577",
  "XFE1",
  "Table1[[#This Row],[A1]]",
  "Table1[B2]",
  "LOG10(5)",
  '{1,2;"A1",3}',
  "été",
  "\\A1",
  "a1",
  "bc$7",
);

function formulas(rows: number, columns: number): fc.Arbitrary<string> {
  const columnText = (column: number): string => cellName(0, column).slice(0, -1);
  const row = fc.integer({ min: 1, max: rows });
  const column = fc.integer({ min: 0, max: columns - 1 });
  const cell = fc.tuple(dollar, column.map(columnText), dollar, row).map((parts) => parts.join(""));
  // The lesser first, as programs keep it.
  const pair = (index: fc.Arbitrary<number>): fc.Arbitrary<[number, number]> =>
    fc.tuple(index, index).map(([a, b]) => (a < b ? [a, b] : [b, a]));
  const whole = (text: fc.Arbitrary<[string | number, string | number]>): fc.Arbitrary<string> =>
    fc.tuple(dollar, dollar, text).map(([a, b, [first, second]]) => `${a}${first}:${b}${second}`);
  const operand = fc.oneof(
    fc.tuple(sheet, cell).map((parts) => parts.join("")),
    fc.tuple(sheet, cell, cell).map(([at, a, b]) => `${at}${a}:${b}`),
    fc.tuple(sheet, whole(pair(column).map(([a, b]) => [columnText(a), columnText(b)]))).map((parts) => parts.join("")),
    fc.tuple(sheet, whole(pair(row))).map((parts) => parts.join("")),
    others,
  );
  const more = fc.array(fc.tuple(fc.constantFrom("+", "-", "*", "/", "^", "&", ">=", "<>", " + "), operand), { maxLength: 4 });
  return fc.tuple(operand, more, fc.boolean()).map(([first, rest, called]) => {
    const text = rest.reduce((so, [operator, next]) => so + operator + next, first);
    return called ? `=IF(SUM(${text},-1)%>0,"x",${first})` : `=${text}`;
  });
}

const formula = formulas(MAX_ROWS, MAX_COLUMNS);
const place = fc.tuple(fc.integer({ min: 0, max: 1048575 }), fc.integer({ min: 0, max: 16383 }));

describe("R1C1", () => {
  it("agrees with @borgar/fx on any formula and place", () => {
    fc.assert(
      fc.property(formula, place, (text, [row, column]) => {
        expect(toR1C1(text, row, column)).toBe(translateFormulaToR1C1(text, cellName(row, column)));
      }),
      { numRuns: 400 },
    );
  });

  it("comes back to the same formula", () => {
    fc.assert(
      fc.property(formula, place, (text, [row, column]) => {
        const there = toR1C1(text, row, column);
        const back = toA1(there, row, column);
        expect(toR1C1(back, row, column)).toBe(there);
        // A third opinion on what it means in A1; fx puts the upper left corner first and repeats quotes.
        const theirs = translateFormulaToA1(there, cellName(row, column));
        expect(toR1C1(translateFormulaToA1(toR1C1(back, row, column), cellName(row, column)), row, column)).toBe(
          toR1C1(theirs, row, column),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("a formula copied to another cell is the same in R1C1", () => {
    const near = fc.tuple(fc.integer({ min: 0, max: 500_000 }), fc.integer({ min: 0, max: 8000 }));
    fc.assert(
      fc.property(formulas(500_000, 8000), near, near, (text, [row, column], [down, right]) => {
        const moved = shift(text, down, right);
        expect(toR1C1(moved, row + down, column + right)).toBe(toR1C1(text, row, column));
        expect(shift(moved, -down, -right)).toBe(shift(text, 0, 0));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["A:A", 2, 2, "C[-2]"],
    ["SUM($1:5)", 2, 2, "SUM(R1:R[2])"],
    ["A1.:.B2", 2, 2, "R[-2]C[-2].:.R[-1]C[-1]"],
    ["A1#", 0, 0, "RC#"],
    ["IF(A1:Q4!B2,1,2)", 0, 0, "IF(RC:Q4!R[1]C[1],1,2)"],
  ])("%s in row %i, column %i: %s", (text, row, column, expected) => {
    expect(toR1C1(text, row, column)).toBe(expected);
    expect(toR1C1(toA1(expected, row, column), row, column)).toBe(expected);
  });

  it("moves what is not fixed", () => {
    expect(shift("SUM(A1:$B2)+C$3+$D$4*Sheet2!E5+F:G", 10, 1)).toBe("SUM(B11:$B12)+D$3+$D$4*Sheet2!F15+G:H");
    expect(shift('A1&"A1"&tax', 1, 0)).toBe('A2&"A1"&tax');
  });
});
