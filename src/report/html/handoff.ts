import type { Bridge, Review, ReviewedHandoff } from "../../model/index.ts";
import { figuresOf, outcomeRows, sideTotal, totalBridge, type OutcomeCell } from "../figures.ts";
import { count, money } from "../money.ts";
import { CARDINALITY_WORDS, OUTCOME_WORDS, REASON_WORDS } from "../words.ts";
import { bridgeTable, sliceTables } from "./bridges.ts";
import { badge } from "./chain.ts";
import type { Names } from "./finding.ts";
import { findingLink, moreIn } from "./link.ts";
import { anchor, html, named, nothing, tableBox, type Markup } from "./markup.ts";
import type { Places } from "./places.ts";
import { timingPart } from "./timing.ts";
import { waterfall } from "./waterfall.ts";

/** Findings named with one handoff. */
const LISTED = 40;

/** A handoff: its result in a sentence, outcomes, bridge, slices, findings. */
export function handoffPart(handoff: ReviewedHandoff, index: number, names: Names, places: Places, review: Review): Markup {
  const figures = figuresOf(handoff, review);
  const id = anchor("handoff", handoff.id, index);
  const bridge = labelled(totalBridge(handoff), handoff, names);
  const findings = review.findings.filter((finding) => finding.handoff === handoff.id);
  const currency = review.estate.currency;
  const caption = `${handoff.title}: from the upstream to the downstream total, ${currency}`;
  const outcomes = outcomeTable(handoff, names, currency);
  return html`<details class="part">
    <summary>
      <svg width="20" height="20" viewBox="-11 -11 22 22" aria-hidden="true">${badge(figures.state, 0, 0)}</svg>
      <span class="name">${named(handoff.title)}</span> <span class="note">${named(figures.sentence, 300)}</span>
    </summary>
    <div class="handoff" id="${id}">
      <p class="note dots">
        <span>${named(names.dataset(handoff.from), 80)} → ${named(names.dataset(handoff.to), 80)}</span
        ><span>${CARDINALITY_WORDS[handoff.cardinality]}</span
        >${handoff.identity === undefined ? nothing : html`<span>matched by identity ${named(identityTitle(handoff.identity, review), 80)}</span>`}<span
          >owner ${handoff.owner === undefined ? html`<strong class="broken">nobody</strong>` : named(handoff.owner, 80)}</span
        ><span>${handoff.alert === undefined ? "no alert" : html`alert ${named(handoff.alert, 80)}`}</span
        >${handoff.decision === undefined ? nothing : html`<span>feeds ${named(handoff.decision, 80)}</span>`}
      </p>

      ${
        bridge === undefined
          ? outcomes
          : html`<div class="pair">
                ${outcomes}
                <figure>
                  <figcaption>From total to total, ${currency}</figcaption>
                  ${waterfall(bridge, caption, `${id}-bridge`)}
                </figure>
              </div>
              ${bridgeTable(bridge, caption)}`
      }${timingPart(handoff, (value) => names.unit(value), currency)}${sliceTables(handoff, (value) => names.unit(value), currency)}
      ${
        findings.length === 0
          ? nothing
          : html`<h3 class="list">Findings here</h3>
              <ul class="plain">
                ${findings.slice(0, LISTED).map((finding) => html`<li>${findingLink(finding, places)}</li>`)}
              </ul>
              ${moreIn(findings.length, LISTED, "finding")}`
      }
    </div>
  </details>`;
}

function identityTitle(id: string, review: Review): string {
  return review.identities.find((identity) => identity.id === id)?.title ?? id;
}

/** The two totals say whose they are. */
function labelled(bridge: Bridge | undefined, handoff: ReviewedHandoff, names: Names): Bridge | undefined {
  if (bridge === undefined) return undefined;
  const whose: Readonly<Record<string, string>> = { upstream: names.dataset(handoff.from), downstream: names.dataset(handoff.to) };
  return {
    ...bridge,
    bars: bridge.bars.map((bar) => ({ ...bar, title: whose[bar.id] === undefined ? bar.title : `${bar.title}: ${whose[bar.id]}` })),
  };
}

function outcomeTable(handoff: ReviewedHandoff, names: Names, currency: string): Markup {
  const rows = outcomeRows(handoff);
  if (rows.length === 0) return html`<p class="note">No record of either side was looked at.</p>`;
  const summed = handoff.outcomes.some((entry) => entry.amount !== undefined);
  const cell = (value: OutcomeCell | undefined) =>
    value === undefined
      ? html`<td>·</td>`
      : html`<td>
          ${count(value.records)}${value.amount === undefined ? nothing : html`<span class="why">${money(value.amount)}</span>`}
        </td>`;
  const body = rows.map((row) => {
    const words = OUTCOME_WORDS[row.outcome];
    const reason = row.reason === "values-differ" ? "" : REASON_WORDS[row.reason];
    const broken = !["matched", "in-flight", "excluded"].includes(row.outcome);
    return html`<tr>
      <th scope="row">
        <span class="dot ${row.outcome}" aria-hidden="true"></span>${broken ? html`<strong>${words.title}</strong>` : words.title}
        <span class="why">${reason === "" ? words.meaning : reason}</span>
      </th>
      ${cell(row.from)}${cell(row.to)}
    </tr>`;
  });
  return tableBox(
    `Outcomes of ${handoff.title}`,
    html`<table class="numbers outcomes">
      <caption>
        Every record, counted once${summed ? `; below it the amount, ${currency}` : ""}
      </caption>
      <thead>
        <tr>
          <th scope="col">Outcome</th>
          <th scope="col">Upstream<span class="why">${named(names.dataset(handoff.from), 40)}</span></th>
          <th scope="col">Downstream<span class="why">${named(names.dataset(handoff.to), 40)}</span></th>
        </tr>
      </thead>
      <tbody>
        ${body}
        <tr class="sum">
          <th scope="row">All records</th>
          ${cell(sideTotal(handoff, "from"))}${cell(sideTotal(handoff, "to"))}
        </tr>
      </tbody>
    </table>`,
  );
}
