import type { Review } from "../model/index.ts";
import { cut, displayWidth, plain } from "./plain.ts";

type Style = "strong" | "dim" | "good" | "bad" | "warn";

const CODES: Readonly<Record<Style, string>> = { strong: "1", dim: "2", good: "32", bad: "31", warn: "33" };

/** Colours a text, or leaves it as it is. The escape codes are ours; the text must be `plain`. */
export type Paint = (text: string, style: Style) => string;

export function painter(color: boolean): Paint {
  return color ? (text, style) => `\x1b[${CODES[style]}m${text}\x1b[0m` : (text) => text;
}

/** May a terminal be coloured? NO_COLOR (any value but none) forbids it, as do a pipe and `TERM=dumb`; FORCE_COLOR allows it. */
export function wantsColor(environment: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if ((environment["NO_COLOR"] ?? "") !== "") return false;
  if ((environment["FORCE_COLOR"] ?? "0") !== "0") return true;
  return isTerminal && environment["TERM"] !== "dumb";
}

/** How a part of the text is laid out. */
export interface Layout {
  readonly review: Review;
  readonly width: number;
  readonly paint: Paint;
}

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/** Aligned lines under a header; the first column gives way when the width does not suffice. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  options: { width: number; indent: string; paint: Paint },
): string[] {
  const all = [columns.map((column) => column.title), ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => displayWidth(row[index] ?? ""))));
  const gaps = (columns.length - 1) * 2 + options.indent.length;
  const others = widths.slice(1).reduce((total, width) => total + width, 0);
  widths[0] = Math.max(8, Math.min(widths[0] ?? 0, options.width - gaps - others));
  const line = (row: readonly string[]) =>
    options.indent +
    columns
      .map((column, index) => pad(cutWide(row[index] ?? "", widths[index] ?? 0), widths[index] ?? 0, column.align))
      .join("  ")
      .trimEnd();
  const header = columns.some((column) => column.title !== "") ? [options.paint(line(columns.map((column) => column.title)), "dim")] : [];
  return [...header, ...rows.map(line)];
}

function pad(text: string, width: number, align: Column["align"]): string {
  const blanks = " ".repeat(Math.max(0, width - displayWidth(text)));
  return align === "left" ? text + blanks : blanks + text;
}

/** Cut to columns of a terminal, not to characters. */
export function cutWide(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let taken = "";
  let used = 0;
  for (const character of text) {
    const next = displayWidth(character);
    if (used + next > width - 1) break;
    taken += character;
    used += next;
  }
  return `${taken.trimEnd()}…`;
}

/** Breaks a text at blanks into lines of at most `width` columns; a longer word is broken too. */
export function wrap(text: string, width: number): string[] {
  const limit = Math.max(width, 10);
  const lines: string[] = [];
  let line = "";
  for (let word of text.split(" ").filter((word) => word !== "")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (displayWidth(joined) <= limit) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    while (displayWidth(word) > limit) {
      const head = cutWide(word, limit + 1).slice(0, -1);
      lines.push(head);
      word = word.slice(head.length);
    }
    line = word;
  }
  if (line !== "") lines.push(line);
  return lines.length === 0 ? [""] : lines;
}

/** Data for one line: controls written out, at most 300 characters. */
export function shown(text: string): string {
  return cut(plain(text), 300);
}

/** A paragraph of data, set in by two. */
export function indented(text: string, width: number): string[] {
  return wrap(shown(text), width - 2).map((line) => `  ${line}`);
}
