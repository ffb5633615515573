import type { Engine } from "../engines/engine.ts";
import { writeTable, type TableFile, type WrittenTable } from "./table-file.ts";

/** Columns of a relation of breaks, in the order in which they are written. */
export const BREAK_COLUMNS = [
  "fingerprint",
  "handoff",
  "side",
  "outcome",
  "reason",
  "dataset",
  "key",
  "reference",
  "unit",
  "date",
  "amount",
  "difference",
  "counterparts",
  "fields",
  "file",
  "line",
  "confidence",
] as const;

/** Total, so that the files' bytes do not depend on how the rows came. */
const BREAKS: TableFile<(typeof BREAK_COLUMNS)[number]> = {
  name: "breaks",
  columns: BREAK_COLUMNS,
  order: ["handoff", "outcome", "side", "dataset", "key", "fingerprint", "file", "line"],
  kinds: { amount: "number", difference: "number", date: "plain", line: "plain", confidence: "plain" },
};

/**
 * Writes all breaks of a relation (columns `BREAK_COLUMNS`) as `breaks.parquet`,
 * values as they are, and `breaks.csv`, in which no cell can act as a formula
 * when a spreadsheet opens it.
 *
 * @throws RunError when the directory cannot be written
 */
export function writeBreaks(engine: Engine, relation: string, directory: string): Promise<WrittenTable> {
  return writeTable(engine, relation, directory, BREAKS);
}
