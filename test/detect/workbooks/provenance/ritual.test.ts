import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../../../src/engines/engine.ts";
import { startEngine } from "../../given.ts";
import { jobsOf, origins, overridesOf, prove, ritual, systems, tableOf } from "./given.ts";

let engine: Engine;
let close: () => Promise<void>;
const jobs = jobsOf(1, 40);
let sets: Awaited<ReturnType<typeof systems>>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
  sets = await systems(engine, jobs);
});
afterAll(() => close());

test("every column of the weekly workbook is known for what it is", async () => {
  const file = await prove(engine, ritual({ jobs: jobs.slice(5, 30), adjusted: new Map([[3, -50]]), uninvoiced: new Set([2]) }), sets);
  expect(origins(file)).toEqual({
    "Jobs.Job #": "copied dispatch.jobs.id",
    "Jobs.Business Unit": "copied dispatch.jobs.unit",
    "Jobs.Job Type": "copied dispatch.jobs.type",
    "Jobs.Customer Name": "copied dispatch.jobs.customer",
    "Jobs.Completed On": "copied dispatch.jobs.completed",
    "Jobs.Jobs Total": "copied dispatch.jobs.amount",
    "Invoices.Invoice No": "copied books.invoices.docNumber",
    "Invoices.Job Ref": "copied books.invoices.job",
    "Invoices.Date": "copied books.invoices.date",
    "Invoices.Amount": "copied books.invoices.amount",
    "Merge.Job #": "derived Jobs!A3",
    "Merge.Branch": "looked-up Jobs.Business Unit where Merge.Job # = Jobs.Job #",
    "Merge.Job total": "derived Jobs!F3",
    "Merge.Invoiced": "looked-up Invoices.Amount where Merge.Job # = Invoices.Job Ref",
    "Merge.Gap": "derived C2-D2",
    "Merge.Adjustment": "typed",
    "Merge.Revenue": "derived C2+F2",
    "Merge.Reason": "typed",
    "Summary.Branch": "copied dispatch.jobs.unit",
    "Summary.Revenue": "derived SUMIFS(Merge!$G$2:$G$26,Merge!$B$2:$B$26,A4)",
  });
  expect(overridesOf(file)).toEqual([]);
  expect(tableOf(file, "Merge").records).toEqual({
    dataset: "dispatch.jobs",
    keyColumn: 0,
    keyField: "id",
    capturedAt: "2026-10-01T00:00:00.000Z",
    matched: 25,
  });
  expect(tableOf(file, "Invoices").records?.dataset).toBe("books.invoices");
  const [, , , invoiced, gap] = tableOf(file, "Merge").columns;
  expect(invoiced?.origin).toMatchObject({ by: "VLOOKUP", approximate: false, misses: 1 });
  expect(gap?.origin).toMatchObject({ formula: "RC[-2]-RC[-1]", reads: ["Job total", "Invoiced"] });
  expect(tableOf(file, "Merge").columns[2]?.origin).toMatchObject({ reads: ["Jobs.Jobs Total"] });
});

test("what was typed over, and what is no longer what its source says", async () => {
  const open = ritual({ jobs: jobs.slice(5, 30), edited: new Map([[4, 999.5]]), typedOver: new Map([[7, 1234]]) });
  const job = (at: number): string => jobs[at + 5]!.number;
  expect(overridesOf(await prove(engine, open, sets))).toEqual([
    `Jobs.Jobs Total row 7 edited: 999.5, expected ${jobs[9]!.total}, key ${job(4)}`,
    `Merge.Revenue row 9 typed-over: 1234, expected ${jobs[12]!.total}, key ${job(7)}`,
  ]);
});
