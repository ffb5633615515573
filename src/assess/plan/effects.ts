import { formatMoney, money, type FindingPrice, type PlanEffect, type Range, type ReviewPrices } from "../../model/index.ts";
import { MENDS, type Raw } from "./steps.ts";

const ENDS = ["low", "likely", "high"] as const;
type End = (typeof ENDS)[number];
const ZERO: Range = { low: "0.00", likely: "0.00", high: "0.00" };

export interface Shares {
  readonly effects: ReadonlyMap<string, PlanEffect>;
  readonly efforts: ReadonlyMap<string, Range>;
}

/**
 * Puts every finding's figures at steps, so that all steps together come to the price of
 * the estate, to the cent: its money, hours and interest at the step that ends it; of its
 * effort what its cause takes at the steps that remove the cause, and what its records take
 * at those that settle them, in equal parts.
 *
 * @param endings by fingerprint, the id of the step that ends it
 * @param served by fingerprint, the steps that serve it
 */
export function shareOut(
  prices: ReviewPrices,
  steps: readonly Raw[],
  served: ReadonlyMap<string, readonly Raw[]>,
  endings: ReadonlyMap<string, string>,
): Shares {
  const effects = new Map<string, PlanEffect>(steps.map(({ id }) => [id, { moneyAtRisk: ZERO, hours: ZERO, interest: ZERO }]));
  const efforts = new Map<string, Range>(steps.map(({ id }) => [id, ZERO]));
  const assumed = new Map(prices.assumptions.map(({ key, value }) => [key, value]));
  for (const price of prices.findings) {
    const id = endings.get(price.finding);
    const effect = id === undefined ? undefined : effects.get(id);
    if (id === undefined || effect === undefined) continue;
    effects.set(id, {
      moneyAtRisk: sum(effect.moneyAtRisk, price.moneyAtRisk.value),
      hours: sum(effect.hours, price.hours.value),
      interest: sum(effect.interest, price.interest.value),
    });
    for (const [step, part] of effortParts(price, served.get(price.finding) ?? [], assumed))
      efforts.set(step, sum(efforts.get(step) ?? ZERO, part));
  }
  return { effects, efforts };
}

function effortParts({ effort }: FindingPrice, serving: readonly Raw[], assumed: ReadonlyMap<string, Range>): [string, Range][] {
  const key = effort.assumed.find((one) => one.startsWith("effort."));
  const cause = (key === undefined ? undefined : assumed.get(key)) ?? ZERO;
  const ids = (mends: boolean): string[] =>
    serving
      .filter(({ work }) => MENDS.has(work) === mends)
      .map(({ id }) => id)
      .sort();
  const [stops, mends] = [ids(false), ids(true)];
  if (stops.length === 0 || mends.length === 0) return equally(effort.value, [...stops, ...mends]);
  return [...equally(cause, stops), ...equally(minus(effort.value, cause), mends)];
}

/** To the hundredth; what is left over goes to the first ones. */
function equally(whole: Range, ids: readonly string[]): [string, Range][] {
  const part = (end: End, index: number): string => {
    const units = BigInt(money(whole[end]).times(100).toFixed(0));
    const count = BigInt(ids.length);
    const own = units / count + (BigInt(index) < units % count ? 1n : 0n);
    return formatMoney(money(own.toString()).dividedBy(100));
  };
  return ids.map((id, index) => [id, { low: part("low", index), likely: part("likely", index), high: part("high", index) }]);
}

export function sum(a: Range, b: Range): Range {
  return each((end) => money(a[end]).plus(b[end]));
}

function minus(a: Range, b: Range): Range {
  return each((end) => money(a[end]).minus(b[end]));
}

function each(of: (end: End) => ReturnType<typeof money>): Range {
  const value = (end: End): string => formatMoney(of(end));
  return { low: value("low"), likely: value("likely"), high: value("high") };
}

/** Hundredths, exactly. */
export function hundredths(decimal: string): bigint {
  return BigInt(money(decimal).times(100).toFixed(0));
}
