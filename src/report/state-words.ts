import {
  amountInWords,
  MISMATCH_OUTCOMES,
  money as exact,
  OUTCOMES,
  type FindingDelay,
  type FindingOutcome,
  type MismatchOutcome,
  type OutcomeName,
  type SignOutcome,
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

const SIGN_WORDS: Readonly<Record<SignOutcome, { readonly title: string; readonly meaning: string }>> = {
  "values-differ": { title: "Values differ", meaning: "one fact, two values" },
  "two-origins": { title: "Two origins", meaning: "changed first now in one system, now in another" },
  "non-owner-writes": { title: "Written by a reader", meaning: "changed in a system that only reads it" },
  "no-owner": { title: "No owner", meaning: "held by several systems, owned by none" },
  "value-sets-differ": { title: "Other words", meaning: "two systems have different words for one thing" },
  "defined-otherwise": { title: "Two definitions", meaning: "a report reads the metric otherwise" },
  truncated: { title: "Cut off", meaning: "exactly a page of records, and the newest are absent" },
  "void-not-propagated": { title: "Void not passed on", meaning: "deleted or voided here, alive there" },
  "late-under-watermark": { title: "Entered late", meaning: "entered after a run that had passed its time" },
  "retried-twice": { title: "Sent twice", meaning: "one content twice, minutes apart" },
  "logged-success": { title: "Success that was none", meaning: "the log says success and the record is not there" },
  "no-alert": { title: "No alert", meaning: "fails and tells nobody" },
  "re-keyed": { title: "Typed again", meaning: "a person typed what another system had" },
  "undocumented-join": { title: "Join in a workbook", meaning: "a lookup that no system knows of" },
  "missing-backend-state": { title: "Typed column", meaning: "what no system holds" },
  "typed-over": { title: "Typed over", meaning: "a value where a formula or a copy belongs" },
  "formula-fault": { title: "Formula fault", meaning: "logic of a workbook that is wrong" },
  corrected: { title: "Corrected", meaning: "changed by people between records and report" },
  "unexplained-number": { title: "Unexplained", meaning: "a number that nothing explains" },
  "two-id-formats": { title: "Two id formats", meaning: "ids of two kinds, split by a date" },
  "column-stopped": { title: "Column stopped", meaning: "filled until a date" },
  "column-started": { title: "Column started", meaning: "filled from a date on" },
  "old-word": { title: "Old word", meaning: "a word from before, still in use" },
  "open-in-retired": { title: "Open in a retired system", meaning: "work that only a retired system knows" },
  "unregistered-actor": { title: "Unknown actor", meaning: "writes records and is in no register" },
  "register-gap": { title: "Register gap", meaning: "runs, and nobody wrote down how" },
  "run-missing": { title: "Run missing", meaning: "expected, and did not happen" },
  "volume-fell": { title: "Volume fell", meaning: "writes lastingly less than it did" },
  "breaks-of-one-actor": { title: "Breaks of one actor", meaning: "one actor breaks more than the others" },
};

export function outcomeTitle(outcome: FindingOutcome): string {
  if (outcome === "setting") return "Vendor setting";
  if (isHandoffOutcome(outcome)) return OUTCOME_WORDS[outcome].title;
  return isMismatch(outcome) ? MISMATCH_WORDS[outcome].title : SIGN_WORDS[outcome].title;
}

function isMismatch(outcome: FindingOutcome): outcome is MismatchOutcome {
  return (MISMATCH_OUTCOMES as readonly string[]).includes(outcome);
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
