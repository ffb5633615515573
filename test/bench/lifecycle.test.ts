import { describe, expect, it } from "vitest";
import { expectedDisagreements } from "../../bench/lifecycle/jobs.ts";
import { timeDisagreements } from "../../bench/lifecycle/disagreements.ts";
import { truthOf, wrongAnswer, type Trace } from "../../bench/lifecycle/truth.ts";
import type { BenchResult } from "../../bench/harness/bench.ts";

const traces: readonly Trace[] = [
  {
    id: "1",
    events: [
      { activity: "open", at: 1000 },
      { activity: "work", at: 1500 },
      { activity: "work", at: 1500 },
    ],
  },
  {
    id: "2",
    events: [
      { activity: "open", at: 9000 },
      { activity: "work", at: 9250 },
    ],
  },
];

describe("the truth of copied logs", () => {
  const truth = truthOf(traces, 3);

  it("is counted case by case and times the copies", () => {
    expect(truth).toEqual({
      follows: { "open→work": 6, "work→work": 3 },
      starts: { open: 6 },
      ends: { work: 6 },
      pairs: {
        "open→work": { count: 6, mean: 375_000, median: 375_000, least: 250_000, most: 500_000, total: 2_250_000 },
        "work→work": { count: 3, mean: 0, median: 0, least: 0, most: 0, total: 0 },
      },
      variants: { "open→work→work": 3, "open→work": 3 },
      rework: { work: 3 },
      durations: [250_000, 250_000, 250_000, 500_000, 500_000, 500_000],
    });
  });

  it("refuses another answer", () => {
    expect(wrongAnswer(truth, truth, 0)).toBeUndefined();
    expect(wrongAnswer({}, truth, 1)).toBe("follows: 0 of them, must be 2");
    expect(wrongAnswer({ ...truth, variants: { "open→work→work": 4, "open→work": 2 } }, truth, 1)).toContain(
      "variants: 4 × open→work→work, must be 3",
    );
    expect(wrongAnswer({ ...truth, durations: truth.durations.map((one, at) => (at === 5 ? one + 2 : one)) }, truth, 1)).toContain(
      "the duration at 5",
    );
    const [pair, own] = ["open→work", truth.pairs["open→work"]];
    expect(wrongAnswer({ ...truth, pairs: { ...truth.pairs, [pair]: { ...own, median: 375_002 } as never } }, truth, 1)).toContain(
      "median of open→work",
    );
  });
});

describe("disagreements of made jobs", () => {
  it("are as many and as long as worked out job by job", async () => {
    const expected = expectedDisagreements(3000);
    expect(expected.stretches).toBeGreaterThan(expected.counted);
    expect(Math.min(expected.counted, expected.open)).toBeGreaterThan(0);
    const results: BenchResult[] = [];
    await timeDisagreements({ repeats: 1, options: new Map(), emit: (result) => results.push(result), say: () => undefined }, 3000);
    expect(results.map(({ operation }) => operation)).toEqual(["stays", "stretches"]);
  });
});
