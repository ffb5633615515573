import type { Break, Finding, Review } from "../model/index.ts";
import { causeFigures, refutation, symptomsSentence } from "./cause-words.ts";
import { titles } from "./figures.ts";
import { linksSentence } from "./identity.ts";
import { percent, price } from "./money.ts";
import { priceSentence } from "./price-words.ts";
import { delayText } from "./state-words.ts";
import { mismatchSentence } from "./states.ts";
import { shown, wrap, type Layout } from "./terminal.ts";
import { counted, day, SEVERITY_WORDS } from "./words.ts";

/** The first findings, whatever they were found in. One that is a symptom of another is told there. */
export function findingLines(layout: Layout, limit: number): string[] {
  const { review, paint } = layout;
  if (review.findings.length === 0) return [];
  const told = review.findings.filter(({ symptomOf }) => symptomOf === undefined).slice(0, limit);
  const heading =
    told.length < review.findings.length ? `The first ${told.length} of ${counted(review.findings.length, "finding")}` : "Findings";
  return [paint(heading, "strong"), ...told.flatMap((finding, index) => ["", ...oneFinding(finding, index + 1, layout)])];
}

function oneFinding(finding: Finding, number: number, layout: Layout): string[] {
  const { paint, width, review } = layout;
  const name = titles(review);
  const heading = wrap(`${number}. ${SEVERITY_WORDS[finding.severity]}: ${shown(finding.title)}`, width - 3).map((line, index) =>
    index === 0 ? line : `   ${line}`,
  );
  const fact = (label: string, text: string) => {
    const lines = wrap(shown(text), width - 14);
    return lines.map((line, index) => `   ${paint((index === 0 ? label : "").padEnd(9), "dim")}  ${line}`);
  };
  const slice = finding.slice;
  const samples = finding.samples.slice(0, 3).map((sample) => sampleText(sample, review));
  return [
    ...heading.map((line) => paint(line, finding.severity === "high" ? "bad" : "warn")),
    ...fact(
      "since",
      finding.onset === undefined
        ? "not known"
        : `${day(finding.onset)}${finding.latest === undefined ? "" : ` (latest ${day(finding.latest)})`}`,
    ),
    ...(slice === undefined
      ? []
      : fact(
          "where",
          `${slice.field} ${slice.field === "unit" ? name.unit(slice.value) : slice.value}: ${percent(slice.shareOfBreaks)} of the breaks, ${percent(slice.shareOfRecords)} of the records`,
        )),
    ...causeLines(finding, review, fact),
    ...(finding.delay === undefined ? [] : fact("delay", delayText(finding.delay, finding.records, review.estate.currency))),
    ...(finding.identity === undefined ? [] : fact("links", linksSentence(finding.identity))),
    ...priceLines(finding, review, fact),
    ...fact("owner", finding.owner ?? "nobody"),
    ...fact("next", finding.move),
    ...samples.flatMap((sample, index) => fact(index === 0 ? "such as" : "", sample)),
  ];
}

function priceLines(finding: Finding, review: Review, fact: (label: string, text: string) => string[]): string[] {
  const sentence = priceSentence(finding, review);
  return sentence === undefined ? [] : fact("price", sentence);
}

/** The cause in one sentence, then its figures, then what would refute it. */
function causeLines(finding: Finding, review: Review, fact: (label: string, text: string) => string[]): string[] {
  const { cause } = finding;
  const symptoms = symptomsSentence(finding, review.findings);
  const told = symptoms === undefined ? [] : fact("", symptoms);
  if (cause === undefined) return [...(finding.handoff === undefined ? [] : fact("cause", "not told by the records")), ...told];
  const more = [causeFigures(cause, review.estate.currency), refutation(cause)].filter((text) => text !== "");
  return [...fact("cause", cause.statement), ...more.flatMap((text) => fact("", text)), ...told];
}

function sampleText(sample: Break, review: Review): string {
  const name = titles(review);
  const amount = sample.amount === undefined ? [] : [price(sample.amount, review.estate.currency)];
  const record = `${name.dataset(sample.dataset)} ${sample.key}`;
  if (sample.states !== undefined) return `${[record, ...amount].join(", ")}: ${mismatchSentence(sample, sample.states, review)}`;
  const fields = sample.fields.map((field) => `${field.from.field} ${field.from.value ?? "empty"} → ${field.to.value ?? "empty"}`);
  return [record, ...(sample.date === undefined ? [] : [sample.date]), ...amount, ...fields].join(", ");
}
