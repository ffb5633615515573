import type { BaselineItem, Review } from "../../model/index.ts";
import { baselineByTopic, baselineCounts, BASELINE_STATE_WORDS, BASELINE_TOPIC_WORDS } from "../baseline-words.ts";
import { fitting } from "./fitting.ts";
import { findingLinks, moreIn } from "./link.ts";
import { html, named, nothing, type Markup } from "./markup.ts";
import type { Places } from "./places.ts";

/** What should be documented before tools are changed: declared, contradicted, inferred or unknown. */
export function baselineSection(review: Review, places: Places, room: number): Markup {
  const { sentence, items } = review.baseline;
  const topics = baselineByTopic(review.baseline);
  return html`<section id="baseline" aria-labelledby="baseline-h">
    <h2 id="baseline-h">What to document before changing tools</h2>
    <p class="result">${named(sentence === "" ? "Nothing was asked." : sentence, 600)}</p>
    ${items.length === 0 ? nothing : html`<p class="note">${Object.values(BASELINE_STATE_WORDS).map(({ title, meaning }, index) => html`${index === 0 ? "" : "; "}<strong>${title}</strong>: ${meaning}`)}.</p>`}
    ${topics.map(({ topic, items: own }) => {
      const parts = fitting(own, room / topics.length, (item) => line(item, places));
      const { title, question } = BASELINE_TOPIC_WORDS[topic];
      return html`<details>
        <summary>${title} <span class="note">${baselineCounts(own)}</span></summary>
        <div>
          <p class="lead">${question}</p>
          <ul class="lines">
            ${parts}
          </ul>
          ${moreIn(own.length, parts.length, "line")}
        </div>
      </details>`;
    })}
  </section>`;
}

function line({ subject, question, state, declared, inferred, evidence, findings }: BaselineItem, places: Places): Markup {
  const said = (label: string, text: string | undefined) =>
    html`<div>
      <dt>${label}</dt>
      <dd>${text === undefined ? html`<span class="note">nothing</span>` : named(text, 400)}</dd>
    </div>`;
  return html`<li>
    <p>
      <span class="tag ${state}">${BASELINE_STATE_WORDS[state].title}</span> <strong>${named(subject, 120)}</strong>
      <span class="note">${named(question, 200)}</span>
    </p>
    <dl class="facts">
      ${said("The estate says", declared)}${said("Records show", inferred)}
      <div>
        <dt>Evidence</dt>
        <dd>${named(evidence, 600)}${findingLinks(findings, places, 4)}</dd>
      </div>
    </dl>
  </li>`;
}
