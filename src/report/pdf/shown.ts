import { plain } from "../plain.ts";
import { linkTargets, type Block, type Inline, type ReportDocument } from "../document/model.ts";

/** Stand for room, not for a glyph. */
const LAYOUT = new Set(["\n", "\t", "\r", "\u200b"]);

/** A report as the template takes it: plain values whose every character the fonts can show. */
export interface Shown {
  readonly data: string;
  /** Different characters that the fonts have not, in the order of their numbers. */
  readonly absent: readonly string[];
}

/**
 * Writes a report as JSON for the template. A character that the fonts have not is
 * shown by its number, `[U+4E2D]`, and counted: it never vanishes.
 */
export function shownDocument(document: ReportDocument, covered: ReadonlySet<number>): Shown {
  const absent = new Set<number>();
  const mark = (text: string): string => {
    let marked = "";
    for (const character of text.normalize("NFC")) {
      const number = character.codePointAt(0) ?? 0;
      if (covered.has(number) || LAYOUT.has(character)) marked += character;
      else {
        absent.add(number);
        marked += `[U+${number.toString(16).toUpperCase().padStart(4, "0")}]`;
      }
    }
    return marked;
  };
  const text = (from: string): string => mark(plain(from));
  const targets = linkTargets(document);
  const inline = (piece: Inline): unknown => {
    if (typeof piece === "string") return { kind: "text", text: text(piece) };
    if (piece.kind === "link" && !targets.has(piece.to)) return { kind: "text", text: text(piece.text) };
    return { ...piece, text: text(piece.text) };
  };
  const block = (given: Block): unknown => {
    switch (given.kind) {
      case "heading":
        return { ...given, text: text(given.text) };
      case "paragraph":
        return { ...given, content: given.content.map(inline) };
      case "list":
        return { ...given, items: given.items.map((item) => item.map(inline)) };
      case "table":
        return {
          ...given,
          caption: text(given.caption),
          columns: given.columns.map((column) => ({ ...column, title: text(column.title) })),
          rows: given.rows.map((row) => given.columns.map((_, index) => (row[index] ?? []).map(inline))),
        };
      case "figure":
        return {
          kind: given.kind,
          caption: text(given.caption),
          alternative: text(given.alternative),
          svg: mark(given.svg),
          height: given.height ?? HALF,
          ratio: ratioOf(given.svg),
        };
      case "key-figures":
        return {
          ...given,
          figures: given.figures.map(({ label, value, note }) => ({ label: text(label), value: text(value), note: text(note) })),
        };
      case "facts":
        return { ...given, facts: given.facts.map(({ label, content }) => ({ label: text(label), content: content.map(inline) })) };
      case "page-break":
        return given;
    }
  };
  const blocks = document.blocks.map(block);
  const shown = {
    title: text(document.title),
    subject: text(document.subject),
    description: text(document.description),
    dated: text(document.dated),
    paper: document.paper,
  };
  const characters = [...absent].toSorted((a, b) => a - b).map((number) => String.fromCodePoint(number));
  return { data: JSON.stringify({ ...shown, absent: absentSentence(characters.length), blocks }), absent: characters };
}

/** Width by height, by the picture's own `viewBox`. */
function ratioOf(svg: string): number {
  const [, , width, height] = (/viewBox="([^"]*)"/.exec(svg)?.[1] ?? "")
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  return width === undefined || height === undefined || !(width > 0) || !(height > 0) ? 2 : width / height;
}

const HALF = 0.5;

function absentSentence(characters: number): string | undefined {
  if (characters === 0) return undefined;
  return `${characters === 1 ? "One character is" : `${characters} characters are`} not in the typeface of this document and shown by number, such as [U+4E2D]; review.html and review.json hold them as they are.`;
}
