import type { DebtKind, FindingOutcome } from "../../src/model/index.ts";

/** Where a finding may be: by its subject, or the handoff, lifecycle rule or track that it names. */
export interface Place {
  readonly kind: DebtKind;
  readonly outcome: FindingOutcome;
  /** Any of these names the same place. */
  readonly subjects: readonly string[];
}

/** One fault that was put in. */
export interface Fault extends Place {
  /** What was done, in words. */
  readonly what: string;
  /** Its records, each by all its names: `dispatch.jobs 500001`, `books.invoices INV1001`. Undefined: it is none of single records. */
  readonly records: readonly (readonly string[])[] | undefined;
  /** Why it happened, where the records tell: the finding must say so. */
  readonly cause: CauseClass | undefined;
  /** What the finding must name in its sentence; undefined: nothing of its own. */
  readonly names?: string;
  /** What is true because of it, too; it may be said and need not be. */
  readonly also: readonly Place[];
}

export type CauseClass = "configuration" | "workflow" | "ownership" | "reporting-architecture" | "data-entry" | "vendor-limit" | "unknown";
