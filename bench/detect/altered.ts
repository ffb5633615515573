import type { Charge, Payment } from "./records.ts";
import { differs, jobNames, type Seeder } from "./seeding.ts";
import type { Fault } from "./truth.ts";

type Altered = Pick<Fault, "what" | "records">;

/** Puts in a setting of a field; of several where it is one of both. */
export function putSetting(seeder: Seeder, handoff: string, fields: string | readonly string[], { what, records }: Altered): void {
  seeder.put({
    what,
    records,
    kind: "vendor-setting",
    outcome: "setting",
    subjects: [...[fields].flat(), handoff],
    cause: "configuration",
    also: differs(handoff),
  });
}

/** Job and invoice. */
export type Pair = ReturnType<Seeder["billed"]>[number];

/** Alters the invoices of some jobs, voided ones aside; gives the names of both. */
export function invoiced(
  { company }: Seeder,
  fits: (job: Pair[0]) => boolean,
  alter: (job: Pair[0], invoice: Pair[1]) => void,
): string[][] {
  const jobs = new Map(company.jobs.map((job) => [job.number, job]));
  return company.invoices.flatMap((invoice) => {
    const job = jobs.get(invoice.job);
    if (job === undefined || invoice.status === "Void" || !fits(job)) return [];
    alter(job, invoice);
    return [jobNames(job, invoice)];
  });
}

/** Alters the payments of some charges, voided ones aside; gives the names of both. */
export function paid({ company }: Seeder, fits: (charge: Charge) => boolean, alter: (payment: Payment) => void): string[][] {
  const charges = new Map(company.charges.map((charge) => [charge.id, charge]));
  return company.payments.flatMap((payment) => {
    const charge = charges.get(payment.charge);
    if (charge === undefined || charge.status === "voided" || payment.status === "Void" || !fits(charge)) return [];
    alter(payment);
    return [[`processor.charges ${charge.id}`, `books.payments ${payment.id}`]];
  });
}
