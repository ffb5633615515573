import type { Branch, Case, JobType } from "../business.ts";
import { unitOf } from "../servicetitan.ts";
import { captured, dayOf, instant, isoDay, localDay } from "../time.ts";

/* What the systems hold of the last weeks, as the exports have it: what people then paste and correct. */

/** A completed job as dispatch's export shows it. Times are instants, money is cents. */
export interface WeekJob {
  readonly number: string;
  readonly branch: Branch;
  /** The business unit's word. */
  readonly unit: string;
  readonly type: JobType;
  readonly customer: string;
  readonly completed: number;
  readonly total: number;
}

export interface WeekInvoice {
  readonly id: string;
  readonly jobNumber: string;
  readonly day: number;
  readonly created: number;
  readonly total: number;
}

/** Mondays of the last four whole weeks before the exports were taken. */
export const mondays = ["2026-08-31", "2026-09-07", "2026-09-14", "2026-09-21"].map(dayOf);
const firstKept = (mondays[0] ?? 0) - 7;
const lastKept = (mondays.at(-1) ?? 0) + 6;

/** Months by branch of which the dashboard tells what was invoiced. */
export const invoicedMonths = ["2026-04", "2026-05", "2026-06", "2026-07", "2026-08", "2026-09"] as const;

/** Gathers them as they are written; it keeps five weeks, whatever the size of the year. */
export class WeeklyRecords {
  readonly #jobs: WeekJob[] = [];
  readonly #invoices: WeekInvoice[] = [];
  readonly #invoiced = new Map<string, { jobs: number; all: number }>();

  /** A case whose records have been written and have their numbers. */
  hear({ jobs, invoices }: Case): void {
    for (const job of jobs) {
      const { number, type, person, completed, total } = job;
      if (job.status !== "Completed" || completed === undefined) continue;
      const day = localDay(completed);
      if (day < firstKept || day > lastKept) continue;
      this.#jobs.push({ number, branch: person.branch, unit: unitOf(job), type, customer: person.name, completed, total });
    }
    for (const { id, jobNumber, day, created, total, category, person } of invoices) {
      const place = invoicedKey(isoDay(day).slice(0, 7), person.branch);
      const sums = this.#invoiced.get(place) ?? { jobs: 0, all: 0 };
      this.#invoiced.set(place, { jobs: sums.jobs + (category === "Jobs" ? total : 0), all: sums.all + total });
      if (jobNumber !== undefined && created >= instant(firstKept, 0) && created < captured.invoices)
        this.#invoices.push({ id, jobNumber, day, created, total });
    }
  }

  /** Jobs that were completed in the week from a Monday, by time. */
  jobs(monday: number): WeekJob[] {
    return this.#jobs
      .filter(({ completed }) => localDay(completed) >= monday && localDay(completed) < monday + 7)
      .sort((a, b) => a.completed - b.completed || (a.number < b.number ? -1 : 1));
  }

  /** Invoices that name one of the jobs and were there at a time, by number. */
  invoices(numbers: ReadonlySet<string>, until: number): WeekInvoice[] {
    return this.#invoices
      .filter(({ jobNumber, created }) => numbers.has(jobNumber) && created < until)
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Cents of a month's invoices in a branch: of jobs, and of memberships too. */
  invoiced(month: string, branch: Branch): { readonly jobs: number; readonly all: number } {
    return this.#invoiced.get(invoicedKey(month, branch)) ?? { jobs: 0, all: 0 };
  }
}

function invoicedKey(month: string, branch: Branch): string {
  return `${month} ${branch}`;
}
