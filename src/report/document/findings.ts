import type { Break, Finding, Review } from "../../model/index.ts";
import { causeFigures, refutation, symptomsSentence } from "../cause-words.ts";
import { linksSentence } from "../identity.ts";
import { count, percent, price, signedMoney } from "../money.ts";
import { cut } from "../plain.ts";
import { priceSentence } from "../price-words.ts";
import { delayText, outcomeTitle } from "../state-words.ts";
import { mismatchSentence } from "../states.ts";
import { counted, day, KIND_WORDS, SEVERITY_WORDS } from "../words.ts";
import { code, heading, note, soft, strong, target, type Block, type Cell, type Inline, type Table } from "./model.ts";
import { findingAnchor, firstOf, type Places } from "./places.ts";

/** Findings that are told in full, unless said otherwise. */
const FULL = 60;
/** Findings that are listed in a row of their own, after those. */
const LISTED = 200;
/** Samples of one finding. */
const SAMPLES = 5;

/**
 * Findings by severity and amount: the first in full, others in a row each with their
 * first record; a symptom is told with what it is a symptom of.
 *
 * @param full how many are told in full
 */
export function findingBlocks(places: Places, full = FULL): Block[] {
  const { review } = places;
  const roots = review.findings.map((finding, index) => ({ finding, index })).filter(({ finding }) => finding.symptomOf === undefined);
  if (roots.length === 0) return [{ kind: "paragraph", content: ["Nothing was found in what was checked."] }];
  const { told, left } = firstOf(roots, full);
  const rest = roots.slice(full, full + LISTED);
  const beyond = left - rest.length;
  const symptoms = review.findings.length - roots.length;
  return [
    note(
      `${counted(roots.length, "finding")}, by severity and amount${symptoms === 0 ? "" : `; ${counted(symptoms, "symptom")} of them ${symptoms === 1 ? "is" : "are"} told with their causes`}. Up to ${SAMPLES} records of each are shown; all stand in breaks.csv and mismatches.csv.`,
    ),
    ...told.flatMap(({ finding, index }) => findingBlock(finding, index, places)),
    ...(rest.length === 0
      ? []
      : [
          heading(2, `${counted(rest.length, "more finding")}`),
          note("Each in a row with its first record; review.html tells each in full, with its cause, its price and more of its records."),
          findingTable(rest, places),
        ]),
    ...(beyond <= 0 ? [] : [note(`${counted(beyond, "more finding")} in review.html and review.json.`)]),
  ];
}

function findingBlock(finding: Finding, index: number, places: Places): Block[] {
  return [
    heading(2, `${SEVERITY_WORDS[finding.severity]}: ${cut(finding.title, 300)}`, findingAnchor(index)),
    { kind: "facts", facts: factsOf(finding, places).map(({ label, content }) => ({ label, content })) },
    ...sampleTable(finding, places),
  ];
}

interface Fact {
  readonly label: string;
  readonly content: readonly Inline[];
}

function factsOf(finding: Finding, { review, unit, handoff }: Places): Fact[] {
  const { currency } = review.estate;
  const { slice, cause } = finding;
  const fact = (label: string, ...content: readonly Inline[]): Fact => ({ label, content });
  const since =
    finding.onset === undefined
      ? "not known: the records carry no date"
      : `${day(finding.onset)}${finding.latest === undefined || finding.latest === finding.onset ? "" : ` – ${day(finding.latest)}`}`;
  const more = cause === undefined ? [] : [causeFigures(cause, currency), refutation(cause)].filter((text) => text !== "");
  const symptoms = symptomsSentence(finding, review.findings);
  const cost = priceSentence(finding, review);
  return [
    fact("Next", strong(cut(finding.move, 500))),
    fact("Owner", finding.owner === undefined ? strong("nobody") : cut(finding.owner, 80)),
    fact(
      "Size",
      `${counted(finding.records, "record")}${finding.amount === undefined ? "" : `, ${price(finding.amount, currency)}`}, ${percent(finding.share)} of those ${finding.handoff === undefined ? "that are followed" : "in scope"}`,
    ),
    ...(cost === undefined ? [] : [fact("Price", sentence(cost))]),
    ...(cause === undefined
      ? finding.handoff === undefined
        ? []
        : [fact("Cause", "the records do not tell")]
      : [fact("Cause", cut(cause.statement, 500), ...more.flatMap((text): Inline[] => [" ", { kind: "soft", text: cut(text, 700) }]))]),
    ...(symptoms === undefined ? [] : [fact("Together", cut(symptoms, 400))]),
    fact("Since", since),
    ...(slice === undefined
      ? []
      : [
          fact(
            "Where",
            `${slice.field} ${cut(slice.field === "unit" ? unit(slice.value) : slice.value, 80)}: ${percent(slice.shareOfBreaks)} of the breaks, ${percent(slice.shareOfRecords)} of the records`,
          ),
        ]),
    ...(finding.delay === undefined ? [] : [fact("Delay", delayText(finding.delay, finding.records, currency))]),
    ...(finding.identity === undefined ? [] : [fact("Links", linksSentence(finding.identity))]),
    ...(finding.handoff === undefined
      ? []
      : [fact("Handoff", handoff(finding.handoff), `; alert: ${cut(finding.alert ?? "none, it fails in silence", 80)}`)]),
    ...(finding.decision === undefined ? [] : [fact("Exposes", cut(finding.decision, 80))]),
    fact("Kind", `${KIND_WORDS[finding.kind]}: ${outcomeTitle(finding.outcome).toLowerCase()}`),
  ];
}

function sampleTable(finding: Finding, places: Places): Block[] {
  const { told } = firstOf(finding.samples, SAMPLES);
  if (told.length === 0) return [];
  const caption = finding.records > told.length ? `The first ${told.length} of ${counted(finding.records, "record")}` : "Its records";
  const [amounts, days] = [told.some(({ amount }) => amount !== undefined), told.some(({ date }) => date !== undefined)];
  const table: Table = {
    kind: "table",
    caption,
    columns: [
      { title: "Record", align: "left", share: 3 },
      ...(days ? [{ title: "Day", align: "left" } as const] : []),
      { title: "What is wrong", align: "left", share: 5 },
      ...(amounts ? [{ title: `Amount, ${places.review.estate.currency}`, align: "right" } as const] : []),
    ],
    rows: told.map((sample): Cell[] => [
      [`${cut(places.dataset(sample.dataset), 50)} `, code(cut(sample.key, 80)), ...rowOf(sample)],
      ...(days ? [[sample.date ?? ""]] : []),
      wrongOf(sample, places.review),
      ...(amounts ? [[sample.amount === undefined ? "" : price(sample.amount, places.review.estate.currency)]] : []),
    ]),
  };
  return [table];
}

/** The raw row behind a record: `books/invoices.csv:214`. */
function rowOf({ source }: Break): Inline[] {
  if (source === undefined) return [];
  const at =
    source.cell !== undefined ? `, ${source.cell}` : (source.line ?? source.record) === undefined ? "" : `:${source.line ?? source.record}`;
  return [soft(` ${cut(source.file, 80)}${at}`)];
}

/** What is wrong with one record, as a sentence without its end. */
function wrongOf(sample: Break, review: Review): Inline[] {
  if (sample.states !== undefined) return [cut(mismatchSentence(sample, sample.states, review), 300)];
  const values = sample.fields.map(
    ({ from, to }) =>
      `${from.field === to.field ? from.field : `${from.field} / ${to.field}`}: ${cut(from.value ?? "empty", 80)} → ${cut(to.value ?? "empty", 80)}`,
  );
  const parts = [
    outcomeTitle(sample.outcome),
    ...(sample.reference === undefined ? [] : [`reference ${cut(sample.reference, 60)}`]),
    ...(sample.counterparts.length === 0 ? [] : [`other side ${cut(sample.counterparts.slice(0, 3).join(", "), 120)}`]),
    ...(sample.difference === undefined ? [] : [`${signedMoney(sample.difference)} downstream`]),
    ...values.slice(0, 4),
  ];
  return [parts.join("; ")];
}

function findingTable(rows: readonly { readonly finding: Finding; readonly index: number }[], { review, dataset }: Places): Table {
  return {
    kind: "table",
    caption: "Findings, by severity and amount",
    columns: [
      { title: "Severity", align: "left" },
      { title: "Finding, what to do next, and its first record", align: "left", share: 6 },
      { title: "Owner", align: "left", share: 1 },
      { title: "Records", align: "right" },
      { title: `Amount, ${review.estate.currency}`, align: "right" },
    ],
    rows: rows.map(({ finding, index }): Cell[] => {
      const [first] = finding.samples;
      const record =
        first === undefined
          ? []
          : [soft(` First: ${cut(dataset(first.dataset), 50)} `), code(cut(first.key, 60)), ...rowOf(first), soft(".")];
      return [
        [SEVERITY_WORDS[finding.severity]],
        [target(findingAnchor(index), cut(finding.title, 200)), soft(`. ${cut(finding.move, 160)}`), ...record],
        [finding.owner === undefined ? strong("nobody") : cut(finding.owner, 60)],
        [count(finding.records)],
        [finding.amount === undefined ? "" : price(finding.amount, review.estate.currency)],
      ];
    }),
  };
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}
