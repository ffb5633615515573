import type { Activity, JobActivity } from "../../activity/activity.ts";
import { limits, within } from "../../activity/agreements.ts";
import { change, straightOn } from "../../activity/job-history.ts";
import type { Case } from "../../business.ts";
import { deadline } from "../../deadlines.ts";
import { captured, dayOf, instant, localDay } from "../../time.ts";
import { soleInvoice } from "../fault.ts";
import { quietBranch, type StateFault } from "./state-fault.ts";

const lifecycle = "job";
const minute = 60;

/** A job that was done straight on. */
function done(activity: Activity): (JobActivity & NonNullable<ReturnType<typeof straightOn>>) | undefined {
  const [own, second] = activity.jobs;
  const found = own === undefined || second !== undefined ? undefined : straightOn(own);
  return own !== undefined && found !== undefined ? { ...own, ...found } : undefined;
}

/** A job that was canceled, of a branch that says when it sends someone; nothing was billed for it. */
function canceled(affair: Case, activity: Activity): JobActivity | undefined {
  const own = activity.jobs.find(
    ({ job, visits }) => job.status === "Canceled" && visits.length === 1 && job.person.branch !== quietBranch,
  );
  return affair.invoices.some(({ jobNumber }) => jobNumber === own?.job.number) ? undefined : own;
}

function replan({ visits }: JobActivity): void {
  for (const visit of visits) Object.assign(visit, { status: "Planned", canceled: undefined });
}

/** What can go wrong with the states of jobs. */
export const jobFaults: readonly StateFault[] = [
  {
    name: "invoice-typed-before-completion",
    lifecycle,
    cause: "Billing typed the invoice days ahead and dated it to the day on which the work was planned.",
    least: 3,
    perThousand: 1.4,
    apply(affair, activity, { tell }) {
      const found = soleInvoice(affair);
      const [own] = activity.jobs;
      if (found?.job.completed === undefined || own === undefined || localDay(found.job.completed) - localDay(found.job.created) < 3)
        return false;
      const { invoice, job } = found;
      invoice.created = instant(localDay(found.job.completed) - 2, 615);
      const to = own.changes.find(({ word }) => word === "Completed")?.at;
      tell(() => ({
        rule: "invoiced-is-completed",
        outcome: "disagreed",
        track: "books",
        key: invoice.id,
        state: "posted",
        otherKey: job.number,
        otherState: "scheduled",
        from: invoice.created,
        due: deadline(invoice.created, within.invoicedIsCompleted),
        to,
        cents: invoice.total,
      }));
      return true;
    },
  },
  {
    name: "canceled-job-done-anyway",
    lifecycle,
    cause: "The customer called off; the technician had not heard of it, went there and closed the job.",
    least: 2,
    perThousand: 0.8,
    apply(_affair, activity, { tell }) {
      const own = done(activity);
      if (own === undefined) return false;
      const { job, completed } = own;
      const replaced = [
        change("Scheduled", job.created, job.scheduled),
        change("Canceled", job.created + 5 * minute, job.scheduled),
        completed,
      ];
      own.changes.splice(0, own.changes.length, ...replaced);
      tell(() => ({
        outcome: "illegal-transition",
        track: "dispatch",
        key: job.number,
        state: "completed",
        otherState: "cancelled",
        from: completed.at,
        cents: job.total,
      }));
      return true;
    },
  },
  {
    name: "technician-sent-back",
    lifecycle,
    cause: "Work had begun when dispatch set the job back to Dispatched to send someone else.",
    least: 2,
    perThousand: 0.8,
    apply(_affair, activity, { tell }) {
      const own = done(activity);
      if (own === undefined || own.job.person.branch === quietBranch) return false;
      const { job, started } = own;
      const again = [
        change("Dispatched", started.at + 5 * minute, job.scheduled),
        change("InProgress", started.at + 10 * minute, job.scheduled),
      ];
      own.changes.splice(-1, 0, ...again);
      tell(() => ({
        outcome: "regression",
        track: "dispatch",
        key: job.number,
        state: "dispatched",
        otherState: "working",
        from: started.at + 5 * minute,
        cents: job.total,
      }));
      return true;
    },
  },
  {
    name: "closed-from-the-office",
    lifecycle,
    cause: "Nobody set the job to InProgress: the office closed it in the evening.",
    least: 3,
    perThousand: 1.4,
    apply(_affair, activity, { tell }) {
      const own = done(activity);
      if (own === undefined || own.job.person.branch === quietBranch) return false;
      const { job, completed } = own;
      own.changes.splice(-2, 1);
      tell(() => ({
        outcome: "skipped-state",
        track: "dispatch",
        key: job.number,
        state: "completed",
        otherState: "dispatched",
        from: completed.at,
        cents: job.total,
      }));
      return true;
    },
  },
  {
    name: "job-done-three-times",
    lifecycle,
    cause: "The job was closed and opened again until the fault was found.",
    least: 2,
    perThousand: 0.8,
    apply(_affair, activity, { tell }) {
      const own = done(activity);
      if (own === undefined) return false;
      const { job, completed } = own;
      const words = ["Completed", "InProgress", "Completed", "InProgress"];
      own.changes.splice(-1, 0, ...words.map((word, at) => change(word, completed.at - (20 - 4 * at) * minute, job.scheduled)));
      tell(() => ({
        outcome: "rework",
        track: "dispatch",
        key: job.number,
        state: "working",
        otherState: "completed",
        from: completed.at - 8 * minute,
        cents: job.total,
      }));
      return true;
    },
  },
  {
    name: "left-in-dispatched",
    lifecycle,
    cause: "The customer called off by phone, and nobody canceled the job: it stands in Dispatched.",
    least: 2,
    perThousand: 0.8,
    apply(affair, activity, { tell }) {
      const own = canceled(affair, activity);
      if (own === undefined) return false;
      const { job } = own;
      const from = job.created + 60 * minute;
      job.status = "Dispatched";
      own.changes = [change("Scheduled", job.created, job.scheduled), change("Dispatched", from, job.scheduled)];
      replan(own);
      tell(() => ({
        outcome: "stuck",
        track: "dispatch",
        key: job.number,
        state: "dispatched",
        cents: job.total,
        from,
        due: deadline(from, limits.dispatched),
        until: captured.dispatch,
      }));
      return true;
    },
  },
  {
    name: "reschedule-never-reached-field",
    lifecycle,
    cause: "The customer moved the appointment to October; dispatch has the new day, the technicians' app the old one.",
    least: 2,
    perThousand: 0.8,
    apply(affair, activity, { tell, random }) {
      const own = canceled(affair, activity);
      if (own === undefined) return false;
      const { job } = own;
      const [visit] = own.visits;
      const from = job.created + 120 * minute;
      const old = job.scheduled;
      job.status = "Scheduled";
      job.scheduled = instant(dayOf("2026-10-05") + random.between(0, 20), 480);
      own.changes = [change("Scheduled", job.created, old), change("Scheduled", from, job.scheduled)];
      replan(own);
      tell(() => ({
        rule: "schedule-reaches-field",
        outcome: "not-carried",
        track: "dispatch",
        key: job.number,
        otherKey: visit?.id,
        state: "scheduled",
        otherState: "scheduled",
        cents: job.total,
        from,
        due: deadline(from, within.scheduleReachesField),
        until: captured.dispatch,
      }));
      return true;
    },
  },
  {
    name: "completion-recorded-late",
    lifecycle,
    cause: "The tablet was offline: that the job was completed came days later.",
    least: 3,
    perThousand: 1.4,
    apply(_affair, activity, { tell, random }) {
      const own = done(activity);
      if (own === undefined) return false;
      const { job, completed } = own;
      completed.recorded = completed.at + random.between(3, 9) * 86_400 + random.between(0, 3600);
      tell(() => ({
        outcome: "late-recorded",
        track: "dispatch",
        key: job.number,
        state: "completed",
        cents: job.total,
        from: completed.at,
        due: deadline(completed.at, within.historyRecorded),
        to: completed.recorded,
      }));
      return true;
    },
  },
  {
    name: "new-status-word",
    lifecycle,
    cause: "Someone added the status Awaiting Parts; no one told who reads the statuses.",
    least: 3,
    perThousand: 1.4,
    apply(_affair, activity, { tell }) {
      const own = done(activity);
      if (own === undefined) return false;
      own.changes.splice(-1, 0, change("Awaiting Parts", own.started.at + 8 * minute, own.job.scheduled));
      tell(() => ({ outcome: "unmapped-word", track: "dispatch", key: "Awaiting Parts", state: "Awaiting Parts" }));
      return true;
    },
  },
];
