import { cp } from "node:fs/promises";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, test } from "vitest";
import { demo, review, scratchDirectory, storedCaptures, type Reviewed } from "./given.ts";

const scratch = await scratchDirectory();
const plain = path.join(scratch, "plain");
let first: Reviewed;

beforeAll(async () => {
  await demo(plain, { seed: 1 });
  first = await review(plain, 2);
});

describe("the same records give the same bytes", () => {
  test("the first review is one of a broken estate", () => {
    expect(first.review.verdict.breaks).toBeGreaterThan(50);
    expect(first.html).toContain("Summit Mechanical does not tie out");
  });

  test("with one thread", async () => {
    const directory = path.join(scratch, "one-thread");
    await cp(plain, directory, { recursive: true, filter: (source) => ![".tieout", "review"].includes(path.basename(source)) });
    expectSame(await review(directory, 1));
  });

  test.each([1, 2])("in another order, shuffle %i", async (shuffle) => {
    const directory = path.join(scratch, `shuffled-${shuffle}`);
    await demo(directory, { seed: 1, shuffle });
    const other = await review(directory, shuffle);
    expect(other.json).toBe(first.json);
    expect(other.html).toBe(first.html);
    expect(withoutPlaces(other.csv)).toEqual(withoutPlaces(first.csv));
    // Else nothing was shuffled.
    expect(other.csv).not.toBe(first.csv);
  });

  test("from the captures that the first review stored, which are not stored again", async () => {
    const before = await storedCaptures(plain);
    expect(before).toHaveLength(first.review.datasets.length);
    expectSame(await review(plain, 2));
    expect(await storedCaptures(plain)).toEqual(before);
  });
});

function expectSame(other: Reviewed): void {
  expect(other.json).toBe(first.json);
  expect(other.html).toBe(first.html);
  expect(other.csv).toBe(first.csv);
}

function withoutPlaces(csv: string): unknown {
  const rows = parse(csv, { columns: true }) as Record<string, string>[];
  expect(rows).toHaveLength(first.breaks.length);
  return rows.map(({ file: _file, line: _line, ...rest }) => rest);
}
