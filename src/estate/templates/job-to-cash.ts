import type { Template } from "./template.ts";

export const jobToCash: Template = {
  title: "Jobs, from scheduling to cash",
  entity: "job",
  roles: {
    dispatch: "where jobs are scheduled and closed",
    field: "what technicians say on site, where that is another system",
    books: "invoices",
    payments: "what the payment processor or bank received",
  },
  states: {
    unscheduled: { initial: true, next: ["scheduled", "cancelled"], limit: "10 business days" },
    scheduled: { initial: true, next: ["dispatched", "hold", "cancelled"], limit: "60 days" },
    dispatched: { next: ["working", "hold", "cancelled"], limit: "2 business days" },
    working: { next: ["hold", "completed", "cancelled"], limit: "5 business days" },
    hold: { next: ["scheduled", "dispatched", "working", "cancelled"], limit: "10 business days" },
    // Some work is never billed, so that a job may end here; that billed work is billed in time is a rule between two systems.
    completed: { next: ["ready", "closed", "posted"], final: true },
    closed: { next: ["ready", "posted"], final: true },
    ready: { title: "Invoice-ready", next: ["posted", "closed", "voided"], limit: "5 business days" },
    posted: { next: ["paid", "voided", "written-off"], limit: "45 days" },
    paid: { final: true },
    voided: { final: true },
    "written-off": { title: "Written off", final: true },
    cancelled: { final: true },
  },
  rework: [
    { from: "dispatched", to: "scheduled" },
    { from: "scheduled", to: "unscheduled" },
    { from: "completed", to: "working" },
    { from: "closed", to: "working" },
    { from: "cancelled", to: "scheduled" },
    { from: "paid", to: "posted" },
  ],
  agree: {
    "completed-is-invoiced": {
      title: "A completed job is invoiced",
      when: { dispatch: ["completed", "closed", "ready"] },
      then: { books: ["posted", "paid", "written-off"] },
      within: "5 business days",
    },
    "invoiced-is-completed": {
      title: "No invoice before the job is completed",
      // Cancelled jobs have a rule of their own: one fault is told once.
      when: { books: ["posted", "paid"] },
      then: { dispatch: ["completed", "closed", "ready", "cancelled", "absent"] },
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
      then: { field: ["completed", "closed", "cancelled", "absent"] },
      within: "1 business day",
    },
    "completed-is-finished-in-the-field": {
      title: "What dispatch calls completed is finished in the field",
      when: { dispatch: ["completed", "closed", "ready"] },
      then: { field: ["completed", "closed", "absent"] },
      within: "1 business day",
    },
    "paid-is-received": {
      title: "What is paid in the books was received",
      when: { books: "paid" },
      then: { payments: ["paid"] },
      within: "3 business days",
    },
    "received-is-paid": {
      title: "What was received is paid in the books",
      when: { payments: "paid" },
      then: { books: ["paid"] },
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
