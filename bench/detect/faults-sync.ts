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
  seedVoids(seeder);
  company.silent.add("job-to-invoice");
  seeder.put({ what: "the handoff fails and tells nobody", kind, outcome: "no-alert", subjects: ["job-to-invoice"] });
}

/** The export of deals ends with its page: the newest are not in it. */
function truncate(seeder: Seeder): void {
  const { company } = seeder;
  let cut = seeder.amount(company.deals.length);
  while (company.deals.at(-cut)?.stage !== "Won") cut++;
  fillPage(company, cut);
  const gone = company.deals.splice(-cut);
  const jobs = gone.flatMap(({ id }) =>
    company.jobs.filter(({ deal }) => deal === id).map((job) => [`crm.deals ${id}`, `dispatch.jobs ${job.id}`]),
  );
  seeder.put({
    what: `exactly ${company.deals.length} deals, the newest ${cut} absent`,
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

/** Adds deals that were lost until a page is full, but for those that are to be cut off; numbers still go by time. */
function fillPage(company: Company, cut: number): void {
  const limit = [500, 1000, 2000, 5000, 10_000].find((size) => size >= company.deals.length);
  if (limit === undefined) throw new Error("more deals than any page holds");
  const count = limit - company.deals.length + cut;
  const lost = Array.from({ length: count }, (_, index) => ({
    id: `?f${index}`,
    customer: company.customers[index % 50]?.id ?? "",
    stage: "Lost",
    value: 100_000 + index * 37,
    created: at("2026-01-08", 9) + Math.floor((index * 250 * DAY) / count),
    createdBy: "rita@summit.example",
    won: undefined,
    reference: `Q-${1000 + index}`,
  }));
  company.deals = [...company.deals, ...lost].sort((a, b) => a.created - b.created);
  const ids = new Map(company.deals.map(({ id }, index) => [id, `D-${10_001 + index}`]));
  for (const deal of company.deals) deal.id = ids.get(deal.id) ?? deal.id;
  for (const job of company.jobs) job.deal = ids.get(job.deal) ?? "";
}

/** Void in the books, and alive where it came from: as a status, or as a zero with a note. */
function seedVoids(seeder: Seeder): void {
  const { company } = seeder;
  const kind = "silent-sync-failure";
  const captured = new Set(company.charges.filter(({ status }) => status === "captured").map(({ id }) => id));
  const undone = seeder.take(
    company.payments,
    seeder.amount(company.payments.length),
    ({ status, charge, created }) => status === "Posted" && captured.has(charge) && created < at("2026-09-18"),
  );
  for (const payment of undone) payment.status = "Void";
  seeder.put({
    what: "voided in the books, alive at the processor",
    kind,
    outcome: "void-not-propagated",
    subjects: ["charge-to-payment", "processor.charges", "books.payments"],
    records: undone.map(({ id, charge }) => [`books.payments ${id}`, `processor.charges ${charge}`]),
    also: [{ kind, outcome: "missing", subjects: ["charge-to-payment"] }],
  });

  const zeroed = seeder.billed(seeder.amount(company.jobs.length), "2026-01-26", "2026-09-11");
  for (const [job, invoice] of zeroed) Object.assign(invoice, { total: 0, balance: 0, memo: `Voided: ${job.description}` });
  seeder.put({
    what: "an invoice voided as a zero with a note, its job untouched",
    kind,
    outcome: "void-not-propagated",
    subjects: ["job-to-invoice", "dispatch.jobs", "books.invoices"],
    records: zeroed.map(([job, invoice]) => jobNames(job, invoice)),
    also: [{ kind, outcome: "different", subjects: ["job-to-invoice"] }],
  });
}

/** Last week's export of payments stands under today's name; a later one is whole. */
export function seedStale(seeder: Seeder): void {
  const { company } = seeder;
  // What was received later is on its way when the export is taken.
  const due = company.payments.filter(({ status, received }) => status === "Posted" && received < at("2026-09-28"));
  const newest = due.toSorted((a, b) => b.created - a.created)[seeder.amount(due.length) - 1];
  if (newest === undefined) throw new Error("no payment is due");
  company.stale = newest.created;
  const lacking = due.filter(({ created }) => created >= newest.created);
  seeder.put({
    what: "payments are read from an export that ends earlier than it says; a later export has them",
    kind: "silent-sync-failure",
    outcome: "missing",
    subjects: ["charge-to-payment"],
    cause: "workflow",
    records: lacking.map(({ id, charge }) => [`processor.charges ${charge}`, `books.payments ${id}`]),
    // In that export, nothing was imported since.
    also: [
      { kind: "unowned-automation", outcome: "run-missing", subjects: ["payment-import"] },
      { kind: "unowned-automation", outcome: "volume-fell", subjects: ["payment-import"] },
    ],
  });
}

/** What looks as if the sync had failed, and is right: an export that is full by chance and whole, and equal parts billed minutes apart. */
export function seedSyncDecoys({ company, chance }: Seeder): void {
  fillPage(company, 0);
  for (const invoice of company.invoices) {
    const parts = company.invoices.filter(({ job }) => job === invoice.job);
    if (parts.length !== 1 || invoice.status !== "Paid" || !chance.chance(0.02)) continue;
    const half = Math.floor(invoice.total / 2);
    if (half * 2 !== invoice.total) continue;
    invoice.total = half;
    const created = invoice.created + chance.whole(60, 600) * 1000;
    company.invoices.push({ ...invoice, id: `${invoice.id}P`, document: `${invoice.document}5`, created });
  }
}

export function unbill(company: Company, pairs: readonly (readonly [Job, Invoice])[]): void {
  const gone = new Set(pairs.map(([, { id }]) => id));
  company.invoices = company.invoices.filter(({ id }) => !gone.has(id));
}

function names(pairs: readonly (readonly [Job, Invoice])[]): string[][] {
  return pairs.map(([job]) => jobNames(job));
}
