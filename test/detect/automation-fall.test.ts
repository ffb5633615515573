import * as fc from "fast-check";
import { expect, test } from "vitest";
import { findFall } from "../../src/detect/automation/fall.ts";
import { oddsOfDraw, oddsOfHits } from "../../src/detect/odds.ts";

const level = (weeks: number, count: number): number[] => Array.from({ length: weeks }, (_, week) => count + (week % 3) - 1);
const alone = (own: readonly number[], byUnit: readonly (readonly number[])[] = []) => findFall({ own, reference: undefined, byUnit });

test("a fall by more than half that lasts, and where it began", () => {
  expect(alone([...level(30, 40), ...level(10, 12)])).toMatchObject({ week: 30, after: 11.9 });
  expect(findFall({ own: [...level(30, 40), ...level(5, 12)], reference: level(35, 50), byUnit: [] })).toMatchObject({
    week: 30,
    reference: { before: 50 },
  });
});

test("no fall: by less than half, too short, over, to nothing, of few records, or of what there was to do", () => {
  expect(alone([...level(30, 40), ...level(10, 24)])).toBeUndefined();
  expect(alone([...level(30, 40), ...level(7, 12)])).toBeUndefined();
  expect(alone([...level(30, 40), ...level(10, 12), ...level(4, 40)])).toBeUndefined();
  expect(alone([...level(30, 40), ...Array.from({ length: 10 }, () => 0)])).toBeUndefined();
  expect(
    alone([...Array.from({ length: 12 }, (_, week) => week % 2), ...Array.from({ length: 12 }, (_, week) => (week % 5 === 0 ? 1 : 0))]),
  ).toBeUndefined();
  const fallen = [...level(30, 40), ...level(10, 12)];
  expect(findFall({ own: fallen, reference: fallen.map((count) => count * 2), byUnit: [] })).toBeUndefined();
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
