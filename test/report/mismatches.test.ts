import { parse } from "csv-parse/sync";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { MISMATCH_COLUMNS, writeMismatches } from "../../src/report/index.ts";
import { join as joinSql, sql } from "../../src/sql/index.ts";

let directory: string;
let engine: Engine;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tieout-mismatches-"));
  engine = await openDuckdb({ spill: directory, threads: 2, memory: "512MiB" });
  await engine.runInline(sql`CREATE TABLE mismatches (fingerprint VARCHAR, lifecycle VARCHAR, rule VARCHAR, outcome VARCHAR, track VARCHAR,
    dataset VARCHAR, key VARCHAR, other_dataset VARCHAR, other_key VARCHAR, state VARCHAR, other_state VARCHAR,
    from_at TIMESTAMP, due_at TIMESTAMP, to_at TIMESTAMP, from_earliest TIMESTAMP, to_latest TIMESTAMP, seconds BIGINT,
    amount DECIMAL(18, 4), amount_days DECIMAL(38, 2), unit VARCHAR, date DATE, actor VARCHAR, records BIGINT, file VARCHAR, line BIGINT)`);
});

afterEach(async () => {
  await engine.close();
  await rm(directory, { recursive: true });
});

/** A disagreement a text, with the text wherever a source's own text can stand. */
async function insert(texts: readonly string[]): Promise<void> {
  const rows = texts.map(
    (text, index) => sql`(${`f${index}`}, ${"job"}, ${null}, ${"stuck"}, ${"t"}, ${"d.a"}, ${text}, ${"d.b"}, ${text}, ${text}, ${text},
      TIMESTAMP '2026-05-03 14:00:00', TIMESTAMP '2026-05-11 04:00:00.250', ${null}, ${null}, ${null}, ${172_800},
      CAST(${`-${index}.5000`} AS DECIMAL(18, 4)), CAST(${`${index}.10`} AS DECIMAL(38, 2)), ${text}, CAST(${"2026-05-03"} AS DATE), ${text}, ${1}, ${text}, ${index})`,
  );
  await engine.runInline(sql`INSERT INTO mismatches VALUES ${joinSql(rows)}`);
}

async function readCsv(path: string): Promise<Record<string, string>[]> {
  return parse(await readFile(path), { columns: true }) as Record<string, string>[];
}

describe("files of mismatches", () => {
  it("disarms formulas wherever a source's own text stands", async () => {
    await insert(["=1+1", "@SUM(A1)", "＋1", "-2+3", "harmless"]);
    const { csv } = await writeMismatches(engine, "mismatches", directory);
    const rows = await readCsv(csv);
    expect(Object.keys(rows[0] ?? {})).toEqual([...MISMATCH_COLUMNS]);
    for (const column of ["key", "other_key", "state", "other_state", "unit", "actor", "file"]) {
      expect(rows.map((row) => row[column]).sort()).toEqual(["'-2+3", "'=1+1", "'@SUM(A1)", "'＋1", "harmless"].sort());
    }
  });

  it("writes times as UTC, and numbers as numbers", async () => {
    await insert(["a"]);
    const [row] = await readCsv((await writeMismatches(engine, "mismatches", directory)).csv);
    expect(row).toMatchObject({
      from_at: "2026-05-03T14:00:00Z",
      due_at: "2026-05-11T04:00:00.25Z",
      to_at: "",
      rule: "",
      seconds: "172800",
      amount: "-0.50",
      amount_days: "0.10",
      date: "2026-05-03",
      records: "1",
    });
  });

  it("keeps values as they are in the Parquet", async () => {
    await insert(["=1+1"]);
    const { parquet } = await writeMismatches(engine, "mismatches", directory);
    const rows = await engine.rows<{ key: string; state: string; amount: string }>(
      sql`SELECT key, state, amount FROM read_parquet(${parquet})`,
    );
    expect(rows).toEqual([{ key: "=1+1", state: "=1+1", amount: "-0.5000" }]);
  });

  it("gives the same bytes whatever the order of rows", async () => {
    const texts = Array.from({ length: 200 }, (_, index) => `key ${index}`);
    await insert(texts);
    const written: Buffer[][] = [];
    for (const order of ["a", "b"]) {
      await engine.runInline(sql`CREATE OR REPLACE TABLE shuffled AS SELECT * FROM mismatches ORDER BY hash(key, ${order})`);
      const files = await writeMismatches(engine, "shuffled", directory);
      written.push([await readFile(files.csv), await readFile(files.parquet)]);
    }
    expect(written[0]?.[0]?.equals(written[1]?.[0] ?? Buffer.alloc(0))).toBe(true);
    expect(written[0]?.[1]?.equals(written[1]?.[1] ?? Buffer.alloc(0))).toBe(true);
  });

  it("writes a header even when nothing is wrong", async () => {
    const { csv } = await writeMismatches(engine, "mismatches", directory);
    expect(await readFile(csv, "utf8")).toBe(`${MISMATCH_COLUMNS.join(",")}\n`);
  });
});
