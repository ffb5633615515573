import type { CorrectionKind } from "../../model/index.ts";
import type { Branch } from "../business.ts";
import { holidays, instant, isoDay, weekday } from "../time.ts";
import type { WeekJob } from "./records.ts";

/* One week's file while people work on it. */

/** The words of the weekly report. */
export const branchWords: Readonly<Record<Branch, string>> = { albany: "ALB", syracuse: "SYR", rochester: "ROC" };

export const people = { maker: "Dana Whitfield", editor: "Marcus Bell", reviewer: "Priya Raman" } as const;

/** A row of the merged list, with what was typed into it. */
export interface Line {
  /** As it stands among the pasted jobs. */
  job: WeekJob;
  /** As dispatch has it; undefined: no system holds it. */
  readonly raw: WeekJob | undefined;
  /** It stands there a second time. */
  readonly copy: boolean;
  /** Typed over the branch that is looked up. */
  branch?: Branch;
  /** Typed into the column for it, cents. */
  adjustment?: number;
  /** Typed over the formula, cents. */
  revenue?: number;
  reason?: string;
  note?: string;
  hidden?: boolean;
  /** A correction has struck it, or it must stay as it is. */
  taken: boolean;
}

/** Where a correction was typed. */
export type Spot =
  | { readonly sheet: "Jobs" | "Merge"; readonly line: Line; readonly column: "B" | "E" | "F" | "G" | "row" }
  | { readonly sheet: "Summary"; readonly cell: string }
  | undefined;

/** One change that people made, and what it does to the week's numbers, in cents. */
export interface Change {
  readonly kind: CorrectionKind;
  readonly spot: Spot;
  readonly key: string | undefined;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** By branch, as the sums by branch have it. */
  readonly effects: ReadonlyMap<Branch, number>;
  /** On the total of the rows that are seen. */
  readonly onSeen: number;
  /** Who is named at the cell; undefined: nobody, and the file names who saved it. */
  readonly by?: string;
}

export interface Week {
  readonly monday: number;
  /** `reporting/weekly-2026-08-31.xlsx`. */
  readonly file: string;
  readonly created: number;
  readonly saved: number;
  readonly raw: readonly WeekJob[];
  lines: Line[];
  readonly changes: Change[];
  /** The branch whose sum leaves out the last row. */
  short?: Branch;
  /** Typed over a branch's sum, cents. */
  readonly typed: Map<Branch, number>;
}

export function weekOf(monday: number, raw: readonly WeekJob[], minute: number): Week {
  const sunday = monday + 6;
  let day = sunday + 1;
  while (weekday(day) === 0 || weekday(day) === 6 || (holidays as readonly string[]).includes(isoDay(day))) day++;
  return {
    monday,
    file: `reporting/weekly-${isoDay(monday)}.xlsx`,
    created: instant(day, 480 + minute),
    saved: instant(day, 540 + 2 * minute),
    raw,
    lines: raw.map((job) => ({ job, raw: job, copy: false, taken: false })),
    changes: [],
    typed: new Map(),
  };
}

export function byTime(a: Line, b: Line): number {
  return (
    a.job.completed - b.job.completed ||
    (a.job.number < b.job.number ? -1 : a.job.number > b.job.number ? 1 : 0) ||
    Number(a.copy) - Number(b.copy)
  );
}

export function branchOf({ job, branch }: Line): Branch {
  return branch ?? job.branch;
}

/** What a row comes to, cents. */
export function revenueOf({ job, adjustment = 0, revenue }: Line): number {
  return revenue ?? job.total + adjustment;
}

/** What a branch's sum says, cents: what was typed, or the rows within its range. */
export function sumOf(week: Week, branch: Branch): number {
  return week.typed.get(branch) ?? computed(week, branch);
}

/** What the formula of a branch's sum gives, cents. */
export function computed({ lines, short }: Week, branch: Branch): number {
  const within = short === branch ? lines.slice(0, -1) : lines;
  return within.reduce((sum, line) => sum + (branchOf(line) === branch ? revenueOf(line) : 0), 0);
}

/** What the rows that are seen come to, cents. */
export function seen({ lines }: Week): number {
  return lines.reduce((sum, line) => sum + (line.hidden === true ? 0 : revenueOf(line)), 0);
}
