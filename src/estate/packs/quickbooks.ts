import type { Pack } from "./pack.ts";

// https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/invoice
// https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/estimate
// The API gives an invoice no status: there its state is told by Balance and TotalAmt, under state.when. These are the words of the screens.
export const quickbooks: Readonly<Record<string, Pack>> = {
  invoices: {
    source: "https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/invoice",
    words: {
      posted: ["Open", "Overdue", "Unpaid", "Partially paid"],
      paid: ["Paid", "Deposited"],
      voided: ["Voided"],
    },
  },
  estimates: {
    source: "https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/estimate",
    words: {
      sent: ["Pending"],
      accepted: ["Accepted"],
      converted: ["Closed", "Converted"],
      declined: ["Rejected"],
    },
  },
};
