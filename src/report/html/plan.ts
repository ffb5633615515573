import type { PlanStep, Review } from "../../model/index.ts";
import { firstSteps } from "../brief-words.ts";
import { effectText, effortText, PLAN_WORK_WORDS, proofText, stepsBefore } from "../plan-words.ts";
import { counted } from "../words.ts";
import { findingLinks, figured, moreIn } from "./link.ts";
import { html, named, nothing, type Markup } from "./markup.ts";
import type { Places } from "./places.ts";

/** Steps that stand open to be read; the rest open when they are asked for. */
const OPEN = 10;
/** Findings named with one step. */
const LISTED = 30;

/** What is to be done, in order: every step with its place, owner, effect, effort and proof. */
export function planSection(review: Review, places: Places): Markup {
  const { plan } = review;
  const shown = plan.steps.filter(({ id }) => places.step(id) !== undefined);
  const first = new Set(firstSteps(review).map(({ step }) => step.id));
  const steps = (some: readonly PlanStep[], before: number) =>
    some.length === 0
      ? nothing
      : html`<ol class="steps" start="${before + 1}" style="counter-reset:step ${before}">
          ${some.map((step) => stepPart(step, first.has(step.id), places, review))}
        </ol>`;
  return html`<section id="plan" aria-labelledby="plan-h">
    <h2 id="plan-h">The plan</h2>
    ${plan.sentence === "" ? html`<p>No step is planned.</p>` : html`<p class="result">${named(plan.sentence, 800)}</p>`}
    ${steps(shown.slice(0, OPEN), 0)}${
      shown.length <= OPEN
        ? nothing
        : html`<details>
            <summary>${counted(shown.length - OPEN, "more step")}</summary>
            ${steps(shown.slice(OPEN), OPEN)}
          </details>`
    }
    ${moreIn(plan.steps.length, shown.length, "step")}
  </section>`;
}

function stepPart(step: PlanStep, first: boolean, places: Places, review: Review): Markup {
  const { currency } = review.estate;
  const target = places.step(step.id) ?? "";
  const effect = effectText(step.effect, currency);
  const before = stepsBefore(step, review.plan.steps);
  const fact = (label: string, value: Markup | string) =>
    html`<div>
      <dt>${label}</dt>
      <dd>${value}</dd>
    </div>`;
  return html`<li>
    <details class="step">
      <summary>
        <span class="tag${first ? " first" : ""}">${PLAN_WORK_WORDS[step.work]}</span> <span class="name">${named(step.what, 400)}</span>
      </summary>
      <div id="${target}">
        <p>${named(step.why, 800)}</p>
        <dl class="facts">
          ${fact("Who", step.owner === undefined ? html`<strong class="broken">nobody is named yet</strong>` : named(step.owner, 80))}${step.system === undefined ? nothing : fact("System", named(review.systems.find(({ id }) => id === step.system)?.title ?? step.system, 80))}${fact("Effect", effect === undefined ? html`<span class="note">makes way for other steps</span>` : figured(effect, `${target}-from`))}${fact("Effort", effortText(step.effort))}${before.length === 0 ? nothing : fact("After", html`step ${before.join(", ")}`)}${step.files.length === 0 ? nothing : fact("Files", html`${step.files.slice(0, 10).map((file) => html`<code>${named(file, 160)}</code> `)}`)}${fact("Done when", named(proofText(step.proof, review), 400))}
        </dl>
        <div id="${target}-from">
          ${
            step.findings.length === 0
              ? nothing
              : html`<p class="note">It serves:</p>
                  ${findingLinks(step.findings, places, LISTED)}`
          }
        </div>
      </div>
    </details>
  </li>`;
}
