import type { Pack } from "./pack.ts";

// https://developer.getjobber.com/docs
// https://help.getjobber.com/hc/en-us/articles/115009623528-Invoice-Statuses-and-Actions
// Words of the API with underscores, those of the screens with blanks. A late or present visit is a planned one still; a job is archived when it is closed.
export const jobber: Readonly<Record<string, Pack>> = {
  jobs: {
    source: "https://developer.getjobber.com/docs",
    words: {
      unscheduled: ["unscheduled", "action_required", "action required"],
      scheduled: ["upcoming", "today", "late", "active", "expiring_within_30_days", "expiring within 30 days"],
      hold: ["on_hold", "on hold"],
      ready: ["requires_invoicing", "requires invoicing"],
      closed: ["archived"],
    },
  },
  visits: {
    source: "https://developer.getjobber.com/docs",
    words: {
      unscheduled: ["UNSCHEDULED"],
      scheduled: ["UPCOMING", "TODAY", "LATE"],
      working: ["ACTIVE"],
      completed: ["COMPLETED"],
    },
  },
  quotes: {
    source: "https://developer.getjobber.com/docs",
    words: {
      draft: ["draft"],
      sent: ["awaiting_response", "awaiting response"],
      revision: ["changes_requested", "changes requested"],
      accepted: ["approved"],
      converted: ["converted"],
      expired: ["archived"],
    },
  },
  requests: {
    source: "https://developer.getjobber.com/docs",
    words: {
      requested: ["new", "unscheduled"],
      qualifying: ["upcoming", "today", "overdue", "assessment_completed", "assessment completed", "completed"],
      converted: ["converted"],
      expired: ["archived"],
    },
  },
  invoices: {
    source: "https://help.getjobber.com/hc/en-us/articles/115009623528-Invoice-Statuses-and-Actions",
    words: {
      ready: ["draft"],
      posted: ["awaiting_payment", "awaiting payment", "sent_not_due", "sent not due", "past_due", "past due"],
      paid: ["paid"],
      "written-off": ["bad_debt", "bad debt"],
    },
  },
};
