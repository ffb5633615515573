import { filtered, matched, soldWork, type Job } from "../business.ts";
import { csvLine } from "../files/csv.ts";
import { decimal } from "../money.ts";
import type { Random } from "../random.ts";
import { captured, utcTime } from "../time.ts";
import type { World } from "../world.ts";
import type { Change, JobActivity, Visit } from "./activity.ts";

/* The technicians' app: who went where, and what the customer signed for. */

export const visitHeader = [
  "Visit",
  "Job",
  "Visit No",
  "Technician",
  "Status",
  "Created",
  "Planned For",
  "Started",
  "Finished",
  "Approved",
  "Canceled",
  "Signed Amount",
  "Business Unit",
];

const technicians = ["T. Alvarez", "J. Becker", "M. Okafor", "S. Lindqvist", "P. Romano", "D. Whitfield"] as const;

/** The visits of a job: one, or two technicians at once for the larger work. */
export function visitsOf(job: Job, changes: readonly Change[], world: World, random: Random): Pick<JobActivity, "visits" | "visitMark"> {
  const two = random.chance(0.3) && (soldWork as readonly string[]).includes(job.type);
  const first = two ? Math.floor((job.total * 6) / 10) : job.total;
  const values = two ? [first, job.total - first] : [first];
  const started = changes.find(({ word }) => word === "InProgress")?.at;
  const canceled = job.status === "Canceled" ? changes.at(-1)?.at : undefined;
  const finished = job.status === "Completed" && job.completed !== undefined ? job.completed - 180 : undefined;
  const visits = values.map((value, at): Visit => {
    const signed = finished === undefined ? undefined : finished + random.between(20, 2880) * 60;
    const approved = signed !== undefined && signed < captured.field - 60 ? signed : undefined;
    return {
      id: world.visitId(),
      order: at + 1,
      status:
        canceled !== undefined
          ? "Canceled"
          : approved !== undefined
            ? "Approved"
            : finished !== undefined
              ? "Done"
              : started !== undefined
                ? "On Site"
                : "Planned",
      created: job.created + 30,
      planned: job.scheduled,
      started: started === undefined ? undefined : started + 120,
      finished,
      approved,
      canceled: canceled === undefined ? undefined : canceled + 60,
      value,
      jobMark: finished !== undefined && value > 0 ? matched : filtered,
    };
  });
  return { visits, visitMark: finished !== undefined && job.total > 0 ? matched : filtered };
}

export function visitLine(unit: string, { job }: JobActivity, visit: Visit): string {
  const { id, order, status, created, planned, started, finished, approved, canceled, value } = visit;
  const technician = technicians[(Number(job.number) + order) % technicians.length] ?? "";
  const times = [created, planned, started, finished, approved, canceled].map((time) => (time === undefined ? "" : utcTime(time)));
  return csvLine([id, job.number, String(order), technician, status, ...times, decimal(value), unit]);
}
