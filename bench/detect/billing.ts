import { at, businessDays, DAY, dayOf, HOUR, inMaintenance, midnight, openDays } from "./calendar.ts";
import type { Random } from "./random.ts";
import type { Charge, Company, Invoice, Job, LogLine, Payment } from "./records.ts";

export const SYNCS = ["svc-sync-1", "svc-sync-2", "svc-sync-3"] as const;

/** The sync runs at six in the morning of the next business day, unless the books are down. */
export function bill(company: Company, chance: Random, job: Job, completed: number, entered: number): void {
  const parts =
    company.split && completed < at("2026-09-24") && chance.chance(0.15)
      ? [Math.round(job.total * 0.4), job.total - Math.round(job.total * 0.4)]
      : [job.total];
  for (const [part, total] of parts.entries()) {
    let created = nextRun(entered, 1 + part, 6) + chance.whole(0, 50) * 60_000;
    if (created > at("2026-10-01", 5)) continue;
    // A few are made wrong, voided and made again: one invoice all the same.
    if (!company.split && chance.chance(0.01) && created < at("2026-09-28")) {
      const wrong = makeInvoice(company, chance, job, completed, total + 5000, created);
      company.invoices.push({ ...wrong, status: "Void", balance: 0 });
      created += DAY;
    }
    const invoice = makeInvoice(company, chance, job, completed, total, created);
    company.invoices.push(invoice);
    if (part === 0) company.log.push({ id: `L${company.log.length + 1}`, job: job.id, at: created, result: "success" } satisfies LogLine);
    pay(company, chance, invoice);
  }
}

function makeInvoice(company: Company, chance: Random, job: Job, completed: number, total: number, created: number): Invoice {
  const id = `INV${1001 + company.invoices.length}`;
  return {
    id,
    job: job.number,
    customer: job.customer,
    branch: job.branch,
    service: completed,
    total,
    balance: total,
    status: "Open",
    memo: job.description,
    document: `T-${3001 + company.invoices.length}`,
    created,
    createdBy: chance.pick(SYNCS),
    paid: undefined,
  };
}

/** In one to three parts, lawfully; a few are given something back. */
function pay(company: Company, chance: Random, invoice: Invoice): void {
  const parts = chance.chance(0.12) ? 3 : chance.chance(0.15) ? 2 : 1;
  let left = invoice.total;
  let last = invoice.created;
  for (let part = parts; part > 0; part--) {
    const amount = part === 1 ? left : Math.round(left / part);
    last = businessDays(last, chance.whole(1, 7)) + chance.whole(8, 17) * HOUR + chance.whole(0, 59) * 60_000;
    const created = receive(company, chance, invoice, amount, last);
    if (created === undefined) return;
    left -= amount;
    invoice.balance = left;
    if (left === 0) {
      invoice.status = "Paid";
      invoice.paid = created;
    }
  }
  if (chance.chance(0.03)) receive(company, chance, invoice, -chance.whole(1000, 5000), last + 5 * HOUR);
}

/** When the payment is in the books; undefined: not before the capture. */
function receive(company: Company, chance: Random, invoice: Invoice, amount: number, received: number): number | undefined {
  if (received > at("2026-10-01", 5)) return undefined;
  const charge: Charge = {
    id: `ch_${100_001 + company.charges.length}`,
    invoice: invoice.id,
    amount,
    status: amount < 0 ? "refunded" : "captured",
    method: chance.pick(["card", "card", "ach", "check"]),
    received,
  };
  // A few are voided at both ends.
  const voided = amount > 0 && chance.chance(0.01);
  company.charges.push(voided ? { ...charge, status: "voided" } : charge);
  const created = nextRun(received, 1, 7) + chance.whole(0, 20) * 60_000;
  if (created <= at("2026-10-01", 5)) {
    const { id, status: _, ...rest } = charge;
    const payment: Payment = {
      ...rest,
      id: `P${70_001 + company.payments.length}`,
      charge: id,
      status: voided ? "Void" : "Posted",
      created,
      createdBy: "svc-pay",
    };
    company.payments.push(payment);
  }
  if (voided) return receive(company, chance, invoice, amount, received + HOUR);
  return created <= at("2026-10-01", 5) ? created : undefined;
}

/** Every business day has a payment, taken from the last day that has several: a day without is a fault. */
export function fillDays(payments: readonly Payment[]): void {
  const days = new Map<string, Payment[]>();
  for (const payment of payments) {
    const own = days.get(dayOf(payment.created));
    if (own === undefined) days.set(dayOf(payment.created), [payment]);
    else own.push(payment);
  }
  const first = payments.reduce((least, { created }) => Math.min(least, created), Infinity);
  let [spare, before]: [Payment[], Payment[]] = [[], []];
  for (const day of openDays()) {
    if (day < midnight(first) || inMaintenance(day)) continue;
    const today = days.get(dayOf(day)) ?? [];
    // In the first days there may be none to spare: then it all begins on the next day.
    const moved = today.length > 0 ? [] : spare.length > 0 ? spare.splice(-1) : before;
    for (const payment of moved) payment.created = (moved === before ? businessDays(day, 1) : day) + 7 * HOUR;
    if (today.length > 1) spare = today.slice(1);
    before = [...before, ...today];
  }
}

function nextRun(time: number, days: number, hour: number): number {
  let run = businessDays(time, days);
  while (inMaintenance(run)) run = businessDays(run, 1);
  return run + hour * HOUR;
}
