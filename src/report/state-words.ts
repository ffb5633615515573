import {
  amountInWords,
  money as exact,
  OUTCOMES,
  type FindingDelay,
  type FindingOutcome,
  type MismatchOutcome,
  type OutcomeName,
} from "../model/index.ts";
import { count } from "./money.ts";
import { OUTCOME_WORDS } from "./words.ts";

export const MISMATCH_WORDS: Readonly<Record<MismatchOutcome, { readonly title: string; readonly meaning: string }>> = {
  disagrees: { title: "Disagrees", meaning: "two systems say different things, now" },
  disagreed: { title: "Disagreed", meaning: "two systems said different things, longer than agreed" },
  "not-carried": { title: "Not carried", meaning: "a value that was changed never reached the other system" },
  "illegal-transition": { title: "Illegal change", meaning: "no way leads from one state to the next" },
  regression: { title: "Went back", meaning: "only the way back leads from one state to the next" },
  "skipped-state": { title: "Skipped a state", meaning: "the way leads through a state that was not seen" },
  repeated: { title: "Repeated", meaning: "said once more of a state that comes once" },
  rework: { title: "Reworked", meaning: "done again more often than allowed" },
  stuck: { title: "Stuck", meaning: "in a state beyond its limit, still" },
  overstayed: { title: "Overstayed", meaning: "was in a state beyond its limit" },
  "late-recorded": { title: "Recorded late", meaning: "occurred in time and was recorded late" },
  "unmapped-word": { title: "Unknown word", meaning: "the system’s word stands for no state" },
  "avoided-word": { title: "Avoided state", meaning: "never used where all others use it" },
  "definition-differs": { title: "Defined otherwise", meaning: "what follows is not the same as elsewhere" },
};

export function outcomeTitle(outcome: FindingOutcome): string {
  return isHandoffOutcome(outcome) ? OUTCOME_WORDS[outcome].title : MISMATCH_WORDS[outcome].title;
}

function isHandoffOutcome(outcome: FindingOutcome): outcome is OutcomeName {
  return (OUTCOMES as readonly string[]).includes(outcome);
}

/** Hours as one reads them: `12 min`, `5.5 h`, `3.2 days`. */
export function lag(hours: number): string {
  const size = Math.abs(hours);
  const sign = hours < 0 ? "−" : "";
  if (size < 1) return `${size === 0 ? "" : sign}${Math.round(size * 60)} min`;
  if (size < 48) return `${sign}${tenths(size)} h`;
  return `${sign}${tenths(size / 24)} days`;
}

function tenths(value: number): string {
  return amountInWords(value.toFixed(1)).replace(/0$/, "");
}

/** `"12.40"` → `12.4 days`; what is less than a twentieth of a day keeps its two decimals. */
export function inDays(days: string): string {
  const tenths = exact(days).toFixed(1);
  const text = exact(tenths).isZero() ? amountInWords(days) : amountInWords(tenths).replace(/0$/, "");
  return `${text} ${text === "1.0" ? "day" : "days"}`;
}

const COINS: Readonly<Record<string, string>> = {
  USD: "dollar",
  CAD: "dollar",
  AUD: "dollar",
  NZD: "dollar",
  EUR: "euro",
  GBP: "pound",
  MXN: "peso",
};

/** Amount times days: `1,204.50 dollar-days`. */
export function inAmountDays(amountDays: string, currency: string): string {
  return `${amountInWords(amountDays)} ${amountDaysUnit(currency)}`;
}

export function amountDaysUnit(currency: string): string {
  return `${COINS[currency] ?? currency}-days`;
}

/** `212.0 days beyond the agreed time in all, 31.4 days the longest; 1,204.50 dollar-days; 9 of 12 are not over`. */
export function delayText(delay: FindingDelay, records: number, currency: string): string {
  const over =
    delay.open === 0 ? "all are over" : delay.open >= records ? "none is over" : `${count(delay.open)} of ${count(records)} are not over`;
  return [
    records === 1
      ? `${inDays(delay.days)} beyond the agreed time`
      : `${inDays(delay.days)} beyond the agreed time in all, ${inDays(delay.longest)} the longest`,
    ...(delay.amountDays === undefined ? [] : [inAmountDays(delay.amountDays, currency)]),
    over,
  ].join("; ");
}

/** `posted, paid or no record`. */
export function anyOf(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "nothing") : `${words.slice(0, -1).join(", ")} or ${words.at(-1) ?? ""}`;
}
