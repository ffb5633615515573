import type { Break, Finding, Review, StateMismatch } from "../../model/index.ts";
import { causeFigures, refutation, symptomsSentence } from "../cause-words.ts";
import { linksSentence } from "../identity.ts";
import { count, percent, price, signedMoney } from "../money.ts";
import { priceSentence } from "../price-words.ts";
import { delayText, inAmountDays, outcomeTitle } from "../state-words.ts";
import { mismatchSentence } from "../states.ts";
import { counted, day, KIND_WORDS, REASON_WORDS, SEVERITY_WORDS } from "../words.ts";
import { html, named, nothing, type Markup } from "./markup.ts";
import { findingLink } from "./link.ts";
import { mismatchPicture } from "./mismatch.ts";
import type { Places } from "./places.ts";
import { rawRow } from "./raw-row.ts";

/** What a finding's samples need of the whole review. */
export interface Names {
  dataset(id: string): string;
  unit(id: string): string;
}

/** A finding: its sentence, and what opens behind it: figures, cause, price, samples and their raw rows. */
export function findingCard(finding: Finding, places: Places, names: Names, review: Review): Markup {
  const currency = review.estate.currency;
  const slice = finding.slice;
  const onset =
    finding.onset === undefined
      ? "not known: the records carry no date"
      : `${day(finding.onset)}${finding.latest === undefined || finding.latest === finding.onset ? "" : ` – ${day(finding.latest)}`}`;
  const where =
    slice === undefined
      ? undefined
      : html`${named(slice.field, 60)} <strong>${named(slice.field === "unit" ? names.unit(slice.value) : slice.value, 80)}</strong>:
          ${percent(slice.shareOfBreaks)} of the breaks, ${percent(slice.shareOfRecords)} of the records`;
  return html`<details class="finding ${finding.severity}">
    <summary>
      <span class="tag ${finding.severity}">${SEVERITY_WORDS[finding.severity]}</span>
      <span class="name">${named(finding.title, 400)}</span>
    </summary>
    <div id="${places.finding(finding.fingerprint) ?? ""}">
      <dl class="facts">
        ${fact("Size", html`${counted(finding.records, "break")}${finding.amount === undefined ? nothing : html`, ${price(finding.amount, currency)}`}, ${percent(finding.share)} of the records ${finding.handoff === undefined ? "that are followed" : "in scope"}`)}${fact("Since", html`${onset}`)}${where === undefined ? nothing : fact("Where", where)}${causeFact(finding, review)}${finding.delay === undefined ? nothing : fact("Delay", html`${delayText(finding.delay, finding.records, currency)}`)}${priceFact(finding, review)}${finding.identity === undefined ? nothing : fact("Links", html`${linksSentence(finding.identity)}`)}${fact("Owner", finding.owner === undefined ? html`<strong class="broken">nobody</strong>` : named(finding.owner, 80))}${finding.handoff === undefined ? nothing : fact("Alert", finding.alert === undefined ? html`<span class="note">none: it fails in silence</span>` : named(finding.alert, 80))}${finding.decision === undefined ? nothing : fact("Exposes", named(finding.decision, 80))}${fact("Kind", html`${KIND_WORDS[finding.kind]}${finding.lifecycle === undefined ? nothing : html`<span class="note">: ${outcomeTitle(finding.outcome).toLowerCase()}</span>`}`)}
      </dl>
      <p class="move"><strong>Next:</strong> ${named(finding.move, 600)}</p>
      ${samples(finding, places, names, review)}
    </div>
  </details>`;
}

/** The cause in one sentence, its figures, and what would refute it. Where states are the matter, only where there is one. */
function causeFact(finding: Finding, review: Review): Markup {
  const { cause } = finding;
  const symptoms = symptomsSentence(finding, review.findings);
  const linked = symptoms === undefined ? nothing : fact("Together", named(symptoms, 600));
  if (cause === undefined)
    return finding.handoff === undefined
      ? linked
      : html`${fact("Cause", html`<span class="note">the records do not tell</span>`)}${linked}`;
  const more = [causeFigures(cause, review.estate.currency), refutation(cause)].filter((text) => text !== "");
  return html`${fact("Cause", html`${named(cause.statement, 600)}${more.map((text) => html` <span class="note">${named(text, 900)}</span>`)}`)}${linked}`;
}

function priceFact(finding: Finding, review: Review): Markup {
  const sentence = priceSentence(finding, review);
  return sentence === undefined ? nothing : fact("Price", html`${sentence}`);
}

function fact(label: string, value: Markup): Markup {
  return html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;
}

function samples(finding: Finding, places: Places, names: Names, review: Review): Markup {
  const shown = finding.samples.slice(0, places.samples);
  if (shown.length === 0) return nothing;
  const all = shown.length >= finding.records;
  const label = all
    ? counted(shown.length, "break")
    : `The ${shown.length === 1 ? "" : `${count(shown.length)} `}largest of ${counted(finding.records, "break")}`;
  const sourced = shown.some(({ source }) => source !== undefined);
  return html`<h3 class="list">${label}</h3>
    <ul class="breaks">
      ${shown.map((sample) => oneBreak(sample, names, review))}
    </ul>
    ${sourced ? nothing : html`<p class="note">It speaks of no single row of a source.${sameplace(finding, places)}</p>`}`;
}

/** Of a finding without rows of its own: where the rows of its place are. */
function sameplace({ handoff, fingerprint }: Finding, places: Places): Markup {
  if (handoff === undefined) return nothing;
  const others = [...places.findings.values()].filter(
    (other) => other.handoff === handoff && other.fingerprint !== fingerprint && other.samples.some(({ source }) => source !== undefined),
  );
  if (others.length === 0) return nothing;
  return html` The records of its handoff:
  ${others.slice(0, 3).map((other, index) => html`${index === 0 ? "" : "; "}${findingLink(other, places, 120)}`)}.`;
}

function oneBreak(item: Break, names: Names, review: Review): Markup {
  const currency = review.estate.currency;
  const reason = REASON_WORDS[item.reason];
  const parts = [
    ...(item.date === undefined ? [] : [html`<span>${day(item.date)}</span>`]),
    ...(item.unit === undefined ? [] : [html`<span>${named(names.unit(item.unit), 60)}</span>`]),
    ...(reason === "" ? [] : [html`<span>${reason}</span>`]),
    ...(item.reference === undefined ? [] : [html`<span>looked for <code>${named(item.reference, 80)}</code></span>`]),
    ...(item.counterparts.length === 0
      ? []
      : [
          html`<span
            >other side ${item.counterparts.map((key, index) => html`${index === 0 ? "" : ", "}<code>${named(key, 60)}</code>`)}</span
          >`,
        ]),
  ];
  const amount = item.amount === undefined ? nothing : html`<span class="amount">${price(item.amount, currency)}</span>`;
  const difference =
    item.difference === undefined ? nothing : html`<span class="amount note">${signedMoney(item.difference)} downstream</span>`;
  return html`<li>
    <p class="break">
      <span>${named(names.dataset(item.dataset), 60)} <code>${named(item.key, 120)}</code></span
      >${amount}${difference}
    </p>
    <p class="note dots">${parts}</p>
    ${item.states === undefined ? nothing : statesOf(item, item.states, review)}${fields(item)}${rawRow(item)}
  </li>`;
}

/** What the systems say, in words and as a picture. */
function statesOf(item: Break, states: StateMismatch, review: Review): Markup {
  const { actor, amountDays } = states;
  return html`<p>${named(`${mismatchSentence(item, states, review, day)}.`, 600)}</p>
    ${
      actor === undefined && amountDays === undefined
        ? nothing
        : html`<p class="note dots">
            ${amountDays === undefined ? nothing : html`<span>${inAmountDays(amountDays, review.estate.currency)}</span>`}${actor === undefined ? nothing : html`<span>by ${named(actor, 80)}</span>`}
          </p>`
    }${mismatchPicture(item, states, review)}`;
}

function fields(item: Break): Markup {
  if (item.fields.length === 0) return nothing;
  const value = (text: string | null) => (text === null ? html`<em>empty</em>` : named(text, 300));
  return html`<table class="fields">
    <caption class="unseen">
      Values that differ
    </caption>
    <thead>
      <tr>
        <th scope="col">Field</th>
        <th scope="col">Upstream</th>
        <th scope="col">Downstream</th>
      </tr>
    </thead>
    <tbody>
      ${item.fields.map(
        ({ from, to }) =>
          html`<tr>
            <th scope="row">${named(from.field === to.field ? from.field : `${from.field} / ${to.field}`, 80)}</th>
            <td>${value(from.value)}</td>
            <td>${value(to.value)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
