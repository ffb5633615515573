/*
 * tieout.js DATASET THRESHOLD[,THRESHOLD …] OUT FILE [FILE]: our own resolution, with nothing said but
 * what each column holds. For each threshold of acceptance it writes OUT/THRESHOLD.csv: accepted links
 * (l,r) between two files, or entities (id,entity) within one.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckdb } from "../../../src/engines/duckdb/index.ts";
import { resolveIdentity } from "../../../src/resolve/resolve.ts";
import { id, sql } from "../../../src/sql/index.ts";
import { identityOf, recordSets } from "../identity.ts";
import { LINKAGE_DATASETS } from "../data.ts";

const [name, thresholds, out, ...files] = process.argv.slice(2);
const dataset = LINKAGE_DATASETS.find((one) => one === name);
if (dataset === undefined || thresholds === undefined || out === undefined) throw new Error("tieout.js DATASET THRESHOLDS OUT FILE [FILE]");
const scratch = mkdtempSync(join(tmpdir(), "tieout-bench-"));
try {
  const engine = await openDuckdb({ threads: undefined, memory: undefined, spill: join(scratch, "spill") });
  const sets = await recordSets(engine, dataset, files);
  for (const [index, threshold] of thresholds.split(",").entries()) {
    const { crosswalk } = await resolveIdentity(engine, {
      identity: identityOf(dataset, Number(threshold)),
      sets,
      decisions: undefined,
      previous: undefined,
      model: undefined,
      at: "2026-10-01T06:00:00.000Z",
      prefix: `who${index}`,
      progress: () => undefined,
    });
    const answer =
      files.length === 2
        ? sql`SELECT from_key, to_key FROM ${id(crosswalk.links)} WHERE status = 'accepted'`
        : sql`SELECT key, entity FROM ${id(crosswalk.entities)}`;
    await engine.runInline(sql`COPY (${answer}) TO ${join(out, `${threshold}.csv`)} (HEADER FALSE)`);
  }
  await engine.close();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
