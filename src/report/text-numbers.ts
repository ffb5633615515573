import { money as exact, type Correction, type ReportedNumber, type Review, type ReviewedReport } from "../model/index.ts";
import {
  CORRECTION_WORDS,
  correctionPlace,
  correctionWords,
  isOff,
  NUMBER_WORDS,
  numberAmount,
  numberName,
  placeOf,
  reportSentence,
  signedNumber,
} from "./number-words.ts";
import { isZero } from "./money.ts";
import { shown, table, wrap, type Layout } from "./terminal.ts";
import { counted } from "./words.ts";

/** Numbers that a review lists of one report. */
const LISTED = 8;
/** Notes told of one report. */
const NOTES = 3;

/** What reports tell, beside raw records; a part a report. */
export function numberSections(layout: Layout): string[][] {
  return layout.review.reports.map((report) => reportLines(report, layout));
}

function reportLines(report: ReviewedReport, layout: Layout): string[] {
  const { review, paint, width } = layout;
  const off = report.numbers.filter(isOff);
  const clean = off.length === 0 && report.numbers.length > 0;
  const mark = report.numbers.length === 0 ? "?" : clean ? "✓" : "✕";
  const style = report.numbers.length === 0 ? "warn" : clean ? "good" : "bad";
  const [reading] = report.readings;
  return [
    paint(`${mark} ${shown(report.title)}`, style),
    ...wrap(shown(reportSentence(report, review)), width - 2).map((line) => `  ${line}`),
    ...(reading === undefined ? [] : wrap(shown(`Another reading gives them: ${reading.words}.`), width - 2).map((line) => `  ${line}`)),
    ...report.notes.slice(0, NOTES).flatMap((note) => wrap(shown(`Note: ${note}`), width - 2).map((line) => `  ${line}`)),
    ...(report.notes.length > NOTES ? [`  and ${counted(report.notes.length - NOTES, "more note")} in review.json`] : []),
    ...(off.length === 0 ? [] : numbersTable(off.toSorted(byDifference).slice(0, LISTED), report, layout)),
    ...(off.length > LISTED ? [`  and ${counted(off.length - LISTED, "more number")}`] : []),
  ];
}

function byDifference(a: ReportedNumber, b: ReportedNumber): number {
  return (
    exact(b.difference).abs().cmp(exact(a.difference).abs()) || (a.period < b.period ? -1 : 1) || ((a.unit ?? "") < (b.unit ?? "") ? -1 : 1)
  );
}

function numbersTable(numbers: readonly ReportedNumber[], report: ReviewedReport, { review, width, paint }: Layout): string[] {
  const summed = isSummed(report, review);
  const rows = numbers.map((number) => [
    shown(numberName(number, review)),
    numberAmount(number.raw, summed, review.estate.currency),
    number.reported === undefined ? "–" : numberAmount(number.reported, summed, review.estate.currency),
    signedNumber(number.difference, summed),
    NUMBER_WORDS[number.outcome],
  ]);
  const right = (title: string) => ({ title, align: "right" }) as const;
  return table(
    [{ title: "number", align: "left" }, right("raw"), right("reported"), right("difference"), { title: "", align: "left" }],
    rows,
    { width, indent: "  ", paint },
  );
}

/** What the words of a number need to know. */
export interface NumberContext extends Pick<Review, "units" | "metrics"> {
  readonly estate: Pick<Review["estate"], "currency">;
}

/** One number's way from raw to reported, every step with its cells: what `tieout trace metric` prints. */
export function numberText(number: ReportedNumber, report: ReviewedReport, review: NumberContext, width: number): string {
  const summed = isSummed(report, review);
  const { currency } = review.estate;
  const metric = review.metrics.find(({ id }) => id === report.metric);
  const first =
    number.reported === undefined
      ? `${report.title} does not tell ${numberName(number, review)}; raw records give ${numberAmount(number.raw, summed, currency)}.`
      : `${report.title}, ${numberName(number, review)}: ${NUMBER_WORDS[number.outcome].toLowerCase()}: raw ${numberAmount(number.raw, summed, currency)}, reported ${numberAmount(number.reported, summed, currency)}.`;
  const place = placeOf(number);
  const steps = number.steps.flatMap(({ kind, effect, corrections, samples }) => [
    row(
      CORRECTION_WORDS[kind].title,
      signedNumber(effect, summed),
      kind === "definition" ? readingOf(report) : counted(corrections, "correction"),
    ),
    ...samples.flatMap((sample) => sampleLines(sample, summed, width)),
    ...(corrections > samples.length && samples.length > 0
      ? [`      and ${counted(corrections - samples.length, "more correction")}`]
      : []),
  ]);
  const lines = [
    ...wrap(first, width),
    "",
    row(
      "Raw records",
      numberAmount(number.raw, summed, currency),
      metric === undefined ? "" : `${metric.dataset}, ${counted(recordsOf(number, metric.values), "record")}`,
    ),
    ...steps,
    ...(isZero(number.residual) ? [] : [row("Not explained", signedNumber(number.residual, summed), "")]),
    row("Reported", number.reported === undefined ? "–" : numberAmount(number.reported, summed, currency), place ?? ""),
    row(
      "Residual",
      isZero(number.residual) ? "0.00" : signedNumber(number.residual, summed),
      isZero(number.residual) ? "every cent is explained" : "nothing explains it",
    ),
  ];
  return `${lines.map(shown).join("\n")}\n`;
}

function recordsOf({ period, unit }: ReportedNumber, values: Review["metrics"][number]["values"]): number {
  return values.find((value) => value.period === period && value.unit === unit)?.records ?? 0;
}

function readingOf({ readings }: ReviewedReport): string {
  return readings[0]?.words ?? "as the workbook reads it";
}

function sampleLines(correction: Correction, summed: boolean, width: number): string[] {
  const who = [correction.by, correction.comment === undefined ? undefined : `“${correction.comment}”`].filter(
    (part) => part !== undefined,
  );
  const line = `${signedNumber(correction.effect, summed).padStart(14)}  ${correctionWords(correction)}`;
  const where = `${correctionPlace(correction)}${who.length === 0 ? "" : ` · ${who.join(": ")}`}`;
  return [...wrap(line, width - 4).map((each) => `    ${each}`), ...wrap(where, width - 22).map((each) => `${" ".repeat(20)}${each}`)];
}

function row(title: string, amount: string, note: string): string {
  return `  ${title.padEnd(28)}${amount.padStart(16)}${note === "" ? "" : `  ${note}`}`;
}

function isSummed(report: ReviewedReport, review: Pick<Review, "metrics">): boolean {
  return review.metrics.find(({ id }) => id === report.metric)?.aggregate !== "count";
}
