import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chanceAtMost, SIGNIFICANT } from "../../src/detect/migration/chance.ts";
import { turnOf } from "../../src/detect/migration/column-change.ts";
import type { DayFill } from "../../src/detect/migration/fill.ts";
import { expectedOf, isExplained, unitsSay } from "../../src/detect/migration/strata.ts";
import { day, random } from "./migration-given.ts";

/** Days of ten records, each filled at a rate of its day. */
function column(days: number, seed: number, rate: (date: number) => number): DayFill[] {
  const next = random(seed);
  return Array.from({ length: days }, (_, date) => {
    const filled = Array.from({ length: 10 }, () => next() < rate(date)).filter(Boolean).length;
    return { day: day(date), records: 10, filled };
  });
}

const found = (days: readonly DayFill[]): string[] =>
  (["column-stopped", "column-started"] as const).flatMap((outcome) => {
    const turn = turnOf(days, outcome);
    return turn === undefined || turn.chance >= SIGNIFICANT ? [] : [outcome];
  });

const options = { numRuns: 300, seed: 20261124 };

describe("the turn of a column", () => {
  test("is found at any rate that chance allows to tell, and the day is among those it names", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9999 }),
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        fc.integer({ min: 60, max: 120 }),
        (seed, rate, at) => {
          const stopped = column(180, seed, (date) => (date < at ? rate : 0));
          expect(found(stopped)).toEqual(["column-stopped"]);
          const turn = turnOf(stopped, "column-stopped");
          expect(turn !== undefined && turn.from <= day(at) && day(at) <= turn.to).toBe(true);
          const started = column(180, seed, (date) => (date < at ? 0 : rate));
          expect(found(started)).toEqual(["column-started"]);
        },
      ),
      options,
    );
  });

  test("is not found where a column is filled all the time, seldom or often, evenly or in clusters", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9999 }),
        fc.double({ min: 0.005, max: 1, noNaN: true }),
        fc.constantFrom(1, 2, 5),
        (seed, most, run) => {
          // Clusters that come only at the very beginning are a column that stopped: none must be so rare.
          const rate = run === 1 ? most : Math.max(most, 0.3);
          const next = random(seed + 1);
          const weeks = Array.from({ length: 200 }, () => (run === 1 ? rate : next() < rate ? 0.9 : 0));
          expect(found(column(180, seed, (date) => weeks[Math.floor(date / run)] ?? 0))).toEqual([]);
        },
      ),
      options,
    );
  });

  test("is the same in any unit of count, and needs the more records the seldomer the column", () => {
    const at = (rate: number, days: number) => found(column(120 + days, 3, (date) => (date < 120 ? rate : 0)));
    expect(at(0.5, 4)).toEqual(["column-stopped"]);
    expect(at(0.05, 4)).toEqual([]);
    expect(at(0.05, 120)).toEqual(["column-stopped"]);
  });
});

describe("groups of records", () => {
  const side = (records: number, filled: number) => ({ records, filled });

  test("explain an empty side when those that had it are gone, and not when they are there", () => {
    const repair = { full: side(300, 0), empty: side(300, 0) };
    expect(isExplained([repair, { full: side(200, 200), empty: side(0, 0) }])).toBe(true);
    expect(isExplained([repair, { full: side(200, 200), empty: side(200, 0) }])).toBe(false);
    // A vocabulary that changed on the same day says nothing: new words go by the rate of all.
    expect(
      isExplained([
        { full: side(300, 200), empty: side(0, 0) },
        { full: side(0, 0), empty: side(300, 0) },
      ]),
    ).toBe(false);
    expect(expectedOf([{ full: side(99, 49), empty: side(200, 0) }])).toBeCloseTo((200 * (49 + 49 / 99)) / 100, 9);
  });

  test("of units tell a change of all from one of some and from one of none", () => {
    const stopped = { before: side(200, 90), after: side(200, 0) };
    const never = { before: side(200, 0), after: side(200, 0) };
    expect(unitsSay([stopped, stopped], "column-stopped")).toBe("whole");
    expect(unitsSay([stopped, never], "column-stopped")).toBe("some");
    expect(unitsSay([never, never], "column-stopped")).toBe("none");
    // A small unit that has none yet shows nothing.
    expect(unitsSay([stopped, { before: side(12, 0), after: side(12, 0) }], "column-stopped")).toBe("whole");
  });
});

test("a Poisson tail is the sum of its terms", () => {
  expect(chanceAtMost(0, 3)).toBeCloseTo(Math.exp(-3), 12);
  expect(chanceAtMost(2, 3)).toBeCloseTo(Math.exp(-3) * (1 + 3 + 4.5), 12);
  expect(chanceAtMost(0, 0)).toBe(1);
  expect(chanceAtMost(40, 3)).toBeCloseTo(1, 9);
});
