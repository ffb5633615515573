import type { Review, ReviewedWorkflow, RuleCount } from "../../model/index.ts";
import { count, money, percent } from "../money.ts";
import { lag } from "../state-words.ts";
import { counted } from "../words.ts";
import { stepFigures, workflowState } from "../workflow-figures.ts";
import { badge } from "./chain.ts";
import { anchor, html, named, nothing, tableBox, type Markup } from "./markup.ts";
import { workflowPicture } from "./workflow-picture.ts";

/** So many stand open; the rest open when they are asked for. */
const OPEN = 6;

/** Workflow by workflow: can the chain be trusted from end to end? */
export function workflowSection(review: Review): Markup {
  if (review.workflows.length === 0) return nothing;
  const all = review.workflows.map((workflow, index) => oneWorkflow(workflow, index, review));
  const rest = all.slice(OPEN);
  return html`<section id="workflows" aria-labelledby="workflows-h">
    <h2 id="workflows-h">Workflows from end to end</h2>
    <p class="lead">
      A band is as thick as it has records. What leaves is hatched: broken at a handoff or by a mismatch of its states. What waits or has
      ended falls away too, and is no loss.
    </p>
    ${all.slice(0, OPEN)}${
      rest.length === 0
        ? nothing
        : html`<details>
            <summary>${counted(rest.length, "more workflow")}</summary>
            <div>${rest}</div>
          </details>`
    }
  </section>`;
}

function oneWorkflow(workflow: ReviewedWorkflow, index: number, review: Review): Markup {
  const id = anchor("workflow", workflow.id, index);
  return html`<article class="chained" id="${id}" aria-labelledby="title-${id}">
    <h3 id="title-${id}">
      <svg width="22" height="22" viewBox="-11 -11 22 22" aria-hidden="true">${badge(workflowState(workflow), 0, 0)}</svg
      ><span>${named(workflow.title)}</span>
    </h3>
    <p class="note dots">
      <span>${workflow.decision === undefined ? "no decision is said to rest on it" : html`exposes ${named(workflow.decision, 80)}`}</span
      >${
        workflow.share === undefined
          ? html`<span>no record’s fate is decided yet</span>`
          : html`<span>${percent(workflow.share)} of the decided records ran through</span>`
      }
    </p>
    <p class="result">${named(workflow.sentence, 600)}</p>
    ${workflow.broken === undefined ? nothing : html`<p class="move"><strong>Followed no further:</strong> ${named(workflow.broken, 400)}</p>`}
    ${
      workflow.steps.length === 0
        ? nothing
        : html`<figure>${workflowPicture(workflow, id, review)}</figure>
            ${stepTable(workflow, review)}`
    }
  </article>`;
}

function stepTable(workflow: ReviewedWorkflow, review: Review): Markup {
  const cell = ({ records, amount }: RuleCount) =>
    records === 0
      ? html`<td>·</td>`
      : html`<td>${count(records)}${amount === undefined ? nothing : html`<span class="why">${money(amount)}</span>`}</td>`;
  const rows = stepFigures(workflow, review).steps.map(
    ({ step, end, p90 }) =>
      html`<tr>
        <th scope="row">
          ${handoffLink(step.handoff, step.title, review)}<span class="why">to ${named(end.title, 60)}, ${named(end.system, 60)}</span>
        </th>
        ${cell(step.arrived)}${cell(step.passed)}
        <td>
          ${step.left.records === 0 ? "·" : html`<strong class="broken">${count(step.left.records)}</strong>`}${step.left.amount === undefined || step.left.records === 0 ? nothing : html`<span class="why">${money(step.left.amount)}</span>`}${step.mismatched.records === 0 ? nothing : html`<span class="why">${count(step.mismatched.records)} by states alone</span>`}
        </td>
        ${cell(step.waiting)}${cell(step.ended)}${cell(step.extra)}
        <td>${step.medianHours === undefined ? "·" : lag(step.medianHours)}</td>
        <td>${p90 === undefined ? "·" : lag(p90)}</td>
      </tr>`,
  );
  const caption = `Step by step; below each number its amount, ${review.estate.currency}`;
  return html`<details>
    <summary>The workflow as a table</summary>
    ${tableBox(
      `${workflow.title}, step by step`,
      html`<table class="numbers matrix">
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            <th scope="col">Handoff</th>
            <th scope="col">Arrived</th>
            <th scope="col">Passed</th>
            <th scope="col">Left</th>
            <th scope="col">Waiting</th>
            <th scope="col">Ended</th>
            <th scope="col">Unexplained</th>
            <th scope="col">p50</th>
            <th scope="col">p90</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>`,
    )}
  </details>`;
}

function handoffLink(id: string, title: string, review: Review): Markup {
  const index = review.handoffs.findIndex((handoff) => handoff.id === id);
  return index < 0 ? named(title, 100) : html`<a href="#${anchor("handoff", id, index)}">${named(title, 100)}</a>`;
}
