import { at, dayOf } from "./calendar.ts";
import type { Random } from "./random.ts";
import type { Company, Invoice, Job } from "./records.ts";
import type { Fault, Place } from "./truth.ts";

/** What puts faults of one set into a company, and says so. */
export type Seeding = (seeder: Seeder) => void;

/** Hands out records, each for one fault only, and keeps the truth. */
export class Seeder {
  readonly faults: Fault[] = [];
  readonly company: Company;
  readonly chance: Random;
  readonly #taken = new Set<object>();
  #faults = 0;

  constructor(company: Company, chance: Random) {
    this.company = company;
    this.chance = chance;
  }

  /** In turn one in a hundred, one in a thousand, and a single one. */
  amount(population: number): number {
    const turn = (this.company.seed + this.#faults++) % 3;
    return turn === 0 ? Math.ceil(population / 100) : turn === 1 ? Math.ceil(population / 1000) : 1;
  }

  /** So many records of which no other fault speaks, at random. */
  take<T extends object>(from: readonly T[], count: number, fits: (record: T) => boolean): T[] {
    const free = from.filter((record) => !this.#taken.has(record) && fits(record));
    if (free.length < count) throw new Error(`${free.length} records are left, and ${count} are asked for`);
    const taken: T[] = [];
    while (taken.length < count) {
      const one = this.chance.pick(free);
      if (this.#taken.has(one)) continue;
      this.#taken.add(one);
      taken.push(one);
    }
    return taken;
  }

  /** Completed jobs with their one invoice, completed between two days. */
  billed(
    count: number,
    from = "2026-01-05",
    to = "2026-09-18",
    fits: (job: Job, invoice: Invoice) => boolean = () => true,
  ): (readonly [Job, Invoice])[] {
    const invoices = new Map(this.company.invoices.filter(({ status }) => status !== "Void").map((invoice) => [invoice.job, invoice]));
    const again = new Set(this.company.invoices.filter(({ status }) => status === "Void").map(({ job }) => job));
    const pairs = this.company.jobs.flatMap((job): (readonly [Job, Invoice])[] => {
      const invoice = invoices.get(job.number);
      return invoice === undefined || again.has(job.number) || job.created > (job.completed ?? 0) ? [] : [[job, invoice]];
    });
    const found = new Map(pairs.map(([job, invoice]) => [job, invoice]));
    return this.take([...found.keys()], count, (job) => {
      const invoice = found.get(job);
      return (
        job.completed !== undefined &&
        job.completed >= at(from) &&
        dayOf(job.completed) <= to &&
        invoice !== undefined &&
        fits(job, invoice)
      );
    }).map((job) => [job, found.get(job) as Invoice] as const);
  }

  /** All jobs that were entered long after the work, and billed. */
  lateBilled(): (readonly [Job, Invoice])[] {
    const again = new Set(this.company.invoices.filter(({ status }) => status === "Void").map(({ job }) => job));
    const invoices = new Map(this.company.invoices.flatMap((invoice) => (again.has(invoice.job) ? [] : [[invoice.job, invoice] as const])));
    return this.company.jobs.flatMap((job): (readonly [Job, Invoice])[] => {
      const invoice = invoices.get(job.number);
      if (job.completed === undefined || job.created <= job.completed || job.completed >= at("2026-09-19") || invoice === undefined)
        return [];
      this.#taken.add(job);
      return [[job, invoice]];
    });
  }

  put(fault: Omit<Fault, "records" | "cause" | "also"> & Partial<Pick<Fault, "records" | "cause" | "also">>): void {
    this.faults.push({ records: undefined, cause: undefined, also: [], ...fault });
  }
}

export function jobNames(job: Job, invoice?: Invoice): string[] {
  return [`dispatch.jobs ${job.id}`, ...(invoice === undefined ? [] : [`books.invoices ${invoice.id}`])];
}

/** What a job without its invoice is, wherever it is looked at. */
export const NOT_INVOICED: readonly Place[] = [
  { kind: "silent-sync-failure", outcome: "missing", subjects: ["job-to-invoice"] },
  { kind: "status-mismatch", outcome: "disagrees", subjects: ["completed-is-invoiced"] },
];

export function differs(handoff: string): readonly Place[] {
  return [{ kind: "silent-sync-failure", outcome: "different", subjects: [handoff] }];
}
