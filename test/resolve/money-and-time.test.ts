import { array, assert, asyncProperty, integer, tuple } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import type { IdentityAttribute } from "../../src/model/index.ts";
import { startEngine } from "../detect/given.ts";
import { see, type GivenValues } from "./seen.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => ({ engine, close } = await startEngine()));
afterAll(() => close());

const AMOUNT: readonly IdentityAttribute[] = [{ name: "amount", role: "amount" }];
const DAY: readonly IdentityAttribute[] = [{ name: "paid", role: "event-date" }];

describe("amounts", () => {
  const cases: readonly (readonly [string | null, string | null, string])[] = [
    ["100.00", "100.00", "same amount"],
    ["0", "0.0000", "same amount"],
    ["-50.25", "-50.25", "same amount"],
    ["100.00", "99.60", "within 0.5 %"],
    ["99.60", "100.00", "within 0.5 %"],
    ["100.00", "97.10", "within 3 %"],
    ["100.00", "96.80", "within 5 %"],
    ["-100.00", "-97.10", "within 3 %"],
    ["100.00", "90.00", "within 10 %"],
    ["100.00", "89.00", "different"],
    ["100.00", "-100.00", "different"],
    ["0", "0.01", "different"],
    ["99999999999999.9999", "99999999999999.9998", "within 0.5 %"],
    [null, "5", "missing"],
    ["5", null, "missing"],
  ];
  test("levels", async () => {
    const seen = await see(
      engine,
      AMOUNT,
      cases.map(([a, b]) => [[a], [b]] as const),
    );
    expect(seen.map(({ levels }, at) => [...(cases[at] ?? []).slice(0, 2), ...levels])).toEqual(cases);
  });

  test("property: amounts within 12 % share a band, those of different sign never do", async () => {
    const memo: readonly IdentityAttribute[] = [...AMOUNT, { name: "memo", role: "memo" }];
    await assert(
      asyncProperty(
        array(tuple(integer({ min: 1, max: 10_000_000 }), integer({ min: -120, max: 120 })), { minLength: 20, maxLength: 40 }),
        async (drawn) => {
          const cents = (own: number): string => (own / 100).toFixed(4);
          const near = drawn.map(([own, mille]): readonly [GivenValues, GivenValues] => [
            [cents(own), "abc x"],
            [((own / 100) * (1 + mille / 1000)).toFixed(4), "abc y"],
          ]);
          const far = drawn.map(([own]): readonly [GivenValues, GivenValues] => [
            [cents(own), "abc x"],
            [cents(-own), "abc y"],
          ]);
          for (const { keys } of await see(engine, memo, near)) expect(keys.some((key) => key.includes("band"))).toBe(true);
          for (const { keys } of await see(engine, memo, far)) expect(keys).toEqual([]);
        },
      ),
      { numRuns: 3 },
    );
  });
});

describe("days that lag", () => {
  const cases: readonly (readonly [string | null, string | null, string])[] = [
    ["2026-03-01", "2026-03-01", "same day"],
    ["2026-02-28", "2026-03-01", "1 day later"],
    ["2024-02-28", "2024-03-01", "2 days later"],
    ["2026-03-01", "2026-03-11", "10 days later"],
    ["2026-03-01", "2026-03-12", "11 to 14 days later"],
    ["2026-03-01", "2026-04-01", "22 to 31 days later"],
    ["2026-03-01", "2026-05-02", "32 to 62 days later"],
    ["2026-03-01", "2026-05-03", "different"],
    ["2026-03-02", "2026-03-01", "1 day earlier"],
    ["2026-03-08", "2026-03-01", "4 to 7 days earlier"],
    ["2026-04-01", "2026-03-01", "8 to 31 days earlier"],
    ["2026-04-02", "2026-03-01", "different"],
    ["0001-01-01", "9999-12-31", "different"],
    [null, "2026-03-01", "missing"],
  ];
  test("levels", async () => {
    const seen = await see(
      engine,
      DAY,
      cases.map(([a, b]) => [[a], [b]] as const),
    );
    expect(seen.map(({ levels }, at) => [...(cases[at] ?? []).slice(0, 2), ...levels])).toEqual(cases);
  });

  test("the same amount within 32 days shares a period, before 1970 too", async () => {
    const both = [...AMOUNT, ...DAY];
    const pairs = Array.from({ length: 64 }, (_, at): readonly [GivenValues, GivenValues] => {
      const from = Date.UTC(1969, 10, 1 + at);
      const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
      return [
        ["250.00", day(from)],
        ["250.00", day(from + 32 * 86_400_000)],
      ];
    });
    for (const { keys } of await see(engine, both, pairs)) {
      expect(keys.some((key) => key.includes("period"))).toBe(true);
      expect(keys).toContain("amount");
    }
  });
});
