import { join } from "node:path";
import { filtered, type Case, type Mark } from "../business.ts";
import { CsvSink } from "../files/csv.ts";
import { ShuffledSink } from "../files/shuffled.ts";
import type { Sink } from "../files/sink.ts";
import { crmBranch } from "../hubspot.ts";
import type { LifecycleLedger } from "../lifecycle-truth.ts";
import { Random } from "../random.ts";
import { unitOf } from "../servicetitan.ts";
import type { TruthLedger } from "../truth.ts";
import type { World } from "../world.ts";
import { acquiredHeader, acquiredLine, platformHeader, platformKey, platformLine, type Acquired } from "./acquired.ts";
import type { Activity, JobActivity, Membership } from "./activity.ts";
import { stageHeader, stageLine } from "./deal-stages.ts";
import { changeHeader, changeLine } from "./job-history.ts";
import { membershipHeader, membershipLine, renewalHeader, renewalLine } from "./memberships.ts";
import {
  monthHeader,
  monthLine,
  periodHeader,
  periodHistoryHeader,
  periodHistoryLines,
  periodLine,
  Revenue,
  type Period,
} from "./periods.ts";
import { visitHeader, visitLine } from "./visits.ts";

const files = {
  changes: ["dispatch/job-history.csv", changeHeader],
  stages: ["crm/deal-stages.csv", stageHeader],
  memberships: ["crm/memberships.csv", membershipHeader],
  visits: ["field/visits.csv", visitHeader],
  acquired: ["acquired/jobs.csv", acquiredHeader],
  platform: ["platform/jobs.csv", platformHeader],
  renewals: ["platform/renewals.csv", renewalHeader],
  months: ["platform/months.csv", monthHeader],
  periods: ["books/periods.csv", periodHeader],
  periodHistory: ["books/period-history.csv", periodHistoryHeader],
} as const satisfies Readonly<Record<string, readonly [string, readonly string[]]>>;

type Name = keyof typeof files;
const names = Object.keys(files) as Name[];

/** Handoffs between these files, and whether their records carry amounts. */
export const activityHandoffs: ReadonlyMap<string, boolean> = new Map(
  ["visit-to-job", "acquired-to-platform", "membership-to-invoice", "invoice-to-renewal", "period-to-dashboard"].map((id) => [id, true]),
);

export interface ActivityParts {
  readonly world: World;
  readonly truth: TruthLedger;
  readonly states: LifecycleLedger;
}

/** Writes what people did to the histories and reports, and tells the truth of each record. */
export class ActivityExports {
  readonly #sinks: Readonly<Record<Name, Sink>>;
  readonly #parts: ActivityParts;
  readonly #revenue = new Revenue();

  private constructor(sinks: Readonly<Record<Name, Sink>>, parts: ActivityParts) {
    this.#sinks = sinks;
    this.#parts = parts;
  }

  /** @param shuffle permutes the records of every dataset by this seed; undefined: as they come */
  static async create(directory: string, shuffle: number | undefined, parts: ActivityParts): Promise<ActivityExports> {
    const sinks: Partial<Record<Name, Sink>> = {};
    for (const name of names) {
      const [file, header] = files[name];
      const sink = await CsvSink.create(join(directory, file), header);
      sinks[name] = shuffle === undefined ? sink : new ShuffledSink(sink, new Random(shuffle, `shuffle ${file}`));
    }
    return new ActivityExports(sinks as Record<Name, Sink>, parts);
  }

  /** Revenue of every branch's months so far. */
  get revenue(): Revenue {
    return this.#revenue;
  }

  /** Writes a case whose own records have been written and have their numbers. */
  write(affair: Case, activity: Activity): void {
    const { world, states } = this.#parts;
    for (const invoice of affair.invoices) {
      this.#revenue.add(invoice);
      if (invoice.category === "Membership") continue;
      this.#tell("membership-to-invoice", "to", filtered, invoice.id, invoice.total);
      this.#tell("invoice-to-renewal", "from", filtered, invoice.id, invoice.total);
    }
    for (const own of activity.jobs) this.#writeJob(own);
    for (const { deal, stages } of activity.deals) {
      for (const stage of stages) this.#sinks.stages.add(stageLine(world.stageId(), crmBranch[deal.person.branch], deal, stage));
    }
    for (const membership of activity.memberships) this.#writeMembership(membership);
    for (const told of activity.told) states.tell(told());
  }

  writeAcquired({ jobs, told }: Acquired): void {
    for (const job of jobs) {
      this.#sinks.acquired.add(acquiredLine(job));
      this.#sinks.platform.add(platformLine(job));
      this.#tell("acquired-to-platform", "from", job.fromMark, job.number, job.cents);
      this.#tell("acquired-to-platform", "to", job.toMark, platformKey(job), job.cents);
    }
    for (const each of told) this.#parts.states.tell(each);
  }

  writePeriods(periods: readonly Period[]): void {
    for (const period of periods) {
      this.#sinks.periods.add(periodLine(period));
      for (const line of periodHistoryLines(period)) this.#sinks.periodHistory.add(line);
      this.#sinks.months.add(monthLine(period));
      this.#tell("period-to-dashboard", "from", period.fromMark, period.key, period.revenue);
      this.#tell("period-to-dashboard", "to", period.toMark, period.key, period.shown);
    }
  }

  async drain(): Promise<void> {
    for (const name of names) await this.#sinks[name].drain();
  }

  async close(): Promise<void> {
    for (const name of names) await this.#sinks[name].close();
  }

  /** Lets go of every file after something went wrong. */
  async abandon(): Promise<void> {
    for (const name of names) await this.#sinks[name].abandon().catch(() => undefined);
  }

  #writeJob(own: JobActivity): void {
    const { job, changes, visits, visitMark } = own;
    const unit = unitOf(job);
    for (const change of changes) this.#sinks.changes.add(changeLine(this.#parts.world.changeId(), unit, own, change));
    for (const visit of visits) {
      this.#sinks.visits.add(visitLine(unit, own, visit));
      this.#tell("visit-to-job", "from", visit.jobMark, visit.id, visit.value);
    }
    this.#tell("visit-to-job", "to", visitMark, job.number, job.total);
  }

  #writeMembership(membership: Membership): void {
    const { number, fee, invoice, report } = membership;
    this.#sinks.memberships.add(membershipLine(membership));
    this.#tell("membership-to-invoice", "from", membership.invoiceMark, number, fee);
    if (invoice !== undefined) {
      this.#tell("membership-to-invoice", "to", membership.billedMark, invoice.id, invoice.total);
      this.#tell("invoice-to-renewal", "from", membership.reportMark, invoice.id, invoice.total);
    }
    if (report === undefined) return;
    this.#sinks.renewals.add(renewalLine(membership));
    this.#tell("invoice-to-renewal", "to", membership.rowMark, number, fee);
  }

  #tell(handoff: string, side: "from" | "to", mark: Mark, key: string, cents: number): void {
    this.#parts.truth.record(handoff, side, mark, key, cents);
  }
}
