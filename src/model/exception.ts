import type { DebtKind, FindingOutcome, Severity } from "./finding.ts";

/** In the order in which they are worked; the last two are settled. */
export const EXCEPTION_STATES = ["new", "acknowledged", "in-progress", "resolved", "accepted"] as const;
export type ExceptionState = (typeof EXCEPTION_STATES)[number];

/** The states in which somebody has still something to do. */
export const OPEN_STATES = ["new", "acknowledged", "in-progress"] as const satisfies readonly ExceptionState[];

/**
 * A break that people work: one, however many reviews find it. A finding that
 * lists no records of its own is one exception as a whole.
 */
export interface Exception {
  /** The break's fingerprint; of a finding without records, the finding's. */
  readonly fingerprint: string;
  readonly level: "break" | "finding";
  /** Fingerprint of the finding it belongs to. */
  readonly finding: string;
  readonly kind: DebtKind;
  readonly outcome: FindingOutcome;
  readonly severity: Severity;
  /** One plain sentence: that of its finding. */
  readonly title: string;
  readonly handoff: string | undefined;
  readonly lifecycle: string | undefined;
  /** `report:board`, where it is neither at a handoff nor in a lifecycle. */
  readonly subject: string | undefined;
  readonly workflows: readonly string[];
  /** What the record is about: with `key`, what its trace is asked for. */
  readonly entity: string | undefined;
  readonly dataset: string | undefined;
  /** Native key, parts joined by ` · `. */
  readonly key: string | undefined;
  readonly reference: string | undefined;
  readonly unit: string | undefined;
  /** ISO day of the record. */
  readonly date: string | undefined;
  /** Money at risk, unsigned decimal string of the estate's currency; undefined where the record carries none. */
  readonly amount: string | undefined;
  /** Another finding explains it: it is left out of sums and, unless asked for, of the inbox. */
  readonly symptom: boolean;
  readonly owner: string | undefined;
  /** Where the owner comes from; `person`: somebody assigned it, and reviews leave it alone. */
  readonly ownerFrom: "declared" | "person" | undefined;
  readonly state: ExceptionState;
  /** UTC ISO 8601, as all times here. */
  readonly openedAt: string;
  /** As of which review it was first and last seen, and last looked for. */
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly lastChecked: string;
  /** How often it came back after it was settled. */
  readonly reopened: number;
  /** ISO day in the estate's zone. */
  readonly due: string | undefined;
  readonly resolution: ExceptionResolution | undefined;
  readonly acceptance: ExceptionAcceptance | undefined;
  /** UTC; the last change that raised the version. */
  readonly changedAt: string;
  /** Counts from 1 and rises with every change but comments: what an edit must name. */
  readonly version: number;
}

export interface ExceptionResolution {
  /** `gone`: a review looked and no longer found it; `person`: somebody says so. */
  readonly by: "gone" | "person";
  readonly at: string;
  readonly reason: string | undefined;
}

/** Known and left as it is: until a day, or until it grows. */
export interface ExceptionAcceptance {
  readonly reason: string;
  /** ISO day, the last on which it holds. */
  readonly until: string;
  /** The amount that was accepted; more than that opens it again. */
  readonly amount: string | undefined;
}

/**
 * What can happen to an exception.
 *
 * - by reviews: `opened`, `reopened`, `gone` (resolved by itself), `changed` (its amount, severity or declared owner)
 * - by people: `acknowledged`, `started`, `resolved`, `accepted`, `reopened`, `assigned`, `due`, `commented`
 * - by time or growth: `acceptance-ended`
 */
export const EXCEPTION_EVENTS = [
  "opened",
  "reopened",
  "gone",
  "changed",
  "acknowledged",
  "started",
  "resolved",
  "accepted",
  "acceptance-ended",
  "assigned",
  "due",
  "commented",
] as const;
export type ExceptionEventType = (typeof EXCEPTION_EVENTS)[number];

/** One line of an exception's history; never changed, never removed. */
export interface ExceptionEvent {
  /** Rises with time over all exceptions. */
  readonly id: number;
  readonly fingerprint: string;
  readonly type: ExceptionEventType;
  readonly at: string;
  /** `anna`, `review`, `clock`. */
  readonly actor: string;
  /** The run that caused it; undefined: a person or the clock did. */
  readonly run: string | undefined;
  /** The exception's version after it. */
  readonly version: number;
  /** What changed: the name of the field, before and after; a comment's text or a reason under its own name. */
  readonly detail: Readonly<Record<string, EventValue>>;
}

export type EventValue = string | number | null | { readonly from: string | null; readonly to: string | null };

/** What a person does with an exception. */
export type ExceptionAction =
  | { readonly type: "acknowledge" }
  | { readonly type: "start" }
  | { readonly type: "resolve"; readonly reason: string }
  /** `until`: ISO day, today or later. */
  | { readonly type: "accept"; readonly reason: string; readonly until: string }
  | { readonly type: "reopen"; readonly reason: string }
  | { readonly type: "assign"; readonly owner: string | undefined }
  | { readonly type: "due"; readonly due: string | undefined }
  /** Needs no version: a comment is in nobody's way. */
  | { readonly type: "comment"; readonly text: string };

/** What became of an action on one exception. */
export type ActResult =
  | { readonly outcome: "done"; readonly fingerprint: string; readonly exception: Exception; readonly event: ExceptionEvent }
  /** Somebody was faster: the exception as it is now, and what happened to it since the named version. */
  | { readonly outcome: "stale"; readonly fingerprint: string; readonly exception: Exception; readonly since: readonly ExceptionEvent[] }
  /** Not from this state, or with this value; a plain sentence. */
  | { readonly outcome: "refused"; readonly fingerprint: string; readonly exception: Exception; readonly reason: string }
  /** There is none, or it lies outside the units that the actor may see. */
  | { readonly outcome: "unknown"; readonly fingerprint: string };
