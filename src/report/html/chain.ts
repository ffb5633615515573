import type { Review, ReviewedSystem } from "../../model/index.ts";
import { figuresOf, type HandoffFigures } from "../figures.ts";
import { percent, price } from "../money.ts";
import { cut, displayWidth } from "../plain.ts";
import { cutWide, wrap } from "../terminal.ts";
import { counted, SYSTEM_WORDS } from "../words.ts";
import type { ChainLayout, ChainStep } from "./chain-layout.ts";
import { html, nothing, type Markup } from "./markup.ts";

const WIDTH = 1080;
const LEAST_COLUMN = 148;
const ROW = 92;
const PILL = 28;
const LETTER = 7.2;

interface DrawnStep extends ChainStep {
  readonly figures: HandoffFigures;
  /** Thickness of the flow, from the share of the widest. */
  readonly flow: number;
}

/** The chain as a picture: a column a system, an arrow a handoff; once for wide screens and paper, once for narrow ones. */
export function chainPicture(layout: ChainLayout, review: Review): Markup {
  if (layout.steps.length === 0) return nothing;
  const figures = layout.steps.map((step) => figuresOf(step.handoff, review));
  const most = Math.max(1, ...figures.map((figure) => figure.upstream));
  const steps = layout.steps.map((step, index): DrawnStep => {
    const figure = figures[index] as HandoffFigures;
    return { ...step, figures: figure, flow: Math.round(5 + 11 * Math.sqrt(figure.upstream / most)) };
  });
  const told = `${layout.systems.map((system) => system.title).join(", ")}: ${steps.length} handoffs, drawn from top to bottom. The same stands in the table below.`;
  return html`<div class="scroll wide" role="region" aria-label="The chain, drawn" tabindex="0">${wide(layout, steps, review, told)}</div>
    <div class="narrow">${narrow(layout, steps, review, told)}</div>`;
}

/** `2,041 records · 96.3% matched · $46,457.55 in breaks`. */
export function flowLabel(figures: HandoffFigures, breaks: number, currency: string): string {
  if (figures.state === "unchecked") return "not checked";
  const lost =
    breaks === 0 ? "no breaks" : figures.amount === undefined ? counted(breaks, "break") : `${price(figures.amount, currency)} in breaks`;
  const share = figures.share === undefined ? [] : [`${percent(figures.share)} matched`];
  return [counted(figures.upstream, "record"), ...share, lost].join(" · ");
}

function wide(layout: ChainLayout, steps: readonly DrawnStep[], review: Review, told: string): Markup {
  const columns = layout.systems.length;
  const width = Math.max(WIDTH, columns * LEAST_COLUMN);
  const column = Math.floor(width / columns);
  const pill = Math.round(Math.min(Math.max(column * 0.62, 104), 160));
  const at = (index: number) => Math.round((index + 0.5) * column);
  const heads = layout.systems.map((system) => titleLines(system.title, column));
  const head = 44 + 18 * Math.max(...heads.map((lines) => lines.length));
  let y = head + 26;
  const rows = steps.map((step) => {
    const top = y;
    y += step.from === step.to ? ROW + 40 : ROW;
    return wideRow(step, { top, width, pill, from: at(step.from), to: at(step.to), currency: review.estate.currency });
  });
  const lanes = layout.systems.map(
    (_, index) => html`<line class="lane" x1="${at(index)}" x2="${at(index)}" y1="${head}" y2="${y - 8}" />`,
  );
  return html`<svg
    class="chain"
    width="${width}"
    height="${y}"
    viewBox="0 0 ${width} ${y}"
    role="img"
    aria-labelledby="chain-title chain-text"
  >
    <title id="chain-title">The chain of systems and handoffs</title>
    <desc id="chain-text">${cut(told, 2000)}</desc>
    ${lanes}${layout.systems.map((system, index) => systemHead(system, heads[index] ?? [], { x: at(index), box: boxWidth(column), head }))}${rows}
  </svg>`;
}

function boxWidth(column: number): number {
  return Math.min(column - 12, 240);
}

/** A system's title in at most two lines; the whole stands in the picture's own title. */
function titleLines(title: string, column: number): string[] {
  const letters = Math.floor((boxWidth(column) - 16) / 8);
  const [first = "", ...rest] = wrap(cut(title, 200), letters);
  return rest.length === 0 ? [first] : [first, cutWide(rest.join(" "), letters)];
}

function systemHead(
  system: ReviewedSystem,
  lines: readonly string[],
  place: { readonly x: number; readonly box: number; readonly head: number },
): Markup {
  const { x, box, head } = place;
  const letters = Math.floor((box - 12) / 6.6);
  const owner = system.owner === undefined ? "no owner" : `owner ${system.owner}`;
  const full = `${SYSTEM_WORDS[system.kind]} · ${owner}`;
  const under = displayWidth(full) <= letters ? full : cutWide(owner, letters);
  const top = Math.round((head - 18 * lines.length - 20) / 2) + 14;
  const title = lines.map((line, index) => html`<text class="name" x="${x}" y="${top + 18 * index}" text-anchor="middle">${line}</text>`);
  return html`<g
    ><title>${cut(system.title, 2000)}, ${full}</title
    ><rect class="system" x="${x - box / 2}" y="1" width="${box}" height="${head - 2}" rx="8" />${title}
    <text class="small" x="${x}" y="${top + 18 * lines.length + 1}" text-anchor="middle">${under}</text></g
  >`;
}

interface Place {
  readonly top: number;
  readonly width: number;
  readonly pill: number;
  readonly from: number;
  readonly to: number;
  readonly currency: string;
}

function wideRow(step: DrawnStep, place: Place): Markup {
  const { top, width, pill, from, to } = place;
  const left = Math.min(from, to) - pill / 2;
  const right = Math.max(from, to) + pill / 2;
  const stats = flowLabel(step.figures, step.handoff.breaks, place.currency);
  const needed = 26 + Math.max(displayWidth(step.handoff.title) * LETTER, displayWidth(stats) * 6.6);
  const fromRight = left + needed > width && right > width - left;
  const room = (fromRight ? right : width - left) - 30;
  const title = cutWide(step.handoff.title, Math.floor(room / LETTER));
  const side = fromRight ? "end" : "start";
  const textAt = fromRight ? right - 24 : left + 24;
  const middle = top + 28 + PILL / 2;
  const self = step.from === step.to;
  const down = self ? middle + PILL + 14 : middle;
  return html`<g>
    <title>${cut(step.handoff.title, 2000)}: ${stats}</title>
    ${badge(step.figures.state, fromRight ? right - 9 : left + 9, top + 12)}
    <text class="handoff" x="${textAt}" y="${top + 17}" text-anchor="${side}">${title}</text>
    ${self ? turn(step, from + pill / 2, middle, down) : flow(step, from, to, pill, middle)}
    ${pillAt(from, middle, pill, step.fromTitle)}${pillAt(to, down, pill, step.toTitle)}
    <text class="small ${step.figures.state}" x="${fromRight ? right : left}" y="${down + PILL / 2 + 18}" text-anchor="${side}"
      >${stats}</text
    ></g
  >`;
}

function pillAt(x: number, middle: number, width: number, title: string): Markup {
  return html`<g
    ><title>${cut(title, 2000)}</title
    ><rect class="pill" x="${x - width / 2}" y="${middle - PILL / 2}" width="${width}" height="${PILL}" rx="${PILL / 2}" /><text
      class="dataset"
      x="${x}"
      y="${middle + 4.5}"
      text-anchor="middle"
      >${cutWide(title, Math.floor((width - 16) / 6.7))}</text
    ></g
  >`;
}

/** A band with a head; what does not tie out is a hatched strip along it, at least wide enough to be seen. */
function flow(step: DrawnStep, from: number, to: number, pill: number, middle: number): Markup {
  const way = to > from ? 1 : -1;
  const start = from + way * (pill / 2 + 3);
  const end = to - way * (pill / 2 + 3);
  const head = Math.min(step.flow + 3, Math.round(Math.abs(end - start) * 0.55));
  const neck = end - way * head;
  const lost = lostOf(step);
  const x = Math.min(start, neck);
  const length = Math.abs(neck - start);
  const y = middle - step.flow / 2;
  return html`<rect class="flow ${step.figures.state}" x="${x}" y="${y}" width="${length}" height="${step.flow}" />${
      lost === 0 ? nothing : html`<rect class="lost" x="${x}" y="${y + step.flow - lost}" width="${length}" height="${lost}" />`
    }<path class="head ${step.figures.state}" d="M${end} ${middle}L${neck} ${middle - head * 0.8}L${neck} ${middle + head * 0.8}Z" />`;
}

/** A handoff within one system: out of one dataset and back into the next. */
function turn(step: DrawnStep, x: number, top: number, down: number): Markup {
  const out = x + 22;
  return html`<path
      class="turn ${step.figures.state}"
      stroke-width="${Math.min(step.flow, 8)}"
      d="M${x + 2} ${top}H${out - 8}Q${out} ${top} ${out} ${top + 8}V${down - 8}Q${out} ${down} ${out - 8} ${down}H${x + 10}"
    /><path class="head ${step.figures.state}" d="M${x + 2} ${down}L${x + 12} ${down - 8}L${x + 12} ${down + 8}Z" />`;
}

function lostOf(step: DrawnStep): number {
  if (step.figures.state !== "broken") return 0;
  return Math.min(step.flow - 1, Math.max(3, Math.round(step.flow * (1 - (step.figures.share ?? 1)))));
}

/** Tells the state by shape, not by colour alone. */
export function badge(state: HandoffFigures["state"], x: number, y: number): Markup {
  const sign = {
    clean: "M-3.8 .2L-1.2 3L4 -2.8",
    broken: "M-3 -3L3 3M3 -3L-3 3",
    unchecked: "M-2.4 -1.6A2.5 2.5 0 1 1 .8 .8Q0 1.2 0 2M0 4V4.3",
  }[state];
  const shape =
    state === "broken" ? html`<path class="plate" d="M-5 -9H5L9 -5V5L5 9H-5L-9 5V-5Z" />` : html`<circle class="plate" r="8.6" />`;
  return html`<g class="badge ${state}" transform="translate(${x} ${y})">${shape}<path class="sign" d="${sign}" /></g>`;
}

function narrow(layout: ChainLayout, steps: readonly DrawnStep[], review: Review, told: string): Markup {
  const width = 330;
  const height = 158;
  const rows = steps.map((step, index) => {
    const top = index * height;
    const [records = "", ...rest] = flowLabel(step.figures, step.handoff.breaks, review.estate.currency).split(" · ");
    const end = (dataset: string, column: number) => `${layout.systems[column]?.title ?? ""} · ${dataset}`;
    const lost = lostOf(step);
    const x = 24;
    return html`<g
      ><title>${cut(step.handoff.title, 2000)}</title>${badge(step.figures.state, 10, top + 12)}
      <text class="handoff" x="26" y="${top + 17}">${cutWide(step.handoff.title, 40)}</text>
      <rect class="flow ${step.figures.state}" x="${x}" y="${top + 58}" width="${step.flow}" height="28" />${
        lost === 0 ? nothing : html`<rect class="lost" x="${x + step.flow - lost}" y="${top + 58}" width="${lost}" height="28" />`
      }<path class="head ${step.figures.state}" d="M${x + step.flow / 2} ${top + 101}L${x - 5} ${top + 86}H${x + step.flow + 5}Z" />
      <text class="small" x="56" y="${top + 74}">${records}</text
      ><text class="small ${step.figures.state}" x="56" y="${top + 91}">${rest.join(" · ")}</text>
      ${pillAt(width / 2, top + 42, width - 2, end(step.fromTitle, step.from))}${pillAt(width / 2, top + 118, width - 2, end(step.toTitle, step.to))}</g
    >`;
  });
  return html`<svg
    class="chain"
    width="${width}"
    height="${steps.length * height}"
    viewBox="0 0 ${width} ${steps.length * height}"
    role="img"
    aria-labelledby="chain-narrow-title chain-narrow-text"
  >
    <title id="chain-narrow-title">The chain of systems and handoffs</title>
    <desc id="chain-narrow-text">${cut(told, 2000)}</desc>
    ${rows}
  </svg>`;
}
