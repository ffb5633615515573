import { describe, expect, it } from "vitest";
import { wrongReview, type GivenReview, type GivenTruth } from "../../bench/tieout-scale/check.ts";

const truth: GivenTruth = {
  handoffs: {
    "job-to-invoice": {
      outcomes: [
        { side: "from", outcome: "matched", records: 3, amount: "30.00" },
        { side: "from", outcome: "missing", records: 2, amount: "12.50" },
      ],
      breaks: [{ outcome: "missing" }, { outcome: "missing" }],
    },
  },
};
const handoff = {
  id: "job-to-invoice",
  outcomes: [
    { side: "from", outcome: "matched", records: 3, amount: "30.00" },
    { side: "from", outcome: "missing", records: 1, amount: "2.00" },
    { side: "from", outcome: "missing", records: 1, amount: "10.50" },
  ],
  breaks: 2,
  bridges: [{ residual: "0.00" }],
};
const review = (changed: object): GivenReview => ({ datasets: [{ rows: 5 }], handoffs: [{ ...handoff, ...changed }] });

describe("the scale benchmark's check", () => {
  it("adds reasons up and agrees to the record and the cent", () => {
    expect(wrongReview(review({}), truth)).toBeUndefined();
  });

  it("lets who is who be found by evidence, within bounds", () => {
    const by = (matched: number, extra: number): GivenReview =>
      review({
        identity: "customer",
        breaks: extra,
        outcomes: [
          { side: "from", outcome: "matched", records: matched },
          { side: "from", outcome: "missing", records: extra },
        ],
      });
    const many: GivenTruth = {
      handoffs: { "job-to-invoice": { outcomes: [{ side: "from", outcome: "matched", records: 1000 }], breaks: [] } },
    };
    expect(wrongReview(by(970, 30), many)).toBeUndefined();
    expect(wrongReview(by(969, 31), many)).toBe("job-to-invoice: 969 matched, must be about 1000");
    expect(wrongReview(by(970, 29), many)).toBe("job-to-invoice: 999 records, must be 1000");
  });

  it.each([
    [{ outcomes: handoff.outcomes.slice(0, 2) }, "job-to-invoice, from missing: 1 records, 2.0000, must be 2 records, 12.5000"],
    [
      { outcomes: [...handoff.outcomes, { side: "to", outcome: "extra", records: 1 }] },
      "job-to-invoice, to extra: 1 records, must be none",
    ],
    [{ breaks: 3 }, "job-to-invoice: 3 breaks, must be 2"],
    [{ bridges: [{ residual: "0.01" }] }, "job-to-invoice: a bridge leaves 0.01"],
    [{ id: "other" }, "job-to-invoice was not reviewed"],
  ])("says what is wrong: %o", (changed, said) => {
    expect(wrongReview(review(changed), truth)).toBe(said);
  });
});
