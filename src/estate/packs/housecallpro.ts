import type { Pack } from "./pack.ts";

// https://docs.housecallpro.com/docs/housecall-public-api
// The words have blanks, and no underscores. The work of an estimate is the visit on which it is made: done, it lies with the customer.
export const housecallpro: Readonly<Record<string, Pack>> = {
  jobs: {
    source: "https://docs.housecallpro.com/docs/housecall-public-api",
    words: {
      unscheduled: ["needs scheduling", "unscheduled"],
      scheduled: ["scheduled"],
      working: ["in progress"],
      completed: ["complete rated", "complete unrated"],
      cancelled: ["user canceled", "pro canceled"],
    },
  },
  estimates: {
    source: "https://docs.housecallpro.com/docs/housecall-public-api",
    words: {
      requested: ["needs scheduling", "unscheduled"],
      qualifying: ["scheduled", "in progress"],
      sent: ["complete rated", "complete unrated"],
      accepted: ["approved", "pro approved"],
      declined: ["declined", "pro declined", "user canceled", "pro canceled"],
      converted: ["created job from estimate"],
    },
  },
  invoices: {
    source: "https://docs.housecallpro.com/docs/housecall-public-api",
    words: {
      posted: ["open"],
      paid: ["paid"],
      voided: ["voided", "canceled"],
    },
  },
};
