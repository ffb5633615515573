import { describe, expect, it } from "vitest";
import { auditWorkbook } from "../../../../src/detect/workbooks/audit/index.ts";
import { audited, told, workbookOf, type Typed } from "./made.ts";

/** Jobs with hours, rate and price; the price of each is given, or is the formula. */
function jobs(prices: readonly (Typed | undefined)[]): Typed[][] {
  const rows = prices.map((price, index): Typed[] => {
    const hours = index + 2;
    const rate = 95 + 7 * index;
    const line = index + 2;
    return [`J-${index}`, hours, rate, price === undefined ? [`=B${line}*C${line}`, hours * rate] : price];
  });
  return [["job", "hours", "rate", "price"], ...rows];
}

const clean = jobs([undefined, undefined, undefined, undefined, undefined]);
const total = (sheet: Typed[][], formula: string, value: number): Typed[][] => [...sheet, [null, null, null, [formula, value]]];
const sum = 2 * 95 + 3 * 102 + 4 * 109 + 5 * 116 + 6 * 123;

describe("a constant where a formula belongs", () => {
  it("is found where the number differs, with its effect and the results that read it", () => {
    const sheet = total(jobs([undefined, undefined, 500, undefined, undefined]), "=SUM(D2:D6)", sum + 64);
    const [fault, ...others] = audited(sheet);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({
      kind: "constant-for-formula",
      range: { fromRow: 3, toRow: 3, fromColumn: 3, toColumn: 3 },
      found: "500",
      expected: "=B4*C4",
      effect: "-64",
      outputs: ["Jobs!D7"],
    });
    expect(fault?.against).toEqual([
      { fromRow: 1, toRow: 2, fromColumn: 3, toColumn: 3 },
      { fromRow: 4, toRow: 5, fromColumn: 3, toColumn: 3 },
    ]);
  });

  it("is found where the number is the formula's very result, and is surer then", () => {
    const [fault] = audited(jobs([undefined, undefined, 436, undefined, undefined]));
    const [other] = audited(jobs([undefined, undefined, 500, undefined, undefined]));
    expect(fault).toMatchObject({ kind: "constant-for-formula", effect: "0" });
    expect(fault!.confidence).toBeGreaterThan(other!.confidence);
  });

  it("is found at the end of a row of totals", () => {
    const rows: Typed[][] = [
      ["", "Jan", "Feb", "Mar"],
      ["a", 10, 20, 30],
      ["b", 11, 21, 31],
      ["total", ["=SUM(B2:B3)", 21], ["=SUM(C2:C3)", 41], 61],
    ];
    expect(told(audited(rows))).toEqual(["constant-for-formula Jobs!D4"]);
  });

  it("two typed numbers beside each other are one fault, whose effect is their sum", () => {
    const faults = audited(jobs([undefined, undefined, 430, 570, undefined, undefined, undefined]));
    expect(told(faults)).toEqual(["constant-for-formula Jobs!D4:D5"]);
    expect(faults[0]!.effect).toBe("16");
  });

  it("is not seen in a clean sheet, in the first value of a running balance, in headings that are years, nor in percentages", () => {
    expect(audited(total(clean, "=SUM(D2:D6)", sum))).toEqual([]);
    const balance: Typed[][] = [
      ["opening", 500],
      ...Array.from({ length: 5 }, (_, n): Typed[] => [`${n}`, [`=B${n + 1}+25`, 525 + 25 * n]]),
    ];
    expect(audited(balance)).toEqual([]);
    const years: Typed[][] = [
      ["", 2024, 2025, 2026],
      ["a", 10, 20, ["=B2+C2", 30]],
      ["b", 11, 21, ["=B3+C3", 32]],
      ["c", 12, 22, ["=B4+C4", 34]],
      ["total", ["=SUM(B2:B4)", 33], ["=SUM(C2:C4)", 63], ["=SUM(D2:D4)", 96]],
    ];
    expect(audited(years)).toEqual([]);
    const rows: Typed[][] = [
      ["", "Jan", "Feb", "year"],
      ["jobs", 10, 20, ["=B2+C2", 30]],
      ["hours", 11, 21, ["=B3+C3", 32]],
      ["margin", 0.31, 0.33, 0.32],
      ["trips", 12, 22, ["=B5+C5", 34]],
      ["parts", 13, 23, ["=B6+C6", 36]],
    ];
    expect(audited(rows, { B4: "0%", C4: "0%", D4: "0%" })).toEqual([]);
    expect(told(audited(rows))).toEqual(["constant-for-formula Jobs!D4"]);
  });
});

describe("ranges of totals", () => {
  const column = (formula: string, value: number): Typed[][] => [["hours"], [3.5], [4], [5.25], [6], [[formula, value]]];

  it("short by the row just above", () => {
    const faults = audited(column("=SUM(A2:A4)", 12.75));
    expect(told(faults)).toEqual(["range-short Jobs!A6"]);
    expect(faults[0]).toMatchObject({ expected: "=SUM(A2:A5)", effect: "6" });
    expect(audited(column("=SUM(A2:A5)", 18.75))).toEqual([]);
  });

  it("short where the totals beside it are not", () => {
    const rows = (last: Typed): Typed[][] => [
      ["a", "b", "c"],
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
      [["=SUM(A2:A4)", 12], ["=SUM(B2:B4)", 15], last],
    ];
    const faults = audited(rows(["=SUM(C3:C4)", 15]));
    expect(told(faults)).toEqual(["range-short Jobs!C5"]);
    expect(faults[0]).toMatchObject({ found: "=SUM(C3:C4)", expected: "=SUM(C2:C4)", effect: "3" });
    expect(audited(rows(["=SUM(C2:C4)", 18]))).toEqual([]);
  });

  it("also reading an empty row, but not a missing value", () => {
    const rows = (formula: string): Typed[][] => [
      ["a", "b"],
      [1, 2],
      [4, 5],
      [7, 9],
      [],
      [
        [formula, 12],
        ["=SUM(B2:B4)", 16],
      ],
    ];
    const wide = audited(rows("=SUM(A2:A5)"));
    expect(told(wide)).toContain("range-wide Jobs!A6");
    expect(audited(rows("=SUM(A2:A4)"))).toEqual([]);
    const missing: Typed[][] = [
      ["a", "b"],
      [1, 2],
      [null, 5],
      [7, 9],
      [
        ["=SUM(A2:A4)", 8],
        ["=SUM(B2:B4)", 16],
      ],
    ];
    expect(audited(missing)).toEqual([]);
  });

  it("subtotals counted with their parts, and ranges that overlap", () => {
    const rows = (formula: string, value: number): Typed[][] => [
      ["a"],
      [10],
      [20],
      [["=SUM(A2:A3)", 30]],
      [40],
      [50],
      [["=SUM(A5:A6)", 90]],
      [[formula, value]],
    ];
    const faults = audited(rows("=SUM(A2:A7)", 240));
    expect(told(faults)).toEqual(["double-counted Jobs!A8"]);
    expect(faults[0]).toMatchObject({ effect: "-120" });
    expect(faults[0]!.why).toContain("A4, A7 are subtotals");
    expect(audited(rows("=A4+A7", 120))).toEqual([]);
    expect(audited(rows("=SUM(A2:A7)/2", 120))).toEqual([]);
    expect(told(audited([[1], [2], [4], [["=SUM(A1:A2,A2:A3)", 9]]]))).toEqual(["double-counted Jobs!A4"]);
    expect(audited([[1], [2], [4], [["=SUM(A1:A2,A3)", 7]]])).toEqual([]);
  });
});

describe("fills", () => {
  it("one that reads another row than its neighbours", () => {
    const faults = audited(jobs([undefined, undefined, ["=B4*C3", 4 * 102], undefined, undefined]));
    expect(told(faults)).toEqual(["broken-fill Jobs!D4"]);
    expect(faults[0]).toMatchObject({ expected: "=B4*C4", effect: "28" });
  });

  it("one that lacks a cell in which figures wait", () => {
    const faults = audited(jobs([undefined, undefined, null, undefined, undefined]));
    expect(told(faults)).toEqual(["broken-fill Jobs!D4"]);
    expect(faults[0]).toMatchObject({ found: "an empty cell", expected: "=B4*C4", effect: undefined });
    const empty = jobs([undefined, undefined, null, undefined, undefined]);
    empty[3] = [];
    expect(audited(empty)).toEqual([]);
  });

  it("one that runs over a row in which nothing else stands", () => {
    const sheet = jobs([undefined, undefined, undefined, undefined, undefined, undefined]);
    sheet[3] = [null, null, null, ["=B4*C4", 0]];
    expect(told(audited(sheet))).toEqual(["formula-for-constant Jobs!D4"]);
  });

  it("a number at the end of one formula", () => {
    const faults = audited(jobs([undefined, undefined, ["=B4*C4+15", 451], undefined, undefined]));
    expect(told(faults)).toEqual(["hand-computed Jobs!D4"]);
    expect(faults[0]).toMatchObject({ expected: "=B4*C4", effect: "-15" });
  });
});

describe("hand-computed totals", () => {
  it("a formula of numbers, and an amount within one; not a ratio, nor a count of months", () => {
    expect(told(audited([["a", ["=12+15+9", 36]]]))).toEqual(["hand-computed Jobs!B1"]);
    expect(told(audited([[5, ["=1880-A1", 1875]]]))).toEqual(["hand-computed Jobs!B1"]);
    expect(audited([[5, ["=52/12", 4.333], ["=A1*12", 60], ["=A1+1", 6]]])).toEqual([]);
    // Filled, it is the logic of the column.
    expect(audited([1, 2, 3].map((n): Typed[] => [n, [`=1880-A${n}`, 1880 - n]]))).toEqual([]);
  });

  it("typed sums, where several lines add up alike", () => {
    const rows = (third: number): Typed[][] => [
      ["", "parts", "labour", "sum"],
      ["a", 12.5, 310, 322.5],
      ["b", 41, 205.25, 246.25],
      ["c", 8.75, 92.25, third],
    ];
    const faults = audited(rows(101));
    expect(told(faults)).toEqual(["hand-computed Jobs!D2:D4"]);
    expect(faults[0]).toMatchObject({ expected: "=SUM(B2:C2)", effect: "0" });
    expect(audited(rows(117.4))).toEqual([]);
  });

  it("a denominator that the rows' own ratios do not add up to", () => {
    const rows = (divisor: number): Typed[][] => [
      ["done", "part"],
      [55, ["=A2/61", 55 / 61]],
      [59, ["=A3/73", 59 / 73]],
      [60, ["=A4/61", 60 / 61]],
      [61, ["=A5/61", 1]],
      [],
      [
        ["=AVERAGE(A2:A5)", 58.75],
        [`=SUM(A2:A5)/${divisor}`, 235 / divisor],
      ],
    ];
    const faults = audited(rows(250));
    expect(told(faults)).toEqual(["hand-computed Jobs!B7"]);
    expect(faults[0]).toMatchObject({ expected: "divided by 256" });
    expect(Number(faults[0]!.effect)).toBeCloseTo(235 / 256 - 235 / 250, 9);
    expect(audited(rows(256))).toEqual([]);
  });
});

describe("references", () => {
  it("to what was deleted, to sheets and names that are not there", () => {
    const rows: Typed[][] = [
      [["=#REF!*2", "#REF!"]],
      [["=A1+1", "#REF!"]],
      [["=Lost!A1", 3]],
      [["=Rate*2", 4]],
      [["=tax*2", "#NAME?"]],
      ["#REF!"],
    ];
    const open = workbookOf({ Jobs: rows }, [{ name: "Rate", sheet: undefined, refersTo: "Jobs!$A$3", hidden: false }]);
    const faults = auditWorkbook(open);
    expect(told(faults)).toEqual([
      "reference-error Jobs!A1",
      "reference-error Jobs!A3",
      "reference-error Jobs!A5",
      "reference-error Jobs!A6",
    ]);
    expect(faults[0]!.outputs).toEqual(["Jobs!A2"]);
    // Read through the name.
    expect(faults[1]!.outputs).toEqual(["Jobs!A4"]);
  });
});

describe("lookups of the nearest key", () => {
  const table: Typed[][] = [
    ["Tampa", 1],
    ["Miami", 2],
    ["Ocala", 3],
  ];
  const sorted = [table[1]!, table[2]!, table[0]!];

  it.each([
    ['=VLOOKUP("Ocala",A1:B3,2)', true],
    ['=VLOOKUP("Ocala",A1:B3,2,TRUE)', true],
    ['=MATCH("Ocala",A1:A3)', true],
    ['=VLOOKUP("Ocala",A1:B3,2,FALSE)', false],
    ['=VLOOKUP("Ocala",A1:B3,2,)', false],
    ['=MATCH("Ocala",A1:A3,0)', false],
  ])("%s", (formula, faulty) => {
    const with2 = (rows: Typed[][]): Typed[][] => [...rows, [null, null, [formula, 3]]];
    expect(told(audited(with2(table)))).toEqual(faulty ? ["approximate-match Jobs!C4"] : []);
    expect(audited(with2(sorted))).toEqual([]);
  });

  it("from the largest down with -1", () => {
    expect(audited([[9], [5], [1], [["=MATCH(5,A1:A3,-1)", 2]]])).toEqual([]);
    expect(told(audited([[1], [5], [9], [["=MATCH(5,A1:A3,-1)", 2]]]))).toEqual(["approximate-match Jobs!A4"]);
  });
});

describe("texts that look like numbers", () => {
  it("count as nothing in a sum", () => {
    const faults = audited([["hours"], [3], [" 1,204.50 "], [5], ["n/a"], [["=SUM(A2:A5)", 8]]]);
    expect(told(faults)).toEqual(["text-number Jobs!A3"]);
    expect(faults[0]).toMatchObject({ expected: "1204.50", effect: "1204.5", outputs: ["Jobs!A6"] });
    expect(audited([["hours"], [3], ["J-12"], [5], [["=SUM(A2:A4)", 8]]])).toEqual([]);
    // Nothing adds it.
    expect(audited([["17"], [3], [4], [["=SUM(A2:A3)", 7]]])).toEqual([]);
  });
});
