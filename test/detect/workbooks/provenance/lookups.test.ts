import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../../../src/engines/engine.ts";
import type { OpenWorkbook } from "../../../../src/model/index.ts";
import { startEngine } from "../../given.ts";
import { workbookOf, type Typed } from "../audit/made.ts";
import { jobsOf, overridesOf, prove, systems, tableOf } from "./given.ts";

let engine: Engine;
let close: () => Promise<void>;
const jobs = jobsOf(5, 30);
let sets: Awaited<ReturnType<typeof systems>>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
  sets = await systems(engine, jobs);
});
afterAll(() => close());

const LAST = jobs.length + 1;
const INVOICES: readonly Typed[][] = [
  ["Invoice No", "Job Ref", "Amount"],
  ...jobs.map((job): Typed[] => [job.invoice, job.number, job.total]),
];

/** A list of jobs with one column of formulas beside an export of invoices; `formula` has `#` for the row. */
function book(formula: string, last?: readonly [row: number, typed: Typed]): OpenWorkbook {
  const rows = jobs.map((job, at): Typed[] => {
    const row = at + 2;
    return [job.number, last?.[0] === row ? last[1] : [formula.replaceAll("#", String(row)), job.total]];
  });
  const open = workbookOf({ Merge: [["Job #", "Invoiced"], ...rows], Invoices: INVOICES }, [
    { name: "refs", sheet: undefined, refersTo: `Invoices!$B$2:$B$${LAST}`, hidden: false },
  ]);
  const tables = [
    {
      name: "InvoiceList",
      range: { fromRow: 0, toRow: LAST - 1, fromColumn: 0, toColumn: 2 },
      columns: ["Invoice No", "Job Ref", "Amount"],
    },
  ];
  const sheets = open.workbook.sheets.map((sheet) =>
    sheet.name === "Invoices" && formula.includes("InvoiceList") ? { ...sheet, tables } : sheet,
  );
  return { ...open, workbook: { ...open.workbook, sheets } };
}

const REF = "Merge.Job # = Invoices.Job Ref";
const NAMED = "Merge.Job # = InvoiceList.Job Ref";

test.each([
  ["=VLOOKUP(A#,Invoices!$B$2:$C$31,2,FALSE)", "VLOOKUP", REF, "Invoices.Amount", false],
  ["=VLOOKUP(A#,Invoices!B:C,2,0)", "VLOOKUP", REF, "Invoices.Amount", false],
  ["=VLOOKUP(A#,Invoices!$B$2:$C$31,2)", "VLOOKUP", REF, "Invoices.Amount", true],
  ['=IF(A#="",0,IFERROR(VLOOKUP(TRIM(A#),Invoices!$B:$C,2,FALSE),0))', "VLOOKUP", REF, "Invoices.Amount", false],
  ["=_xlfn.XLOOKUP(A#,Invoices!$B$2:$B$31,Invoices!$C$2:$C$31,0)", "XLOOKUP", REF, "Invoices.Amount", false],
  ["=_xlfn.XLOOKUP(A#,Invoices!$B$2:$B$31,Invoices!$C$2:$C$31,0,-1)", "XLOOKUP", REF, "Invoices.Amount", true],
  ["=INDEX(Invoices!$C$2:$C$31,MATCH(A#,Invoices!$B$2:$B$31,0))", "INDEX/MATCH", REF, "Invoices.Amount", false],
  ["=INDEX(Invoices!$A$2:$C$31,MATCH($A#,Invoices!$B$2:$B$31,0),3)", "INDEX/MATCH", REF, "Invoices.Amount", false],
  ["=INDEX(Invoices!$C:$C,MATCH(A#,Invoices!$B:$B))", "INDEX/MATCH", REF, "Invoices.Amount", true],
  ["=INDEX(Invoices!$C$2:$C$31,MATCH(A#,refs,0))", "INDEX/MATCH", REF, "Invoices.Amount", false],
  ["=SUMIF(Invoices!$B$2:$B$31,A#,Invoices!$C$2:$C$31)", "SUMIF", REF, "Invoices.Amount", false],
  ["=SUMIFS(Invoices!$C:$C,Invoices!$B:$B,A#)", "SUMIFS", REF, "Invoices.Amount", false],
  ["=LOOKUP(A#,Invoices!$B$2:$B$31,Invoices!$C$2:$C$31)", "LOOKUP", REF, "Invoices.Amount", true],
  ["=INDEX(InvoiceList[Amount],MATCH(A#,InvoiceList[Job Ref],0))", "INDEX/MATCH", NAMED, "InvoiceList.Amount", false],
  ["=_xlfn.XLOOKUP(A#,InvoiceList[Job Ref],InvoiceList[Amount])", "XLOOKUP", NAMED, "InvoiceList.Amount", false],
] as const)("%s", async (formula, by, join, taken, approximate) => {
  const file = await prove(engine, book(formula), sets);
  expect(tableOf(file, "Merge").columns[1]?.origin).toEqual({ kind: "looked-up", join, taken, by, approximate, misses: 0 });
  expect(overridesOf(file)).toEqual([]);
});

test("sums by a word that many rows have are no lookup", async () => {
  const rows: Typed[][] = [
    ["Branch", "Revenue"],
    ...["Tampa", "Orlando", "Sarasota"].map((branch, at): Typed[] => [
      branch,
      [`=SUMIF(Jobs!$B$2:$B$${LAST},A${at + 2},Jobs!$C$2:$C$${LAST})`, 1],
    ]),
  ];
  const pasted: Typed[][] = [["Job #", "Branch", "Total"], ...jobs.map((job): Typed[] => [job.number, job.branch, job.total])];
  const file = await prove(engine, workbookOf({ Jobs: pasted, Summary: rows }), sets);
  expect(tableOf(file, "Summary").columns[1]?.origin).toMatchObject({ kind: "derived", reads: ["Jobs.Branch", "Branch", "Jobs.Total"] });
});

test("what a lookup would have found where a value stands in its place", async () => {
  const typed = await prove(engine, book("=VLOOKUP(A#,Invoices!$B$2:$C$31,2,FALSE)", [9, 1]), sets);
  expect(overridesOf(typed)).toEqual([`Merge.Invoiced row 9 typed-over: 1, expected ${jobs[7]!.total}, key ${jobs[7]!.number}`]);
  const other = await prove(
    engine,
    book("=VLOOKUP(A#,Invoices!$B$2:$C$31,2,FALSE)", [9, ["=VLOOKUP(A9,Invoices!$B$2:$C$12,2,FALSE)", 1]]),
    sets,
  );
  expect(overridesOf(other)).toEqual([
    `Merge.Invoiced row 9 other-formula: =VLOOKUP(A9,Invoices!$B$2:$C$12,2,FALSE), expected =VLOOKUP(A9,Invoices!$B$2:$C$31,2,FALSE), key ${jobs[7]!.number}`,
  ]);
});
