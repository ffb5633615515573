import type { Review } from "../../model/index.ts";
import {
  assumedSentence,
  BRIEF_QUESTIONS,
  decisionTitle,
  exposedText,
  firstSteps,
  ownerName,
  uncheckedRuns,
  uncheckedSentence,
  uncheckedText,
} from "../brief-words.ts";
import { figuresOf } from "../figures.ts";
import { count, price } from "../money.ts";
import { cut } from "../plain.ts";
import { about, estatePriceSentence, hoursText } from "../price-words.ts";
import { alsoSentence, decisionSentence, GUARD_WORDS, MOVE_SENTENCES, MOVE_WORDS, openSentence } from "../triage-words.ts";
import { counted, moment } from "../words.ts";
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
import { firstOf, placesOf, type Places } from "./places.ts";
import { planBlocks, stepAnchor } from "./plan.ts";

/** How many of each are named on the first two pages, so that they stay two whatever the estate. */
const NAMED = { decisions: 4, steps: 5, owners: 4, workflows: 6, handoffs: 12, unchecked: 4 } as const;

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
      { kind: "page-break" },
      ...secondPage(places),
      { kind: "page-break" },
      heading(1, "The plan", "plan"),
      ...planBlocks(places),
      { kind: "page-break" },
      heading(1, "Findings", "findings"),
      ...findingBlocks(places),
    ],
  };
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

/** The four questions of an operator, each answered in a sentence and by what stands behind it. */
function answers(places: Places): Block[] {
  const { review } = places;
  const { brief, estate } = review;
  const decisions = firstOf(brief.exposed.decisions, NAMED.decisions);
  const owners = firstOf(brief.owners.owners, NAMED.owners);
  const steps = firstSteps(review);
  const item = (head: string, rest: string): Inline[] => [strong(cut(head, 60)), `: ${rest}`];
  const more = (left: number, what: string): Inline[][] => (left === 0 ? [] : [[`and ${counted(left, `more ${what}`)}`]]);
  return [
    heading(2, BRIEF_QUESTIONS.exposed),
    paragraph(told(brief.exposed.sentence, "No decision is known to rest on what was found.")),
    ...items([
      ...decisions.told.map((decision) => item(decisionTitle(decision), exposedText(decision, estate.currency))),
      ...more(decisions.left, "decision"),
    ]),
    heading(2, BRIEF_QUESTIONS.cost),
    paragraph(told(brief.cost.sentence, estatePriceSentence(review) ?? "Nothing was found, so nothing is priced.")),
    note(assumedSentence(review)),
    heading(2, BRIEF_QUESTIONS.first),
    paragraph(told(brief.first.sentence, review.findings.length === 0 ? "Nothing was found." : "No step is planned.")),
    ...(steps.length === 0
      ? []
      : [
          {
            kind: "list",
            ordered: true,
            items: steps
              .slice(0, NAMED.steps)
              .map(({ number, step }): Inline[] => [
                link(stepAnchor(number - 1), cut(step.what, 130)),
                soft(` (${cut(step.owner ?? "nobody is named yet", 50)})`),
              ]),
          } as const,
        ]),
    heading(2, BRIEF_QUESTIONS.owners),
    paragraph(told(brief.owners.sentence, "Nothing was found that needs an owner.")),
    ...items([
      ...owners.told.map((owner) =>
        item(ownerName(owner), `${counted(owner.findings.length, "finding")}, ${price(owner.moneyAtRisk, estate.currency)} at risk`),
      ),
      ...more(owners.left, "owner"),
    ]),
  ];
}

function told(sentence: string, otherwise: string): string {
  return cut(sentence === "" ? otherwise : sentence, 320);
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
  return [heading(1, "The chain"), chainTable(places), ...workflowTable(places), heading(2, "What was not checked"), ...unchecked(places)];
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

function workflowTable({ review }: Places): Block[] {
  const { told: shown, left } = firstOf(review.triage.workflows, NAMED.workflows);
  if (shown.length === 0) return [];
  return [
    {
      kind: "table",
      caption: `The move for each workflow${left === 0 ? "" : `; ${counted(left, "more workflow")} in the Systems Audit`}`,
      columns: [
        { title: "Workflow", align: "left", share: 3 },
        { title: "Exposes", align: "left", share: 2 },
        { title: "Move", align: "left", share: 2 },
      ],
      rows: shown.map(({ workflow, decision, primary }): Cell[] => [
        [cut(review.workflows.find(({ id }) => id === workflow)?.title ?? workflow ?? "", 80)],
        [cut(decision ?? "–", 60)],
        [primary === undefined ? "Not decided" : MOVE_WORDS[primary]],
      ]),
    },
  ];
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
