import type { FactSystem, Review, ReviewedFact } from "../../model/index.ts";
import { titles } from "../figures.ts";
import { count, percent } from "../money.ts";
import { counted } from "../words.ts";
import { html, named, nothing, tableBox, type Markup } from "./markup.ts";

/** Who owns which fact: a row a fact, a column a system, the declared owner beside the one in which changes begin. */
export function ownershipSection(review: Review): Markup {
  if (review.facts.length === 0) return nothing;
  const name = titles(review);
  const systems = review.systems.filter(({ id }) => review.facts.some((fact) => fact.systems.some(({ system }) => system === id)));
  const rows = review.facts.map(
    (fact) =>
      html`<tr>
        <th scope="row">
          <code>${named(fact.id, 80)}</code>${fact.declared ? nothing : html`<span class="why">found, not declared</span>`}
        </th>
        ${systems.map(({ id }) =>
          factCell(
            fact.systems.find(({ system }) => system === id),
            fact.inferred?.system === id,
          ),
        )}
        <td class="text">${inferredText(fact, name.system)}</td>
        <td>${differingText(fact)}</td>
      </tr>`,
  );
  return html`<section id="ownership" aria-labelledby="ownership-h">
    <h2 id="ownership-h">Who owns which fact</h2>
    <p class="lead">${ownershipSentence(review.facts)}</p>
    ${tableBox(
      "Ownership",
      html`<table class="numbers matrix">
        <caption>
          Facts and systems.
          <abbr title="declared owner">O</abbr
          >: declared owner;
          <abbr title="reader">R</abbr
          >: reader;
          <abbr title="holds a copy">C</abbr
          >: holds a copy, and no system is declared to own it; ▲: changes begin here. Below them, how many values differ.
        </caption>
        <thead>
          <tr>
            <th scope="col">Fact</th>
            ${systems.map(({ title }) => html`<th scope="col">${named(title, 40)}</th>`)}
            <th scope="col" class="text">Where changes begin</th>
            <th scope="col">Values that differ</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>`,
    )}
  </section>`;
}

function differingText({ compared, differing }: ReviewedFact): Markup {
  if (compared === 0) return html`<span class="note">not compared</span>`;
  return html`${differing === 0 ? "0" : html`<strong class="broken">${count(differing)}</strong>`}<span class="why"
      >of ${count(compared)}</span
    >`;
}

const ROLES = { owner: ["O", "declared owner"], reader: ["R", "reader"], holder: ["C", "holds a copy"] } as const;

function factCell(own: FactSystem | undefined, begins: boolean): Markup {
  if (own === undefined) return html`<td>·</td>`;
  const [letter, words] = ROLES[own.role];
  const mark = begins ? html` <span aria-hidden="true">▲</span><span class="unseen">, changes begin here</span>` : nothing;
  const differing =
    own.compared === 0
      ? html`<span class="why">not compared</span>`
      : own.differing === 0
        ? nothing
        : html`<span class="why broken">${count(own.differing)} of ${count(own.compared)} differ</span>`;
  return html`<td><abbr title="${words}">${letter}</abbr>${mark}${differing}</td>`;
}

function inferredText({ inferred, owner, observations, undecided }: ReviewedFact, title: (id: string) => string): Markup {
  const open = undecided === 0 ? nothing : html`<span class="why">${counted(undecided, "more change")} of which nothing tells</span>`;
  if (inferred === undefined)
    return observations === 0
      ? html`<span class="note">not known: no change was seen to pass</span>${open}`
      : html`<span class="note">not sure: ${counted(observations, "change")} seen</span>${open}`;
  const { share, low, high } = inferred;
  const where = html`${named(title(inferred.system), 60)}<span class="why"
      >${percent(share)} of ${counted(inferred.observations, "change")} (${percent(low)} – ${percent(high)})</span
    >${open}`;
  if (owner === undefined || owner === inferred.system) return where;
  return html`<strong class="broken">not the declared owner:</strong> ${where}`;
}

function ownershipSentence(facts: readonly ReviewedFact[]): string {
  const of = (agreement: ReviewedFact["agreement"]): number => facts.filter((fact) => fact.agreement === agreement).length;
  const unowned = facts.filter(({ owner }) => owner === undefined).length;
  const parts = [
    ...(of("agrees") === 0 ? [] : [`of ${counted(of("agrees"), "fact")} the changes begin where they are declared to`]),
    ...(of("differs") === 0 ? [] : [`of ${counted(of("differs"), "fact")} they begin elsewhere`]),
    ...(of("unknown") === 0 ? [] : [`of ${counted(of("unknown"), "fact")} it is not known or not declared`]),
  ];
  const text = parts.join(", ");
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}. ${unowned === 0 ? "Every fact has a declared owner." : `${counted(unowned, "fact")} ${unowned === 1 ? "has" : "have"} no declared owner.`}`;
}
