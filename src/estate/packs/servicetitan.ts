import type { Pack } from "./pack.ts";

// https://developer.servicetitan.io/docs/api-resources-job-planning
// https://help.servicetitan.com/docs/understand-invoice-statuses
// https://help.servicetitan.com/docs/estimate-workflows-in-servicetitan-and-servicetitan-mobile
// An invoice is there, and pending, from the day a job is booked: it is no claim before it is posted.
export const servicetitan: Readonly<Record<string, Pack>> = {
  jobs: {
    source: "https://developer.servicetitan.io/docs/api-resources-job-planning",
    words: {
      scheduled: ["Scheduled"],
      dispatched: ["Dispatched"],
      working: ["InProgress", "In Progress", "Working"],
      hold: ["Hold", "On Hold"],
      completed: ["Completed"],
      cancelled: ["Canceled", "Cancelled"],
    },
  },
  appointments: {
    source: "https://developer.servicetitan.io/docs/api-resources-job-planning",
    words: {
      scheduled: ["Scheduled"],
      dispatched: ["Dispatched"],
      working: ["InProgress", "In Progress", "Working"],
      hold: ["Hold", "On Hold"],
      completed: ["Done", "Completed"],
      cancelled: ["Canceled", "Cancelled"],
    },
  },
  invoices: {
    source: "https://help.servicetitan.com/docs/understand-invoice-statuses",
    words: {
      ready: ["Pending"],
      posted: ["Posted", "Exported"],
    },
  },
  estimates: {
    source: "https://help.servicetitan.com/docs/estimate-workflows-in-servicetitan-and-servicetitan-mobile",
    words: {
      sent: ["Open"],
      accepted: ["Sold"],
      declined: ["Dismissed"],
    },
  },
};
