/**
 * What is done with a record, in its own system.
 *
 * - `create`: it is absent and belongs there
 * - `update`: it is there and says something else
 * - `void`: it is there and belongs not, or a second time
 */
export const REPAIR_ACTIONS = ["create", "update", "void"] as const;
export type RepairAction = (typeof REPAIR_ACTIONS)[number];

/** The records that a review would repair: proposed, never written to a system. */
export interface ReviewedRepairs {
  /** By the estate's datasets, then by action. */
  readonly files: readonly RepairFile[];
  /** One for each finding that speaks of records, in the order of the review. */
  readonly findings: readonly FindingRepair[];
}

/** One import file: the records of one dataset that one action is for, under the system's own column names. */
export interface RepairFile {
  readonly system: string;
  readonly dataset: string;
  readonly action: RepairAction;
  /** Below the review's directory, with `/`: `repairs/books.invoices.update.csv`. */
  readonly file: string;
  readonly records: number;
  /** Its columns, in order: first the native key. */
  readonly columns: readonly string[];
}

/** What can be repaired of one finding. `exact + decide + open` are its records. */
export interface FindingRepair {
  /** Its fingerprint. */
  readonly finding: string;
  /** Records whose exact values are known: they stand in the import files. */
  readonly exact: number;
  /** Records of which a person must choose one of several: they stand in `repairs/decide.csv`. */
  readonly decide: number;
  /** Records of which nothing tells what is right. */
  readonly open: number;
  /** Whose value is taken and why, one plain sentence; undefined: no record is exact. */
  readonly basis: string | undefined;
  /** Why records stay open or must be decided; undefined: none do. */
  readonly reason: string | undefined;
  /** Import files that hold its records. */
  readonly files: readonly string[];
}

/**
 * Columns of the engine's relation of repairs: one row a cell, total order by
 * finding, dataset, action, key, field. `field` NULL: the action is about the record itself.
 */
export const REPAIR_COLUMNS = [
  "finding",
  "break",
  "system",
  "dataset",
  "action",
  "key",
  "field",
  "column",
  "current",
  "proposed",
  "sure",
  "basis",
] as const;
