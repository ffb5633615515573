import { join } from "node:path";
import type { Case, Charge, Job, Mark } from "./business.ts";
import { CustomerTruth } from "./customer-truth.ts";
import { CsvSink, type CsvOptions } from "./files/csv.ts";
import { PageSink } from "./files/pages.ts";
import { ShuffledSink } from "./files/shuffled.ts";
import { windows1252, type Sink } from "./files/sink.ts";
import { contactHeader, contactLine, dealHeader, dealLine } from "./hubspot.ts";
import type { PayoutLedger } from "./payouts.ts";
import { balanceId, chargeHeader, chargeLine } from "./processor.ts";
import { customerJson, depositJson, invoiceJson, paymentJson } from "./quickbooks.ts";
import { Random } from "./random.ts";
import { jobHeader, jobLine, jobPreamble } from "./servicetitan.ts";
import { captured, zonedTime } from "./time.ts";
import type { IdentityTruth, TruthLedger } from "./truth.ts";
import type { BookedDeposit } from "./faults/payouts.ts";
import type { World } from "./world.ts";

/** Every handoff, and whether its records carry amounts. */
export const handoffs: ReadonlyMap<string, boolean> = new Map([
  ["contact-to-customer", false],
  ["deal-to-job", true],
  ["job-to-invoice", true],
  ["invoice-to-payment", true],
  ["payment-to-charge", true],
  ["charge-to-deposit", true],
]);

const names = ["contacts", "deals", "jobs", "customers", "invoices", "payments", "deposits", "charges"] as const;
type Sinks = Readonly<Record<(typeof names)[number], Sink>>;

interface Parts {
  readonly world: World;
  readonly truth: TruthLedger;
  readonly payouts: PayoutLedger;
}

/** Writes the business to the exports of its systems, and tells the truth of each record. */
export class Exports {
  readonly #sinks: Sinks;
  readonly #world: World;
  readonly #truth: TruthLedger;
  readonly #payouts: PayoutLedger;
  readonly #customers: CustomerTruth;

  private constructor(sinks: Sinks, { world, truth, payouts }: Parts, customers: CustomerTruth) {
    this.#sinks = sinks;
    this.#world = world;
    this.#truth = truth;
    this.#payouts = payouts;
    this.#customers = customers;
  }

  /** @param shuffle permutes the records of every dataset by this seed; undefined: as they come */
  static async create(directory: string, shuffle: number | undefined, parts: Parts): Promise<Exports> {
    const path = (...steps: string[]) => join(directory, ...steps);
    const ordered = (name: string, sink: Sink) =>
      shuffle === undefined ? sink : new ShuffledSink(sink, new Random(shuffle, `shuffle ${name}`));
    const pages = (name: string, entity: string, time: number) => ordered(name, new PageSink(path("books", name), entity, zonedTime(time)));
    const csv = async (file: string, header: readonly string[], options: CsvOptions) =>
      ordered(file, await CsvSink.create(path(...file.split("/")), header, options));
    const sinks: Sinks = {
      contacts: await csv("crm/contacts.csv", contactHeader, { encode: windows1252 }),
      deals: await csv("crm/deals.csv", dealHeader, { mark: true }),
      jobs: await csv("dispatch/jobs.csv", jobHeader, { preamble: jobPreamble }),
      customers: pages("customers", "Customer", captured.customers),
      invoices: pages("invoices", "Invoice", captured.invoices),
      payments: pages("payments", "Payment", captured.payments),
      deposits: pages("deposits", "Deposit", captured.deposits),
      charges: await csv("processor/payouts.csv.gz", chargeHeader, { gzip: true, newline: "\n" }),
    };
    return new Exports(sinks, parts, await CustomerTruth.create(directory));
  }

  /** Who is who in what was written so far. */
  get customers(): IdentityTruth {
    return this.#customers.found;
  }

  write(affair: Case): void {
    const sinks = this.#sinks;
    this.#customers.tell(affair);
    for (const contact of affair.contacts) {
      sinks.contacts.add(contactLine(contact));
      this.#tell("contact-to-customer", "from", contact.customerMark, contact.id, 0);
    }
    for (const customer of affair.customers) {
      sinks.customers.add(customerJson(customer));
      this.#tell("contact-to-customer", "to", customer.contactMark, customer.id, 0);
    }
    for (const deal of affair.deals) {
      sinks.deals.add(dealLine(deal));
      this.#tell("deal-to-job", "from", deal.jobMark, deal.id, deal.amount ?? 0);
    }
    for (const job of affair.jobs) this.#writeJob(job);
    this.#writeBooks(affair);
    for (const charge of affair.charges) this.#writeCharge(charge);
  }

  writeDeposits(deposits: readonly BookedDeposit[]): void {
    const sorted = [...deposits].sort((a, b) => a.deposit.created - b.deposit.created);
    for (const { deposit, mark } of sorted) {
      deposit.id = this.#world.transactionId();
      this.#sinks.deposits.add(depositJson(deposit));
      this.#tell("charge-to-deposit", "to", mark, deposit.id, deposit.total);
    }
  }

  async drain(): Promise<void> {
    for (const name of names) await this.#sinks[name].drain();
    await this.#customers.sink.drain();
  }

  async close(): Promise<void> {
    for (const name of names) await this.#sinks[name].close();
    await this.#customers.sink.close();
  }

  /** Lets go of every file after something went wrong. */
  async abandon(): Promise<void> {
    for (const sink of [...names.map((name) => this.#sinks[name]), this.#customers.sink]) await sink.abandon().catch(() => undefined);
  }

  #writeJob(job: Job): void {
    this.#sinks.jobs.add(jobLine(job));
    this.#tell("deal-to-job", "to", job.dealMark, job.number, job.total);
    this.#tell("job-to-invoice", "from", job.invoiceMark, job.number, job.total);
  }

  #writeBooks({ invoices, payments }: Case): void {
    // Numbers are given in order of creation, as the books give them, so that the second of two twins is the later one.
    for (const record of [...invoices, ...payments].sort((a, b) => a.created - b.created)) record.id = this.#world.transactionId();
    for (const invoice of invoices) {
      this.#sinks.invoices.add(invoiceJson(invoice));
      this.#tell("job-to-invoice", "to", invoice.jobMark, invoice.id, invoice.total);
      this.#tell("invoice-to-payment", "from", invoice.paymentMark, invoice.id, invoice.paid);
    }
    for (const payment of payments) {
      this.#sinks.payments.add(paymentJson(payment));
      this.#payouts.collect(payment);
      this.#tell("payment-to-charge", "from", payment.chargeMark, payment.id, payment.total);
      for (const { target, amount, mark } of payment.lines) {
        const key = `${payment.id} · ${typeof target === "string" ? target : target.id}`;
        this.#tell("invoice-to-payment", "to", mark, key, amount);
      }
    }
  }

  #writeCharge(charge: Charge): void {
    const key = balanceId(this.#world.seed, charge);
    const payout = this.#payouts.add(charge, key);
    this.#sinks.charges.add(chargeLine(charge, key, payout));
    this.#tell("payment-to-charge", "to", charge.paymentMark, key, charge.gross);
    // What becomes of a charge on the way to the bank is known when its payout is complete.
    if (charge.category === "refund") this.#truth.count("charge-to-deposit", "from", "excluded", 1, charge.gross);
  }

  #tell(handoff: string, side: "from" | "to", mark: Mark, key: string, cents: number): void {
    this.#truth.record(handoff, side, mark, key, cents);
  }
}
