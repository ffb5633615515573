import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DuckDBInstance } from "@duckdb/node-api";
import { makeLinkage, recorded } from "../../bench/linkage-quality/data.ts";
import { scoreClusters, scoreLinks } from "../../bench/linkage-quality/metrics.ts";
import { score } from "../../bench/linkage-quality.ts";
import { candidatePairs, makePeople, peopleTruth } from "../../bench/linkage-speed/people.ts";
import { wrongPairs } from "../../bench/linkage-speed.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tieout-bench-test-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

const labels = (text: string): Map<string, string> => new Map(text.split(" ").map((one) => one.split(":") as [string, string]));
const digest = (file: string): string => createHash("sha256").update(readFileSync(file)).digest("hex");

describe("the quality of links", () => {
  const sides = { left: labels("1:a 2:b 3:c"), right: labels("11:a 12:b 13:d") };

  it("counts a link once, against all that could be found", () => {
    const found = [
      ["1", "11"],
      ["1", "11"],
      ["2", "13"],
    ] as const;
    expect(scoreLinks(found, sides)).toEqual({ precision: 1 / 2, recall: 1 / 2, f1: 1 / 2 });
  });

  it("holds nothing found to be precise and useless", () => {
    expect(scoreLinks([], sides)).toEqual({ precision: 1, recall: 0, f1: 0 });
  });

  it("refuses a link to a record that is not there", () => {
    expect(() => scoreLinks([["1", "2"]], sides)).toThrow("record 2 is unknown");
  });
});

describe("the quality of clusters", () => {
  it("is whole when clusters are the entities under other names", () => {
    expect(scoreClusters(labels("1:x 2:x 3:y"), labels("1:a 2:a 3:b"))).toEqual({ precision: 1, recall: 1, f1: 1, b3: 1 });
  });

  it("is counted over pairs, and by B³ over records", () => {
    // Bagga & Baldwin's kind of case: a = 1 2 3 4, b = 5 6; found 1 2 3 | 4 5 6.
    const scored = scoreClusters(labels("1:x 2:x 3:x 4:y 5:y 6:y"), labels("1:a 2:a 3:a 4:a 5:b 6:b"));
    expect(scored.precision).toBeCloseTo(4 / 6, 12);
    expect(scored.recall).toBeCloseTo(4 / 7, 12);
    expect(scored.f1).toBeCloseTo(8 / 13, 12);
    const precision = (3 + 1 / 3 + 2 * (2 / 3)) / 6;
    const recall = (3 * (3 / 4) + 1 / 4 + 2) / 6;
    expect(scored.b3).toBeCloseTo((2 * precision * recall) / (precision + recall), 12);
  });

  it("tells records that all stand alone from records that are all one", () => {
    const truth = labels("1:a 2:a 3:b 4:b");
    expect(scoreClusters(labels("1:w 2:x 3:y 4:z"), truth)).toEqual({ precision: 1, recall: 0, f1: 0, b3: 2 / 3 });
    const one = scoreClusters(labels("1:w 2:w 3:w 4:w"), truth);
    expect(one).toMatchObject({ precision: 1 / 3, recall: 1 });
    expect(one.b3).toBeCloseTo(2 / 3, 12);
  });

  it("refuses a record without a cluster, and one that is not there", () => {
    expect(() => scoreClusters(labels("1:x"), labels("1:a 2:a"))).toThrow("record 2 is in no cluster");
    expect(() => scoreClusters(labels("1:x 2:x 3:x"), labels("1:a 2:a"))).toThrow("record 3 is unknown");
  });
});

describe("what contenders are given", () => {
  it("makes the same people from the same seed, others from another", async () => {
    const made = await Promise.all([
      makePeople(join(directory, "a"), 4_200, 1),
      makePeople(join(directory, "b"), 4_200, 1),
      makePeople(join(directory, "c"), 4_200, 2),
    ]);
    const answers = await Promise.all(made.map(({ file }) => candidatePairs(file)));
    expect(answers[0]?.pairs).toBeGreaterThan(100);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).not.toEqual(answers[0]);
    expect(made.map(({ truth }) => digest(truth))).toEqual([digest(made[1].truth), digest(made[0].truth), expect.any(String)]);
    expect(digest(made[2].truth)).not.toBe(digest(made[0].truth));
  });

  it("has one duplicate in 21 people, nearly all within the rules", async () => {
    const people = await makePeople(directory, 4_200, 1);
    expect(people.duplicates).toBe(200);
    const truth = peopleTruth(people);
    const pairs = readFileSync(people.truth, "utf8")
      .split("\n")
      .map((line) => line.split(",") as [string, string]);
    expect(pairs).toHaveLength(200);
    expect(scoreLinks(pairs, truth)).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(scoreLinks(pairs.slice(0, 100).concat([["1", "2"]]), truth)).toMatchObject({ recall: 0.5 });
  });

  it("refuses other pairs, and as many others", () => {
    const expected = { pairs: 3, checksum: "70" };
    expect(wrongPairs({ pairs: 3, checksum: "70" }, expected)).toBeUndefined();
    expect(wrongPairs({ pairs: 2, checksum: "70" }, expected)).toBe("2 candidate pairs, must be 3");
    expect(wrongPairs({ pairs: 3, checksum: "71" }, expected)).toMatch(/^as many candidate pairs, but others/);
    expect(wrongPairs({}, expected)).toBe("undefined candidate pairs, must be 3");
  });
});

describe.skipIf(!existsSync(recorded))("the recorded data as contenders see it", () => {
  it("has fresh ids and no truth, and answers are scored against the truth kept apart", async () => {
    const made = await makeLinkage(directory, "transactions", 1);
    if (made === undefined) throw new Error("the recorded data is there, but not this part");
    const [left, right] = made.truth;
    if (left === undefined || right === undefined) throw new Error("two sides");
    expect(new Set([...left.keys(), ...right.keys()]).size).toBe(left.size + right.size);
    // An id that told the truth would stand in the same order on both sides.
    const byTruth = new Map([...right].map(([record, entity]) => [entity, Number(record)]));
    const ascending = [...left].filter(
      ([, entity], index, all) => index > 0 && (byTruth.get(entity) ?? 0) > (byTruth.get(all[index - 1]?.[1] ?? "") ?? 0),
    );
    expect(Math.abs(ascending.length / left.size - 0.5)).toBeLessThan(0.02);
    const perfect = [...left].map(([record, entity]) => `${record},${byTruth.get(entity)}`).join("\n");
    expect(score(perfect, made)).toEqual({ precision: 1, recall: 1, f1: 1 });
    expect(await columns(made.files[0] ?? "")).toEqual(["id", "memo", "transaction_date", "amount"]);
  });

  it("drops a fifth of each side, by the seed", async () => {
    const made = await makeLinkage(directory, "transactions-dropped", 1);
    for (const side of made?.truth ?? []) expect(Math.abs(side.size / 45_326 - 0.8)).toBeLessThan(0.01);
    const again = await makeLinkage(join(directory, "again"), "transactions-dropped", 1);
    expect(again?.truth).toEqual(made?.truth);
    const other = await makeLinkage(directory, "transactions-dropped", 2);
    expect(other?.truth[0]?.size).not.toBe(made?.truth[0]?.size);
  });
});

async function columns(file: string): Promise<unknown[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const rows = await connection.runAndReadAll("SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet($1))", [file]);
  connection.closeSync();
  instance.closeSync();
  return rows.getRowsJson().map(([name]) => name);
}
