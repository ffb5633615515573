import type { Review } from "../../model/index.ts";
import { figuresOf, titles } from "../figures.ts";
import { count, price } from "../money.ts";
import { estatePriceSentence } from "../price-words.ts";
import { cut } from "../plain.ts";
import { counted, moment, SEVERITY_WORDS } from "../words.ts";
import { chainLayout } from "./chain-layout.ts";
import { chainPicture, flowLabel } from "./chain.ts";
import { coverageSection, dataSection } from "./evidence.ts";
import { handoffSection } from "./handoff.ts";
import { identitySection } from "./identity.ts";
import { lifecycleSection } from "./lifecycle.ts";
import { anchor, html, named, nothing, tableBox, trusted, type Markup } from "./markup.ts";
import { numbersSection } from "./numbers.ts";
import { ownershipSection } from "./ownership.ts";
import { FLOW_STYLE } from "./style-flow.ts";
import { STYLE } from "./style.ts";
import { triageSection } from "./triage.ts";
import { workbooksSection } from "./workbooks.ts";
import { workflowSection } from "./workflow.ts";

/** How many findings stand at the top. */
const FIRST = 6;

/**
 * The review as one HTML file: no script, no request of any kind, the same bytes
 * for the same review. Whatever comes from data is escaped.
 */
export function reviewToHtml(review: Review): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>${cut(review.estate.title, 100)}: tie-out review</title>
        <link rel="icon" href="data:," />
        <style>
          ${trusted(STYLE + FLOW_STYLE)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the review</a>
        <svg class="unseen" width="0" height="0" aria-hidden="true" focusable="false">
          <defs>
            <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect class="hatch-ground" width="5" height="5" />
              <rect class="hatch-line" width="2.2" height="5" />
            </pattern>
          </defs>
        </svg>
        ${masthead(review)}
        <nav aria-label="Parts of the review">
          <ul>
            ${parts(review).map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}
          </ul>
        </nav>
        <main id="main">
          ${triageSection(review)} ${chainSection(review)} ${workflowSection(review)} ${firstMoves(review)} ${numbersSection(review)}
          ${handoffSections(review)} ${lifecycleSection(review, titles(review))} ${identitySection(review)} ${ownershipSection(review)}
          ${workbooksSection(review)} ${dataSection(review)} ${coverageSection(review)}
        </main>
        <footer>
          <p>
            Made by Tieout from ${counted(review.datasets.length, "dataset")}; the same input gives the same bytes. All breaks stand in
            breaks.csv and breaks.parquet,
            ${review.lifecycles.length === 0 ? "" : "all state mismatches in mismatches.csv and mismatches.parquet, "}the whole review in
            review.json, beside this file.
          </p>
        </footer>
      </body>
    </html> `;
  return page.markup;
}

function parts(review: Review): [string, string][] {
  return [
    ["decide", "What to do"],
    ["chain", "Chain"],
    ...(review.workflows.length === 0 ? [] : [["workflows", "Workflows"] as [string, string]]),
    ...(review.findings.length === 0 ? [] : [["first", "First moves"] as [string, string]]),
    ...(review.reports.length === 0 ? [] : [["numbers", "Numbers"] as [string, string]]),
    ["handoffs", "Handoffs"],
    ...(review.lifecycles.length === 0 ? [] : [["states", "States"] as [string, string]]),
    ...(review.identities.length === 0 ? [] : [["who", "Who is who"] as [string, string]]),
    ...(review.facts.length === 0 ? [] : [["ownership", "Ownership"] as [string, string]]),
    ...(review.workbooks.length === 0 ? [] : [["workbooks", "Workbooks"] as [string, string]]),
    ["data", "Data"],
    ["coverage", "Coverage"],
  ];
}

function masthead(review: Review): Markup {
  const { verdict, estate } = review;
  const unreadable = review.datasets.reduce((total, dataset) => total + dataset.unreadable, 0);
  const states = review.handoffs.map((handoff) => figuresOf(handoff, review).state);
  const unchecked = states.filter((state) => state === "unchecked").length;
  const rows = review.datasets.reduce((total, dataset) => total + dataset.rows, 0);
  const owners = review.findings.filter((finding) => finding.symptomOf === undefined && finding.owner === undefined).length;
  const cost = estatePriceSentence(review);
  const key = (label: string, value: string, note: string, state = "") =>
    html`<div class="key ${state}">
      <dt>${label}</dt>
      <dd>${value}</dd>
      <dd class="note">${note}</dd>
    </div>`;
  return html`<header class="mast">
    <p class="kicker">${named(estate.title, 100)} · Tie-out review</p>
    <h1>${named(verdict.sentence, 600)}</h1>
    ${cost === undefined ? nothing : html`<p>${cost}</p>`}
    <p class="note">As of ${moment(review.asOf, estate.timeZone)} (${estate.timeZone}). Amounts in ${estate.currency}.</p>
    <dl class="keys">
      ${key("Handoffs that tie out", `${count(verdict.handoffsClean)} of ${count(verdict.handoffs)}`, unchecked === 0 ? "all were checked" : `${count(unchecked)} not checked`)}${key("Money in breaks", price(verdict.amount, estate.currency), "each record counted once", verdict.breaks > 0 ? "broken" : "")}${key("Breaks", count(verdict.breaks), verdict.findings === 0 ? "no finding" : `in ${counted(verdict.findings, "finding")}, ${owners === 0 ? "each with an owner" : `${count(owners)} without an owner`}`)}${key("Records read", count(rows), unreadable === 0 ? "every value was readable" : `${counted(unreadable, "value")} could not be read`)}
    </dl>
  </header>`;
}

function chainSection(review: Review): Markup {
  const layout = chainLayout(review);
  if (layout.steps.length === 0) {
    return html`<section id="chain" aria-labelledby="chain-h">
      <h2 id="chain-h">The chain</h2>
      <p>No handoff is declared, so nothing could be tied out.</p>
    </section>`;
  }
  const rows = layout.steps.map((step) => {
    const figures = figuresOf(step.handoff, review);
    const id = anchor("handoff", step.handoff.id, review.handoffs.indexOf(step.handoff));
    const system = (column: number) => named(layout.systems[column]?.title ?? "", 60);
    return html`<tr>
      <th scope="row"><a href="#${id}">${named(step.handoff.title, 100)}</a></th>
      <td class="text">${system(step.from)} · ${named(step.fromTitle, 60)}</td>
      <td class="text">${system(step.to)} · ${named(step.toTitle, 60)}</td>
      <td class="text">
        ${figures.state === "unchecked" ? "Not checked" : `${figures.state === "clean" ? "Ties out" : "Does not tie out"}: ${flowLabel(figures, step.handoff.breaks, review.estate.currency)}`}
      </td>
    </tr>`;
  });
  const idle = layout.idle.length === 0 ? nothing : html`<p class="note">No handoff reads ${named(layout.idle.join(", "), 400)}.</p>`;
  return html`<section id="chain" aria-labelledby="chain-h">
    <h2 id="chain-h">The chain</h2>
    <p class="lead">An arrow is a handoff, as thick as it has records; the hatched strip is what does not tie out.</p>
    <figure>
      ${chainPicture(layout, review)}
      <figcaption class="legend">
        <span class="clean">${sample("clean")} ties out</span><span class="broken">${sample("broken")} does not tie out</span
        ><span class="unchecked">${sample("unchecked")} not checked</span>
      </figcaption>
    </figure>
    ${idle}
    <details>
      <summary>The chain as a table</summary>
      ${tableBox(
        "The chain as a table",
        html`<table class="numbers">
          <caption>
            Handoffs in the order of the chain
          </caption>
          <thead>
            <tr>
              <th scope="col">Handoff</th>
              <th scope="col" class="text">From</th>
              <th scope="col" class="text">To</th>
              <th scope="col" class="text">Result</th>
            </tr>
          </thead>
          <tbody>
            ${rows}
          </tbody>
        </table>`,
      )}
    </details>
  </section>`;
}

function sample(state: "clean" | "broken" | "unchecked"): Markup {
  const lost = state === "broken" ? html`<rect class="lost" y="5" width="22" height="5" />` : nothing;
  return html`<svg width="34" height="14" viewBox="0 -1 34 14" aria-hidden="true">
    <rect class="flow ${state}" y="1" width="22" height="9" />
    ${lost}
    <path class="head ${state}" d="M34 5.5L22 -1V12Z" />
  </svg>`;
}

function firstMoves(review: Review): Markup {
  if (review.findings.length === 0) return nothing;
  // A symptom of another finding is told there.
  const roots = review.findings.map((finding, index) => ({ finding, index })).filter(({ finding }) => finding.symptomOf === undefined);
  const items = roots.slice(0, FIRST).map(
    ({ finding, index }) =>
      html`<li>
        <span class="tag ${finding.severity}">${SEVERITY_WORDS[finding.severity]}</span>
        <div>
          <a href="#${anchor("finding", finding.fingerprint, index)}">${named(finding.title, 300)}</a>
          <p>${named(finding.move, 400)}</p>
        </div>
        <p class="who">
          <span class="note">owner</span>
          ${finding.owner === undefined ? html`<strong class="broken">nobody</strong>` : named(finding.owner, 60)}
        </p>
      </li>`,
  );
  const more =
    review.findings.length > Math.min(FIRST, roots.length)
      ? html`<p class="note">
          ${counted(review.findings.length - Math.min(FIRST, roots.length), "more finding")} under the
          handoffs${review.lifecycles.length === 0 ? "" : " and states"} below.
        </p>`
      : nothing;
  return html`<section id="first" aria-labelledby="first-h">
    <h2 id="first-h">What to do first</h2>
    <ol class="moves">
      ${items}
    </ol>
    ${more}
  </section>`;
}

function handoffSections(review: Review): Markup {
  const names = titles(review);
  if (review.handoffs.length === 0)
    return html`<section id="handoffs" aria-labelledby="handoffs-h">
      <h2 id="handoffs-h">Handoffs</h2>
      <p>None is declared.</p>
    </section>`;
  return html`<section id="handoffs" aria-labelledby="handoffs-h">
    <h2 id="handoffs-h">Handoff by handoff</h2>
    ${review.handoffs.map((handoff, index) => handoffSection(handoff, index, names, review))}
  </section>`;
}
