import { createHash } from "node:crypto";
import { cp, readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, test } from "vitest";
import { gather } from "../../src/gather.ts";
import type { Review } from "../../src/model/index.ts";
import { withEstate } from "../../src/runtime.ts";
import { demo, review, scratchDirectory, storedCaptures } from "./given.ts";
import { reviewedDemo, type ReviewedDemo } from "./shared.ts";

const scratch = await scratchDirectory();
let first: ReviewedDemo;

beforeAll(async () => {
  // By two threads.
  first = await reviewedDemo(1);
}, 240_000);

describe("the same records give the same bytes", () => {
  test("the first review is one of a broken estate", () => {
    expect(first.review.verdict.breaks).toBeGreaterThan(50);
    expect(first.html).toContain("Summit Mechanical does not tie out");
  });

  test("with one thread, from the captures that the first review stored, which are not stored again", async () => {
    const directory = path.join(scratch, "one-thread");
    await cp(first.directory, directory, { recursive: true, preserveTimestamps: true });
    const before = await captured(directory);
    expect(before.size).toBe(first.review.datasets.length);
    const other = await review(directory, 1);
    expect(other.json).toBe(first.json);
    expect(other.html).toBe(first.html);
    expect(other.csv).toBe(first.csv);
    expect(await captured(directory)).toEqual(before);
  });

  test("in the captures too, when one thread makes them", async () => {
    const directory = path.join(scratch, "captures");
    await cp(first.directory, directory, {
      recursive: true,
      preserveTimestamps: true,
      filter: (source) => ![".tieout", "review"].includes(path.basename(source)),
    });
    await withEstate(directory, { threads: 1, memory: "1GiB", progress: () => undefined }, gather);
    expect(await captured(directory)).toEqual(await captured(first.directory));
  });

  test.each([1, 2])("in another order, shuffle %i, by as many threads", async (shuffle) => {
    const directory = path.join(scratch, `shuffled-${shuffle}`);
    await demo(directory, { seed: 1, shuffle });
    const other = await review(directory, shuffle);
    expect(withoutSamplePlaces(other.json)).toEqual(withoutSamplePlaces(first.json));
    expect(withoutRowNumbers(other.html)).toBe(withoutRowNumbers(first.html));
    expect(withoutPlaces(other.csv)).toEqual(withoutPlaces(first.csv));
    // Else nothing was shuffled.
    expect(other.csv).not.toBe(first.csv);
  });
});

/** The records of every capture by its name, `dataset/id`, as a hash of their bytes. */
async function captured(directory: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const name of await storedCaptures(directory)) {
    const bytes = await readFile(path.join(directory, ".tieout", "captures", name, "records.parquet"));
    found.set(name, createHash("sha256").update(bytes).digest("hex"));
  }
  return found;
}

/** Where a sample's raw row stands in its file is another place in another order; its cells are the same. */
function withoutSamplePlaces(json: string): unknown {
  const read = JSON.parse(json) as Review;
  const findings = read.findings.map((finding) => ({
    ...finding,
    samples: finding.samples.map(({ source, ...sample }) => ({
      ...sample,
      source: source === undefined ? undefined : { ...source, line: undefined, record: undefined },
    })),
  }));
  expect(findings.flatMap(({ samples }) => samples).some(({ source }) => source !== undefined)).toBe(true);
  return { ...read, findings };
}

function withoutRowNumbers(page: string): string {
  return page.replaceAll(/(The raw row: <code>.*?<\/code>), (?:line|record) [\d,]+/g, "$1");
}

function withoutPlaces(csv: string): unknown {
  const rows = parse(csv, { columns: true }) as Record<string, string>[];
  expect(rows).toHaveLength(first.breaks.length);
  return rows.map(({ file: _file, line: _line, ...rest }) => rest);
}
