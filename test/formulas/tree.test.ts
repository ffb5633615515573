import { describe, expect, it } from "vitest";
import { cellName, functionsOf, nodesOf, parseFormula, rangeAt, rangeName, sheetPrefix, toR1C1 } from "../../src/formulas/index.ts";

/** What a formula in A1 notation, standing in D5, refers to. */
function references(formula: string): string[] {
  const tree = parseFormula(toR1C1(formula, 4, 3));
  if (tree === undefined) return ["no formula"];
  return [...nodesOf(tree)].flatMap((node) => {
    if (node.kind === "error") return [node.error];
    if (node.kind === "name") return [[node.workbook, node.sheet, node.name].filter((part) => part !== undefined).join(" ")];
    if (node.kind === "table") return [`${node.table}: ${node.text}`];
    if (node.kind !== "range") return [];
    const { workbook, sheet, toSheet } = node.range;
    return [`${[workbook, sheet, toSheet].filter((part) => part !== undefined).join("/")} ${rangeName(rangeAt(node.range, 4, 3))}`.trim()];
  });
}

describe("references of a formula", () => {
  it.each([
    ["SUM(A1:$B$2)*C3", ["A1:B2", "C3"]],
    ["'My Sheet'!A1+[1]Sheet1!B2+'[2]Other one'!C3", ["My Sheet A1", "1/Sheet1 B2", "2/Other one C3"]],
    ["SUM(Jan:Mar!D5)", ["Jan/Mar D5"]],
    ["SUM(B:C)+SUM(7:9)", ["B1:C1048576", "A7:XFD9"]],
    ["tax*rates!low+[1]!theirs+[0]!ours", ["tax", "rates low", "1 theirs", "ours"]],
    ["Jobs[[#This Row],[Price A1]]", ["Jobs: Jobs[[#This Row],[Price A1]]"]],
    ["Sheet1!#REF!+#N/A", ["#REF!", "#N/A"]],
    ["LET(x,A1,x+B2)", ["A1", "x", "B2"]],
    ["A1:INDEX(B:B,3)", ["A1", "B1:B1048576"]],
    ['"A1"&A2', ["A2"]],
    ["A1+", ["no formula"]],
  ])("%s", (formula, expected) => {
    expect(references(formula)).toEqual(expected);
  });

  it("names functions once, without prefixes", () => {
    expect(functionsOf(parseFormula("_xlfn.XLOOKUP(RC,C1,SUM(C2),,sum(1))")!)).toEqual(["SUM", "XLOOKUP"]);
  });

  it("keeps arguments that are left out, and the sign outside a number", () => {
    expect(parseFormula("F(,-2)")).toEqual({
      kind: "call",
      name: "F",
      arguments: [undefined, { kind: "unary", operator: "-", argument: { kind: "number", number: 2 } }],
    });
  });

  it("writes names of cells, ranges and sheets", () => {
    expect([cellName(0, 0), cellName(9, 25), cellName(9, 26), cellName(1048575, 16383)]).toEqual(["A1", "Z10", "AA10", "XFD1048576"]);
    expect(rangeName({ fromRow: 1, toRow: 1, fromColumn: 2, toColumn: 2 })).toBe("C2");
    expect(["Jobs", "A1", "R1C1", "Q3 '26", "'; --"].map(sheetPrefix)).toEqual(["Jobs!", "'A1'!", "'R1C1'!", "'Q3 ''26'!", "'''; --'!"]);
  });
});
