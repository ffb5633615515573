import type { Engine } from "../engines/engine.ts";
import { writeTable, type TableFile, type WrittenTable } from "./table-file.ts";

/** Columns of a relation of state mismatches, in the order in which they are written. Times are UTC. */
export const MISMATCH_COLUMNS = [
  "fingerprint",
  "lifecycle",
  "rule",
  "outcome",
  "track",
  "dataset",
  "key",
  "other_dataset",
  "other_key",
  "state",
  "other_state",
  "from_at",
  "due_at",
  "to_at",
  "from_earliest",
  "to_latest",
  "seconds",
  "amount",
  "amount_days",
  "unit",
  "date",
  "actor",
  "records",
  "file",
  "line",
] as const;

const MISMATCHES: TableFile<(typeof MISMATCH_COLUMNS)[number]> = {
  name: "mismatches",
  columns: MISMATCH_COLUMNS,
  order: [
    ...(["lifecycle", "rule", "outcome", "track", "dataset", "key", "other_dataset", "other_key", "from_at", "fingerprint"] as const),
    ...(["to_at", "due_at", "state", "other_state", "file", "line"] as const),
  ],
  kinds: {
    from_at: "time",
    due_at: "time",
    to_at: "time",
    from_earliest: "time",
    to_latest: "time",
    seconds: "plain",
    amount: "number",
    amount_days: "number",
    date: "plain",
    records: "plain",
    line: "plain",
  },
};

/**
 * Writes all state mismatches of a relation (columns `MISMATCH_COLUMNS`) as
 * `mismatches.parquet`, values as they are, and `mismatches.csv`, in which no cell
 * can act as a formula when a spreadsheet opens it and times end in Z.
 *
 * @throws RunError when the directory cannot be written
 */
export function writeMismatches(engine: Engine, relation: string, directory: string): Promise<WrittenTable> {
  return writeTable(engine, relation, directory, MISMATCHES);
}
