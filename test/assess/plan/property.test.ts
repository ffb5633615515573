import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PLAN_WORK, type Plan, type Range, type Review } from "../../../src/model/index.ts";
import { planOf, reviews, total } from "./given.ts";

const ENDS = ["low", "likely", "high"] as const;

describe("whatever was found", () => {
  test("every finding belongs to a step, and what a step needs stands before it", () => {
    fc.assert(
      fc.property(reviews, (review) => {
        const { move, steps } = planOf(review);
        const settles = steps.map(({ work }) => ["name-owner", "agree-definition", "find-cause"].includes(work));
        if (move === "systems-audit") expect(settles).toEqual(settles.toSorted((a, b) => Number(b) - Number(a)));
        const served = new Set(steps.flatMap(({ findings }) => findings));
        expect(served).toEqual(new Set(review.findings.map(({ fingerprint }) => fingerprint)));
        const order = new Map(steps.map(({ id }, index) => [id, index]));
        expect(order.size).toBe(steps.length);
        for (const [index, { after, what, why, proof, work, owner, place }] of steps.entries()) {
          for (const id of after) expect(order.get(id) ?? Infinity).toBeLessThan(index);
          for (const text of [what, why, proof.expect]) expect(text).toMatch(/\S[.!?]$/);
          expect(PLAN_WORK).toContain(work);
          const unnamed = steps.findIndex(
            (step) => step.work === "name-owner" && step.place.type === place.type && step.place.id === place.id,
          );
          if (owner === undefined && work !== "name-owner" && unnamed >= 0) expect(unnamed).toBeLessThan(index);
        }
      }),
      { numRuns: 80 },
    );
  });

  test("all steps together end what all findings cost, and take what all findings take: to the cent", () => {
    fc.assert(
      fc.property(reviews, (review) => {
        const plan = planOf(review);
        const { estate } = review.prices;
        expect(sums(plan, ({ effect }) => effect.moneyAtRisk)).toEqual(estate.moneyAtRisk.value);
        expect(sums(plan, ({ effect }) => effect.hours)).toEqual(estate.hours.value);
        expect(sums(plan, ({ effect }) => effect.interest)).toEqual(estate.interest.value);
        expect(sums(plan, ({ effort }) => effort)).toEqual(estate.effort.value);
        for (const { effort, effect } of plan.steps) for (const range of [effort, ...Object.values(effect)]) expectRange(range as Range);
      }),
      { numRuns: 80 },
    );
  });

  test("shuffled findings give the same steps in the same order", () => {
    fc.assert(
      fc.property(
        reviews.chain((review) =>
          fc.tuple(fc.constant(review), fc.shuffledSubarray([...review.findings], { minLength: review.findings.length })),
        ),
        ([review, findings]) => {
          const prices = { ...review.prices, findings: review.prices.findings.toReversed() };
          expect(unordered(planOf({ ...review, findings, prices }))).toEqual(unordered(planOf(review)));
        },
      ),
      { numRuns: 60 },
    );
  });
});

function sums({ steps }: Plan, of: (step: Plan["steps"][number]) => Range): Range {
  const [low, likely, high] = ENDS.map((end) => total(steps.map((step) => of(step)[end]))) as [string, string, string];
  return { low, likely, high };
}

function expectRange({ low, likely, high }: Range): void {
  expect(Number(low)).toBeGreaterThanOrEqual(0);
  expect(Number(low)).toBeLessThanOrEqual(Number(likely));
  expect(Number(likely)).toBeLessThanOrEqual(Number(high));
}

/** Findings stand in a step as they stand in the review. */
function unordered({ steps, sentence }: Plan): unknown {
  return { sentence, steps: steps.map((step) => ({ ...step, findings: step.findings.toSorted() })) };
}

/** Reviews of the property are worth their name: some have symptoms, circles and exact repairs. */
test("what is drawn holds symptoms, circles of handoffs and repairs", () => {
  const drawn: readonly Review[] = fc.sample(reviews, { numRuns: 200, seed: 7 });
  expect(drawn.some(({ findings }) => findings.some(({ symptomOf }) => symptomOf !== undefined))).toBe(true);
  expect(drawn.some(({ handoffs }) => handoffs.length === 4)).toBe(true);
  expect(drawn.some(({ repairs }) => repairs.findings.some(({ exact }) => exact > 0))).toBe(true);
});
