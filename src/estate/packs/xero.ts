import type { Pack } from "./pack.ts";

// https://developer.xero.com/documentation/api/accounting/invoices
// https://developer.xero.com/documentation/api/accounting/quotes
export const xero: Readonly<Record<string, Pack>> = {
  invoices: {
    source: "https://developer.xero.com/documentation/api/accounting/invoices",
    words: {
      ready: ["DRAFT", "SUBMITTED", "Awaiting Approval"],
      posted: ["AUTHORISED", "Awaiting Payment"],
      paid: ["PAID"],
      voided: ["VOIDED", "DELETED"],
    },
  },
  quotes: {
    source: "https://developer.xero.com/documentation/api/accounting/quotes",
    words: {
      draft: ["DRAFT"],
      sent: ["SENT"],
      accepted: ["ACCEPTED"],
      declined: ["DECLINED"],
      converted: ["INVOICED"],
      voided: ["DELETED"],
    },
  },
};
