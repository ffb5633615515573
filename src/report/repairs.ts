import { mkdir } from "node:fs/promises";
import { join as joinPath } from "node:path";
import type { Engine } from "../engines/engine.ts";
import { REPAIR_COLUMNS } from "../model/index.ts";
import { id, sql } from "../sql/index.ts";
import { writeTable } from "./table-file.ts";

/** Columns of a relation of records of which a person must choose. */
const DECIDE_COLUMNS = ["finding", "dataset", "key", "reason", "question", "candidates"] as const;

/**
 * Writes every cell that a review would change as `repairs/ledger.csv` and `.parquet`
 * (columns `REPAIR_COLUMNS`), and what must be decided as `repairs/decide.csv` and
 * `.parquet`. In neither CSV can a cell act as a formula. What has no row is not written.
 *
 * @throws RunError when the directory cannot be written
 */
export async function writeRepairLedger(
  engine: Engine,
  repair: { readonly relation: string; readonly decide: string },
  directory: string,
): Promise<void> {
  const repairs = joinPath(directory, "repairs");
  const has = async (relation: string): Promise<boolean> =>
    (await engine.rows(sql`SELECT 1 AS one FROM ${id(relation)} LIMIT 1`)).length > 0;
  if (await has(repair.relation)) {
    await mkdir(repairs, { recursive: true });
    const order = ["finding", "dataset", "action", "key", "break", "field", "proposed"] as const;
    await writeTable(engine, repair.relation, repairs, { name: "ledger", columns: REPAIR_COLUMNS, order, kinds: { sure: "plain" } });
  }
  if (!(await has(repair.decide))) return;
  await mkdir(repairs, { recursive: true });
  await writeTable(engine, repair.decide, repairs, { name: "decide", columns: DECIDE_COLUMNS, order: DECIDE_COLUMNS, kinds: {} });
}
