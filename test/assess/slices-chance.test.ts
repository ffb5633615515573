import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { logChance, type Stratum } from "../../src/assess/onset/by-chance.ts";
import { discoveries } from "../../src/assess/slices/discoveries.ts";
import { findSlices } from "../../src/assess/slices/index.ts";
import { logFactorial, logUpperTail, logUpperTailOfHalves } from "../../src/assess/slices/tails.ts";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { sql } from "../../src/sql/index.ts";
import { named, pick, randomFrom, searched } from "./slices-given.ts";

let scratch: string;
let engine: Engine;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "tieout-chance-"));
  engine = await openDuckdb({ threads: 1, memory: undefined, spill: scratch });
});
afterAll(async () => {
  await engine.close();
  rmSync(scratch, { recursive: true, force: true });
});

/** Exact, in whole numbers. */
function choose(n: number, k: number): bigint {
  if (k < 0 || k > n) return 0n;
  let ways = 1n;
  for (let i = 1; i <= k; i += 1) ways = (ways * BigInt(n - k + i)) / BigInt(i);
  return ways;
}

/** Shares of whole numbers as a double, to twelve digits. */
function share(part: bigint, whole: bigint): number {
  let [top, scale] = [part, 0];
  while (top > 0n && top * 10n ** 15n < whole) [top, scale] = [top * 10n ** 15n, scale + 15];
  return (Number((top * 10n ** 18n) / whole) / 1e18) * 10 ** -scale;
}

describe("tails", () => {
  it("agree with whole numbers", () => {
    const draw = fc
      .record({ records: fc.integer({ min: 1, max: 400 }), broken: fc.nat(400), drawn: fc.nat(400), found: fc.nat(400) })
      .map(({ records, broken, drawn, found }) => ({
        records,
        broken: broken % (records + 1),
        drawn: drawn % (records + 1),
        found: found % (records + 1),
      }));
    fc.assert(
      fc.property(draw, (given) => {
        const { records, broken, drawn, found } = given;
        let ways = 0n;
        for (let x = found; x <= drawn; x += 1) ways += choose(broken, x) * choose(records - broken, drawn - x);
        const exact = share(ways, choose(records, drawn));
        expect(Math.exp(logUpperTail(given))).toBeCloseTo(exact, 10);
        if (exact > 0) expect(logUpperTail(given) / Math.min(-1e-9, Math.log(exact))).toBeLessThan(1.0001 + (exact > 0.99 ? 1 : 0));
        else expect(logUpperTail(given)).toBe(-Infinity);
      }),
      { numRuns: 300 },
    );
    expect(Math.exp(logUpperTailOfHalves(20, 15))).toBeCloseTo(21_700 / 2 ** 20, 12);
    expect(logUpperTailOfHalves(20, 10)).toBe(0);
  });

  it("keep their order where a double would be 0", () => {
    const strong = logUpperTail({ records: 1_000_000, broken: 50_000, drawn: 50_000, found: 40_000 });
    const stronger = logUpperTail({ records: 1_000_000, broken: 50_000, drawn: 50_000, found: 40_001 });
    expect(stronger).toBeLessThan(strong);
    expect(strong).toBeLessThan(-10_000);
  });

  it("take the logarithm of a factorial from one table and one series that meet", () => {
    let sum = 0;
    for (let n = 2; n <= 2000; n += 1) {
      sum += Math.log(n);
      expect(Math.abs(logFactorial(n) - sum) / sum).toBeLessThan(1e-12);
    }
  });

  it("over strata: convolved, and bounded from above where there are many", () => {
    const strata: Stratum[] = [
      { records: 30, broken: 6, drawn: 10 },
      { records: 12, broken: 3, drawn: 6 },
      { records: 9, broken: 5, drawn: 2 },
    ];
    const [a, b, c] = strata as [Stratum, Stratum, Stratum];
    const mass = (one: Stratum, x: number): number =>
      Number(choose(one.broken, x) * choose(one.records - one.broken, one.drawn - x)) / Number(choose(one.records, one.drawn));
    for (let found = 1; found <= 11; found += 1) {
      let sum = 0;
      for (let x = 0; x <= 6; x += 1)
        for (let y = 0; y <= 3; y += 1) for (let z = 0; z <= 2; z += 1) if (x + y + z >= found) sum += mass(a, x) * mass(b, y) * mass(c, z);
      expect(Math.exp(logChance(strata, found))).toBeCloseTo(sum, 10);
    }
    // One stratum split into two alike: about what the whole gives, and not below it.
    const half = { records: 50_000, broken: 2000, drawn: 5000 };
    const exact = logUpperTail({ records: 100_000, broken: 4000, drawn: 10_000, found: 600 });
    const bound = logChance([half, half], 600);
    expect(bound).toBeGreaterThan(exact);
    expect(bound).toBeLessThan(exact * 0.9);
  });
});

describe("discoveries", () => {
  it("are those of Benjamini and Yekutieli", () => {
    // Four of five tests; 1 + 1/2 + … + 1/5 = 137/60. The p values 0.001, 0.008, 0.039, 0.041.
    const { logQ, threshold } = discoveries([0.039, 0.001, 0.041, 0.008].map(Math.log), 5, 0.05);
    const times = (5 * 137) / 60;
    const q = [(0.041 * times) / 4, 0.001 * times, (0.041 * times) / 4, (0.008 * times) / 2];
    logQ.forEach((log, place) => expect(Math.exp(log)).toBeCloseTo(q[place] as number, 12));
    expect(Math.exp(threshold)).toBeCloseTo((0.05 * 2) / times, 12);
    expect(discoveries([Math.log(0.5)], 5, 0.05)).toEqual({ logQ: [0], threshold: -Infinity });
  });
});

describe("false discoveries", () => {
  /** More of them by hand: 500 take half a minute. */
  const POPULATIONS = Number(process.env["TIEOUT_POPULATIONS"] ?? 100);
  const attributes = ["branch", "tax", "user"];
  const noise = (seed: number) => {
    const random = randomFrom(seed * 7919);
    const rate = 0.03 + random() * 0.5;
    const count = 30 + Math.floor(random() * 150);
    return Array.from({ length: count }, () => ({
      broken: random() < rate,
      branch: pick(random, ["a", "b", "c", "d"]),
      tax: pick(random, ["1", "2", "3"]),
      user: `u${Math.floor(random() ** 2 * 25)}`,
    }));
  };

  it("are at most one population in twenty without a cause", async () => {
    let [wrong, loose] = [0, 0];
    for (let seed = 1; seed <= POPULATIONS; seed += 1) {
      const found = await searched(engine, noise(seed), attributes, { lift: 1, support: 0 });
      if (found.slices.length > 0) wrong += 1;
      if (seed > 30) continue;
      // Were it not controlled, there would be many: as if each test had stood alone.
      const each = await searched(engine, noise(seed), attributes, { lift: 1, support: 0, level: Math.min(20, 0.05 * found.tests * 5) });
      if (each.slices.length > 0) loose += 1;
    }
    if (process.env["TIEOUT_POPULATIONS"] !== undefined) console.log(`${wrong} of ${POPULATIONS}`);
    expect(wrong).toBeLessThanOrEqual(POPULATIONS / 20);
    expect(loose).toBeGreaterThan(8);
  });

  it("stay rare beside a true cause", async () => {
    let [right, wrong] = [0, 0];
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = randomFrom(seed);
      const records = noise(seed + 1000).map((record) => ({ ...record, broken: record.tax === "2" ? random() < 0.9 : random() < 0.05 }));
      for (const slice of (await searched(engine, records, attributes)).slices) {
        if (named(slice) === "tax=2") right += 1;
        else wrong += 1;
      }
    }
    expect(right).toBeGreaterThanOrEqual(36);
    expect(wrong / (right + wrong)).toBeLessThanOrEqual(0.05);
  });
});

it("searches attributes of 10,000 values, in linear time", async () => {
  await engine.runInline(sql`CREATE TABLE large AS SELECT *, (branch = '3' AND item = '7') OR customer = '77' OR r < 0.0005 AS broken FROM (
SELECT CAST(h % 10 AS VARCHAR) AS branch, CAST((h // 10) % 20 AS VARCHAR) AS item, CAST((h // 200) % 10000 AS VARCHAR) AS customer,
  CAST((h // 2000000) % 10000 AS VARCHAR) AS "user", CAST(i AS VARCHAR) AS key, (hash(-i) % 1000000) / 1000000 AS r
FROM (SELECT i, hash(i) AS h FROM range(200000) AS s(i)) AS numbered) AS made`);
  const input = {
    relation: "large",
    broken: "broken",
    attributes: ["branch", "item", "customer", "user", "key"].map((name) => ({ name, column: name })),
  };
  const before = process.cpuUsage();
  const found = await findSlices(engine, input, {}, "large_slices");
  const spent = process.cpuUsage(before);
  expect(found.slices.map(named)).toEqual(["branch=3 & item=7"]);
  expect(found.leftOut.map(({ attribute }) => attribute)).toEqual(["key"]);
  // The customer is found too, once so small a share of the broken ones is asked for.
  const small = await findSlices(engine, input, { support: 0.005 }, "large_slices");
  expect(small.slices.map(named)).toEqual(["branch=3 & item=7", "customer=77"]);
  expect((spent.user + spent.system) / 1e6).toBeLessThan(8);
});
