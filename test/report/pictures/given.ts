import { AGE_BANDS, type Finding, type MonthOfRecords, type Range, type Review } from "../../../src/model/index.ts";
import { samplePrices } from "../sample-prices.ts";
import { finding, review } from "../sample-review.ts";

/** A workflow or decision and what it costs. */
export interface GivenDebt {
  readonly name: string;
  readonly interest: Range;
  readonly money: string;
}

/** A review of which only what pictures draw is told. */
export function drawnReview(given: {
  readonly amounts?: readonly string[];
  readonly months?: readonly MonthOfRecords[];
  readonly debts?: readonly GivenDebt[];
}): Review {
  const { amounts = [], months = [], debts = [] } = given;
  const severities = ["high", "medium", "low"] as const;
  const findings = severities.map((severity): Finding => ({ ...finding("jobs", "missing", severity), severity }));
  const ages = amounts.map((amount, index) => ({
    finding: findings[index % 3]?.fingerprint ?? "",
    band: AGE_BANDS[Math.floor(index / 3) % AGE_BANDS.length] ?? ("undated" as const),
    records: index + 1,
    amount,
  }));
  const whole = review({ findings, ageing: { ages, months } });
  const { estate } = samplePrices(findings);
  const priced = (range: Range) => ({ ...estate.interest, value: range });
  return {
    ...whole,
    prices: {
      ...whole.prices,
      workflows: debts.map(({ name, interest, money }) => ({
        ...estate,
        workflow: name,
        findings: findings.map(({ fingerprint }) => fingerprint),
        interest: priced(interest),
        moneyAtRisk: priced({ low: money, likely: money, high: money }),
      })),
    },
    brief: {
      ...whole.brief,
      exposed: {
        ...whole.brief.exposed,
        decisions: debts.map(({ name, interest, money }) => ({
          decision: name,
          workflows: [],
          handoffs: [],
          findings: [],
          records: 1,
          moneyAtRisk: money,
          interest,
        })),
      },
    },
  };
}

/** Months in a row, up to the review's own. */
export function monthsOf(values: readonly number[], inScope: number | undefined = 1000): MonthOfRecords[] {
  return values.map((records, index) => {
    const number = 2026 * 12 + 9 - (values.length - 1 - index);
    const month = `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, "0")}`;
    return { month, kind: "silent-sync-failure", records, amount: `${records * 137}.25`, inScope };
  });
}
