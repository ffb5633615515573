import type { Bridge, Correction, CorrectionKind, NumberOutcome, ReportedNumber, Review, ReviewedReport } from "../model/index.ts";
import { isZero, money, price, signedMoney, sum } from "./money.ts";
import { counted, day } from "./words.ts";

export const CORRECTION_WORDS: Readonly<Record<CorrectionKind, { readonly title: string; readonly meaning: string }>> = {
  definition: { title: "Another definition", meaning: "the metric is read otherwise" },
  "row-removed": { title: "Rows taken out", meaning: "a record that does not stand in the workbook" },
  "row-added": { title: "Rows added", meaning: "a row that no system holds" },
  "row-filtered": { title: "Rows left out", meaning: "hidden, or left out of the total" },
  "double-counted": { title: "Counted twice", meaning: "a record that is added more than once" },
  "value-edited": { title: "Amounts typed over", meaning: "the amount is not the record’s any more" },
  recategorised: { title: "Put to another unit", meaning: "the unit is not the record’s any more" },
  moved: { title: "Put to another period", meaning: "the day is not the record’s any more" },
  "state-edited": { title: "State typed over", meaning: "a value by which records count is not the record’s any more" },
  adjusted: { title: "Adjustments", meaning: "a typed amount is added" },
  overridden: { title: "Formulas typed over", meaning: "a typed value stands where a formula belongs" },
  "formula-fault": { title: "Formula faults", meaning: "the workbook’s logic is wrong" },
  retyped: { title: "Typed again in the report", meaning: "the report shows another number than the workbook" },
};

export const NUMBER_WORDS: Readonly<Record<NumberOutcome, string>> = {
  ties: "Ties out",
  "defined-otherwise": "Defined otherwise",
  corrected: "Corrected",
  unexplained: "Not explained",
  "not-reported": "Not reported",
  "not-in-raw": "Not in raw records",
};

/** Is it one that people should look at? */
export function isOff(number: ReportedNumber): boolean {
  return number.outcome !== "ties" || number.steps.length > 0;
}

/** `7 September 2026, Albany`. */
export function numberName({ period, unit }: Pick<ReportedNumber, "period" | "unit">, review: Pick<Review, "units">): string {
  if (unit === undefined) return day(period);
  return `${day(period)}, ${review.units.find(({ id }) => id === unit)?.title ?? unit}`;
}

/** What became of a report's numbers, in one sentence. */
export function reportSentence(report: ReviewedReport, review: Review): string {
  const metric = review.metrics.find(({ id }) => id === report.metric)?.title ?? report.metric;
  const of = (outcome: NumberOutcome): number => report.numbers.filter((number) => number.outcome === outcome).length;
  if (report.numbers.length === 0) return `${report.title} tells no number of ${metric}.`;
  const ties = of("ties");
  const parts = [
    of("corrected") === 0 ? "" : `${counted(of("corrected"), "number")} came about by corrections`,
    of("defined-otherwise") === 0
      ? ""
      : `${counted(of("defined-otherwise"), "number")} ${of("defined-otherwise") === 1 ? "follows" : "follow"} another definition`,
    of("unexplained") + of("not-in-raw") === 0 ? "" : `${counted(of("unexplained") + of("not-in-raw"), "number")} cannot be explained`,
    of("not-reported") === 0 ? "" : `${counted(of("not-reported"), "number")} ${of("not-reported") === 1 ? "is" : "are"} not told`,
  ].filter((part) => part !== "");
  const all = `${ties === report.numbers.length ? "all" : ties} of ${counted(report.numbers.length, "number")} of ${metric} ${ties === 1 ? "ties" : "tie"} out with raw records`;
  const sentence = [all, ...parts].join("; ");
  return `${report.title}: ${sentence}.`;
}

/** The way from raw to reported, as a bridge to draw. */
export function numberBridge(number: ReportedNumber): Bridge {
  const steps = number.steps.map(({ kind, effect, corrections }) => ({
    id: kind,
    title: CORRECTION_WORDS[kind].title,
    records: corrections,
    amount: effect,
  }));
  return {
    slice: { by: "total" },
    bars: [
      { id: "upstream", title: "Raw records", records: 0, amount: number.raw },
      ...steps,
      ...(isZero(number.residual) ? [] : [{ id: "unexplained", title: "Not explained", records: 0, amount: number.residual }]),
      { id: "downstream", title: "Reported", records: 0, amount: number.reported ?? "0.00" },
    ],
    residual:
      sum([
        number.reported ?? "0.00",
        negative(number.raw),
        ...number.steps.map(({ effect }) => negative(effect)),
        negative(number.residual),
      ]) ?? "0.00",
  };
}

function negative(amount: string): string {
  return amount.startsWith("-") ? amount.slice(1) : `-${amount}`;
}

/** Where a number stands: `reporting/weekly-2026-09-07.xlsx, Summary!B4`. */
export function placeOf({ at }: ReportedNumber): string | undefined {
  if (at === undefined) return undefined;
  return at.cell !== undefined ? `${at.file}, ${at.cell}` : at.line === undefined ? at.file : `${at.file}:${at.line}`;
}

/** What a person did, as a phrase: `job 500123, Jobs total: 1,200.00 → 1,500.00`. */
export function correctionWords({ kind, key, dataset, column, before, after }: Correction): string {
  const what = key === undefined ? CORRECTION_WORDS[kind].meaning : `${dataset === undefined ? "" : `${dataset} `}${key}`;
  if (before === undefined && after === undefined) return column === undefined ? what : `${what}, ${column}`;
  return `${what}${column === undefined ? "" : `, ${column}`}: ${before ?? "nothing"} → ${after ?? "nothing"}`;
}

/** Where it was done: `reporting/weekly.xlsx, Merge!F7`. */
export function correctionPlace({ file, sheet, cell }: Correction): string {
  const place = [sheet, cell].filter((part) => part !== undefined).join("!");
  return place === "" ? file : `${file}, ${place}`;
}

/** The amount or count of a metric's number in words. */
export function numberAmount(amount: string, summed: boolean, currency: string): string {
  return summed ? price(amount, currency) : money(amount).replace(/\.00$/, "");
}

export function signedNumber(amount: string, summed: boolean): string {
  return summed ? signedMoney(amount) : signedMoney(amount).replace(/\.00$/, "");
}
