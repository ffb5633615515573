import type { Review } from "../../model/index.ts";
import { BRIEF_QUESTIONS, decisionTitle, firstSteps, uncheckedRuns, uncheckedSentence, uncheckedText } from "../brief-words.ts";
import { figuresOf } from "../figures.ts";
import { count, price } from "../money.ts";
import { cut } from "../plain.ts";
import { effortText } from "../plan-words.ts";
import { about, estatePriceSentence, hoursText } from "../price-words.ts";
import { alsoSentence, decisionSentence, GUARD_WORDS, MOVE_SENTENCES, MOVE_WORDS, openSentence } from "../triage-words.ts";
import { counted, moment } from "../words.ts";
import { chainDrawing } from "./chain-drawing.ts";
import { agePaper, debtPaper, trendPaper } from "../pictures/index.ts";
import { numberBlocks } from "./numbers.ts";
import { workflowBlocks } from "./workflows.ts";
import { findingBlocks } from "./findings.ts";
import {
  heading,
  link,
  note,
  paragraph,
  result,
  soft,
  strong,
  type Block,
  type Cell,
  type Inline,
  type KeyFigure,
  type ReportDocument,
} from "./model.ts";
import { figureOf, firstOf, placesOf, type Places } from "./places.ts";
import { planBlocks, stepAnchor } from "./plan.ts";

/** Findings that are told in full: what an operator acts on first. The Systems Audit tells more so. */
const FINDINGS = 16;
/** Corrections that are named of one report. */
const CORRECTIONS = 8;

/** How many of each are named on the first two pages, so that they stay two whatever the estate. */
const NAMED = { decisions: 7, steps: 4, owners: 6, handoffs: 12, unchecked: 4 } as const;

/**
 * The *Growth Systems Review*: two pages for whoever decides (verdict, four
 * answers, the move and its guard rails, the chain, what was not checked), then
 * the evidence that they rest on.
 */
export function growthReview(review: Review): ReportDocument {
  const places = placesOf(review);
  return {
    title: "Growth Systems Review",
    subject: cut(review.estate.title, 100),
    description: "Which decisions rest on records that do not tie out, what it costs, what to do first, and the evidence.",
    dated: datedOf(review),
    paper: paperOf(review),
    blocks: [
      ...firstPage(places),
      ...secondPage(places),
      { kind: "page-break" },
      heading(1, "The plan", "plan"),
      ...planBlocks(places),
      { kind: "page-break" },
      ...evidencePictures(review),
      heading(1, "Findings", "findings"),
      ...findingBlocks(places, FINDINGS),
      { kind: "page-break" },
      heading(1, "Workflows", "workflows"),
      ...workflowBlocks(places),
      heading(1, "Numbers that people read", "numbers"),
      ...numberBlocks(places, CORRECTIONS),
    ],
  };
}

/** What grows, how old it is, and where it costs most. */
function evidencePictures(review: Review): Block[] {
  const drawn = [agePaper(review), trendPaper(review), debtPaper(review, "workflow"), debtPaper(review, "decision")];
  const figures = drawn.flatMap((picture) => figureOf(picture, 0.4));
  return figures.length === 0
    ? []
    : [heading(1, "How old it is, how it grows, where it costs", "pictures"), ...figures, { kind: "page-break" }];
}

/** `As of 1 October 2026, 06:00 (America/New_York). Amounts in USD.` */
export function datedOf({ asOf, estate }: Review): string {
  return `As of ${moment(asOf, estate.timeZone)} (${estate.timeZone}). Amounts in ${estate.currency}.`;
}

/** Letter where people pay in the dollars or pesos of North America, A4 elsewhere. */
export function paperOf({ estate }: Review): ReportDocument["paper"] {
  return ["USD", "CAD", "MXN"].includes(estate.currency) ? "us-letter" : "a4";
}

function firstPage(places: Places): Block[] {
  const { review } = places;
  return [
    heading(1, "In brief"),
    result(strong(cut(review.verdict.sentence, 420))),
    { kind: "key-figures", figures: keyFigures(review) },
    ...answers(places),
    heading(2, "What to do"),
    ...move(places),
  ];
}

function keyFigures({ verdict, estate, brief, findings }: Review): KeyFigure[] {
  const unowned = findings.filter(({ symptomOf, owner }) => symptomOf === undefined && owner === undefined).length;
  const { interest, hours } = brief.cost;
  return [
    {
      label: "Handoffs that tie out",
      value: `${count(verdict.handoffsClean)} of ${count(verdict.handoffs)}`,
      note: `${counted(verdict.breaks, "break")}, ${counted(verdict.mismatched, "state mismatch", "state mismatches")}`,
    },
    { label: "Money at risk", value: price(verdict.amount, estate.currency), note: "each record counted once" },
    {
      label: "Cost a month",
      value: about({ low: interest.likely, likely: interest.likely, high: interest.likely }, estate.currency),
      note: `${hoursText(hours.likely)} of work; an estimate`,
    },
    {
      label: "Findings",
      value: count(verdict.findings),
      note: unowned === 0 ? "each with an owner" : `${count(unowned)} without an owner`,
    },
  ];
}

/** The four questions of an operator, each answered in a sentence. */
function answers({ review }: Places): Block[] {
  const { brief } = review;
  const steps = firstSteps(review).slice(0, NAMED.steps);
  return [
    heading(2, BRIEF_QUESTIONS.exposed),
    paragraph(told(brief.exposed.sentence, "No decision is known to rest on what was found.")),
    heading(2, BRIEF_QUESTIONS.cost),
    paragraph(told(brief.cost.sentence, estatePriceSentence(review) ?? "Nothing was found, so nothing is priced.")),
    heading(2, BRIEF_QUESTIONS.first),
    ...(steps.length === 0
      ? [paragraph(told(brief.first.sentence, review.findings.length === 0 ? "Nothing was found." : "No step is planned."))]
      : [
          {
            kind: "list",
            ordered: true,
            items: steps.map(({ number, step }): Inline[] => [
              link(stepAnchor(number - 1), cut(step.what, 130)),
              soft(` ${cut(step.owner ?? "nobody is named yet", 50)}, ${effortText(step.effort)}`),
            ]),
          } as const,
        ]),
    heading(2, BRIEF_QUESTIONS.owners),
    paragraph(told(brief.owners.sentence, "Nothing was found that needs an owner.")),
  ];
}

function told(sentence: string, otherwise: string): string {
  return cut(sentence === "" ? otherwise : sentence, 420);
}

function items(of: readonly (readonly Inline[])[]): Block[] {
  return of.length === 0 ? [] : [{ kind: "list", ordered: false, items: of }];
}

/** The primary move, why, and what must not be done meanwhile. */
function move({ review }: Places): Block[] {
  const { estate } = review.triage;
  const more = [alsoSentence(estate), openSentence(estate)].filter((text) => text !== undefined).join(" ");
  return [
    paragraph(strong(cut(decisionSentence(estate), 420)), ...(estate.primary === undefined ? [] : [` ${MOVE_SENTENCES[estate.primary]}`])),
    ...(more === "" ? [] : [note(cut(more, 420))]),
    ...items(estate.guardRails.map(({ id, because }): Inline[] => [strong(`${GUARD_WORDS[id]}.`), soft(` ${cut(because, 140)}`)])),
  ];
}

function secondPage(places: Places): Block[] {
  return [
    heading(1, "The chain"),
    chainDrawing(places.review) ?? chainTable(places),
    ...exposedTable(places),
    ...ownerTable(places),
    heading(2, "What was not checked"),
    ...unchecked(places),
  ];
}

function exposedTable({ review }: Places): Block[] {
  const { decisions } = review.brief.exposed;
  const { told: shown, left } = firstOf(decisions, NAMED.decisions);
  if (shown.length === 0) return [];
  const moves = new Map(review.triage.workflows.map(({ workflow, primary }) => [workflow, primary]));
  return [
    {
      kind: "table",
      caption: `Decisions that rest on records which do not tie out; one record can feed several${left === 0 ? "" : `; ${counted(left, "more decision")} in review.html`}`,
      columns: [
        { title: "Decision", align: "left", share: 2 },
        { title: "Records", align: "right" },
        { title: "At risk", align: "right" },
        { title: "Cost a month", align: "right" },
        { title: "Move", align: "left", share: 2 },
      ],
      rows: shown.map((exposed): Cell[] => {
        const named = new Set(exposed.workflows.flatMap((id) => moves.get(id) ?? []));
        return [
          [cut(decisionTitle(exposed), 50)],
          [count(exposed.records)],
          [price(exposed.moneyAtRisk, review.estate.currency)],
          [about(exposed.interest, review.estate.currency)],
          [cut([...named].map((move) => MOVE_WORDS[move]).join(", ") || "–", 80)],
        ];
      }),
    },
  ];
}

function ownerTable({ review }: Places): Block[] {
  const { told: shown, left } = firstOf(review.brief.owners.owners, NAMED.owners);
  if (shown.length === 0) return [];
  return [
    {
      kind: "table",
      caption: `Whose findings they are${left === 0 ? "" : `; ${counted(left, "more owner")} in review.html`}`,
      columns: [
        { title: "Owner", align: "left", share: 1 },
        { title: "Findings", align: "right" },
        { title: "At risk", align: "right" },
      ],
      rows: shown.map((owner): Cell[] => [
        [owner.owner === undefined ? strong("Nobody") : cut(owner.owner, 60)],
        [count(owner.findings.length)],
        [price(owner.moneyAtRisk, review.estate.currency)],
      ]),
    },
  ];
}

/** Handoff by handoff, those with most money in breaks first. */
function chainTable(places: Places): Block {
  const { review } = places;
  const { told: shown, left } = firstOf(review.handoffs, NAMED.handoffs);
  const states = { clean: "Ties out", broken: "Does not tie out", unchecked: "Not checked" } as const;
  return {
    kind: "table",
    caption: `Handoffs, in the order of the estate${left === 0 ? "" : `; ${counted(left, "more handoff")} in the Systems Audit`}`,
    columns: [
      { title: "Handoff", align: "left", share: 3 },
      { title: "From", align: "left", share: 2 },
      { title: "To", align: "left", share: 2 },
      { title: "Result", align: "left" },
      { title: "Records", align: "right" },
      { title: "Breaks", align: "right" },
      { title: "In breaks", align: "right" },
    ],
    rows: shown.map((handoff): Cell[] => {
      const figures = figuresOf(handoff, review);
      return [
        [cut(handoff.title, 60)],
        [cut(places.dataset(handoff.from), 40)],
        [cut(places.dataset(handoff.to), 40)],
        [figures.state === "broken" ? strong(states.broken) : states[figures.state]],
        [count(figures.upstream)],
        [count(handoff.breaks)],
        [figures.amount === undefined ? "" : price(figures.amount, review.estate.currency)],
      ];
    }),
  };
}

function unchecked({ review }: Places): Block[] {
  const { told: shown, left } = firstOf(uncheckedRuns(review), NAMED.unchecked);
  const unreadable = review.datasets.reduce((total, dataset) => total + dataset.unreadable, 0);
  const lost = unreadable === 0 ? "Every value that was read was readable." : `${counted(unreadable, "value")} could not be read.`;
  return [
    paragraph(`${uncheckedSentence(review)} ${lost}`),
    ...items([
      ...shown.map((run): Inline[] => [cut(uncheckedText(run, review), 200)]),
      ...(left === 0 ? [] : [[`and ${counted(left, "more check")}`]]),
    ]),
  ];
}
