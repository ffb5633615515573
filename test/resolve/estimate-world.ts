import { expect } from "vitest";
import type { EstimateInput, LinkageModel, PatternCount } from "../../src/resolve/estimate/model.ts";

/** A world whose m, u and prior are known; comparisons are independent within either class. */
export interface World {
  readonly pairs: number;
  readonly matches: number;
  readonly fields: readonly WorldField[];
  /** Fields that must be at their best level, by rule. */
  readonly rules: readonly (readonly number[])[];
  readonly mostMatches?: number;
  /** Random pairs drawn. */
  readonly drawn?: number;
  /** Give exact shares for the best level of every field? */
  readonly exact?: boolean;
}

export interface WorldField {
  /** Levels from `different` to the best. */
  readonly m: readonly number[];
  readonly u: readonly number[];
  readonly missing?: number;
}

/** What the estimation sees of a world: the number of pairs to be expected of each pattern. */
export function seen(world: World): EstimateInput {
  const all = patterns(world, (field) => field.fields).map((levels) => ({
    levels,
    matches: world.matches * probability(world, levels, "m"),
    others: (world.pairs - world.matches) * probability(world, levels, "u"),
  }));
  const rulesOf = (levels: readonly number[]): number =>
    world.rules.reduce(
      (bits, fields, rule) => bits + (fields.every((field) => levels[field] === world.fields[field]?.m.length) ? 2 ** rule : 0),
      0,
    );
  const drawn = world.drawn ?? 1_000_000;
  return {
    comparisons: world.fields.map((field, index) => ({
      name: `f${index}`,
      attributes: [`f${index}`],
      labels: ["missing", "different", ...field.m.slice(1).map((_, level) => `level ${level + 1}`)],
      exactU: [
        undefined,
        ...field.m.map((share, level) =>
          world.exact === true && level === field.m.length - 1
            ? (world.matches * share + (world.pairs - world.matches) * (field.u[level] ?? 0)) / world.pairs
            : undefined,
        ),
      ],
    })),
    rules: world.rules.map((fields, index) => ({ name: `rule ${index}`, attributes: fields.map((field) => `f${field}`) })),
    candidates: all.flatMap(({ levels, matches, others }): PatternCount[] => {
      const rules = rulesOf(levels);
      const pairs = Math.round(matches + others);
      return rules === 0 || pairs === 0 ? [] : [{ levels, rules, pairs }];
    }),
    random: all.flatMap(({ levels, matches, others }): PatternCount[] => {
      const pairs = Math.round(((matches + others) / world.pairs) * drawn);
      return pairs === 0 ? [] : [{ levels, rules: 0, pairs }];
    }),
    possiblePairs: world.pairs,
    mostMatches: world.mostMatches,
  };
}

function probability(world: World, levels: readonly number[], of: "m" | "u"): number {
  return world.fields.reduce((product, field, index) => {
    const level = levels[index] ?? 0;
    const missing = field.missing ?? 0;
    return product * (level === 0 ? missing : (1 - missing) * (field[of][level - 1] ?? 0));
  }, 1);
}

function patterns(world: World, fieldsOf: (world: World) => readonly WorldField[]): number[][] {
  return fieldsOf(world).reduce<number[][]>(
    (prefixes, field) => prefixes.flatMap((prefix) => [0, ...field.m.map((_, level) => level + 1)].map((level) => [...prefix, level])),
    [[]],
  );
}

/** Two files of people, five things said of each. */
export const PEOPLE: World = {
  pairs: 1e9,
  matches: 20_000,
  rules: [[0], [1, 2], [3]],
  fields: [
    { m: [0.1, 0.2, 0.7], u: [0.985, 0.01, 0.005] },
    { m: [0.05, 0.95], u: [0.99, 0.01] },
    { m: [0.2, 0.1, 0.7], u: [0.95, 0.03, 0.02], missing: 0.2 },
    { m: [0.15, 0.85], u: [0.9999, 0.0001], missing: 0.3 },
    { m: [0.02, 0.98], u: [0.5, 0.5] },
  ],
};

export function sound(model: LinkageModel): void {
  expect(model.prior).toBeGreaterThan(0);
  expect(model.prior).toBeLessThan(1);
  for (const { levels } of model.comparisons) {
    const given = levels.slice(1);
    for (const { m: ofMatches, u: ofOthers, weight: bits } of given) {
      expect(ofMatches).toBeGreaterThan(0);
      expect(ofOthers).toBeGreaterThan(0);
      expect(bits).toBeCloseTo(Math.log2(ofMatches / ofOthers), 8);
    }
    expect(given.reduce((sum, level) => sum + level.m, 0)).toBeCloseTo(1, 9);
    expect(given.reduce((sum, level) => sum + level.u, 0)).toBeCloseTo(1, 9);
    expect(levels[0]).toMatchObject({ m: 1, u: 1, weight: 0 });
  }
}

export function m(model: LinkageModel, comparison: number, level: number): number {
  return model.comparisons[comparison]?.levels[level]?.m ?? Number.NaN;
}

export function u(model: LinkageModel, comparison: number, level: number): number {
  return model.comparisons[comparison]?.levels[level]?.u ?? Number.NaN;
}

export function weight(model: LinkageModel, comparison: number, level: number): number {
  return model.comparisons[comparison]?.levels[level]?.weight ?? Number.NaN;
}

/** Bits for a match by the model, the prior included. */
export function weigh(model: LinkageModel, levels: readonly number[]): number {
  const prior = Math.log2(model.prior / (1 - model.prior));
  return levels.reduce((sum, level, index) => sum + (level === 0 ? 0 : weight(model, index, level)), prior);
}

export function trueWeight(world: World, levels: readonly number[]): number {
  const prior = world.matches / world.pairs;
  return levels.reduce(
    (sum, level, index) => {
      const field = world.fields[index];
      return level === 0 ? sum : sum + Math.log2((field?.m[level - 1] ?? 1) / (field?.u[level - 1] ?? 1));
    },
    Math.log2(prior / (1 - prior)),
  );
}
