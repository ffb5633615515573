import { cut, displayWidth } from "../plain.ts";
import { cutWide } from "../terminal.ts";
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

/** The least width of a picture in the page: what a screen of 375 px leaves. */
export const NARROW = 300;

/** A letter of 13 px, at most; bold ones and figures too. */
export const LETTER = 7.4;

/** For how many columns of text there is room. */
export function lettersIn(pixels: number): number {
  return Math.max(3, Math.floor(pixels / LETTER));
}

export function widthOf(text: string): number {
  return displayWidth(text) * LETTER;
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

/** A name at the left and a figure at the right end of one line; the name gives way. */
export function nameLine(canvas: Canvas, y: number, name: string, figure: string): Markup {
  const shown = cutWide(figure, lettersIn(canvas.room - 8 * LETTER));
  const left = lettersIn(canvas.room - widthOf(shown) - 12);
  return html`<text x="0" y="${y}">${cutWide(name, left)}</text><text class="value" x="100%" y="${y}" text-anchor="end">${shown}</text>`;
}
