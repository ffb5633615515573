import type { CellRange, Span } from "../../model/index.ts";

/** Numbers in ascending order as runs without gaps. */
export function spansOf(numbers: Iterable<number>): Span[] {
  const spans: { from: number; to: number }[] = [];
  let last: { from: number; to: number } | undefined;
  for (const number of numbers) {
    if (last !== undefined && number <= last.to + 1) last.to = Math.max(last.to, number);
    else spans.push((last = { from: number, to: number }));
  }
  return spans;
}

/** `$B$3:D9`, `B3`, `A:C`, `2:5` → a range, 0-based; undefined when it is none. */
export function rangeOf(text: string): CellRange | undefined {
  const [first, second, ...more] = text.replaceAll("$", "").split(":");
  if (more.length > 0) return undefined;
  const from = cornerOf(first ?? "");
  const to = second === undefined ? from : cornerOf(second);
  if (from === undefined || to === undefined) return undefined;
  if (second === undefined && (from.row === undefined || from.column === undefined)) return undefined;
  return {
    fromRow: Math.min(from.row ?? 0, to.row ?? 0),
    toRow: Math.max(from.row ?? 1_048_575, to.row ?? 1_048_575),
    fromColumn: Math.min(from.column ?? 0, to.column ?? 0),
    toColumn: Math.max(from.column ?? 16_383, to.column ?? 16_383),
  };
}

/** `B3` → its row and column, 0-based. */
export function cornerOf(text: string): { readonly row: number | undefined; readonly column: number | undefined } | undefined {
  const [, letters = "", digits = ""] = /^([A-Za-z]{0,3})(\d{0,7})$/.exec(text) ?? [];
  if (letters === "" && digits === "") return undefined;
  let column = 0;
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  const row = Number(digits);
  if (column > 16_384 || row > 1_048_576 || (digits !== "" && row === 0)) return undefined;
  return { row: digits === "" ? undefined : row - 1, column: letters === "" ? undefined : column - 1 };
}

/** 0 → `A`. */
export function columnLetters(column: number): string {
  let letters = "";
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}
