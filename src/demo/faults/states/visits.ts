import type { Activity, JobActivity, Visit } from "../../activity/activity.ts";
import { limits, within } from "../../activity/agreements.ts";
import { filtered, type Case, type Invoice } from "../../business.ts";
import { deadline } from "../../deadlines.ts";
import { captured } from "../../time.ts";
import { soleInvoice } from "../fault.ts";
import type { StateFault } from "./state-fault.ts";

const lifecycle = "visit";

interface Work {
  readonly own: JobActivity;
  readonly visit: Visit;
  readonly finished: number;
  readonly invoice: Invoice;
}

/** The one approved visit of a job with one invoice. */
function work(affair: Case, activity: Activity): Work | undefined {
  const invoice = soleInvoice(affair)?.invoice;
  const [own] = activity.jobs;
  const [visit, second] = own?.visits ?? [];
  if (invoice === undefined || own === undefined || visit?.finished === undefined || second !== undefined) return undefined;
  return visit.status === "Approved" ? { own, visit, finished: visit.finished, invoice } : undefined;
}

/** What can go wrong with the states of visits. */
export const visitFaults: readonly StateFault[] = [
  {
    name: "visit-left-open",
    lifecycle,
    cause: "The office billed the job from a phone call; in the technicians' app the visit was never finished.",
    breaks: { handoff: "visit-to-job", kind: "extra" },
    least: 3,
    perThousand: 1.4,
    apply(affair, activity, { tell, mark }) {
      const found = work(affair, activity);
      const paid = found?.invoice.updated;
      if (found === undefined || paid === undefined || found.invoice.paid !== found.invoice.total) return false;
      const { own, visit, invoice } = found;
      Object.assign(visit, { status: "On Site", finished: undefined, approved: undefined, jobMark: filtered });
      own.visitMark = mark("extra", "counterpart-excluded");
      tell(() => ({
        rule: "paid-is-finished",
        outcome: "disagrees",
        track: "books",
        key: invoice.id,
        state: "paid",
        otherKey: visit.id,
        otherState: "onsite",
        cents: invoice.total,
        from: paid,
        due: deadline(paid, within.paidIsFinished),
        until: captured.field,
      }));
      return true;
    },
  },
  {
    name: "visit-approved-late",
    lifecycle,
    cause: "The branch manager approved the work only when payroll asked for it.",
    least: 3,
    perThousand: 1.4,
    apply(affair, activity, { tell, random }) {
      const found = work(affair, activity);
      if (found === undefined) return false;
      const { visit, finished } = found;
      const to = finished + random.between(12 * 24 * 60, 15 * 24 * 60) * 60;
      visit.approved = to;
      tell(() => ({
        outcome: "overstayed",
        track: "field",
        key: visit.id,
        state: "finished",
        cents: visit.value,
        from: finished,
        due: deadline(finished, limits.finished),
        to,
      }));
      return true;
    },
  },
  {
    name: "visit-never-approved",
    lifecycle,
    cause: "The visit was finished when its approver was on leave, and fell out of the list.",
    least: 2,
    perThousand: 0.8,
    apply(affair, activity, { tell }) {
      const found = work(affair, activity);
      if (found === undefined) return false;
      const { visit, finished } = found;
      Object.assign(visit, { status: "Done", approved: undefined });
      tell(() => ({
        outcome: "stuck",
        track: "field",
        key: visit.id,
        state: "finished",
        cents: visit.value,
        from: finished,
        due: deadline(finished, limits.finished),
        until: captured.field,
      }));
      return true;
    },
  },
  {
    name: "signed-amount-differs",
    lifecycle,
    cause: "The price was lowered on site; dispatch and the invoice have the old one.",
    breaks: { handoff: "visit-to-job", kind: "different" },
    least: 2,
    perThousand: 0.8,
    apply(affair, activity, { mark }) {
      const found = work(affair, activity);
      if (found === undefined || found.visit.value < 2_000) return false;
      const { own, visit } = found;
      const different = mark("different", "sum-differs");
      visit.jobMark = own.visitMark = different;
      own.visits = [{ ...visit, value: visit.value - 1_500 }];
      return true;
    },
  },
];
