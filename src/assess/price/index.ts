import { formatMoney, money, MONEY_KINDS, type Assumption, type Finding, type ReviewPrices } from "../../model/index.ts";
import { priceFinding, sumPrices } from "./price.ts";
import { workbookOf, type PriceGrounds } from "./touches.ts";

export { monthsOf } from "./months.ts";
export type { PricedRelations } from "./place.ts";
export { shareOut, withShares, type Share, type Shares } from "./share.ts";
export type { PriceGrounds } from "./touches.ts";

/**
 * What every finding, every workflow and the estate costs. Pure: the same grounds give the
 * same prices.
 *
 * @param findings in the review's order
 */
export function priceFindings(findings: readonly Finding[], grounds: PriceGrounds): ReviewPrices {
  const firsts = firstOfWorkbooks(findings, grounds);
  const priced = findings.map((finding) => priceFinding(finding, firsts.has(finding.fingerprint), grounds));
  const workflows = grounds.estate.workflows.map(({ id, title, handoffs }) => {
    const own = new Set(findings.filter((finding) => touches(finding, id, handoffs, grounds)).map(({ fingerprint }) => fingerprint));
    const prices = priced.filter(({ finding }) => own.has(finding));
    return { workflow: id, findings: [...own], ...sumPrices(prices, `findings at the handoffs and states of ${title}`) };
  });
  return {
    assumptions: [...grounds.assumptions.values()],
    findings: priced,
    workflows,
    estate: sumPrices(priced, "all findings"),
    money: MONEY_KINDS.flatMap((kind) => {
      const own = priced.filter((price) => price.money === kind);
      const amount = own.reduce((sum, { moneyAtRisk }) => sum.plus(moneyAtRisk.value.likely), money(0));
      return amount.isZero() ? [] : [{ kind, amount: formatMoney(amount) }];
    }),
  };
}

/** Assumptions by key. */
export function byKey(assumptions: readonly Assumption[]): ReadonlyMap<string, Assumption> {
  return new Map(assumptions.map((one) => [one.key, one]));
}

/** Of each workbook the first finding that tells how it is made, and the first that tells what is corrected in it. */
function firstOfWorkbooks(findings: readonly Finding[], grounds: PriceGrounds): ReadonlySet<string> {
  const seen = new Map<string, string>();
  const ranked = [
    ...findings.filter(({ symptomOf }) => symptomOf === undefined),
    ...findings.filter(({ symptomOf }) => symptomOf !== undefined),
  ];
  for (const finding of ranked) {
    const workbook = workbookOf(finding, grounds);
    const place = `${finding.kind}|${workbook?.id ?? ""}`;
    if (workbook !== undefined && !seen.has(place)) seen.set(place, finding.fingerprint);
  }
  return new Set(seen.values());
}

function touches(
  { handoff, lifecycle, subject }: Finding,
  workflow: string,
  handoffs: readonly string[],
  { estate }: PriceGrounds,
): boolean {
  const place = handoff ?? (subject?.type === "handoff" ? subject.id : undefined);
  if (place !== undefined) return handoffs.includes(place);
  return estate.lifecycles.find(({ id }) => id === lifecycle?.id)?.workflows.includes(workflow) ?? false;
}
