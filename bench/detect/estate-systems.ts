import { CAPTURED, CUTOVER } from "./calendar.ts";
import type { Company } from "./records.ts";

const WORDS = {
  scheduled: "Scheduled",
  dispatched: "Dispatched",
  working: "InProgress",
  completed: ["Completed", "Finished", "Done"],
  cancelled: "Canceled",
} as const;

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

/** Exported once more on the evening of the review where captures are several, or the one that is read is stale. */
function payments(company: Company): unknown {
  const read = source("payments");
  if (!company.captures && company.stale === undefined) return { source: read };
  return { captures: [read, { path: "exports/payments-later.csv", capturedAt: "2026-10-01T18:00:00-04:00" }] };
}

/** Every system and its datasets. */
export function systems(company: Company): unknown {
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
          ...(payments(company) as object),
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
