import type { Finding, Price, Range, Review } from "../model/index.ts";
import { groupThousands, money } from "../model/index.ts";
import { isZero, price } from "./money.ts";

/** The price of a finding; undefined where it was not priced. */
function priceOf(finding: Finding, { prices }: Pick<Review, "prices">): Price | undefined {
  return prices.findings.find((each) => each.finding === finding.fingerprint);
}

/** What a finding costs, in one sentence; undefined where it was not priced. */
export function priceSentence(finding: Finding, review: Pick<Review, "prices" | "estate">): string | undefined {
  const own = priceOf(finding, review);
  if (own === undefined) return undefined;
  const { currency } = review.estate;
  if (isZero(own.interest.value.high)) {
    const counted = finding.symptomOf === undefined ? "nothing of its own" : "counted with the finding of which it is a symptom";
    return isZero(own.principal.value.high)
      ? `costs a month: ${counted}${finding.symptomOf === undefined ? ", since other findings count its records" : ""}`
      : `costs a month: ${counted}; ${removal(own, currency)}`;
  }
  return `costs about ${about(own.interest.value, currency)} a month${parts(own, currency)}; ${removal(own, currency)}`;
}

/** What all findings cost, in one sentence; undefined where nothing was found. */
export function estatePriceSentence({ prices, estate, findings }: Pick<Review, "prices" | "estate" | "findings">): string | undefined {
  if (findings.length === 0 || prices.findings.length === 0) return undefined;
  const set = prices.assumptions.filter((assumption) => assumption.set).length;
  const assumptions = `${set} of ${prices.assumptions.length} assumptions ${set === 1 ? "is" : "are"} the estate's own`;
  const { interest } = prices.estate;
  return `It costs about ${about(interest.value, estate.currency)} a month${parts(prices.estate, estate.currency)}; ${removal(prices.estate, estate.currency)}. An estimate: ${assumptions}.`;
}

/** Whole money, with its range where it has one: `$1,200 ($700 to $2,000)`. */
export function about({ low, likely, high }: Range, currency: string): string {
  const shown = (amount: string): string => whole(amount, currency);
  return low === high ? shown(likely) : `${shown(likely)} (${shown(low)} to ${shown(high)})`;
}

/** Whole money: cents of an estimate say nothing; what rounds to nothing is shown as it is. */
export function whole(amount: string, currency: string): string {
  const rounded = money(amount).toDecimalPlaces(0);
  if (rounded.isZero() && !isZero(amount)) return price(amount, currency);
  return price(rounded.toFixed(), currency).replace(/\.00$/, "");
}

function parts({ hours, labour, capital, leakage }: Price, currency: string): string {
  const named = [
    { amount: labour.value.likely, words: `work (${hoursText(hours.value.likely)})` },
    { amount: leakage.value.likely, words: "lost money" },
    { amount: capital.value.likely, words: "waiting for money" },
  ].filter(({ amount }) => !isZero(amount));
  return named.length === 0 ? "" : `: ${named.map(({ amount, words }) => `${whole(amount, currency)} ${words}`).join(", ")}`;
}

function removal({ effort, principal }: Price, currency: string): string {
  return isZero(principal.value.high)
    ? "it goes with its cause"
    : `removing it takes about ${hoursText(effort.value.likely)}, ${whole(principal.value.likely, currency)} once`;
}

/** `3.5 hours`, `1,204 hours`. */
export function hoursText(hours: string): string {
  const exact = money(hours);
  const shown = exact.lessThan(10) ? exact.toDecimalPlaces(1).toFixed() : groupThousands(exact.toDecimalPlaces(0).toFixed());
  return shown === "0" ? `${hours} hours` : `${shown} ${shown === "1" ? "hour" : "hours"}`;
}
