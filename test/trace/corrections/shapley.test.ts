import * as fc from "fast-check";
import { expect, it } from "vitest";
import { formatMoney, money, type Money } from "../../../src/model/index.ts";
import { shares } from "../../../src/trace/corrections/shapley.ts";

/** The mean over all orders, by going through every one of them. */
function byOrders(count: number, worth: (made: number) => Money): Money[] {
  const sums = Array.from({ length: count }, () => money("0"));
  let orders = 0;
  const walk = (made: number, rest: readonly number[], path: readonly number[]): void => {
    if (rest.length === 0) {
      orders++;
      let before = 0;
      for (const change of path) {
        const after = before | (1 << change);
        sums[change] = sums[change]!.plus(worth(after).minus(worth(before)));
        before = after;
      }
      return;
    }
    for (const change of rest)
      walk(
        made | (1 << change),
        rest.filter((one) => one !== change),
        [...path, change],
      );
  };
  walk(
    0,
    Array.from({ length: count }, (_, change) => change),
    [],
  );
  return sums.map((sum) => sum.div(orders));
}

const games = fc
  .integer({ min: 1, max: 5 })
  .chain((count) =>
    fc.tuple(
      fc.constant(count),
      fc.array(fc.integer({ min: -1_000_000, max: 1_000_000 }), { minLength: 1 << count, maxLength: 1 << count }),
    ),
  );

it("is the mean over all orders, and sums to the whole to the last digit", () => {
  fc.assert(
    fc.property(games, ([count, cents]) => {
      const worth = (made: number): Money => money(cents[made]!).div(100);
      const told = shares(count, worth);
      const sum = told.reduce((all, share) => all.plus(share), money("0"));
      expect(formatMoney(sum)).toBe(formatMoney(worth((1 << count) - 1).minus(worth(0))));
      byOrders(count, worth).forEach((exact, change) => expect(told[change]!.minus(exact).abs().lessThan("0.0005")).toBe(true));
    }),
    { numRuns: 200 },
  );
});

it("two changes that do the same have equal shares, and one that does nothing has none", () => {
  // Either of the first two makes the row count; the third does nothing.
  const worth = (made: number): Money => money((made & 3) > 0 ? "100" : "0");
  expect(shares(3, worth).map(formatMoney)).toEqual(["50.00", "50.00", "0.00"]);
});

it("what a third of a cent leaves goes to the first", () => {
  expect(shares(3, (made) => money(made === 7 ? "100" : "0")).map(formatMoney)).toEqual(["33.3334", "33.3333", "33.3333"]);
});

it("more than eight are refused: they must be told together", () => {
  expect(() => shares(9, () => money("0"))).toThrow(RangeError);
});
