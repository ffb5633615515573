import { INVOICE_STATES, WORK_REWORK, WORK_STATES } from "./work-states.ts";
import type { Template } from "./template.ts";

const { cancelled = {}, ...work } = WORK_STATES;

/** Done, as dispatch says it: some systems say posted on the job itself. */
const DONE = ["completed", "closed", "ready", "posted", "paid"];

export const jobToCash: Template = {
  title: "Jobs, from scheduling to cash",
  entity: "job",
  roles: {
    dispatch: "where jobs are scheduled and closed",
    field: "what technicians say on site, where that is another system",
    books: "invoices",
    payments: "what the payment processor or the bank received",
  },
  states: {
    ...work,
    completed: { next: ["closed", "ready", "posted"], final: true },
    closed: { next: ["ready", "posted"], final: true },
    ...INVOICE_STATES,
    ready: { title: "Invoice-ready", next: ["closed", "posted", "voided"], limit: "5 business days" },
    cancelled,
  },
  rework: [...WORK_REWORK, { from: "ready", to: "working" }, { from: "paid", to: "posted" }],
  agree: {
    "completed-is-invoiced": {
      title: "A completed job is invoiced",
      when: { dispatch: DONE },
      then: { books: ["posted", "paid", "written-off"] },
      within: "5 business days",
    },
    "invoiced-is-completed": {
      title: "No invoice before the job is completed",
      when: { books: ["posted", "paid"] },
      // Cancelled jobs have a rule of their own: one fault is told once.
      then: { dispatch: [...DONE, "cancelled", "absent"] },
      within: "0 days",
    },
    "cancelled-is-not-invoiced": {
      title: "A cancelled job is neither invoiced nor paid",
      when: { dispatch: "cancelled" },
      then: { books: ["ready", "voided", "written-off", "absent"] },
      of: "each",
      within: "1 business day",
    },
    "paid-is-finished-in-the-field": {
      title: "What is paid in the books is finished in the field",
      when: { books: "paid" },
      then: { field: ["completed", "closed", "incomplete", "cancelled", "absent"] },
      within: "1 business day",
    },
    "completed-is-finished-in-the-field": {
      title: "What dispatch calls completed is finished in the field",
      when: { dispatch: DONE },
      then: { field: ["completed", "closed", "incomplete", "cancelled", "absent"] },
      of: "each",
      within: "1 business day",
    },
    "paid-is-received": {
      title: "What is paid in the books was received",
      when: { books: "paid" },
      then: { payments: "paid" },
      within: "3 business days",
    },
    "received-is-paid": {
      title: "What was received is paid in the books",
      when: { payments: "paid" },
      then: { books: "paid" },
      within: "3 business days",
    },
    "cancelled-is-not-paid": {
      title: "Nothing is received for a cancelled job",
      when: { dispatch: "cancelled" },
      then: { payments: ["voided", "absent"] },
      of: "each",
      within: "1 business day",
    },
  },
};
