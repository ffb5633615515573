import { invoiced, paid, putSetting } from "./altered.ts";
import { at, DAY, dayOf, HOUR } from "./calendar.ts";
import { seedAddresses, seedContacts, seedDozens, seedLabor, seedMinutes } from "./faults-fields.ts";
import { jobNames, type Seeder } from "./seeding.ts";

/**
 * A setting of the software, that alters each value of a part of the records in the same way since a day: four to six of them, by the
 * seed, several at one handoff, no two of one record.
 */
export function seedSettings(seeder: Seeder): void {
  const { seed } = seeder.company;
  const invoices = [seedTax, seedDay, seedCut];
  const payments = [[seedSign], [seedZone, seedFee], [seedDollars, seedSummer], seed % 8 === 7 ? [seedFee, seedSummer] : [seedRounding]];
  const fields = [seedLabor, seedMinutes, seedLabor, seedDozens];
  const customers = [seedContacts, seedAddresses, undefined];
  invoices[seed % 3]?.(seeder);
  invoices[(seed + 1) % 3]?.(seeder);
  for (const each of payments[seed % 4] ?? []) each(seeder);
  fields[seed % 4]?.(seeder);
  customers[seed % 3]?.(seeder);
  if (seed % 2 === 0) seedStray(seeder);
}

/** Beside the settings some amounts that nobody set so: a setting leaves them unexplained. */
function seedStray(seeder: Seeder): void {
  const { chance } = seeder;
  const pairs = seeder.billed(8, undefined, undefined, ({ branch, item }) => branch === "Tampa" && item !== "repair");
  for (const [, invoice] of pairs) invoice.total += chance.pick([-1, 1]) * chance.whole(7, 20_000);
  seeder.put({
    what: "amounts that differ at random beside the settings",
    kind: "silent-sync-failure",
    outcome: "different",
    subjects: ["job-to-invoice"],
    records: pairs.map(([job, invoice]) => jobNames(job, invoice)),
  });
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

function seedTax(seeder: Seeder): void {
  const since = at(seeder.company.seed % 3 === 2 ? "2026-09-08" : "2026-06-01");
  const records = invoiced(
    seeder,
    (job) => job.tax === "FL65" && (job.completed ?? 0) >= since,
    (_, invoice) => {
      invoice.total = Math.round(invoice.total * 1.07);
    },
  );
  putSetting(seeder, "job-to-invoice", "books.invoices.total", {
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
  putSetting(seeder, "job-to-invoice", "books.invoices.service", {
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
  putSetting(seeder, "job-to-invoice", "books.invoices.memo", {
    what: "since May 4 memos of repairs in Tampa end after 41 letters",
    records,
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
  putSetting(seeder, "charge-to-payment", "books.payments.amount", { what: "since April 6 refunds come as payments", records });
}

function seedZone(seeder: Seeder): void {
  const records = paid(
    seeder,
    ({ method }) => method === "ach",
    (payment) => {
      payment.received += (payment.received >= at("2026-03-08", 2) ? 4 : 5) * HOUR;
    },
  );
  putSetting(seeder, "charge-to-payment", "books.payments.received", { what: "times of transfers are in UTC", records });
}

function seedDollars(seeder: Seeder): void {
  const records = paid(
    seeder,
    ({ method, received, amount }) => method === "check" && received >= at("2026-03-23") && amount % 100 !== 0,
    (payment) => {
      payment.amount = Math.trunc(payment.amount / 100) * 100;
    },
  );
  putSetting(seeder, "charge-to-payment", "books.payments.amount", { what: "since March 23 checks lose their cents", records });
}

function seedRounding(seeder: Seeder): void {
  const records = paid(
    seeder,
    ({ method, received, amount }) => method === "check" && received >= at("2026-03-23") && Math.round(amount / 10) * 10 !== amount,
    (payment) => {
      payment.amount = Math.round(payment.amount / 10) * 10;
    },
  );
  putSetting(seeder, "charge-to-payment", "books.payments.amount", { what: "since March 23 checks are rounded to ten cents", records });
}

/** The card processor keeps its fee of 2.9 % and 30 cents. */
function seedFee(seeder: Seeder): void {
  const records = paid(
    seeder,
    ({ method, received, amount }) => method === "card" && amount > 0 && received >= at("2026-04-13"),
    (payment) => {
      payment.amount -= Math.round((payment.amount * 29) / 1000) + 30;
    },
  );
  putSetting(seeder, "charge-to-payment", "books.payments.amount", {
    what: "since April 13 the fee of cards is taken off what is paid",
    records,
  });
}

/** A lag of an hour from the day on which the clocks change: the bank keeps standard time. */
function seedSummer(seeder: Seeder): void {
  const records = paid(
    seeder,
    ({ method, received }) => method === "ach" && received >= at("2026-03-08", 3),
    (payment) => {
      payment.received -= HOUR;
    },
  );
  putSetting(seeder, "charge-to-payment", "books.payments.received", { what: "times of transfers are in standard time all year", records });
}
