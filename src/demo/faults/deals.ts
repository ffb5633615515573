import { filtered, type Case, type Deal, type Job } from "../business.ts";
import { dropMoney, type Fault, type FaultTools } from "./fault.ts";

const handoff = "deal-to-job";

function booking(affected: Case): { readonly deal: Deal; readonly job: Job } | undefined {
  const deal = affected.deals.find((deal) => deal.jobMark.outcome === "matched");
  const [job, second] = affected.jobs;
  return deal !== undefined && job !== undefined && second === undefined ? { deal, job } : undefined;
}

function neverBooked(affected: Case, { mark }: FaultTools): boolean {
  const found = booking(affected);
  // A membership may stand beside the job: it stays, so only affairs without one are taken.
  if (found === undefined || affected.invoices.some((invoice) => invoice.category === "Membership")) return false;
  found.deal.jobMark = mark("missing");
  affected.jobs = [];
  dropMoney(affected);
  return true;
}

/** From the sale to the work. */
export const dealFaults: readonly Fault[] = [
  {
    name: "booking-sync-stopped",
    handoff,
    kind: "missing",
    cause: "The connector that books won deals lost its permission for one branch.",
    least: 5,
    perThousand: 5.1,
    unit: "rochester",
    onset: "2026-05-18",
    apply: neverBooked,
  },
  {
    name: "won-deal-never-booked",
    handoff,
    kind: "missing",
    cause: "A won deal was not booked by hand while the connector was being restarted.",
    least: 2,
    perThousand: 1.4,
    apply: neverBooked,
  },
  {
    name: "deal-amount-edited",
    handoff,
    kind: "different",
    cause: "The amount of the deal was edited after the job had been booked.",
    least: 3,
    perThousand: 1.7,
    apply(affected, { mark, random }) {
      const found = booking(affected);
      if (found?.deal.amount === undefined) return false;
      found.deal.amount = Math.floor((found.deal.amount * random.pick([70, 80, 125, 150])) / 100);
      found.deal.jobMark = found.job.dealMark = mark("different", "values-differ");
      return true;
    },
  },
  {
    name: "job-lost-deal-reference",
    handoff,
    kind: "missing",
    cause: "The job was typed anew and the field that names its deal left empty.",
    least: 2,
    perThousand: 0.8,
    apply(affected, { mark }) {
      const found = booking(affected);
      if (found === undefined) return false;
      found.job.dealId = undefined;
      found.deal.jobMark = mark("missing");
      found.job.dealMark = mark("extra", "no-reference");
      return true;
    },
  },
  {
    name: "deal-gone-from-crm",
    handoff,
    kind: "extra",
    cause: "The deal was merged away in the CRM after its job had been booked.",
    least: 2,
    perThousand: 0.8,
    apply(affected, { mark }) {
      const found = booking(affected);
      if (found === undefined) return false;
      affected.deals = affected.deals.filter((deal) => deal !== found.deal);
      found.job.dealMark = mark("extra");
      return true;
    },
  },
  {
    name: "booked-before-won",
    handoff,
    kind: "extra",
    cause: "The job was booked while the deal still waited for a signature.",
    least: 2,
    perThousand: 0.8,
    apply(affected, { mark }) {
      const found = booking(affected);
      if (found === undefined) return false;
      found.deal.stage = "Contract Sent";
      found.deal.jobMark = filtered;
      found.job.dealMark = mark("extra", "counterpart-excluded");
      return true;
    },
  },
  {
    name: "deal-booked-twice",
    handoff,
    kind: "duplicate",
    cause: "The connector timed out, tried again and booked the same deal twice.",
    least: 2,
    perThousand: 0.8,
    apply(affected, { mark, world }) {
      const found = booking(affected);
      if (found === undefined || found.job.total !== found.deal.amount) return false;
      affected.jobs.push(heldCopy(found.job, world.jobNumber(), { total: found.job.total, dealMark: mark("duplicate", "same-reference") }));
      return true;
    },
  },
  {
    name: "deal-split-over-two-jobs",
    handoff,
    kind: "ambiguous",
    cause: "One deal was booked as two jobs, neither of which bears its amount.",
    least: 1,
    perThousand: 0.3,
    apply(affected, { mark, world }) {
      const found = booking(affected);
      if (found?.deal.amount === undefined) return false;
      const ambiguous = mark("ambiguous", "several-candidates");
      const rest = Math.floor(found.job.total / 3);
      found.deal.amount = found.job.total + rest;
      found.deal.jobMark = found.job.dealMark = ambiguous;
      affected.jobs.push(heldCopy(found.job, world.jobNumber(), { total: rest, dealMark: ambiguous }));
      return true;
    },
  },
];

/** A second job that is never done, so that nothing follows from it. */
function heldCopy(job: Job, number: string, change: Pick<Job, "total" | "dealMark">): Job {
  return { ...job, ...change, number, status: "Hold", created: job.created + 120, completed: undefined, invoiceMark: filtered };
}
