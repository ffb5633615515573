import { afterAll, beforeAll, expect, test } from "vitest";
import { mergesOf } from "../../../../src/detect/workbooks/provenance/merges.ts";
import type { Engine } from "../../../../src/engines/engine.ts";
import type { OpenWorkbook } from "../../../../src/model/index.ts";
import { startEngine } from "../../given.ts";
import { workbookOf, type Typed } from "../audit/made.ts";
import { jobsOf, origins, prove, systems, tableOf } from "./given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const QUERY = `let
    Source = Excel.CurrentWorkbook(){[Name="Jobs"]}[Content], // Table.NestedJoin(Old, {"x"}, Gone, {"y"}, "Gone")
    #"Merged Queries" = Table.NestedJoin(Source, {"Job #"}, #"Invoice list", {"Job Ref"}, "Invoice list", JoinKind.LeftOuter),
    #"Expanded" = Table.ExpandTableColumn(#"Merged Queries", "Invoice list", {"Amount", "Date"}, {"Invoiced", "Invoice date"})
in
    #"Expanded"`;

test("a merge of queries, written out", () => {
  expect(mergesOf([{ name: "Merge", text: QUERY }])).toEqual([
    { title: "Invoiced", query: "Merge", join: "Merge.Job # = Invoice list.Job Ref", taken: "Invoice list.Amount", approximate: false },
    { title: "Invoice date", query: "Merge", join: "Merge.Job # = Invoice list.Job Ref", taken: "Invoice list.Date", approximate: false },
  ]);
});

test("two keys, titles as they were, and a fuzzy merge", () => {
  const text = `let M = Table.FuzzyNestedJoin(A, {"Job ""#""", "Branch"}, B, {"Ref", "Unit"}, "B"), E = Table.ExpandTableColumn(M, "B", {"Total"}) in E`;
  expect(mergesOf([{ name: "Both", text }])).toEqual([
    { title: "Total", query: "Both", join: 'Both.Job "#" = B.Ref and Both.Branch = B.Unit', taken: "B.Total", approximate: true },
  ]);
  expect(mergesOf([{ name: "None", text: 'let A = Table.SelectRows(B, each [x] = "Table.NestedJoin") in A' }])).toEqual([]);
});

test("a column that a merge brings in is looked up, with the rows for which it found nothing", async () => {
  const jobs = jobsOf(2, 30);
  const sets = await systems(engine, jobs);
  const rows: Typed[][] = [
    ["Job #", "Total", "Invoiced"],
    ...jobs.map((job, at): Typed[] => [job.number, job.total, at % 10 === 0 ? null : job.total]),
  ];
  const open = workbookOf({ Merge: rows });
  const queried: OpenWorkbook = { ...open, workbook: { ...open.workbook, queries: [{ name: "Merge", text: QUERY }] } };
  const file = await prove(engine, queried, sets);
  expect(origins(file)).toEqual({
    "Merge.Job #": "copied dispatch.jobs.id",
    "Merge.Total": "copied dispatch.jobs.amount",
    "Merge.Invoiced": "looked-up Invoice list.Amount where Merge.Job # = Invoice list.Job Ref",
  });
  expect(tableOf(file, "Merge").columns[2]?.origin).toMatchObject({ by: "Power Query", misses: 3 });
});
