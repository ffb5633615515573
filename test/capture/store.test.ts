import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { captureId, findCapture, listCaptures, storeCapture, type Reading, type StoreRequest } from "../../src/capture/index.ts";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { CaptureSource } from "../../src/model/index.ts";
import { sql, type Sql } from "../../src/sql/index.ts";

let engine: Engine;
let root: string;
let captures: string;

beforeEach(async () => {
  // A directory's name may hold what the engine takes for a pattern.
  root = await mkdtemp(path.join(tmpdir(), "tieout-[capture]*'-"));
  captures = path.join(root, "captures");
  engine = await openDuckdb({ spill: path.join(root, "spill"), threads: 2, memory: undefined });
});
afterEach(async () => {
  await engine.close();
  await rm(root, { recursive: true });
});

const source: CaptureSource = {
  path: "a.csv",
  format: undefined,
  encoding: undefined,
  delimiter: undefined,
  headerRow: undefined,
  sheet: undefined,
  records: undefined,
  capturedAt: "2026-10-01T06:00:00-04:00",
  line: 7,
};

function reading(file: string, relation: Sql, columns: readonly string[], more: Partial<Reading> = {}): Reading {
  return {
    file: { path: file, sha256: "00", bytes: 1, format: "csv", encoding: "utf-8", delimiter: ",", headerRow: 1, sheet: undefined },
    relation: sql`(${relation})`,
    position: { kind: "ordinal", first: 2 },
    columns: columns.map((name) => ({ name, type: "VARCHAR" })),
    unreadable: [],
    unreadableRows: 0,
    envelope: { time: undefined, declaredCount: undefined },
    ...more,
  };
}

function request(readings: readonly Reading[], more: Partial<StoreRequest> = {}): StoreRequest {
  return {
    dataset: "books.invoices",
    id: "a".repeat(64),
    source,
    estateFile: "tieout.yaml",
    readings,
    fileTimes: readings.map(() => "2026-09-30T00:00:00.000Z"),
    capturesDirectory: captures,
    ...more,
  };
}

const numbers = (count: number) => sql`SELECT CAST(i AS VARCHAR) AS n FROM range(${count}) AS t(i)`;
const contents = (file: string) =>
  engine.rows(sql`SELECT * EXCLUDE (filename) FROM read_parquet(${file.replaceAll(/[*?[]/g, "[$&]")}, filename = true)`);

describe("storeCapture", () => {
  it("keeps rows of several files in order, with file and place, and fills columns that one lacks", async () => {
    const capture = await storeCapture(
      engine,
      request([
        reading("a.csv", sql`SELECT * FROM (VALUES ('1', 'x'), ('2', NULL)) AS v(id, "na""me")`, ["id", 'na"me']),
        reading("b.csv", sql`SELECT 'y' AS extra, '3' AS ID, CAST(9 AS BIGINT) AS _pos`, ["extra", "ID"], { position: { kind: "column" } }),
      ]),
    );
    expect(await contents(capture.parquet)).toEqual([
      { id: "1", 'na"me': "x", extra: null, _file: 0, _pos: "2" },
      { id: "2", 'na"me': null, extra: null, _file: 0, _pos: "3" },
      { id: "3", 'na"me': null, extra: "y", _file: 1, _pos: "9" },
    ]);
    expect(capture.manifest).toMatchObject({ rows: 3, capturedAt: "2026-10-01T10:00:00.000Z", capturedAtFrom: "declared" });
    expect(capture.manifest.files.map((file) => file.rows)).toEqual([2, 1]);
    expect(capture.manifest.unreadable.map((problem) => [problem.code, problem.at?.file, problem.expected])).toEqual([
      ["missing-column", "a.csv", "extra"],
      ["missing-column", "b.csv", 'na"me'],
    ]);
    expect(capture.manifest.unreadableRows).toBe(0);
  });

  it("keeps the engine's types where the files agree and text where they do not", async () => {
    const typed = (type: string) => [
      { name: "n", type: "DECIMAL(9,2)" },
      { name: "m", type },
    ];
    const capture = await storeCapture(
      engine,
      request([
        reading("a", sql`SELECT CAST('1.50' AS DECIMAL(9,2)) AS n, 7 AS m`, [], { columns: typed("INTEGER") }),
        reading("b", sql`SELECT CAST('2.50' AS DECIMAL(9,2)) AS n, CAST('2026-01-02' AS DATE) AS m`, [], { columns: typed("DATE") }),
      ]),
    );
    expect(capture.manifest.columns).toEqual([
      { name: "n", type: "DECIMAL(9,2)" },
      { name: "m", type: "VARCHAR" },
    ]);
    expect((await contents(capture.parquet)).map((row) => [row["n"], row["m"]])).toEqual([
      ["1.50", "7"],
      ["2.50", "2026-01-02"],
    ]);
  });

  it("keeps the order of many rows under several threads", async () => {
    const capture = await storeCapture(engine, request([reading("a", numbers(400_000), ["n"]), reading("b", numbers(400_000), ["n"])]));
    const [row] = await engine.rows<{ wrong: string }>(
      sql`SELECT count(*) AS wrong FROM read_parquet(${capture.parquet.replaceAll(/[*?[]/g, "[$&]")}, file_row_number = true)
        WHERE file_row_number <> CAST(_file AS BIGINT) * 400000 + CAST(n AS BIGINT) OR _pos <> CAST(n AS BIGINT) + 2`,
    );
    expect(row?.wrong).toBe("0");
  });

  it("finds it again, whole", async () => {
    const stored = await storeCapture(engine, request([reading("a.csv", numbers(3), ["n"])]));
    expect(stored.reused).toBe(false);
    const { capture, note } = await findCapture(captures, "books.invoices", stored.manifest.id);
    expect(note).toBeUndefined();
    expect(capture).toEqual({ ...stored, manifest: JSON.parse(JSON.stringify(stored.manifest)) as unknown, reused: true });
    expect(await findCapture(captures, "books.invoices", "b".repeat(64))).toEqual({ capture: undefined, note: undefined });
  });

  it("tells a damaged one and stores it again in its place", async () => {
    const { parquet, manifest } = await storeCapture(engine, request([reading("a.csv", numbers(3), ["n"])]));
    await truncate(parquet, 10);
    const cut = await findCapture(captures, manifest.dataset, manifest.id);
    expect(cut.capture).toBeUndefined();
    expect(cut.note).toMatch(/10 bytes instead of \d+/);
    expect(await listCaptures(captures, manifest.dataset)).toEqual([]);
    await writeFile(path.join(path.dirname(parquet), "manifest.json"), '{"version": 1');
    expect((await findCapture(captures, manifest.dataset, manifest.id)).note).toMatch(/manifest/);
    const again = await storeCapture(engine, request([reading("a.csv", numbers(3), ["n"])]));
    expect(await contents(again.parquet)).toHaveLength(3);
    expect(await readdir(path.join(captures, "books.invoices"))).toEqual([manifest.id]);
  });

  it("leaves nothing of a capture whose file changed meanwhile, and the earlier one as it was", async () => {
    const first = await storeCapture(engine, request([reading("a.csv", numbers(3), ["n"])]));
    const before = await readFile(first.parquet);
    const changed = reading("a.csv", numbers(4), ["n"], { verify: () => Promise.reject(new Error("changed")) });
    await expect(storeCapture(engine, request([changed], { id: "b".repeat(64) }))).rejects.toThrow("changed");
    expect(await readdir(path.join(captures, "books.invoices"))).toEqual([first.manifest.id]);
    expect(await readFile(first.parquet)).toEqual(before);
  });

  it("lists captures by their time", async () => {
    const times = ["2026-10-02T00:00:00Z", "2026-10-01T00:00:00Z"];
    for (const [index, capturedAt] of times.entries()) {
      const more = { id: String(index).repeat(64), source: { ...source, capturedAt } };
      await storeCapture(engine, request([reading("a.csv", numbers(1), ["n"])], more));
    }
    const listed = await listCaptures(captures, "books.invoices");
    expect(listed.map(({ manifest }) => manifest.capturedAt)).toEqual(["2026-10-01T00:00:00.000Z", "2026-10-02T00:00:00.000Z"]);
    expect(await listCaptures(captures, "books.none")).toEqual([]);
  });
});

describe("captured at", () => {
  const store = (capturedAt: string | undefined, times: readonly (string | undefined)[]) =>
    storeCapture(
      engine,
      request(
        times.map((time, index) => reading(`${index}.json`, numbers(1), ["n"], { envelope: { time, declaredCount: undefined } })),
        { source: { ...source, capturedAt }, fileTimes: times.map((_, index) => `2026-01-0${index + 1}T00:00:00.000Z`) },
      ),
    );

  it.each([
    ["$.time", ["2026-05-01T10:00:00.000-07:00", "2026-05-01T10:00:01-0700"], "2026-05-01T17:00:01.000Z", "envelope"],
    ["$.time", ["1777034754042"], "2026-04-24T12:45:54.042Z", "envelope"],
    [undefined, [undefined, undefined], "2026-01-02T00:00:00.000Z", "file-time"],
  ] as const)("%s", async (declared, times, expected, from) => {
    expect((await store(declared, times)).manifest).toMatchObject({ capturedAt: expected, capturedAtFrom: from });
  });

  it("says that a time without zone was read as UTC", async () => {
    const { manifest } = await store("$.time", ["2026-05-01 10:00:00"]);
    expect(manifest.capturedAt).toBe("2026-05-01T10:00:00.000Z");
    expect(manifest.notes?.join()).toMatch(/no zone/);
  });

  it("refuses an envelope without the time, with the place in the estate", async () => {
    await expect(store("$.when", [undefined])).rejects.toMatchObject({
      name: "InputError",
      problems: [{ code: "no-envelope-time", at: { file: "tieout.yaml", line: 7 } }],
    });
    await expect(store("$.when", ["soon"])).rejects.toMatchObject({ problems: [{ code: "unreadable-time", at: { file: "0.json" } }] });
  });
});

describe("completeness hints", () => {
  const hints = async (counts: readonly number[], declared: readonly (number | undefined)[] = [], records?: string) => {
    const readings = counts.map((rows, index) =>
      reading(`${index}.json`, numbers(rows), ["n"], { envelope: { time: undefined, declaredCount: declared[index] } }),
    );
    const { manifest } = await storeCapture(engine, request(readings, { source: { ...source, records } }));
    return manifest.hints.map(({ code }) => code);
  };

  it.each<[readonly number[], readonly (number | undefined)[], string | undefined, readonly string[]]>([
    [[100], [], undefined, ["page-limit"]],
    [[99], [], undefined, []],
    [[65_535], [], undefined, ["page-limit"]],
    [[100, 100, 40], [], undefined, []],
    [[100, 100], [], undefined, ["page-limit"]],
    [[0], [], undefined, ["empty"]],
    [[40], [41], "Invoice[]", ["envelope-count"]],
    [[40, 2], [42, 42], "Invoice[]", []],
    [[40, 2], [40, 2], "Invoice[]", []],
    [[40, 2], [40, 3], "Invoice[]", ["envelope-count"]],
    [[40], [20], "Invoice[].Line[]", []],
  ])("%j declared %j at %s", async (counts, declared, records, expected) => {
    expect(await hints(counts, declared, records)).toEqual(expected);
  });
});

describe("captureId", () => {
  const file = { path: "a.csv", sha256: "1", format: "csv", encoding: "utf-8", delimiter: ",", headerRow: 1, sheet: undefined } as const;
  it("changes with the bytes, the way of reading and the declared time, and with nothing else", () => {
    const id = captureId("a.b", source, [file]);
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(captureId("a.b", { ...source, line: 99 }, [{ ...file }])).toBe(id);
    const others = [
      captureId("a.c", source, [file]),
      captureId("a.b", { ...source, capturedAt: undefined }, [file]),
      captureId("a.b", { ...source, records: "x[]" }, [file]),
      captureId("a.b", source, [{ ...file, sha256: "2" }]),
      captureId("a.b", source, [{ ...file, delimiter: ";" }]),
      captureId("a.b", source, [file, { ...file, path: "b.csv" }]),
    ];
    expect(new Set([id, ...others]).size).toBe(7);
  });
});
