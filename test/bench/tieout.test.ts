import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeDataset } from "../../bench/tieout/data.ts";
import { DATASETS, KINDS, differingColumns, kindCounts } from "../../bench/tieout/kinds.ts";
import { answerOf, tieOutFiles } from "../../bench/tieout/tie-out-files.ts";
import { wrong } from "../../bench/tieout.ts";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "tieout-bench-test-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe("the tie-out benchmark's check, small", () => {
  it.each(DATASETS)("%s: our tie-out gives the answer that is known by construction", async (dataset) => {
    const { from, to, answer } = await makeDataset(directory, dataset, 2_000, 7);
    const engine = await openDuckdb({ threads: 2, memory: "1GiB", spill: join(directory, `spill-${dataset}`) });
    try {
      const result = await tieOutFiles(engine, { from, to }, dataset === "duplicate-keys", join(directory, `${dataset}.parquet`));
      expect(await answerOf(engine, result)).toEqual({
        outcomes: answer.outcomes,
        bridge: answer.bridge,
        breaks: answer.breaks,
        tolerant: answer.tolerant,
      });
      expect(result.records).toBe(answer.rows.from + answer.rows.to);
    } finally {
      await engine.close();
    }
  });

  it("makes the same records from the same seed, others from another", async () => {
    const answers = await Promise.all([
      makeDataset(join(directory, "a"), "different-1.27", 2_000, 1),
      makeDataset(join(directory, "b"), "different-1.27", 2_000, 1),
      makeDataset(join(directory, "c"), "different-1.27", 2_000, 2),
    ]);
    const digests = answers.map(({ answer }) => answer.breaks.digest);
    expect(digests[0]).toBe(digests[1]);
    expect(digests[2]).not.toBe(digests[0]);
  });

  it("refuses a contender that is off by one", async () => {
    const { answer } = await makeDataset(directory, "different-1.27", 2_000, 7);
    expect(wrong({ join: answer.join }, answer)).toBeUndefined();
    expect(wrong({ join: { ...answer.join, different: answer.join.different + 1 } }, answer)).toMatch(/^join is/);
    expect(wrong({}, answer)).toBe("it gives no answer");
  });
});

describe("what is done to keys", () => {
  it("makes 1.27 % and 50 % of a million records differ", () => {
    const differing = (dataset: (typeof DATASETS)[number]): number => {
      const counts = kindCounts(dataset, 1_000_000);
      return KINDS.filter(({ from, to }) => [...from, ...to].some(({ outcome }) => ["different", "missing", "extra"].includes(outcome)))
        .filter(({ from, to }) => from.length + to.length <= 2)
        .reduce((sum, { name }) => sum + (counts.get(name) ?? 0), 0);
    };
    expect(differing("different-1.27")).toBe(12_700);
    expect(differing("shuffled")).toBe(12_700);
    expect(differing("different-0")).toBe(0);
    expect(Math.abs(differing("different-50") - 500_000)).toBeLessThan(5);
  });

  it("holds a cent apart to be within tolerance, two cents not", () => {
    expect(differingColumns({}, { amount: 1 }, "cent")).toEqual([]);
    expect(differingColumns({}, { amount: 1 }, "none")).toEqual(["amount"]);
    expect(differingColumns({}, { amount: 2, vary: true }, "cent")).toEqual(["amount"]);
    expect(differingColumns({ amount: 10_000 }, { amount: 10_000 }, "none")).toEqual([]);
  });
});
