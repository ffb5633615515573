import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { at, stamp } from "./calendar.ts";
import { comparedColumns, withCompared } from "./compared.ts";
import { customerAt } from "./customers.ts";
import { estateSpec } from "./estate-spec.ts";
import type { Company, Customer, Payment } from "./records.ts";

type Columns<T> = Readonly<Record<string, (record: T) => string | number | undefined>>;

/** The wall times of the three captures of customers; all else is captured once, at the last. */
const CAPTURES = ["2026-08-01", "2026-09-01", "2026-10-01"] as const;

/** Writes the exports and the estate's file. */
export function writeCompany(directory: string, company: Company): void {
  mkdirSync(join(directory, "exports"), { recursive: true });
  const write = <T>(name: string, records: readonly T[], columns: Columns<T>): void => {
    const lines = records.map((record) =>
      Object.values(columns)
        .map((value) => cell(value(record)))
        .join(","),
    );
    writeFileSync(join(directory, "exports", `${name}.csv`), [Object.keys(columns).join(","), ...lines, ""].join("\n"));
  };
  for (const day of company.captures ? CAPTURES : CAPTURES.slice(2)) {
    const time = at(day, 6);
    const then = company.customers.filter(({ created }) => created < time - 2 * 3_600_000);
    write(`crm-customers-${day}`, then, {
      ...customerColumns("crm", time),
      ...comparedColumns(company, "customer-to-books", "from", ({ id }: Customer) => id),
    });
    write(`books-customers-${day}`, then, {
      ...customerColumns("books", time),
      ...comparedColumns(company, "customer-to-books", "to", ({ booksId }: Customer) => booksId),
    });
  }
  write("deals", company.deals, {
    Id: ({ id }) => id,
    CustomerId: ({ customer }) => customer,
    Stage: ({ stage }) => stage,
    Value: ({ value }) => cents(value),
    Reference: ({ reference }) => reference,
    CreatedAt: ({ created }) => stamp(created),
    CreatedBy: ({ createdBy }) => createdBy,
    WonAt: ({ won }) => maybe(won),
  });
  write("jobs", company.jobs, {
    Id: ({ id }) => id,
    JobNumber: ({ number }) => number,
    CustomerId: ({ customer }) => customer,
    DealId: ({ deal }) => deal,
    LegacyNumber: ({ legacy }) => legacy,
    Status: ({ status }) => status,
    Branch: ({ branch }) => branch,
    ItemType: ({ item }) => item,
    TaxCode: ({ tax }) => tax,
    Subtotal: ({ subtotal }) => cents(subtotal),
    Discount: ({ discount }) => cents(discount),
    Total: ({ total }) => cents(total),
    Description: ({ description }) => description,
    PurchaseOrder: ({ purchaseOrder }) => purchaseOrder,
    Membership: ({ membership }) => membership,
    CreatedOn: ({ created }) => stamp(created),
    CreatedBy: ({ createdBy }) => createdBy,
    CompletedOn: ({ completed }) => maybe(completed),
    ModifiedOn: ({ modified }) => stamp(modified),
    ModifiedBy: ({ modifiedBy }) => modifiedBy,
    ...comparedColumns(company, "job-to-invoice", "from", ({ id }) => id),
  });
  const steps = company.jobs.flatMap((job) => job.steps.map((step) => ({ ...step, job: job.id })));
  write(
    "job-history",
    steps.map((step, index) => ({ ...step, id: `H${index + 1}` })),
    {
      Id: ({ id }) => id,
      JobId: ({ job }) => job,
      Status: ({ status }) => status,
      ChangedAt: ({ at }) => stamp(at),
      ChangedBy: ({ by }) => by,
    },
  );
  write("invoices", company.invoices, {
    Id: ({ id }) => id,
    DocNumber: ({ document }) => document,
    JobNumber: ({ job }) => job,
    CustomerId: ({ customer }) => customer,
    Class: ({ branch }) => branch,
    ServiceDate: ({ service }) => stamp(service).slice(0, 10),
    Total: ({ total }) => cents(total),
    Balance: ({ balance }) => cents(balance),
    Status: ({ status }) => status,
    Memo: ({ memo }) => memo,
    CreatedAt: ({ created }) => stamp(created),
    CreatedBy: ({ createdBy }) => createdBy,
    PaidAt: ({ paid }) => maybe(paid),
    ...comparedColumns(company, "job-to-invoice", "to", ({ id }) => id),
  });
  write("charges", company.charges, {
    Id: ({ id }) => id,
    InvoiceId: ({ invoice }) => invoice,
    Amount: ({ amount }) => cents(amount),
    Status: ({ status }) => status,
    Method: ({ method }) => method,
    ReceivedAt: ({ received }) => stamp(received),
  });
  const paid: Columns<Payment> = {
    Id: ({ id }) => id,
    ChargeId: ({ charge }) => charge,
    InvoiceId: ({ invoice }) => invoice,
    Amount: ({ amount }) => cents(amount),
    Status: ({ status }) => status,
    Method: ({ method }) => method,
    ReceivedAt: ({ received }) => stamp(received),
    CreatedAt: ({ created }) => stamp(created),
    CreatedBy: ({ createdBy }) => createdBy,
  };
  const { payments, stale } = company;
  write(
    "payments",
    payments.filter(({ created }) => stale === undefined || created < stale),
    paid,
  );
  if (company.captures || stale !== undefined) write("payments-later", payments, paid);
  write("sync-log", company.log, {
    Id: ({ id }) => id,
    JobId: ({ job }) => job,
    LoggedAt: ({ at }) => stamp(at),
    Result: ({ result }) => result,
  });
  write("messages", company.messages, {
    Id: ({ id }) => id,
    JobId: ({ job }) => job,
    SentAt: ({ sent }) => stamp(sent),
    SentBy: ({ by }) => by,
  });
  write("work-orders", company.workOrders, {
    Id: ({ id }) => id,
    Number: ({ number }) => number,
    Status: ({ status }) => status,
    CreatedAt: ({ created }) => stamp(created),
  });
  writeFileSync(join(directory, "tieout.yaml"), stringify(withCompared(estateSpec(company), company), { aliasDuplicateObjects: false }));
}

function customerColumns(system: "crm" | "books", time: number): Columns<Customer> {
  const now = (customer: Customer) => customerAt(customer, system, time);
  const facts: Columns<Customer> = {
    Name: ({ name }) => name,
    Email: (customer) => now(customer).email,
    Phone: (customer) => now(customer).phone,
    Address: (customer) => now(customer).address,
    Terms: (customer) => now(customer).terms,
    CreatedAt: ({ created }) => stamp(system === "crm" ? created : created + 3_600_000),
    CreatedBy: ({ createdBy }) => (system === "crm" ? createdBy : "svc-crm"),
    ModifiedAt: (customer) => stamp(now(customer).modified),
    ModifiedBy: (customer) => now(customer).modifiedBy,
  };
  return system === "crm"
    ? { Id: ({ id }) => id, AccountNo: ({ account }) => account, ...facts }
    : { Id: ({ booksId }) => booksId, CrmId: ({ id }) => id, ...facts };
}

function maybe(time: number | undefined): string {
  return time === undefined ? "" : stamp(time);
}

function cents(amount: number): string {
  const digits = String(Math.abs(amount)).padStart(3, "0");
  return `${amount < 0 ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function cell(value: string | number | undefined): string {
  const text = String(value ?? "");
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
