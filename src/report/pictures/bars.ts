import { cut } from "../plain.ts";
import { html, nothing, type Markup } from "../html/markup.ts";
import { along, cutTo, nameLine, picture, type Canvas } from "./canvas.ts";

/** How a piece of a bar looks; each differs in more than its colour. */
export type BarLook = "all" | "high" | "medium" | "low" | "open";

export interface BarPiece {
  readonly look: BarLook;
  readonly title: string;
  /** Not negative. */
  readonly value: number;
}

export interface BarRow {
  readonly name: string;
  /** What stands at the right, with its unit. */
  readonly figure: string;
  /** Beneath the bar; every row of a picture has a note, or none has. */
  readonly note?: string | undefined;
  /** Side by side from zero. */
  readonly pieces: readonly BarPiece[];
  /** From where to where it may be. */
  readonly range?: { readonly low: number; readonly high: number } | undefined;
}

export interface Bars {
  readonly title: string;
  /** Looks that occur, and what they mean; none where there is one look alone. */
  readonly key: readonly { readonly look: BarLook; readonly words: string }[];
  readonly rows: readonly BarRow[];
}

const ROW = 44;
const BAR = 14;
const NOTE = 18;
/** A piece of what is there can be seen, however small. */
const LEAST = 0.004;

/** Bars that begin at zero, one beneath another, each with its name and its figure. */
export function bars(canvas: Canvas, { title, key, rows }: Bars): Markup {
  const most = Math.max(0, ...rows.map(({ pieces, range }) => Math.max(total(pieces), range?.high ?? 0)));
  const share = (value: number): number => (most === 0 ? 0 : Math.max(0, value) / most);
  const noted = rows.some(({ note }) => note !== undefined);
  const row = ROW + (noted ? NOTE : 0);
  const keyLines = key.length < 2 ? [] : keyOf(canvas, key);
  const top = 24 + keyLines.length * 20;
  const drawn = rows.map((each, index) => drawRow(canvas, each, top + index * row, share));
  const empty = rows.length === 0 ? html`<text class="soft" x="0" y="${top + 14}">None</text>` : nothing;
  const height = top + Math.max(1, rows.length) * row;
  const told = rows.map(({ name, figure, note }) => [name, figure, ...(note === undefined ? [] : [note])].join(" ")).join("; ");
  return picture(canvas, height, title, rows.length === 0 ? `${title}: none.` : `${title}: ${told}.`, [
    html`<text class="head-line" x="0" y="14">${cutTo(title, canvas.room)}</text>`,
    ...keyLines,
    ...drawn,
    empty,
  ]);
}

function drawRow(canvas: Canvas, row: BarRow, y: number, share: (value: number) => number): Markup {
  let at = 0;
  const pieces = row.pieces
    .filter(({ value }) => value > 0)
    .map(({ look, value, title }) => {
      const from = at;
      at = Math.min(1, at + Math.max(share(value), LEAST));
      return html`<rect class="bar-${look}" x="${along(from)}" y="${y + 20}" width="${along(at - from)}" height="${BAR}"
        ><title>${cut(title, 300)}</title></rect
      >`;
    });
  return html`<g
    ><title>${cut(row.name, 2000)}: ${row.figure}</title>${nameLine(canvas, y + 14, row.name, row.figure)}
    <line
      class="base"
      x1="0"
      x2="0"
      y1="${y + 18}"
      y2="${y + 22 + BAR}"
    />${pieces}${row.range === undefined ? nothing : whisker(row.range, y + 20 + BAR / 2, share)}${
      row.note === undefined ? nothing : html`<text class="soft" x="0" y="${y + 20 + BAR + 15}">${cutTo(row.note, canvas.room)}</text>`
    }</g
  >`;
}

function whisker({ low, high }: { readonly low: number; readonly high: number }, y: number, share: (value: number) => number): Markup {
  if (high <= low) return nothing;
  const [from, to] = [along(share(low)), along(share(high))];
  return html`<line class="halo" x1="${from}" x2="${to}" y1="${y}" y2="${y}" /><line
      class="whisker"
      x1="${from}"
      x2="${to}"
      y1="${y}"
      y2="${y}"
    /><line class="whisker" x1="${from}" x2="${from}" y1="${y - 5}" y2="${y + 5}" /><line
      class="whisker"
      x1="${to}"
      x2="${to}"
      y1="${y - 5}"
      y2="${y + 5}"
    />`;
}

/** What the looks mean, right above the bars: as many to a line as there is room for. */
function keyOf(canvas: Canvas, key: Bars["key"]): Markup[] {
  const each = Math.max(1, Math.min(key.length, Math.floor(canvas.room / 96)));
  const lines: Markup[] = [];
  for (let from = 0; from < key.length; from += each) {
    const y = 24 + lines.length * 20;
    lines.push(
      html`${key.slice(from, from + each).map(({ look, words }, place) => {
        const x = place * 96;
        return html`<rect class="bar-${look}" x="${x + 1}" y="${y + 1}" width="18" height="11" /><text
            class="soft"
            x="${x + 25}"
            y="${y + 11}"
            >${cutTo(words, 68)}</text
          >`;
      })}`,
    );
  }
  return lines;
}

function total(pieces: readonly BarPiece[]): number {
  return pieces.reduce((sum, { value }) => sum + Math.max(0, value), 0);
}
