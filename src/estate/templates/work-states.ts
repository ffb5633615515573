import type { Template } from "./template.ts";

/** The states of work, which several lifecycles share. */
export const WORK_STATES: Template["states"] = {
  unscheduled: { initial: true, next: ["scheduled", "cancelled"], limit: "10 business days" },
  scheduled: { initial: true, next: ["dispatched", "hold", "cancelled"], limit: "60 days" },
  dispatched: { next: ["working", "hold", "cancelled"], limit: "2 business days" },
  working: { next: ["hold", "incomplete", "completed", "cancelled"], limit: "5 business days" },
  hold: { next: ["scheduled", "dispatched", "working", "cancelled"], limit: "10 business days" },
  incomplete: { title: "Could not be completed", next: ["scheduled", "closed", "cancelled"], limit: "10 business days" },
  // Some work is never billed, so that it may end here; that billed work is billed in time is a rule between two systems.
  completed: { next: ["closed"], final: true },
  closed: { final: true },
  cancelled: { final: true },
};

export const WORK_REWORK: Template["rework"] = [
  { from: "scheduled", to: "unscheduled" },
  { from: "dispatched", to: "scheduled" },
  { from: "completed", to: "working" },
  { from: "closed", to: "working" },
  { from: "cancelled", to: "scheduled" },
];

/** The states of an invoice; they come behind those of the work. */
export const INVOICE_STATES: Template["states"] = {
  ready: { title: "Invoice-ready", next: ["posted", "voided"], limit: "5 business days" },
  posted: { next: ["paid", "voided", "written-off"], limit: "45 days" },
  paid: { final: true },
  voided: { final: true },
  "written-off": { title: "Written off", final: true },
};

export const OPEN_WORK = ["unscheduled", "scheduled", "dispatched", "working", "hold", "incomplete"] as const;
