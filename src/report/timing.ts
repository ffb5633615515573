import type { HandoffTiming, TimingSlice } from "../model/index.ts";
import { count, price } from "./money.ts";
import { inDays, lag } from "./state-words.ts";
import { counted, monthName } from "./words.ts";

export function totalTiming(timing: HandoffTiming): TimingSlice | undefined {
  return timing.slices.find(({ slice }) => slice.by === "total");
}

/** How long records take, and whether that is getting longer. */
export function lagSentence(timing: HandoffTiming): string {
  const total = totalTiming(timing);
  if (total === undefined || total.pairs === 0) return "How long records take is not known: no pair has both times.";
  const { calendar, business } = total;
  const early = total.early === 0 ? "" : `; in ${counted(total.early, "pair")} the downstream record is the earlier one`;
  const sentence = `Half of ${counted(total.pairs, "pair")} take at most ${lag(calendar.p50)} (${businessDays(business.p50)}), nine of ten ${lag(calendar.p90)}, 99 of 100 ${lag(calendar.p99)}${early}.`;
  if (timing.trend === undefined) return sentence;
  const { month, before, medianHours, medianHoursBefore } = timing.trend;
  return `${sentence} The median was ${lag(medianHours)} in ${monthName(month)}, ${lag(medianHoursBefore)} in ${monthName(before)}.`;
}

/** The same in one line: `Takes 26.5 h (p50), 4.1 days (p90), 17.1 days (p99); …`. */
export function timingLine(timing: HandoffTiming, currency: string): string {
  const total = totalTiming(timing);
  const { waiting, trend } = timing;
  const takes =
    total === undefined || total.pairs === 0
      ? ["How long it takes is not known"]
      : [`Takes ${lag(total.calendar.p50)} (p50), ${lag(total.calendar.p90)} (p90), ${lag(total.calendar.p99)} (p99)`];
  const moved =
    trend === undefined
      ? []
      : [`median ${lag(trend.medianHours)} in ${monthName(trend.month)}, ${lag(trend.medianHoursBefore)} the month before`];
  const worth = waiting.amount === undefined ? "" : ` worth ${price(waiting.amount, currency)}`;
  const oldest = waiting.oldest === undefined ? "" : `, the oldest ${inDays(waiting.oldest)} old`;
  const open = waiting.records === 0 ? "none waiting" : `${count(waiting.records)}${worth} waiting${oldest}`;
  return `${[...takes, ...moved, open].join("; ")}.`;
}

/** What has not arrived, how old it is and what it is worth. */
export function waitingSentence({ waiting }: HandoffTiming, currency: string): string {
  if (waiting.records === 0) return "No record waits for its counterpart.";
  const worth = waiting.amount === undefined ? "" : ` worth ${price(waiting.amount, currency)}`;
  const overdue =
    waiting.overdue === 0 ? "none of them beyond the agreed time" : `${count(waiting.overdue)} of them beyond the agreed time`;
  const age = waiting.medianAge === undefined ? "" : `; half of them are at most ${inDays(waiting.medianAge)} old`;
  const oldest = waiting.oldest === undefined ? "" : `${age === "" ? "; " : ", "}the oldest ${inDays(waiting.oldest)}`;
  return `${counted(waiting.records, "record")}${worth} ${waiting.records === 1 ? "waits" : "wait"} for a counterpart, ${overdue}${age}${oldest}.`;
}

/** `1.3 business days`. */
function businessDays(days: number): string {
  return `${days < 0 ? "−" : ""}${Math.abs(days).toFixed(1)} business days`;
}
