import { cut, displayWidth } from "../plain.ts";
import { html, type Markup } from "../html/markup.ts";

/**
 * What a picture is drawn on. Lengths along it are shares of its width, so that letters keep
 * their size at every width; heights are pixels.
 */
export interface Canvas {
  /** Begins the ids of the picture's title and text; unique in the page. */
  readonly id: string;
  /** The least width, in pixels, at which no two labels may meet. */
  readonly room: number;
}

/** Size of letters in pixels. */
const SIZE = 13;
const NARROW_LETTER = /[ijlftrI.,:;'’|!()[\]/\s·]/u;
const BROAD_LETTER = /[mwMW@%—]/u;
const CAPITAL = /[\p{Lu}$€£&+−–=<>~#…]/u;

/** How wide a text is, in pixels: rather too much than too little, since nobody knows the reader's typeface. */
export function widthOf(text: string, size = SIZE): number {
  let width = 0;
  for (const character of text) {
    const columns = displayWidth(character);
    if (columns === 0) continue;
    if (columns === 2) width += 1.05;
    else if (NARROW_LETTER.test(character)) width += 0.42;
    else if (BROAD_LETTER.test(character)) width += 1.02;
    else width += CAPITAL.test(character) ? 0.8 : 0.645;
  }
  return width * size;
}

/** Cut to pixels, the last character `…` when something was cut. */
export function cutTo(text: string, pixels: number): string {
  if (widthOf(text) <= pixels) return text;
  let taken = "";
  for (const character of text) {
    if (widthOf(`${taken}${character}…`) > pixels) break;
    taken += character;
  }
  return `${taken.trimEnd()}…`;
}

/** Breaks a text at blanks into at most so many lines; the last is cut. */
export function linesOf(text: string, pixels: number, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").filter((each) => each !== "")) {
    const joined = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && (widthOf(joined) <= pixels || lines.length === most)) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines.map((line) => cutTo(line, pixels));
}

/** A share of the width, as SVG writes it. */
export function along(share: number): string {
  return `${(Math.min(1, Math.max(0, share)) * 100).toFixed(2)}%`;
}

/** The picture's outside: its title and what it says, for those who do not see it. */
export function picture(canvas: Canvas, height: number, title: string, told: string, body: readonly Markup[]): Markup {
  const { id } = canvas;
  return html`<svg class="picture" width="100%" height="${height}" role="img" aria-labelledby="${id}-title ${id}-text">
    <title id="${id}-title">${cut(title, 200)}</title>
    <desc id="${id}-text">${cut(told, 2000)}</desc>
    ${body}
  </svg>`;
}

/** The same for a picture whose width is fixed too. */
export function sizedPicture(canvas: Canvas, height: number, title: string, told: string, body: readonly Markup[]): Markup {
  const { id, room } = canvas;
  return html`<svg
    class="picture"
    width="${room}"
    height="${height}"
    viewBox="0 0 ${room} ${height}"
    role="img"
    aria-labelledby="${id}-title ${id}-text"
  >
    <title id="${id}-title">${cut(title, 200)}</title>
    <desc id="${id}-text">${cut(told, 2000)}</desc>
    ${body}
  </svg>`;
}

/** What a figure leaves of its line, in pixels, however long it is. */
const LEAST_NAME = 72;

/** A name at the left and a figure at the right end of one line; the name gives way. */
export function nameLine(canvas: Canvas, y: number, name: string, figure: string): Markup {
  const shown = cutTo(figure, canvas.room - LEAST_NAME);
  return html`<text x="0" y="${y}">${cutTo(name, canvas.room - widthOf(shown) - 12)}</text
    ><text class="value" x="100%" y="${y}" text-anchor="end">${shown}</text>`;
}
