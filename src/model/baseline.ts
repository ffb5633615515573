/**
 * What should be documented before tools are changed.
 *
 * - `source-of-truth`: of customers, jobs, invoices, payments, locations, service lines and status changes
 * - `corrections`: who corrects exceptions, and where those corrections live
 * - `reports`: which read raw data and which edited exports
 * - `handoffs`: every one from system to system, which fail silently and which need a human check
 */
export const BASELINE_TOPICS = ["source-of-truth", "corrections", "reports", "handoffs"] as const;
export type BaselineTopic = (typeof BASELINE_TOPICS)[number];

/**
 * - `declared`: the estate says so, and no record speaks against it
 * - `conflicting`: the estate says so, and records show something else
 * - `inferred`: nobody says so, records show it
 * - `unknown`: neither tells
 */
export const BASELINE_STATES = ["declared", "conflicting", "inferred", "unknown"] as const;
export type BaselineState = (typeof BASELINE_STATES)[number];

/** One line of the baseline. */
export interface BaselineItem {
  readonly topic: BaselineTopic;
  /** Of what: `Customers`, `Completed jobs become invoices`, `Weekly revenue`. */
  readonly subject: string;
  /** What is asked: `Which system is its source of truth?` */
  readonly question: string;
  readonly state: BaselineState;
  /** What the estate says; undefined: nothing. */
  readonly declared: string | undefined;
  /** What records show; undefined: nothing. */
  readonly inferred: string | undefined;
  /** What both rest on, with figures, one plain sentence. */
  readonly evidence: string;
  /** Fingerprints of findings that it rests on, in the order of the review; at most 10. */
  readonly findings: readonly string[];
}

/** The baseline document: by topic, in the order of `BASELINE_TOPICS`, then of the estate. */
export interface Baseline {
  /** How much of it is known, one plain sentence. */
  readonly sentence: string;
  readonly items: readonly BaselineItem[];
}
