/**
 * What can be wrong with the states of a record.
 *
 * - `disagrees`: two systems say different things, now; `disagreed`: they did, longer than agreed
 * - `not-carried`: a value that was changed in one system (a moved appointment) never reached the other
 * - `illegal-transition`: no way leads from one state to the next; `regression`: only the way back does; `skipped-state`: the way leads through a state that was not seen
 * - `repeated`: said once more, of a state that comes once: paid a second time
 * - `rework`: more rework transitions than the lifecycle allows
 * - `stuck`: in a state beyond its limit, still; `overstayed`: it was, and left
 * - `late-recorded`: it occurred in time and was recorded late
 * - `unmapped-word`: the system's word stands for no state
 * - `avoided-word`: a unit or a person never uses a state that all others do
 * - `definition-differs`: what follows a state in the next system is not the same in one unit as in the others
 */
export type MismatchOutcome =
  | "disagrees"
  | "disagreed"
  | "not-carried"
  | "illegal-transition"
  | "regression"
  | "skipped-state"
  | "repeated"
  | "rework"
  | "stuck"
  | "overstayed"
  | "late-recorded"
  | "unmapped-word"
  | "avoided-word"
  | "definition-differs";

export const MISMATCH_OUTCOMES: readonly MismatchOutcome[] = [
  "disagrees",
  "disagreed",
  "not-carried",
  "illegal-transition",
  "regression",
  "skipped-state",
  "repeated",
  "rework",
  "stuck",
  "overstayed",
  "late-recorded",
  "unmapped-word",
  "avoided-word",
  "definition-differs",
];

/** One record's states in one or two systems, over one stretch of time. Times are UTC ISO 8601. */
export interface StateMismatch {
  readonly lifecycle: string;
  readonly rule: string | undefined;
  readonly track: string;
  /** The state's id, or the system's word where none is mapped. */
  readonly state: string | undefined;
  /** What the other system says, or where the record went or came from; `absent` where it has no record. */
  readonly other:
    | { readonly dataset: string | undefined; readonly key: string | undefined; readonly state: string | undefined }
    | undefined;
  /** Since when, at the latest that is certain. */
  readonly from: string | undefined;
  /** From when on it counts: `from` and the agreed time. */
  readonly due: string | undefined;
  /** Until when; undefined: still. */
  readonly to: string | undefined;
  /** Days from `due` until `to` (or until what is known), two decimals. */
  readonly days: string | undefined;
  /** Amount times days, to the cent. */
  readonly amountDays: string | undefined;
  /** Where times are known as intervals only: the longest it can have been. */
  readonly atMost: { readonly from: string; readonly to: string | undefined } | undefined;
  readonly actor: string | undefined;
}
