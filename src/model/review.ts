import type { ReviewedAgeing } from "./ageing.ts";
import type { ReviewedAutomation } from "./automation.ts";
import type { Baseline } from "./baseline.ts";
import type { Brief } from "./brief.ts";
import type { CompletenessHint } from "./capture.ts";
import type { Problem } from "./errors.ts";
import type { Finding } from "./finding.ts";
import type { Bridge, OutcomeCount, OutcomeName } from "./outcome.ts";
import type { Cardinality, SystemKind } from "./estate.ts";
import type { ReviewedWorkbook } from "./provenance.ts";
import type { ReviewedMetric, ReviewedReport } from "./number.ts";
import type { ReviewedFact } from "./ownership.ts";
import type { Plan } from "./plan.ts";
import type { ReviewPrices } from "./price.ts";
import type { ReviewedRepairs } from "./repair.ts";
import type { HandoffTiming, ReviewedLifecycle, ReviewedWorkflow } from "./reviewed-flow.ts";
import type { ReviewedTriage } from "./triage.ts";

/**
 * The result of a review: what `review.json` holds. It carries nothing that
 * changes when threads are added or the clock moves on; when rows are reordered,
 * the lines of the samples' raw rows change with them, and nothing else.
 */
export interface Review {
  readonly version: 1;
  readonly estate: { readonly name: string; readonly title: string; readonly currency: string; readonly timeZone: string };
  /** UTC ISO 8601: the time the review speaks of. */
  readonly asOf: string;
  readonly verdict: Verdict;
  readonly systems: readonly ReviewedSystem[];
  readonly units: readonly { readonly id: string; readonly title: string }[];
  readonly datasets: readonly ReviewedDataset[];
  /** Who is who; empty where the estate declares no identity. */
  readonly identities: readonly ReviewedIdentity[];
  readonly handoffs: readonly ReviewedHandoff[];
  /** What state things are in; empty where the estate declares no lifecycle. */
  readonly lifecycles: readonly ReviewedLifecycle[];
  /** The chains that the handoffs form. */
  readonly workflows: readonly ReviewedWorkflow[];
  /** Who owns which fact: those that the estate declares, then copies that nobody declared. */
  readonly facts: readonly ReviewedFact[];
  /** Numbers that the business runs on, from raw records; empty where the estate declares none. */
  readonly metrics: readonly ReviewedMetric[];
  /** Where they are told, and what stands between. */
  readonly reports: readonly ReviewedReport[];
  /** Spreadsheets that people keep, and where all that stands in them comes from. */
  readonly workbooks: readonly ReviewedWorkbook[];
  /** What runs: the register, then actors that stand in none. */
  readonly automations: readonly ReviewedAutomation[];
  /** By severity, then amount, then fingerprint. */
  readonly findings: readonly Finding[];
  /** What they cost. */
  readonly prices: ReviewPrices;
  readonly coverage: readonly CheckRun[];
  /** How old what does not hold is, and when it came to be. */
  readonly ageing: ReviewedAgeing;
  /** The records that would be repaired, with exact values. */
  readonly repairs: ReviewedRepairs;
  /** From findings to a decision: which move, and why. */
  readonly triage: ReviewedTriage;
  /** What is to be done, in order. */
  readonly plan: Plan;
  /** What should be documented before tools are changed. */
  readonly baseline: Baseline;
  /** The four questions that an operator asks, answered. */
  readonly brief: Brief;
}

/** A review of which nothing is decided yet: what was found, measured and priced. */
export type Undecided = Omit<Review, "triage" | "plan" | "baseline" | "brief">;

export interface Verdict {
  /** First sentence of every report. */
  readonly sentence: string;
  /** Those that are no symptom of another. */
  readonly findings: number;
  readonly breaks: number;
  /** Records whose states do not hold, each once. */
  readonly mismatched: number;
  /** The money in breaks, and in states that disagree now; each record's once; decimal string. */
  readonly amount: string;
  readonly handoffsClean: number;
  readonly handoffs: number;
}

export interface ReviewedSystem {
  readonly id: string;
  readonly title: string;
  readonly vendor: string | undefined;
  readonly kind: SystemKind;
  readonly owner: string | undefined;
}

export interface ReviewedDataset {
  readonly id: string;
  readonly title: string;
  readonly system: string;
  readonly entity: string;
  readonly files: readonly string[];
  readonly capturedAt: string;
  readonly rows: number;
  /** Values or rows that could not be read: never dropped in silence. */
  readonly unreadable: number;
  readonly unreadableSamples: readonly Problem[];
  readonly amount: string | undefined;
  readonly hints: readonly CompletenessHint[];
  /** Words without mapping, ambiguous dates, assumed decimal marks. */
  readonly notes: readonly string[];
}

/** What became of an identity: which records are one, by what, and what was not decided or not looked at. */
export interface ReviewedIdentity {
  readonly id: string;
  readonly title: string;
  readonly entity: string;
  /** The datasets that hold its records, in the order of the estate. */
  readonly members: readonly { readonly dataset: string; readonly records: number }[];
  /** Real things that the records stand for. */
  readonly entities: number;
  /** Of them, those with records in more than one dataset. */
  readonly shared: number;
  /** Accepted links, by what they rest on. */
  readonly links: { readonly decision: number; readonly key: number; readonly evidence: number };
  /** Pairs that wait for a person's word. */
  readonly review: number;
  /** Records without an accepted link to another dataset and with one under review. */
  readonly unsure: number;
  /** Blocks too large to be compared: pairs that nobody has looked at. */
  readonly leftOut: readonly { readonly rule: string; readonly blocks: number; readonly records: number; readonly pairs: number }[];
  /** Pairs that were compared. */
  readonly compared: number;
  /** By what the links were weighed. */
  readonly model: {
    /** A file's model, or one estimated in this run. */
    readonly frozen: boolean;
    /** Probability that two records drawn at random are one. */
    readonly prior: number;
    readonly comparisons: readonly string[];
    /** Estimation sessions whose figures were not used, and why. */
    readonly degenerate: readonly { readonly rule: string; readonly reason: string }[];
  };
  /** What else should be known: blocks that were split, components solved without proof. */
  readonly notes: readonly string[];
}

export interface ReviewedHandoff {
  readonly id: string;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly cardinality: Cardinality;
  /** The identity by which records are matched; undefined: by fields, or in total. */
  readonly identity: string | undefined;
  readonly owner: string | undefined;
  readonly alert: string | undefined;
  readonly decision: string | undefined;
  readonly workflows: readonly string[];
  readonly outcomes: readonly OutcomeCount[];
  /** The whole first, then units, then months. Empty where neither side has an amount. */
  readonly bridges: readonly Bridge[];
  readonly breaks: number;
  readonly clean: boolean;
  /** undefined for control totals, and where no time is known. */
  readonly timing: HandoffTiming | undefined;
  /** How many records have each outcome, both sides together, for a quick look. */
  readonly counts: Readonly<Record<OutcomeName, number>>;
}

/** One check: what it looked at, what it could not see, and why. */
export interface CheckRun {
  readonly check: string;
  readonly subject: string;
  readonly status: "found" | "clear" | "skipped" | "failed";
  readonly records: number;
  readonly findings: number;
  readonly reason: string | undefined;
}
