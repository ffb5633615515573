import { at, DAY, dayOf, HOUR } from "./calendar.ts";
import type { Charge, Payment } from "./records.ts";
import { differs, jobNames, type Seeder } from "./seeding.ts";
import type { Fault } from "./truth.ts";

/** A setting of the software, that alters each value of a part of the records in the same way since a day: three of seven, by the seed, no two of one record. */
export function seedSettings(seeder: Seeder): void {
  const { seed } = seeder.company;
  const invoices = [seedTax, seedDay, seedCut];
  const payments = [seedSign, seedZone, seedDollars, seedRounding];
  invoices[seed % 3]?.(seeder);
  invoices[(seed + 1) % 3]?.(seeder);
  payments[seed % 4]?.(seeder);
}

/** Differences without a pattern, and nothing else: there is no story to tell. */
export function seedNoise(seeder: Seeder): void {
  const { company, chance } = seeder;
  const pairs = seeder.billed(Math.ceil(company.jobs.length / 50));
  for (const [, invoice] of pairs) invoice.total += chance.pick([-1, 1]) * chance.whole(7, 20_000);
  seeder.put({
    what: "amounts that differ at random",
    kind: "silent-sync-failure",
    outcome: "different",
    subjects: ["job-to-invoice"],
    records: pairs.map(([job, invoice]) => jobNames(job, invoice)),
    cause: "unknown",
  });
}

type Altered = Pick<Fault, "what" | "records">;

function put(seeder: Seeder, handoff: string, field: string, { what, records }: Altered): void {
  seeder.put({
    what,
    records,
    kind: "vendor-setting",
    outcome: "setting",
    subjects: [field, handoff],
    cause: "configuration",
    also: differs(handoff),
  });
}

function seedTax(seeder: Seeder): void {
  const since = at(seeder.company.seed % 3 === 2 ? "2026-09-08" : "2026-06-01");
  const records = invoiced(
    seeder,
    (job) => job.tax === "FL65" && (job.completed ?? 0) >= since,
    (_, invoice) => {
      invoice.total = Math.round(invoice.total * 1.07);
    },
  );
  put(seeder, "job-to-invoice", "books.invoices.total", {
    what: `since ${dayOf(since)} the books put 7 % on what has tax code FL65`,
    records,
  });
}

function seedDay(seeder: Seeder): void {
  const since = at(seeder.company.seed % 3 === 0 ? "2026-09-14" : "2026-06-22");
  const records = invoiced(
    seeder,
    (job) => job.branch === "Orlando" && (job.completed ?? 0) >= since,
    (_, invoice) => {
      invoice.service += DAY;
    },
  );
  put(seeder, "job-to-invoice", "books.invoices.service", {
    what: `since ${dayOf(since)} Orlando's service dates are a day late`,
    records,
  });
}

function seedCut(seeder: Seeder): void {
  const since = at("2026-05-04");
  const records = invoiced(
    seeder,
    (job) => job.item === "repair" && job.branch === "Tampa" && (job.completed ?? 0) >= since && job.description.length > 41,
    (job, invoice) => {
      invoice.memo = job.description.slice(0, 41);
    },
  );
  put(seeder, "job-to-invoice", "books.invoices.memo", { what: "since May 4 memos of repairs in Tampa end after 41 letters", records });
}

type Pair = ReturnType<Seeder["billed"]>[number];

function invoiced({ company }: Seeder, fits: (job: Pair[0]) => boolean, alter: (job: Pair[0], invoice: Pair[1]) => void): string[][] {
  const jobs = new Map(company.jobs.map((job) => [job.number, job]));
  return company.invoices.flatMap((invoice) => {
    const job = jobs.get(invoice.job);
    if (job === undefined || invoice.status === "Void" || !fits(job)) return [];
    alter(job, invoice);
    return [jobNames(job, invoice)];
  });
}

function seedSign(seeder: Seeder): void {
  const records = paid(
    seeder,
    ({ amount, received }) => amount < 0 && received >= at("2026-04-06"),
    (payment) => {
      payment.amount = -payment.amount;
    },
  );
  put(seeder, "charge-to-payment", "books.payments.amount", { what: "since April 6 refunds come as payments", records });
}

function seedZone(seeder: Seeder): void {
  const records = paid(
    seeder,
    ({ method }) => method === "ach",
    (payment) => {
      payment.received += (payment.received >= at("2026-03-08", 2) ? 4 : 5) * HOUR;
    },
  );
  put(seeder, "charge-to-payment", "books.payments.received", { what: "times of transfers are in UTC", records });
}

function seedDollars(seeder: Seeder): void {
  const records = paid(
    seeder,
    ({ method, received, amount }) => method === "check" && received >= at("2026-03-23") && amount % 100 !== 0,
    (payment) => {
      payment.amount = Math.trunc(payment.amount / 100) * 100;
    },
  );
  put(seeder, "charge-to-payment", "books.payments.amount", { what: "since March 23 checks lose their cents", records });
}

function seedRounding(seeder: Seeder): void {
  const records = paid(
    seeder,
    ({ method, received, amount }) => method === "check" && received >= at("2026-03-23") && Math.round(amount / 10) * 10 !== amount,
    (payment) => {
      payment.amount = Math.round(payment.amount / 10) * 10;
    },
  );
  put(seeder, "charge-to-payment", "books.payments.amount", { what: "since March 23 checks are rounded to ten cents", records });
}

function paid({ company }: Seeder, fits: (charge: Charge) => boolean, alter: (payment: Payment) => void): string[][] {
  const charges = new Map(company.charges.map((charge) => [charge.id, charge]));
  return company.payments.flatMap((payment) => {
    const charge = charges.get(payment.charge);
    if (charge === undefined || charge.status === "voided" || payment.status === "Void" || !fits(charge)) return [];
    alter(payment);
    return [[`processor.charges ${charge.id}`, `books.payments ${payment.id}`]];
  });
}
