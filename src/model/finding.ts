import type { Cause } from "./cause.ts";
import type { MismatchOutcome, StateMismatch } from "./mismatch.ts";
import type { FindingSubject, SignOutcome } from "./sign.ts";
import type { RecordSource } from "./record-source.ts";
import type { OutcomeName, OutcomeReason, Side } from "./outcome.ts";

export type DebtKind =
  | "source-of-truth-conflict"
  | "status-mismatch"
  | "spreadsheet-middleware"
  | "silent-sync-failure"
  | "corrected-export"
  | "vendor-setting"
  | "migration-residue"
  | "unowned-automation";

/** From least to most: what `--fail-on` compares. */
export type Severity = "low" | "medium" | "high";
export const SEVERITIES: readonly Severity[] = ["low", "medium", "high"];

/** Breaks of one kind and place. */
export interface Finding {
  /** First 16 hex digits of SHA-256 over kind and place; the same in every run. */
  readonly fingerprint: string;
  readonly kind: DebtKind;
  readonly severity: Severity;
  /** Where it was found: at a handoff … */
  readonly handoff: string | undefined;
  /** … in a lifecycle … */
  readonly lifecycle: FindingLifecycle | undefined;
  /** … or of something else that the estate or the records name. */
  readonly subject: FindingSubject | undefined;
  readonly outcome: FindingOutcome;
  /** One plain sentence with number and amount. */
  readonly title: string;
  readonly records: number;
  /** Decimal string: the money in the breaks, unsigned sum; undefined where records carry none. */
  readonly amount: string | undefined;
  /** Share of the side's records in scope, 0 to 1. */
  readonly share: number;
  /** Day (ISO) of the first break, by the record's own time; undefined where no record has one. */
  readonly onset: string | undefined;
  readonly latest: string | undefined;
  /** The slice in which the breaks crowd, if they do. */
  readonly slice: AffectedSlice | undefined;
  readonly cause: Cause | undefined;
  /** How long the states were apart; undefined where time is no part of it. */
  readonly delay: FindingDelay | undefined;
  /** The links that the finding rests on; undefined where records are matched by fields, or where no link tells of its breaks. */
  readonly identity: FindingIdentity | undefined;
  readonly owner: string | undefined;
  readonly alert: string | undefined;
  readonly decision: string | undefined;
  /** Largest first, then by fingerprint; at most 10. */
  readonly samples: readonly Break[];
  /** The next thing to do, as a sentence. */
  readonly move: string;
  /** What else shows of the same cause in the same records; left out where nothing does. Their money is not counted again. */
  readonly symptoms?: readonly FindingSymptom[];
  /** Fingerprint of the finding of which this one is a symptom. */
  readonly symptomOf?: string;
}

/** A finding that another one explains. */
export interface FindingSymptom {
  readonly fingerprint: string;
  readonly title: string;
}

/** What became of a record at a handoff, of its states, or what else tells of debt; `setting`: a vendor setting that makes breaks. */
export type FindingOutcome = OutcomeName | MismatchOutcome | SignOutcome | "setting";

export interface FindingLifecycle {
  readonly id: string;
  /** The rule (of `rules` or `carries`) that is broken; undefined where a track breaks the lifecycle itself. */
  readonly rule: string | undefined;
  readonly track: string;
}

/** Time beyond what was agreed, added up over the breaks. */
export interface FindingDelay {
  /** Days, two decimals. */
  readonly days: string;
  /** The longest of them. */
  readonly longest: string;
  /** Dollar-days: each break's amount times its days, to the cent; undefined where records carry no amount. */
  readonly amountDays: string | undefined;
  /** Breaks that are not over yet. */
  readonly open: number;
}

/** How sure the identity links are that a finding rests on. */
export interface FindingIdentity {
  /**
   * Mean over the breaks that rest on links, 0 to 1, four digits: of a break's
   * accepted links the weakest counts, of its links under review the likeliest.
   */
  readonly confidence: number;
  /** How many of its links are accepted. */
  readonly accepted: number;
  /** How many are under review: a decision may change the finding. */
  readonly review: number;
}

export interface AffectedSlice {
  readonly field: string;
  readonly value: string;
  /** Share of the breaks in this slice, and share of all records in it; 0 to 1. */
  readonly shareOfBreaks: number;
  readonly shareOfRecords: number;
}

/** One record-level violation. */
export interface Break {
  /** First 16 hex digits of SHA-256 over kind, handoff, outcome, side and native key; survives reordering and re-running. */
  readonly fingerprint: string;
  /** The handoff and its side; undefined where states are the matter. */
  readonly handoff: string | undefined;
  readonly side: Side | undefined;
  readonly outcome: FindingOutcome;
  readonly reason: OutcomeReason;
  readonly dataset: string;
  /** Native key, parts joined by ` · `. */
  readonly key: string;
  /** The match value that was looked for on the other side, if any. */
  readonly reference: string | undefined;
  readonly unit: string | undefined;
  /** ISO day of the record. */
  readonly date: string | undefined;
  readonly amount: string | undefined;
  /** to − from, where both are known. */
  readonly difference: string | undefined;
  /** Native keys of the records on the other side: the counterpart, or all candidates. At most 10. */
  readonly counterparts: readonly string[];
  readonly fields: readonly FieldDifference[];
  /** Which states disagree, and from when to when; undefined at handoffs. */
  readonly states: StateMismatch | undefined;
  /** Where it stands; left out where no row of a source is behind it. */
  readonly source?: RecordSource;
}

export interface FieldDifference {
  readonly from: { readonly field: string; readonly value: string | null };
  readonly to: { readonly field: string; readonly value: string | null };
}
