import { describe, expect, it } from "vitest";
import { cellsOf, count, macro, micro } from "../../bench/workbook-audit/score.ts";
import type { FormulaFault } from "../../src/model/index.ts";

const fault: FormulaFault = {
  kind: "constant-for-formula",
  sheet: "A",
  range: { fromRow: 0, toRow: 1, fromColumn: 0, toColumn: 0 },
  against: [{ fromRow: 0, toRow: 0, fromColumn: 1, toColumn: 2 }],
  found: "",
  expected: "",
  why: "",
  confidence: 1,
  outputs: [],
  effect: undefined,
};

describe("scores of the formula audit", () => {
  it("count cells of a fault, and those it disagrees with, once", () => {
    expect([...cellsOf([fault, fault], false)]).toEqual(["A!A1", "A!A2"]);
    expect([...cellsOf([fault], true)]).toEqual(["A!A1", "A!A2", "A!B1", "A!C1"]);
    expect(count(cellsOf([fault], true), new Set(["A!A1", "A!D9"]))).toEqual({ labelled: 2, found: 4, both: 1 });
  });

  it("are means of workbooks, or of all cells", () => {
    const counts = [
      { labelled: 10, found: 10, both: 10 },
      { labelled: 2, found: 90, both: 1 },
      { labelled: 4, found: 0, both: 0 },
    ];
    expect(micro(counts)).toEqual({ precision: 0.11, recall: 11 / 16, f1: (2 * 0.11 * (11 / 16)) / (0.11 + 11 / 16) });
    const { precision, recall } = macro(counts);
    expect(precision).toBeCloseTo((1 + 1 / 90 + 0) / 3, 12);
    expect(recall).toBeCloseTo((1 + 0.5 + 0) / 3, 12);
  });
});
