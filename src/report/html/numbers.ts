import { money as exact, type ReportedNumber, type Review, type ReviewedReport } from "../../model/index.ts";
import {
  CORRECTION_WORDS,
  correctionPlace,
  correctionWords,
  isOff,
  NUMBER_WORDS,
  numberAmount,
  numberBridge,
  numberName,
  placeOf,
  reportSentence,
  signedNumber,
} from "../number-words.ts";
import { counted } from "../words.ts";
import { fitting } from "./fitting.ts";
import { figured, moreIn } from "./link.ts";
import { anchor, html, named, nothing, type Markup } from "./markup.ts";
import { tableOf } from "./table.ts";
import { waterfall } from "./waterfall.ts";

/** Waterfalls drawn of one report, the largest differences first; every number stands in its table. */
const DRAWN = 12;
/** Numbers listed of one report. */
const LISTED = 200;
/** Notes told of one report. */
const NOTES = 10;

/** What reports tell, beside raw records: every number, and the way of those that people or definitions changed. */
export function numbersSection(review: Review, room: number): Markup {
  if (review.reports.length === 0) return html`<div id="numbers"></div>`;
  const parts = fitting(review.reports, room, (report, index) => reportPart(report, index, review));
  return html`<section id="numbers" aria-labelledby="numbers-h">
    <h2 id="numbers-h">Numbers that people read</h2>
    <p class="lead">Each number was computed again from raw records. What stands between the two opens to its cells.</p>
    ${parts}${moreIn(review.reports.length, parts.length, "report")}
  </section>`;
}

function reportPart(report: ReviewedReport, index: number, review: Review): Markup {
  const id = anchor("report", report.id, index);
  const metric = review.metrics.find(({ id: name }) => name === report.metric);
  const summed = metric?.aggregate !== "count";
  const off = report.numbers.filter(isOff).toSorted(byDifference);
  const listed = [...off, ...report.numbers.filter((number) => !isOff(number))].slice(0, LISTED);
  const [reading, ...others] = report.readings;
  const workbook = review.workbooks.find(({ id: name }) => name === report.through);
  return html`<details class="part">
    <summary>
      <span class="name">${named(report.title, 120)}</span>
      <span class="note">${off.length === 0 ? "ties out" : `${counted(off.length, "number")} to look at`}</span>
    </summary>
    <div class="handoff" id="${id}">
      <p>${figured(reportSentence(report, review), `${id}-all`, 600)}</p>
      ${metric === undefined ? nothing : html`<p class="note">${named(metric.title, 100)}: ${named(metric.definition, 300)}.</p>`}
      ${reading === undefined ? nothing : html`<p><strong>Two definitions:</strong> ${named(reading.words, 400)} gives ${reading.explains} of ${counted(reading.of, "number")} that ${reading.of === 1 ? "differs" : "differ"}${others.length === 0 ? "" : `; so ${others.length === 1 ? "does" : "do"} ${others.map(({ words }) => words).join("; ")}`}.</p>`}
      ${workbook === undefined ? nothing : html`<p class="note">It goes through ${named(workbook.title, 100)}.</p>`}
      ${report.notes.slice(0, NOTES).map((note) => html`<p class="note">${named(note, 300)}</p>`)}
      ${report.notes.length > NOTES ? html`<p class="note">${counted(report.notes.length - NOTES, "more note")} in review.json.</p>` : nothing}
      ${numbersTable(listed, { id, summed, title: report.title }, review)}
      ${report.numbers.length > listed.length ? html`<p class="note">${counted(report.numbers.length - listed.length, "more number")} in review.json.</p>` : nothing}
      ${off.slice(0, DRAWN).map((number, place) => numberPart(number, `${id}-${place}`, summed, review))}
    </div>
  </details>`;
}

function byDifference(a: ReportedNumber, b: ReportedNumber): number {
  return (
    exact(b.difference).abs().cmp(exact(a.difference).abs()) ||
    (a.period < b.period ? -1 : a.period > b.period ? 1 : (a.unit ?? "") < (b.unit ?? "") ? -1 : 1)
  );
}

function numbersTable(
  numbers: readonly ReportedNumber[],
  { id, summed, title }: { readonly id: string; readonly summed: boolean; readonly title: string },
  review: Review,
): Markup {
  if (numbers.length === 0) return nothing;
  const { currency } = review.estate;
  const off = numbers.filter(isOff);
  const rows = numbers.map((number) => {
    const place = off.indexOf(number);
    const name = named(numberName(number, review), 100);
    return [
      place >= 0 && place < DRAWN ? html`<a href="#${id}-${place}">${name}</a>` : name,
      numberAmount(number.raw, summed, currency),
      number.reported === undefined ? "–" : numberAmount(number.reported, summed, currency),
      signedNumber(number.difference, summed),
      number.outcome === "ties" ? NUMBER_WORDS.ties : html`<strong class="broken">${NUMBER_WORDS[number.outcome]}</strong>`,
    ];
  });
  return html`<details>
    <summary>${counted(numbers.length, "number")} beside raw records</summary>
    <div id="${id}-all">
      ${tableOf({
        label: `${title}: numbers`,
        caption: "Every number beside raw records",
        columns: [{ head: "Period" }, { head: "Raw" }, { head: "Reported" }, { head: "Difference" }, { head: "Result", text: true }],
        rows,
      })}
    </div>
  </details>`;
}

/** One number's waterfall, and below it every bar's cells. */
function numberPart(number: ReportedNumber, id: string, summed: boolean, review: Review): Markup {
  const title = numberName(number, review);
  const place = placeOf(number);
  const steps = number.steps.filter(({ samples }) => samples.length > 0);
  return html`<details>
    <summary>${named(title, 120)}: ${NUMBER_WORDS[number.outcome].toLowerCase()}, ${signedNumber(number.difference, summed)}</summary>
    <div id="${id}">
      ${place === undefined ? nothing : html`<p class="note">It stands in ${named(place, 200)}.</p>`}
      <figure>${waterfall(numberBridge(number), `From raw records to what is reported, ${title}`, `${id}-w`)}</figure>
      ${
        steps.length === 0
          ? nothing
          : tableOf({
              label: `Corrections of ${title}`,
              caption: "What people changed, and what it does to the number",
              look: "corrections",
              columns: [{ head: "Correction" }, { head: "Effect" }, { head: "Where", text: true }, { head: "Who", text: true }],
              rows: steps.flatMap(({ kind, corrections, samples }) => [
                ...samples.map((sample) => [
                  html`${CORRECTION_WORDS[kind].title}<span class="why">${named(correctionWords(sample), 240)}</span>`,
                  signedNumber(sample.effect, summed),
                  html`<code>${named(correctionPlace(sample), 160)}</code>`,
                  html`${named(sample.by ?? "not told", 80)}${sample.comment === undefined ? nothing : html`<span class="why">“${named(sample.comment, 240)}”</span>`}`,
                ]),
                ...(corrections > samples.length
                  ? [[`and ${counted(corrections - samples.length, "more correction")} of this kind`, "", "", ""]]
                  : []),
              ]),
            })
      }
    </div>
  </details>`;
}
