import { at, businessDays, DAY, HOUR } from "./calendar.ts";
import { SYNCS } from "./billing.ts";
import { enterLate } from "./company.ts";
import type { Company, Invoice, Job } from "./records.ts";
import { jobNames, NOT_INVOICED, type Seeder } from "./seeding.ts";

/** Records fail, double or lag, and nobody is told. */
export function seedSync(seeder: Seeder): void {
  const { company, chance } = seeder;
  const count = () => seeder.amount(company.jobs.length);
  const kind = "silent-sync-failure";

  const failed = seeder.billed(count());
  unbill(company, failed);
  for (const [job] of failed) for (const line of company.log) if (line.job === job.id) line.result = "error: timeout";
  seeder.put({
    what: "the sync failed, and its log says so",
    kind,
    outcome: "missing",
    subjects: ["job-to-invoice"],
    records: names(failed),
    also: NOT_INVOICED,
  });

  const lied = seeder.billed(count());
  unbill(company, lied);
  seeder.put({
    what: "the log says success, and there is no invoice",
    kind,
    outcome: "logged-success",
    subjects: ["invoice-sync", "job-to-invoice", "sync.log"],
    records: names(lied),
    also: NOT_INVOICED,
  });

  // That of which a clean estate has a few as well; where the sync goes by the time of the work, it misses them all.
  const entered = seeder.lateBilled();
  const late = [...entered, ...seeder.billed(count(), "2026-01-05", "2026-09-10", ({ deal }) => deal === "")];
  unbill(company, late);
  company.log = company.log.filter((line) => !late.some(([job]) => job.id === line.job));
  for (const [index, [job]] of late.entries()) {
    const { id } = job;
    if (index >= entered.length) enterLate(job, job.completed ?? 0, 50_000 + index);
    for (const message of company.messages) if (message.job === id) message.job = job.id;
  }
  seeder.put({
    what: "entered days after the work, when the sync had passed that time",
    kind,
    outcome: "late-under-watermark",
    subjects: ["job-to-invoice", "dispatch.jobs"],
    records: names(late),
    also: NOT_INVOICED,
  });

  const twice = seeder.billed(count(), "2026-02-02", "2026-08-28");
  const copies = twice.map(([job, invoice]) => {
    const created = businessDays(invoice.created, 6) + 6 * HOUR + chance.whole(0, 50) * 60_000;
    const copy: Invoice = {
      ...invoice,
      id: `${invoice.id}D`,
      document: `${invoice.document}0`,
      total: invoice.total + chance.whole(100, 9000),
      created,
      createdBy: chance.pick(SYNCS),
      status: "Paid",
      balance: 0,
      paid: created + 2 * DAY,
    };
    company.invoices.push(copy);
    return [...jobNames(job, invoice), ...jobNames(job, copy)];
  });
  seeder.put({ what: "invoiced again a week later", kind, outcome: "duplicate", subjects: ["job-to-invoice"], records: copies });

  const retried = seeder.billed(count(), "2026-01-26", "2026-09-18").map(([job, invoice]) => {
    const copy: Invoice = { ...invoice, id: `${invoice.id}R`, created: invoice.created + chance.whole(60, 600) * 1000 };
    // Nobody pays the second.
    if (company.seed % 2 === 1)
      Object.assign(copy, { document: `${invoice.document}1`, status: "Open", balance: invoice.total, paid: undefined });
    company.invoices.push(copy);
    return [...jobNames(job, invoice), ...jobNames(job, copy)];
  });
  seeder.put({
    what: "the sync tried twice within minutes, and both came",
    kind,
    outcome: "retried-twice",
    subjects: ["books.invoices", "job-to-invoice"],
    records: retried,
    also: [
      { kind, outcome: "duplicate", subjects: ["job-to-invoice"] },
      { kind: "status-mismatch", outcome: "stuck", subjects: ["job.books"] },
    ],
  });

  const voided = seeder.take(
    company.charges,
    seeder.amount(company.charges.length),
    ({ id, status, received }) =>
      status === "captured" &&
      received < at("2026-09-18") &&
      company.payments.some(({ charge, status }) => charge === id && status === "Posted"),
  );
  for (const charge of voided) charge.status = "voided";
  seeder.put({
    what: "voided at the processor, alive in the books",
    kind,
    outcome: "void-not-propagated",
    subjects: ["charge-to-payment", "books.payments", "processor.charges"],
    records: voided.map(({ id }) => [
      `processor.charges ${id}`,
      ...company.payments.filter(({ charge }) => charge === id).map((payment) => `books.payments ${payment.id}`),
    ]),
    also: [{ kind, outcome: "extra", subjects: ["charge-to-payment"] }],
  });

  truncate(seeder);
  company.silent.add("job-to-invoice");
  seeder.put({ what: "the handoff fails and tells nobody", kind, outcome: "no-alert", subjects: ["job-to-invoice"] });
}

/** The export of deals ends with its page: the newest are not in it. */
function truncate(seeder: Seeder): void {
  const { company } = seeder;
  const limit = [500, 1000, 2000, 5000, 10_000].find((size) => size >= company.deals.length);
  if (limit === undefined) throw new Error("more deals than any page holds");
  let cut = seeder.amount(company.deals.length);
  while (company.deals.at(-cut)?.stage !== "Won") cut++;
  const kept = company.deals.slice(0, -cut);
  const gone = company.deals.slice(-cut);
  const old = Array.from({ length: limit - kept.length }, (_, index) => ({
    id: `D-${String(index + 1).padStart(5, "0")}`,
    customer: company.customers[index % 50]?.id ?? "",
    stage: "Lost",
    value: 100_000 + index * 37,
    created: at("2025-11-03", 9) + Math.floor((index * 50 * DAY) / (limit - kept.length)),
    createdBy: "rita@summit.example",
    won: undefined,
    reference: `Q-${1000 + index}`,
  }));
  company.deals = [...old, ...kept];
  const jobs = gone.flatMap(({ id }) =>
    company.jobs.filter(({ deal }) => deal === id).map((job) => [`crm.deals ${id}`, `dispatch.jobs ${job.id}`]),
  );
  seeder.put({
    what: `exactly ${limit} deals, the newest ${cut} absent`,
    kind: "silent-sync-failure",
    outcome: "truncated",
    subjects: ["crm.deals", "deal-to-job"],
    cause: "vendor-limit",
    also: [{ kind: "silent-sync-failure", outcome: "extra", subjects: ["deal-to-job"] }],
  });
  seeder.put({
    what: "jobs of deals that were cut off",
    kind: "silent-sync-failure",
    outcome: "extra",
    subjects: ["deal-to-job", "crm.deals"],
    records: jobs,
  });
}

export function unbill(company: Company, pairs: readonly (readonly [Job, Invoice])[]): void {
  const gone = new Set(pairs.map(([, { id }]) => id));
  company.invoices = company.invoices.filter(({ id }) => !gone.has(id));
}

function names(pairs: readonly (readonly [Job, Invoice])[]): string[][] {
  return pairs.map(([job]) => jobNames(job));
}
