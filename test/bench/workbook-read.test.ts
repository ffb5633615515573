import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { makeWorkbook } from "../../bench/workbook-read/data.ts";
import { wrong } from "../../bench/workbook-read/answer.ts";
import { openWorkbook } from "../../src/connect/index.ts";

const directory = mkdtempSync(join(tmpdir(), "tieout-bench-"));
const before = process.env["TIEOUT_BENCH_DIR"];
process.env["TIEOUT_BENCH_DIR"] = directory;
afterAll(() => {
  if (before === undefined) delete process.env["TIEOUT_BENCH_DIR"];
  else process.env["TIEOUT_BENCH_DIR"] = before;
  rmSync(directory, { recursive: true, force: true });
});

it("the workbook of the benchmark is what its answer says, half of its formulas shared", async () => {
  const { path, answer } = await makeWorkbook(2000);
  expect(answer).toMatchObject({ cells: 22_011, formulas: 6000, hiddenRows: 4, hiddenColumns: 1 });
  const { workbook, cells } = await openWorkbook(path, "jobs.xlsx");
  expect(workbook.sheets[0]).toMatchObject({ cells: 22_011, formulas: 6000, hiddenColumns: [{ from: 7, to: 7 }] });
  expect(workbook.sheets[0]?.hiddenRows).toHaveLength(4);
  const sheet = cells("Jobs");
  const formulas = [1, 999, 1000, 2000].map((row) => [8, 9, 10].map((column) => sheet.at(row, column)?.formula));
  expect(new Set(formulas.map(String))).toEqual(new Set(["ROUND(RC[-3]*RC[-2],2),ROUND(RC[-1]*0.07,2),RC[-2]+RC[-1]"]));
  let sum = 0;
  for (let row = 1; row <= 2000; row++) {
    for (let column = 0; column < 11; column++) {
      const value = sheet.at(row, column)?.value;
      if (value?.kind === "number") sum += Math.round(value.number * 100);
    }
  }
  expect(sum).toBe(answer.sum);
});

it("refuses another answer, and takes one that tells nothing of what is hidden", () => {
  const answer = { cells: 2, formulas: 1, sum: 300, characters: 3, texts: 9, hiddenRows: 1, hiddenColumns: 0 };
  const { hiddenRows: _rows, hiddenColumns: _columns, ...seen } = answer;
  expect(wrong(answer, answer)).toBeUndefined();
  expect(wrong(seen, answer)).toBeUndefined();
  expect(wrong({ ...answer, formulas: 0 }, answer)).toBe("formulas is 0, must be 1");
  expect(wrong({ ...seen, hiddenRows: 0 }, answer)).toBe("hiddenRows is 0, must be 1");
  expect(wrong({}, answer)).toBe("cells is undefined, must be 2");
});
