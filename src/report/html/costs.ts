import type { Review } from "../../model/index.ts";
import { assumedSentence } from "../brief-words.ts";
import { price } from "../money.ts";
import { about, hoursText } from "../price-words.ts";
import { html, named, nothing, type Markup } from "./markup.ts";
import { figureLink, moreIn } from "./link.ts";
import { tableOf } from "./table.ts";

/** Assumptions that are listed. */
const LISTED = 400;

/** What it costs, how each figure is made, and all that is assumed. */
export function costsSection(review: Review): Markup {
  const { estate, assumptions } = review.prices;
  const { currency } = review.estate;
  const money = (name: string, figure: typeof estate.interest, words: (of: typeof estate.interest) => string) => [
    name,
    figureLink(words(figure), "sum"),
    html`${named(figure.formula, 300)}${figure.measured.map(({ name: of, value, source }) => html`<span class="why">${named(of, 60)}: ${named(value, 40)}, ${named(source, 160)}</span>`)}${figure.assumed.length === 0 ? nothing : html`<span class="why">assumed: ${named(figure.assumed.join(", "), 600)}</span>`}`,
  ];
  const inMoney = ({ value }: typeof estate.interest): string => about(value, currency);
  const inHours = ({ value }: typeof estate.interest): string => hoursText(value.likely);
  const exact = ({ value }: typeof estate.interest): string => price(value.likely, currency);
  return html`<section id="costs" aria-labelledby="costs-h">
    <h2 id="costs-h">What it costs, and what is assumed</h2>
    <p class="lead">Every figure is a range with its formula. What was counted and what is assumed are never mixed.</p>
    ${tableOf({
      label: "What it costs",
      caption: "All findings together",
      columns: [{ head: "Figure" }, { head: "Likely (least to most)" }, { head: "How it is made", text: true }],
      rows: [
        money("Money at risk", estate.moneyAtRisk, exact),
        money("Interest a month", estate.interest, inMoney),
        money("Work a month", estate.labour, inMoney),
        money("Hours a month", estate.hours, inHours),
        money("Waiting for money, a month", estate.capital, inMoney),
        money("Lost for good, a month", estate.leakage, inMoney),
        money("Removal, hours once", estate.effort, inHours),
        money("Removal, money once", estate.principal, inMoney),
        money("Growth a month, with the units that are planned", estate.growth, inMoney),
      ],
    })}
    <details>
      <summary>Assumptions</summary>
      <div id="assumptions">
        <p>${assumedSentence(review)}</p>
        ${tableOf({
          label: "Assumptions",
          caption: "What no record tells; each can be set below costs in the estate",
          columns: [
            { head: "Key" },
            { head: "What is assumed", text: true },
            { head: "Least" },
            { head: "Likely" },
            { head: "Most" },
            { head: "Whose", text: true },
          ],
          rows: assumptions
            .slice(0, LISTED)
            .map(({ key, words, value, set }) => [
              html`<code>${named(key, 80)}</code>`,
              named(words, 300),
              value.low,
              value.likely,
              value.high,
              set ? "the estate’s" : html`<span class="note">a default that nobody has confirmed</span>`,
            ]),
        })}${moreIn(assumptions.length, LISTED, "assumption")}
      </div>
    </details>
  </section>`;
}
