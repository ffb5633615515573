import { INVOICE_STATES } from "./work-states.ts";
import type { Template } from "./template.ts";

export const crmLifecycleToRenewalReporting: Template = {
  title: "Contracts, from the lead to the renewal report",
  entity: "contract",
  roles: {
    crm: "customers, memberships or contracts",
    books: "the invoices of a term",
    report: "the rows of the renewal report",
  },
  states: {
    lead: { initial: true, next: ["qualified", "opportunity", "active", "lost"] },
    qualified: { initial: true, next: ["opportunity", "active", "lost"], limit: "90 days" },
    opportunity: { initial: true, next: ["active", "lost"], limit: "90 days" },
    active: { initial: true, next: ["renewal-due", "renewed", "lapsed", "cancelled"], final: true },
    "renewal-due": { next: ["renewed", "lapsed", "cancelled"], limit: "45 days" },
    renewed: { next: ["active", "renewal-due", "lapsed", "cancelled"], final: true },
    lapsed: { final: true },
    lost: { final: true },
    cancelled: { final: true },
    ...INVOICE_STATES,
    // An invoice begins here: nothing of the contract leads to it.
    ready: { title: "Invoice-ready", initial: true, next: ["posted", "voided"], limit: "5 business days" },
    posted: { initial: true, next: ["paid", "voided", "written-off"], limit: "45 days" },
  },
  rework: [
    { from: "lapsed", to: "renewed" },
    { from: "lapsed", to: "active" },
    { from: "cancelled", to: "active" },
    { from: "lost", to: "opportunity" },
    { from: "paid", to: "posted" },
  ],
  agree: {
    "renewed-is-billed": {
      title: "A renewed contract is billed",
      when: { crm: "renewed" },
      then: { books: ["posted", "paid", "written-off"] },
      within: "10 business days",
    },
    "ended-is-not-owed": {
      title: "A contract that ended has no open invoice",
      when: { crm: ["lapsed", "cancelled"] },
      then: { books: ["paid", "voided", "written-off", "absent"] },
      of: "each",
      within: "5 business days",
    },
    "active-is-reported": {
      title: "A running contract is reported as running",
      when: { crm: ["active", "renewed"] },
      then: { report: ["active", "renewed"] },
      within: "2 business days",
    },
    "due-is-reported": {
      title: "A contract that is due is in the renewal report",
      when: { crm: "renewal-due" },
      then: { report: ["renewal-due", "active"] },
      within: "2 business days",
    },
    "ended-is-reported": {
      title: "A contract that ended is not reported as running",
      when: { crm: ["lapsed", "cancelled"] },
      then: { report: ["lapsed", "cancelled", "absent"] },
      of: "each",
      within: "2 business days",
    },
  },
};
