import type { Case } from "../business.ts";
import { Random } from "../random.ts";
import { at, daysOfBusiness, dayOf, firstDay } from "../time.ts";
import { chargeFaults } from "./charges.ts";
import { contactFaults } from "./contacts.ts";
import { dealFaults } from "./deals.ts";
import type { Fault } from "./fault.ts";
import { invoiceFaults } from "./invoices.ts";
import { paymentFaults } from "./payments.ts";
import { quoteFaults } from "./states/deals.ts";
import { jobFaults } from "./states/jobs.ts";
import { membershipFaults } from "./states/memberships.ts";
import type { StateFault } from "./states/state-fault.ts";
import { visitFaults } from "./states/visits.ts";

/** Every fault of handoffs that strikes one case. Those of whole payouts are in payouts.ts. */
export const caseFaults: readonly Fault[] = [...dealFaults, ...invoiceFaults, ...paymentFaults, ...chargeFaults, ...contactFaults];
/** Every fault of states that strikes one case. */
export const stateFaults: readonly StateFault[] = [...jobFaults, ...quoteFaults, ...visitFaults, ...membershipFaults];

/** No fault is put into a case with a record later than this: what is broken must be past every grace. */
const settledBefore = at("2026-09-15", 0, 0);
/** The last part of the year in which a fault falls due, so that each still finds a case of its shape. */
const lastDue = 0.88;

type Scheduled = Pick<Fault, "name" | "least" | "perThousand" | "unit" | "onset">;

interface Due<F> {
  readonly fault: F;
  /** Jobs at which it strikes next, latest last. */
  readonly jobs: number[];
}

/** Spreads faults over the year: each falls due at certain jobs and strikes the next case that has the shape it needs. At most one a case. */
export class FaultSchedule<F extends Scheduled> {
  readonly #seed: number;
  readonly #due: readonly Due<F>[];

  constructor(faults: readonly F[], seed: number, jobs: number) {
    this.#seed = seed;
    this.#due = faults.map((fault) => ({ fault, jobs: dueJobs(fault, seed, jobs) }));
  }

  /**
   * Breaks the case if a fault is due that fits it.
   *
   * @param apply breaks it; false: it has not the shape that the fault needs
   * @returns the fault that struck
   */
  strike(affected: Case, index: number, jobsSoFar: number, apply: (fault: F, random: Random) => boolean): F | undefined {
    let ready = this.#due.filter((due) => (due.jobs.at(-1) ?? Infinity) <= jobsSoFar);
    if (ready.length === 0 || latest(affected) >= settledBefore) return undefined;
    // Faults of one branch find fewer cases: they choose first; then who waits longest.
    ready = ready.sort(
      (a, b) => Number(b.fault.unit !== undefined) - Number(a.fault.unit !== undefined) || (a.jobs.at(-1) ?? 0) - (b.jobs.at(-1) ?? 0),
    );
    for (const { fault, jobs } of ready) {
      if (fault.unit !== undefined && fault.unit !== affected.person.branch) continue;
      if (!apply(fault, new Random(this.#seed, fault.name, index))) continue;
      jobs.pop();
      return fault;
    }
    return undefined;
  }
}

function dueJobs(fault: Scheduled, seed: number, jobs: number): number[] {
  const random = new Random(seed, `due ${fault.name}`);
  const count = Math.max(Math.round((fault.perThousand * jobs) / 1000), Math.round(fault.least * Math.min(1, jobs / 400)));
  // A day of margin: the first case after the onset's own day is surely past it.
  const from = fault.onset === undefined ? 0.02 : (dayOf(fault.onset) - firstDay + 1) / daysOfBusiness;
  const step = ((lastDue - from) * jobs) / Math.max(1, count);
  const due = Array.from({ length: count }, (_, at) => Math.floor(from * jobs + (at + random.between(0, 900) / 1000) * step));
  return due.reverse();
}

function latest(affected: Case): number {
  let time = 0;
  for (const contact of affected.contacts) time = Math.max(time, contact.created);
  for (const deal of affected.deals) time = Math.max(time, deal.closes);
  for (const job of affected.jobs) time = Math.max(time, job.scheduled, job.completed ?? 0);
  for (const invoice of affected.invoices) time = Math.max(time, invoice.created);
  for (const payment of affected.payments) time = Math.max(time, payment.created);
  return time;
}
