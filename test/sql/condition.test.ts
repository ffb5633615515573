import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { compileCondition, isConditionValue, sql, type ConditionTree, type ConditionType } from "../../src/sql/index.ts";

let engine: Engine;
let spill: string;
const types: Record<string, ConditionType> = {
  name: "text",
  total: "number",
  day: "date",
  at: "timestamp",
  flag: "boolean",
  'q"x': "text",
};

beforeAll(async () => {
  spill = await mkdtemp(path.join(tmpdir(), "tieout-condition-"));
  engine = await openDuckdb({ spill, threads: 1, memory: undefined });
  await engine.runInline(sql`CREATE TABLE r AS SELECT n, name, name AS "q""x", CAST(total AS DECIMAL(18, 4)) AS total, CAST(day AS DATE) AS day,
    CAST("at" AS TIMESTAMP) AS "at", CAST(flag AS BOOLEAN) AS flag, state AS _state FROM (VALUES
    (1, 'Tampa', '10.00', '2026-03-08', '2026-03-08 04:59:59', true, 'completed'),
    (2, 'ÉLAN', '0.00', '2026-03-09', '2026-03-08 05:00:00', false, 'Scheduled'),
    (3, NULL, NULL, NULL, NULL, NULL, NULL)) AS v(n, name, total, day, "at", flag, state)`);
});
afterAll(async () => {
  await engine.close();
  await rm(spill, { recursive: true });
});

async function hits(condition: ConditionTree, alias?: string): Promise<number[]> {
  const context = {
    typeOf: (field: string) => types[field],
    timeZone: "America/New_York",
    dialect: engine.dialect,
    ...(alias === undefined ? {} : { alias }),
  };
  const test = compileCondition(condition, context);
  const from = alias === "a" ? sql`r AS a` : sql`r`;
  const rows = await engine.rows<{ n: number; t: boolean | null }>(sql`SELECT n, ${test} AS t FROM ${from} ORDER BY n`);
  expect(rows.every((row) => row.t !== null)).toBe(true);
  return rows.filter((row) => row.t).map((row) => row.n);
}

describe("compileCondition", () => {
  it.each<[string, ConditionTree, number[]]>([
    ["text without case", { field: "name", test: { op: "in", values: [" tampa", "élan"] } }, [1, 2]],
    ["a name with a quote", { field: 'q"x', test: { op: "in", values: ["TAMPA"] } }, [1]],
    ["state", { field: "_state", test: { op: "in", values: ["scheduled"] } }, [2]],
    ["nothing listed", { field: "name", test: { op: "in", values: [] } }, []],
    ["above", { field: "total", test: { op: "above", value: "0" } }, [1]],
    ["finer than the column", { field: "total", test: { op: "at-least", value: "0.00001" } }, [1]],
    ["at most", { field: "total", test: { op: "at-most", value: "0" } }, [2]],
    ["number in", { field: "total", test: { op: "in", values: ["10", "7"] } }, [1]],
    ["day", { field: "day", test: { op: "below", value: "2026-03-09" } }, [1]],
    ["timestamp by its day in the zone", { field: "at", test: { op: "in", values: ["2026-03-08"] } }, [2]],
    ["timestamp with zone", { field: "at", test: { op: "at-least", value: "2026-03-08T00:00:00-05:00" } }, [2]],
    ["timestamp without zone", { field: "at", test: { op: "below", value: "2026-03-08 00:00" } }, [1]],
    ["boolean", { field: "flag", test: { op: "in", values: ["yes"] } }, [1]],
    ["starts with", { field: "name", test: { op: "starts-with", value: "TAM" } }, [1]],
    ["contains", { field: "name", test: { op: "contains", value: "%" } }, []],
    ["present", { field: "name", test: { op: "present" } }, [1, 2]],
    ["not lets NULL pass", { not: { field: "name", test: { op: "in", values: ["tampa"] } } }, [2, 3]],
    ["not of not", { not: { not: { field: "total", test: { op: "above", value: "0" } } } }, [1]],
    ["all of none", { all: [] }, [1, 2, 3]],
    ["any of none", { any: [] }, []],
    [
      "any",
      {
        any: [
          { field: "name", test: { op: "in", values: ["tampa"] } },
          { field: "_state", test: { op: "in", values: ["scheduled"] } },
        ],
      },
      [1, 2],
    ],
  ])("%s", async (_, condition, expected) => {
    expect(await hits(condition)).toEqual(expected);
    expect(await hits(condition, "a")).toEqual(expected);
  });

  it("refuses what a type cannot read", () => {
    expect(isConditionValue("2026-02-30", "date")).toBe(false);
    expect(isConditionValue("2026-02-28 25:00", "timestamp")).toBe(false);
    expect(isConditionValue("1e5", "number")).toBe(false);
    expect(isConditionValue("maybe", "boolean")).toBe(false);
    const context = { typeOf: () => "date" as const, timeZone: "UTC", dialect: engine.dialect };
    expect(() => compileCondition({ field: "day", test: { op: "in", values: ["soon"] } }, context)).toThrow(TypeError);
    expect(() => compileCondition({ field: "gone", test: { op: "present" } }, { ...context, typeOf: () => undefined })).toThrow(/gone/);
  });
});
