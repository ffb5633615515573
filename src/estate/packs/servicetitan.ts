import type { Pack } from "./pack.ts";

// https://developer.servicetitan.io/docs/api-resources-job-planning
export const servicetitan: Readonly<Record<string, Pack>> = {
  jobs: {
    source: "https://developer.servicetitan.io/docs/api-resources-job-planning",
    words: {
      scheduled: ["Scheduled"],
      dispatched: ["Dispatched"],
      working: ["InProgress", "In Progress"],
      hold: ["Hold", "On Hold"],
      completed: ["Completed"],
      cancelled: ["Canceled", "Cancelled"],
    },
  },
};
