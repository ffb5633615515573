import { translateFormulaToR1C1, toCol } from "@borgar/fx";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { r1c1Of } from "../../../src/connect/workbook/r1c1.ts";

/** The same by a library that takes formulas apart in another way; it stands in C3. */
function byLibrary(formula: string, row = 2, column = 2): string {
  return translateFormulaToR1C1(`=${formula}`, `${toCol(column)}${row + 1}`).slice(1);
}

describe("R1C1", () => {
  it.each([
    ["SUM(A1:B2)", "SUM(R[-2]C[-2]:R[-1]C[-1])"],
    ["A1:A1", "R[-2]C[-2]:R[-2]C[-2]"],
    ["$A$1+B2", "R1C1+R[-1]C[-1]"],
    ["$B3:C$5", "RC2:R5C"],
    ["SUM(A:A)", "SUM(C[-2])"],
    ["SUM(A:C)", "SUM(C[-2]:C)"],
    ["SUM(1:1)/$1:3", "SUM(R[-2])/R1:R"],
    ["Sheet1!A1", "Sheet1!R[-2]C[-2]"],
    ["'it''s A1'!$A1", "'it''s A1'!R[-2]C1"],
    ["[1]Sheet1!B$3", "[1]Sheet1!R3C[-1]"],
    ["'[A1.xlsx]B2'!B$3", "'[A1.xlsx]B2'!R3C[-1]"],
    ["Table1[[#This Row],[A1]]", "Table1[[#This Row],[A1]]"],
    ["Table1[a'] A1]+A1", "Table1[a'] A1]+R[-2]C[-2]"],
    ["LOG10(A1)", "LOG10(R[-2]C[-2])"],
    ['"A1 ""B2"""&A2', '"A1 ""B2"""&R[-1]C[-2]'],
    ["1E5+1.5E+3*a1", "1E5+1.5E+3*R[-2]C[-2]"],
    ["Sheet1:Sheet3!A1", "Sheet1:Sheet3!R[-2]C[-2]"],
    ["XFE1+XFD1048576+A1048577+A0", "XFE1+R[1048573]C[16381]+A1048577+A0"],
    ["#REF!A1+Sheet1!#REF!+#N/A+#DIV/0!", "#REF!R[-2]C[-2]+Sheet1!#REF!+#N/A+#DIV/0!"],
    ["INDEX(A1:A3,1):B2", "INDEX(R[-2]C[-2]:RC[-2],1):R[-1]C[-1]"],
    ["_A1+A_1+A1.b+Größe1", "_A1+A_1+A1.b+Größe1"],
    ["@A1+B2#+C3%", "@R[-2]C[-2]+R[-1]C[-1]#+RC%"],
    ["{1,2;3,4}*A1", "{1,2;3,4}*R[-2]C[-2]"],
    ['"never closed A1', '"never closed A1'],
    ["Table1[never closed A1", "Table1[never closed A1"],
  ])("%s → %s", (formula, expected) => {
    expect(r1c1Of(formula, 2, 2)).toBe(expected);
  });

  it("agrees with a library on any mix of references, texts, names and operators", () => {
    const reference = fc
      .record({
        column: fc.integer({ min: 0, max: 16_383 }),
        row: fc.integer({ min: 1, max: 1_048_576 }),
        a: fc.boolean(),
        b: fc.boolean(),
      })
      .map(({ column, row, a, b }) => `${a ? "$" : ""}${toCol(column)}${b ? "$" : ""}${row}`);
    const sheet = fc.constantFrom("", "", "Jobs!", "'A1 B2'!", "[1]Jobs!", "'it''s'!");
    const atom = fc.oneof(
      fc.tuple(sheet, reference).map(([prefix, cell]) => prefix + cell),
      fc.tuple(sheet, reference, reference).map(([prefix, from, to]) => `${prefix}${from}:${to}`),
      fc.constantFrom("A:A", "$B:D", "2:$9", "TRUE", "12.5", "rate", '"A1:B2 ""x"""', "Table1[Total]", "#N/A", "LOG10(A1)"),
    );
    const formula = fc
      .array(fc.tuple(atom, fc.constantFrom("+", "-", "*", "/", "&", "=", "<>", ",", " ")), { minLength: 1, maxLength: 6 })
      .map((parts) => `SUM(${parts.map(([part, operator], index) => part + (index + 1 < parts.length ? operator : "")).join("")})`);
    fc.assert(
      fc.property(formula, fc.integer({ min: 0, max: 1_048_575 }), fc.integer({ min: 0, max: 16_383 }), (text, row, column) => {
        expect(r1c1Of(text, row, column)).toBe(byLibrary(text, row, column));
      }),
      { numRuns: 500 },
    );
  });
});
