import { soldWork, type Case, type Invoice } from "../business.ts";
import { deadline, type Agreed } from "../deadlines.ts";
import type { ToldMismatch } from "../lifecycle-truth.ts";
import { captured } from "../time.ts";
import type { Activity, Change } from "./activity.ts";
import { within } from "./agreements.ts";

/*
 * A fault of a handoff leaves two systems with different states: a job without an
 * invoice is a completed job that is never invoiced. What that comes to is worked
 * out here from the records as they stand after the fault; only cases that such a
 * fault struck are asked.
 */

type Stretch = readonly [from: number, to: number];

interface Judged {
  readonly told: Omit<ToldMismatch, "from" | "due" | "to" | "until" | "outcome" | "fault">;
  readonly stays: readonly Stretch[];
  readonly allowed: readonly Stretch[];
  readonly within: Agreed;
  readonly until: number;
  readonly other: (from: number) => Pick<ToldMismatch, "otherKey" | "otherState">;
}

/** What is wrong with the states in a case that a handoff's fault struck. Its records must have their numbers. */
export function brokenStates(affair: Case, activity: Activity, fault: string): ToldMismatch[] {
  return [...jobs(affair, activity), ...visits(affair, activity), ...deals(affair, activity)].flatMap((judged) => judge(judged, fault));
}

function judge({ told, stays, allowed, within, until, other }: Judged, fault: string): ToldMismatch[] {
  return apart(stays, allowed).flatMap(([from, to]) => {
    const due = deadline(from, within);
    const end = Math.min(to, until);
    if (end <= due || from >= until) return [];
    const isOpen = to >= until;
    const ended = isOpen ? {} : { to };
    return [
      { ...told, ...other(from), outcome: isOpen ? ("disagrees" as const) : ("disagreed" as const), from, due, ...ended, until, fault },
    ];
  });
}

/** What of the stays no allowed stretch covers. */
function apart(stays: readonly Stretch[], allowed: readonly Stretch[]): Stretch[] {
  let left = [...stays];
  for (const [start, end] of allowed) {
    left = left.flatMap(([from, to]): Stretch[] => {
      if (end <= from || start >= to) return [[from, to]];
      return [[from, Math.min(to, start)] as const, [Math.max(from, end), to] as const].filter(([a, b]) => a < b);
    });
  }
  return left;
}

function staysIn(changes: readonly Change[], words: readonly string[]): Stretch[] {
  return changes.flatMap(({ word, at }, place) => (words.includes(word) ? [[at, changes[place + 1]?.at ?? Infinity] as const] : []));
}

function isVoided({ note }: Invoice): boolean {
  return note.startsWith("Voided");
}

function billed(invoice: Invoice): Stretch {
  return [invoice.created, isVoided(invoice) ? (invoice.updated ?? invoice.created) : Infinity];
}

function stateAt(invoice: Invoice, time: number): string {
  if (isVoided(invoice) && time >= (invoice.updated ?? 0)) return "voided";
  return !isVoided(invoice) && invoice.paid === invoice.total && time >= (invoice.updated ?? Infinity) ? "paid" : "posted";
}

function linked(affair: Case, number: string): Invoice[] {
  return affair.invoices
    .filter(({ jobNumber, category }) => jobNumber === number && category === "Jobs")
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The first, by key, that is there at the time. */
function firstInvoice(invoices: readonly Invoice[]): Judged["other"] {
  return (from) => {
    const found = invoices.find(({ created }) => created <= from);
    return found === undefined ? { otherState: "absent" } : { otherKey: found.id, otherState: stateAt(found, from) };
  };
}

const dispatchStates: Readonly<Record<string, string>> = {
  Scheduled: "scheduled",
  Dispatched: "dispatched",
  InProgress: "working",
  Hold: "hold",
  Completed: "completed",
  Canceled: "cancelled",
};

function jobs(affair: Case, activity: Activity): Judged[] {
  const until = captured.dispatch;
  return activity.jobs.flatMap(({ job, changes }): Judged[] => {
    const invoices = linked(affair, job.number);
    const place = { lifecycle: "job", key: job.number, cents: job.total };
    const found: Judged[] = [];
    if (job.total > 0) {
      found.push({
        told: { ...place, rule: "completed-is-invoiced", track: "dispatch", state: "completed" },
        stays: staysIn(changes, ["Completed"]),
        allowed: invoices.map(billed),
        within: within.completedIsInvoiced,
        until,
        other: firstInvoice(invoices),
      });
    }
    for (const invoice of invoices) {
      found.push({
        told: { ...place, rule: "cancelled-is-not-invoiced", track: "dispatch", state: "cancelled" },
        stays: staysIn(changes, ["Canceled"]),
        allowed: [[0, invoice.created], ...(isVoided(invoice) ? [[billed(invoice)[1], Infinity] as const] : [])],
        within: within.canceledIsNotInvoiced,
        until,
        other: firstInvoice([invoice]),
      });
      found.push({
        told: { lifecycle: "job", rule: "invoiced-is-completed", track: "books", key: invoice.id, state: "posted", cents: invoice.total },
        stays: [billed(invoice)],
        allowed: staysIn(changes, ["Completed", "Canceled"]),
        within: within.invoicedIsCompleted,
        until,
        other: (from) => ({ otherKey: job.number, otherState: dispatchStates[changes.findLast(({ at }) => at <= from)?.word ?? ""] }),
      });
    }
    return found;
  });
}

function visits(affair: Case, activity: Activity): Judged[] {
  return activity.jobs.flatMap(({ job, visits }) => {
    const invoices = linked(affair, job.number);
    return visits.flatMap(({ id, approved, value }): Judged[] => {
      if (approved === undefined || value === 0) return [];
      return [
        {
          told: { lifecycle: "visit", rule: "approved-is-invoiced", track: "field", key: id, state: "approved", cents: value },
          stays: [[approved, Infinity]],
          allowed: invoices.map(billed),
          within: within.approvedIsInvoiced,
          until: captured.field,
          other: firstInvoice(invoices),
        },
      ];
    });
  });
}

function deals(affair: Case, activity: Activity): Judged[] {
  const until = captured.crm;
  return activity.deals.flatMap(({ deal, stages }): Judged[] => {
    const booked = affair.jobs.filter(({ dealId }) => dealId === deal.id);
    const won = staysIn(stages, ["Closed Won"]);
    const cents = deal.amount;
    const found: Judged[] = booked
      .filter(({ type }) => (soldWork as readonly string[]).includes(type))
      .map((job) => ({
        told: { lifecycle: "quote", rule: "booked-is-won", track: "dispatch", key: job.number, state: "booked", cents: job.total },
        stays: [[job.created, Infinity]],
        allowed: won,
        within: within.bookedIsWon,
        until,
        other: (from) => ({ otherKey: deal.id, otherState: dealStates[stages.findLast(({ at }) => at <= from)?.word ?? ""] }),
      }));
    if (deal.pipeline !== "Sales Pipeline") return found;
    found.push({
      told: { lifecycle: "quote", rule: "won-is-booked", track: "crm", key: deal.id, state: "won", cents },
      stays: won,
      allowed: booked.map(({ created }) => [created, Infinity] as const),
      within: within.wonIsBooked,
      until,
      other: () => ({ otherState: "absent" }),
    });
    return found;
  });
}

const dealStates: Readonly<Record<string, string>> = {
  "Appointment Scheduled": "appointment",
  "Presentation Scheduled": "presentation",
  "Contract Sent": "contract",
  "Closed Won": "won",
  "Closed Lost": "lost",
};
