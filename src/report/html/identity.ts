import type { Review } from "../../model/index.ts";
import { identityRemarks, identitySentence, linkKinds, memberRecords } from "../identity.ts";
import { count } from "../money.ts";
import { html, named, nothing, tableBox, type Markup } from "./markup.ts";

/** Which records are one, by what, and what was not decided or not looked at. */
export function identitySection(review: Review): Markup {
  if (review.identities.length === 0) return nothing;
  const rows = review.identities.map(
    (identity) =>
      html`<tr>
        <th scope="row">${named(identity.title, 80)}<span class="why">${named(identity.entity, 40)}</span></th>
        <td class="text">${named(memberRecords(identity, review), 300)}</td>
        <td>${count(identity.entities)}</td>
        <td>${count(identity.shared)}</td>
        <td class="text">${linkKinds(identity)}</td>
        <td>${identity.review === 0 ? "0" : html`<strong class="broken">${count(identity.review)}</strong>`}</td>
      </tr>`,
  );
  const remarks = review.identities.map(
    (identity) =>
      html`<div class="remarks">
        <h3>${named(identity.title, 80)}</h3>
        <p>${identitySentence(identity)}</p>
        <ul class="plain">
          ${identityRemarks(identity).map((remark) => html`<li>${named(remark, 600)}</li>`)}
        </ul>
      </div>`,
  );
  return html`<section id="who" aria-labelledby="who-h">
    <h2 id="who-h">Who is who</h2>
    <p class="lead">Which records are one, though they stand in systems that share no clean key, and by what it is known.</p>
    ${tableBox(
      "Identities",
      html`<table class="numbers">
        <caption>
          Identities, and the links that were accepted
        </caption>
        <thead>
          <tr>
            <th scope="col">Identity</th>
            <th scope="col" class="text">Records</th>
            <th scope="col">Real things</th>
            <th scope="col">In several datasets</th>
            <th scope="col" class="text">Accepted links</th>
            <th scope="col">Undecided pairs</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>`,
    )}${remarks}
  </section>`;
}
