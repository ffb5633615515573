import type { Review } from "../../model/index.ts";
import { figuresOf, type HandoffFigures } from "../figures.ts";
import { chainLayout, type ChainStep } from "../html/chain-layout.ts";
import { position, price } from "../money.ts";
import { plain } from "../plain.ts";
import { cutWide } from "../terminal.ts";
import { counted } from "../words.ts";
import type { Figure } from "./model.ts";

/** Handoffs and systems for which a page has room. */
const HANDOFFS = 12;
const SYSTEMS = 9;

const WIDTH = 680;
const ROW = 26;
const HEAD = 72;
/** Room for a handoff's name at the left and for its result at the right. */
const [LEFT, RIGHT] = [232, 158];

const INK = "#1b2026";
const SOFT = "#59616b";
const LANE = "#dcd9d0";
const [GOOD, BAD] = ["#1d6b58", "#ac3318"];
const [GOOD_BAND, BAD_BAND] = ["#9cc7b9", "#f3d3c8"];

/**
 * The chain on half a page: a lane a system, an arrow a handoff, as thick as it has
 * records, with what does not tie out in words beside it. Where there are more
 * handoffs than a page has rows, those with most money in breaks. Undefined where
 * there is no handoff, or there are too many systems to be told apart.
 */
export function chainDrawing(review: Review): Figure | undefined {
  const { systems, steps } = chainLayout(review);
  const worst = steps
    .map((step) => ({ step, figures: figuresOf(step.handoff, review) }))
    .toSorted(
      (a, b) => position(b.figures.amount ?? "0") - position(a.figures.amount ?? "0") || b.step.handoff.breaks - a.step.handoff.breaks,
    )
    .slice(0, HANDOFFS);
  const shown =
    steps.length <= HANDOFFS ? steps.map((step) => ({ step, figures: figuresOf(step.handoff, review) })) : inOrder(worst, steps);
  const used = systems.map((_, index) => index).filter((index) => shown.some(({ step }) => step.from === index || step.to === index));
  if (shown.length === 0 || used.length > SYSTEMS) return undefined;
  const lane = (index: number): number => LEFT + Math.round(((used.indexOf(index) + 0.5) * (WIDTH - LEFT - RIGHT)) / used.length);
  const most = Math.max(1, ...shown.map(({ figures }) => figures.upstream));
  const height = HEAD + shown.length * ROW + 6;
  const parts = [
    ...used.map((index) => laneOf(systems[index]?.title ?? "", lane(index), height)),
    ...shown.map(({ step, figures }, row) => arrowOf({ step, figures, row, most, currency: review.estate.currency }, lane)),
  ];
  const left = steps.length - shown.length;
  return {
    kind: "figure",
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="Inter, sans-serif">${parts.join("")}</svg>`,
    alternative: `${shown.map(({ step, figures }) => `${step.handoff.title}: ${resultOf(figures, step.handoff.breaks, review.estate.currency)}`).join(". ")}.`,
    caption: `An arrow is a handoff, as thick as it has records; a broken line does not tie out.${left === 0 ? "" : ` The ${shown.length} with most money in breaks; ${counted(left, "more handoff")} in the Systems Audit.`}`,
    height: 0.5,
  };
}

interface Shown {
  readonly step: ChainStep;
  readonly figures: HandoffFigures;
}

function inOrder(chosen: readonly Shown[], steps: readonly ChainStep[]): Shown[] {
  return chosen.toSorted((a, b) => steps.indexOf(a.step) - steps.indexOf(b.step));
}

/** `$83,641.51 in breaks`, `21 breaks`, `ties out`, `not checked`. */
function resultOf({ state, amount }: HandoffFigures, breaks: number, currency: string): string {
  if (state === "unchecked") return "not checked";
  if (state === "clean") return "ties out";
  return amount === undefined ? counted(breaks, "break") : `${counted(breaks, "break")}, ${price(amount, currency)}`;
}

function laneOf(title: string, x: number, height: number): string {
  return `<line x1="${x}" x2="${x}" y1="${HEAD - 6}" y2="${height - 4}" stroke="${LANE}" stroke-width="1.2"/><text x="${x - 2}" y="${HEAD - 12}" transform="rotate(-32 ${x - 2} ${HEAD - 12})" font-size="10.5" fill="${SOFT}">${safe(cutWide(title, 19))}</text>`;
}

function arrowOf(
  { step, figures, row, most, currency }: Shown & { readonly row: number; readonly most: number; readonly currency: string },
  lane: (index: number) => number,
): string {
  const y = HEAD + row * ROW + ROW / 2;
  const broken = figures.state === "broken";
  const colour = figures.state === "unchecked" ? SOFT : broken ? BAD : GOOD;
  const band = figures.state === "unchecked" ? LANE : broken ? BAD_BAND : GOOD_BAND;
  const thick = Math.round(2 + 9 * Math.sqrt(figures.upstream / most));
  const [from, to] = [lane(step.from), lane(step.to)];
  const name = `<text x="0" y="${y + 4}" font-size="11" fill="${INK}">${safe(cutWide(step.handoff.title, 38))}</text>`;
  const result = `<text x="${WIDTH}" y="${y + 4}" font-size="11" text-anchor="end" font-weight="${broken ? 600 : 400}" fill="${broken ? BAD : SOFT}">${safe(resultOf(figures, step.handoff.breaks, currency))}</text>`;
  if (from === to)
    return `${name}<path d="M${from + 3} ${y - 5}h12q6 0 6 5t-6 5h-5" fill="none" stroke="${colour}" stroke-width="2"/><path d="M${from + 3} ${y + 5}l8 -4.5v9z" fill="${colour}"/>${result}`;
  const way = to > from ? 1 : -1;
  const [start, end] = [from + 4 * way, to - 3 * way];
  const neck = end - 9 * way;
  const dash = broken ? ` stroke-dasharray="6 3"` : "";
  return `${name}<rect x="${Math.min(start, neck)}" y="${y - thick / 2}" width="${Math.abs(neck - start)}" height="${thick}" fill="${band}"/><line x1="${start}" x2="${neck}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="1.6"${dash}/><path d="M${end} ${y}L${neck} ${y - 6}V${y + 6}Z" fill="${colour}"/>${result}`;
}

function safe(text: string): string {
  return plain(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
