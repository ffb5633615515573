import { INVOICE_STATES, WORK_REWORK, WORK_STATES } from "./work-states.ts";
import type { Template } from "./template.ts";

const { cancelled = {}, ...work } = WORK_STATES;

export const technicianActivityToInvoice: Template = {
  title: "Technicians' visits, from the plan to the invoice",
  entity: "visit",
  roles: {
    field: "visits, as technicians report them",
    dispatch: "the jobs that they belong to",
    time: "timesheets or payroll, where worked time is approved",
    books: "invoices or their lines",
  },
  states: {
    ...work,
    completed: { next: ["approved", "rejected", "closed", "ready", "posted"], final: true },
    rejected: { title: "Sent back", next: ["working", "completed", "approved"], limit: "2 business days" },
    approved: { next: ["closed", "ready", "posted"], final: true },
    closed: { next: ["ready", "posted"], final: true },
    ...INVOICE_STATES,
    cancelled,
  },
  rework: [...WORK_REWORK, { from: "approved", to: "rejected" }, { from: "paid", to: "posted" }],
  agree: {
    "visit-is-billed": {
      title: "A finished visit is billed",
      when: { field: ["completed", "approved", "closed"] },
      then: { books: ["posted", "paid", "written-off"] },
      within: "5 business days",
    },
    "billed-is-visited": {
      title: "Nothing is billed before the visit",
      when: { books: ["posted", "paid"] },
      // Visits that came to nothing have a rule of their own: one fault is told once.
      then: { field: ["completed", "approved", "rejected", "closed", "incomplete", "cancelled", "absent"] },
      within: "0 days",
    },
    "cancelled-is-not-billed": {
      title: "A visit that came to nothing is not billed",
      when: { field: ["incomplete", "cancelled"] },
      then: { books: ["ready", "voided", "written-off", "absent"] },
      of: "each",
      within: "1 business day",
    },
    "job-has-no-open-visit": {
      title: "A completed job has no open visit",
      when: { dispatch: ["completed", "closed", "ready", "posted", "paid"] },
      then: { field: ["completed", "approved", "rejected", "closed", "incomplete", "cancelled", "absent"] },
      of: "each",
      within: "1 business day",
    },
    "worked-time-is-approved": {
      title: "The time of a finished visit is approved",
      when: { field: ["completed", "approved", "closed"] },
      then: { time: ["approved", "closed"] },
      within: "5 business days",
    },
    "approved-time-was-worked": {
      title: "Approved time was worked",
      when: { time: ["approved", "closed"] },
      then: { field: ["completed", "approved", "closed", "incomplete"] },
      within: "0 days",
    },
  },
};
