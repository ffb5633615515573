import { describe, expect, test } from "vitest";
import { formatMoney, money } from "../../src/model/index.ts";
import { reviewedDemo } from "./shared.ts";

describe.each([1, 2, 3])("seed %i", (seed) => {
  test("the money at risk of all findings is the verdict's amount, and by kind it is the same", async () => {
    const { review } = await reviewedDemo(seed);
    const { prices, verdict } = review;
    expect(prices.findings.map(({ finding }) => finding)).toEqual(review.findings.map(({ fingerprint }) => fingerprint));
    expect(prices.estate.moneyAtRisk.value).toEqual({ low: verdict.amount, likely: verdict.amount, high: verdict.amount });
    expect(formatMoney(prices.money.reduce((sum, { amount }) => sum.plus(amount), money(0)))).toBe(verdict.amount);
    expect(Number(verdict.amount)).toBeGreaterThan(0);
    for (const { finding, moneyAtRisk } of prices.findings) {
      const own = review.findings.find(({ fingerprint }) => fingerprint === finding)?.amount ?? "0";
      expect(money(moneyAtRisk.value.likely).lessThanOrEqualTo(own), finding).toBe(true);
    }
  }, 240_000);

  test("every workflow has a price, and every finding at one of its handoffs is in it", async () => {
    const { review } = await reviewedDemo(seed);
    expect(review.prices.workflows.map(({ workflow }) => workflow)).toEqual(review.workflows.map(({ id }) => id));
    for (const { workflow, findings } of review.prices.workflows) {
      const handoffs = review.workflows.find(({ id }) => id === workflow)?.steps.map(({ handoff }) => handoff) ?? [];
      const at = review.findings.filter(({ handoff }) => handoff !== undefined && handoffs.includes(handoff));
      for (const { fingerprint } of at) expect(findings).toContain(fingerprint);
    }
  }, 240_000);
});

test("the untouched company has no money at risk", async () => {
  const { review } = await reviewedDemo(1, true);
  expect(review.prices.estate.moneyAtRisk.value.high).toBe(review.verdict.amount);
  expect(review.verdict.amount).toBe("0.00");
  expect(review.prices.estate.leakage.value.high).toBe("0.00");
}, 240_000);
