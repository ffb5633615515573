import { cut, plain } from "../plain.ts";

/** HTML that we wrote, with everything put into it escaped. Made only here. */
export interface Markup {
  readonly markup: string;
}

type Insert = Markup | string | number | undefined | readonly Markup[];

/** Where the figures of a table or picture are narrow: a title is cut to this many characters, and stands in full in `title`. */
const LONG = 160;

/**
 * Writes HTML. Texts and numbers put in are escaped for content and for quoted
 * attributes; control characters are written out; undefined is nothing. Every
 * attribute must be quoted in the template.
 */
export function html(texts: TemplateStringsArray, ...inserts: readonly Insert[]): Markup {
  const pieces = compact(texts);
  let markup = pieces[0] ?? "";
  inserts.forEach((insert, index) => {
    markup += written(insert) + (pieces[index + 1] ?? "");
  });
  return { markup };
}

const compacted = new WeakMap<TemplateStringsArray, readonly string[]>();

/** The indentation of our sources is no part of the page. */
function compact(texts: TemplateStringsArray): readonly string[] {
  const known = compacted.get(texts);
  if (known !== undefined) return known;
  const pieces = texts.map((text) => text.replace(/\n\s*/g, "\n"));
  compacted.set(texts, pieces);
  return pieces;
}

function written(insert: Insert): string {
  if (insert === undefined) return "";
  if (typeof insert === "number") return String(insert);
  if (typeof insert === "string") return escape(insert);
  if ("markup" in insert) return insert.markup;
  return insert.map((piece) => piece.markup).join("");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escape(text: string): string {
  return plain(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

/** HTML of our own that no template made: the style sheet. */
export function trusted(markup: string): Markup {
  return { markup };
}

export const nothing: Markup = { markup: "" };

/** A name from data: its own direction, cut when very long, in full on hover. */
export function named(text: string, limit = LONG): Markup {
  const short = cut(text, limit);
  return short === text ? html`<bdi>${text}</bdi>` : html`<bdi title="${cut(text, 2000)}">${short}</bdi>`;
}

/** The fragment of a part of the page: readable where the id allows it. */
export function anchor(kind: string, id: string, index: number): string {
  return /^[A-Za-z0-9_-]{1,80}$/.test(id) ? `${kind}-${id}` : `${kind}-no-${index + 1}`;
}

/** A table that scrolls by itself on a narrow screen, reachable by keyboard. */
export function tableBox(label: string, table: Markup): Markup {
  return html`<div class="scroll" role="region" aria-label="${cut(label, LONG)}" tabindex="0">${table}</div>`;
}
