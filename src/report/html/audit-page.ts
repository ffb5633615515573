import type { Review } from "../../model/index.ts";
import { titles } from "../figures.ts";
import { uncheckedSentence } from "../brief-words.ts";
import { counted, moment } from "../words.ts";
import { handoffTable, systemsSection } from "./audit-tables.ts";
import { automationSection } from "./automations.ts";
import { baselineSection } from "./baseline.ts";
import { chainSection } from "./chain-section.ts";
import { costsSection } from "./costs.ts";
import { documentOf } from "./document.ts";
import { coverageSection, dataSection } from "./evidence.ts";
import { findingsSection } from "./findings.ts";
import { fitting } from "./fitting.ts";
import { handoffPart } from "./handoff.ts";
import { identitySection } from "./identity.ts";
import { lifecycleSection } from "./lifecycle.ts";
import { figured, moreIn } from "./link.ts";
import { anchor, html, named, nothing, type Markup } from "./markup.ts";
import { methodSection } from "./method.ts";
import { numbersSection } from "./numbers.ts";
import { ownershipSection } from "./ownership.ts";
import { placesOf, type Places } from "./places.ts";
import { triageSection } from "./triage.ts";
import { workbooksSection } from "./workbooks.ts";
import { workflowParts, workflowSection } from "./workflow.ts";

/** Characters for the parts that grow with the estate. */
const ROOM = {
  handoffs: 1_100_000,
  lifecycles: 600_000,
  workflows: 500_000,
  numbers: 350_000,
  workbooks: 250_000,
  baseline: 250_000,
} as const;

/**
 * `audit.html`, the *Systems Audit*: everything that was looked at, and how. As
 * `review.html`, one file without script or request, and the same bytes for the
 * same review.
 */
export function auditToHtml(review: Review): string {
  const names = titles(review);
  const own = placesOf(review, { cards: 200, characters: 600_000 });
  const handoffs = fitting(review.handoffs, ROOM.handoffs, (handoff, index) => handoffPart(handoff, index, names, own, review));
  const at = anchors("handoff", review.handoffs.slice(0, handoffs.length));
  const workflows = workflowParts(review, { ...own, handoff: (id) => at.get(id) }, ROOM.workflows);
  const chained = anchors("workflow", review.workflows.slice(0, workflows.length));
  const places: Places = { ...own, handoff: (id) => at.get(id), workflow: (id) => chained.get(id) };
  return documentOf({
    look: "audit",
    title: `${review.estate.title}: Systems Audit`,
    sections: [
      ["systems", "Systems"],
      ["chain", "Chain"],
      ["handoffs", "Handoffs"],
      ...(review.facts.length === 0 ? [] : ([["ownership", "Ownership"]] as const)),
      ...(review.lifecycles.length === 0 ? [] : ([["states", "States"]] as const)),
      ...(review.workflows.length === 0 ? [] : ([["workflows", "Workflows"]] as const)),
      ...(review.identities.length === 0 ? [] : ([["who", "Who is who"]] as const)),
      ...(review.reports.length === 0 ? [] : ([["numbers", "Numbers"]] as const)),
      ["automations", "Automations"],
      ...(review.workbooks.length === 0 ? [] : ([["workbooks", "Workbooks"]] as const)),
      ["baseline", "Baseline"],
      ["findings", "Findings"],
      ["costs", "Assumptions"],
      ["data", "Data"],
      ["coverage", "Coverage"],
      ["method", "Method"],
    ],
    beside: { file: "review.html", title: "Growth Systems Review" },
    head: masthead(review),
    body: html`${systemsSection(review)} ${chainSection(review, places)} ${handoffsSection(handoffs, places, review)}
    ${ownershipSection(review)} ${lifecycleSection(review, names, places, ROOM.lifecycles)} ${workflowSection(review, workflows)}
    ${identitySection(review)} ${numbersSection(review, ROOM.numbers)} ${automationSection(review, places)}
    ${workbooksSection(review, ROOM.workbooks)} ${baselineSection(review, places, ROOM.baseline)} ${findingsSection(review, places)}
    ${triageSection(review, places)} ${costsSection(review)} ${dataSection(review)} ${coverageSection(review)} ${methodSection()}`,
    foot: html`<p>
      Made by Tieout from ${counted(review.datasets.length, "dataset")}; the same input gives the same bytes. What to decide stands in
      <a href="review.html">review.html</a>, the whole review in review.json, beside this file.
    </p>`,
  });
}

function anchors(kind: string, things: readonly { readonly id: string }[]): ReadonlyMap<string, string> {
  return new Map(things.map(({ id }, index) => [id, anchor(kind, id, index)]));
}

function masthead({ verdict, estate, asOf, ...review }: Review): Markup {
  return html`<header class="mast">
    <p class="kicker">${named(estate.title, 100)} · Systems Audit</p>
    <h1>${figured(verdict.sentence, "sum")}</h1>
    <p>${figured(uncheckedSentence(review), "coverage")}</p>
    <p class="note">As of ${moment(asOf, estate.timeZone)} (${estate.timeZone}). Amounts in ${estate.currency}.</p>
  </header>`;
}

function handoffsSection(parts: readonly Markup[], places: Places, review: Review): Markup {
  return html`<section id="handoffs" aria-labelledby="handoffs-h">
    <h2 id="handoffs-h">Handoff by handoff</h2>
    ${review.handoffs.length === 0 ? html`<p>None is declared.</p>` : handoffTable(review, places)}${parts.length === 0 ? nothing : parts}${moreIn(review.handoffs.length, parts.length, "handoff")}
  </section>`;
}
