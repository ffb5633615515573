import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import type { IdentityEvent } from "../../src/resolve/crosswalk/entities.ts";
import { planPending, readHistory } from "../../src/resolve/crosswalk/history.ts";
import { crosswalkFiles, readCrosswalk, writeCrosswalk, type CrosswalkPlace } from "../../src/resolve/crosswalk/store.ts";
import { id, join, sql } from "../../src/sql/index.ts";
import { startEngine } from "../detect/given.ts";

let engine: Engine;
let close: () => Promise<void>;
let directory: string;
let place: CrosswalkPlace;
let folder: string;
let crosswalk: string;
let runs = 0;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
  // Brackets in a name are no pattern.
  directory = await mkdtemp(path.join(tmpdir(), "tieout-store-[a]*-"));
});
afterAll(async () => {
  await close();
  await rm(directory, { recursive: true, force: true });
});
beforeEach(() => {
  place = { directory: path.join(directory, `run-${++runs}`), identity: "customer" };
  ({ folder, crosswalk } = crosswalkFiles(place));
});

type Stored = readonly [dataset: string, key: string | null, entity: string, confidence: number];
const ONE: readonly Stored[] = [
  ["crm", "2", "customer-a", 0.25],
  ["books", "10", "customer-a", 0.999],
  ["crm", null, "customer-b", 1],
];
const MERGE: IdentityEvent = { at: "2026-11-24T07:00:00.000Z", kind: "merge", from: ["customer-a", "customer-b"], to: ["customer-a"] };
const SPLIT: IdentityEvent = { at: "2026-11-24T08:00:00.000Z", kind: "split", from: ["customer-a"], to: ["customer-a", "customer-b"] };

async function write(rows: readonly Stored[], events: readonly IdentityEvent[] = []): Promise<boolean> {
  const values = rows.map(
    ([dataset, key, entity, confidence]) => sql`(${dataset}, CAST(${key} AS VARCHAR), ${entity}, CAST(${confidence} AS DOUBLE))`,
  );
  const relation = `entities ${runs} ${Math.random()}`;
  await engine.runInline(
    sql`CREATE TABLE ${id(relation)} AS SELECT * FROM (VALUES ${join(values)}) AS v (dataset, key, entity, confidence)`,
  );
  return await writeCrosswalk(engine, place, relation, events);
}

async function read(): Promise<unknown[] | undefined> {
  if (!(await readCrosswalk(engine, place, "read"))) return undefined;
  return (await engine.rows(sql`SELECT * FROM read`)).map((row) => Object.values(row));
}

test("nothing is there before the first run", async () => {
  expect(await read()).toBeUndefined();
  expect(await readHistory(folder)).toEqual([]);
});

test("what is written is read, in one order, with nothing left half done", async () => {
  expect(await write(ONE)).toBe(true);
  const first = await readFile(crosswalk);
  expect(await read()).toEqual([
    ["books", "10", "customer-a", 0.999],
    ["crm", "2", "customer-a", 0.25],
    ["crm", null, "customer-b", 1],
  ]);
  expect(await write(ONE.toReversed())).toBe(false);
  expect(await readFile(crosswalk)).toEqual(first);
  expect(await readdir(folder)).toEqual(["crosswalk.parquet"]);
});

test("the history grows and is never rewritten", async () => {
  await write(ONE);
  await write(ONE.slice(1), [MERGE]);
  const before = await readFile(path.join(folder, "history.jsonl"), "utf8");
  await write(ONE, [SPLIT, MERGE]);
  expect(await readHistory(folder)).toEqual([MERGE, SPLIT, MERGE]);
  const after = await readFile(path.join(folder, "history.jsonl"), "utf8");
  expect(after.startsWith(before)).toBe(true);
  expect(await readdir(folder)).toEqual(["crosswalk.parquet", "history.jsonl"]);
});

describe("a run that was killed", () => {
  const history = async (): Promise<string> => await readFile(path.join(folder, "history.jsonl"), "utf8").catch(() => "");

  test.each([0, 1, 70, 400])("after its crosswalk took its place and %d bytes of history: the rest follows, once", async (bytes) => {
    await write(ONE, [SPLIT]);
    const old = await history();
    await write(ONE.slice(1), [MERGE, SPLIT]);
    const whole = await history();
    const { createHash } = await import("node:crypto");
    await truncate(path.join(folder, "history.jsonl"), old.length);
    await planPending(
      folder,
      createHash("sha256")
        .update(await readFile(crosswalk))
        .digest("hex"),
      [MERGE, SPLIT],
    );
    await appendFile(path.join(folder, "history.jsonl"), whole.slice(old.length, old.length + bytes));
    expect(await read()).toHaveLength(2);
    expect(await history()).toBe(whole);
    expect(await readdir(folder)).toEqual(["crosswalk.parquet", "history.jsonl"]);
  });

  test("before it: its events never happened", async () => {
    await write(ONE, [SPLIT]);
    const old = await history();
    await planPending(folder, "0".repeat(64), [MERGE]);
    await writeFile(`${crosswalk}.partial`, "half");
    expect(await read()).toHaveLength(3);
    expect(await history()).toBe(old);
    await write(ONE.slice(1), [MERGE]);
    expect(await readHistory(folder)).toEqual([SPLIT, MERGE]);
    expect(await readdir(folder)).toEqual(["crosswalk.parquet", "history.jsonl"]);
  });
});

describe("damage is told, with what to do", () => {
  test.each([
    ["cut off", async () => await truncate(crosswalk, 100)],
    ["empty", async () => await truncate(crosswalk, 0)],
    ["no Parquet", async () => await writeFile(crosswalk, "dataset,key,entity\n")],
  ])("%s", async (_name, damage) => {
    await write(ONE);
    await damage();
    await expect(read()).rejects.toMatchObject({ code: "crosswalk-damaged", hint: expect.stringContaining("remove it") as string });
  });

  test("another identity's crosswalk", async () => {
    await write([["crm", "1", "vendor-a", 1]]);
    await expect(read()).rejects.toMatchObject({ code: "crosswalk-damaged" });
  });

  test("Parquet of another form", async () => {
    await mkdir(folder, { recursive: true });
    await engine.runInline(sql`COPY (SELECT 1 AS x) TO ${crosswalk} (FORMAT parquet)`);
    await expect(read()).rejects.toMatchObject({ code: "crosswalk-damaged" });
  });

  test("a directory in its place", async () => {
    await mkdir(crosswalk, { recursive: true });
    await expect(read()).rejects.toMatchObject({ code: "crosswalk-damaged" });
  });

  test("a line of the history that is none", async () => {
    await write(ONE, [MERGE]);
    await appendFile(path.join(folder, "history.jsonl"), '{"at":\n');
    await expect(readHistory(folder)).rejects.toMatchObject({
      code: "history-damaged",
      message: expect.stringContaining("Line 2") as string,
    });
  });

  test("an identity's id is no path", () => {
    expect(() => crosswalkFiles({ directory, identity: "../x" })).toThrow(TypeError);
  });

  test.skipIf(process.getuid?.() === 0)("a directory that may not be written", async () => {
    await mkdir(place.directory, { recursive: true });
    await chmod(place.directory, 0o500);
    await expect(write(ONE)).rejects.toMatchObject({ code: "no-permission" });
    await chmod(place.directory, 0o700);
  });
});
