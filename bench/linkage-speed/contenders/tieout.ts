/*
 * tieout.js FILE OUT time|check THREADS: our own linkage with the same rules. Writes
 * OUT/links.csv: the pairs of at least 95 %.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDuckdb } from "../../../src/engines/duckdb/index.ts";
import type { AttributeRole } from "../../../src/model/index.ts";
import { linkRecords } from "../../../src/resolve/link/link.ts";
import { weighedPairs } from "../../../src/resolve/link/linkage.ts";
import { bitsOf } from "../../../src/resolve/link/score.ts";
import { id, join as list, sql } from "../../../src/sql/index.ts";
import { PEOPLE_COLUMNS, PEOPLE_RULES } from "../people.ts";

const roles: Readonly<Record<(typeof PEOPLE_COLUMNS)[number], AttributeRole>> = {
  first_name: "first-name",
  surname: "last-name",
  dob: "date",
  city: "place",
  email: "email",
  phone: "phone",
};
const [file, out, mode, threads] = process.argv.slice(2);
if (file === undefined || out === undefined) throw new Error("tieout.js FILE OUT time|check THREADS");
const scratch = mkdtempSync(join(tmpdir(), "tieout-bench-"));
try {
  const engine = await openDuckdb({ threads: Number(threads), memory: undefined, spill: join(scratch, "spill") });
  const columns = list(PEOPLE_COLUMNS.map((name) => id(name)));
  await engine.runInline(sql`CREATE TABLE raw AS SELECT id AS node, 0 AS source, ${columns} FROM read_parquet(${file})`);
  const linkage = await linkRecords(
    engine,
    {
      raw: "raw",
      attributes: PEOPLE_COLUMNS.map((name) => ({ name, role: roles[name] })),
      sources: 1,
      pairs: [{ left: 0, right: 0, mostMatches: undefined }],
      country: "GB",
      blocking: PEOPLE_RULES.map((rule) => ({ name: rule.join(" + "), attributes: [...rule], columns: [...rule] })),
      // The rules are given: whatever they bring together is compared.
      limits: { blockPairs: Number.MAX_SAFE_INTEGER, pairsPerRecord: Number.MAX_SAFE_INTEGER },
    },
    "who",
    mode === "check" ? (line) => console.error(line) : undefined,
  );
  const links = sql`SELECT p.l, p.r FROM (${weighedPairs(linkage)}) AS p WHERE p.weight >= ${bitsOf(0.95)}`;
  await engine.runInline(sql`COPY (${links}) TO ${join(out, "links.csv")} (HEADER FALSE)`);
  const answer: Record<string, number | string> = { compared: linkage.compared };
  if (mode === "check") {
    const [pairs] = await engine.rows<{ pairs: string; checksum: string }>(
      sql`SELECT count(*) AS pairs, CAST(sum((CAST(l AS BIGINT) * r) % 4294967291) AS VARCHAR) AS checksum FROM ${id(linkage.pairs)}`,
    );
    Object.assign(answer, { pairs: Number(pairs?.pairs), checksum: pairs?.checksum });
  }
  console.log(JSON.stringify(answer));
  await engine.close();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
