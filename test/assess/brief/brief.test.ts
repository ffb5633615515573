import { describe, expect, test } from "vitest";
import type { Brief, Finding, Review } from "../../../src/model/index.ts";
import { at, chain } from "../plan/given.ts";

const CLEAR = { check: "tie-out", subject: "bill", status: "clear", records: 9, findings: 0, reason: undefined } as const;

/** A review whose verdict is what its findings come to. */
function briefOf(findings: readonly Finding[], more: Partial<Review> = {}): Brief {
  return chain(findings, more).brief;
}

describe("which decision is exposed", () => {
  test("the dearest first; one that nothing touches is left out; case makes no other decision", () => {
    const handoffs = chain([]).handoffs.map((one) => (one.id === "pay" ? { ...one, decision: "close" } : one));
    const { exposed } = briefOf(
      [at("bill", "missing", { amount: "900.00", decision: "billing" }), at("pay", "missing", { amount: "5.00", decision: "Close" })],
      { handoffs: [...handoffs, { ...(handoffs[0] as Review["handoffs"][number]), id: "idle", decision: "payroll" }] },
    );
    expect(exposed.decisions.map(({ decision, moneyAtRisk, records }) => ({ decision, moneyAtRisk, records }))).toEqual([
      { decision: "billing", moneyAtRisk: "900.00", records: 3 },
      { decision: "close", moneyAtRisk: "5.00", records: 3 },
    ]);
    expect(exposed.sentence).toMatch(
      /^Billing is the decision most exposed: 3 records that it rests on do not tie out, \$900\.00 in all, /,
    );
  });

  test("what feeds no named decision is said, not dropped", () => {
    const { exposed } = briefOf([at("none", "missing", { amount: "7.00" })]);
    expect(exposed).toMatchObject({
      decisions: [],
      sentence: "No decision is named that is exposed. 1 finding worth $7.00 feeds no decision that is named.",
    });
  });
});

describe("who owns it", () => {
  test("nobody stands first where nobody's findings hold money", () => {
    const { owners } = briefOf([at("bill", "missing", { amount: "900.00" }), at("pay", "missing", { owner: undefined, amount: "5.00" })]);
    expect(owners.owners.map(({ owner, moneyAtRisk }) => [owner, moneyAtRisk])).toEqual([
      [undefined, "5.00"],
      ["billing", "900.00"],
    ]);
    expect(owners.sentence).toBe("Nobody owns 1 finding that holds $5.00. Billing ($900.00 in 1 finding) owns the rest.");
  });

  test("and last where they hold none", () => {
    const { owners } = briefOf([at("bill", "missing", { amount: "900.00" }), at("pay", "extra", { owner: undefined })]);
    expect(owners.owners.map(({ owner }) => owner)).toEqual(["billing", undefined]);
  });
});

describe("what it costs, and what comes first", () => {
  test("the estate's own figures, and how much of them nobody has confirmed", () => {
    const review = chain([at("bill", "missing", { amount: "900.00" })]);
    const { cost } = review.brief;
    expect(cost.interest).toEqual(review.prices.estate.interest.value);
    expect(cost.hours).toEqual(review.prices.estate.hours.value);
    expect(cost.sentence).toContain("of which you have confirmed none");
  });

  test("the plan's first five steps, the first of them in words", () => {
    const many = ["pay", "bill", "book"].flatMap((place) => [
      at(place, "missing"),
      at(place, "duplicate"),
      at(place, "void-not-propagated"),
    ]);
    const { brief, plan } = chain(many);
    expect(plan.steps.length).toBeGreaterThan(5);
    expect(brief.first.steps).toEqual(plan.steps.slice(0, 5).map(({ id }) => id));
    const [first] = plan.steps;
    expect(brief.first.sentence).toContain(`First: ${first?.what.slice(0, 1).toLowerCase()}${first?.what.slice(1)}`);
    expect(brief.first.sentence).toContain("It is for billing");
  });
});

describe("nothing was found", () => {
  test("by checks that all looked: no decision, no cost, nothing to do, nobody", () => {
    const { exposed, cost, first, owners } = briefOf([], { coverage: [CLEAR] });
    expect([exposed.sentence, cost.sentence, first.sentence, owners.sentence]).toEqual([
      "No decision is exposed: all that was checked holds.",
      "Nothing that was found costs anything: $0.00 a month, and no money at risk.",
      "Nothing is to be done.",
      "Nobody has anything to answer for: nothing was found.",
    ]);
    expect([exposed.decisions, first.steps, owners.owners]).toEqual([[], [], []]);
    expect(cost).toMatchObject({ moneyAtRisk: "0.00", interest: { low: "0.00", likely: "0.00", high: "0.00" } });
  });

  test("by checks that could not look: every answer says so, and none says that all holds", () => {
    const blind = { ...CLEAR, subject: "pay", status: "skipped", reason: "no record" } as const;
    const { exposed, cost, first, owners } = briefOf([], { coverage: [CLEAR, blind] });
    for (const { sentence } of [exposed, cost, first, owners]) {
      expect(sentence).toContain("1 of 2 checks could not look");
      expect(sentence).not.toMatch(/holds|nothing was found\.$/);
    }
    for (const { sentence } of Object.values(briefOf([], { coverage: [] }))) expect(sentence).toContain("nothing was checked");
  });
});
