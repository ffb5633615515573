import type { Finding, Review } from "../../model/index.ts";
import { decisionTitle, exposedText, ownerName } from "../brief-words.ts";
import { figuresOf, titles } from "../figures.ts";
import { price } from "../money.ts";
import { about } from "../price-words.ts";
import { counted } from "../words.ts";
import { findingTable } from "./findings.ts";
import { moreIn } from "./link.ts";
import { anchor, html, named, nothing, type Markup } from "./markup.ts";
import type { Places } from "./places.ts";

/** Decisions and owners that are told of, each; of handoffs four times as many. */
const TOLD = 30;
/** Rows of all lists of one kind together. */
const ROWS = 900;
/** The fewest and the most rows of a list. */
const LEAST = 8;
const MOST = 120;

/** The fragment of what a handoff's breaks add up from; undefined: it is not told of. */
export function exposuresAt(handoff: string, { handoffs }: Pick<Review, "handoffs">): string | undefined {
  const index = handoffs.findIndex(({ id }) => id === handoff);
  return index < 0 || index >= TOLD * 4 ? undefined : anchor("at", handoff, index);
}

/** The fragment of what a workflow's debt adds up from; undefined: it is not told of. */
export function workflowExposure(workflow: string, { prices }: Pick<Review, "prices">): string | undefined {
  const index = prices.workflows.findIndex((each) => each.workflow === workflow);
  return index < 0 || index >= TOLD ? undefined : anchor("flow-of", workflow, index);
}

function rowsOf(parts: number): number {
  return Math.max(LEAST, Math.min(MOST, Math.floor(ROWS / Math.max(parts, 1))));
}

/** What the answers of the first page add up from: decision by decision, owner by owner, handoff by handoff. */
export function exposureSection(review: Review, places: Places): Markup {
  const { currency } = review.estate;
  const { exposed, owners } = review.brief;
  const part = (id: string, title: Markup, sentence: Markup | string, findings: readonly Finding[], label: string, parts: number) => {
    const table =
      findings.length === 0
        ? html`<p class="note">No finding stands here.</p>`
        : findingTable(findings, label, places, review, rowsOf(parts));
    return html`<details class="entry">
      <summary><span class="name">${title}</span> <span class="note">${sentence}</span></summary>
      <div id="${id}">${table}</div>
    </details>`;
  };
  const known = (fingerprints: readonly string[]): Finding[] => fingerprints.flatMap((name) => places.findings.get(name) ?? []);
  const decisions = exposed.decisions.slice(0, TOLD).map((decision, index) => {
    const title = decisionTitle(decision);
    return part(
      anchor("decision", decision.decision, index),
      named(title, 80),
      exposedText(decision, currency),
      known(decision.findings),
      `Findings that expose ${title}`,
      Math.min(exposed.decisions.length, TOLD),
    );
  });
  const people = owners.owners.slice(0, TOLD).map((owner, index) => {
    const name = ownerName(owner);
    const sentence = `${counted(owner.findings.length, "finding")}, ${price(owner.moneyAtRisk, currency)} at risk`;
    return part(
      anchor("owner", owner.owner ?? "nobody at all", index),
      named(name, 80),
      sentence,
      known(owner.findings),
      `Findings of ${name}`,
      Math.min(owners.owners.length, TOLD),
    );
  });
  const workflows = review.prices.workflows.slice(0, TOLD).map((own) => {
    const title = review.workflows.find(({ id }) => id === own.workflow)?.title ?? own.workflow;
    const sentence = `${price(own.moneyAtRisk.value.likely, currency)} at risk, about ${about(own.interest.value, currency)} a month`;
    const id = workflowExposure(own.workflow, review) ?? "";
    return part(
      id,
      named(title, 100),
      sentence,
      known(own.findings),
      `Findings that touch ${title}`,
      Math.min(review.workflows.length, TOLD),
    );
  });
  const name = titles(review);
  const handoffs = review.handoffs.slice(0, TOLD * 4).map((handoff, index) => {
    const findings = review.findings.filter((finding) => finding.handoff === handoff.id);
    const title = html`${named(handoff.title, 100)}<span class="why"
        >${named(name.dataset(handoff.from), 60)} → ${named(name.dataset(handoff.to), 60)}</span
      >`;
    return part(
      anchor("at", handoff.id, index),
      title,
      figuresOf(handoff, review).sentence,
      findings,
      `Findings of ${handoff.title}`,
      Math.min(review.handoffs.length, TOLD * 4),
    );
  });
  const block = (id: string, title: string, parts: readonly Markup[], all: number, one: string) =>
    parts.length === 0
      ? html`<div id="${id}"></div>`
      : html`<div class="ledger" id="${id}">
          <h3>${title}</h3>
          ${parts}${moreIn(all, parts.length, one)}
        </div>`;
  return html`<section id="exposure" aria-labelledby="exposure-h">
    <h2 id="exposure-h">What the answers add up from</h2>
    ${block("decisions", "By decision", decisions, exposed.decisions.length, "decision")}${block("owners", "By owner", people, owners.owners.length, "owner")}${workflows.length === 0 ? nothing : block("by-workflow", "By workflow", workflows, review.prices.workflows.length, "workflow")}${handoffs.length === 0 ? nothing : block("by-handoff", "By handoff", handoffs, review.handoffs.length, "handoff")}
  </section>`;
}
