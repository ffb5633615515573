import type { Review, ReviewedAutomation } from "../../model/index.ts";
import { AUTOMATION_WORDS, automationParts, automationSentence } from "../automation-words.ts";
import { figuresOf } from "../figures.ts";
import { counted } from "../words.ts";
import { findingLinks, moreIn } from "./link.ts";
import { html, named, nothing, type Markup } from "./markup.ts";
import type { Places } from "./places.ts";

/** Automations that are told, and findings named with each. */
const TOLD = 200;
const FINDINGS = 12;

/** What runs without a person: what the register says of it, what it leaves open, and who stands in no register. */
export function automationSection(review: Review, places: Places): Markup {
  const shown = review.automations.slice(0, TOLD);
  return html`<section id="automations" aria-labelledby="automations-h">
    <h2 id="automations-h">Automations</h2>
    <p class="lead">${automationSentence(review)}</p>
    ${shown.map((automation) => automationPart(automation, places, review))}${moreIn(review.automations.length, shown.length, "automation")}
  </section>`;
}

function automationPart(automation: ReviewedAutomation, places: Places, review: Review): Markup {
  const { title, registered, gaps, handoff, signs, seen, findings } = automation;
  const carried = review.handoffs.find(({ id }) => id === handoff);
  const state = registered ? (gaps.length === 0 ? "registered in full" : counted(gaps.length, "gap")) : "in no register";
  const fact = (label: string, value: Markup): Markup =>
    html`<div>
      <dt>${label}</dt>
      <dd>${value}</dd>
    </div>`;
  const parts = automationParts(automation).map(({ part, said }) =>
    fact(AUTOMATION_WORDS[part], said === undefined ? html`<strong class="broken">not known</strong>` : named(said, 400)),
  );
  return html`<details class="part">
    <summary>
      <span class="name">${named(title, 120)}</span>
      <span class="note">${state}${findings.length === 0 ? "" : `, ${counted(findings.length, "finding")}`}</span>
    </summary>
    <div>
      <dl class="facts">
        ${parts}${carried === undefined ? nothing : fact("Carries", html`${named(carried.title, 100)}<span class="why">${figuresOf(carried, review).sentence}</span>`)}${signs.length === 0 ? nothing : fact("Signs as", names(signs))}${seen.length === 0 ? nothing : fact("Seen", names(seen))}
      </dl>
      ${findingLinks(findings, places, FINDINGS)}
    </div>
  </details>`;
}

function names(all: readonly string[]): Markup {
  const shown = all.slice(0, 10).map((name) => html`<code>${named(name, 80)}</code> `);
  return html`${shown}${all.length > 10 ? html`<span class="note">and ${String(all.length - 10)} more</span>` : nothing}`;
}
