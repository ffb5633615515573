import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { wrong } from "../../bench/number-tieout.ts";
import { makeFiles } from "../../bench/number-tieout/data.ts";
import { tieNumbers } from "../../bench/number-tieout/tie.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { startEngine } from "../detect/given.ts";

const directory = mkdtempSync(join(tmpdir(), "tieout-bench-"));
let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(async () => {
  await close();
  rmSync(directory, { recursive: true, force: true });
});

it("finds every change of the benchmark's workbook with its exact effect", async () => {
  const { workbook, raw, answer } = await makeFiles(4000, 140, directory);
  expect(answer.corrections.lines).toBeGreaterThan(200);
  expect(await tieNumbers(engine, workbook, raw)).toEqual({ corrections: answer.corrections, difference: answer.difference });
});

it("refuses another answer", () => {
  const answer = { corrections: { lines: 2, digest: "a" }, difference: 5, join: { changed: 3, added: 1, removed: 1 } };
  expect(wrong({ join: answer.join }, answer)).toBeUndefined();
  expect(wrong({ rows: 5 }, answer)).toBeUndefined();
  expect(wrong({}, answer)).toBe("it gives no answer");
  expect(wrong({ rows: 4 }, answer)).toContain("4 rows");
  expect(wrong({ difference: 6 }, answer)).toBe("difference is 6, must be 5");
});
