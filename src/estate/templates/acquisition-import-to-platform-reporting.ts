import { OPEN_WORK, WORK_REWORK, WORK_STATES } from "./work-states.ts";
import type { Template } from "./template.ts";

const DONE = ["completed", "closed"];
const OPEN = [...OPEN_WORK];

export const acquisitionImportToPlatformReporting: Template = {
  title: "Jobs of an acquired company, from its own system to the platform's reports",
  entity: "job",
  roles: {
    acquired: "the acquired company's own system",
    platform: "the system or import file that it was brought into",
    report: "the rows of the platform's report or dashboard",
  },
  states: WORK_STATES,
  rework: WORK_REWORK,
  agree: {
    "open-is-open": {
      title: "Open work is open on the platform",
      when: { acquired: OPEN },
      then: { platform: OPEN },
      within: "2 business days",
    },
    "done-is-done": {
      title: "Completed work is completed on the platform",
      when: { acquired: DONE },
      then: { platform: DONE },
      within: "2 business days",
    },
    "cancelled-is-cancelled": {
      title: "Cancelled work is cancelled on the platform",
      when: { acquired: "cancelled" },
      then: { platform: ["cancelled", "absent"] },
      of: "each",
      within: "2 business days",
    },
    "done-is-reported": {
      title: "Work that the platform calls completed is reported so",
      when: { platform: DONE },
      then: { report: DONE },
      within: "2 business days",
    },
    "reported-is-done": {
      title: "Work that is reported as completed is completed on the platform",
      when: { report: DONE },
      // Cancelled work has a rule of its own: one fault is told once.
      then: { platform: [...DONE, "cancelled"] },
      within: "0 days",
    },
    "cancelled-is-not-reported": {
      title: "Cancelled work is not reported as completed or open",
      when: { platform: "cancelled" },
      then: { report: ["cancelled", "absent"] },
      of: "each",
      within: "2 business days",
    },
  },
};
