import { count } from "../money.ts";
import { cut } from "../plain.ts";
import { cutWide, wrap } from "../terminal.ts";
import type { Loss, Station, StepFigures } from "../workflow-figures.ts";
import { html, nothing, type Markup } from "./markup.ts";
import { thickness, type WorkflowDrawing } from "./workflow-drawing.ts";

const WIDTH = 330;
const MOST = 64;
const BAND = 12;
const TEXT = 124;
const LINE = 17;
const LETTERS = Math.floor((WIDTH - TEXT) / 6.9);
const PILL = 42;

/** The same chain from top to bottom, for narrow screens. */
export function narrowWorkflow(drawing: WorkflowDrawing): Markup {
  let y = 1;
  const pieces: Markup[] = [pill(drawing.begin, drawing.entered, y)];
  y += PILL;
  for (const figures of drawing.steps) {
    const step = stretch(figures, y, drawing);
    pieces.push(step.markup, pill(figures.end, figures.step.passed.records, step.end));
    y = step.end + PILL;
  }
  return html`<svg
    class="workflow"
    width="${WIDTH}"
    height="${y + 1}"
    viewBox="0 0 ${WIDTH} ${y + 1}"
    role="img"
    aria-labelledby="narrow-title-${drawing.id} narrow-text-${drawing.id}"
  >
    <title id="narrow-title-${drawing.id}">${cut(drawing.title, 200)}</title>
    <desc id="narrow-text-${drawing.id}">${cut(drawing.told, 2000)}</desc>
    ${pieces}
  </svg>`;
}

function pill({ title, system }: Station, records: number, y: number): Markup {
  const many = count(records);
  return html`<g
    ><title>${cut(title, 2000)}, ${cut(system, 200)}: ${many}</title
    ><rect class="pill" x="1" y="${y}" width="${WIDTH - 2}" height="${PILL}" rx="8" /><text class="name" x="13" y="${y + 18}"
      >${cutWide(title, 28)}</text
    ><text class="small" x="13" y="${y + 34}">${cutWide(system, 34)}</text
    ><text class="many" x="${WIDTH - 13}" y="${y + 27}" text-anchor="end">${many}</text></g
  >`;
}

function stretch(
  { step, lag, losses }: StepFigures,
  top: number,
  drawing: WorkflowDrawing,
): { readonly markup: Markup; readonly end: number } {
  const [first = "", ...rest] = wrap(cut(step.title, 200), LETTERS);
  const title = rest.length === 0 ? [first] : [first, cutWide(rest.join(" "), LETTERS)];
  const textTop = top + 21;
  const afterTitle = textTop + title.length * LINE;
  const lossTop = afterTitle + LINE + 6;
  const end = Math.max(top + 66, lossTop + losses.length * LINE + 2);
  const thick = (records: number) => thickness(records, drawing, MOST);
  const arrived = thick(step.arrived.records);
  const passed = thick(step.passed.records);
  const falling = losses.filter((loss) => loss.kind !== "extra");
  let right = BAND + arrived;
  const falls = falling.map((loss) => {
    const size = Math.max(4, thick(loss.records));
    right -= size;
    return branch(loss, { x: right, size, top, y: lossTop + losses.indexOf(loss) * LINE - 4 });
  });
  const lines = losses.map(
    (loss, index) => html`<text class="small ${loss.kind}" x="${TEXT}" y="${lossTop + index * LINE}">${cutWide(loss.text, LETTERS)}</text>`,
  );
  const extra = losses.findIndex((loss) => loss.kind === "extra");
  const entering =
    extra < 0
      ? nothing
      : html`<path class="entering" d="M${TEXT - 8} ${lossTop + extra * LINE - 4}H${BAND + passed + 9}" /><path
            class="entering-head"
            d="M${BAND + passed + 2} ${lossTop + extra * LINE - 4}l9 -5v10Z"
          />`;
  return {
    end,
    markup: html`<g
      ><title>${cut(step.title, 2000)}: ${count(step.passed.records)} of ${count(step.arrived.records)} pass, ${lag}</title>${
        passed === 0
          ? html`<line class="dry" x1="${BAND + 1}" x2="${BAND + 1}" y1="${top}" y2="${end}" />`
          : html`<rect class="passing" x="${BAND}" y="${top}" width="${passed}" height="${end - top}" />`
      }${falls}${entering}${title.map((line, index) => html`<text class="handoff" x="${TEXT}" y="${textTop + index * LINE}">${line}</text>`)}<text
        class="small"
        x="${TEXT}"
        y="${afterTitle}"
        >${lag}</text
      >${lines}</g
    >`,
  };
}

interface Branch {
  readonly x: number;
  readonly size: number;
  readonly top: number;
  readonly y: number;
}

/** Down beside the flow, round a corner and out to its text. */
function branch(loss: Loss, { x, size, top, y }: Branch): Markup {
  const thin = Math.min(size, 12);
  const low = y + thin / 2;
  const high = y - thin / 2;
  const out = TEXT - 8;
  return html`<g
    ><title>${loss.text}</title
    ><path
      class="falling ${loss.kind}"
      d="M${x} ${top}H${x + size}V${high - 4}Q${x + size} ${high} ${x + size + 4} ${high}H${out - 7}L${out} ${y}L${out - 7} ${low}H${x + 6}Q${x} ${low} ${x} ${low - 6}Z"
  /></g>`;
}
