/** The moves, in the order in which the first that holds is the primary one. */
export const TRIAGE_MOVES = [
  "modernization",
  "stabilization-sprint",
  "systems-audit",
  "growth-systems-review",
  "map-ownership",
  "fix-setting",
  "document-and-monitor",
] as const;
export type TriageMove = (typeof TRIAGE_MOVES)[number];

/** `unknown`: nothing that was read or declared tells. */
export const TRIAGE_ANSWERS = ["yes", "no", "unknown"] as const;
export type TriageAnswer = (typeof TRIAGE_ANSWERS)[number];

/**
 * The parts of the questions.
 *
 * - `stack-cannot-represent`, `diagnosis-complete`: modernization, both
 * - `cause-clear`, and one of `billing-delayed`, `reports-distrusted`, `close-cleaned-up`: Stabilization Sprint
 * - `state-defined-differently`, `cause-unclear`: Systems Audit, either
 * - `touches-operations`, `recurs`, `numbers-not-trusted`, `people-clean-up`: Growth Systems Review, any
 * - `repeats-at-handoff`: map ownership and sync rules
 * - `happened-once`, `setting-explains`: fix the setting, both
 * - `occasional`, `low-impact`: document and monitor, both
 */
export const TRIAGE_GROUNDS = [
  "stack-cannot-represent",
  "diagnosis-complete",
  "cause-clear",
  "billing-delayed",
  "reports-distrusted",
  "close-cleaned-up",
  "state-defined-differently",
  "cause-unclear",
  "touches-operations",
  "recurs",
  "numbers-not-trusted",
  "people-clean-up",
  "repeats-at-handoff",
  "happened-once",
  "setting-explains",
  "occasional",
  "low-impact",
] as const;
export type TriageGroundId = (typeof TRIAGE_GROUNDS)[number];

/** One part of a question, and what its answer rests on. */
export interface TriageGround {
  readonly id: TriageGroundId;
  readonly answer: TriageAnswer;
  /** One plain sentence without a full stop, with figures. */
  readonly because: string;
  /** Fingerprints of findings that it rests on, in the order of the review; at most 10 … */
  readonly findings: readonly string[];
  /** … of so many. */
  readonly of: number;
  /** What a person declared in the estate; undefined where nobody did. */
  readonly declared: string | undefined;
}

/** May the move be made? Its parts decide. */
export interface TriageQuestion {
  readonly move: TriageMove;
  readonly answer: TriageAnswer;
  readonly grounds: readonly TriageGround[];
}

/**
 * - `trace-first`: do not redesign the dashboard, blame one vendor or patch before tracing
 * - `no-workaround-as-policy`: do not turn a workaround into policy
 * - `no-new-tools`: do not add tools before the critical integrations are stable
 */
export const GUARD_RAILS = ["trace-first", "no-workaround-as-policy", "no-new-tools"] as const;
export type GuardRailId = (typeof GUARD_RAILS)[number];

/** A guard rail that applies here, and why. */
export interface GuardRail {
  readonly id: GuardRailId;
  readonly because: string;
}

/** The decision tree, gone through for one workflow or for the estate. */
export interface Triage {
  /** Id of the workflow; undefined: the whole estate. */
  readonly workflow: string | undefined;
  readonly decision: string | undefined;
  /** One for each move, in the order of `TRIAGE_MOVES`. */
  readonly questions: readonly TriageQuestion[];
  /** The moves whose question is answered yes, in the same order. */
  readonly moves: readonly TriageMove[];
  /** The first of them; undefined where no question is answered yes, which only happens where one is unknown. */
  readonly primary: TriageMove | undefined;
  readonly guardRails: readonly GuardRail[];
}

export interface ReviewedTriage {
  readonly estate: Triage;
  /** In the order of the review's workflows. */
  readonly workflows: readonly Triage[];
}

/** The parts that no record can tell, or only a person can close: what the estate may declare. */
export const DECLARED_GROUNDS = ["stack-cannot-represent", "diagnosis-complete"] as const satisfies readonly TriageGroundId[];

/** A person's word on one part. */
export interface DeclaredAnswer {
  readonly question: (typeof DECLARED_GROUNDS)[number];
  readonly answer: "yes" | "no";
  /** What it rests on. */
  readonly why: string;
  /** Who says so. */
  readonly by: string | undefined;
  /** Id of the workflow of which it speaks; undefined: of the estate, and of each workflow of which nothing else is said. */
  readonly workflow: string | undefined;
}
