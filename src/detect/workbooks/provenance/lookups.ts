import { cellName, nodesOf, rangeName, sheetPrefix, type FormulaNode } from "../../../formulas/index.ts";
import { contains, type PlacedRange } from "../audit/place.ts";
import type { Book, Grid } from "../audit/grid.ts";
import { areaOf, firstColumn, tableAt, tableName } from "./areas.ts";
import type { FoundTable } from "./tables.ts";

/** A lookup within a formula, as it lies for one cell. */
export interface Lookup {
  readonly by: string;
  /** The cell whose value is looked for. */
  readonly key: PlacedRange;
  /** Where it is looked for, one column or one line. */
  readonly keys: PlacedRange;
  /** What is taken: one column or line of as many cells as `keys`; undefined where the formula computes which. */
  readonly taken: PlacedRange | undefined;
  /** May it give a neighbour's value? */
  readonly approximate: boolean;
  /** Does it add up, or count, all that it finds? */
  readonly gathers: boolean;
}

/** Every lookup of a formula, outer ones first. */
export function lookupsIn(tree: FormulaNode, grid: Grid, row: number, column: number, book: Book): readonly Lookup[] {
  const area = (node: FormulaNode | undefined): PlacedRange | undefined =>
    node === undefined ? undefined : areaOf(node, grid, row, column, book);
  return [...nodesOf(tree)].flatMap((node) => {
    const found = node.kind === "call" ? lookupOf(node.name, node.arguments, area) : undefined;
    return found === undefined ? [] : [found];
  });
}

type Area = (node: FormulaNode | undefined) => PlacedRange | undefined;
type List = readonly (FormulaNode | undefined)[];

function lookupOf(name: string, list: List, area: Area): Lookup | undefined {
  switch (name) {
    case "VLOOKUP":
    case "HLOOKUP": {
      const [key, whole, at, mode] = [keyOf(list[0], area), area(list[1]), numberOf(list[2]), list[3]];
      if (key === undefined || whole === undefined) return undefined;
      const { range } = whole;
      const across = name === "HLOOKUP";
      const keys = { ...whole, range: across ? { ...range, toRow: range.fromRow } : firstColumn(range) };
      const line = at === undefined ? undefined : (across ? range.fromRow : range.fromColumn) + at - 1;
      const taken =
        line === undefined
          ? undefined
          : { ...whole, range: across ? { ...range, fromRow: line, toRow: line } : { ...range, fromColumn: line, toColumn: line } };
      return { by: name, key, keys, taken, approximate: !(list.length > 3 && isFalse(mode)), gathers: false };
    }
    case "XLOOKUP": {
      const [key, keys, taken] = [keyOf(list[0], area), area(list[1]), area(list[2])];
      const mode = numberOf(list[4]) ?? 0;
      return key === undefined || keys === undefined
        ? undefined
        : { by: name, key, keys, taken, approximate: mode === -1 || mode === 1, gathers: false };
    }
    case "LOOKUP": {
      const [key, keys] = [keyOf(list[0], area), area(list[1])];
      return key === undefined || keys === undefined
        ? undefined
        : { by: name, key, keys, taken: area(list[2]), approximate: true, gathers: false };
    }
    case "INDEX": {
      const whole = area(list[0]);
      const match = [list[1], list[2]].find((one) => one?.kind === "call" && (one.name === "MATCH" || one.name === "XMATCH"));
      if (whole === undefined || match?.kind !== "call") return undefined;
      const [key, keys] = [keyOf(match.arguments[0], area), area(match.arguments[1])];
      if (key === undefined || keys === undefined) return undefined;
      const fallback = match.name === "MATCH" ? 1 : 0;
      const mode = match.arguments.length > 2 ? (numberOf(match.arguments[2]) ?? 0) : fallback;
      const at = numberOf(list[2]);
      const { range } = whole;
      const single = range.fromColumn === range.toColumn || range.fromRow === range.toRow;
      const line = range.fromColumn + (at ?? 0) - 1;
      const taken = single ? whole : at === undefined ? undefined : { ...whole, range: { ...range, fromColumn: line, toColumn: line } };
      return { by: `INDEX/${match.name}`, key, keys, taken, approximate: mode === 1 || mode === -1, gathers: false };
    }
    case "SUMIF":
    case "AVERAGEIF":
    case "COUNTIF": {
      const [keys, key] = [area(list[0]), keyOf(list[1], area)];
      return key === undefined || keys === undefined
        ? undefined
        : { by: name, key, keys, taken: area(list[2]), approximate: false, gathers: true };
    }
    case "SUMIFS":
    case "AVERAGEIFS":
    case "MAXIFS":
    case "MINIFS":
    case "COUNTIFS": {
      const first = name === "COUNTIFS" ? 0 : 1;
      const [keys, key] = [area(list[first]), keyOf(list[first + 1], area)];
      return key === undefined || keys === undefined
        ? undefined
        : { by: name, key, keys, taken: first === 0 ? undefined : area(list[0]), approximate: false, gathers: true };
    }
    default:
      return undefined;
  }
}

/** The one cell that a key is made of: itself, or what TRIM, TEXT and the like read. */
function keyOf(node: FormulaNode | undefined, area: Area): PlacedRange | undefined {
  if (node === undefined) return undefined;
  for (const one of nodesOf(node)) {
    const found = area(one);
    if (found !== undefined) {
      const { range } = found;
      return range.fromRow === range.toRow && range.fromColumn === range.toColumn ? found : undefined;
    }
  }
  return undefined;
}

function numberOf(node: FormulaNode | undefined): number | undefined {
  if (node?.kind === "number") return node.number;
  if (node?.kind === "boolean") return node.boolean ? 1 : 0;
  const inner = node?.kind === "unary" ? numberOf(node.argument) : undefined;
  return node?.kind === "unary" && node.operator === "-" && inner !== undefined ? -inner : undefined;
}

/** FALSE, 0, and an argument that is there but empty. */
function isFalse(node: FormulaNode | undefined): boolean {
  return node === undefined || numberOf(node) === 0;
}

/** `Merge.Job #`, or the address where no table has it. */
export function columnWords(placed: PlacedRange, tables: readonly FoundTable[]): string {
  const { grid, range } = placed;
  const table = tableAt(tables, placed);
  const title = table?.titles[range.fromColumn - table.range.fromColumn];
  if (table !== undefined && title !== undefined) return `${tableName(table, tables)}.${title}`;
  const end = { ...range, toRow: Math.min(range.toRow, Math.max(range.fromRow, grid.rows - 1)) };
  return `${sheetPrefix(grid.name)}${range.fromRow === range.toRow ? cellName(range.fromRow, range.fromColumn) : rangeName(end)}`;
}

/** Titles of what a formula reads: of its own table without the table's name. */
export function readsOf(
  tree: FormulaNode,
  own: FoundTable,
  row: number,
  column: number,
  book: Book,
  tables: readonly FoundTable[],
): readonly string[] {
  const words = new Set<string>();
  for (const node of nodesOf(tree)) {
    const area = areaOf(node, own.grid, row, column, book);
    if (area === undefined) {
      if (node.kind === "range" && node.range.workbook !== undefined) words.add(`[${node.range.workbook}]${node.range.sheet ?? ""}`);
      continue;
    }
    const { range, grid } = area;
    const inside = grid === own.grid && contains(own.range, row, range.fromColumn) && range.fromRow <= row && range.toRow >= row;
    const table = inside ? own : tableAt(tables, area);
    const last = Math.min(range.toColumn, table?.range.toColumn ?? range.fromColumn);
    for (let at = Math.max(range.fromColumn, table?.range.fromColumn ?? 0); at <= Math.min(last, range.fromColumn + 50); at++) {
      const title = table?.titles[at - table.range.fromColumn];
      const one = { grid, range: { ...range, fromColumn: at, toColumn: at } };
      words.add(inside && title !== undefined ? title : columnWords(one, tables));
    }
  }
  return [...words];
}
