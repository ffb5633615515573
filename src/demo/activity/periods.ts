import { branches, matched, filtered, type Branch, type Invoice, type Mark } from "../business.ts";
import { deadline } from "../deadlines.ts";
import { csvLine } from "../files/csv.ts";
import type { StateFaultStatement, ToldMismatch } from "../lifecycle-truth.ts";
import { decimal } from "../money.ts";
import { booksBranch } from "../quickbooks.ts";
import { Random } from "../random.ts";
import { captured, dayOf, instant, isoDay, utcTime } from "../time.ts";
import type { FaultStatement } from "../truth.ts";
import type { Change } from "./activity.ts";
import { limits, within } from "./agreements.ts";

/* Each branch's months in the books, and the same months on the executives' dashboard. */

export const periodHeader = ["Period", "Month", "Branch", "Status", "Revenue", "Month End"];
export const periodHistoryHeader = ["Change", "Period", "Status", "Changed At", "Changed By"];
export const monthHeader = ["Period", "Branch", "Status", "Revenue", "Draft At", "Final At"];

const lifecycle = "period";
const handoff = "period-to-dashboard";
const short: Readonly<Record<Branch, string>> = { albany: "ALB", syracuse: "SYR", rochester: "ROC" };
const months = [
  "2025-10",
  "2025-11",
  "2025-12",
  "2026-01",
  "2026-02",
  "2026-03",
  "2026-04",
  "2026-05",
  "2026-06",
  "2026-07",
  "2026-08",
  "2026-09",
];
/** Faults are put into months before this one. */
const lastFaulty = "2026-07";
const hour = 3600;
const day = 86_400;

export interface Period {
  readonly key: string;
  readonly month: string;
  readonly branch: Branch;
  readonly revenue: number;
  readonly end: number;
  changes: Change[];
  /** What the dashboard says. */
  shown: number;
  draft: number;
  final: number | undefined;
  fromMark: Mark;
  toMark: Mark;
}

/** Adds up invoices as they are written. */
export class Revenue {
  readonly #cents = new Map<string, number>();

  add({ day, total, person }: Invoice): void {
    const key = periodKey(isoDay(day).slice(0, 7), person.branch);
    this.#cents.set(key, (this.#cents.get(key) ?? 0) + total);
  }

  of(key: string): number {
    return this.#cents.get(key) ?? 0;
  }
}

function periodKey(month: string, branch: Branch): string {
  return `${month}-${short[branch]}`;
}

interface PeriodFault {
  readonly name: string;
  readonly cause: string;
  readonly breaks?: FaultStatement["kind"];
  readonly apply: (period: Period, final: number, mark: (outcome: Mark["outcome"], reason: Mark["reason"]) => Mark) => readonly Told[];
}

type Told = Omit<ToldMismatch, "lifecycle" | "fault">;

const faults: readonly PeriodFault[] = [
  {
    name: "draft-left-after-close",
    cause: "The month was closed in the books; whoever sets the dashboard to final had left the company.",
    breaks: "missing",
    apply(period, _final, mark) {
      const from = closedAt(period);
      period.final = undefined;
      period.fromMark = mark("missing", "counterpart-excluded");
      period.toMark = filtered;
      return [
        {
          rule: "closed-is-final",
          outcome: "disagrees",
          track: "books",
          key: period.key,
          state: "closed",
          otherKey: period.key,
          otherState: "draft",
          cents: period.revenue,
          from,
          due: deadline(from, within.closedIsFinal),
          until: captured.dashboard,
        },
      ];
    },
  },
  {
    name: "final-before-close",
    cause: "The dashboard was set to final for a board meeting, days before the books were closed.",
    apply(period) {
      const to = closedAt(period);
      const final = to - 4 * day;
      period.final = final;
      const { key, shown } = period;
      return [
        {
          rule: "final-is-closed",
          outcome: "disagreed",
          track: "dashboard",
          key,
          state: "final",
          otherKey: key,
          otherState: "open",
          cents: shown,
          from: final,
          due: deadline(final, within.finalIsClosed),
          to,
        },
      ];
    },
  },
  {
    name: "reopened-after-final",
    cause: "The month was opened again for late invoices and closed anew; the dashboard still shows the first close.",
    breaks: "different",
    apply(period, final, mark) {
      const from = final + 10 * day;
      const to = from + 3 * day;
      period.changes.push(change("Reopened", from), change("Closed", to));
      period.shown = Math.floor((period.revenue * 97) / 100) - 100;
      period.fromMark = period.toMark = mark("different", "values-differ");
      const { key, shown } = period;
      return [
        {
          rule: "final-is-closed",
          outcome: "disagreed",
          track: "dashboard",
          key,
          state: "final",
          otherKey: key,
          otherState: "reopened",
          cents: shown,
          from,
          due: deadline(from, within.finalIsClosed),
          to,
        },
      ];
    },
  },
  {
    name: "left-reopened",
    cause: "The month was opened for one correction and never closed again, while the dashboard calls it final.",
    breaks: "extra",
    apply(period, final, mark) {
      const from = final + 15 * day;
      period.changes.push(change("Reopened", from));
      period.fromMark = filtered;
      period.toMark = mark("extra", "counterpart-excluded");
      const { key, shown, revenue } = period;
      return [
        {
          rule: "final-is-closed",
          outcome: "disagrees",
          track: "dashboard",
          key,
          state: "final",
          otherKey: key,
          otherState: "reopened",
          cents: shown,
          from,
          due: deadline(from, within.finalIsClosed),
          until: captured.dashboard,
        },
        {
          outcome: "stuck",
          track: "books",
          key,
          state: "reopened",
          cents: revenue,
          from,
          due: deadline(from, limits.reopened),
          until: captured.periods,
        },
      ];
    },
  },
  {
    name: "close-undone",
    cause: "The bookkeeper closed the wrong month and set it back to open instead of reopening it.",
    apply(period) {
      const at = closedAt(period);
      period.changes.splice(-1, 0, change("Closed", at - 3 * hour), change("Open", at - 2 * hour));
      const { key, revenue } = period;
      return [{ outcome: "regression", track: "books", key, state: "open", otherState: "closed", from: at - 2 * hour, cents: revenue }];
    },
  },
];

export const periodFaults: readonly StateFaultStatement[] = faults.map(({ name, cause }) => ({ name, lifecycle, cause }));
export const periodBreaks: readonly FaultStatement[] = faults.flatMap(({ name, cause, breaks }) =>
  breaks === undefined ? [] : [{ name, handoff, kind: breaks, cause }],
);

/** Twelve months of three branches. A small company has proportionally fewer faults. */
export function closePeriods(
  revenue: Revenue,
  { seed, jobs, clean }: { readonly seed: number; readonly jobs: number; readonly clean: boolean },
): { readonly periods: readonly Period[]; readonly told: readonly ToldMismatch[] } {
  const periods = months.flatMap((month) => branches.map((branch) => periodOf(month, branch, revenue)));
  const told: ToldMismatch[] = [];
  const random = new Random(seed, "period faults");
  const open = periods.filter((period) => period.month < lastFaulty && period.revenue > 1_000);
  random.shuffle(open);
  for (const fault of clean || jobs < 200 ? [] : faults) {
    const period = open.shift();
    if (period?.final === undefined) continue;
    const mark = (outcome: Mark["outcome"], reason: Mark["reason"]): Mark => ({ outcome, reason, fault: fault.name });
    told.push(...fault.apply(period, period.final, mark).map((each) => ({ ...each, lifecycle, fault: fault.name })));
  }
  return { periods, told };
}

function periodOf(month: string, branch: Branch, revenue: Revenue): Period {
  const key = periodKey(month, branch);
  const first = dayOf(`${month}-01`);
  const next = dayOf(`${isoDay(first + 31).slice(0, 7)}-01`);
  const over = month !== months.at(-1);
  const closed = instant(next + 7 + branches.indexOf(branch), 1020);
  const changes = [change("Open", instant(first, 0)), ...(over ? [change("Closed", closed)] : [])];
  const cents = revenue.of(key);
  return {
    key,
    month,
    branch,
    revenue: cents,
    end: next - 1,
    changes,
    shown: cents,
    draft: over ? instant(next + 1, 420) : instant(next - 1, 1260),
    final: over ? closed + 16 * hour : undefined,
    fromMark: over ? matched : filtered,
    toMark: over ? matched : filtered,
  };
}

function change(word: string, at: number): Change {
  return { word, at, recorded: at, scheduled: 0 };
}

function closedAt({ changes }: Period): number {
  return changes.at(-1)?.at ?? 0;
}

export function periodLine({ key, month, branch, changes, revenue, end }: Period): string {
  return csvLine([key, month, booksBranch[branch], changes.at(-1)?.word ?? "", decimal(revenue), isoDay(end)]);
}

export function periodHistoryLines({ key, changes }: Period): string[] {
  return changes.map(({ word, at }, place) => csvLine([`${key}-${place + 1}`, key, word, utcTime(at), "hcole"]));
}

export function monthLine({ key, branch, shown, draft, final }: Period): string {
  const times = [utcTime(draft), final === undefined ? "" : utcTime(final)];
  return csvLine([key, booksBranch[branch], final === undefined ? "Draft" : "Final", decimal(shown), ...times]);
}
