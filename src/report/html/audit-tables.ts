import type { Review } from "../../model/index.ts";
import { figuresOf, titles } from "../figures.ts";
import { count, price } from "../money.ts";
import { counted, SYSTEM_WORDS } from "../words.ts";
import { moreIn } from "./link.ts";
import { html, named, nothing, type Markup } from "./markup.ts";
import type { Places } from "./places.ts";
import { tableOf } from "./table.ts";

/** Rows of one table. */
const LISTED = 300;

const nobody: Markup = html`<strong class="broken">nobody</strong>`;

/** The systems as they are declared, with what was read from each. */
export function systemsSection(review: Review): Markup {
  const rows = review.systems.slice(0, LISTED).map(({ id, title, vendor, kind, owner }) => {
    const own = review.datasets.filter(({ system }) => system === id);
    return [
      named(title, 80),
      SYSTEM_WORDS[kind],
      vendor === undefined ? "–" : named(vendor, 80),
      owner === undefined ? nobody : named(owner, 80),
      own.length === 0 ? html`<span class="note">nothing was read</span>` : named(own.map((dataset) => dataset.title).join(", "), 300),
      count(own.reduce((sum, dataset) => sum + dataset.rows, 0)),
    ];
  });
  return html`<section id="systems" aria-labelledby="systems-h">
    <h2 id="systems-h">Systems</h2>
    ${
      rows.length === 0
        ? html`<p>No system is declared.</p>`
        : tableOf({
            label: "Systems as declared",
            caption: "As declared, with what was read",
            columns: [
              { head: "System" },
              { head: "Kind", text: true },
              { head: "Product", text: true },
              { head: "Owner", text: true },
              { head: "Datasets", text: true },
              { head: "Records" },
            ],
            rows,
          })
    }${moreIn(review.systems.length, rows.length, "system")}
    ${review.units.length === 0 ? nothing : html`<p class="note">${counted(review.units.length, "unit")}: ${named(review.units.map(({ title }) => title).join(", "), 600)}.</p>`}
  </section>`;
}

/** Every handoff on one line: from where to where, who owns it, who is told, what became of its records. */
export function handoffTable(review: Review, places: Places): Markup {
  const name = titles(review);
  const rows = review.handoffs.slice(0, LISTED).map((handoff) => {
    const figures = figuresOf(handoff, review);
    const target = places.handoff(handoff.id);
    const title = named(handoff.title, 100);
    return [
      target === undefined ? title : html`<a href="#${target}">${title}</a>`,
      html`${named(name.dataset(handoff.from), 60)} → ${named(name.dataset(handoff.to), 60)}`,
      handoff.owner === undefined ? nobody : named(handoff.owner, 60),
      handoff.alert === undefined ? html`<span class="note">none: it fails in silence</span>` : named(handoff.alert, 60),
      handoff.decision === undefined ? "–" : named(handoff.decision, 60),
      figures.state === "unchecked"
        ? html`<span class="note">not checked</span>`
        : handoff.breaks === 0
          ? "0"
          : html`<strong class="broken">${count(handoff.breaks)}</strong>`,
      figures.amount === undefined ? "·" : price(figures.amount, review.estate.currency),
    ];
  });
  return html`${tableOf({
    label: "Handoffs",
    caption: "Every handoff, in the order of the estate",
    columns: [
      { head: "Handoff" },
      { head: "From and to", text: true },
      { head: "Owner", text: true },
      { head: "Alert", text: true },
      { head: "Feeds", text: true },
      { head: "Breaks" },
      { head: "Money in them" },
    ],
    rows,
  })}${moreIn(review.handoffs.length, rows.length, "handoff")}`;
}
