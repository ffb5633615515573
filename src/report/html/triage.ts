import type { Finding, Review, Triage, TriageAnswer, TriageGround } from "../../model/index.ts";
import { count } from "../money.ts";
import { alsoSentence, decisionSentence, GROUND_WORDS, GUARD_WORDS, MOVE_SENTENCES, MOVE_WORDS, openSentence } from "../triage-words.ts";
import { anchor, html, named, nothing, tableBox, type Markup } from "./markup.ts";

const ANSWERS: Readonly<Record<TriageAnswer, string>> = { yes: "Yes", no: "No", unknown: "Not known" };

/** What to do, and every answer of the decision tree with the findings it rests on. */
export function triageSection(review: Review): Markup {
  const { estate, workflows } = review.triage;
  const places = new Map(review.findings.map((finding, index) => [finding.fingerprint, { finding, index }]));
  const open = openSentence(estate);
  const also = alsoSentence(estate);
  const rails = estate.guardRails.map(
    ({ id, because }) => html`<li><strong>${GUARD_WORDS[id]}.</strong> <span class="note">${named(because, 300)}</span></li>`,
  );
  return html`<section id="decide" aria-labelledby="decide-h">
    <h2 id="decide-h">What to do</h2>
    <p class="result">${named(decisionSentence(estate), 600)}</p>
    ${estate.primary === undefined ? nothing : html`<p>${MOVE_SENTENCES[estate.primary]}</p>`}
    ${also === undefined ? nothing : html`<p class="note">${also}</p>`} ${open === undefined ? nothing : html`<p class="note">${open}</p>`}
    ${
      rails.length === 0
        ? nothing
        : html`<ul class="rails">
            ${rails}
          </ul>`
    }
    ${workflows.length === 0 ? nothing : byWorkflow(review)}
    <details>
      <summary>Every question, and what its answer rests on</summary>
      ${questionTable(estate, "the estate", places)} ${workflows.map((one) => questionTable(one, titleOf(one, review), places))}
    </details>
  </section>`;
}

function byWorkflow(review: Review): Markup {
  const rows = review.triage.workflows.map(
    (one, index) =>
      html`<tr>
        <th scope="row"><a href="#${anchor("workflow", one.workflow ?? "", index)}">${named(titleOf(one, review), 100)}</a></th>
        <td class="text">${one.decision === undefined ? "–" : named(one.decision, 60)}</td>
        <td class="text">${one.primary === undefined ? "Not decided" : MOVE_WORDS[one.primary]}</td>
        <td class="text">
          ${
            one.moves.length < 2
              ? "–"
              : one.moves
                  .slice(1)
                  .map((move) => MOVE_WORDS[move])
                  .join(", ")
          }
        </td>
      </tr>`,
  );
  return tableBox(
    "Moves by workflow",
    html`<table class="numbers">
      <caption>
        The move for each workflow
      </caption>
      <thead>
        <tr>
          <th scope="col">Workflow</th>
          <th scope="col" class="text">Exposes</th>
          <th scope="col" class="text">Move</th>
          <th scope="col" class="text">Also</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`,
  );
}

function titleOf({ workflow }: Triage, review: Review): string {
  return review.workflows.find(({ id }) => id === workflow)?.title ?? workflow ?? "";
}

type Places = ReadonlyMap<string, { readonly finding: Finding; readonly index: number }>;

function questionTable({ questions }: Triage, of: string, places: Places): Markup {
  const rows = questions.flatMap(({ move, answer, grounds }) =>
    grounds.map(
      (ground, index) =>
        html`<tr>
          ${index > 0 ? nothing : html`<th scope="rowgroup" rowspan="${grounds.length}">${MOVE_WORDS[move]}: ${ANSWERS[answer].toLowerCase()}</th>`}
          <td class="text">${GROUND_WORDS[ground.id]}?</td>
          <td class="text">${ANSWERS[ground.answer]}</td>
          <td class="text">${named(ground.because, 300)}${links(ground, places)}</td>
        </tr>`,
    ),
  );
  return tableBox(
    `Questions of ${of}`,
    html`<table class="numbers">
      <caption>
        Questions of ${named(of, 100)}
      </caption>
      <thead>
        <tr>
          <th scope="col">Move</th>
          <th scope="col" class="text">Question</th>
          <th scope="col" class="text">Answer</th>
          <th scope="col" class="text">Because</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>`,
  );
}

function links({ findings, of }: TriageGround, places: Places): Markup {
  const found = findings.flatMap((fingerprint) => places.get(fingerprint) ?? []).slice(0, 3);
  if (found.length === 0) return nothing;
  const more = of > found.length ? ` and ${count(of - found.length)} more` : "";
  const parts = found.map(({ finding, index }, place) => html`${place === 0 ? "" : "; "}${link(finding, index)}`);
  return html`<span class="note">: ${parts}${more}</span>`;
}

/** Findings of neither a handoff nor a lifecycle have no card of their own on the page. */
function link(finding: Finding, index: number): Markup {
  const title = named(finding.title, 80);
  if (finding.handoff === undefined && finding.lifecycle === undefined) return title;
  return html`<a href="#${anchor("finding", finding.fingerprint, index)}">${title}</a>`;
}
