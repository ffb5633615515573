import type { FormulaNode } from "../../formulas/index.ts";
import { areaOf, valueOf, type Caller } from "./arguments.ts";
import type { Area, Book, Spot } from "./book.ts";
import { CellError, compare, fifteen, given, NotRecomputed, numberOf, truthOf, type Scalar } from "./values.ts";

/**
 * VLOOKUP, XLOOKUP, INDEX and MATCH. Keys are looked for among the values that were saved.
 *
 * @throws CellError where nothing is found, NotRecomputed
 */
export function lookUp(name: string, parts: readonly (FormulaNode | undefined)[], caller: Caller): Scalar {
  const { evaluation } = caller;
  const at = (spot: Spot): Scalar => given(evaluation.cell(spot));
  if (name === "VLOOKUP") {
    const table = areaOf(parts[1], caller);
    const keys = columnOf(table, 0);
    const approximate = parts.length < 4 || truthOf(valueOf(parts[3], caller));
    const row = find(evaluation.book, keys, valueOf(parts[0], caller), approximate);
    const column = table.range.fromColumn + numberOf(valueOf(parts[2], caller)) - 1;
    if (column > table.range.toColumn) throw new CellError("#REF!");
    return at({ sheet: table.sheet, row, column });
  }
  if (name === "MATCH") {
    const keys = columnOf(areaOf(parts[1], caller), 0);
    const kind = parts.length < 3 ? 1 : numberOf(valueOf(parts[2], caller));
    if (kind < 0) throw new NotRecomputed();
    return { kind: "number", number: find(evaluation.book, keys, valueOf(parts[0], caller), kind === 1) - keys.range.fromRow + 1 };
  }
  if (name === "XLOOKUP") {
    if (parts[4] !== undefined && numberOf(valueOf(parts[4], caller)) !== 0) throw new NotRecomputed();
    const keys = columnOf(areaOf(parts[1], caller), 0);
    const taken = columnOf(areaOf(parts[2], caller), 0);
    try {
      const row = find(evaluation.book, keys, valueOf(parts[0], caller), false) - keys.range.fromRow + taken.range.fromRow;
      return at({ sheet: taken.sheet, row, column: taken.range.fromColumn });
    } catch (cause) {
      if (cause instanceof CellError && parts[3] !== undefined) return valueOf(parts[3], caller);
      throw cause;
    }
  }
  const area = areaOf(parts[0], caller);
  const { fromRow, toRow, fromColumn, toColumn } = area.range;
  const first = numberOf(valueOf(parts[1], caller));
  const flat = fromRow === toRow && parts[2] === undefined;
  const row = flat ? fromRow : fromRow + first - 1;
  const column = fromColumn + (flat ? first : parts[2] === undefined ? 1 : numberOf(valueOf(parts[2], caller))) - 1;
  if (first < 1 || row > toRow || column > toColumn) throw new CellError("#REF!");
  return at({ sheet: area.sheet, row, column });
}

function columnOf({ sheet, range }: Area, index: number): Area {
  const column = range.fromColumn + index;
  return { sheet, range: { ...range, fromColumn: column, toColumn: column } };
}

/** First row of each key, of whole columns that were looked into. */
const indexes = new WeakMap<Book, Map<string, Map<string, number>>>();

function keyOf(value: Scalar): string | undefined {
  if (value?.kind === "number") return `n${fifteen(value.number)}`;
  if (value?.kind === "text") return `t${value.text.toLowerCase()}`;
  return value?.kind === "boolean" ? `b${value.boolean}` : undefined;
}

/** @throws CellError `#N/A` */
function find(book: Book, keys: Area, value: Scalar, approximate: boolean): number {
  const { fromRow, toRow, fromColumn: column } = keys.range;
  if (approximate) {
    let found = -1;
    for (let row = fromRow; row <= toRow; row++) {
      const own = book.at({ sheet: keys.sheet, row, column })?.value;
      if (own === undefined || own.kind === "error" || own.kind !== value?.kind) continue;
      if (compare(own, value) > 0) break;
      found = row;
    }
    if (found < 0) throw new CellError("#N/A");
    return found;
  }
  const all = indexes.get(book) ?? new Map<string, Map<string, number>>();
  indexes.set(book, all);
  const name = `${keys.sheet}!${fromRow}:${toRow},${column}`;
  let index = all.get(name);
  if (index === undefined) {
    index = new Map();
    for (let row = toRow; row >= fromRow; row--) {
      const key = keyOf(book.at({ sheet: keys.sheet, row, column })?.value);
      if (key !== undefined) index.set(key, row);
    }
    all.set(name, index);
  }
  const key = keyOf(value);
  const row = key === undefined ? undefined : index.get(key);
  if (row === undefined) throw new CellError("#N/A");
  return row;
}
