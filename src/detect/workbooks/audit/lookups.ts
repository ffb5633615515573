import { nodesOf, rangeName, toA1, type FormulaNode } from "../../../formulas/index.ts";
import type { CellRange } from "../../../model/index.ts";
import { NUMBER, TEXT, type Book, type Grid } from "./grid.ts";
import type { Logic } from "./logic.ts";
import type { Mark } from "./mark.ts";
import { place } from "./place.ts";

/** Where a lookup that takes the nearest key finds its keys, and how they must be sorted for it. */
interface Approximate {
  readonly name: string;
  readonly keys: FormulaNode;
  readonly descending: boolean;
  readonly exact: string;
}

const LOOKUPS = ["VLOOKUP", "HLOOKUP", "MATCH", "LOOKUP"] as const;

/** Whether the keys of a range are sorted; each is looked at once. */
export class SortedKeys {
  readonly #known = new Map<string, boolean>();

  sorted(grid: Grid, keys: CellRange, descending: boolean, whole: boolean): boolean {
    const name = `${grid.name}\n${rangeName(keys)} ${descending} ${whole}`;
    let known = this.#known.get(name);
    if (known === undefined) {
      known = isSorted(grid, keys, descending, whole);
      this.#known.set(name, known);
    }
    return known;
  }
}

/** Lookups that take the nearest key, on keys that are not sorted: they give a wrong row without an error. */
export function approximateLookups(grid: Grid, row: number, column: number, logic: Logic, book: Book, sorted: SortedKeys): Mark[] {
  if (logic.tree === undefined || !LOOKUPS.some((name) => logic.functions.has(name))) return [];
  for (const node of nodesOf(logic.tree)) {
    const lookup = approximate(node);
    if (lookup?.keys.kind !== "range" || lookup.keys.range.workbook !== undefined) continue;
    const placed = place(lookup.keys.range, grid, row, column, book);
    if (placed === undefined) continue;
    const keys = keysOf(placed.range, lookup.name);
    const whole = lookup.keys.range.rows === undefined;
    if (sorted.sorted(placed.grid, keys, lookup.descending, whole)) continue;
    const where = `${placed.grid === grid ? "" : `${placed.grid.name}!`}${rangeName(keys)}`;
    return [
      {
        kind: "approximate-match",
        grid,
        row,
        column,
        found: `=${toA1(logic.text, row, column)}`,
        expected: lookup.exact,
        why: `${lookup.name} takes the nearest key, but ${where} is not sorted${lookup.descending ? " from the largest down" : ""}: it may give another row without saying so.`,
        confidence: 0.9,
        effect: undefined,
        along: "column",
        peers: undefined,
      },
    ];
  }
  return [];
}

function approximate(node: FormulaNode): Approximate | undefined {
  if (node.kind !== "call") return undefined;
  const [, second, third, fourth] = node.arguments;
  if (node.name === "VLOOKUP" || node.name === "HLOOKUP") {
    if (second === undefined || (node.arguments.length > 3 && !isTrue(fourth))) return undefined;
    return { name: node.name, keys: second, descending: false, exact: `${node.name} with FALSE as its fourth argument` };
  }
  if (node.name === "MATCH") {
    const kind = node.arguments.length < 3 ? 1 : sign(third);
    if (second === undefined || kind === undefined || kind === 0) return undefined;
    return { name: "MATCH", keys: second, descending: kind < 0, exact: "MATCH with 0 as its third argument" };
  }
  if (node.name === "LOOKUP" && second !== undefined) return { name: "LOOKUP", keys: second, descending: false, exact: "an exact lookup" };
  return undefined;
}

/** VLOOKUP(a, b, 3,) means FALSE, as an argument that is there but empty. */
function isTrue(node: FormulaNode | undefined): boolean {
  if (node === undefined) return false;
  return (node.kind === "boolean" && node.boolean) || (node.kind === "number" && node.number !== 0);
}

function sign(node: FormulaNode | undefined): number | undefined {
  if (node === undefined) return 0;
  if (node.kind === "number") return node.number;
  return node.kind === "unary" && node.operator === "-" && node.argument.kind === "number" ? -node.argument.number : undefined;
}

/** First column of what VLOOKUP reads, first row of what HLOOKUP reads. */
function keysOf(range: CellRange, name: string): CellRange {
  if (name === "VLOOKUP") return { ...range, toColumn: range.fromColumn };
  if (name === "HLOOKUP") return { ...range, toRow: range.fromRow };
  const tall = range.toRow - range.fromRow >= range.toColumn - range.fromColumn;
  return tall ? { ...range, toColumn: range.fromColumn } : { ...range, toRow: range.fromRow };
}

/** The heading of a whole column is no key. */
function isSorted(grid: Grid, keys: CellRange, descending: boolean, whole: boolean): boolean {
  let last: number | string | undefined;
  const fromRow = whole && grid.kind(0, keys.fromColumn) === TEXT ? 1 : keys.fromRow;
  for (let row = fromRow; row <= Math.min(keys.toRow, grid.rows - 1); row++) {
    for (let column = keys.fromColumn; column <= Math.min(keys.toColumn, grid.columns - 1); column++) {
      const kind = grid.kind(row, column);
      const key = kind === NUMBER ? grid.number(row, column) : kind === TEXT ? grid.text(row, column)!.toLowerCase() : undefined;
      if (key === undefined) continue;
      // Numbers and texts are looked for apart.
      if (last !== undefined && typeof last === typeof key && (descending ? key > last : key < last)) return false;
      last = key;
    }
  }
  return true;
}
