import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findSignatures, type SignatureType } from "../../src/assess/signatures/index.ts";
import { money } from "../../src/model/index.ts";
import { id, sql, type Sql } from "../../src/sql/index.ts";
import { between, dollars, openSignatures, random, stamp, times } from "./signatures-given.ts";

let room: Awaited<ReturnType<typeof openSignatures>>;
beforeAll(async () => {
  room = await openSignatures();
});
afterAll(async () => {
  await room.close();
});

const DAY = 86_400_000;
const RUNS = { numRuns: 12 } as const;
const seeds = fc.integer({ min: 0, max: 1_000_000 });

describe("parameters at random are found again exactly", () => {
  it("factors", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.integer({ min: 1, max: 2_999 }), fc.integer({ min: 6, max: 40 }), async (seed, thousandths, count) => {
        // What changes by a part in fifty or more; the named factors have tests of their own.
        fc.pre(Math.abs(thousandths - 1_000) >= 20 && thousandths !== 10 && thousandths >= 50);
        const factor = money(thousandths).div(1_000);
        const next = random(seed);
        const given = times(count, () => between(next, 20_000, 900_000)).map(
          (cents) => [dollars(cents), factor.times(cents).div(100).toFixed(2)] as const,
        );
        const { signatures, codes } = await room.find("money", given);
        expect(signatures.map(({ code, parameters }) => [code, parameters["factor"]])).toContainEqual([
          "constant-factor",
          factor.toFixed(),
        ]);
        expect(codes.every((code) => code === "constant-factor")).toBe(true);
      }),
      RUNS,
    );
  });

  it("offsets", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.integer({ min: 2, max: 99_999 }), fc.boolean(), async (seed, cents, more) => {
        const next = random(seed);
        const given = times(20, () => between(next, 100_000, 900_000)).map(
          (amount) => [dollars(amount), dollars(more ? amount + cents : amount - cents)] as const,
        );
        const { signatures } = await room.find("money", given);
        expect(signatures.map(({ parameters }) => parameters)).toEqual([{ offset: `${more ? "+" : "-"}${dollars(cents)}` }]);
      }),
      RUNS,
    );
  });

  it("rates with a fixed part", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        seeds,
        fc.integer({ min: 10, max: 2_000 }),
        fc.integer({ min: 5, max: 999 }),
        fc.boolean(),
        async (seed, myriads, fixed, adds) => {
          const rate = money(myriads).div(10_000);
          const next = random(seed);
          const given = times(40, () => between(next, 1_000, 900_000)).map((cents) => {
            const fee = Number(rate.times(cents).toFixed(0)) + fixed;
            return [dollars(cents), dollars(adds ? cents + fee : cents - fee)] as const;
          });
          const { signatures, codes } = await room.find("money", given);
          const factor = adds ? money(1).plus(rate) : money(1).minus(rate);
          const parameters = { factor: factor.toFixed(), offset: `${adds ? "+" : "-"}${dollars(fixed)}` };
          expect(signatures.map((found) => [found.code, found.parameters])).toMatchObject([["factor-and-offset", parameters]]);
          expect(codes.every((code) => code === "factor-and-offset")).toBe(true);
        },
      ),
      RUNS,
    );
  });

  it("days and lengths", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.integer({ min: -60, max: 60 }), fc.integer({ min: 5, max: 60 }), async (seed, shift, n) => {
        fc.pre(shift !== 0);
        const next = random(seed);
        const days = times(15, () => Date.UTC(2026, 0, 1) + between(next, 0, 364) * DAY).map(
          (day) => [stamp(day).slice(0, 10), stamp(day + shift * DAY).slice(0, 10)] as const,
        );
        const found = await room.find("date", days);
        const size = Math.abs(shift);
        expect(found.signatures.map(({ parameters }) => parameters)).toEqual([
          { offset: `${shift < 0 ? "-" : "+"}${size} ${size === 1 ? "day" : "days"}` },
        ]);
        const texts = times(15, () => times(80, () => String.fromCodePoint(between(next, 97, 122))).join("")).map(
          (text) => [text, text.slice(0, n)] as const,
        );
        expect((await room.find("text", texts)).signatures.map(({ parameters }) => parameters)).toEqual([{ n: String(n) }]);
      }),
      RUNS,
    );
  });
});

/** A hundred thousand and more differing amounts: three in four by a tax, some cents dropped, the rest noise. */
function many(rows: number, order: Sql): Sql {
  return sql`CREATE TABLE many AS SELECT id, CAST(f AS VARCHAR) AS from_text, CAST(t AS VARCHAR) AS to_text, f AS from_number, t AS to_number,
  CAST(NULL AS TIMESTAMP) AS from_at, CAST(NULL AS TIMESTAMP) AS to_at
FROM (SELECT id, f, CASE WHEN k < 15 THEN CAST(round(CAST(f AS DECIMAL(18, 4)) * 1.07, 2) AS DECIMAL(18, 4)) WHEN k < 17 THEN floor(f) ELSE CAST(((i * 48271) % 9000000 + 100) * 0.01 AS DECIMAL(18, 4)) END AS t
  FROM (SELECT 'r' || i AS id, i, i % 20 AS k, CAST(((i * 16807) % 9876543 + 101) * 0.01 AS DECIMAL(18, 4)) AS f FROM range(CAST(${String(rows)} AS BIGINT)) AS r(i)) AS base) AS made
WHERE f <> t ORDER BY ${order}`;
}

async function withMany(
  threads: number,
  rows: number,
  order: Sql,
): Promise<{ readonly found: unknown; readonly explained: unknown; readonly cpu: number }> {
  const own = await openSignatures(threads);
  try {
    await own.engine.runInline(many(rows, order));
    const before = process.cpuUsage();
    const found = await findSignatures(
      own.engine,
      { relation: "many", type: "money" satisfies SignatureType, currencyDigits: 2, timeZone: "America/New_York" },
      { prefix: "p_", explained: "explained" },
    );
    const { user, system } = process.cpuUsage(before);
    const explained = await own.engine.rows(
      sql`SELECT signature, count(*) AS n, sum(CAST(substr(id, 2) AS BIGINT)) AS ids FROM ${id("explained")} GROUP BY 1 ORDER BY 1`,
    );
    const left = await own.engine.rows(sql`SELECT table_name FROM information_schema.tables WHERE starts_with(table_name, 'p_')`);
    expect(left).toEqual([]);
    return { found, explained, cpu: (user + system) / 1_000_000 };
  } finally {
    await own.close();
  }
}

it("gives the same whatever the order of rows and the number of threads", { timeout: 60_000 }, async () => {
  const one = await withMany(1, 20_000, sql`id`);
  const other = await withMany(2, 20_000, sql`hash(id)`);
  expect(other.found).toEqual(one.found);
  expect(other.explained).toEqual(one.explained);
  expect(one.found).toMatchObject([{ parameters: { factor: "1.07" } }, { code: "cents-dropped" }]);
});

it("costs in line with the rows", { timeout: 120_000 }, async () => {
  const small = await withMany(1, 25_000, sql`id`);
  const large = await withMany(1, 100_000, sql`id`);
  if (process.env["SIGNATURE_SEEDS"] !== undefined) console.log({ small: small.cpu, large: large.cpu });
  expect(large.cpu).toBeLessThan(10 * Math.max(0.1, small.cpu));
});
