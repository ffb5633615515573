import type { Review, WorkflowPrice } from "../../model/index.ts";
import { isZero, percent, position, price } from "../money.ts";
import { about } from "../price-words.ts";
import { counted } from "../words.ts";
import { workflowExposure } from "./exposure.ts";
import { figureLink } from "./link.ts";
import { html, named, nothing, type Markup } from "./markup.ts";

/** Workflows for which a part of a sheet has room. */
const MOST = 7;

/** What each workflow costs a month, the dearest first: a bar from zero, and a line from the least to the most. */
export function debtStrip(review: Review): Markup {
  const dear = review.prices.workflows.filter(({ interest }) => !isZero(interest.value.high));
  if (dear.length === 0) return nothing;
  const sorted = dear.toSorted(
    (a, b) => position(b.interest.value.likely) - position(a.interest.value.likely) || dear.indexOf(a) - dear.indexOf(b),
  );
  const shown = sorted.slice(0, MOST);
  const most = Math.max(...shown.map(({ interest }) => position(interest.value.high)));
  const titles = new Map(review.workflows.map((workflow) => [workflow.id, workflow]));
  const rows = shown.map((own) => {
    const workflow = titles.get(own.workflow);
    const target = workflowExposure(own.workflow, review);
    return html`<li>
      <span class="name"
        >${named(workflow?.title ?? own.workflow, 70)}${workflow?.share === undefined ? nothing : html`<span class="why">${figureLink(percent(workflow.share), target)} run through untouched</span>`}</span
      >
      ${bar(own, most)}
      <span class="told"
        >${figureLink(about(own.interest.value, review.estate.currency), target)}<span class="why"
          >${figureLink(price(own.moneyAtRisk.value.likely, review.estate.currency), target)} at risk</span
        ></span
      >
    </li>`;
  });
  return html`<section id="weight" aria-labelledby="weight-h">
    <h2 id="weight-h">What each workflow costs a month</h2>
    <p class="note">
      The bar is what is likely, the line from the least to the most. One finding may touch several.
      <a href="#pictures">Decisions and workflows, drawn</a>.
    </p>
    <ol class="strip debt">
      ${rows}
    </ol>
    ${sorted.length > shown.length ? html`<p class="note"><a href="#by-workflow">${counted(sorted.length - shown.length, "cheaper workflow")}</a></p>` : nothing}
  </section>`;
}

function bar({ interest }: WorkflowPrice, most: number): Markup {
  const at = (amount: string): string => `${((position(amount) / most) * 100).toFixed(2)}%`;
  const { low, likely, high } = interest.value;
  return html`<svg class="line" width="100%" height="16" aria-hidden="true">
    <rect class="owed" width="${at(likely)}" y="3" height="10" />
    <line class="span" x1="${at(low)}" x2="${at(high)}" y1="8" y2="8" />
  </svg>`;
}
