import type { Pack } from "./pack.ts";

// https://developers.hubspot.com/docs/methods/pipelines/pipelines_overview
// https://knowledge.hubspot.com/contacts/use-lifecycle-stages
// Of the pipelines that every account begins with: internal ids, and labels beside them.
export const hubspot: Readonly<Record<string, Pack>> = {
  deals: {
    source: "https://developers.hubspot.com/docs/methods/pipelines/pipelines_overview",
    words: {
      qualifying: [
        "appointmentscheduled",
        "Appointment Scheduled",
        "qualifiedtobuy",
        "Qualified To Buy",
        "presentationscheduled",
        "Presentation Scheduled",
        "decisionmakerboughtin",
        "Decision Maker Bought-In",
        "Decision Maker Bought In",
      ],
      sent: ["contractsent", "Contract Sent"],
      accepted: ["closedwon", "Closed Won"],
      declined: ["closedlost", "Closed Lost"],
    },
  },
  lifecycle: {
    source: "https://knowledge.hubspot.com/contacts/use-lifecycle-stages",
    words: {
      lead: ["subscriber", "lead"],
      qualified: ["marketingqualifiedlead", "Marketing Qualified Lead", "salesqualifiedlead", "Sales Qualified Lead"],
      opportunity: ["opportunity"],
      active: ["customer", "evangelist"],
    },
  },
  tickets: {
    source: "https://developers.hubspot.com/docs/methods/pipelines/pipelines_overview",
    words: {
      unscheduled: ["1", "New"],
      hold: ["2", "Waiting on contact"],
      working: ["3", "Waiting on us"],
      closed: ["4", "Closed"],
    },
  },
};
