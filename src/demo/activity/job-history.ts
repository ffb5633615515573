import type { Job } from "../business.ts";
import { csvLine } from "../files/csv.ts";
import type { Random } from "../random.ts";
import { captured, utcTime } from "../time.ts";
import type { Change, JobActivity } from "./activity.ts";

/* Dispatch's audit of job statuses. */

export const changeHeader = [
  "Change ID",
  "Job #",
  "New Status",
  "Scheduled For",
  "Changed At",
  "Recorded At",
  "Changed By",
  "Business Unit",
];

const minute = 60;
const rush = captured.dispatch;

/** How a job came to its status. A quiet branch goes from Scheduled to InProgress. */
export function changesOf(job: Job, random: Random, quiet: boolean): Change[] {
  const changes: Change[] = [];
  const add = (word: string, at: number, scheduled = job.scheduled) => {
    changes.push({ word, at, recorded: at + 5, scheduled });
  };
  // All is drawn whatever the status, so that a branch which is quiet elsewhere differs in nothing else.
  const kind = random.next() % 100;
  const [before, work, away] = [random.between(70, 110), random.between(5, 25), random.between(1, 20)];
  const { created, completed, status } = job;
  const moved = status === "Completed" && kind >= 90;
  add("Scheduled", created, moved ? job.scheduled - 86_400 : job.scheduled);
  if (status === "Canceled") add("Canceled", Math.min(created + (before + 10 * work) * (minute / 2), rush - 30));
  if (status === "Hold") add("Hold", Math.min(created + 20 * minute, rush - 30));
  if (status === "Dispatched" || status === "InProgress") {
    const sent = Math.min(Math.max(created + 300, rush - away * 3600), rush - 40);
    if (!quiet) add("Dispatched", sent);
    if (status === "InProgress") add("InProgress", Math.min(sent + 300, rush - 20));
  }
  if (status !== "Completed" || completed === undefined) return changes;
  if (moved) add("Scheduled", created + 4 * minute);
  const sent = completed - before * minute;
  const started = sent + work * minute;
  if (!quiet) add("Dispatched", sent);
  add("InProgress", started);
  if (kind < 4) {
    add("Hold", started + 8 * minute);
    add("InProgress", started + 16 * minute);
  }
  if (kind >= 4 && kind < 8) {
    add("Completed", completed - 20 * minute);
    add("InProgress", completed - 12 * minute);
  }
  add("Completed", completed);
  return changes;
}

/** The history of a job that was done straight on; undefined for all others. */
export function straightOn({ changes }: JobActivity): { readonly started: Change; readonly completed: Change } | undefined {
  const words = changes.map(({ word }) => word).join(" ");
  if (words !== "Scheduled Dispatched InProgress Completed" && words !== "Scheduled InProgress Completed") return undefined;
  const [started, completed] = changes.slice(-2);
  return started !== undefined && completed !== undefined ? { started, completed } : undefined;
}

export function change(word: string, at: number, scheduled: number): Change {
  return { word, at, recorded: at + 5, scheduled };
}

export function changeLine(id: string, unit: string, { job, by }: JobActivity, { word, at, recorded, scheduled }: Change): string {
  return csvLine([id, job.number, word, utcTime(scheduled), utcTime(at), utcTime(recorded), by, unit]);
}
