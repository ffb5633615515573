import type { Template } from "./template.ts";

export const closeToExecutiveDashboard: Template = {
  title: "Accounting periods, from the close to the dashboard",
  entity: "period",
  roles: {
    books: "the periods of the books",
    dashboard: "the rows of the executive dashboard or report",
  },
  states: {
    open: { initial: true, next: ["closing", "closed"], limit: "45 days" },
    closing: { next: ["closed"], limit: "10 business days" },
    closed: { final: true },
    reopened: { next: ["closing", "closed"], limit: "3 business days" },
    draft: { initial: true, next: ["final"] },
    final: { final: true },
  },
  rework: [
    { from: "closed", to: "reopened" },
    { from: "final", to: "draft" },
  ],
  agree: {
    "final-is-closed": {
      title: "No final figures before the books are closed",
      when: { dashboard: "final" },
      // Reopened periods have a rule of their own: one fault is told once.
      then: { books: ["closed", "reopened"] },
      within: "0 days",
    },
    "closed-is-final": {
      title: "The figures of a closed period are final",
      when: { books: "closed" },
      then: { dashboard: "final" },
      within: "5 business days",
    },
    "reopened-is-draft": {
      title: "The figures of a reopened period are a draft again",
      when: { books: "reopened" },
      then: { dashboard: ["draft", "absent"] },
      of: "each",
      within: "1 business day",
    },
  },
};
