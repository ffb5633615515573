import { invoiced, putSetting, type Pair } from "./altered.ts";
import { at } from "./calendar.ts";
import type { Compared, Customer } from "./records.ts";
import type { Seeder } from "./seeding.ts";

/*
 * Settings of fields that only these companies have and compare: parts of an amount, durations and quantities at the invoice; names and
 * addresses of customers.
 */

/** Rochester came with a field map of its own: labor and materials change places. */
export function seedLabor(seeder: Seeder): void {
  const since = at("2026-04-20");
  const labor = new Map(seeder.company.jobs.map((job) => [job.id, Math.round((job.subtotal * seeder.chance.whole(25, 80)) / 100)]));
  const parts = new Map(seeder.company.jobs.map((job) => [job.id, job.subtotal - (labor.get(job.id) ?? 0)]));
  const [laborOf, partsOf] = [atInvoice(seeder, labor), atInvoice(seeder, parts)];
  const records = invoiced(
    seeder,
    (job) => job.branch === "Rochester" && (job.completed ?? 0) >= since && labor.get(job.id) !== parts.get(job.id),
    (job, invoice) => {
      laborOf.set(invoice.id, parts.get(job.id) ?? 0);
      partsOf.set(invoice.id, labor.get(job.id) ?? 0);
    },
  );
  compare(seeder, { handoff: "job-to-invoice", field: "labor", column: "Labor", type: "money", from: money(labor), to: money(laborOf) });
  compare(seeder, {
    handoff: "job-to-invoice",
    field: "materials",
    column: "Materials",
    type: "money",
    from: money(parts),
    to: money(partsOf),
  });
  putSetting(seeder, "job-to-invoice", ["books.invoices.labor", "books.invoices.materials"], {
    what: "since April 20 labor and materials of Rochester are swapped",
    records,
  });
}

/** Sarasota's invoices count minutes where dispatch counts hours. */
export function seedMinutes(seeder: Seeder): void {
  const hours = new Map(seeder.company.jobs.map((job) => [job.id, seeder.chance.whole(2, 48) / 4]));
  seedUnit(seeder, hours, 60, { field: "duration", column: "Duration" }, "since June 8 durations of Sarasota are minutes, not hours");
}

/** Sarasota's invoices count pieces where dispatch counts dozens. */
export function seedDozens(seeder: Seeder): void {
  const dozens = new Map(seeder.company.jobs.map((job) => [job.id, seeder.chance.whole(1, 30)]));
  seedUnit(seeder, dozens, 12, { field: "quantity", column: "Quantity" }, "since June 8 quantities of Sarasota are pieces, not dozens");
}

function seedUnit(
  seeder: Seeder,
  values: ReadonlyMap<string, number>,
  factor: number,
  named: Pick<Compared, "field" | "column">,
  what: string,
): void {
  const since = at("2026-06-08");
  const of = atInvoice(seeder, values);
  const records = invoiced(
    seeder,
    (job) => job.branch === "Sarasota" && (job.completed ?? 0) >= since,
    (job, invoice) => {
      of.set(invoice.id, (values.get(job.id) ?? 0) * factor);
    },
  );
  compare(seeder, { ...named, handoff: "job-to-invoice", type: "number", from: texts(values), to: texts(of) });
  putSetting(seeder, "job-to-invoice", `books.invoices.${named.field}`, { what, records });
}

const CONTACTS = [
  "José Núñez",
  "Zoë Müller",
  "François Roy",
  "Renée Peña",
  "Ann Brooks",
  "Jim Hill",
  "Kay Fox",
  "Lou Grant",
  "Álvaro Díaz",
];

/** The books read the CRM's UTF-8 as Latin-1; only names with accents show it. */
export function seedContacts(seeder: Seeder): void {
  const names = new Map(seeder.company.customers.map(({ id }, index) => [id, `${seeder.chance.pick(CONTACTS)} ${index + 1}`]));
  const records = customers(seeder, () => true);
  const bad = records.filter(({ id }) => /[^\0-\x7F]/.test(names.get(id) ?? ""));
  compare(seeder, {
    handoff: "customer-to-books",
    field: "contact",
    column: "Contact",
    type: "text",
    from: names,
    to: new Map(seeder.company.customers.map(({ id, booksId }) => [booksId, Buffer.from(names.get(id) ?? "", "utf8").toString("latin1")])),
  });
  putSetting(seeder, "customer-to-books", "books.customers.contact", {
    what: "the CRM's UTF-8 is read as Latin-1",
    records: bad.map(customerNames),
  });
}

/** Where a customer is billed and where he is served change places; two in three have one address for both. */
export function seedAddresses(seeder: Seeder): void {
  const since = at("2026-02-16");
  const { chance, company } = seeder;
  const service = new Map(company.customers.map(({ id }) => [id, `${chance.whole(1, 9999)} Palm Avenue`]));
  const billing = new Map(
    company.customers.map(({ id }) => [id, chance.chance(0.35) ? `PO Box ${chance.whole(100, 9999)}` : (service.get(id) ?? "")]),
  );
  const swapped = new Set(customers(seeder, (one) => one.created >= since && service.get(one.id) !== billing.get(one.id)));
  const booked = (own: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): Map<string, string> =>
    new Map(company.customers.map((one) => [one.booksId, (swapped.has(one) ? other : own).get(one.id) ?? ""]));
  const base = { handoff: "customer-to-books", type: "text" } as const;
  compare(seeder, { ...base, field: "billing", column: "BillingAddress", from: billing, to: booked(billing, service) });
  compare(seeder, { ...base, field: "service", column: "ServiceAddress", from: service, to: booked(service, billing) });
  putSetting(seeder, "customer-to-books", ["books.customers.billing", "books.customers.service"], {
    what: "since February 16 billing and service addresses are swapped",
    records: [...swapped].map(customerNames),
  });
}

function compare({ company }: Seeder, field: Compared): void {
  company.compared = [...(company.compared ?? []), field];
}

/** What each invoice holds of its job's values. */
function atInvoice({ company }: Seeder, values: ReadonlyMap<string, number>): Map<string, number> {
  const jobs = new Map<string, Pair[0]>(company.jobs.map((job) => [job.number, job]));
  return new Map(company.invoices.map((invoice) => [invoice.id, values.get(jobs.get(invoice.job)?.id ?? "") ?? 0]));
}

/** Those that were there at the capture. */
function customers({ company }: Seeder, fits: (customer: Customer) => boolean): Customer[] {
  return company.customers.filter((one) => one.created < at("2026-10-01", 4) && fits(one));
}

function customerNames({ id, booksId }: Customer): string[] {
  return [`crm.customers ${id}`, `books.customers ${booksId}`];
}

function texts(values: ReadonlyMap<string, number>): Map<string, string> {
  return new Map([...values].map(([id, value]) => [id, String(value)]));
}

function money(cents: ReadonlyMap<string, number>): Map<string, string> {
  return new Map([...cents].map(([id, value]) => [id, (value / 100).toFixed(2)]));
}
