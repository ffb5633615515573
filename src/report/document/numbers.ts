import { money as exact, type ReportedNumber, type ReviewedReport } from "../../model/index.ts";
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
} from "../number-words.ts";
import { cut } from "../plain.ts";
import { counted } from "../words.ts";
import { code, heading, list, note, paragraph, soft, strong, type Block, type Cell, type Inline } from "./model.ts";
import { firstOf, type Places } from "./places.ts";

const REPORTS = 20;
/** Numbers of one report that are off, and corrections told of each report. */
const OFF = 24;
/** Corrections of one report, unless said otherwise. */
const CORRECTIONS = 20;
const NOTES = 4;

/** Report by report: the numbers that people read beside raw records, and what stands between, cell by cell. @param most corrections named of one report */
export function numberBlocks(places: Places, most = CORRECTIONS): Block[] {
  const { reports } = places.review;
  if (reports.length === 0) return [paragraph("No report is declared, so no number was computed again.")];
  const { told, left } = firstOf(reports, REPORTS);
  return [
    ...told.flatMap((report) => reportBlock(report, places, most)),
    ...(left === 0 ? [] : [note(`${counted(left, "more report")} in review.html and review.json.`)]),
  ];
}

function reportBlock(report: ReviewedReport, { review }: Places, most: number): Block[] {
  const metric = review.metrics.find(({ id }) => id === report.metric);
  const summed = metric?.aggregate !== "count";
  const off = report.numbers.filter(isOff).toSorted(byDifference);
  const [reading] = report.readings;
  const notes = firstOf(report.notes, NOTES);
  return [
    heading(2, cut(report.title, 120)),
    paragraph(strong(cut(reportSentence(report, review), 500))),
    ...(metric === undefined ? [] : [note(`${cut(metric.title, 100)}: ${cut(metric.definition, 300)}.`)]),
    ...(reading === undefined
      ? []
      : [
          paragraph(
            strong("Two definitions: "),
            `${cut(reading.words, 300)} gives ${reading.explains} of ${counted(reading.of, "number")} that ${reading.of === 1 ? "differs" : "differ"}.`,
          ),
        ]),
    ...(notes.told.length === 0
      ? []
      : [
          list([
            ...notes.told.map((text): Inline[] => [cut(text, 300)]),
            ...(notes.left === 0 ? [] : [[`and ${counted(notes.left, "more note")} in review.json`]]),
          ]),
        ]),
    ...offTable(off, summed, toldOf(review)),
    ...corrections(off, summed, most),
  ];
}

interface Told {
  readonly name: (number: ReportedNumber) => string;
  readonly currency: string;
}

function toldOf(review: Places["review"]): Told {
  return { name: (number) => numberName(number, review), currency: review.estate.currency };
}

function offTable(off: readonly ReportedNumber[], summed: boolean, { name, currency }: Told): Block[] {
  const { told, left } = firstOf(off, OFF);
  if (told.length === 0) return [];
  const right = (title: string) => ({ title, align: "right" }) as const;
  return [
    {
      kind: "table",
      caption: `Numbers that differ or were corrected, largest first${left === 0 ? "" : `; ${counted(left, "more number")} in review.html`}`,
      columns: [
        { title: "Number", align: "left", share: 3 },
        right("Raw"),
        right("Reported"),
        right("Difference"),
        { title: "Result", align: "left" },
        { title: "Where it stands", align: "left", share: 3 },
      ],
      rows: told.map((number): Cell[] => [
        [cut(name(number), 80)],
        [numberAmount(number.raw, summed, currency)],
        [number.reported === undefined ? "–" : numberAmount(number.reported, summed, currency)],
        [signedNumber(number.difference, summed)],
        [number.outcome === "ties" ? NUMBER_WORDS.ties : strong(NUMBER_WORDS[number.outcome])],
        [code(cut(placeOf(number) ?? "", 100))],
      ]),
    },
  ];
}

/** What people changed, largest effect first, each with its cell. */
function corrections(off: readonly ReportedNumber[], summed: boolean, most: number): Block[] {
  const steps = off.flatMap(({ steps }) => steps);
  const samples = steps
    .flatMap(({ samples }) => samples)
    .toSorted((a, b) => exact(b.effect).abs().cmp(exact(a.effect).abs()) || (a.fingerprint < b.fingerprint ? -1 : 1));
  const all = steps.reduce((total, step) => total + step.corrections, 0);
  const { told } = firstOf(samples, most);
  if (told.length === 0) return [];
  return [
    {
      kind: "table",
      caption:
        told.length < all
          ? `The largest ${told.length} of ${counted(all, "correction")}`
          : "Corrections that stand between raw and reported",
      columns: [
        { title: "Correction", align: "left", share: 5 },
        { title: "Effect", align: "right" },
        { title: "Cell", align: "left", share: 4 },
        { title: "Who", align: "left", share: 2 },
      ],
      rows: told.map((sample): Cell[] => [
        [CORRECTION_WORDS[sample.kind].title, soft(` ${cut(correctionWords(sample), 200)}`)],
        [signedNumber(sample.effect, summed)],
        [code(cut(correctionPlace(sample), 120))],
        [cut(sample.by ?? "not told", 60)],
      ]),
    },
  ];
}

function byDifference(a: ReportedNumber, b: ReportedNumber): number {
  return (
    exact(b.difference).abs().cmp(exact(a.difference).abs()) ||
    (a.period < b.period ? -1 : a.period > b.period ? 1 : (a.unit ?? "") < (b.unit ?? "") ? -1 : 1)
  );
}
