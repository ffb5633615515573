import type { DebtKind, MonthOfRecords, Review } from "../../model/index.ts";
import { count, position, price, sum } from "../money.ts";
import { counted, KIND_WORDS, localDay, monthName } from "../words.ts";
import { nothing, type Markup } from "../html/markup.ts";
import { columns, type Column } from "./columns.ts";
import { figure } from "./figure.ts";
import { shortAmount } from "./rounded.ts";

/** Months that are drawn; the table has all. */
const MOST = 36;
/** Kinds that have a picture of their own. */
const KINDS = 3;

/** Month by month, how many of the records do not hold and how much money is in them: a figure for the page. */
export function trendPicture(review: Review): Markup {
  const { ageing, estate } = review;
  if (ageing.months.length === 0) return nothing;
  const now = monthOf(review);
  return figure((id, room) => trendDrawings(review, id, room), "trend", trendCaption(review), {
    caption: "What does not hold, by month",
    heads: [
      { words: "Month" },
      { words: "Kind", text: true },
      { words: "Records" },
      { words: "In scope" },
      { words: "Per 1,000" },
      { words: "Money" },
    ],
    rows: ageing.months.map(({ month, kind, records, inScope, amount }) => [
      `${monthName(month)}${month === now ? ", so far" : ""}`,
      KIND_WORDS[kind],
      count(records),
      inScope === undefined ? "not counted" : count(inScope),
      rateOf(records, inScope) ?? "not known",
      price(amount, estate.currency),
    ]),
  });
}

/** What the pictures of the trend say, in a sentence. */
export function trendCaption(review: Review): string {
  const now = monthOf(review);
  const drawn = calendar(review);
  const left = [...new Set(review.ageing.months.map(({ month }) => month))].filter((month) => !drawn.includes(month)).length;
  const parts = [
    "By the month of the record’s own day; each record once.",
    ...(drawn.includes(now) ? [`* ${monthName(now)}, drawn with a broken line, is not over yet.`] : []),
    ...(left === 0 ? [] : [`${counted(left, "other month")} ${left === 1 ? "stands" : "stand"} in the page’s table alone.`]),
  ];
  return parts.join(" ");
}

/**
 * The pictures of the trend as SVG: a kind each, at most three, then the money of all kinds.
 *
 * @param id begins their ids; unique in the document
 * @param room the least width, in pixels, at which they are shown
 */
export function trendDrawings(review: Review, id: string, room: number): readonly Markup[] {
  const { ageing, estate } = review;
  const now = monthOf(review);
  const months = calendar(review);
  if (months.length === 0) return [];
  const head = (month: string, index: number) => ({
    title: monthName(month),
    short: `${monthName(month).slice(0, 3)}${month === now ? "*" : ""}`,
    year: index === 0 || month.endsWith("-01") ? month.slice(0, 4) : undefined,
    open: month === now,
  });
  const perKind = kindsOf(ageing.months)
    .slice(0, KINDS)
    .map((kind) => {
      const own = new Map(ageing.months.filter((each) => each.kind === kind).map((each) => [each.month, each]));
      const isRate = [...own.values()].every(({ inScope }) => inScope !== undefined);
      const all = months.map((month, index): Column => {
        const found = own.get(month);
        const { value, label } = isRate ? rated(found) : { value: found?.records ?? 0, label: count(found?.records ?? 0) };
        const figure =
          found === undefined
            ? "no record"
            : isRate
              ? `${label} per 1,000: ${count(found.records)} of ${count(found.inScope ?? 0)}`
              : counted(found.records, "record");
        return { ...head(month, index), value, label, figure };
      });
      return columns({ id: `${id}-${kind}`, room }, `${KIND_WORDS[kind]}: ${isRate ? "records per 1,000 in scope" : "records"}`, all);
    });
  const money = months.map((month, index): Column => {
    const amount = sum(ageing.months.filter((each) => each.month === month).map((each) => each.amount)) ?? "0.00";
    return { ...head(month, index), value: position(amount), label: shortAmount(amount), figure: price(amount, estate.currency) };
  });
  return [...perKind, columns({ id: `${id}-money`, room }, `Money of all kinds (${estate.currency})`, money)];
}

function rated(found: MonthOfRecords | undefined): { readonly value: number | undefined; readonly label: string } {
  const rate = found === undefined ? undefined : rateOf(found.records, found.inScope);
  return rate === undefined ? { value: undefined, label: "" } : { value: Number(rate), label: rate };
}

/** Of 1,000 records in scope, with one decimal; undefined where none was. What is not nothing does not round to it. */
function rateOf(records: number, inScope: number | undefined): string | undefined {
  if (inScope === undefined || inScope === 0) return undefined;
  const rate = (records / inScope) * 1000;
  if (rate === 0) return "0";
  return rate < 0.05 ? rate.toPrecision(1) : rate >= 100 ? rate.toFixed(0) : rate.toFixed(1);
}

/** Most records first. */
function kindsOf(months: readonly MonthOfRecords[]): DebtKind[] {
  const records = new Map<DebtKind, number>();
  for (const { kind, records: own } of months) records.set(kind, (records.get(kind) ?? 0) + own);
  return [...records]
    .filter(([, own]) => own > 0)
    .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
    .map(([kind]) => kind);
}

/** The review's own month. */
function monthOf({ asOf, estate }: Review): string {
  return localDay(asOf, estate.timeZone).slice(0, 7);
}

/** Every calendar month from the first to the review's own, at most the last 36: a month without records keeps its place. */
function calendar(review: Review): string[] {
  const last = monthOf(review);
  const before = review.ageing.months.map(({ month }) => month).filter((month) => month <= last);
  const first = before.toSorted()[0];
  if (first === undefined) return [];
  const number = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
  const from = Math.max(number(first), number(last) - MOST + 1);
  return Array.from({ length: number(last) - from + 1 }, (_, index) => {
    const each = from + index;
    return `${String(Math.floor(each / 12)).padStart(4, "0")}-${String((each % 12) + 1).padStart(2, "0")}`;
  });
}
