import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareRecords } from "../../src/resolve/prepare/index.ts";
import { id, join, sql } from "../../src/sql/index.ts";
import { startPreparing, type Preparing } from "./prepare.ts";

/* The rarest words of a text, and what becomes of them when the counts are frozen. */
let preparing: Preparing;
beforeAll(async () => {
  preparing = await startPreparing();
});
afterAll(() => preparing.close());

const OLD = ["Xylo Plumbing", "Xylo Roofing", "Acme Plumbing", "Acme Roofing", "Bolt Plumbing", "Zzyzx Plumbing"];

async function rare(names: readonly string[], relation: string, words?: string): Promise<{ rows: unknown[][]; words: string }> {
  const { engine } = preparing;
  const rows = names.map((name, node) => sql`(${node}, 0, ${name})`);
  await engine.runInline(sql`CREATE TABLE ${id(`raw ${relation}`)} AS SELECT * FROM (VALUES ${join(rows)}) AS t(node, source, n)`);
  const prepared = await prepareRecords(engine, {
    raw: `raw ${relation}`,
    attributes: [{ name: "n", role: "name" }],
    country: "US",
    relation,
    words,
  });
  const found = await engine.rows(sql`SELECT * FROM ${id(relation)} ORDER BY node`);
  return { rows: found.map((row) => [row["n rare1"], row["n rare1 bits"], row["n rare2"], row["n rare2 bits"]]), words: prepared.words };
}

test("words come rarest first, those of one record last, with what they tell in tenths of a bit", async () => {
  const { rows } = await rare(OLD, "counted");
  // Six names: `acme`, `roofing` and `xylo` stand in two (log2 3), `plumbing` in four (log2 1.5), the others in one (log2 6).
  expect(rows).toEqual([
    ["xylo", 16, "plumbing", 6],
    ["roofing", 16, "xylo", 16],
    ["acme", 16, "plumbing", 6],
    ["acme", 16, "roofing", 16],
    ["plumbing", 6, "bolt", 26],
    ["plumbing", 6, "zzyzx", 26],
  ]);
});

test("frozen counts give old records the same words whatever is new", async () => {
  const old = await rare(OLD, "old");
  const more = await rare([...OLD, "Zzyzx Roofing", "Zzyzx Air", "Xylo Air"], "more", old.words);
  expect(more.words).toBe(old.words);
  expect(more.rows.slice(0, OLD.length)).toEqual(old.rows);
  expect(more.rows[OLD.length]).toEqual(["roofing", 16, "zzyzx", 26]);
});

test("no records, and records without a word, are prepared too", async () => {
  expect((await rare(["😀", ""], "wordless")).rows).toEqual([
    [null, null, null, null],
    [null, null, null, null],
  ]);
});
