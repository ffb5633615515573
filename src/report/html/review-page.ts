import type { Review } from "../../model/index.ts";
import { agePicture, debtPicture, trendPicture } from "../pictures/index.ts";
import { counted } from "../words.ts";
import { chainSection } from "./chain-section.ts";
import { costsSection } from "./costs.ts";
import { documentOf } from "./document.ts";
import { coverageSection } from "./evidence.ts";
import { exposureSection, exposuresAt } from "./exposure.ts";
import { findingsSection } from "./findings.ts";
import { firstSheet, secondSheet } from "./front.ts";
import { anchor, html, nothing, type Markup } from "./markup.ts";
import { numbersSection } from "./numbers.ts";
import { ownershipSection } from "./ownership.ts";
import { placesOf, type Places } from "./places.ts";
import { planSection } from "./plan.ts";
import { triageSection } from "./triage.ts";
import { workflowParts, workflowSection } from "./workflow.ts";

/** Characters for the parts that grow with the estate. */
const WORKFLOWS = 700_000;
const NUMBERS = 450_000;

/**
 * `review.html`, the *Growth Systems Review*: two pages for whoever decides, then
 * the evidence, down to the raw rows. No script, no request of any kind, the same
 * bytes for the same review. Whatever comes from data is escaped.
 */
export function reviewToHtml(review: Review): string {
  const base: Places = { ...placesOf(review), handoff: (id) => exposuresAt(id, review) };
  const workflows = workflowParts(review, base, WORKFLOWS);
  const told = new Map(review.workflows.slice(0, workflows.length).map(({ id }, index) => [id, anchor("workflow", id, index)]));
  const places: Places = { ...base, workflow: (id) => told.get(id) };
  return documentOf({
    look: "operator",
    title: `${review.estate.title}: Growth Systems Review`,
    sections: [
      ["plan", "Plan"],
      ["findings", "Findings"],
      ["exposure", "Exposure"],
      ["costs", "Costs"],
      ["triage", "Move"],
      ["chain", "Chain"],
      ...(review.workflows.length === 0 ? [] : ([["workflows", "Workflows"]] as const)),
      ...(review.reports.length === 0 ? [] : ([["numbers", "Numbers"]] as const)),
      ...(review.facts.length === 0 ? [] : ([["ownership", "Ownership"]] as const)),
      ["coverage", "Coverage"],
    ],
    beside: { file: "audit.html", title: "Systems Audit" },
    head: html`${firstSheet(review, places)}${secondSheet(review)}`,
    body: html`${planSection(review, places)} ${findingsSection(review, places)} ${exposureSection(review, places)} ${costsSection(review)}
    ${pictures(review)} ${triageSection(review, places)} ${chainSection(review, places)} ${workflowSection(review, workflows)}
    ${numbersSection(review, NUMBERS)} ${ownershipSection(review)} ${coverageSection(review)}`,
    foot: html`<p>
      Made by Tieout from ${counted(review.datasets.length, "dataset")}; the same input gives the same bytes. Every system, handoff,
      lifecycle and workbook stands in <a href="audit.html">audit.html</a>, all breaks in breaks.csv and breaks.parquet,
      ${review.lifecycles.length === 0 ? "" : "all state mismatches in mismatches.csv and mismatches.parquet, "}the whole review in
      review.json, beside this file.
    </p>`,
  });
}

/** Age, trend and debt; nothing where nothing was found. */
function pictures(review: Review): Markup {
  const drawn = [debtPicture(review), agePicture(review), trendPicture(review)].filter((picture) => picture !== nothing);
  if (drawn.length === 0) return html`<div id="pictures"></div>`;
  return html`<section id="pictures" aria-labelledby="pictures-h">
    <h2 id="pictures-h">Where it weighs, how old it is, how it grows</h2>
    ${drawn}
  </section>`;
}
