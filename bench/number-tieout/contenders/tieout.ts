/*
 * tieout.js WORKBOOK RAW: reads the workbook and prices every correction of its numbers.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckdb } from "../../../src/engines/duckdb/index.ts";
import { tieNumbers } from "../tie.ts";

const [workbook, raw] = process.argv.slice(2);
if (workbook === undefined || raw === undefined) throw new Error("tieout.js WORKBOOK RAW");
const scratch = mkdtempSync(join(tmpdir(), "tieout-bench-"));
try {
  const engine = await openDuckdb({ threads: undefined, memory: undefined, spill: join(scratch, "spill") });
  console.log(JSON.stringify(await tieNumbers(engine, workbook, raw)));
  await engine.close();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
