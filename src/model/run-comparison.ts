/** Two reviews of one estate, the earlier and the later one. */
export interface RunComparison {
  readonly estate: { readonly name: string; readonly title: string; readonly currency: string };
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  /** One plain sentence. */
  readonly sentence: string;
  /** Every finding of either, in the order of `FINDING_CHANGES`, then that of the later review. */
  readonly findings: readonly FindingChange[];
  /** Breaks by fingerprint; undefined where one of the two has no breaks.parquet beside it. */
  readonly breaks: BreakChanges | undefined;
  /** By id. */
  readonly units: readonly UnitChange[];
}

export interface ComparedRun {
  readonly asOf: string;
  readonly findings: number;
  readonly breaks: number;
  readonly mismatched: number;
  /** Decimal string. */
  readonly amount: string;
  readonly handoffsClean: number;
  readonly handoffs: number;
}

/** `grew`, `shrank`: more or fewer records; with as many, more or less money. */
export const FINDING_CHANGES = ["opened", "grew", "shrank", "closed", "same"] as const;

export interface FindingChange {
  readonly change: (typeof FINDING_CHANGES)[number];
  readonly fingerprint: string;
  readonly title: string;
  readonly records: { readonly before: number; readonly after: number };
  readonly amount: { readonly before: string | undefined; readonly after: string | undefined };
}

export interface BreakChanges {
  readonly opened: number;
  readonly closed: number;
  readonly stayed: number;
}

/**
 * - `improving`: fewer breaks, and no more corrections
 * - `hidden-better`: no fewer breaks, and more corrections
 * - `worse`: more breaks, and no more corrections
 * - `mixed`: fewer breaks, at the price of more corrections
 * - `same`: as many breaks, no more corrections
 * - `unknown`: breaks by unit are not known of both
 */
export type UnitTrend = "improving" | "hidden-better" | "worse" | "mixed" | "same" | "unknown";

/** Raw inconsistency beside correction effort. */
export interface UnitChange {
  readonly unit: string;
  readonly breaks: { readonly before: number; readonly after: number } | undefined;
  /** What people changed between raw records and reported numbers of the unit, over the reviewed periods. */
  readonly corrections: { readonly before: number; readonly after: number };
  readonly trend: UnitTrend;
}
