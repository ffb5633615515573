import type {
  ActResult,
  Actor,
  AuditVerdict,
  DeskDecision,
  DeskOverview,
  DeskToken,
  DeskUser,
  ExceptionAction,
  ExceptionFacets,
  ExceptionFilter,
  ExceptionOrder,
  ExceptionPage,
  ExceptionStory,
  Review,
  Role,
  RunDetail,
  RunSummary,
  SavedView,
  Scope,
  Severity,
} from "../model/index.ts";
import type { Store } from "../stores/store.ts";
import type { OpenTotal } from "./open-totals.ts";

/** What an exception may take where nothing else is agreed: business days by severity. */
export const AGREED_TIME: Readonly<Record<Severity, number>> = { high: 2, medium: 5, low: 10 };

/** Which days count for due dates, and how many of them an exception may take. */
export interface DeskCalendar {
  /** IANA zone in which days begin. */
  readonly timeZone: string;
  /** Days of the week (0 = Sunday) that are business days. */
  readonly businessDays: readonly number[];
  /** ISO days that are none. */
  readonly holidays: readonly string[];
  /** Business days from the day it is opened to the day it is due. */
  readonly due: Readonly<Record<Severity, number>>;
}

export interface DeskPorts {
  readonly store: Store;
  /** The present instant, UTC ISO 8601. */
  readonly now: () => string;
  /** A new unguessable id, such as a UUID. */
  readonly newId: () => string;
  readonly calendar: DeskCalendar;
  /** By unit: who works what breaks in it where the place that breaks has no owner; none when not given. */
  readonly unitOwners?: Readonly<Record<string, string>>;
}

/** One break of a review, as the desk takes it. */
export interface SeenBreak {
  readonly fingerprint: string;
  /** Fingerprint of its finding, which is one of the review's. */
  readonly finding: string;
  /** undefined with `key`: it stands for a group of records. */
  readonly dataset: string | undefined;
  readonly key: string | undefined;
  readonly reference: string | undefined;
  readonly unit: string | undefined;
  /** ISO day. */
  readonly date: string | undefined;
  /** Money at risk, decimal string. */
  readonly amount: string | undefined;
}

export interface RunToRecord {
  readonly review: Review;
  /** All its breaks, some thousands at a time; findings without any become one exception each. */
  readonly breaks: AsyncIterable<readonly SeenBreak[]>;
  /** Where the review's files lie. */
  readonly directory?: string;
}

/** An exception and the version of it that the person saw. A comment needs none. */
export interface ActItem {
  readonly fingerprint: string;
  readonly version?: number;
}

/** An entry of the audit log. */
export interface AuditEntry {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly content: unknown;
  readonly hash: string;
}

export interface NewUser {
  readonly name: string;
  readonly display: string;
  readonly email?: string | undefined;
  readonly role: Role;
  /** undefined: all units. */
  readonly units?: readonly string[] | undefined;
}

/** A person's or a program's way in, without its secret. */
export interface SignedIn {
  readonly user: DeskUser;
  /** Of a token: what it may; of a session: everything that the role may. */
  readonly scopes: readonly Scope[];
  /** Id of the token or session. */
  readonly id: string;
}

/** The store of one estate, as people work with it. Every change is in the audit log, in the same transaction. */
export interface Desk {
  /**
   * Keeps a review and moves exceptions along: opens, opens again, resolves what
   * is gone. One that is older than the newest is kept and changes nothing.
   *
   * @throws RunError `another-estate` when the store holds a different estate's
   */
  recordRun(run: RunToRecord): Promise<RunSummary>;

  /** `limit`: 50 when not given, 500 at most. @throws RangeError when the cursor is none of ours or of another order */
  listExceptions(
    filter: ExceptionFilter,
    page?: { readonly order?: ExceptionOrder; readonly cursor?: string; readonly limit?: number },
  ): Promise<ExceptionPage>;
  facets(filter: ExceptionFilter): Promise<ExceptionFacets>;
  /** How many exceptions a filter lets through; quicker than all their facets. */
  count(filter: ExceptionFilter): Promise<number>;
  /** Open exceptions by finding (symptoms too) or handoff, those in these units. */
  openTotals(by: "finding" | "handoff", scope?: readonly string[]): Promise<ReadonlyMap<string, OpenTotal>>;
  /** undefined: there is none, or none in these units. */
  exception(fingerprint: string, scope?: readonly string[]): Promise<ExceptionStory | undefined>;
  /** One result an item, in their order; each is done as a whole or not at all. At most 1,000 items. */
  act(items: readonly ActItem[], action: ExceptionAction, actor: Actor, scope?: readonly string[]): Promise<readonly ActResult[]>;
  /** Opens again what was accepted until a day that is over; gives how many. */
  endAcceptances(): Promise<number>;

  overview(scope?: readonly string[]): Promise<DeskOverview>;
  /** The newest review by the time it speaks of; of equal times the one recorded last. */
  latestRun(): Promise<RunSummary | undefined>;
  /** Newest first; `before`: the id of the last run of the page before. */
  runs(page?: { readonly before?: string; readonly limit?: number }): Promise<readonly RunSummary[]>;
  run(id: string): Promise<RunDetail | undefined>;
  /** The whole review of a run, as it was recorded. */
  review(id: string): Promise<Review | undefined>;

  users(): Promise<readonly DeskUser[]>;
  user(name: string): Promise<DeskUser | undefined>;
  /** Adds it, or changes the one of that name. */
  putUser(user: NewUser, actor: Actor): Promise<DeskUser>;
  /** Its sessions end and its tokens no longer count. */
  disableUser(name: string, actor: Actor): Promise<boolean>;
  setPassword(name: string, password: string, actor: Actor): Promise<boolean>;
  /** undefined: no such user, disabled, without password, or a wrong one; takes as long either way. */
  userByPassword(name: string, password: string): Promise<DeskUser | undefined>;

  /** The secret is shown here and never again. */
  createSession(user: string, secondsToLive: number): Promise<{ readonly id: string; readonly secret: string }>;
  sessionBySecret(secret: string): Promise<SignedIn | undefined>;
  endSession(id: string): Promise<void>;

  createToken(
    token: { readonly name: string; readonly user: string; readonly scopes: readonly Scope[]; readonly expiresAt?: string },
    actor: Actor,
  ): Promise<{ readonly token: DeskToken; readonly secret: string }>;
  tokens(user?: string): Promise<readonly DeskToken[]>;
  revokeToken(id: string, actor: Actor): Promise<boolean>;
  /** undefined: unknown, revoked, expired, or its user is disabled. */
  tokenBySecret(secret: string): Promise<SignedIn | undefined>;

  decide(decision: { readonly subject: string; readonly decision: string; readonly reason: string }, actor: Actor): Promise<DeskDecision>;
  /** Newest first. */
  decisions(subject?: string): Promise<readonly DeskDecision[]>;

  saveView(view: Omit<SavedView, "id">, actor: Actor): Promise<SavedView>;
  /** A user's own and everybody's. */
  views(user: string): Promise<readonly SavedView[]>;
  removeView(id: string, actor: Actor): Promise<boolean>;

  /** Newest first. */
  auditLog(page?: { readonly before?: number; readonly limit?: number }): Promise<readonly AuditEntry[]>;
  verifyAudit(): Promise<AuditVerdict>;
}
