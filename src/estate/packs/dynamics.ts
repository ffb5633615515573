import type { Pack } from "./pack.ts";

// https://learn.microsoft.com/en-us/dynamics365/field-service/work-order-status-booking-status
// https://learn.microsoft.com/en-us/dynamics365/field-service/developer/reference/entities/bookingstatus
// The same codes stand for other states in the two tables.
export const dynamics: Readonly<Record<string, Pack>> = {
  workorders: {
    source: "https://learn.microsoft.com/en-us/dynamics365/field-service/work-order-status-booking-status",
    words: {
      unscheduled: ["690970000", "Unscheduled", "Open - Unscheduled"],
      scheduled: ["690970001", "Scheduled", "Open - Scheduled"],
      working: ["690970002", "In Progress", "Open - In Progress"],
      completed: ["690970003", "Completed", "Open - Completed"],
      posted: ["690970004", "Posted", "Closed - Posted"],
      cancelled: ["690970005", "Canceled", "Cancelled", "Closed - Canceled", "Closed - Cancelled"],
    },
  },
  bookings: {
    source: "https://learn.microsoft.com/en-us/dynamics365/field-service/developer/reference/entities/bookingstatus",
    words: {
      scheduled: ["690970000", "Scheduled"],
      dispatched: ["690970001", "Traveling", "Travelling"],
      hold: ["690970002", "On Break"],
      working: ["690970003", "In Progress"],
      completed: ["690970004", "Completed"],
      cancelled: ["690970005", "Canceled", "Cancelled"],
    },
  },
};
