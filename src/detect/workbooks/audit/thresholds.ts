/** What the audit's few judgements hang on; chosen by cross-validation over annotated workbooks (docs/workbook-audit.md). */
export interface Thresholds {
  /** A typed number this close to what a formula gives, in parts of it, was meant to be that. */
  readonly near: number;
  /** A formula that fills at least this part of a lane, and this many cells, belongs in the rest of it. */
  readonly majorityShare: number;
  readonly majorityCount: number;
  /** Digits of a typed number that equals one single formula's result by no accident. */
  readonly digitsAlone: number;
  /** How many lines beside each other must add up alike, for totals that no formula computes. */
  readonly alikeLines: number;
  /** A formula that at most this part of a fill has is the fill's fault. */
  readonly minorityShare: number;
  /** Faults that are less sure than this are left out. */
  readonly least: number;
}

export const THRESHOLDS: Thresholds = {
  near: 0.02,
  majorityShare: 0.6,
  majorityCount: 3,
  digitsAlone: 2,
  alikeLines: 3,
  minorityShare: 0.5,
  least: 0.3,
};
