import { at, businessDays, DAY, HOUR } from "./calendar.ts";
import { SYNCS } from "./billing.ts";
import { unbill } from "./faults-sync.ts";
import type { Invoice } from "./records.ts";
import { jobNames, NOT_INVOICED, type Seeder } from "./seeding.ts";

/** One system says this while the other says that. */
export function seedStatus(seeder: Seeder): void {
  const { company, chance } = seeder;
  const count = () => seeder.amount(company.jobs.length);
  const kind = "status-mismatch";

  const cancelled = seeder.take(company.jobs, count(), ({ status, modified }) => status === "Canceled" && modified < at("2026-08-01"));
  const billed = cancelled.map((job) => {
    const created = businessDays(job.modified, 2) + 6 * HOUR + chance.whole(0, 50) * 60_000;
    const invoice: Invoice = {
      id: `INVX${job.id}`,
      job: job.number,
      customer: job.customer,
      branch: job.branch,
      service: job.modified,
      total: job.total,
      balance: 0,
      status: "Paid",
      memo: job.description,
      document: `T-X${job.id}`,
      created,
      createdBy: chance.pick(SYNCS),
      paid: created + 5 * DAY,
    };
    company.invoices.push(invoice);
    return jobNames(job, invoice);
  });
  seeder.put({
    what: "cancelled, invoiced and paid",
    kind,
    outcome: "disagrees",
    subjects: ["cancelled-is-not-invoiced"],
    records: billed,
    also: [{ kind: "silent-sync-failure", outcome: "extra", subjects: ["job-to-invoice"] }],
  });

  const open = seeder.billed(count());
  unbill(company, open);
  company.log = company.log.filter((line) => !open.some(([job]) => job.id === line.job));
  seeder.put({
    what: "completed and never invoiced",
    kind,
    outcome: "disagrees",
    subjects: ["completed-is-invoiced"],
    records: open.map(([job]) => jobNames(job)),
    also: NOT_INVOICED,
  });

  const early = seeder.billed(count(), "2026-01-20", "2026-09-10", (job) => (job.completed ?? 0) > job.created + 3 * DAY);
  for (const [job, invoice] of early) invoice.created = job.created + HOUR;
  seeder.put({
    what: "invoiced days before it was completed",
    kind,
    outcome: "disagreed",
    subjects: ["invoiced-is-completed"],
    records: early.map(([job, invoice]) => jobNames(job, invoice)),
  });

  const late = seeder.billed(count(), "2026-01-20", "2026-07-31");
  for (const [, invoice] of late) {
    invoice.created = businessDays(invoice.created, 12) + 6 * HOUR;
    if (invoice.paid !== undefined) invoice.paid = Math.max(invoice.paid, invoice.created + DAY);
  }
  seeder.put({
    what: "invoiced twelve business days late",
    kind,
    outcome: "disagreed",
    subjects: ["completed-is-invoiced"],
    records: late.map(([job, invoice]) => jobNames(job, invoice)),
  });

  const skipped = seeder.billed(count()).map(([job]) => job);
  for (const job of skipped) job.steps = job.steps.filter(({ status }) => status !== "InProgress");
  seeder.put({
    what: "completed without ever being begun",
    kind,
    outcome: "skipped-state",
    subjects: ["job.dispatch"],
    records: skipped.map((job) => jobNames(job)),
  });

  const stuck = seeder.billed(count(), "2026-03-01", "2026-07-31");
  unbill(company, stuck);
  company.log = company.log.filter((line) => !stuck.some(([job]) => job.id === line.job));
  for (const [job] of stuck) {
    job.steps = job.steps.filter(({ status }) => status !== "Completed");
    Object.assign(job, { status: "InProgress", completed: undefined, modified: job.steps.at(-1)?.at ?? job.created });
  }
  seeder.put({
    what: "begun, and for months not finished",
    kind,
    outcome: "stuck",
    subjects: ["job.dispatch"],
    records: stuck.map(([job]) => jobNames(job)),
  });

  const word = seeder.take(
    company.jobs,
    1 + chance.whole(0, 4),
    ({ status, created }) => status === "Scheduled" && created > at("2026-09-01"),
  );
  for (const job of word) job.status = "Pending Parts";
  seeder.put({ what: "a word for which there is no state", kind, outcome: "unmapped-word", subjects: ["job.dispatch"] });
}
