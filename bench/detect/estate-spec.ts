import { CAPTURED, CUTOVER, HOLIDAYS, MAINTENANCE } from "./calendar.ts";
import type { Company } from "./records.ts";

const REGISTER = {
  owner: "operations",
  trigger: "every business day",
  exceptions: "a task for the controller",
  monitoring: "a message to the controller",
  rollback: "undone by hand, from the log",
} as const;

/** What `tieout.yaml` says of the company. */
export function estateSpec(company: Company): unknown {
  return {
    tieout: 1,
    estate: `generated-${company.seed}`,
    timeZone: "America/New_York",
    currency: "USD",
    asOf: CAPTURED,
    holidays: [...HOLIDAYS],
    units: {
      tampa: "Tampa",
      orlando: "Orlando",
      stpete: "St. Pete",
      venice: "Venice",
      sarasota: "Sarasota",
      rochester: { title: "Rochester", acquired: CUTOVER },
    },
    people: ["*@summit.example"],
    systems: systems(company),
    facts: facts(company),
    handoffs: handoffs(company),
    lifecycles: { job: lifecycle() },
    workflows: { "job-to-cash": { decision: "billing", handoffs: ["deal-to-job", "job-to-invoice"] } },
    automations: automations(company),
    maintenance: [MAINTENANCE],
  };
}

function source(name: string): unknown {
  return { path: `exports/${name}.csv`, capturedAt: CAPTURED };
}

function customers(company: Company, system: string): unknown {
  if (!company.captures) return { source: source(`${system}-customers-2026-10-01`) };
  const of = (day: string, offset = "-04:00") => ({
    path: `exports/${system}-customers-${day}.csv`,
    capturedAt: `${day}T06:00:00${offset}`,
  });
  return { captures: [of("2026-08-01"), of("2026-09-01"), of("2026-10-01")] };
}

function systems(company: Company): unknown {
  const changed = { times: { created: "created", modified: "modified" }, by: { created: "createdBy", modified: "modifiedBy" } };
  const facts = {
    name: "Name",
    email: "Email",
    phone: "Phone",
    address: "Address",
    terms: "Terms",
    created: "CreatedAt",
    createdBy: "CreatedBy",
    modified: "ModifiedAt",
    modifiedBy: "ModifiedBy",
  };
  return {
    crm: {
      kind: "crm",
      datasets: {
        customers: {
          entity: "customer",
          ...(customers(company, "crm") as object),
          key: "id",
          fields: { id: "Id", account: "AccountNo", ...facts },
          ...changed,
        },
        deals: {
          entity: "deal",
          source: source("deals"),
          key: "id",
          fields: {
            id: "Id",
            customer: "CustomerId",
            stage: "Stage",
            value: { column: "Value", type: "money" },
            reference: "Reference",
            created: "CreatedAt",
            createdBy: "CreatedBy",
            won: "WonAt",
          },
          times: { created: "created", won: "won" },
          by: { created: "createdBy" },
          state: { field: "stage", words: { won: "Won", lost: "Lost" } },
        },
      },
    },
    dispatch: {
      kind: "dispatch",
      datasets: {
        jobs: {
          entity: "job",
          source: source("jobs"),
          key: "id",
          fields: {
            id: "Id",
            number: "JobNumber",
            customer: "CustomerId",
            deal: "DealId",
            legacy: "LegacyNumber",
            status: "Status",
            branch: "Branch",
            item: "ItemType",
            tax: "TaxCode",
            subtotal: { column: "Subtotal", type: "money" },
            discount: { column: "Discount", type: "money" },
            total: "Total",
            description: "Description",
            purchaseOrder: "PurchaseOrder",
            membership: "Membership",
            created: "CreatedOn",
            createdBy: "CreatedBy",
            completed: "CompletedOn",
            completedDay: { column: "CompletedOn", type: "date" },
            modified: "ModifiedOn",
            modifiedBy: "ModifiedBy",
          },
          amount: "total",
          times: { created: "created", completed: "completed", modified: "modified" },
          time: "completed",
          by: { created: "createdBy", modified: "modifiedBy" },
          state: { field: "status", words: WORDS },
          unit: "branch",
        },
        history: {
          entity: "job-change",
          source: source("job-history"),
          key: "id",
          fields: { id: "Id", job: "JobId", status: "Status", at: "ChangedAt", by: "ChangedBy" },
          state: { field: "status", words: WORDS },
        },
      },
    },
    books: {
      kind: "books",
      datasets: {
        customers: {
          entity: "customer",
          ...(customers(company, "books") as object),
          key: "id",
          fields: { id: "Id", crm: "CrmId", ...facts },
          ...changed,
        },
        invoices: {
          entity: "invoice",
          source: source("invoices"),
          key: "id",
          fields: {
            id: "Id",
            document: "DocNumber",
            job: "JobNumber",
            customer: "CustomerId",
            class: "Class",
            service: { column: "ServiceDate", type: "date" },
            total: "Total",
            balance: { column: "Balance", type: "money" },
            status: "Status",
            memo: "Memo",
            created: "CreatedAt",
            createdBy: "CreatedBy",
            paid: "PaidAt",
          },
          amount: "total",
          times: { created: "created", paid: "paid" },
          by: { created: "createdBy" },
          state: { field: "status", words: { posted: "Open", paid: "Paid", voided: "Void" } },
          deleted: { status: "Void" },
          unit: "class",
        },
        payments: {
          entity: "payment",
          source: source("payments"),
          key: "id",
          fields: {
            id: "Id",
            charge: "ChargeId",
            invoice: "InvoiceId",
            amount: "Amount",
            status: "Status",
            method: "Method",
            received: "ReceivedAt",
            created: "CreatedAt",
            createdBy: "CreatedBy",
          },
          amount: "amount",
          times: { created: "created", received: "received" },
          by: { created: "createdBy" },
          deleted: { status: "Void" },
        },
      },
    },
    processor: {
      kind: "payments",
      datasets: {
        charges: {
          entity: "payment",
          source: source("charges"),
          key: "id",
          fields: { id: "Id", invoice: "InvoiceId", amount: "Amount", status: "Status", method: "Method", received: "ReceivedAt" },
          amount: "amount",
          times: { created: "received" },
          deleted: { status: "voided" },
        },
      },
    },
    sync: {
      datasets: {
        log: { entity: "log", source: source("sync-log"), key: "id", fields: { id: "Id", job: "JobId", at: "LoggedAt", result: "Result" } },
      },
    },
    reviews: {
      datasets: {
        messages: {
          entity: "message",
          source: source("messages"),
          key: "id",
          fields: { id: "Id", job: "JobId", sent: "SentAt", by: "SentBy" },
          times: { created: "sent" },
          by: { created: "by" },
        },
      },
    },
    legacy: {
      retired: CUTOVER,
      datasets: {
        workOrders: {
          entity: "job",
          source: source("work-orders"),
          key: "id",
          fields: { id: "Id", number: "Number", status: "Status", created: "CreatedAt" },
          times: { created: "created" },
          state: { field: "status", words: { open: "Open", closed: "Closed", cancelled: "Canceled" } },
        },
      },
    },
  };
}

const WORDS = {
  scheduled: "Scheduled",
  dispatched: "Dispatched",
  working: "InProgress",
  completed: ["Completed", "Finished"],
  cancelled: "Canceled",
} as const;

function facts(company: Company): unknown {
  const of = (name: string, field: string) => ({
    ...(company.unowned.has(name) ? {} : { owner: "crm" }),
    held: { "crm.customers": field, "books.customers": field },
    via: "customer-to-books",
    grace: "2 days",
    ignoreCase: true,
  });
  return {
    "customer.name": of("customer.name", "name"),
    "customer.email": of("customer.email", "email"),
    "customer.phone": of("customer.phone", "phone"),
    "customer.address": of("customer.address", "address"),
    "customer.terms": of("customer.terms", "terms"),
    "payment.invoice": {
      owner: "processor",
      held: { "processor.charges": "invoice", "books.payments": "invoice" },
      via: { handoff: "charge-to-payment" },
    },
    "job.branch": {
      owner: "dispatch",
      held: { "dispatch.jobs": "branch", "books.invoices": "class" },
      via: { handoff: "job-to-invoice" },
      grace: "2 days",
    },
  };
}

function handoffs(company: Company): unknown {
  const alert = (name: string) => (company.silent.has(name) ? {} : { alert: "#operations" });
  const compare = [
    { from: "completedDay", to: "service" },
    { from: "description", to: "memo" },
  ];
  return {
    "customer-to-books": {
      from: "crm.customers",
      to: "books.customers",
      match: { id: "crm" },
      grace: "1 business days",
      owner: "accounting",
      ...alert("customer-to-books"),
    },
    "deal-to-job": {
      from: { dataset: "crm.deals", filter: { state: "won" }, clock: "won" },
      to: { dataset: "dispatch.jobs", filter: { deal: { present: true } } },
      match: { id: "deal" },
      grace: "1 business days",
      owner: "operations",
      workflows: ["job-to-cash"],
      ...alert("deal-to-job"),
    },
    "job-to-invoice": {
      from: { dataset: "dispatch.jobs", filter: { state: "completed" } },
      to: "books.invoices",
      match: { number: "job" },
      grace: "3 business days",
      owner: "billing",
      decision: "billing",
      workflows: ["job-to-cash"],
      ...(company.split ? { cardinality: "one-to-many" } : { compare: [{ from: "total", to: "total", tolerance: 0.01 }, ...compare] }),
      ...alert("job-to-invoice"),
    },
    "charge-to-payment": {
      from: "processor.charges",
      to: "books.payments",
      match: { id: "charge" },
      grace: "3 business days",
      compare: [
        { from: "amount", to: "amount" },
        { from: "received", to: "received" },
        { from: "method", to: "method" },
      ],
      owner: "accounting",
      ...alert("charge-to-payment"),
    },
    "legacy-to-dispatch": {
      from: { dataset: "legacy.workOrders", filter: { state: "open" } },
      to: { dataset: "dispatch.jobs", filter: { legacy: { present: true } } },
      match: { number: "legacy" },
      owner: "operations",
      ...alert("legacy-to-dispatch"),
    },
  };
}

function lifecycle(): unknown {
  return {
    template: "job-to-cash",
    owner: "operations",
    // A job that has begun as scheduled was never without a date.
    states: { scheduled: { initial: true } },
    tracks: {
      dispatch: { dataset: "dispatch.jobs", history: { dataset: "dispatch.history", record: "job", at: "at", actor: "by" } },
      books: { dataset: "books.invoices", stamps: { posted: "created", paid: "paid" } },
    },
    links: [{ from: "dispatch", to: "books", match: { number: "job" } }],
  };
}

function automations(company: Company): unknown {
  const all: Record<string, Record<string, unknown>> = {
    "invoice-sync": {
      ...REGISTER,
      actors: ["svc-sync-?"],
      handoff: "job-to-invoice",
      output: { dataset: "books.invoices", every: "2 business days" },
      log: { dataset: "sync.log", record: "job", at: "at", result: "result", success: ["success"], of: "dispatch.jobs" },
    },
    "customer-sync": {
      ...REGISTER,
      actors: ["svc-crm"],
      handoff: "customer-to-books",
      output: { dataset: "books.customers", every: "15 business days" },
    },
    "payment-import": {
      ...REGISTER,
      actors: ["svc-pay"],
      handoff: "charge-to-payment",
      output: { dataset: "books.payments", every: "1 business days" },
    },
    "job-creation": {
      ...REGISTER,
      actors: ["svc-dispatch"],
      handoff: "deal-to-job",
      output: { dataset: "dispatch.jobs", every: "5 business days" },
    },
    "review-requests": { ...REGISTER, actors: ["svc-reviews"], output: { dataset: "reviews.messages", every: "3 business days" } },
  };
  for (const [name, gaps] of company.gaps) for (const gap of gaps) delete all[name]?.[gap];
  return all;
}
