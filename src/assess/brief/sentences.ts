import {
  priceInWords,
  type ExposedDecision,
  type ExposedOwner,
  type Plan,
  type PlanStep,
  type Range,
  type Undecided,
} from "../../model/index.ts";

/** So many are told by name; the others are counted. */
const NAMED = 3;

/** Which decision is exposed? */
export function exposedSentence(
  decisions: readonly ExposedDecision[],
  none: { readonly findings: number; readonly moneyAtRisk: string },
  review: Undecided,
): string {
  const price = (amount: string): string => priceInWords(amount, review.estate.currency);
  const [first, ...others] = decisions;
  const homeless =
    none.findings === 0
      ? ""
      : ` ${counted(none.findings, "finding")} worth ${price(none.moneyAtRisk)} ${none.findings === 1 ? "feeds" : "feed"} no decision that is named.`;
  if (first === undefined)
    return none.findings === 0
      ? `No decision is exposed${unseen(review, ": all that was checked holds.")}`
      : `No decision is named that is exposed.${homeless}`;
  const { decision, records, moneyAtRisk, interest } = first;
  const what =
    records === 0
      ? `${counted(first.findings.length, "finding")} ${first.findings.length === 1 ? "touches" : "touch"} what it rests on`
      : `${counted(records, "record")} that it rests on ${records === 1 ? "does" : "do"} not tie out, ${price(moneyAtRisk)} in all`;
  const costs = isZero(interest.likely) ? "" : `, which costs about ${price(interest.likely)} a month`;
  const named = others.slice(0, NAMED).map((one) => `${one.decision} (${price(one.interest.likely)} a month)`);
  const rest = others.length - named.length;
  const also = [...named, ...(rest > 0 ? [`${rest} more`] : [])];
  const more = also.length === 0 ? "" : ` Exposed too: ${listed(also)}. One record can feed several decisions, so these do not add up.`;
  return `${capital(decision)} is the decision most exposed: ${what}${costs}.${more}${homeless}`;
}

/** What does it cost a month? */
export function costSentence(review: Undecided): string {
  const { prices, verdict, estate, findings } = review;
  const price = (amount: string): string => priceInWords(amount, estate.currency);
  const { interest, labour, capital: financing, leakage, hours } = prices.estate;
  if (findings.length === 0)
    return `Nothing that was found costs anything${unseen(review, `: ${price("0")} a month, and no money at risk.`)}`;
  const parts = [
    ...(isZero(labour.value.likely) ? [] : [`${price(labour.value.likely)} for ${round(hours.value.likely)} hours of manual work`]),
    ...(isZero(financing.value.likely) ? [] : [`${price(financing.value.likely)} to wait for money that comes late`]),
    ...(isZero(leakage.value.likely) ? [] : [`${price(leakage.value.likely)} that is likely lost for good`]),
  ];
  const made = parts.length === 0 ? "" : `: ${listed(parts)}`;
  const used = new Set(prices.findings.flatMap((one) => [...one.interest.assumed]));
  const assumed = prices.assumptions.filter(({ key }) => used.has(key));
  const own = assumed.filter(({ set }) => set).length;
  const rests =
    assumed.length === 0
      ? ""
      : ` The estimate rests on ${counted(assumed.length, "assumption")}, of which you have confirmed ${own === 0 ? "none" : own}.`;
  return `About ${price(interest.value.likely)} a month (${between(interest.value, price)})${made}. ${price(verdict.amount)} is at risk.${rests}`;
}

/** What do we do first? */
export function firstSentence(first: readonly PlanStep[], { steps }: Plan, review: Undecided): string {
  const [step, next] = first;
  if (step === undefined) return `Nothing is to be done${unseen(review, ".")}`;
  const then = next === undefined ? "" : ` Then: ${decapital(next.what)}`;
  const left = steps.length - (next === undefined ? 1 : 2);
  const more = left > 0 ? ` ${counted(left, "step")} follow${left === 1 ? "s" : ""} in the plan.` : "";
  const who = step.owner === undefined ? "Nobody is named to do it yet" : `It is for ${step.owner}`;
  return `First: ${decapital(step.what)} ${who}, ${hoursWords(step.effort.likely)}.${then}${more}`;
}

/** Who owns it? */
export function ownersSentence(owners: readonly ExposedOwner[], review: Undecided): string {
  const price = (amount: string): string => priceInWords(amount, review.estate.currency);
  if (owners.length === 0) return `Nobody has anything to answer for${unseen(review, ": nothing was found.")}`;
  const nobody = owners.find(({ owner }) => owner === undefined);
  const named = owners.filter(({ owner }) => owner !== undefined);
  const told = named
    .slice(0, NAMED + 1)
    .map(({ owner, moneyAtRisk, findings }) => `${owner} (${price(moneyAtRisk)} in ${counted(findings.length, "finding")})`);
  const rest = named.slice(NAMED + 1).map(({ owner }) => owner ?? "");
  if (nobody !== undefined && named.length === 0) return `Nobody owns it: ${homeless(nobody, price)}.`;
  const lacking = nobody === undefined ? "" : `Nobody owns ${homeless(nobody, price)}. `;
  const all = nobody === undefined ? "it" : "the rest";
  const most = `${capital(listed(told))} ${named.length === 1 ? "owns" : "own"} ${rest.length === 0 ? all : `most of ${all}`}`;
  return `${lacking}${most}${rest.length === 0 ? "" : `; then ${rest.length === 1 ? "comes" : "come"} ${listed(rest)}`}.`;
}

function homeless({ findings, moneyAtRisk }: ExposedOwner, price: (amount: string) => string): string {
  const holds = isZero(moneyAtRisk) ? "" : ` that ${findings.length === 1 ? "holds" : "hold"} ${price(moneyAtRisk)}`;
  return `${counted(findings.length, "finding")}${holds}`;
}

/** What was not looked at is never told as if it held. */
function unseen({ coverage }: Undecided, otherwise: string): string {
  if (coverage.length === 0) return " that is known of: nothing was checked.";
  const blind = coverage.filter(({ status }) => status === "skipped" || status === "failed").length;
  return blind === 0 ? otherwise : ` by what was checked; ${blind} of ${counted(coverage.length, "check")} could not look.`;
}

function between({ low, high }: Range, price: (amount: string) => string): string {
  return `${price(low)} to ${price(high)}`;
}

function isZero(amount: string): boolean {
  return Number(amount) === 0;
}

function round(hours: string): string {
  return Math.round(Number(hours)).toLocaleString("en-US");
}

function hoursWords(hours: string): string {
  const value = Math.round(Number(hours));
  return value === 0 ? "less than an hour of work" : `about ${counted(value, "hour")} of work`;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-US")} ${noun}${count === 1 ? "" : "s"}`;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function decapital(text: string): string {
  return /^.[A-Z]/.test(text) ? text : `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}
