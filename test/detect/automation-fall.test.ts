import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dispersionOf } from "../../src/detect/automation/dispersion.ts";
import { findFall, type Weeks } from "../../src/detect/automation/fall.ts";
import { oddsOfDraw, oddsOfHits } from "../../src/detect/odds.ts";

const level = (weeks: number, count: number): number[] => Array.from({ length: weeks }, (_, week) => count + (week % 3) - 1);
const plan = { reference: undefined, byUnit: [], runsTell: true, series: 1 };
const alone = (own: readonly number[], byUnit: readonly (readonly number[])[] = []) => findFall({ ...plan, own, byUnit });
const held = (own: readonly number[], reference: readonly number[], more: Partial<Weeks> = {}) =>
  findFall({ ...plan, own, reference, ...more });

/** Numbers from 0 to 1 that look random; the same seed gives the same. */
function chance(seed: number): () => number {
  let state = seed * 2_654_435_761 + 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Of so many things to do each week, those that are done: each with the chance of its week. */
function done(work: readonly number[], rate: (week: number) => number, next: () => number): number[] {
  return work.map((count, week) => Array.from({ length: count }, () => (next() < rate(week) ? 1 : 0)).reduce<number>((a, b) => a + b, 0));
}

test("a fall that lasts, and where it began", () => {
  expect(alone([...level(30, 40), ...level(10, 12)])).toMatchObject({ week: 30, until: 40, after: 11.9 });
  expect(held([...level(30, 40), ...level(5, 12)], level(35, 50))).toMatchObject({ week: 30, until: 35, reference: { before: 50 } });
});

test("no fall: by less than half where nothing tells what there was to do, too short, over, to nothing, of few records, or of what there was to do", () => {
  expect(alone([...level(30, 40), ...level(10, 24)])).toBeUndefined();
  expect(alone([...level(30, 40), ...level(7, 12)])).toBeUndefined();
  expect(alone([...level(30, 40), ...level(10, 12), ...level(4, 40)])).toBeUndefined();
  expect(alone([...level(30, 40), ...Array.from({ length: 10 }, () => 0)])).toBeUndefined();
  expect(
    alone([...Array.from({ length: 12 }, (_, week) => week % 2), ...Array.from({ length: 12 }, (_, week) => (week % 5 === 0 ? 1 : 0))]),
  ).toBeUndefined();
  const fallen = [...level(30, 40), ...level(10, 12)];
  expect(
    held(
      fallen,
      fallen.map((count) => count * 2),
    ),
  ).toBeUndefined();
});

test("held against what there was to do: one that is over is told if it was long; a drift, a burst before and a stop that runs tell of are none", () => {
  const over = [...level(14, 40), ...level(9, 14), ...level(12, 40)];
  expect(held(over, level(35, 50))).toMatchObject({ week: 14, until: 23, after: 14 });
  expect(held([...level(14, 40), ...level(5, 14), ...level(16, 40)], level(35, 50))).toBeUndefined();
  expect(held([...level(30, 40), ...level(10, 30)], level(40, 50))).toBeUndefined();
  expect(held([...level(12, 20), ...level(5, 150), ...level(20, 20)], level(37, 50))).toBeUndefined();
  const stopped = [...level(30, 40), ...Array.from({ length: 6 }, () => 0)];
  expect(held(stopped, level(36, 50))).toBeUndefined();
  expect(held(stopped, level(36, 50), { runsTell: false })).toMatchObject({ week: 30, after: 0 });
});

test("a few records a week are enough where the season is known: it falls to two fifths, after a lull that was none of its own", () => {
  const next = chance(7);
  const found = Array.from({ length: 60 }, () => {
    const work = Array.from({ length: 38 }, (_, week) => Math.round((week >= 4 && week < 10 ? 0.5 : 1) * (24 + 5 * next())));
    return held(
      done(work, (week) => (week < 28 ? 0.7 : 0.28), next),
      work,
    );
  });
  expect(found.filter((fall) => fall !== undefined && Math.abs(fall.week - 28) <= 3 && fall.until === 38).length).toBeGreaterThanOrEqual(
    59,
  );
});

test("by chance there is hardly ever one: with much to do and little, with a season, and where weeks are alike in a row", () => {
  const next = chance(11);
  const none = Array.from({ length: 300 }, (_, round) => {
    const size = [3, 10, 30, 100][round % 4] as number;
    const season = (week: number): number => 1 + 0.5 * Math.sin(((week + round) / 12) * Math.PI);
    const work = Array.from({ length: 45 }, (_, week) => Math.round(size * season(week)));
    // What it does of them differs from month to month.
    const habit = Array.from({ length: 12 }, () => 0.5 + 0.25 * (next() - 0.5));
    return held(
      done(work, (week) => habit[Math.floor(week / 4)] as number, next),
      work,
    );
  });
  expect(none.filter((fall) => fall !== undefined).length).toBeLessThanOrEqual(3);
});

test("a dispersion is 1 where counts are independent, and more where weeks are alike in a row", () => {
  const next = chance(3);
  const work = Array.from({ length: 400 }, () => 60);
  expect(
    dispersionOf(
      done(work, () => 0.5, next),
      work,
      [0, 200, 400],
    ),
  ).toBeLessThan(1.2);
  const months = Array.from({ length: 100 }, () => 0.3 + 0.4 * next());
  expect(
    dispersionOf(
      done(work, (week) => months[Math.floor(week / 4)] as number, next),
      work,
      [0, 200, 400],
    ),
  ).toBeGreaterThan(4);
  expect(dispersionOf([5, 5], [0, 0], [0, 2])).toBe(1);
});

test("a seasonal lull is none: as a year ago, or as there was one before; nor is a unit that ended", () => {
  const year = [...level(42, 40), ...level(10, 12)];
  expect(alone([...year, ...year])).toBeUndefined();
  expect(alone([...level(12, 40), ...level(9, 12), ...level(15, 40), ...level(10, 12)])).toBeUndefined();
  const ended = [...level(30, 30), ...Array.from({ length: 10 }, () => 0)];
  const rest = level(40, 12);
  const all = ended.map((count, week) => count + (rest[week] as number));
  expect(alone(all, [ended, rest])).toBeUndefined();
  const lost = [...level(30, 30), ...level(10, 2)];
  expect(
    alone(
      lost.map((count, week) => count + (rest[week] as number)),
      [lost, rest],
    ),
  ).toBeDefined();
});

function choose(n: bigint, k: bigint): bigint {
  let result = 1n;
  for (let index = 0n; index < k; index += 1n) result = (result * (n - index)) / (index + 1n);
  return result;
}
const ratio = (a: bigint, b: bigint): number => Number((a * 10n ** 30n) / b) / 1e30;

test("odds are exact", () => {
  const counts = fc.record({ drawn: fc.nat(60), marked: fc.nat(60), more: fc.nat(60), hits: fc.nat(60) });
  fc.assert(
    fc.property(counts, ({ drawn, marked, more, hits }) => {
      const all = Math.max(drawn, marked) + more;
      let sum = 0n;
      for (let k = hits; k <= Math.min(drawn, marked); k += 1) {
        if (drawn - k <= all - marked) sum += choose(BigInt(marked), BigInt(k)) * choose(BigInt(all - marked), BigInt(drawn - k));
      }
      const exact = ratio(sum, choose(BigInt(all), BigInt(drawn)));
      expect(Math.abs(oddsOfDraw(hits, drawn, marked, all) - exact)).toBeLessThan(1e-11 + exact * 1e-9);
      let tail = 0n;
      for (let k = hits; k <= drawn; k += 1) tail += choose(BigInt(drawn), BigInt(k)) * 3n ** BigInt(drawn - k);
      const binomial = ratio(tail, 4n ** BigInt(drawn));
      expect(Math.abs(oddsOfHits(hits, drawn, 0.25) - binomial)).toBeLessThan(1e-11 + binomial * 1e-9);
    }),
  );
});
