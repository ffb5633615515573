import type { DebtKind } from "./finding.ts";

/** What else can be wrong with systems that are connected just enough to get by; by kind of debt. */
export const SIGN_OUTCOMES = {
  "source-of-truth-conflict": ["values-differ", "two-origins", "non-owner-writes", "no-owner", "value-sets-differ", "defined-otherwise"],
  "silent-sync-failure": ["truncated", "void-not-propagated", "late-under-watermark", "retried-twice", "logged-success", "no-alert"],
  "spreadsheet-middleware": ["re-keyed", "undocumented-join", "missing-backend-state", "typed-over", "formula-fault"],
  "corrected-export": ["corrected", "unexplained-number"],
  "migration-residue": ["two-id-formats", "column-stopped", "column-started", "old-word", "open-in-retired"],
  "unowned-automation": ["unregistered-actor", "register-gap", "run-missing", "volume-fell", "breaks-of-one-actor"],
} as const satisfies Partial<Record<DebtKind, readonly string[]>>;

/** A kind of debt that signs tell of. */
export type SignKind = keyof typeof SIGN_OUTCOMES;

/**
 * - `values-differ`: one fact, two values, beyond tolerance and grace; `two-origins`: it is changed first now in one system, now in another; `non-owner-writes`: a reader changes it; `no-owner`: several systems hold it and none is declared to own it; `value-sets-differ`: two systems have different words for one thing; `defined-otherwise`: a report reads a metric by another definition
 * - `truncated`: exactly a page limit, and the newest are absent; `void-not-propagated`: deleted or voided here, alive there; `late-under-watermark`: entered later than records that an earlier run had taken; `retried-twice`: one content twice, minutes apart; `logged-success`: the log says success and the record is not there; `no-alert`: a failing handoff that tells nobody
 * - `re-keyed`: a person typed what another system had; of a workbook: `undocumented-join`: a lookup that no system knows of; `missing-backend-state`: a column that people type; `typed-over`: a value where a formula or a copy belongs; `formula-fault`: logic that is wrong
 * - `corrected`: what people change between raw records and a report; `unexplained-number`: a number of which neither tells
 * - `two-id-formats`, `column-stopped`, `column-started`, `old-word`, `open-in-retired`: what a migration left behind
 * - `unregistered-actor`, `register-gap`, `run-missing`, `volume-fell`, `breaks-of-one-actor`: what runs without an owner
 */
export type SignOutcome = (typeof SIGN_OUTCOMES)[SignKind][number];

/** What a finding is about, where it is neither a handoff nor a lifecycle. */
export interface FindingSubject {
  readonly type: "fact" | "dataset" | "field" | "handoff" | "automation" | "actor" | "unit" | "report" | "workbook";
  /** `customer.billing_email`, `books.invoices`, `books.invoices.class` … */
  readonly id: string;
}
