import type { Agreed } from "../deadlines.ts";

/* What the estate agrees between systems; the estate's file and the truth both read it here. */

export const within = {
  completedIsInvoiced: [5, "business days"],
  invoicedIsCompleted: [0, "days"],
  canceledIsNotInvoiced: [1, "business days"],
  scheduleReachesField: [1, "days"],
  historyRecorded: [1, "days"],
  wonIsBooked: [2, "business days"],
  bookedIsWon: [1, "days"],
  approvedIsInvoiced: [5, "business days"],
  paidIsFinished: [1, "business days"],
  renewedIsBilled: [3, "business days"],
  canceledIsNotBilled: [1, "business days"],
  renewedIsReported: [2, "business days"],
  lapsedIsReported: [2, "business days"],
  completedIsImported: [1, "business days"],
  canceledIsVoided: [1, "business days"],
  closedIsFinal: [3, "business days"],
  finalIsClosed: [1, "days"],
} as const satisfies Readonly<Record<string, Agreed>>;

export const limits = {
  dispatched: [2, "business days"],
  finished: [5, "business days"],
  renewalDue: [60, "days"],
  needsScheduling: [20, "business days"],
  reopened: [5, "business days"],
} as const satisfies Readonly<Record<string, Agreed>>;

/** Times a job may be worked on again. */
export const reworkLimit = 1;

/** As YAML: `5 business days`. */
export function agreed([count, unit]: Agreed): string {
  return `${count} ${unit}`;
}
