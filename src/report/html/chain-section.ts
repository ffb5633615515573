import type { Review } from "../../model/index.ts";
import { figuresOf } from "../figures.ts";
import { chainLayout } from "./chain-layout.ts";
import { chainPicture, flowLabel } from "./chain.ts";
import { html, named, nothing, type Markup } from "./markup.ts";
import type { Places } from "./places.ts";
import { tableOf } from "./table.ts";

/** The chain as a picture, with flow and loss, and the same as a table. */
export function chainSection(review: Review, places: Places): Markup {
  const layout = chainLayout(review);
  if (layout.steps.length === 0) {
    return html`<section id="chain" aria-labelledby="chain-h">
      <h2 id="chain-h">The chain</h2>
      <p>No handoff is declared, so nothing could be tied out.</p>
    </section>`;
  }
  const rows = layout.steps.map((step) => {
    const figures = figuresOf(step.handoff, review);
    const target = places.handoff(step.handoff.id);
    const title = named(step.handoff.title, 100);
    const system = (column: number) => named(layout.systems[column]?.title ?? "", 60);
    return [
      target === undefined ? title : html`<a href="#${target}">${title}</a>`,
      html`${system(step.from)} · ${named(step.fromTitle, 60)}`,
      html`${system(step.to)} · ${named(step.toTitle, 60)}`,
      figures.state === "unchecked"
        ? "Not checked"
        : `${figures.state === "clean" ? "Ties out" : "Does not tie out"}: ${flowLabel(figures, step.handoff.breaks, review.estate.currency)}`,
    ];
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
      ${tableOf({
        label: "The chain as a table",
        caption: "Handoffs in the order of the chain",
        columns: [{ head: "Handoff" }, { head: "From", text: true }, { head: "To", text: true }, { head: "Result", text: true }],
        rows,
      })}
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
