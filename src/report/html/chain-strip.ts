import type { Review } from "../../model/index.ts";
import { figuresOf, type HandoffFigures } from "../figures.ts";
import { isZero, percent, position, price } from "../money.ts";
import { counted } from "../words.ts";
import { chainLayout, type ChainStep } from "./chain-layout.ts";
import { badge } from "./chain.ts";
import { exposuresAt } from "./exposure.ts";
import { figureLink } from "./link.ts";
import { html, named, nothing, type Markup } from "./markup.ts";

/** Handoffs for which half a sheet has room. */
const MOST = 14;

/** The chain in short: a line a handoff, as thick as it has records, hatched where it loses some. */
export function chainStrip(review: Review): Markup {
  const { steps, systems } = chainLayout(review);
  if (steps.length === 0)
    return html`<section id="flow" aria-labelledby="flow-h">
      <h2 id="flow-h">The chain</h2>
      <p>No handoff is declared, so nothing could be tied out.</p>
    </section>`;
  const all = steps.map((step) => ({ step, figures: figuresOf(step.handoff, review) }));
  const shown = all.length <= MOST ? all : heaviest(all);
  const most = Math.max(1, ...all.map(({ figures }) => figures.upstream));
  const title = (column: number): string => systems[column]?.title ?? "";
  const rows = shown.map(({ step, figures }) => {
    const target = exposuresAt(step.handoff.id, review);
    return html`<li>
      <svg width="18" height="18" viewBox="-11 -11 22 22" aria-hidden="true">${badge(figures.state, 0, 0)}</svg>
      <span class="name"
        >${named(step.handoff.title, 70)}<span class="why">${named(title(step.from), 40)} → ${named(title(step.to), 40)}</span></span
      >
      ${bar(figures, most)}
      <span class="told">${told(figures, step.handoff.breaks, target, review.estate.currency)}</span>
    </li>`;
  });
  return html`<section id="flow" aria-labelledby="flow-h">
    <h2 id="flow-h">The chain, and what it loses</h2>
    <p class="note">
      A line is a handoff, as thick as it has records; hatched is what does not tie out. <a href="#chain">The chain, drawn</a>.
    </p>
    <ol class="strip">
      ${rows}
    </ol>
    ${all.length > shown.length ? html`<p class="note"><a href="#chain">${counted(all.length - shown.length, "more handoff")}</a> with less money in breaks.</p>` : nothing}
  </section>`;
}

interface Line {
  readonly step: ChainStep;
  readonly figures: HandoffFigures;
}

/** Those with the most money in breaks, in the order of the chain. */
function heaviest(lines: readonly Line[]): Line[] {
  const weight = ({ figures }: Line): number => (figures.amount === undefined ? 0 : Math.abs(position(figures.amount)));
  const kept = new Set(
    lines
      .toSorted((a, b) => weight(b) - weight(a) || b.step.handoff.breaks - a.step.handoff.breaks || lines.indexOf(a) - lines.indexOf(b))
      .slice(0, MOST),
  );
  return lines.filter((line) => kept.has(line));
}

/** Always the whole width: what is matched, then what is not, at least wide enough to be seen. */
function bar({ state, upstream, share }: HandoffFigures, most: number): Markup {
  const height = Math.round(4 + 10 * Math.sqrt(upstream / most));
  const lost = state === "unchecked" || share === undefined || share >= 1 ? 0 : Math.max(0.02, 1 - share);
  const part = (of: number): string => `${(of * 100).toFixed(2)}%`;
  const y = (16 - height) / 2;
  return html`<svg class="line" width="100%" height="16" aria-hidden="true">
    <rect class="flow ${state}" x="0.5" width="${part(1 - lost)}" y="${y}" height="${height}" />
    ${lost === 0 ? nothing : html`<rect class="lost" x="${part(1 - lost)}" width="${part(lost)}" y="${y}" height="${height}" />`}
  </svg>`;
}

function told(figures: HandoffFigures, breaks: number, target: string | undefined, currency: string): Markup {
  if (figures.state === "unchecked") return figureLink("not checked", target);
  const share =
    figures.share === undefined
      ? counted(figures.upstream, "record")
      : `${percent(figures.share)} of ${counted(figures.upstream, "record")}`;
  const lost = breaks === 0 ? "no break" : counted(breaks, "break");
  const amount =
    figures.amount === undefined || isZero(figures.amount) ? nothing : html`, ${figureLink(price(figures.amount, currency), target)}`;
  return html`${figureLink(share, target)} ${figures.share === undefined ? "" : "matched"}<span class="why"
      >${figureLink(lost, target)}${amount}</span
    >`;
}
