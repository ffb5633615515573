import type { Condition, Duration } from "./estate.ts";

/**
 * What states a real thing (a job, say) may be in, and where each system says
 * which it is in. One thing has one lifecycle, followed across systems in tracks.
 */
export interface Lifecycle {
  readonly id: string;
  readonly title: string;
  /** What it is about, for the reader: job, quote, membership. */
  readonly entity: string | undefined;
  /** In their usual order; a state's index is its code in relations. At most 200. */
  readonly states: readonly LifecycleState[];
  readonly transitions: readonly Transition[];
  /** How often a record may take rework transitions before that is a finding. */
  readonly reworkLimit: number;
  readonly tracks: readonly Track[];
  readonly links: readonly TrackLink[];
  readonly rules: readonly AgreeRule[];
  readonly carries: readonly CarryRule[];
  readonly owner: string | undefined;
  readonly decision: string | undefined;
  readonly workflows: readonly string[];
  readonly line: number;
}

export interface LifecycleState {
  readonly id: string;
  readonly title: string;
  /** A record may begin here. */
  readonly initial: boolean;
  /** A record may end here: it is never open in it, and never stuck. */
  readonly final: boolean;
  /** It comes once: a record of which it is said again (paid, and paid again) is a finding. */
  readonly once: boolean;
  /** How long a record may stay. */
  readonly limit: Duration | undefined;
}

export interface Transition {
  readonly from: string;
  readonly to: string;
  /** Allowed, but work done again. */
  readonly rework: boolean;
}

/** Where one system says in which state the things are. */
export interface Track {
  /** Name within the lifecycle, usually the system's. */
  readonly id: string;
  readonly title: string;
  /** The dataset whose records are followed. With a history of the same dataset, the things are those that its events name. */
  readonly dataset: string;
  /** Records that do not meet it are not followed. */
  readonly filter: Condition | undefined;
  /** The system's word, folded (NFC, trimmed, lower case) → state of the lifecycle. */
  readonly words: Readonly<Record<string, string>>;
  /** Ids of the states that this track can show, in the lifecycle's order. */
  readonly states: readonly string[];
  /** Does the dataset say in which state a record is now (its `state`)? */
  readonly current: boolean;
  /** The time field that says since when it is in its present state. */
  readonly since: string | undefined;
  /** The state in which deleted records are; undefined: deleted records are not followed. */
  readonly deleted: string | undefined;
  /** Time fields, each of which says when a state was entered. */
  readonly stamps: readonly { readonly state: string; readonly field: string }[];
  readonly history: StatusHistory | undefined;
  /** Are the states of older captures of the dataset compared, one after the other? */
  readonly captures: boolean;
  /** How long after it occurred an event may be recorded. */
  readonly recordWithin: Duration | undefined;
}

/** A dataset of which each record is one change of state. Its own `state` says to which. */
export interface StatusHistory {
  readonly dataset: string;
  /** The field that holds the native key of the track's record. */
  readonly record: string;
  /** The time field: when it occurred. */
  readonly at: string;
  /** When it was recorded. */
  readonly recorded: string | undefined;
  /** Who did it. */
  readonly actor: string | undefined;
  readonly filter: Condition | undefined;
}

/** Which records of two tracks are the same thing. */
export interface TrackLink {
  readonly from: string;
  readonly to: string;
  readonly match:
    /** The native keys are the same. */
    | { readonly kind: "record" }
    | { readonly kind: "key"; readonly on: readonly { readonly from: string; readonly to: string }[]; readonly ignoreCase: boolean }
    | { readonly kind: "identity"; readonly identity: string };
}

/** When one track is in these states, the other must be in those, within a time. */
export interface AgreeRule {
  readonly id: string;
  readonly title: string;
  readonly when: { readonly track: string; readonly states: readonly string[]; readonly filter: Condition | undefined };
  /** `absent`: having no linked record agrees too. */
  readonly then: { readonly track: string; readonly states: readonly string[]; readonly absent: boolean };
  /** `some`: one linked record in such a state is enough; `each`: every linked record must be, from when it is there. */
  readonly of: "some" | "each";
  readonly within: Duration;
  /** The money field that a disagreement is worth; undefined: the amount of the `when` dataset. */
  readonly worth: { readonly side: "when" | "then"; readonly field: string } | undefined;
  readonly owner: string | undefined;
  readonly decision: string | undefined;
  readonly line: number;
}

/** A value that the first track holds must arrive in the second: a scheduled day, when it is moved. */
export interface CarryRule {
  readonly id: string;
  readonly title: string;
  readonly from: { readonly track: string; readonly field: string };
  readonly to: { readonly track: string; readonly field: string };
  /** Only while the first track is in these states; empty: always. */
  readonly states: readonly string[];
  readonly within: Duration;
  readonly owner: string | undefined;
  readonly decision: string | undefined;
  readonly line: number;
}

/** A named chain of handoffs that feeds a decision. */
export interface Workflow {
  readonly id: string;
  readonly title: string;
  readonly decision: string | undefined;
  /** Ids, in the order of the chain. */
  readonly handoffs: readonly string[];
  /** How the records of one handoff's end are those of the next one's beginning, where they are not of one dataset. */
  readonly joins: readonly WorkflowJoin[];
  readonly line: number;
}

export interface WorkflowJoin {
  readonly from: string;
  readonly to: string;
  readonly on: readonly { readonly from: string; readonly to: string }[];
}
