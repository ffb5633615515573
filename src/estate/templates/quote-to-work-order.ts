import { OPEN_WORK, WORK_REWORK, WORK_STATES } from "./work-states.ts";
import type { Template } from "./template.ts";

const BEGUN = ["dispatched", "working", "hold", "incomplete", "completed", "closed"];

export const quoteToWorkOrder: Template = {
  title: "Quotes, from the request to the work order",
  entity: "quote",
  roles: {
    crm: "deals or opportunities",
    quotes: "quotes or estimates, as the customer sees them",
    dispatch: "the jobs or work orders that come of them",
  },
  states: {
    requested: { initial: true, next: ["qualifying", "draft", "sent", "declined", "expired"], limit: "5 business days" },
    qualifying: { initial: true, next: ["draft", "sent", "accepted", "declined", "expired"], limit: "60 days" },
    draft: { initial: true, next: ["sent", "declined", "expired", "voided"], limit: "10 business days" },
    sent: { next: ["revision", "accepted", "declined", "expired", "voided"], limit: "30 days" },
    revision: { title: "Changes requested", next: ["draft", "sent", "declined", "expired"], limit: "10 business days" },
    // What is next may be another system's to say: that it comes in time is a rule, and no limit.
    accepted: { next: ["converted", "unscheduled", "scheduled"], final: true },
    converted: { next: ["unscheduled", "scheduled"], final: true },
    declined: { final: true },
    expired: { final: true },
    voided: { final: true },
    ...WORK_STATES,
  },
  rework: [
    ...WORK_REWORK,
    { from: "sent", to: "draft" },
    { from: "accepted", to: "revision" },
    { from: "declined", to: "sent" },
    { from: "expired", to: "sent" },
  ],
  agree: {
    "accepted-has-a-work-order": {
      title: "An accepted quote has a work order",
      when: { quotes: ["accepted", "converted"] },
      then: { dispatch: [...OPEN_WORK, "completed", "closed", "cancelled"] },
      within: "2 business days",
    },
    "won-has-a-work-order": {
      title: "A deal that is won has a work order",
      when: { crm: ["accepted", "converted"] },
      then: { dispatch: [...OPEN_WORK, "completed", "closed", "cancelled"] },
      within: "2 business days",
    },
    "work-is-accepted": {
      title: "No work before the quote is accepted",
      when: { dispatch: BEGUN },
      // Declined quotes have a rule of their own: one fault is told once.
      then: { quotes: ["accepted", "converted", "declined", "expired", "voided", "absent"] },
      within: "0 days",
    },
    "declined-is-not-worked": {
      title: "Nothing is done for a quote that was declined",
      when: { quotes: ["declined", "expired", "voided"] },
      then: { dispatch: ["cancelled", "absent"] },
      of: "each",
      within: "1 business day",
    },
    "lost-is-not-worked": {
      title: "Nothing is done for a deal that is lost",
      when: { crm: ["declined", "expired"] },
      then: { dispatch: ["cancelled", "absent"] },
      of: "each",
      within: "1 business day",
    },
    "accepted-is-won": {
      title: "An accepted quote is won in the CRM",
      when: { quotes: ["accepted", "converted"] },
      then: { crm: ["accepted", "converted", "absent"] },
      within: "1 business day",
    },
    "won-is-accepted": {
      title: "A deal that is won has an accepted quote",
      when: { crm: ["accepted", "converted"] },
      then: { quotes: ["accepted", "converted"] },
      within: "1 business day",
    },
  },
};
