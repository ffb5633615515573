import { at, CUTOVER } from "./calendar.ts";
import type { Seeder } from "./seeding.ts";

/** What an old system left behind. */
export function seedMigration(seeder: Seeder): void {
  const { company, chance } = seeder;
  const kind = "migration-residue";

  const old = () => `GB-${chance.whole(1000, 9999)}`;
  for (const customer of company.customers) if (customer.created < at(CUTOVER)) customer.account = old();
  // Some seeds: a few are still given the old form.
  if (company.seed % 2 === 0)
    for (const customer of seeder.take(company.customers, seeder.amount(company.customers.length), ({ created }) => created > at(CUTOVER)))
      customer.account = old();
  seeder.put({
    what: "account numbers in two forms, parted by the cutover",
    kind,
    outcome: "two-id-formats",
    subjects: ["crm.customers.account"],
  });

  for (const job of company.jobs) if (job.created >= at("2026-05-18")) job.purchaseOrder = "";
  seeder.put({ what: "purchase orders are filled no more", kind, outcome: "column-stopped", subjects: ["dispatch.jobs.purchaseOrder"] });

  for (const job of company.jobs) if (job.created < at("2026-04-13")) job.membership = "";
  seeder.put({ what: "memberships are filled since April", kind, outcome: "column-started", subjects: ["dispatch.jobs.membership"] });

  for (const job of company.jobs) if (job.status === "Completed" && job.created < at(CUTOVER)) job.status = "Finished";
  for (const job of seeder.take(
    company.jobs,
    seeder.amount(company.jobs.length),
    ({ status, created }) => status === "Completed" && created > at("2026-04-01"),
  ))
    job.status = "Finished";
  seeder.put({
    what: "the old word for completed is still given",
    kind,
    outcome: "old-word",
    subjects: ["dispatch.jobs.status", "dispatch.jobs"],
  });

  seedAcquired(seeder);

  const open = seeder.take(company.workOrders, seeder.amount(company.workOrders.length), ({ status }) => status === "Closed");
  for (const order of open) order.status = "Open";
  seeder.put({
    what: "open in the system that was left, and nowhere else",
    kind,
    outcome: "open-in-retired",
    subjects: ["legacy.workOrders", "legacy"],
    records: open.map(({ id }) => [`legacy.workOrders ${id}`]),
    also: [{ kind: "silent-sync-failure", outcome: "missing", subjects: ["legacy-to-dispatch"] }],
  });
}

/** What the company that was bought in March brought along, and goes on using beside what all others use. */
function seedAcquired(seeder: Seeder): void {
  const { company, chance } = seeder;
  const kind = "migration-residue";
  const own = company.invoices.filter(({ branch, created }) => branch === "Rochester" && created > at(CUTOVER));
  // Some seeds: its own numbers until June, and a few after. Others: the two side by side all the time.
  for (const invoice of own) {
    const isOld = company.seed % 2 === 1 ? invoice.created < at("2026-06-15") || chance.chance(0.02) : chance.chance(0.4);
    if (isOld) invoice.document = `ROC/${chance.whole(10_000, 99_999)}`;
  }
  seeder.put({
    what: "invoices of the acquired company still get its own numbers",
    kind,
    outcome: "two-id-formats",
    subjects: ["books.invoices.document"],
    names: "Rochester",
  });

  for (const job of company.jobs) if (job.branch === "Rochester" && job.status === "Completed" && chance.chance(0.3)) job.status = "Done";
  seeder.put({
    what: "the acquired company's own word for completed is still given",
    kind,
    outcome: "old-word",
    subjects: ["dispatch.jobs.status", "dispatch.jobs"],
    names: "Rochester",
  });
}
