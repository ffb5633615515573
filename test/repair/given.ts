import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { publish } from "../../src/publish.ts";
import { reviewEstate } from "../../src/review.ts";
import { withEstate } from "../../src/runtime.ts";
import type { FindingRepair, Review } from "../../src/model/index.ts";
import { parseCsv } from "../e2e/apply-repairs.ts";

/** What a review proposes for a small estate of two systems. */
export interface Proposed {
  readonly review: Review;
  /** Of one finding, by outcome and side: `missing from`. */
  readonly of: (what: string) => Omit<FindingRepair, "finding"> | undefined;
  /** Rows of a written file below `repairs`, its header first; undefined where there is none. */
  readonly file: (name: string) => readonly (readonly string[])[] | undefined;
  /** The bytes of all of them. */
  readonly bytes: Readonly<Record<string, string>>;
}

/** Jobs with number, branch, day, amount and status; invoices with id, job, branch, day, amount, class and status. */
export interface Given {
  readonly jobs: readonly string[];
  readonly invoices: readonly string[];
  /** More of the estate's file. */
  readonly more?: string;
  readonly invoicesKey?: string;
  readonly threads?: number;
  /** What is done before the review is published, in its directory. */
  readonly before?: (published: string) => Promise<void>;
}

const ESTATE = `tieout: 1
estate: small
timeZone: America/New_York
currency: USD
dateOrder: mdy
asOf: 2026-10-01T06:00:00-04:00
units:
  north: { title: North, aliases: [N, 01 - North] }
  south: { title: South, aliases: [S, 02 - South] }
systems:
  dispatch:
    title: Dispatch
    kind: dispatch
    datasets:
      jobs:
        title: Jobs
        entity: job
        source: { path: jobs.csv, capturedAt: "2026-10-01T05:00:00-04:00" }
        key: number
        fields:
          number: Job
          branch: Branch
          day: { column: Day, type: date }
          total: { column: Total, type: money }
          status: Status
        amount: total
        times: { done: day }
        time: done
        state: { field: status, words: { completed: Done, cancelled: Canceled } }
        unit: branch
  books:
    title: Books
    kind: books
    datasets:
      invoices:
        title: Invoices
        entity: invoice
        source: { path: invoices.csv, capturedAt: "2026-10-01T05:30:00-04:00" }
        key: KEY
        fields:
          id: Id
          job: { column: Job, type: key }
          branch: Department
          day: { column: Date, type: date }
          total: { column: Amount, type: money }
          class: Class
          status: Status
        amount: total
        times: { issued: day }
        time: issued
        state: { field: status, words: { posted: Posted, voided: Void } }
        unit: branch
handoffs:
  job-to-invoice:
    title: Jobs become invoices
    from: { dataset: dispatch.jobs, filter: { state: completed } }
    to: { dataset: books.invoices, filter: { class: Jobs } }
    match: { number: job }
    cardinality: one-to-one
    compare:
      - { from: total, to: total }
    grace: 1 days
`;

/** Reviews the estate in a directory of its own, which is gone afterwards. */
export async function propose({ jobs, invoices, more = "", invoicesKey = "id", threads = 2, before }: Given): Promise<Proposed> {
  const directory = await mkdtemp(path.join(tmpdir(), "tieout-repair-"));
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(path.join(directory, "tieout.yaml"), ESTATE.replace("KEY", invoicesKey) + more);
    await writeFile(path.join(directory, "jobs.csv"), ["Job,Branch,Day,Total,Status", ...jobs, ""].join("\n"));
    await writeFile(path.join(directory, "invoices.csv"), ["Id,Job,Department,Date,Amount,Class,Status", ...invoices, ""].join("\n"));
    return await withEstate(directory, { threads, memory: "1GiB", progress: () => undefined }, async (estate, ports) => {
      const run = await reviewEstate(estate, ports);
      await before?.(path.join(directory, "review"));
      await publish(ports.engine, run, path.join(directory, "review"));
      const { files, findings } = run.review.repairs;
      const bytes: Record<string, string> = {};
      for (const name of [...files.map(({ file }) => path.basename(file)), "decide.csv", "ledger.csv"]) {
        const text = await readFile(path.join(directory, "review", "repairs", name), "utf8").catch(() => undefined);
        if (text !== undefined) bytes[name] = text;
      }
      const of = (what: string): Omit<FindingRepair, "finding"> | undefined => {
        const finding = run.review.findings.find(
          ({ kind, outcome, samples }) => kind === "silent-sync-failure" && `${outcome} ${samples[0]?.side}` === what,
        );
        return findings.find((repair) => repair.finding === finding?.fingerprint);
      };
      return { review: run.review, of, file: (name) => (bytes[name] === undefined ? undefined : parseCsv(bytes[name])), bytes };
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
