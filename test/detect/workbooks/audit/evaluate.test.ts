import { describe, expect, it } from "vitest";
import { parseFormula, toR1C1 } from "../../../../src/formulas/index.ts";
import { evaluate } from "../../../../src/detect/workbooks/audit/evaluate.ts";
import { difference, rounds } from "../../../../src/detect/workbooks/audit/figures.ts";
import { readBook } from "../../../../src/detect/workbooks/audit/grid.ts";
import { asNumber } from "../../../../src/detect/workbooks/audit/texts.ts";
import { workbookOf, type Typed } from "./made.ts";

const rows: Typed[][] = [[2, 3, "text", null], [5, 7, ["=1/0", "#DIV/0!"]], ...Array.from({ length: 400 }, (_, n): Typed[] => [n, 1.5])];
const book = readBook(workbookOf({ A: rows, "Other one": [[11]] }));

function value(formula: string) {
  return evaluate(parseFormula(toR1C1(formula, 9, 9))!, book.grids[0]!, 9, 9, book);
}

describe("the small evaluator", () => {
  it.each([
    ["A1+B1*A2-B2/2", 2 + 15 - 3.5, 1],
    ["(A1+B1)^2*50%", 12.5, 1],
    ["-A1", -2, 1],
    ["SUM(A1:B2,4)", 21, 1],
    ["AVERAGE(A1:B2)+MIN(A1:B2)+MAX(A1:B2)+COUNT(A1:C1)", 4.25 + 2 + 7 + 2, 1],
    ["PRODUCT(A1:A2)+ABS(A1-B1)+ROUND(A1/B1,2)", 10 + 1 + 0.67, 1],
    ["ROUND(-2.5,0)", -3, 0],
    ["'Other one'!A1*2", 22, 1],
    ["SUM(A3:B402)", 79_800 + 600, 1],
    ["A1+D1", 2, 0.5],
  ])("%s is %d", (formula, expected, grounded) => {
    expect(value(formula)?.value).toBeCloseTo(expected, 9);
    expect(value(formula)?.grounded).toBe(grounded);
  });

  it.each(["A1/D1", "A1+C1", "SUM(C1:C2)", "SUM(C2:C402)", 'IF(A1>1,"x",2)', "VLOOKUP(A1,A1:B2,2,FALSE)", "Lost!A1", 'A1&"x"', "SUM(tax)"])(
    "%s is not guessed",
    (formula) => {
      expect(value(formula)).toBeUndefined();
    },
  );
});

describe("figures", () => {
  it("are rounded as a person would type them", () => {
    expect([rounds(14.2104, 14.21), rounds(14.2151, 14.21), rounds(99.9987, 100), rounds(99.4, 100), rounds(0.333333, 0.33)]).toEqual([
      true,
      false,
      true,
      false,
      true,
    ]);
  });

  it("differ without binary noise", () => {
    expect([difference(0.3, 0.1), difference(1e15, 1), difference(-5, 12.25), difference(4, 4)]).toEqual([
      "0.2",
      "999999999999999",
      "-17.25",
      "0",
    ]);
  });

  it.each([
    ["1,204.50", "1204.50"],
    ["$ 12", "12"],
    ["(45.10)", "-45.10"],
    ["45-", "-45"],
    ["-$3", "-3"],
    [" .5\u00a0", "0.5"],
    ["12,34", undefined],
    ["J-12", undefined],
    ["(45", undefined],
    ["-(4)", undefined],
    ["", undefined],
    ["1 204", undefined],
    ["2026-03-08", undefined],
  ])("the text %s is %s", (text, expected) => {
    expect(asNumber(text)).toBe(expected);
  });
});
