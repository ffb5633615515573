import type { Duration } from "./estate.ts";

/** A script, connector or rule that runs, as the estate's register has it. What is undefined is a gap. */
export interface Automation {
  readonly id: string;
  readonly title: string;
  /** Patterns (`*` and `?`, without case) of the names by which it signs what it writes. */
  readonly actors: readonly string[];
  readonly owner: string | undefined;
  readonly trigger: string | undefined;
  readonly exceptions: string | undefined;
  readonly monitoring: string | undefined;
  readonly rollback: string | undefined;
  readonly handoff: string | undefined;
  readonly output: AutomationOutput | undefined;
  readonly log: AutomationLog | undefined;
  readonly line: number;
}

/** What it is expected to write, and how often. */
export interface AutomationOutput {
  readonly dataset: string;
  readonly every: Duration;
  /** Records a run, at least; 1 when not given. */
  readonly least: number;
}

/** What it says of its own work. */
export interface AutomationLog {
  /** The dataset of which each record is one line of the log. */
  readonly dataset: string;
  /** Its field that names the record by key, its time, and its result. */
  readonly record: string;
  readonly at: string;
  readonly result: string;
  /** The words that mean success, without case. */
  readonly success: readonly string[];
  /** The dataset whose records it names. */
  readonly of: string;
}

/** A time in which no run of a system is expected. ISO days, both included. */
export interface Maintenance {
  readonly system: string;
  readonly from: string;
  readonly to: string;
}

/** What a register must say of an automation. */
export const AUTOMATION_PARTS = ["owner", "trigger", "output", "exceptions", "monitoring", "rollback"] as const;
export type AutomationPart = (typeof AUTOMATION_PARTS)[number];

/** A script, connector or rule as the register has it, or an actor that writes like one and stands in none. */
export interface ReviewedAutomation {
  /** Its id in the register, or the actor's name. */
  readonly id: string;
  readonly title: string;
  readonly registered: boolean;
  readonly owner: string | undefined;
  readonly trigger: string | undefined;
  /** What it should write and how often, as a phrase: `invoices every 1 business day, at least 20 records`. */
  readonly output: string | undefined;
  readonly exceptions: string | undefined;
  readonly monitoring: string | undefined;
  readonly rollback: string | undefined;
  /** What the register does not say; of an actor in no register, everything. */
  readonly gaps: readonly AutomationPart[];
  /** The handoff that it carries. */
  readonly handoff: string | undefined;
  /** The names by which it signs, as patterns. */
  readonly signs: readonly string[];
  /** Actors among the findings that one of the names stands for, sorted. */
  readonly seen: readonly string[];
  /** Fingerprints of the findings about it, in the order of the review. */
  readonly findings: readonly string[];
}
