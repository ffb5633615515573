import type { DebtKind, Finding, Severity } from "./finding.ts";
import type { Exception, ExceptionEvent, ExceptionState } from "./exception.ts";
import type { Verdict } from "./review.ts";

/** Who does something; it stands in every event and in the audit log. */
export interface Actor {
  readonly type: "user" | "token" | "local" | "review" | "clock";
  /** The user's or token's name. */
  readonly name: string;
}

/** What the inbox shows; all that is given must hold, of a list any of its values. */
export interface ExceptionFilter {
  readonly states?: readonly ExceptionState[];
  /** `null` in the list: those without an owner. */
  readonly owners?: readonly (string | null)[];
  readonly units?: readonly (string | null)[];
  readonly workflows?: readonly string[];
  readonly handoffs?: readonly string[];
  readonly lifecycles?: readonly string[];
  readonly kinds?: readonly DebtKind[];
  readonly severities?: readonly Severity[];
  /** Fingerprint of a finding. */
  readonly finding?: string;
  /** Open and due before today. */
  readonly overdue?: boolean;
  /** Words of which each must begin a word of key, reference, unit, owner or place. */
  readonly text?: string;
  /** Also those that another finding explains; left out when not given. */
  readonly symptoms?: boolean;
  /** The units that the reader may see at all, beside `units`; undefined: all of them, and what has no unit. */
  readonly scope?: readonly string[];
}

/** `due`: soonest first, those without last; `amount`: largest first; `opened`: newest first. Ties by fingerprint. */
export const EXCEPTION_ORDERS = ["due", "amount", "opened"] as const;
export type ExceptionOrder = (typeof EXCEPTION_ORDERS)[number];

export interface ExceptionPage {
  readonly exceptions: readonly Exception[];
  /** Where the next page begins; undefined: this is the last. */
  readonly next: string | undefined;
}

/**
 * How many of a filter's exceptions have which value; most first, then by value. `null`: none. `amount`: the money in
 * their records, each record's once among all of the filter's.
 */
export type Facet = readonly { readonly value: string | null; readonly count: number; readonly amount: string }[];

export interface ExceptionFacets {
  readonly total: { readonly count: number; readonly amount: string; readonly overdue: number };
  readonly state: Facet;
  readonly owner: Facet;
  readonly unit: Facet;
  readonly kind: Facet;
  readonly severity: Facet;
  readonly handoff: Facet;
  readonly workflow: Facet;
}

/** An exception with all that ever happened to it, oldest first. */
export interface ExceptionStory {
  readonly exception: Exception;
  readonly events: readonly ExceptionEvent[];
  readonly comments: readonly ExceptionComment[];
}

export interface ExceptionComment {
  readonly id: number;
  readonly at: string;
  readonly author: string;
  readonly text: string;
}

/** A review that the store knows. */
export interface RunSummary {
  readonly id: string;
  readonly asOf: string;
  readonly recordedAt: string;
  readonly verdict: Verdict;
  /** Of the checks: how many found, were clear, did not run. */
  readonly checks: { readonly found: number; readonly clear: number; readonly skipped: number; readonly failed: number };
  /** False: a newer review was there already, so exceptions were left alone. */
  readonly applied: boolean;
  readonly changes: RunChanges;
}

/** What a review did to exceptions. */
export interface RunChanges {
  readonly opened: number;
  readonly reopened: number;
  readonly gone: number;
  readonly changed: number;
  readonly acceptanceEnded: number;
  /** Open, not seen and not looked for: their check did not run. They stay as they are. */
  readonly unchecked: number;
}

export interface RunDetail extends RunSummary {
  readonly findings: readonly Finding[];
  /** Directory of the review's files, where it was told. */
  readonly directory: string | undefined;
}

/** What the desk shows first. Money is that of open exceptions, each record's once. */
export interface DeskOverview {
  readonly latest: RunSummary | undefined;
  readonly open: { readonly count: number; readonly amount: string; readonly overdue: number; readonly unowned: number };
  readonly byState: Facet;
  readonly byOwner: Facet;
  readonly byUnit: Facet;
  readonly bySeverity: Facet;
  readonly byWorkflow: Facet;
  /** Runs of which the last recorded is first, for what changed over time; at most 30. */
  readonly runs: readonly RunSummary[];
}

export const ROLES = ["viewer", "worker", "analyst", "admin"] as const;
export type Role = (typeof ROLES)[number];

export interface DeskUser {
  readonly name: string;
  readonly display: string;
  readonly email: string | undefined;
  readonly role: Role;
  /** The units that a worker is for; undefined: all. */
  readonly units: readonly string[] | undefined;
  readonly createdAt: string;
  readonly disabledAt: string | undefined;
}

export const SCOPES = ["read", "work", "review", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** A token for programs. Its secret is shown once and kept as a hash. */
export interface DeskToken {
  readonly id: string;
  readonly name: string;
  /** The user it acts for. */
  readonly user: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string;
  readonly expiresAt: string | undefined;
  readonly revokedAt: string | undefined;
  readonly lastUsedAt: string | undefined;
}

/** A decision of people that the desk keeps: what was decided, on what grounds, by whom. */
export interface DeskDecision {
  readonly id: number;
  readonly at: string;
  readonly actor: string;
  /** `finding:31f9…`, `handoff:job-to-invoice`, `plan:move-id` … */
  readonly subject: string;
  readonly decision: string;
  readonly reason: string;
}

export interface SavedView {
  readonly id: string;
  readonly name: string;
  /** Whose it is; undefined: everybody's. */
  readonly user: string | undefined;
  readonly filter: ExceptionFilter;
  readonly order: ExceptionOrder;
}

/** What a walk along the audit chain found. */
export type AuditVerdict =
  | { readonly intact: true; readonly rows: number; readonly head: string }
  /** `at`: number of the first row that does not hold. */
  | { readonly intact: false; readonly rows: number; readonly at: number; readonly fault: AuditFault; readonly sentence: string };

/**
 * - `changed`: a row does not have the hash it was given
 * - `broken`: it does not follow the row before it (inserted, reordered, rewritten)
 * - `removed`: numbers are missing
 * - `cut`: the newest rows are gone
 * - `event-changed`, `event-removed`, `event-added`: an exception's history is not what the log says
 * - `row-changed`, `row-removed`, `row-added`: an exception is not what its history made of it
 */
export type AuditFault =
  | "changed"
  | "broken"
  | "removed"
  | "cut"
  | "event-changed"
  | "event-removed"
  | "event-added"
  | "row-changed"
  | "row-removed"
  | "row-added";
