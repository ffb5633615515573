import type { Range, Review } from "../../model/index.ts";
import {
  assumedSentence,
  BRIEF_QUESTIONS,
  decisionTitle,
  firstSteps,
  ownerName,
  uncheckedRuns,
  uncheckedSentence,
  uncheckedText,
} from "../brief-words.ts";
import { count, isZero, price } from "../money.ts";
import { cut } from "../plain.ts";
import { effectInShort } from "../plan-words.ts";
import { about, estatePriceSentence, hoursText, whole } from "../price-words.ts";
import { alsoSentence, decisionSentence, GUARD_WORDS, MOVE_SENTENCES, MOVE_WORDS, openSentence } from "../triage-words.ts";
import { counted, moment } from "../words.ts";
import { chainStrip } from "./chain-strip.ts";
import { debtStrip } from "./debt-strip.ts";
import { decisionTarget, groundTarget, ownerTarget } from "./front-targets.ts";
import { figured, figureLink } from "./link.ts";
import { anchor, html, named, nothing, type Markup } from "./markup.ts";
import type { Places } from "./places.ts";
import { tableOf } from "./table.ts";

/** As much as two sheets of paper hold. */
const DECISIONS = 6;
const OWNERS = 5;
const UNCHECKED = 5;
const RAILS = 3;

/** The first sheet: the verdict, and the four answers of an operator with ten minutes. */
export function firstSheet(review: Review, places: Places): Markup {
  const { verdict, estate } = review;
  return html`<header class="sheet mast">
    <p class="kicker">${named(estate.title, 100)} · Growth Systems Review</p>
    <h1>${verdictParts(verdict.sentence)}</h1>
    <p class="note asof">
      As of ${moment(review.asOf, estate.timeZone)} (${estate.timeZone}). Amounts in ${estate.currency}. Each figure opens what it rests on.
    </p>
    <div class="answers">${exposed(review)}${cost(review)}${first(review, places)}${owners(review)}</div>
  </header>`;
}

/** Numbers of reports open the numbers, everything else the findings that add up to it. */
function verdictParts(sentence: string): Markup {
  const parts = cut(sentence, 420).split(/(?<=\.) /);
  return html`${parts.map((part, index) => html`${index === 0 ? "" : " "}${figured(part, /reported number/.test(part) ? "numbers" : "sum")}`)}`;
}

function answer(id: string, question: string, sentence: Markup, more: Markup): Markup {
  return html`<section class="answer" aria-labelledby="${id}-h">
    <h2 id="${id}-h">${question}</h2>
    <p class="said">${sentence}</p>
    ${more}
  </section>`;
}

function exposed(review: Review): Markup {
  const { sentence, decisions } = review.brief.exposed;
  const { currency } = review.estate;
  const shown = decisions.slice(0, DECISIONS);
  const table =
    shown.length === 0
      ? nothing
      : tableOf({
          label: "Exposed decisions",
          caption: "Exposed decisions",
          unseenCaption: true,
          look: "compact",
          columns: [{ head: "Decision" }, { head: "Money at risk" }, { head: "A month" }],
          rows: shown.map((decision, index) => {
            const target = anchor("decision", decision.decision, index);
            return [
              named(decisionTitle(decision), 40),
              figureLink(isZero(decision.moneyAtRisk) ? "none" : price(decision.moneyAtRisk, currency), target),
              figureLink(about(decision.interest, currency), target),
            ];
          }),
        });
  const more =
    decisions.length > shown.length
      ? html`<p class="note"><a href="#decisions">${counted(decisions.length - shown.length, "more decision")}</a></p>`
      : nothing;
  const told = sentence === "" ? (decisions.length === 0 ? "None that is named." : "") : sentence;
  return answer("exposed", BRIEF_QUESTIONS.exposed, figured(told, decisionTarget(review), 440), html`${table}${more}`);
}

function cost(review: Review): Markup {
  const { sentence, interest, hours, moneyAtRisk } = review.brief.cost;
  const { currency } = review.estate;
  const span = ({ low, high }: Range, words: (amount: string) => string): string =>
    low === high ? "known exactly" : `${words(low)} to ${words(high)}`;
  const key = (label: string, value: string, note: string) =>
    html`<div class="key">
      <dt>${label}</dt>
      <dd>${figureLink(value, "sum")}</dd>
      <dd class="note">${figured(note, "costs")}</dd>
    </div>`;
  const told = sentence === "" ? (estatePriceSentence(review) ?? "Nothing was found that has a price.") : sentence;
  return answer(
    "cost",
    BRIEF_QUESTIONS.cost,
    figured(told, "sum", 440),
    html`<dl class="keys">
        ${key(
          "A month",
          whole(interest.likely, currency),
          span(interest, (amount) => whole(amount, currency)),
        )}${key("Hours a month", hoursText(hours.likely), span(hours, hoursText))}${key("Money at risk", price(moneyAtRisk, currency), "each record once")}
      </dl>
      <p class="note">${figured(assumedSentence(review), "assumptions")}</p>`,
  );
}

function first(review: Review, places: Places): Markup {
  const { currency } = review.estate;
  const steps = firstSteps(review);
  const items = steps.map(({ step }) => {
    const target = places.step(step.id);
    const effect = effectInShort(step.effect, currency);
    return html`<li>
      <span class="what">${target === undefined ? named(step.what, 150) : html`<a href="#${target}">${named(step.what, 150)}</a>`}</span>
      <span class="note dots"
        ><span>${step.owner === undefined ? html`<strong class="broken">nobody yet</strong>` : named(step.owner, 40)}</span
        >${effect === undefined ? nothing : html`<span>ends ${figured(effect, target)}</span>`}<span
          >takes about ${figured(hoursText(step.effort.likely), target)}</span
        ></span
      >
    </li>`;
  });
  const { sentence } = review.brief.first;
  // The steps stand below in full: the sentence would say the first two of them once more.
  const told = steps.length > 0 ? firstText(steps.length, review) : sentence === "" ? "No step is planned." : sentence;
  return answer(
    "first",
    BRIEF_QUESTIONS.first,
    figured(told, "plan", 440),
    html`${
      items.length === 0
        ? nothing
        : html`<ol class="first">
            ${items}
          </ol>`
    }${
      review.plan.steps.length > items.length
        ? html`<p class="note"><a href="#plan">The whole plan: ${counted(review.plan.steps.length, "step")}</a></p>`
        : nothing
    }`,
  );
}

function firstText(steps: number, { plan }: Review): string {
  const all = plan.steps.length;
  return steps === all ? `${counted(all, "step")}, in this order.` : `${counted(steps, "step")} of ${count(all)}, in this order.`;
}

function owners(review: Review): Markup {
  const { sentence, owners: all } = review.brief.owners;
  const { currency } = review.estate;
  const shown = all.slice(0, OWNERS);
  const table =
    shown.length === 0
      ? nothing
      : tableOf({
          label: "Owners",
          caption: "Owners",
          unseenCaption: true,
          look: "compact",
          columns: [{ head: "Owner" }, { head: "Findings" }, { head: "Money at risk" }],
          rows: shown.map((owner, index) => {
            const target = anchor("owner", owner.owner ?? "nobody at all", index);
            return [
              owner.owner === undefined ? html`<strong class="broken">${ownerName(owner)}</strong>` : named(ownerName(owner), 50),
              figureLink(count(owner.findings.length), target),
              figureLink(isZero(owner.moneyAtRisk) ? "none" : price(owner.moneyAtRisk, currency), target),
            ];
          }),
        });
  const more =
    all.length > shown.length
      ? html`<p class="note"><a href="#owners">${counted(all.length - shown.length, "more owner")}</a></p>`
      : nothing;
  const told = sentence === "" ? (all.length === 0 ? "There is nothing to own." : "") : sentence;
  return answer("owners", BRIEF_QUESTIONS.owners, figured(told, ownerTarget(review), 440), html`${table}${more}`);
}

/** The second sheet: the move and its guard rails, the chain with what it loses, and what was not checked. */
export function secondSheet(review: Review): Markup {
  return html`<div class="sheet second">${move(review)}${chainStrip(review)}${debtStrip(review)}${unchecked(review)}</div>`;
}

function move(review: Review): Markup {
  const { estate } = review.triage;
  const rails = estate.guardRails
    .slice(0, RAILS)
    .map(
      ({ id, because }) =>
        html`<li><strong>${GUARD_WORDS[id]}.</strong> <span class="note">${figured(because, groundTarget(estate, "sum"), 200)}</span></li>`,
    );
  const more = [alsoSentence(estate), openSentence(estate)].flatMap((sentence) =>
    sentence === undefined ? [] : [html`<p class="note">${named(sentence, 300)}</p>`],
  );
  return html`<section id="move" aria-labelledby="move-h">
    <h2 id="move-h">The move: ${estate.primary === undefined ? "not decided" : MOVE_WORDS[estate.primary]}</h2>
    <p class="said">${figured(decisionSentence(estate), groundTarget(estate, "triage"), 480)}</p>
    ${estate.primary === undefined ? nothing : html`<p>${MOVE_SENTENCES[estate.primary]}</p>`}${more}
    ${
      rails.length === 0
        ? nothing
        : html`<ul class="rails">
            ${rails}
          </ul>`
    }
  </section>`;
}

function unchecked(review: Review): Markup {
  const runs = uncheckedRuns(review);
  const shown = runs.slice(0, UNCHECKED);
  const unreadable = review.datasets.reduce((sum, dataset) => sum + dataset.unreadable, 0);
  return html`<section id="unchecked" aria-labelledby="unchecked-h">
    <h2 id="unchecked-h">What was not checked</h2>
    <p class="said">
      ${figured(uncheckedSentence(review), "coverage")}${unreadable === 0 ? nothing : html` ${figured(`${counted(unreadable, "value")} could not be read.`, "coverage")}`}
    </p>
    ${
      shown.length === 0
        ? nothing
        : html`<ul class="plain">
            ${shown.map((run) => html`<li>${named(uncheckedText(run, review), 150)}</li>`)}${runs.length > shown.length ? html`<li><a href="#coverage">and ${count(runs.length - shown.length)} more</a></li>` : nothing}
          </ul>`
    }
  </section>`;
}
