import type { Cardinality } from "./estate.ts";
import type { TimelineCounts, UnmappedWord } from "./timeline.ts";

/** What became of a lifecycle: what each system says, and where they agree. */
export interface ReviewedLifecycle {
  readonly id: string;
  readonly title: string;
  readonly entity: string | undefined;
  readonly workflows: readonly string[];
  readonly states: readonly { readonly id: string; readonly title: string }[];
  readonly tracks: readonly ReviewedTrack[];
  readonly rules: readonly ReviewedRule[];
  /** What follows a state in the next system, unit by unit. */
  readonly definitions: readonly Definition[];
}

export interface ReviewedTrack {
  readonly id: string;
  readonly title: string;
  readonly dataset: string;
  readonly knownUntil: string;
  readonly exact: boolean;
  readonly counts: TimelineCounts;
  readonly unmapped: readonly UnmappedWord[];
  /** Where the records are now, in the lifecycle's order. */
  readonly now: readonly StateCount[];
  /** Every change that was seen, in the lifecycle's order. */
  readonly transitions: readonly SeenTransition[];
}

/** Records in a state at the end of what is known. */
export interface StateCount {
  readonly state: string;
  readonly final: boolean;
  readonly records: number;
  readonly amount: string | undefined;
  /** Of them, those beyond the state's limit. */
  readonly stuck: number;
  /** Age of the oldest, in days, two decimals; undefined where no time is known. */
  readonly oldest: string | undefined;
}

export interface SeenTransition {
  readonly from: string;
  readonly to: string;
  readonly kind: "allowed" | "rework" | "skipped-state" | "regression" | "illegal-transition";
  readonly times: number;
  readonly records: number;
}

/** Every record that was ever in one of the rule's states (and met its filter) has one of the outcomes. */
export interface ReviewedRule {
  readonly id: string;
  readonly title: string;
  readonly kind: "agree" | "carry";
  readonly when: { readonly track: string; readonly states: readonly string[] };
  readonly then: { readonly track: string; readonly states: readonly string[] };
  readonly within: string;
  readonly checked: RuleCount;
  readonly agrees: RuleCount;
  /** Apart, but within the agreed time: no violation. */
  readonly waiting: RuleCount;
  readonly disagrees: RuleCount;
  readonly disagreed: RuleCount;
  /** Days beyond the agreed time, over all disagreements; two decimals. */
  readonly days: string;
  readonly amountDays: string | undefined;
}

export interface RuleCount {
  readonly records: number;
  readonly amount: string | undefined;
}

/** Of the records of a unit that are in the rule's states beyond the agreed time: what the other system says. */
export interface Definition {
  readonly rule: string;
  /** Empty: all units. */
  readonly unit: string;
  /** State of the other system; `absent` without a record there. */
  readonly state: string;
  readonly records: number;
  /** Share of the unit's records, 0 to 1, four digits. */
  readonly share: number;
}

/** How long records of a handoff take, and how many wait. */
export interface HandoffTiming {
  /** The whole first, then units, then months. */
  readonly slices: readonly TimingSlice[];
  /** Records without a counterpart: missing, in flight or ambiguous. */
  readonly waiting: {
    readonly records: number;
    readonly amount: string | undefined;
    /** Beyond the grace. */
    readonly overdue: number;
    /** Days since the clock began, two decimals. */
    readonly medianAge: string | undefined;
    readonly oldest: string | undefined;
  };
  /** Median of the newest complete month against that of the month before; undefined with fewer than two. */
  readonly trend:
    | { readonly month: string; readonly before: string; readonly medianHours: number; readonly medianHoursBefore: number }
    | undefined;
}

export interface TimingSlice {
  readonly slice: { readonly by: "total" } | { readonly by: "unit" | "month"; readonly value: string };
  /** Pairs of which both times are known. */
  readonly pairs: number;
  /** Pairs in which the downstream record is earlier: their time is negative, and they are counted. */
  readonly early: number;
  /** Hours, two decimals: nearest-rank quantiles, so that each is the time of a pair. */
  readonly calendar: Quantiles;
  /** Business days, two decimals: the parts of local business days that passed. */
  readonly business: Quantiles;
}

export interface Quantiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/**
 * Can the chain be trusted from end to end? Every record that enters at the
 * first handoff has one fate: it passed untouched, left at a handoff, waits at
 * one, or ended lawfully.
 */
export interface ReviewedWorkflow {
  readonly id: string;
  readonly title: string;
  readonly decision: string | undefined;
  /** One plain sentence. */
  readonly sentence: string;
  /** What the chain begins with. */
  readonly dataset: string;
  readonly entered: RuleCount;
  readonly passed: RuleCount;
  /** Share of the records whose fate is decided (passed or left) that passed, 0 to 1, four digits; undefined where there is none. */
  readonly share: number | undefined;
  readonly steps: readonly WorkflowStep[];
  /** Why the chain could not be followed to its end; undefined when it could. */
  readonly broken: string | undefined;
}

export interface WorkflowStep {
  readonly handoff: string;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly cardinality: Cardinality;
  readonly arrived: RuleCount;
  readonly passed: RuleCount;
  /** Broken here, at the handoff or by a mismatch of its states. */
  readonly left: RuleCount;
  /** Of them, those that only a mismatch of states breaks. */
  readonly mismatched: RuleCount;
  readonly waiting: RuleCount;
  /** Out of scope from here on: cancelled work, say. */
  readonly ended: RuleCount;
  /** Downstream records that nothing upstream explains. */
  readonly extra: RuleCount;
  /** Median hours from one to the other, two decimals; undefined where no time is known. */
  readonly medianHours: number | undefined;
}
