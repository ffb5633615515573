import type { Review, ReviewedWorkflow } from "../../model/index.ts";
import { count } from "../money.ts";
import { cut } from "../plain.ts";
import { cutWide, wrap } from "../terminal.ts";
import { stepFigures, type Loss, type Station, type StepFigures } from "../workflow-figures.ts";
import { html, nothing, type Markup } from "./markup.ts";
import { thickness, type WorkflowDrawing } from "./workflow-drawing.ts";
import { narrowWorkflow } from "./workflow-narrow.ts";

/** Of a card on a wide screen. */
const WIDTH = 1022;
const MARGIN = 76;
const LEAST_COLUMN = 214;
const MOST_COLUMN = 360;
const LETTER = 6.7;
const MOST = 60;
const TOP = 112;
const LINE = 17;

/** The chain as it runs: stations and the flow between them, as thick as it has records; what does not go on falls away. */
export function workflowPicture(workflow: ReviewedWorkflow, id: string, review: Review): Markup {
  const { begin, steps } = stepFigures(workflow, review);
  if (steps.length === 0) return nothing;
  const told = [
    `${count(workflow.entered.records)} enter at ${begin.title}, ${begin.system}`,
    ...steps.map(({ step, end, lag, losses }) =>
      [
        `to ${end.title}, ${end.system}: ${count(step.passed.records)} of ${count(step.arrived.records)} pass`,
        lag,
        ...losses.map((loss) => loss.text),
      ].join(", "),
    ),
  ].join("; ");
  const drawing: WorkflowDrawing = { id, title: workflow.title, told, begin, steps, entered: workflow.entered.records };
  return html`<div class="scroll wide" role="region" aria-label="${cut(workflow.title, 100)}, drawn" tabindex="0">${wide(drawing)}</div>
    <div class="narrow">${narrowWorkflow(drawing)}</div>`;
}

function wide(drawing: WorkflowDrawing): Markup {
  const { steps } = drawing;
  const column = Math.min(MOST_COLUMN, Math.max(LEAST_COLUMN, Math.floor((WIDTH - 2 * MARGIN) / steps.length)));
  const width = column * steps.length + 2 * MARGIN;
  const fallen = Math.max(0, ...steps.map(({ losses }) => losses.length));
  const thick = (records: number) => thickness(records, drawing, MOST);
  const height = TOP + thick(drawing.entered) + (fallen === 0 ? 12 : 44 + fallen * LINE);
  const at = (index: number) => MARGIN + index * column;
  const stations = [drawing.begin, ...steps.map(({ end }) => end)].map((station, index) => {
    const records = index === 0 ? drawing.entered : (steps[index - 1]?.step.passed.records ?? 0);
    return stationAt(station, { x: at(index), column, records, thick: thick(records) });
  });
  return html`<svg
    class="workflow"
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
    role="img"
    aria-labelledby="wide-title-${drawing.id} wide-text-${drawing.id}"
  >
    <title id="wide-title-${drawing.id}">${cut(drawing.title, 200)}</title>
    <desc id="wide-text-${drawing.id}">${cut(drawing.told, 2000)}</desc>
    ${steps.map((figures, index) => gap(figures, { from: at(index), column, entered: drawing.entered, thick }))}${stations}
  </svg>`;
}

function stationAt(
  { title, system }: Station,
  place: { readonly x: number; readonly column: number; readonly records: number; readonly thick: number },
): Markup {
  const { x, column, records, thick } = place;
  const letters = Math.floor(Math.min(column - 16, 2 * MARGIN) / 8);
  return html`<g
    ><title>${cut(title, 2000)}, ${cut(system, 200)}: ${count(records)}</title
    ><text class="name" x="${x}" y="16" text-anchor="middle">${cutWide(title, letters)}</text
    ><text class="small" x="${x}" y="33" text-anchor="middle">${cutWide(system, letters + 2)}</text
    ><text class="many" x="${x}" y="52" text-anchor="middle">${count(records)}</text
    ><line class="lane" x1="${x}" x2="${x}" y1="58" y2="${TOP - 4}" /><rect
      class="station"
      x="${x - 5}"
      y="${TOP - 4}"
      width="10"
      height="${Math.max(thick, 2) + 8}"
      rx="3"
  /></g>`;
}

interface Gap {
  readonly from: number;
  readonly column: number;
  readonly entered: number;
  thick(records: number): number;
}

function gap({ step, lag, losses }: StepFigures, place: Gap): Markup {
  const { from, column, entered, thick } = place;
  const start = from + 5;
  const end = from + column - 5;
  const passed = thick(step.passed.records);
  const bottom = TOP + thick(step.arrived.records);
  const middle = from + column / 2;
  const title = titleLines(step.title, Math.floor((column - 20) / LETTER));
  const base = TOP + thick(entered);
  const under = base + 40;
  const falling = losses.filter((loss) => loss.kind !== "extra");
  let used = 0;
  const falls = falling.map((loss, index) => {
    const size = Math.max(4, thick(loss.records));
    const y = bottom - used - size;
    used += size;
    return fall(loss, { start, y, size, turn: start + 14 + 36 * index, down: base + 18 });
  });
  const lines = losses.map(
    (loss, index) =>
      html`<rect class="key-${loss.kind}" x="${from + 14}" y="${under + index * LINE - 9}" width="9" height="9" /><text
          class="small ${loss.kind}"
          x="${from + 29}"
          y="${under + index * LINE}"
          >${cutWide(loss.text, Math.floor((column - 34) / 6.4))}</text
        >`,
  );
  const entering = losses.some((loss) => loss.kind === "extra")
    ? html`<path class="entering" d="M${end - 20} ${base + 22}V${TOP + passed + 9}" /><path
          class="entering-head"
          d="M${end - 20} ${TOP + passed + 2}l-5 9h10Z"
        />`
    : nothing;
  return html`<g
    ><title>${cut(step.title, 2000)}: ${count(step.passed.records)} of ${count(step.arrived.records)} pass, ${lag}</title
    >${title.map((line, index) => html`<text class="handoff" x="${middle}" y="${82 - (title.length - 1 - index) * 15}" text-anchor="middle">${line}</text>`)}<text
      class="small"
      x="${middle}"
      y="${TOP - 12}"
      text-anchor="middle"
      >${lag}</text
    >${
      passed === 0
        ? html`<line class="dry" x1="${start}" x2="${end}" y1="${TOP + 1}" y2="${TOP + 1}" />`
        : html`<rect class="passing" x="${start}" y="${TOP}" width="${end - start}" height="${passed}" />`
    }${falls}${entering}${lines}</g
  >`;
}

function titleLines(title: string, letters: number): string[] {
  const [first = "", ...rest] = wrap(cut(title, 200), letters);
  return rest.length === 0 ? [first] : [first, cutWide(rest.join(" "), letters)];
}

interface Fall {
  readonly start: number;
  readonly y: number;
  readonly size: number;
  readonly turn: number;
  readonly down: number;
}

/** Out of the station, round a corner and down, ending in a point. */
function fall(loss: Loss, { start, y, size, turn, down }: Fall): Markup {
  const shown = Math.min(size, 26);
  const left = turn;
  const right = turn + shown;
  const radius = shown + 4;
  const from = y + size;
  return html`<g
    ><title>${loss.text}</title
    ><path
      class="falling ${loss.kind}"
      d="M${start} ${y}H${right - radius}Q${right} ${y} ${right} ${y + radius}V${down - 8}L${(left + right) / 2} ${down}L${left} ${down - 8}V${from + 4}Q${left} ${from} ${left - 4} ${from}H${start}Z"
  /></g>`;
}
