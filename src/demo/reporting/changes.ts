import { branches, type Branch } from "../business.ts";
import { decimal } from "../money.ts";
import type { Random } from "../random.ts";
import { dispatchUnits } from "../servicetitan.ts";
import { instant } from "../time.ts";
import type { WeekJob } from "./records.ts";
import { branchOf, branchWords, byTime, computed, people, revenueOf, type Change, type Line, type Week } from "./week.ts";

/* What people do to a week's file, each with its exact effect. */

/** A small amount is no reason to correct. */
const worthIt = 10_000;

type Act = (week: Week, line: Line, random: Random) => void;

const acts = {
  overridden(week, line) {
    const { total, branch, number } = line.job;
    line.revenue = roundUp(total, 10_000);
    const effect = line.revenue - total;
    tell(week, { kind: "overridden", spot: { sheet: "Merge", line, column: "G" }, key: number, ...values(total, line.revenue) }, [
      [branch, effect],
    ]);
  },
  adjusted(week, line, random) {
    const { branch, number } = line.job;
    line.adjustment = adjustmentOf(line.job, random);
    line.reason = "Crew hours split with another branch";
    line.note = "Agreed with Dana, see the crew sheet";
    const spot = { sheet: "Merge", line, column: "F" } as const;
    const by = people.reviewer;
    tell(week, { kind: "adjusted", spot, key: number, before: undefined, after: decimal(line.adjustment), by }, [
      [branch, line.adjustment],
    ]);
  },
  added(week, line, random) {
    const { branch, completed } = line.job;
    const total = random.between(60, 400) * 500;
    const serial = week.lines.filter(({ raw }) => raw === undefined).length + 1;
    const job: WeekJob = {
      // A hand writes it: no system has numbers that begin so.
      number: `9${String(week.monday % 10_000).padStart(4, "0")}${String(serial).padStart(3, "0")}`,
      branch,
      unit: dispatchUnits[branch][0],
      type: "AC Repair",
      customer: "Walk-in, not in dispatch",
      completed: completed - 60,
      total,
    };
    const own: Line = { job, raw: undefined, copy: false, reason: "Paid in cash, never dispatched", taken: true };
    week.lines.push(own);
    tell(week, { kind: "row-added", spot: { sheet: "Merge", line: own, column: "row" }, key: job.number, ...values(undefined, total) }, [
      [branch, total],
    ]);
  },
  filtered(week, line) {
    const { number, total } = line.job;
    line.hidden = true;
    const spot = { sheet: "Merge", line, column: "row" } as const;
    // Sums by branch take hidden rows, too.
    week.changes.push({ kind: "row-filtered", spot, key: number, before: undefined, after: undefined, effects: new Map(), onSeen: -total });
  },
  edited(week, line) {
    const { job } = line;
    const after = Math.floor((job.total * 9) / 10) + 125;
    line.job = { ...job, total: after };
    const spot = { sheet: "Jobs", line, column: "F" } as const;
    tell(week, { kind: "value-edited", spot, key: job.number, ...values(job.total, after) }, [[job.branch, after - job.total]]);
  },
  recategorised(week, line, random) {
    const { number, branch, total } = line.job;
    const other = otherThan(branch, random);
    line.branch = other;
    tell(week, { ...category(line, branch, other), key: number }, [
      [branch, -total],
      [other, total],
    ]);
  },
  /**
   * Two changes of one row: of each, the mean of its effect over both orders in which
   * they could have been made.
   */
  recategorisedAndAdjusted(week, line, random) {
    const { number, branch, total } = line.job;
    const other = otherThan(branch, random);
    // Even, so that halves are whole cents.
    const adjustment = 2 * Math.floor(adjustmentOf(line.job, random) / 2);
    line.branch = other;
    line.adjustment = adjustment;
    line.reason = "Sold by the other branch";
    const half = adjustment / 2;
    tell(
      week,
      { ...category(line, branch, other), key: number },
      [
        [branch, -total - half],
        [other, total + half],
      ],
      0,
    );
    const spot = { sheet: "Merge", line, column: "F" } as const;
    tell(
      week,
      { kind: "adjusted", spot, key: number, before: undefined, after: decimal(adjustment) },
      [
        [branch, half],
        [other, half],
      ],
      adjustment,
    );
  },
  removed(week, line) {
    const { number, branch, total } = line.job;
    week.lines = week.lines.filter((each) => each !== line);
    tell(week, { kind: "row-removed", spot: undefined, key: number, ...values(total, undefined) }, [[branch, -total]]);
  },
  doubled(week, line) {
    const { number, branch, total } = line.job;
    const own: Line = { job: line.job, raw: line.raw, copy: true, taken: true };
    week.lines.push(own);
    tell(week, { kind: "double-counted", spot: { sheet: "Merge", line: own, column: "row" }, key: number, ...values(undefined, total) }, [
      [branch, total],
    ]);
  },
} as const satisfies Readonly<Record<string, Act>>;

type Name = keyof typeof acts;

/** What is done first in each week; more of it comes with more jobs. */
const ritual: readonly (readonly Name[])[] = [
  ["overridden"],
  ["adjusted", "added", "filtered"],
  ["recategorisedAndAdjusted", "edited"],
  ["removed", "doubled", "recategorised"],
];

/**
 * Lets people correct four weeks.
 *
 * @param times how often each kind of row is corrected
 * @param before jobs of the week before the first one
 */
export function correct(weeks: readonly Week[], before: readonly WeekJob[], times: number, random: Random): void {
  const shortWeek = [2, 1, 3, 0].map((at) => weeks[at]).find((week) => isWorthIt(week?.lines.at(-1)));
  const last = shortWeek?.lines.at(-1);
  if (last !== undefined) last.taken = true;
  for (let round = 0; round < times; round++) {
    ritual.forEach((names, at) => {
      for (const name of names) act(name, weeks, at + round, random);
    });
    const [first] = weeks;
    const late = before.filter((job) => job.total >= worthIt && first?.lines.every(({ job: { number } }) => number !== job.number));
    if (first !== undefined && late.length > 0) moveInto(first, random.pick(late));
  }
  for (const week of weeks) week.lines.sort(byTime);
  if (shortWeek !== undefined && last !== undefined) leaveOutLast(shortWeek, last);
  typeSum(weeks.filter((week) => week !== shortWeek).findLast(hasSums), random);
}

/** In the week that is meant, or the next one that has a row to spare. */
function act(name: Name, weeks: readonly Week[], from: number, random: Random): void {
  for (let step = 0; step < weeks.length; step++) {
    const week = weeks[(from + step) % weeks.length];
    const free = week?.lines.filter((line) => !line.taken && line.job.total >= worthIt) ?? [];
    // A row that is added stands above one that stays as it is.
    const open = name === "added" ? (week?.lines.filter(({ raw, copy }) => raw !== undefined && !copy) ?? []) : free;
    if (week === undefined || open.length === 0) continue;
    const line = random.pick(open);
    if (name !== "added") line.taken = true;
    acts[name](week, line, random);
    return;
  }
}

/** A job of the week before came too late for its report: its day is changed and it counts in this one. */
function moveInto(week: Week, job: WeekJob): void {
  const completed = instant(week.monday, 540);
  const line: Line = { job: { ...job, completed }, raw: job, copy: false, taken: true };
  week.lines.push(line);
  tell(week, { kind: "moved", spot: { sheet: "Jobs", line, column: "E" }, key: job.number, before: undefined, after: undefined }, [
    [job.branch, job.total],
  ]);
}

/** The last row came after the formulas were written; one of them was not stretched to it. */
function leaveOutLast(week: Week, last: Line): void {
  if (week.lines.at(-1) !== last || week.lines.length < 2) return;
  const branch = branchOf(last);
  week.short = branch;
  const spot = { sheet: "Summary", cell: summaryCell(branch) } as const;
  tell(week, { kind: "formula-fault", spot, key: undefined, before: undefined, after: undefined }, [[branch, -revenueOf(last)]], 0);
}

/** Someone rounds a sum by hand. */
function typeSum(week: Week | undefined, random: Random): void {
  if (week === undefined) return;
  const branch = random.pick(branches.filter((each) => computed(week, each) > 0));
  const before = computed(week, branch);
  const after = roundUp(before, 50_000);
  week.typed.set(branch, after);
  const spot = { sheet: "Summary", cell: summaryCell(branch) } as const;
  tell(week, { kind: "overridden", spot, key: undefined, ...values(before, after) }, [[branch, after - before]], 0);
}

function hasSums(week: Week): boolean {
  return branches.some((branch) => computed(week, branch) > 0);
}

/** Where a branch's sum stands. */
export function summaryCell(branch: Branch): string {
  return `B${4 + branches.indexOf(branch)}`;
}

function tell(
  week: Week,
  change: Omit<Change, "effects" | "onSeen">,
  effects: readonly (readonly [Branch, number])[],
  onSeen = effects.reduce((sum, [, cents]) => sum + cents, 0),
): void {
  week.changes.push({ ...change, effects: new Map(effects), onSeen });
}

function category(line: Line, from: Branch, to: Branch): Pick<Change, "kind" | "spot" | "before" | "after"> {
  return { kind: "recategorised", spot: { sheet: "Merge", line, column: "B" }, before: branchWords[from], after: branchWords[to] };
}

function values(before: number | undefined, after: number | undefined): Pick<Change, "before" | "after"> {
  const written = (cents: number | undefined) => (cents === undefined ? undefined : decimal(cents));
  return { before: written(before), after: written(after) };
}

/** Five to fifteen percent, to five dollars. */
function adjustmentOf({ total }: WeekJob, random: Random): number {
  const size = Math.max(500, Math.floor((total * random.between(5, 15)) / 100 / 500) * 500);
  return random.chance(0.5) ? size : -size;
}

function otherThan(branch: Branch, random: Random): Branch {
  return random.pick(branches.filter((each) => each !== branch));
}

/** To the next whole step above. */
function roundUp(cents: number, step: number): number {
  return (Math.floor(cents / step) + 1) * step;
}

function isWorthIt(line: Line | undefined): boolean {
  return line !== undefined && line.job.total >= worthIt;
}
