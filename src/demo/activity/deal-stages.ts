import type { Deal } from "../business.ts";
import { csvLine } from "../files/csv.ts";
import { utcTime } from "../time.ts";
import type { Change } from "./activity.ts";

/* The CRM's property history of deal stages. */

export const stageHeader = ["Change ID", "Record ID", "Deal Stage", "Changed At", "Branch"];

const usual = ["Appointment Scheduled", "Presentation Scheduled", "Contract Sent", "Closed Won"];

/** How a deal came to its stage. */
export function stagesOf({ stage, created, closes }: Deal): Change[] {
  const words = stage === "Closed Lost" ? [...usual.slice(0, 2), stage] : usual.slice(0, usual.indexOf(stage) + 1);
  const length = closes - created;
  return words.map((word, at) => {
    const time = word.startsWith("Closed") ? closes : created + Math.floor((length * 35 * at) / 100);
    return { word, at: time, recorded: time, scheduled: 0 };
  });
}

export function stageLine(id: string, branch: string, deal: Deal, { word, at }: Change): string {
  return csvLine([id, deal.id, word, utcTime(at), branch]);
}
