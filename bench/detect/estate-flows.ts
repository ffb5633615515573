import type { Company } from "./records.ts";

const REGISTER = {
  owner: "operations",
  trigger: "every business day",
  exceptions: "a task for the controller",
  monitoring: "a message to the controller",
  rollback: "undone by hand, from the log",
} as const;

/** Facts that two systems hold. */
export function facts(company: Company): unknown {
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

/** What passes from one system to the next. */
export function handoffs(company: Company): unknown {
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

/** The one lifecycle, that of a job. */
export function lifecycle(): unknown {
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

/** The register of automations. */
export function automations(company: Company): unknown {
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
