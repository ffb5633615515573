import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimate } from "../../src/resolve/estimate/index.ts";
import type { EstimateInput } from "../../src/resolve/estimate/model.ts";
import { m, PEOPLE, seen, sound, weigh, weight, type World } from "./estimate-world.ts";

describe("little data", () => {
  const comparisons = seen(PEOPLE).comparisons;
  const nothing: EstimateInput = { comparisons, rules: [], candidates: [], random: [], possiblePairs: 0, mostMatches: undefined };

  it("works on nothing", () => {
    const model = estimate(nothing);
    sound(model);
    expect(model.sessions).toEqual([
      { rule: "all candidates", iterations: 1, converged: true, pairs: 0, matches: 0, degenerate: "no pairs" },
    ]);
    expect(m(model, 1, 2)).toBe(0.9);
  });

  it("works on one pair", () => {
    const same = { levels: [3, 2, 3, 2, 2], pairs: 1 };
    const model = estimate({
      ...nothing,
      rules: [{ name: "r", attributes: ["f0"] }],
      candidates: [{ ...same, rules: 1 }],
      random: [{ ...same, rules: 0 }],
      possiblePairs: 1,
      mostMatches: 1,
    });
    sound(model);
    expect(weigh(model, same.levels)).toBeGreaterThan(0);
    expect(weigh(model, [1, 1, 1, 1, 1])).toBeLessThan(weigh(model, same.levels));
  });

  it("finds five pairs among ten records", () => {
    const model = estimate({
      ...nothing,
      rules: [{ name: "r", attributes: ["f0"] }],
      candidates: [
        { levels: [3, 2, 3, 2, 2], rules: 1, pairs: 5 },
        { levels: [3, 1, 1, 1, 2], rules: 1, pairs: 1 },
      ],
      random: [
        { levels: [3, 2, 3, 2, 2], rules: 0, pairs: 5 },
        { levels: [3, 1, 1, 1, 2], rules: 0, pairs: 1 },
        { levels: [1, 1, 1, 1, 2], rules: 0, pairs: 19 },
        { levels: [1, 1, 1, 1, 1], rules: 0, pairs: 20 },
      ],
      possiblePairs: 45,
      mostMatches: undefined,
    });
    sound(model);
    expect(weigh(model, [3, 2, 3, 2, 2])).toBeGreaterThan(4);
    expect(weigh(model, [3, 1, 1, 1, 2])).toBeLessThan(0);
  });
});

describe("order of levels", () => {
  const lags = (lagM: readonly number[], matches: number): World => ({
    ...PEOPLE,
    pairs: 1e8,
    matches,
    rules: [[0], [1]],
    fields: [...PEOPLE.fields.slice(0, 3), { m: lagM, u: [0.99, 0.005, 0.005] }],
  });

  it("keeps a fall that the figures prove", () => {
    const model = estimate(seen(lags([0.1, 0.7, 0.2], 20_000)));
    expect(weight(model, 3, 2)).toBeGreaterThan(weight(model, 3, 3) + 1);
  });

  it("gives no weight to a level that was never seen", () => {
    const model = estimate(seen(lags([0.1, 0, 0.9], 20_000)));
    const never = estimate(
      seen({ ...lags([0.1, 0, 0.9], 20_000), fields: [...PEOPLE.fields.slice(0, 3), { m: [0.1, 0, 0.9], u: [0.995, 0, 0.005] }] }),
    );
    expect(weight(model, 3, 2)).toBeGreaterThan(-15);
    expect(weight(never, 3, 2)).toBeLessThanOrEqual(weight(never, 3, 3) + 1e-9);
  });

  it("levels a fall that may be chance", () => {
    const model = estimate(seen(lags([0.1, 0.55, 0.35], 80)));
    expect(weight(model, 3, 2)).toBeCloseTo(weight(model, 3, 3), 9);
  });
});

describe("whatever the patterns", () => {
  const shape = [3, 2, 3];
  const patternOf = (rules: fc.Arbitrary<number>) =>
    fc.record({
      levels: fc.tuple(...shape.map((most) => fc.integer({ min: 0, max: most }))),
      rules,
      pairs: fc.integer({ min: 1, max: 100_000 }),
    });
  const inputs: fc.Arbitrary<EstimateInput> = fc
    .record({
      candidates: fc.array(patternOf(fc.integer({ min: 1, max: 3 })), { maxLength: 60 }),
      random: fc.array(patternOf(fc.constant(0)), { maxLength: 60 }),
      others: fc.integer({ min: 0, max: 1_000_000_000 }),
      mostMatches: fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: undefined }),
      exact: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    })
    .map(({ candidates, random, others, mostMatches, exact }) => ({
      comparisons: shape.map((most, index) => ({
        name: `f${index}`,
        attributes: [`f${index}`],
        labels: ["missing", "different", "a", "b"].slice(0, most + 1),
        exactU: Array.from({ length: most + 1 }, (_, level) => (level === most ? exact : undefined)),
      })),
      rules: [
        { name: "one", attributes: ["f0"] },
        { name: "two", attributes: ["f1"] },
      ],
      candidates,
      random,
      possiblePairs: candidates.reduce((sum, { pairs }) => sum + pairs, 0) + others,
      mostMatches,
    }));

  it("is sound: probabilities above 0 that sum to 1, weights that follow from them, matches within their bound", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const model = estimate(input);
        sound(model);
        if (input.mostMatches !== undefined && input.mostMatches < input.possiblePairs)
          expect(model.prior * input.possiblePairs).toBeLessThanOrEqual(input.mostMatches * 1.000_001);
      }),
      { numRuns: 60 },
    );
  });

  it("is the same bytes in any order, and with counts split up", () => {
    fc.assert(
      fc.property(inputs, fc.infiniteStream(fc.integer({ min: 0, max: 1_000_000 })), (input, numbers) => {
        const shuffled = <T>(list: readonly T[]): T[] =>
          list
            .map((item) => ({ item, place: numbers.next().value as number }))
            .sort((left, right) => left.place - right.place)
            .map(({ item }) => item);
        const split = input.candidates.flatMap((count) =>
          count.pairs < 2
            ? [count]
            : [
                { ...count, pairs: 1 },
                { ...count, pairs: count.pairs - 1 },
              ],
        );
        const again = { ...input, candidates: shuffled(split), random: shuffled(input.random) };
        expect(JSON.stringify(estimate(again))).toBe(JSON.stringify(estimate(input)));
      }),
      { numRuns: 40 },
    );
  });
});
