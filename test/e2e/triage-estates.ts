import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { stringify } from "yaml";

/**
 * Small companies for the decision tree: jobs that become invoices (billing depends on
 * it), and bins that get labels (stock taking does, which is no part of the operation
 * that the tree asks for). All ties out, unless `faults` say otherwise.
 */
export interface Company {
  readonly faults?: readonly Fault[];
  /** Nothing is said of what states mean, and no number is reported. */
  readonly bare?: boolean;
  /** Branch north places bins without ever calling them checked. */
  readonly unchecked?: boolean;
  /** Neither bins nor labels are exported: the handoff holds no record. */
  readonly empty?: boolean;
  /** What is declared of the triage. */
  readonly triage?: readonly {
    readonly question: "stack-cannot-represent" | "diagnosis-complete";
    readonly answer: "yes" | "no";
    readonly why: string;
  }[];
}

/** What goes wrong with one record on its way: nothing arrives, or another value does. */
export interface Fault {
  readonly at: "invoice" | "label";
  readonly hits: (record: Made) => boolean;
  /** What arrives instead of the amount; undefined: nothing does. */
  readonly instead?: (amount: number) => number;
}

/** A job or a bin. */
export interface Made {
  /** 0 to 119; of every two that follow each other, one is of each branch. */
  readonly n: number;
  readonly branch: "north" | "south";
  /** ISO day, from Monday, 1 June 2026 on: two records a day, all 60 days of them one after the other. */
  readonly day: string;
}

const RECORDS = 120;
const FIRST = Date.UTC(2026, 5, 1);
const DAY = 86_400_000;

/** Of all amounts in cents no two are the same, and none has a round factor to another. */
function amountOf(n: number): number {
  return 10_007 + n * 1_931 + (n % 7) * 311;
}

function dayOf(n: number): string {
  return new Date(FIRST + Math.floor(n / 2) * DAY).toISOString().slice(0, 10);
}

function nextDay(day: string): string {
  return new Date(Date.parse(day) + DAY).toISOString().slice(0, 10);
}

function inDollars(cents: number): string {
  return (cents / 100).toFixed(2);
}

const MADE: readonly Made[] = Array.from({ length: RECORDS }, (_, n) => ({ n, branch: n % 2 === 0 ? "north" : "south", day: dayOf(n) }));

/** Writes `tieout.yaml` and the exports of a company into the directory. */
export async function writeCompany(directory: string, { faults = [], bare, unchecked, empty, triage = [] }: Company): Promise<void> {
  const arrives = (at: Fault["at"], record: Made): number | undefined => {
    const fault = faults.find((one) => one.at === at && one.hits(record));
    return fault === undefined ? amountOf(record.n) : fault.instead?.(amountOf(record.n));
  };
  const kept = empty === true ? [] : MADE;
  const jobs = MADE.map(({ n, branch, day }) => [`J${1000 + n}`, branch, "Completed", inDollars(amountOf(n)), `${day}T15:00:00Z`]);
  const invoices = MADE.flatMap((record) => {
    const amount = arrives("invoice", record);
    const day = nextDay(record.day);
    return amount === undefined
      ? []
      : [[`I${5000 + record.n}`, `J${1000 + record.n}`, inDollars(amount), `${day}T09:00:00Z`, day.slice(0, 7)]];
  });
  const bins = kept.map(({ n, branch, day }) => [`B${1000 + n}`, branch, "Placed", inDollars(amountOf(n)), `${day}T15:00:00Z`]);
  const labels = kept.flatMap((record) => {
    const amount = arrives("label", record);
    return amount === undefined
      ? []
      : [[`L${5000 + record.n}`, `B${1000 + record.n}`, inDollars(amount), `${nextDay(record.day)}T09:00:00Z`]];
  });
  const moves = kept.flatMap(({ n, branch, day }) =>
    ["Counted", "Checked", "Placed"]
      .filter((word) => word !== "Checked" || branch !== "north" || unchecked !== true)
      .map((word, hour) => [`M${n}-${hour}`, `B${1000 + n}`, word, branch, `${day}T1${hour}:00:00Z`]),
  );
  const files: Readonly<Record<string, readonly (readonly string[])[]>> = {
    "jobs.csv": [["Job", "Branch", "Status", "Total", "Completed"], ...jobs],
    "invoices.csv": [["Invoice", "Job", "Total", "Created", "Month"], ...invoices],
    "bins.csv": [["Bin", "Branch", "Status", "Worth", "Placed"], ...bins],
    "labels.csv": [["Label", "Bin", "Worth", "Printed"], ...labels],
    "moves.csv": [["Move", "Bin", "Status", "Branch", "At"], ...moves],
    "invoiced.csv": [["Month", "Total"], ...totals(invoices, 4, 2)],
    "stock.csv": [["Month", "Worth"], ...totals(bins, 4, 3)],
  };
  await mkdir(directory, { recursive: true });
  for (const [name, rows] of Object.entries(files)) {
    await writeFile(path.join(directory, name), `${rows.map((cells) => cells.join(",")).join("\n")}\n`);
  }
  await writeFile(path.join(directory, "tieout.yaml"), stringify({ ...estate(), ...(bare === true ? {} : meanings()), triage }));
}

/** What a dashboard tells: the sum of each month, from the same rows. */
function totals(rows: readonly (readonly string[])[], at: number, of: number): readonly (readonly string[])[] {
  const cents = new Map<string, number>();
  for (const cells of rows) {
    const month = (cells[at] ?? "").slice(0, 7);
    cents.set(month, (cents.get(month) ?? 0) + Math.round(Number(cells[of]) * 100));
  }
  return [...cents].map(([month, sum]) => [`${month}-01`, inDollars(sum)]);
}

function source(file: string): { readonly path: string; readonly capturedAt: string } {
  return { path: file, capturedAt: "2026-10-01T06:00:00Z" };
}

function estate(): Record<string, unknown> {
  const money = (column: string) => ({ column, type: "money" });
  const time = (column: string) => ({ column, type: "timestamp" });
  const told = (file: string, month: string, value: string) => ({
    entity: "period",
    source: source(file),
    key: "month",
    fields: { month: { column: month, type: "date" }, value: money(value) },
  });
  const wares = { owner: "stores", alert: "#stores", decision: "stock taking" };
  return {
    tieout: 1,
    estate: "corner",
    timeZone: "UTC",
    currency: "USD",
    asOf: "2026-10-01T06:00:00Z",
    businessDays: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
    units: { north: "North", south: "South" },
    systems: {
      dispatch: {
        kind: "dispatch",
        datasets: {
          jobs: {
            entity: "job",
            source: source("jobs.csv"),
            key: "id",
            fields: { id: "Job", branch: "Branch", status: "Status", total: money("Total"), completedOn: time("Completed") },
            amount: "total",
            times: { completed: "completedOn" },
            state: { field: "status", words: { completed: "Completed" } },
            unit: "branch",
          },
        },
      },
      books: {
        kind: "books",
        datasets: {
          invoices: {
            entity: "invoice",
            source: source("invoices.csv"),
            key: "id",
            fields: { id: "Invoice", job: "Job", total: money("Total"), createdAt: time("Created") },
            amount: "total",
            times: { created: "createdAt" },
          },
        },
      },
      stock: {
        kind: "other",
        datasets: {
          bins: {
            entity: "bin",
            source: source("bins.csv"),
            key: "id",
            fields: { id: "Bin", branch: "Branch", status: "Status", worth: money("Worth"), placedAt: time("Placed") },
            amount: "worth",
            times: { placed: "placedAt" },
            state: { field: "status", words: { placed: "Placed" } },
            unit: "branch",
          },
          labels: {
            entity: "label",
            source: source("labels.csv"),
            key: "id",
            fields: { id: "Label", bin: "Bin", worth: money("Worth"), printedAt: time("Printed") },
            amount: "worth",
            times: { created: "printedAt" },
          },
          moves: {
            entity: "bin",
            source: source("moves.csv"),
            key: "id",
            fields: { id: "Move", bin: { column: "Bin", type: "key" }, status: "Status", branch: "Branch", at: time("At") },
            times: { changed: "at" },
            state: { field: "status", words: { counted: "Counted", checked: "Checked", placed: "Placed" } },
            unit: "branch",
          },
        },
      },
      dashboard: {
        kind: "dashboard",
        datasets: { invoiced: told("invoiced.csv", "Month", "Total"), stock: told("stock.csv", "Month", "Worth") },
      },
    },
    handoffs: {
      bill: {
        title: "Jobs become invoices",
        from: "dispatch.jobs",
        to: "books.invoices",
        match: { id: "job" },
        grace: "2 days",
        owner: "billing",
        alert: "#billing",
        decision: "billing",
        workflows: ["job-to-cash"],
      },
      label: {
        title: "Bins get labels",
        from: "stock.bins",
        to: "stock.labels",
        match: { id: "bin" },
        grace: "2 days",
        ...wares,
        workflows: ["shelf"],
      },
    },
  };
}

/** What states mean, and the numbers that people are told. */
function meanings(): Record<string, unknown> {
  const metric = (of: string, value: string, date: string, decision: string) => ({ of, value, date, period: "month", decision });
  const report = (name: string, dataset: string, decision: string) => ({
    metric: name,
    values: { dataset, value: "value", period: "month" },
    decision,
  });
  return {
    lifecycles: {
      job: {
        entity: "job",
        decision: "billing",
        workflows: ["job-to-cash"],
        states: { completed: { initial: true, final: true } },
        tracks: { dispatch: { dataset: "dispatch.jobs", stamps: { completed: "completedOn" } } },
      },
      bin: {
        entity: "bin",
        decision: "stock taking",
        workflows: ["shelf"],
        states: {
          counted: { next: ["checked", "placed"], initial: true },
          checked: { next: ["placed"] },
          placed: { final: true },
        },
        tracks: { stock: { dataset: "stock.bins", history: { dataset: "stock.moves", record: "bin", at: "at" } } },
      },
    },
    metrics: {
      invoiced: metric("books.invoices", "total", "created", "billing"),
      worth: metric("stock.bins", "worth", "placed", "stock taking"),
    },
    reports: {
      "invoiced-by-month": report("invoiced", "dashboard.invoiced", "billing"),
      "stock-by-month": report("worth", "dashboard.stock", "stock taking"),
    },
  };
}
