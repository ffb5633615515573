import type { CaptureManifest } from "./capture.ts";
import type { Problem } from "./errors.ts";
import type { Dataset } from "./estate.ts";

/**
 * One dataset as the review reads it: a relation of the engine with a row a
 * record, made from one capture. Its columns are the dataset's fields by name
 * (text and key VARCHAR, money and number DECIMAL(18, 4), date DATE, timestamp
 * TIMESTAMP in UTC, boolean BOOLEAN) and, always there:
 *
 * - `_row` BIGINT: the record's number in the capture's Parquet, from 0; unique
 * - `_file` INTEGER, `_pos` BIGINT: index into the manifest's files, and line or record number there
 * - `_key` VARCHAR: the native key, parts joined by ` · `
 * - `_amount` DECIMAL(18, 4): the dataset's amount field; NULL without one
 * - `_date` DATE: day of the dataset's `time` in the estate's zone; NULL without one
 * - `_unit` VARCHAR: the unit's id, or the word as it stands when no unit is called so
 * - `_state` VARCHAR: the canonical state, or the word as it stands
 * - `_deleted` BOOLEAN: never NULL
 * - `_created` TIMESTAMP: the `created` field in UTC (a date counts from its first moment in the estate's zone)
 */
export interface RecordSet {
  readonly dataset: Dataset;
  readonly capture: CaptureManifest;
  /** Name of the table or view. */
  readonly relation: string;
  readonly rows: number;
  /** Values that could not be read as their type, plus the capture's unreadable rows. */
  readonly unreadable: number;
  /** At most 100, in file and line order. */
  readonly unreadableSamples: readonly Problem[];
  /** Said to the reader: words without mapping, ambiguous dates and how they were read. */
  readonly notes: readonly string[];
}
