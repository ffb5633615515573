import { expect, test } from "vitest";
import { rangeName } from "../../../../src/formulas/index.ts";
import { readBook } from "../../../../src/detect/workbooks/audit/grid.ts";
import { findTables } from "../../../../src/detect/workbooks/provenance/tables.ts";
import type { WorkbookSheet } from "../../../../src/model/index.ts";
import { workbookOf, type Typed } from "../audit/made.ts";

/** `A2:C4 under 1: Job, Branch, Total`, for every table. */
function tables(rows: readonly (readonly Typed[])[], sheet: Partial<WorkbookSheet> = {}): readonly string[] {
  const open = workbookOf({ Sheet: rows });
  const found = findTables({ ...open.workbook.sheets[0]!, ...sheet }, readBook(open).grid("Sheet")!);
  return found.map(
    ({ range, headerRow, titles }) => `${rangeName(range)} under ${headerRow === undefined ? "none" : headerRow + 1}: ${titles.join(", ")}`,
  );
}

const HEADER = ["Job", "Branch", "Total"];
const ROWS: readonly Typed[][] = [
  ["J-1001", "Tampa", 120.5],
  ["J-1002", "Orlando", 80],
  ["J-1003", "Tampa", 99.9],
];

test("a header and its rows", () => expect(tables([HEADER, ...ROWS])).toEqual(["A2:C4 under 1: Job, Branch, Total"]));

test("titles above, with and without an empty row", () => {
  expect(tables([["Jobs of the week"], HEADER, ...ROWS])).toEqual(["A3:C5 under 2: Job, Branch, Total"]);
  expect(tables([["Jobs of the week"], [], HEADER, ...ROWS])).toEqual(["A4:C6 under 3: Job, Branch, Total"]);
  expect(tables([["Jobs of the week"], ["Printed by", "Dana"], HEADER, ...ROWS])).toEqual(["A4:C6 under 3: Job, Branch, Total"]);
});

test("one below the other, and side by side", () => {
  expect(tables([HEADER, ...ROWS, [], ["Invoice", "Amount"], ["9001", 5], ["9002", 7]])).toEqual([
    "A2:C4 under 1: Job, Branch, Total",
    "A7:B8 under 6: Invoice, Amount",
  ]);
  const beside: readonly Typed[][] = [
    ["Invoice", "Amount"],
    ["9001", 5],
    ["9002", 7],
  ];
  expect(tables([HEADER, ...ROWS].map((row, at) => [...row, null, ...(beside[at] ?? [])]))).toEqual([
    "A2:C4 under 1: Job, Branch, Total",
    "E2:F3 under 1: Invoice, Amount",
  ]);
});

test("an empty row within, and an empty column with a header", () => {
  expect(tables([HEADER, ...ROWS.slice(0, 2), [], ...ROWS.slice(2)])).toEqual(["A2:C5 under 1: Job, Branch, Total"]);
  expect(tables([["Job", "Note", "Total"], ...ROWS.map(([job, , total]): Typed[] => [job!, null, total!])])).toEqual([
    "A2:C4 under 1: Job, Note, Total",
  ]);
});

test("totals and remarks are no rows", () => {
  const total: Typed[] = ["Total", null, ["=SUM(C2:C4)", 300.4]];
  expect(tables([HEADER, ...ROWS, total])).toEqual(["A2:C4 under 1: Job, Branch, Total"]);
  expect(tables([HEADER, ...ROWS, [null, null, ["=SUM(C2:C4)", 300.4]]])).toEqual(["A2:C4 under 1: Job, Branch, Total"]);
  expect(tables([HEADER, ...ROWS, [], total])).toEqual(["A2:C4 under 1: Job, Branch, Total"]);
  expect(tables([HEADER, ...ROWS, total, ["checked on Friday"]])).toEqual(["A2:C4 under 1: Job, Branch, Total"]);
  expect(tables([HEADER, ["Total Comfort", "Tampa", 5], ["Ann", "Tampa", 7]])).toEqual(["A2:C3 under 1: Job, Branch, Total"]);
});

test("a running total is a row like any other", () => {
  const running = ROWS.map((row, at): Typed[] => [...row, [`=SUM(C$2:C${at + 2})`, 1]]);
  expect(tables([[...HEADER, "So far"], ...running])).toEqual(["A2:D4 under 1: Job, Branch, Total, So far"]);
});

test("merged headers: the lower line names the columns, the upper one those that have no name", () => {
  const merged = [{ fromRow: 0, toRow: 0, fromColumn: 0, toColumn: 1 }];
  expect(tables([["Job", null, "Money"], ["Number", "Branch", "Total"], ...ROWS], { merged })).toEqual([
    "A3:C5 under 2: Number, Branch, Total",
  ]);
  const down = [...merged, { fromRow: 0, toRow: 1, fromColumn: 2, toColumn: 2 }];
  expect(tables([["Job", null, "Total"], ["Number", "Branch", null], ...ROWS], { merged: down })).toEqual([
    "A3:C5 under 2: Number, Branch, Total",
  ]);
});

test("without a header: letters; two labels with values are no table", () => {
  expect(tables(ROWS)).toEqual(["A1:C3 under none: A, B, C"]);
  expect(
    tables([
      ["Week", 46266],
      ["Rate", 0.07],
    ]),
  ).toEqual([]);
  expect(
    tables([
      ["Tampa", "North"],
      ["Orlando", "North"],
      ["Tampa", "South"],
    ]),
  ).toEqual(["A1:B3 under none: A, B"]);
});

test("a table that the program knows keeps its name and columns", () => {
  const named = [{ name: "Jobs", range: { fromRow: 1, toRow: 5, fromColumn: 1, toColumn: 3 }, columns: HEADER }];
  const rows: Typed[][] = [
    ["beside"],
    ...[HEADER, ...ROWS, ["Total", null, ["=SUBTOTAL(109,D3:D5)", 1]] as Typed[]].map((row): Typed[] => [null, ...row]),
  ];
  expect(tables(rows, { tables: named })).toEqual(["B3:D5 under 2: Job, Branch, Total"]);
});

test("a sheet with one cell far out", () => {
  const open = workbookOf({ Sheet: [HEADER, ...ROWS] });
  const far = {
    ...open,
    cells: () => ({
      rowCount: 60_000,
      columnCount: 30,
      at: (row: number, column: number) =>
        row === 59_999 && column === 29 ? open.cells("Sheet").at(0, 0) : open.cells("Sheet").at(row, column),
    }),
  };
  const found = findTables(open.workbook.sheets[0]!, readBook(far).grid("Sheet")!);
  expect(found.map(({ range }) => rangeName(range))).toEqual(["A2:C4"]);
});
