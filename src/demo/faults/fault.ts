import type { OutcomeName, OutcomeReason } from "../../model/index.ts";
import type { Branch, Case, Invoice, Job, Mark } from "../business.ts";
import type { Random } from "../random.ts";
import type { World } from "../world.ts";

/** What can go wrong once, and how often it does. */
export interface Fault {
  readonly name: string;
  /** The handoff whose outcomes it breaks. */
  readonly handoff: string;
  readonly kind: OutcomeName;
  /** One plain sentence: what happened at the company. */
  readonly cause: string;
  /** How often at 400 jobs; fewer jobs have proportionally fewer. */
  readonly least: number;
  /** How often per 1,000 jobs, where that is more. */
  readonly perThousand: number;
  /** It strikes this branch only, */
  readonly unit?: Branch;
  /** and from this day (ISO) on. */
  readonly onset?: string;
  /** Breaks the case if it is of the right shape, and sets the marks of all that follows from it; false: leaves it as it was. */
  apply(affected: Case, tools: FaultTools): boolean;
}

export interface FaultTools {
  readonly world: World;
  readonly random: Random;
  /** The mark of a record that this fault breaks. */
  readonly mark: (outcome: OutcomeName, reason?: OutcomeReason) => Mark;
}

/** The one job of a case with its one living invoice: the shape most faults want. */
export function soleInvoice(affected: Case): { readonly job: Job; readonly invoice: Invoice } | undefined {
  const [job, second] = affected.jobs;
  const [invoice, other] = affected.invoices;
  if (job === undefined || second !== undefined || invoice === undefined || other !== undefined) return undefined;
  return invoice.jobNumber === job.number && job.invoiceMark.outcome === "matched" ? { job, invoice } : undefined;
}

/** Takes back everything that the books and the processor know of a case. */
export function dropMoney(affected: Case): void {
  affected.invoices = [];
  affected.payments = [];
  affected.charges = [];
}
