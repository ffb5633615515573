import type { Review, ReviewedWorkflow, RuleCount } from "../../model/index.ts";
import { count, money, percent } from "../money.ts";
import { lag } from "../state-words.ts";
import { stepFigures, workflowState } from "../workflow-figures.ts";
import { badge } from "./chain.ts";
import { fitting } from "./fitting.ts";
import { moreIn } from "./link.ts";
import { anchor, html, named, nothing, tableBox, type Markup } from "./markup.ts";
import type { Places } from "./places.ts";
import { workflowPicture } from "./workflow-picture.ts";

/** Workflow by workflow: can the chain be trusted from end to end? What does not fit the room is counted. */
export function workflowParts(review: Review, places: Places, room: number): readonly Markup[] {
  return fitting(review.workflows, room, (workflow, index) => oneWorkflow(workflow, index, places, review));
}

/** @param parts those of `workflowParts` */
export function workflowSection(review: Review, parts: readonly Markup[]): Markup {
  if (review.workflows.length === 0) return nothing;
  return html`<section id="workflows" aria-labelledby="workflows-h">
    <h2 id="workflows-h">Workflows from end to end</h2>
    <p class="lead">
      A band is as thick as it has records. What leaves is hatched: broken at a handoff or by a mismatch of its states. What waits or has
      ended falls away too, and is no loss.
    </p>
    ${parts}${moreIn(review.workflows.length, parts.length, "workflow")}
  </section>`;
}

function oneWorkflow(workflow: ReviewedWorkflow, index: number, places: Places, review: Review): Markup {
  const id = anchor("workflow", workflow.id, index);
  return html`<details class="part">
    <summary>
      <svg width="20" height="20" viewBox="-11 -11 22 22" aria-hidden="true">${badge(workflowState(workflow), 0, 0)}</svg>
      <span class="name">${named(workflow.title)}</span> <span class="note">${named(workflow.sentence, 300)}</span>
    </summary>
    <div class="chained" id="${id}">
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
              ${stepTable(workflow, places, review)}`
      }
    </div>
  </details>`;
}

function stepTable(workflow: ReviewedWorkflow, places: Places, review: Review): Markup {
  const cell = ({ records, amount }: RuleCount) =>
    records === 0
      ? html`<td>·</td>`
      : html`<td>${count(records)}${amount === undefined ? nothing : html`<span class="why">${money(amount)}</span>`}</td>`;
  const rows = stepFigures(workflow, review).steps.map(
    ({ step, end, p90 }) =>
      html`<tr>
        <th scope="row">
          ${handoffLink(step.handoff, step.title, places)}<span class="why">to ${named(end.title, 60)}, ${named(end.system, 60)}</span>
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

function handoffLink(id: string, title: string, places: Places): Markup {
  const target = places.handoff(id);
  return target === undefined ? named(title, 100) : html`<a href="#${target}">${named(title, 100)}</a>`;
}
