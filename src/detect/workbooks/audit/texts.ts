import { difference } from "./figures.ts";
import { TEXT, type Book, type Grid } from "./grid.ts";
import type { Mark } from "./mark.ts";
import { sumOf } from "./totals.ts";
import type { CellRange } from "../../../model/index.ts";

/** Texts that look like numbers in ranges that are added: they count as nothing. */
export function textNumbers(grid: Grid, book: Book): Mark[] {
  const summed: CellRange[] = [];
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      const logic = grid.logic(row, column);
      if (logic === undefined) continue;
      summed.push(...(sumOf(logic, grid, row, column, book)?.ranges ?? []));
    }
  }
  if (summed.length === 0) return [];
  const marks: Mark[] = [];
  const byColumn = covered(summed, grid);
  for (let column = 0; column < grid.columns; column++) {
    for (const [from, to] of byColumn[column] ?? []) {
      for (let row = from; row <= to; row++) {
        if (grid.kind(row, column) !== TEXT || grid.hasFormula(row, column)) continue;
        const text = grid.text(row, column)!;
        const number = asNumber(text);
        if (number === undefined) continue;
        marks.push({
          kind: "text-number",
          grid,
          row,
          column,
          found: `'${text}`,
          expected: number,
          why: "A text that looks like a number stands in a range that is added: it counts as nothing.",
          confidence: 0.95,
          effect: difference(Number(number), 0),
          along: "column",
          peers: undefined,
        });
      }
    }
  }
  return marks;
}

/** For each column, the rows that some sum reads, merged. */
function covered(ranges: readonly CellRange[], grid: Grid): (readonly [number, number])[][] {
  const columns: [number, number][][] = Array.from({ length: grid.columns }, () => []);
  for (const range of ranges) {
    for (let column = range.fromColumn; column <= Math.min(range.toColumn, grid.columns - 1); column++) {
      columns[column]!.push([range.fromRow, Math.min(range.toRow, grid.rows - 1)]);
    }
  }
  return columns.map((spans) => {
    spans.sort((a, b) => a[0] - b[0]);
    const merged: [number, number][] = [];
    for (const [from, to] of spans) {
      const last = merged[merged.length - 1];
      if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
      else merged.push([from, to]);
    }
    return merged;
  });
}

/** `1,234.50`, `$12`, `(45)`, `45-`: as a plain decimal; undefined for all else. */
export function asNumber(text: string): string | undefined {
  const trimmed = text.replaceAll("\u00a0", " ").trim();
  const found = /^(\()?(-)?[$€£]?\s?(-)?(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?\s?(\))?(-)?$/.exec(trimmed);
  if (found === null || (found[4] === undefined && found[5] === undefined)) return undefined;
  const [, open, minus, inner, whole, part, shut, trailing] = found;
  if ((open === undefined) !== (shut === undefined)) return undefined;
  const negative = [open, minus, inner, trailing].filter((sign) => sign !== undefined).length;
  if (negative > 1) return undefined;
  return `${negative === 1 ? "-" : ""}${(whole ?? "0").replaceAll(",", "")}${part ?? ""}`;
}
