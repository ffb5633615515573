import { id, sql, type Dialect, type Sql } from "../../sql/index.ts";
import type { BlockingKey, Comparison } from "../comparison.ts";
import { of, raw } from "./fold.ts";
import { isMissing, isSame, left, right } from "./pair.ts";
import type { MakePart, PreparedColumn } from "./part.ts";

/**
 * Amounts and days that change on the way from one system to the next: fees and
 * rates change the amount a little, settlement delays the day. How much of either
 * is usual is not assumed here: the levels are fine, and the estimation finds what
 * each is worth.
 */
export const moneyAndTime: MakePart = (attributes, { dialect }) => {
  const amounts = attributes.filter(({ role }) => role === "amount").map(({ name }) => name);
  const days = attributes.filter(({ role }) => role === "event-date").map(({ name }) => name);
  if (amounts.length === 0 && days.length === 0) return undefined;
  return {
    columns: [...amounts.flatMap(amountColumns), ...days.flatMap((name) => dayColumns(dialect, name))],
    derived: [],
    words: [],
    comparisons: [...amounts.map(amountComparison), ...days.map((name) => dayComparison(dialect, name))],
    keys: amounts.flatMap((amount) => [
      // First, so that a block of a common amount (a fixed price) can be split by time.
      ...days.flatMap((day) => periods(day).map((period): BlockingKey => key([amount, day], [amount, period]))),
      key([amount], [amount]),
    ]),
  };
};

/** Two overlapping divisions into bands: amounts within 12 % of each other share a band of one or the other. */
export const bands = (amount: string): readonly [string, string] => [of(amount, "band"), of(amount, "band beside")];

/** Two overlapping divisions into periods of 64 days: days within 32 days of each other share a period of one or the other. */
const periods = (day: string): readonly [string, string] => [of(day, "period"), of(day, "period beside")];

const key = (attributes: readonly string[], columns: readonly string[]): BlockingKey => ({
  name: columns.join(" + "),
  attributes,
  columns,
});

function amountColumns(name: string): PreparedColumn[] {
  const amount = raw(name);
  // Only to sort into bands: no sum is made of it.
  const logarithm = sql`ln(CAST(abs(${amount}) AS DOUBLE)) / ${BAND}`;
  const band = (shift: Sql): Sql =>
    sql`CASE WHEN ${amount} > 0 THEN CAST(floor(${logarithm}${shift}) AS INTEGER) WHEN ${amount} < 0 THEN 10000 + CAST(floor(${logarithm}${shift}) AS INTEGER) WHEN ${amount} = 0 THEN 5000 END`;
  const [first, beside] = bands(name);
  return [
    { name, value: amount },
    { name: first, value: band(sql``) },
    { name: beside, value: band(sql` + 0.5`) },
  ];
}

const BAND = 0.25;

function dayColumns(dialect: Dialect, name: string): PreparedColumn[] {
  const number = dialect.daysBetween(sql`DATE '1970-01-01'`, raw(name));
  const [first, beside] = periods(name);
  return [
    { name, value: raw(name) },
    { name: first, value: sql`CAST(floor(${number} / 64.0) AS INTEGER)` },
    { name: beside, value: sql`CAST(floor((${number} + 32) / 64.0) AS INTEGER)` },
  ];
}

/** Fees and rates: most are below 3 % (cards, transfers), nearly all below 10 %. */
const PERCENT = [0.5, 1, 2, 3, 5, 10];

function amountComparison(name: string): Comparison {
  const [a, b] = [left(name), right(name)];
  const apart = id("apart");
  return {
    name,
    attributes: [name],
    missing: isMissing(name),
    // What is 0 is 0 % apart from nothing but 0.
    measures: [
      {
        name: "apart",
        value: sql`CASE WHEN ${a} = ${b} THEN 0 ELSE CAST(abs(${a} - ${b}) AS DOUBLE) / CAST(greatest(abs(${a}), abs(${b})) AS DOUBLE) END`,
      },
    ],
    levels: [
      { label: "same amount", test: isSame(name), frequency: name },
      ...PERCENT.map((percent) => ({ label: `within ${percent} %`, test: sql`${apart} <= ${percent / 100}` })),
    ],
  };
}

/** Lags in days from the first record to the second: single days up to ten, then longer runs; what is early stands apart from what is late. */
const LAGS: readonly (readonly [number, number])[] = [
  ...Array.from({ length: 11 }, (_, lag) => [lag, lag] as const),
  [11, 14],
  [15, 21],
  [22, 31],
  [-1, -1],
  [-3, -2],
  [-7, -4],
  [32, 62],
  [-31, -8],
];

function dayComparison(dialect: Dialect, name: string): Comparison {
  const days = id("days");
  return {
    name,
    attributes: [name],
    missing: isMissing(name),
    measures: [{ name: "days", value: dialect.daysBetween(left(name), right(name)) }],
    levels: LAGS.map(([from, to]) => ({
      label: lagLabel(from, to),
      test: from === to ? sql`${days} = ${from}` : sql`${days} BETWEEN ${from} AND ${to}`,
    })),
  };
}

function lagLabel(from: number, to: number): string {
  if (from === 0) return "same day";
  const [least, most] = [Math.min(Math.abs(from), Math.abs(to)), Math.max(Math.abs(from), Math.abs(to))];
  const span = least === most ? `${least} ${least === 1 ? "day" : "days"}` : `${least} to ${most} days`;
  return `${span} ${to < 0 ? "earlier" : "later"}`;
}
