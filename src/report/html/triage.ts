import type { Review, Triage, TriageAnswer, TriageGround } from "../../model/index.ts";
import { count } from "../money.ts";
import { GROUND_WORDS, MOVE_WORDS } from "../triage-words.ts";
import { groundAnchor } from "./front-targets.ts";
import { findingLink, moreIn } from "./link.ts";
import { fitting } from "./fitting.ts";
import { html, named, nothing, tableBox, type Markup } from "./markup.ts";
import type { Places } from "./places.ts";
import { tableOf } from "./table.ts";

const ANSWERS: Readonly<Record<TriageAnswer, string>> = { yes: "Yes", no: "No", unknown: "Not known" };

/** Characters for the questions of workflows. */
const ROOM = 400_000;

/** How the move was decided: workflow by workflow, and every answer of the decision tree with the findings it rests on. */
export function triageSection(review: Review, places: Places): Markup {
  const { estate, workflows } = review.triage;
  const tables = fitting(workflows, ROOM, (one) => questionTable(one, titleOf(one, review), places));
  return html`<section id="triage" aria-labelledby="triage-h">
    <h2 id="triage-h">How the move was decided</h2>
    <p class="lead">The first question that is answered yes, in this order, gives the move. What nothing tells is said so.</p>
    ${workflows.length === 0 ? nothing : byWorkflow(review, tables.length, places)}
    <details>
      <summary>Every question, and what its answer rests on</summary>
      <div>
        ${questionTable(estate, "the estate", places, groundAnchor)} ${tables}${moreIn(workflows.length, tables.length, "workflow")}
      </div>
    </details>
  </section>`;
}

function byWorkflow(review: Review, shown: number, places: Places): Markup {
  const rows = review.triage.workflows.slice(0, Math.max(shown, 40)).map((one) => {
    const target = places.workflow(one.workflow ?? "");
    const title = named(titleOf(one, review), 100);
    return [
      target === undefined ? title : html`<a href="#${target}">${title}</a>`,
      one.decision === undefined ? "–" : named(one.decision, 60),
      one.primary === undefined ? "Not decided" : MOVE_WORDS[one.primary],
      one.moves.length < 2
        ? "–"
        : one.moves
            .slice(1)
            .map((move) => MOVE_WORDS[move])
            .join(", "),
    ];
  });
  return tableOf({
    label: "Moves by workflow",
    caption: "The move for each workflow",
    columns: [{ head: "Workflow" }, { head: "Exposes", text: true }, { head: "Move", text: true }, { head: "Also", text: true }],
    rows,
  });
}

function titleOf({ workflow }: Triage, review: Review): string {
  return review.workflows.find(({ id }) => id === workflow)?.title ?? workflow ?? "";
}

function questionTable({ questions }: Triage, of: string, places: Places, at?: (ground: string) => string): Markup {
  const rows = questions.flatMap(({ move, answer, grounds }) =>
    grounds.map(
      (ground, index) =>
        html`<tr${at === undefined ? nothing : html` id="${at(ground.id)}"`}>
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
  const found = findings.flatMap((fingerprint) => places.findings.get(fingerprint) ?? []).slice(0, 3);
  if (found.length === 0) return nothing;
  const more = of > found.length ? ` and ${count(of - found.length)} more` : "";
  const parts = found.map((finding, place) => html`${place === 0 ? "" : "; "}${findingLink(finding, places, 80)}`);
  return html`<span class="note">: ${parts}${more}</span>`;
}
