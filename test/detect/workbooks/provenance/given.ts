import type { Engine } from "../../../../src/engines/engine.ts";
import { closeSources, openSources, proveFile } from "../../../../src/detect/workbooks/provenance/index.ts";
import type { ColumnOrigin, OpenWorkbook, ProvenFile, ProvenTable, RecordSet } from "../../../../src/model/index.ts";
import { givenRecords, type GivenRecord } from "../../given.ts";
import { workbookOf, type MadeSheet, type Typed } from "../audit/made.ts";

const TIME_ZONE = "America/New_York";
const BRANCHES = ["Tampa", "Orlando", "Sarasota"];
const TYPES = ["Install", "Repair", "Tune-up", "Estimate"];
const NAMES = ["Ray Ortiz", "Mina Cole", "Ann Kerr", "Lou Park", "Jo Sand", "Del Wynn", "Ivy Moss", "Gus Hale"];

/** A row of numbers that is the same for one seed. */
export function randomOf(seed: number): (below: number) => number {
  let state = (seed * 7919) % 2147483647 || 1;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

export interface Job {
  readonly number: string;
  readonly branch: string;
  readonly type: string;
  readonly customer: string;
  readonly completed: string;
  readonly total: number;
  readonly invoice: string;
  readonly invoiced: string;
}

export function jobsOf(seed: number, count: number): readonly Job[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, (_, at) => {
    const day = 1 + random(28);
    return {
      number: String(48_000 + at * 3),
      branch: BRANCHES[random(3)]!,
      type: TYPES[random(4)]!,
      customer: `${NAMES[random(8)]!} ${random(90) + 10}`,
      completed: `2026-09-${String(day).padStart(2, "0")}`,
      total: (random(90_000) + 5000) / 100,
      invoice: String(1000 + ((at * 17) % count)),
      invoiced: `2026-09-${String(Math.min(30, day + random(3))).padStart(2, "0")}`,
    };
  });
}

/** Days since 1899-12-30, as a program writes them. */
export function serial(day: string): number {
  return Date.parse(day) / 86_400_000 + 25_569;
}

/** The systems: jobs and their invoices, and things that have nothing to do with either. */
export async function systems(engine: Engine, jobs: readonly Job[]): Promise<ReadonlyMap<string, RecordSet>> {
  const invoices = jobs.map((job, at) => ({ ...job, id: `9${String(at).padStart(4, "0")}` }));
  const sets = [
    await givenRecords(engine, "dispatch.jobs", {
      fields: {
        id: "key",
        status: "text",
        type: "text",
        customer: "text",
        amount: "money",
        created: "timestamp",
        completed: "timestamp",
        unit: "text",
      },
      records: jobs.map((job): GivenRecord => ({
        id: job.number,
        status: "Completed",
        type: job.type,
        customer: job.customer,
        amount: job.total,
        created: `2026-08-20 12:${String(Number(job.number) % 60).padStart(2, "0")}:00`,
        completed: `${job.completed} 18:30:00`,
        unit: job.branch,
      })),
    }),
    await givenRecords(engine, "books.invoices", {
      fields: { id: "key", docNumber: "text", job: "key", amount: "money", date: "date", unit: "text" },
      records: invoices.map((job): GivenRecord => ({
        id: job.id,
        docNumber: job.invoice,
        job: job.number,
        amount: job.total,
        date: job.invoiced,
        unit: job.branch,
      })),
    }),
    await givenRecords(engine, "crm.contacts", {
      fields: { id: "key", name: "text", active: "text" },
      records: Array.from({ length: 40 }, (_, at): GivenRecord => ({
        id: String(at + 1),
        name: `${NAMES[at % 8]!} ${at}`,
        active: at % 2 === 0 ? "Yes" : "No",
      })),
    }),
  ];
  return new Map(sets.map((set) => [set.dataset.id, set]));
}

export async function prove(
  engine: Engine,
  open: OpenWorkbook,
  sets: ReadonlyMap<string, RecordSet>,
  older: ReadonlyMap<string, readonly RecordSet[]> = new Map(),
): Promise<ProvenFile> {
  const sources = await openSources(engine, { sets, older, timeZone: TIME_ZONE }, { prefix: "p" });
  try {
    return await proveFile(engine, open, sources, { prefix: "p" });
  } finally {
    await closeSources(engine, sources);
  }
}

/** Days of a column as the program has them. */
export function dated(column: string, from: number, to: number): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from({ length: to - from + 1 }, (_, at) => [`${column}${from + at}`, "m/d/yyyy"]));
}

export interface Ritual {
  readonly jobs: readonly Job[];
  /** Typed adjustments by row of the list. */
  readonly adjusted?: ReadonlyMap<number, number>;
  /** Revenue typed over, by row of the list. */
  readonly typedOver?: ReadonlyMap<number, number>;
  /** Job totals typed over in the pasted export. */
  readonly edited?: ReadonlyMap<number, number>;
  /** Jobs for which the books have no invoice. */
  readonly uninvoiced?: ReadonlySet<number>;
}

/** The weekly workbook: two pasted exports, their merge, a summary. */
export function ritual({ jobs, adjusted, typedOver, edited, uninvoiced }: Ritual): OpenWorkbook {
  const last = jobs.length;
  const totals = jobs.map((job, at) => edited?.get(at) ?? job.total);
  const jobRows: Typed[][] = [
    ["Jobs completed", null, null, null, null, null],
    ["Job #", "Business Unit", "Job Type", "Customer Name", "Completed On", "Jobs Total"],
    ...jobs.map((job, at): Typed[] => [Number(job.number), job.branch, job.type, job.customer, serial(job.completed), totals[at]!]),
  ];
  const invoiced = jobs.filter((_, at) => uninvoiced?.has(at) !== true);
  const invoiceRows: Typed[][] = [
    ["Invoice No", "Job Ref", "Date", "Amount"],
    ...invoiced.map((job): Typed[] => [job.invoice, job.number, serial(job.invoiced), job.total]),
  ];
  const revenue = jobs.map((_, at) => typedOver?.get(at) ?? totals[at]! + (adjusted?.get(at) ?? 0));
  const merge: Typed[][] = [
    ["Job #", "Branch", "Job total", "Invoiced", "Gap", "Adjustment", "Revenue", "Reason"],
    ...jobs.map((job, at): Typed[] => {
      const row = at + 2;
      const found = uninvoiced?.has(at) === true ? 0 : job.total;
      const adjustment = adjusted?.get(at) ?? null;
      return [
        [`=Jobs!A${at + 3}`, Number(job.number)],
        [`=VLOOKUP(A${row},Jobs!$A$3:$F$${last + 2},2,FALSE)`, job.branch],
        [`=Jobs!F${at + 3}`, totals[at]!],
        [`=IFERROR(VLOOKUP(A${row},Invoices!$B:$D,3,FALSE),0)`, found],
        [`=C${row}-D${row}`, totals[at]! - found],
        adjustment,
        typedOver?.has(at) === true ? typedOver.get(at)! : [`=C${row}+F${row}`, revenue[at]!],
        adjustment === null ? null : `agreed with the owner ${at}`,
      ];
    }),
  ];
  return workbookOf({
    Jobs: { rows: jobRows, formats: dated("E", 3, last + 2) },
    Invoices: { rows: invoiceRows, formats: dated("C", 2, last + 1) },
    Merge: { rows: merge },
    Summary: summary(jobs, revenue, last),
  });
}

function summary(jobs: readonly Job[], revenue: readonly number[], last: number): MadeSheet {
  const sum = (branch: string): number => revenue.reduce((so, one, at) => so + (jobs[at]!.branch === branch ? one : 0), 0);
  return {
    rows: [
      ["Week", serial("2026-09-07")],
      [],
      ["Branch", "Revenue"],
      ...BRANCHES.map((branch, at): Typed[] => [
        branch,
        [`=SUMIFS(Merge!$G$2:$G$${last + 1},Merge!$B$2:$B$${last + 1},A${at + 4})`, sum(branch)],
      ]),
      ["Total", ["=SUM(B4:B6)", revenue.reduce((so, one) => so + one, 0)]],
    ],
    formats: { B1: "m/d/yyyy" },
  };
}

/** `Merge.Branch`: what its origin is, in one line. */
export function origins(file: ProvenFile): Readonly<Record<string, string>> {
  return Object.fromEntries(
    file.tables.flatMap((table) => table.columns.map(({ title, origin }) => [`${table.name}.${title}`, words(origin)])),
  );
}

function words(origin: ColumnOrigin): string {
  switch (origin.kind) {
    case "copied":
      return `copied ${origin.dataset}.${origin.field}`;
    case "looked-up":
      return `looked-up ${origin.taken} where ${origin.join}`;
    case "derived":
      return `derived ${origin.shown}`;
    default:
      return origin.kind;
  }
}

export function tableOf(file: ProvenFile, name: string): ProvenTable {
  const found = file.tables.find((table) => table.name === name);
  if (found === undefined) throw new Error(`no table ${name}: ${file.tables.map((table) => table.name).join(", ")}`);
  return found;
}

export function overridesOf(file: ProvenFile): readonly string[] {
  return file.tables.flatMap((table) =>
    table.columns.flatMap(({ title, overrides }) =>
      overrides.map(
        ({ row, kind, found, expected, key }) =>
          `${table.name}.${title} row ${row + 1} ${kind}: ${found}, expected ${expected ?? "?"}, key ${key ?? "?"}`,
      ),
    ),
  );
}
