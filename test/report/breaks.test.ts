import { parse } from "csv-parse/sync";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { BREAK_COLUMNS, writeBreaks } from "../../src/report/index.ts";
import { id, join as joinSql, sql } from "../../src/sql/index.ts";

let directory: string;
let engine: Engine;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tieout-breaks-"));
  engine = await openDuckdb({ spill: directory, threads: 2, memory: "512MiB" });
});

afterEach(async () => {
  await engine.close();
  await rm(directory, { recursive: true });
});

const FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\tx", "\rx", "\n=1", "＝1+1", "＋1", "－1", "＠x"];
const HARMLESS = ["J-20012", "a=b", "it's", 'say "hi", twice', "two\nlines", "0042", "حساب", ""];

/** A relation of breaks whose keys are the texts given, in a scrambled order. */
async function relation(keys: readonly string[], name = "breaks"): Promise<void> {
  await engine.runInline(sql`CREATE TABLE ${id(name)} (fingerprint VARCHAR, handoff VARCHAR, side VARCHAR, outcome VARCHAR, reason VARCHAR,
    dataset VARCHAR, key VARCHAR, reference VARCHAR, unit VARCHAR, date DATE, amount DECIMAL(18, 4), difference DECIMAL(18, 4),
    counterparts VARCHAR, fields VARCHAR, file VARCHAR, line BIGINT, confidence DOUBLE)`);
  const rows = keys.map(
    (key, index) =>
      sql`(${`f${index}`}, ${"h"}, ${"from"}, ${"missing"}, ${"none"}, ${"d.a"}, ${key}, ${key}, ${null}, CAST(${"2026-09-01"} AS DATE),
        CAST(${`${index % 2 === 0 ? "-" : ""}${index}.5000`} AS DECIMAL(18, 4)), ${null}, ${key}, ${"[]"}, ${key}, ${index}, ${0.75})`,
  );
  await engine.runInline(sql`INSERT INTO ${id(name)} VALUES ${joinSql(rows)}`);
}

async function readCsv(path: string): Promise<Record<string, string>[]> {
  return parse(await readFile(path), { columns: true, relax_quotes: false }) as Record<string, string>[];
}

describe("files of breaks", () => {
  it("disarms formulas in the CSV and leaves every other text as it is", async () => {
    await relation([...FORMULAS, ...HARMLESS]);
    const { csv } = await writeBreaks(engine, "breaks", directory);
    const rows = await readCsv(csv);
    expect(Object.keys(rows[0] ?? {})).toEqual([...BREAK_COLUMNS]);
    for (const column of ["key", "reference", "counterparts", "file"]) {
      expect(rows.map((row) => row[column]).sort()).toEqual([...FORMULAS.map((text) => `'${text}`), ...HARMLESS].sort());
    }
    const cells = rows.flatMap((row) => Object.entries(row).filter(([name]) => name !== "amount" && name !== "difference"));
    expect(cells.filter(([, value]) => /^[=+\-@\t\r\n＝＋－＠]/.test(value))).toEqual([]);
  });

  it("keeps negative amounts numbers, to the cent", async () => {
    await relation(["a", "b", "c"]);
    const { csv } = await writeBreaks(engine, "breaks", directory);
    expect((await readCsv(csv)).map((row) => row["amount"])).toEqual(["-0.50", "1.50", "-2.50"]);
  });

  it("disarms an amount that is no number", async () => {
    await relation(["a"]);
    await engine.runInline(sql`CREATE VIEW odd AS SELECT * REPLACE ('=1+1' AS amount, '-12.3400' AS difference) FROM breaks`);
    const [row] = await readCsv((await writeBreaks(engine, "odd", directory)).csv);
    expect([row?.["amount"], row?.["difference"]]).toEqual(["'=1+1", "-12.34"]);
  });

  it("keeps raw values in the Parquet", async () => {
    await relation([...FORMULAS, ...HARMLESS]);
    const { parquet } = await writeBreaks(engine, "breaks", directory);
    const rows = await engine.rows<{ key: string; amount: string }>(sql`SELECT key, amount FROM read_parquet(${parquet}) ORDER BY line`);
    expect(rows.map((row) => row.key)).toEqual([...FORMULAS, ...HARMLESS]);
    expect(rows[2]?.amount).toBe("-2.5000");
  });

  it("gives the same bytes whatever the order of rows and the number of threads", async () => {
    await relation(["b", "a", "c"]);
    await engine.runInline(
      sql`CREATE TABLE many AS SELECT b.* REPLACE (concat(key, i) AS key, i AS line) FROM breaks b, range(45000) r(i)`,
    );
    const written: Buffer[][] = [];
    for (const [threads, order] of [
      [1, "a"],
      [2, "b"],
    ] as const) {
      await engine.runInline(sql`CREATE OR REPLACE TABLE shuffled AS SELECT * FROM many ORDER BY hash(key, line, ${order})`);
      await engine.runInline(threads === 1 ? sql`SET threads = 1` : sql`SET threads = 2`);
      const files = await writeBreaks(engine, "shuffled", directory);
      written.push([await readFile(files.csv), await readFile(files.parquet)]);
    }
    expect(written[0]?.[0]?.equals(written[1]?.[0] ?? Buffer.alloc(0))).toBe(true);
    expect(written[0]?.[1]?.equals(written[1]?.[1] ?? Buffer.alloc(0))).toBe(true);
  });

  it("writes a header even when there is no break", async () => {
    await relation(["a"]);
    await engine.runInline(sql`DELETE FROM breaks`);
    const { csv } = await writeBreaks(engine, "breaks", directory);
    expect(await readFile(csv, "utf8")).toBe(`${BREAK_COLUMNS.join(",")}\n`);
  });
});
