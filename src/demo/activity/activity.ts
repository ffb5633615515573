import type { Branch, Case, Deal, Invoice, Job, Mark, Person } from "../business.ts";
import type { ToldMismatch } from "../lifecycle-truth.ts";
import type { Random } from "../random.ts";
import type { World } from "../world.ts";
import { stagesOf } from "./deal-stages.ts";
import { changesOf } from "./job-history.ts";
import { membershipsOf } from "./memberships.ts";
import { visitsOf } from "./visits.ts";

/** A row of a status history. */
export interface Change {
  readonly word: string;
  readonly at: number;
  recorded: number;
  /** Jobs: the time that it was scheduled for then. */
  scheduled: number;
}

export interface Visit {
  readonly id: string;
  /** The first of a job's visits is 1. */
  readonly order: number;
  status: "Planned" | "On Site" | "Done" | "Approved" | "Canceled";
  readonly created: number;
  planned: number;
  started: number | undefined;
  finished: number | undefined;
  approved: number | undefined;
  canceled: number | undefined;
  /** Cents: what the customer signed for. */
  readonly value: number;
  jobMark: Mark;
}

export interface JobActivity {
  readonly job: Job;
  /** Who changes its status. */
  readonly by: string;
  changes: Change[];
  visits: Visit[];
  visitMark: Mark;
}

export interface DealActivity {
  readonly deal: Deal;
  stages: Change[];
}

export interface Membership {
  readonly number: string;
  readonly person: Person;
  /** Cents a year. */
  readonly fee: number;
  word: "Active" | "Renewal Due" | "Renewed" | "Lapsed" | "Canceled";
  readonly started: number;
  due: number | undefined;
  renewed: number | undefined;
  lapsed: number | undefined;
  canceled: number | undefined;
  readonly invoice: Invoice | undefined;
  /** Its row in the renewal report. */
  report: { word: "Pending" | "Renewed" | "Lapsed"; readonly listed: number; decided: number | undefined } | undefined;
  /** What becomes of it, of its invoice (as the end of one handoff and the beginning of the next) and of its row. */
  invoiceMark: Mark;
  billedMark: Mark;
  reportMark: Mark;
  rowMark: Mark;
}

/** What people did in a case, as the systems' histories tell it. */
export interface Activity {
  readonly jobs: JobActivity[];
  readonly deals: DealActivity[];
  readonly memberships: Membership[];
  /** What faults say of its states; asked when all records have their numbers. */
  readonly told: (() => ToldMismatch)[];
  /** The fault of a handoff that struck the case before. */
  broken: string | undefined;
}

export interface ActivityOptions {
  /** The branch that never says Dispatched; undefined: all do. */
  readonly quiet: Branch | undefined;
  /** Do memberships belong to it? */
  readonly memberships: boolean;
}

/** Who answers the phone, for all branches. */
const dispatchers = ["kmoran", "rpatel", "lstone", "bnowak"] as const;

/** What people did so that the case came to be as it is. */
export function activityOf(affair: Case, world: World, random: Random, { quiet, memberships }: ActivityOptions): Activity {
  const jobs = affair.jobs.map((job): JobActivity => {
    const isQuiet = job.person.branch === quiet;
    if (isQuiet && job.status === "Dispatched") job.status = "Scheduled";
    const changes = changesOf(job, random, isQuiet);
    return { job, by: random.pick(dispatchers), changes, ...visitsOf(job, changes, world, random) };
  });
  return {
    jobs,
    deals: affair.deals.map((deal) => ({ deal, stages: stagesOf(deal) })),
    memberships: memberships ? membershipsOf(affair, world, random) : [],
    told: [],
    broken: undefined,
  };
}
