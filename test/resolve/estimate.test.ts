import { describe, expect, it } from "vitest";
import { DEFAULTS, estimate } from "../../src/resolve/estimate/index.ts";
import { m, PEOPLE, seen, trueWeight, u, weigh, weight, type World } from "./estimate-world.ts";

describe("a world whose figures are known", () => {
  const model = estimate(seen(PEOPLE));

  it("gives back u", () => {
    for (const [index, field] of PEOPLE.fields.entries())
      for (const [level, share] of field.u.entries()) expect(Math.abs(u(model, index, level + 1) / share - 1)).toBeLessThan(0.03);
  });

  it("gives back m, but for the matches that no rule compares", () => {
    for (const [index, field] of PEOPLE.fields.entries())
      for (const [level, share] of field.m.entries()) expect(Math.abs(m(model, index, level + 1) - share)).toBeLessThan(0.06);
  });

  it("gives back the prior, but for the matches that no rule compares", () => {
    expect(model.prior * PEOPLE.pairs).toBeGreaterThan(0.88 * PEOPLE.matches);
    expect(model.prior * PEOPLE.pairs).toBeLessThan(1.02 * PEOPLE.matches);
  });

  it("gives back m as it is where the rules lose no match", () => {
    // The rule's field is at its best for all matches; the others are then seen undistorted.
    const all: World = { ...PEOPLE, rules: [[4]], fields: [...PEOPLE.fields.slice(0, 4), { m: [0, 1], u: [0.99, 0.01] }] };
    const found = estimate(seen(all));
    for (const index of [0, 1, 2, 3])
      for (const [level, share] of (all.fields[index]?.m ?? []).entries())
        expect(Math.abs(m(found, index, level + 1) - share)).toBeLessThan(0.01);
    expect(found.prior * all.pairs).toBeGreaterThan(0.98 * all.matches);
    expect(found.prior * all.pairs).toBeLessThan(1.02 * all.matches);
  });

  it("has sessions that all serve", () => {
    expect(model.sessions.map(({ rule, degenerate, converged }) => ({ rule, degenerate, converged }))).toEqual(
      ["rule 0", "rule 1", "rule 2", "all candidates"].map((rule) => ({ rule, degenerate: undefined, converged: true })),
    );
  });

  it("tells matches from non-matches as their true odds do", () => {
    for (const levels of [
      [3, 2, 3, 2, 2],
      [3, 2, 0, 0, 2],
      [2, 2, 1, 1, 2],
      [1, 1, 1, 2, 1],
    ])
      expect(Math.abs(weigh(model, levels) - trueWeight(PEOPLE, levels))).toBeLessThan(1.5);
  });
});

describe("rare agreements", () => {
  // 1,000 × 1,000 records: nearly all pairs that share an address are matches.
  const small: World = {
    pairs: 1e6,
    matches: 900,
    mostMatches: 1000,
    exact: true,
    rules: [[0], [1]],
    fields: [
      { m: [0.1, 0.9], u: [0.99999, 0.00001] },
      { m: [0.15, 0.85], u: [0.995, 0.005] },
      { m: [0.1, 0.9], u: [0.98, 0.02] },
    ],
  };

  it("takes matches off the share of all pairs, so that the weight is that of chance", () => {
    const model = estimate(seen(small));
    expect(model.comparisons[0]?.levels[2]?.share).toBeGreaterThan(0.0008);
    expect(weight(model, 0, 2)).toBeGreaterThan(Math.log2(0.9 / 0.00001) - 3);
    expect(weight(model, 0, 2)).toBeLessThan(Math.log2(0.9 / 0.00001) + 1);
  });

  it("never takes more than nineteen in twenty agreements from chance", () => {
    const model = estimate(seen({ ...small, fields: [{ m: [0.1, 0.9], u: [1, 0] }, ...small.fields.slice(1)] }));
    expect(u(model, 0, 2)).toBeGreaterThanOrEqual((model.comparisons[0]?.levels[2]?.share ?? 1) * DEFAULTS.leastCoincidence * 0.999);
  });
});

describe("sessions that cannot be used", () => {
  it("leaves one class alone: no match anywhere", () => {
    const model = estimate(seen({ ...PEOPLE, matches: 0 }));
    expect(model.sessions.every((session) => session.degenerate !== undefined)).toBe(true);
    expect(model.prior * PEOPLE.pairs).toBeLessThan(20);
    // What is assumed stays in force.
    expect(m(model, 0, 1)).toBeCloseTo(DEFAULTS.matchesThatDiffer, 6);
  });

  it("finds few matches among many pairs without running away", () => {
    const model = estimate(seen({ ...PEOPLE, matches: 60 }));
    expect(model.prior * PEOPLE.pairs).toBeGreaterThan(20);
    expect(model.prior * PEOPLE.pairs).toBeLessThan(90);
  });

  it("says so where all pairs of a rule are matches", () => {
    const world: World = { ...PEOPLE, pairs: 1e6, matches: 5000, rules: [[0, 1, 3]] };
    expect(estimate(seen(world)).sessions[0]?.degenerate).toBe("no non-matches");
  });

  it("says so where a rule reads all but one comparison", () => {
    const world: World = { ...PEOPLE, rules: [[0], [0, 1, 2, 3]] };
    expect(estimate(seen(world)).sessions[1]?.degenerate).toBe("too few comparisons besides those that the rule reads");
  });

  it("does not take a crowd for matches: a place where a thing that no comparison reads makes all agree", () => {
    // Among the pairs of rule 0 a district's names agree far more often than anywhere; they are still not matches.
    const input = seen({ ...PEOPLE, matches: 0, mostMatches: 2000 });
    const crowd = {
      ...input,
      candidates: [
        { levels: [3, 2, 1, 1, 2], rules: 1, pairs: 400_000 },
        { levels: [3, 2, 1, 1, 1], rules: 1, pairs: 400_000 },
        { levels: [3, 1, 1, 1, 1], rules: 1, pairs: 200_000 },
      ],
    };
    const model = estimate(crowd);
    expect(model.sessions[0]?.degenerate).toBeDefined();
    expect(model.sessions.at(-1)?.degenerate).toBeDefined();
    expect(model.prior * crowd.possiblePairs).toBeLessThanOrEqual(2000);
    expect(m(model, 1, 2)).toBeCloseTo(1 - DEFAULTS.matchesThatDiffer, 6);
  });

  it("does not take for matches what differs in most things", () => {
    // Households: same last name and address, other first name, birth date, phone.
    const input = seen({ ...PEOPLE, matches: 0, rules: [[1]] });
    const households = {
      ...input,
      candidates: [
        ...input.candidates,
        { levels: [1, 2, 3, 1, 1], rules: 1, pairs: 300_000 },
        { levels: [1, 2, 3, 1, 2], rules: 1, pairs: 100_000 },
        { levels: [3, 2, 3, 1, 2], rules: 1, pairs: 20_000 },
        { levels: [1, 2, 3, 2, 2], rules: 1, pairs: 20_000 },
      ],
    };
    const model = estimate(households);
    expect(model.sessions[0]?.degenerate).toBe("matches that mostly differ");
    expect(model.sessions.at(-1)?.degenerate).toBe("matches that mostly differ");
  });

  it("uses the others", () => {
    const world: World = { ...PEOPLE, rules: [[0], [0, 1, 2, 3], [1, 2]] };
    const model = estimate(seen(world));
    expect(model.sessions.map(({ degenerate }) => degenerate === undefined)).toEqual([true, false, true, true]);
  });
});
