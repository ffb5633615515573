import { afterAll, beforeAll, expect, test } from "vitest";
import { runDetector, type DetectorContext } from "../../../src/detect/index.ts";
import { ready } from "../../../src/detect/registry.ts";
import { createSigns } from "../../../src/detect/signs.ts";
import { insertWorkbookSigns, reviewWorkbook, workbookMiddleware } from "../../../src/detect/workbooks/index.ts";
import type { Engine } from "../../../src/engines/engine.ts";
import type { Finding, ProvenFile, WorkbookSource } from "../../../src/model/index.ts";
import { id, sql } from "../../../src/sql/index.ts";
import { startEngine } from "../given.ts";
import { workbookOf, type Typed } from "./audit/made.ts";
import { dated, jobsOf, prove, ritual, serial, systems, type Job } from "./provenance/given.ts";

let engine: Engine;
let close: () => Promise<void>;
const jobs = jobsOf(3, 60);
let sets: Awaited<ReturnType<typeof systems>>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
  sets = await systems(engine, jobs);
});
afterAll(() => close());

const SOURCE: WorkbookSource = {
  id: "weekly",
  title: "Weekly revenue",
  files: "weekly-*.xlsx",
  owner: "operations",
  decision: "payroll",
  line: 1,
};

const CONTEXT: DetectorContext = {
  handoffs: new Map(),
  inScope: () => 0,
  lifecycles: new Map(),
  followed: () => 0,
  reports: 1,
  numbers: 1,
  workbooks: 1,
  systemOf: (dataset) => dataset,
  unitTitle: (unit) => unit,
  amountInWords: (amount) => `$${amount}`,
};

async function found(files: readonly ProvenFile[], feeds: readonly string[] = ["friday"]): Promise<readonly Finding[]> {
  await engine.runInline(createSigns("signs"));
  await insertWorkbookSigns(engine, "signs", reviewWorkbook(SOURCE, files, feeds));
  const run = await runDetector(engine, ready(workbookMiddleware), { breaks: "b", mismatches: "m", signs: "signs" }, CONTEXT, 1);
  await engine.runInline(sql`DROP TABLE ${id("signs")}`);
  return run.findings;
}

async function week(name: string, given: Parameters<typeof ritual>[0]): Promise<ProvenFile> {
  return { ...(await prove(engine, ritual(given), sets)), file: `reporting/weekly-${name}.xlsx`, savedBy: "Dana Reed" };
}

test("joins, typed columns and typed-over values are findings, told once for all files", async () => {
  const files = [
    await week("2026-09-07", {
      jobs: jobs.slice(0, 20),
      adjusted: new Map([
        [3, -50],
        [8, 25],
      ]),
      uninvoiced: new Set([2]),
    }),
    await week("2026-09-14", { jobs: jobs.slice(20, 40), adjusted: new Map([[1, -10]]), typedOver: new Map([[7, 1234]]) }),
    await week("2026-09-21", { jobs: jobs.slice(40, 60), adjusted: new Map([[0, 5]]), edited: new Map([[4, 999.5]]) }),
  ];
  const findings = await found(files);
  const over = jobs[27]!;
  const edited = jobs[44]!;
  const apart = (Math.abs(1234 - over.total) + Math.abs(999.5 - edited.total)).toFixed(2);
  expect(findings.map(({ title }) => title)).toEqual([
    "Weekly revenue: people type 2 columns that no system holds, made anew every 7 days: Merge.Adjustment, Merge.Reason",
    `Weekly revenue: 2 values stand where a formula or a copy belongs, $${apart} apart: Merge.Revenue, Jobs.Jobs Total`,
    "Weekly revenue: 1 lookup joins what no system joins, over 60 rows, made anew every 7 days: Merge.Invoiced by VLOOKUP (Merge.Job # = Invoices.Job Ref)",
  ]);
  expect(
    findings.map(({ outcome, records, severity, owner, decision, subject }) => ({
      outcome,
      records,
      severity,
      owner,
      decision,
      subject: subject?.id,
    })),
  ).toEqual(
    [
      { outcome: "missing-backend-state", records: 8, severity: "high" },
      { outcome: "typed-over", records: 2, severity: "high" },
      { outcome: "undocumented-join", records: 60, severity: "high" },
    ].map((each) => ({ ...each, owner: "operations", decision: "payroll", subject: "weekly" })),
  );
  const shown = findings[1]!.samples.map(
    ({ key, counterparts, fields }) => `${key} at ${counterparts.join()}: ${fields[0]!.from.value} → ${fields[0]!.to.value}`,
  );
  expect(shown.toSorted()).toEqual(
    [
      `${over.number} at reporting/weekly-2026-09-14.xlsx Merge!G9: ${over.total} → 1234`,
      `${edited.number} at reporting/weekly-2026-09-21.xlsx Jobs!F7: ${edited.total} → 999.5`,
    ].toSorted(),
  );
});

test("findings keep their fingerprints when a week is added", async () => {
  const given = { jobs: jobs.slice(0, 20), adjusted: new Map([[3, -50]]) };
  const first = await week("2026-09-07", given);
  const [one, two] = [await found([first]), await found([first, await week("2026-09-14", { ...given, jobs: jobs.slice(20, 40) })])];
  expect(two.map(({ fingerprint }) => fingerprint)).toEqual(one.map(({ fingerprint }) => fingerprint));
});

test("pasted exports with sums, and copies of them, give no finding", async () => {
  const clean = async (name: string, own: readonly Job[]): Promise<ProvenFile> => ({
    ...(await prove(engine, untouched(own), sets)),
    file: `weekly-${name}.xlsx`,
  });
  const files = [await clean("2026-09-07", jobs.slice(0, 20)), await clean("2026-09-14", jobs.slice(20, 40))];
  expect(files.flatMap(({ tables }) => tables.map(({ name }) => name))).toHaveLength(6);
  expect(await found(files)).toEqual([]);
});

/** What nobody changed: two exports, and a summary of the first. */
function untouched(own: readonly Job[]): ReturnType<typeof workbookOf> {
  const last = own.length + 1;
  const branches = ["Tampa", "Orlando", "Sarasota"];
  const sum = (branch: string): number => own.reduce((so, job) => so + (job.branch === branch ? job.total : 0), 0);
  return workbookOf({
    Jobs: {
      rows: [
        ["Job #", "Business Unit", "Completed On", "Jobs Total"],
        ...own.map((job): Typed[] => [job.number, job.branch, serial(job.completed), job.total]),
      ],
      formats: dated("C", 2, last),
    },
    Invoices: {
      rows: [
        ["Invoice No", "Job Ref", "Date", "Amount"],
        ...own.map((job): Typed[] => [job.invoice, job.number, serial(job.invoiced), job.total]),
      ],
      formats: dated("C", 2, last),
    },
    Summary: [
      ["Week", "2026-09-07"],
      [],
      ["Branch", "Revenue"],
      ...branches.map((branch, at): Typed[] => [branch, [`=SUMIFS(Jobs!$D$2:$D$${last},Jobs!$B$2:$B$${last},A${at + 4})`, sum(branch)]]),
      ["Total", ["=SUM(B4:B6)", own.reduce((so, job) => so + job.total, 0)]],
    ],
  });
}

test("without a workbook it does not run", () =>
  expect(workbookMiddleware.requires({ ...CONTEXT, workbooks: 0 })).toBe("the estate declares no workbook"));

test("cadence by the days in the names, people, and what it copies from", () => {
  const file = (name: string, by: string): ProvenFile => ({
    file: name,
    savedAt: undefined,
    savedBy: by,
    createdBy: "Al Fox",
    tables: [],
    faults: [],
    hiddenSheets: [],
    comments: [{ sheet: "Merge", cell: "A1", author: "Cy Rue", text: "ask" }],
    reads: [],
    notes: [],
  });
  const names = ["w/a-2026-09-01.xlsx", "w/a-20260908.xlsx", "w/a-2026-09-22.xlsx", "w/a-2026-09-29.xlsx"];
  const reviewed = reviewWorkbook(
    SOURCE,
    names.map((name, at) => file(name, at === 2 ? "Bo Lane" : "Al Fox")),
    ["board", "friday"],
    ["Di Ash"],
  );
  expect(reviewed).toMatchObject({ everyDays: 7, people: ["Al Fox", "Bo Lane", "Cy Rue", "Di Ash"], feeds: ["board", "friday"] });
  expect(
    reviewWorkbook(
      SOURCE,
      names.slice(0, 2).map((name) => file(name, "Al Fox")),
      [],
    ).everyDays,
  ).toBeUndefined();
  expect(
    reviewWorkbook(
      SOURCE,
      [...names.slice(0, 3), "w/last.xlsx"].map((name) => file(name, "Al Fox")),
      [],
    ).everyDays,
  ).toBeUndefined();
});
