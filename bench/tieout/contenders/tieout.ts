/*
 * tieout.js FROM TO time|check DATASET: our own tie-out, with every break
 * written to a Parquet file.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckdb } from "../../../src/engines/duckdb/index.ts";
import { answerOf, tieOutFiles } from "../tie-out-files.ts";

const [from, to, mode, dataset] = process.argv.slice(2);
if (from === undefined || to === undefined) throw new Error("tieout.js FROM TO time|check DATASET");
const scratch = mkdtempSync(join(tmpdir(), "tieout-bench-"));
try {
  const engine = await openDuckdb({ threads: undefined, memory: undefined, spill: join(scratch, "spill") });
  const result = await tieOutFiles(engine, { from, to }, dataset === "duplicate-keys", join(scratch, "breaks.parquet"));
  console.log(JSON.stringify(mode === "check" ? await answerOf(engine, result) : { records: result.records }));
  await engine.close();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
