import { filtered, matched, type Mark } from "../business.ts";
import { deadline } from "../deadlines.ts";
import { csvLine } from "../files/csv.ts";
import type { FaultStatement } from "../truth.ts";
import type { StateFaultStatement, ToldMismatch } from "../lifecycle-truth.ts";
import { decimal } from "../money.ts";
import { personOf } from "../people/person.ts";
import { Random } from "../random.ts";
import { captured, dayOf, instant, localDay, utcTime } from "../time.ts";
import { limits, within } from "./agreements.ts";

/*
 * Lakeshore Comfort of Rochester, bought in spring: it works on with Housecall Pro,
 * and every night its jobs are imported into the platform that reports on all companies.
 */

export const acquiredHeader = ["Job #", "Customer name", "Job status", "Amount", "Created at", "Status changed at"];
export const platformHeader = ["Import", "Company", "Source Job", "Status", "Revenue", "First Import", "Status Since"];

const lifecycle = "acquired-job";
const handoff = "acquired-to-platform";
const firstJob = dayOf("2026-05-04");
const lastJob = dayOf("2026-09-29");
const lastFaulty = dayOf("2026-08-20");
const firstPerson = 4_000_000;

interface AcquiredJob {
  readonly number: string;
  readonly customer: string;
  word: string;
  readonly cents: number;
  readonly created: number;
  changed: number;
  /** What the platform says. */
  imported: string;
  importedAt: number;
  fromMark: Mark;
  toMark: Mark;
}

const platformWords: Readonly<Record<string, string>> = {
  "needs scheduling": "Open",
  scheduled: "Scheduled",
  "in progress": "In Work",
  "complete unrated": "Done",
  "complete rated": "Done",
  "user canceled": "Void",
  "pro canceled": "Void",
};

interface AcquiredFault {
  readonly name: string;
  readonly cause: string;
  readonly times: number;
  readonly breaks?: FaultStatement["kind"];
  readonly fits: (job: AcquiredJob) => boolean;
  readonly apply: (job: AcquiredJob, mark: (outcome: Mark["outcome"], reason: Mark["reason"]) => Mark, random: Random) => Told;
}

type Told = Omit<ToldMismatch, "lifecycle" | "fault">;

const faults: readonly AcquiredFault[] = [
  {
    name: "status-mapped-wrong",
    cause: "The import's map lacks `complete unrated` in one of its versions and took such jobs for scheduled ones.",
    times: 3,
    breaks: "missing",
    fits: ({ word }) => word === "complete unrated",
    apply(job, mark) {
      job.imported = "Scheduled";
      job.fromMark = mark("missing", "counterpart-excluded");
      job.toMark = filtered;
      return {
        rule: "completed-is-imported",
        outcome: "disagrees",
        track: "acquired",
        key: job.number,
        state: "completed",
        otherKey: platformKey(job),
        otherState: "scheduled",
        cents: job.cents,
        from: job.changed,
        due: deadline(job.changed, within.completedIsImported),
        until: captured.acquired,
      };
    },
  },
  {
    name: "canceled-imported-as-done",
    cause: "Someone corrected the import by hand and took `pro canceled` for done: the platform reports revenue that never was.",
    times: 2,
    breaks: "extra",
    fits: ({ word }) => word === "pro canceled",
    apply(job, mark) {
      job.imported = "Done";
      job.toMark = mark("extra", "counterpart-excluded");
      return {
        rule: "cancelled-is-void",
        outcome: "disagrees",
        track: "acquired",
        key: job.number,
        state: "cancelled",
        otherKey: platformKey(job),
        otherState: "scheduled",
        cents: job.cents,
        from: job.changed,
        due: deadline(job.changed, within.canceledIsVoided),
        until: captured.acquired,
      };
    },
  },
  {
    name: "imported-late",
    cause: "The nightly import stopped for a week, and nobody was told.",
    times: 2,
    fits: ({ word }) => word.startsWith("complete"),
    apply(job, _mark, random) {
      job.importedAt = instant(localDay(job.changed) + random.between(6, 9), 180);
      return {
        rule: "completed-is-imported",
        outcome: "disagreed",
        track: "acquired",
        key: job.number,
        state: "completed",
        otherKey: platformKey(job),
        otherState: "scheduled",
        cents: job.cents,
        from: job.changed,
        due: deadline(job.changed, within.completedIsImported),
        to: job.importedAt,
      };
    },
  },
  {
    name: "never-scheduled",
    cause: "The request came in the week of the takeover; no one called back.",
    times: 1,
    fits: ({ word }) => word === "user canceled",
    apply(job) {
      job.word = "needs scheduling";
      job.imported = "Open";
      return {
        outcome: "stuck",
        track: "acquired",
        key: job.number,
        state: "unscheduled",
        cents: job.cents,
        from: job.changed,
        due: deadline(job.changed, limits.needsScheduling),
        until: captured.acquired,
      };
    },
  },
  {
    name: "new-acquired-word",
    cause: "The acquired company made a status of its own; the map does not know it.",
    times: 2,
    fits: ({ word }) => word === "user canceled",
    apply(job) {
      job.word = "waiting on parts";
      job.imported = "Open";
      return { outcome: "unmapped-word", track: "acquired", key: "waiting on parts", state: "waiting on parts" };
    },
  },
];

export const acquiredFaults: readonly StateFaultStatement[] = faults.map(({ name, cause }) => ({ name, lifecycle, cause }));
export const acquiredBreaks: readonly FaultStatement[] = faults.flatMap(({ name, cause, breaks }) =>
  breaks === undefined ? [] : [{ name, handoff, kind: breaks, cause }],
);

export interface Acquired {
  readonly jobs: readonly AcquiredJob[];
  readonly told: readonly ToldMismatch[];
}

/** The acquired company's jobs since it was bought: one for eight of the others'. */
export function acquiredJobs({ seed, jobs, clean }: { readonly seed: number; readonly jobs: number; readonly clean: boolean }): Acquired {
  const count = Math.max(6, Math.round(jobs / 8));
  const all = Array.from({ length: count }, (_, at) => acquiredJob(seed, at, count));
  if (clean) return { jobs: all, told: [] };
  const random = new Random(seed, "acquired faults");
  const open = all.filter(({ changed }) => localDay(changed) <= lastFaulty);
  random.shuffle(open);
  const told = faults.flatMap((fault) => {
    const struck: ToldMismatch[] = [];
    for (let time = Math.round(fault.times * Math.min(1, jobs / 400)); time > 0; time--) {
      const at = open.findIndex(fault.fits);
      const [job] = at < 0 ? [] : open.splice(at, 1);
      if (job === undefined) break;
      const mark = (outcome: Mark["outcome"], reason: Mark["reason"]): Mark => ({ outcome, reason, fault: fault.name });
      struck.push({ ...fault.apply(job, mark, random), lifecycle, fault: fault.name });
    }
    return struck;
  });
  return { jobs: all, told };
}

function acquiredJob(seed: number, at: number, count: number): AcquiredJob {
  const random = new Random(seed, "acquired", at);
  const day = firstJob + Math.floor((at * (lastJob - firstJob)) / count);
  const created = instant(day, random.between(480, 960));
  const draw = random.next() % 100;
  const [days, minutes, cents] = [random.between(1, 5), random.between(540, 1020), random.between(9_900, 640_000)];
  // What is not over is recent; Housecall Pro changes its words at most on the last day but one.
  const isOpen = day + days >= lastJob;
  const word = isOpen
    ? (["needs scheduling", "scheduled", "in progress"][draw % 3] ?? "")
    : draw < 40
      ? "complete unrated"
      : draw < 72
        ? "complete rated"
        : draw < 87
          ? "user canceled"
          : "pro canceled";
  const changed = isOpen ? created + 600 : instant(day + days, minutes);
  const done = word.startsWith("complete");
  return {
    number: String(3001 + at),
    customer: personOf(seed, firstPerson + at).name,
    word,
    cents,
    created,
    changed,
    imported: platformWords[word] ?? "",
    importedAt: nightAfter(changed),
    fromMark: done ? matched : filtered,
    toMark: done ? matched : filtered,
  };
}

/** When the import next runs. */
function nightAfter(time: number): number {
  return instant(localDay(time) + 1, 180);
}

export function acquiredLine({ number, customer, word, cents, created, changed }: AcquiredJob): string {
  return csvLine([number, customer, word, decimal(cents), utcTime(created), utcTime(changed)]);
}

export function platformLine({ number, created, imported, importedAt, cents }: AcquiredJob): string {
  const first = utcTime(nightAfter(created));
  return csvLine([platformKey({ number }), "Lakeshore Comfort", number, imported, decimal(cents), first, utcTime(importedAt)]);
}

export function platformKey({ number }: Pick<AcquiredJob, "number">): string {
  return `LC-${number}`;
}
