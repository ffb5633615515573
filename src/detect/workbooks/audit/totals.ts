import { cellName, rangeName, toA1, type FormulaNode } from "../../../formulas/index.ts";
import { nodesOf } from "../../../formulas/index.ts";
import type { CellRange } from "../../../model/index.ts";
import { difference, plain } from "./figures.ts";
import { BLANK, NUMBER, TEXT, type Book, type Grid } from "./grid.ts";
import { indexAt } from "./lanes.ts";
import type { Logic } from "./logic.ts";
import type { Mark } from "./mark.ts";
import { overlaps, place, within } from "./place.ts";

/** A sum as it stands in a cell: its plain ranges on the sheet. */
export interface Sum {
  readonly ranges: readonly CellRange[];
}

const AGGREGATES = new Set(["SUM", "AVERAGE", "MIN", "MAX", "COUNT"]);

/** What a formula adds up on its own sheet; undefined where its whole is no single SUM. */
export function sumOf(logic: Logic, grid: Grid, row: number, column: number, book: Book): Sum | undefined {
  return aggregateOf(logic.tree, "SUM", grid, row, column, book);
}

function aggregateOf(
  tree: FormulaNode | undefined,
  name: string | undefined,
  grid: Grid,
  row: number,
  column: number,
  book: Book,
): Sum | undefined {
  if (tree?.kind !== "call" || (name === undefined ? !AGGREGATES.has(tree.name) : tree.name !== name)) return undefined;
  const ranges: CellRange[] = [];
  for (const argument of tree.arguments) {
    if (argument?.kind !== "range") return undefined;
    const placed = place(argument.range, grid, row, column, book);
    if (placed === undefined || placed.grid !== grid) return undefined;
    ranges.push(placed.range);
  }
  return { ranges };
}

/** A total of one line of cells that stops before the last figure beside it, or that also reads lines where nothing is. */
export function rangesOfTotals(grid: Grid, row: number, column: number, logic: Logic, book: Book): Mark[] {
  const sum = aggregateOf(logic.tree, undefined, grid, row, column, book);
  const [range] = sum?.ranges ?? [];
  if (sum === undefined || range === undefined || sum.ranges.length !== 1) return [];
  const down = range.fromColumn === range.toColumn && range.fromColumn === column && range.toRow > range.fromRow;
  const across = range.fromRow === range.toRow && range.fromRow === row && range.toColumn > range.fromColumn;
  if (!down && !across) return [];
  const found = `=${toA1(logic.text, row, column)}`;
  const common = { grid, row, column, found, along: undefined, peers: undefined } as const;
  const short = omitted(grid, range, down, down ? row : column);
  if (short !== undefined && !meant(grid, logic, down, row, column, rest(range, short))) {
    const name = logic.tree?.kind === "call" ? logic.tree.name : "SUM";
    const added = sumIn(grid, range, short);
    return [
      {
        ...common,
        kind: "range-short",
        expected: `=${name}(${rangeName(short)})`,
        why: `It stops before ${rangeName(rest(range, short))}, which stands between its range and the cell.`,
        confidence: 0.85,
        effect: name === "SUM" ? difference(added, 0) : undefined,
      },
    ];
  }
  const empty = emptyLines(grid, range, down);
  if (empty === undefined) return [];
  return [
    {
      ...common,
      kind: "range-wide",
      expected:
        empty.trimmed === undefined ? `=${toA1(logic.text, row, column)}` : found.replace(rangeName(range), rangeName(empty.trimmed)),
      why: `Its range also reads ${empty.names}, where no figure belongs: whatever is written there will be counted.`,
      confidence: 0.35,
      effect: "0",
    },
  ];
}

/** The range with the typed numbers that follow it before the cell. */
function omitted(grid: Grid, range: CellRange, down: boolean, here: number): CellRange | undefined {
  const end = down ? range.toRow : range.toColumn;
  if (here <= end + 1 || here > end + 4) return undefined;
  let last = end;
  const belongs = (row: number, column: number): boolean =>
    grid.typed(row, column) && grid.percent(row, column) === grid.percent(range.toRow, range.toColumn);
  while (last + 1 < here && (down ? belongs(last + 1, range.toColumn) : belongs(range.toRow, last + 1))) last++;
  if (last === end) return undefined;
  return down ? { ...range, toRow: last } : { ...range, toColumn: last };
}

/** Do the same formulas beside it leave out a figure in the same place? Then it is no part of the total. */
function meant(grid: Grid, logic: Logic, down: boolean, row: number, column: number, left: CellRange): boolean {
  return [-1, 1].some((side) =>
    down
      ? grid.logic(row, column + side)?.id === logic.id && grid.figure(left.toRow, left.toColumn + side)
      : grid.logic(row + side, column)?.id === logic.id && grid.figure(left.toRow + side, left.toColumn),
  );
}

function rest(range: CellRange, longer: CellRange): CellRange {
  return longer.toRow > range.toRow ? { ...longer, fromRow: range.toRow + 1 } : { ...longer, fromColumn: range.toColumn + 1 };
}

function sumIn(grid: Grid, range: CellRange, longer: CellRange): number {
  const { fromRow, toRow, fromColumn, toColumn } = rest(range, longer);
  let sum = 0;
  for (let row = fromRow; row <= toRow; row++) for (let column = fromColumn; column <= toColumn; column++) sum += grid.number(row, column);
  return sum;
}

/** Lines within the range in which no cell of the whole row (or column) nearby is a figure. */
function emptyLines(grid: Grid, range: CellRange, down: boolean): { names: string; trimmed: CellRange | undefined } | undefined {
  const [from, to, line] = down ? [range.fromRow, range.toRow, range.fromColumn] : [range.fromColumn, range.toColumn, range.fromRow];
  if (to - from > 200) return undefined;
  const empty: number[] = [];
  for (let at = from; at <= to; at++) {
    const kind = down ? grid.kind(at, line) : grid.kind(line, at);
    // A text within the range is a value that is missing; above it, a heading.
    const idle = kind === BLANK || (kind === TEXT && at === from);
    if (idle && !figuresBeside(grid, at, line, down)) empty.push(at);
  }
  if (empty.length === 0 || empty.length === to - from + 1) return undefined;
  let start = from;
  let end = to;
  while (empty.includes(start)) start++;
  while (empty.includes(end)) end--;
  const names = empty.map((at) => (down ? `row ${at + 1}` : `column ${cellName(0, at).slice(0, -1)}`));
  const trimmed = down ? { ...range, fromRow: start, toRow: end } : { ...range, fromColumn: start, toColumn: end };
  return {
    names: names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", "),
    trimmed: start === from && end === to ? undefined : trimmed,
  };
}

function figuresBeside(grid: Grid, at: number, line: number, down: boolean): boolean {
  const length = down ? grid.columns : grid.rows;
  for (let side = Math.max(0, line - 40); side < Math.min(length, line + 40); side++) {
    if (down ? grid.figure(at, side) : grid.figure(side, at)) return true;
  }
  return false;
}

/** Totals that count something twice: overlapping ranges, or subtotals together with their parts. */
export function doubleCounts(grid: Grid, row: number, column: number, logic: Logic, book: Book): Mark[] {
  const { tree } = logic;
  if (tree === undefined || !logic.functions.has("SUM") || (tree.kind === "binary" && tree.operator === "/")) return [];
  const found = `=${toA1(logic.text, row, column)}`;
  for (const node of nodesOf(tree)) {
    const sum = aggregateOf(node, "SUM", grid, row, column, book);
    if (sum === undefined) continue;
    const twice = overlapping(grid, sum) ?? subtotals(grid, sum, row, column, book);
    if (twice === undefined) continue;
    return [
      {
        kind: "double-counted",
        grid,
        row,
        column,
        found,
        expected: `without ${twice.names} a second time`,
        why: twice.why,
        confidence: 0.9,
        effect: difference(-twice.amount, 0),
        along: undefined,
        peers: undefined,
      },
    ];
  }
  return [];
}

interface Twice {
  readonly names: string;
  readonly why: string;
  readonly amount: number;
}

function overlapping(grid: Grid, sum: Sum): Twice | undefined {
  for (const [index, a] of sum.ranges.entries()) {
    for (const b of sum.ranges.slice(index + 1)) {
      if (!overlaps(a, b)) continue;
      const both = {
        fromRow: Math.max(a.fromRow, b.fromRow),
        toRow: Math.min(a.toRow, b.toRow),
        fromColumn: Math.max(a.fromColumn, b.fromColumn),
        toColumn: Math.min(a.toColumn, b.toColumn),
      };
      let amount = 0;
      for (let row = both.fromRow; row <= Math.min(both.toRow, grid.rows - 1); row++) {
        for (let column = both.fromColumn; column <= Math.min(both.toColumn, grid.columns - 1); column++) {
          if (grid.kind(row, column) === NUMBER) amount += grid.number(row, column);
        }
      }
      return { names: rangeName(both), why: `${rangeName(a)} and ${rangeName(b)} share ${rangeName(both)}.`, amount };
    }
  }
  return undefined;
}

function subtotals(grid: Grid, sum: Sum, row: number, column: number, book: Book): Twice | undefined {
  const names: string[] = [];
  let amount = 0;
  for (const range of sum.ranges) {
    if (range.fromColumn !== range.toColumn && range.fromRow !== range.toRow) continue;
    for (let c = range.fromColumn; c <= Math.min(range.toColumn, grid.columns - 1); c++) {
      const rows = grid.sumRows(c);
      for (let at = indexAt(rows, range.fromRow); at < rows.length && rows[at]! <= range.toRow; at++) {
        const r = rows[at]!;
        const inner = r === row && c === column ? undefined : grid.logic(r, c);
        if (inner === undefined) continue;
        const parts = sumOf(inner, grid, r, c, book);
        if (parts === undefined || parts.ranges.length === 0 || !parts.ranges.every((part) => within(part, range))) continue;
        names.push(cellName(r, c));
        amount += grid.number(r, c);
      }
    }
  }
  if (names.length === 0) return undefined;
  const shown = names.length > 4 ? `${names.slice(0, 4).join(", ")} and ${names.length - 4} more` : names.join(", ");
  return {
    names: shown,
    why: `${shown} ${names.length === 1 ? "is a subtotal" : "are subtotals"} of cells that the total also adds (${plain(amount)}).`,
    amount,
  };
}
