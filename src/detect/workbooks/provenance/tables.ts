import { columnName, nodesOf, type FormulaNode } from "../../../formulas/index.ts";
import type { CellRange, WorkbookSheet } from "../../../model/index.ts";
import { BLANK, NUMBER, TEXT, type Grid } from "../audit/grid.ts";
import { contains, overlaps } from "../audit/place.ts";
import { blocksOf } from "./blocks.ts";

/** A block of rows on a sheet. */
export interface FoundTable {
  readonly sheet: string;
  readonly grid: Grid;
  /** Its name, where the program knows it as a table. */
  readonly name: string | undefined;
  /** Without header and totals. */
  readonly range: CellRange;
  readonly headerRow: number | undefined;
  /** By column, from `range.fromColumn`: its header, or its letter. */
  readonly titles: readonly string[];
}

/** Lines above which no header is looked for. */
const TITLE_LINES = 10;
/** A block without a header has at least so many lines to be a table. */
const LEAST_LINES = 3;
const TOTAL = /^\W*((grand|sub|overall)[\s-]?)?totals?\W*$|^sum\W*$/i;
const TOTALS = new Set(["SUM", "SUBTOTAL", "AGGREGATE", "COUNT", "COUNTA", "AVERAGE", "MIN", "MAX"]);

/** The tables of a sheet, from top to bottom, then left to right. What stands outside them is a label, a parameter or a total. */
export function findTables(sheet: WorkbookSheet, grid: Grid): readonly FoundTable[] {
  const named = sheet.tables.flatMap((table) => namedTable(table, grid));
  const filled = (row: number, column: number): boolean =>
    (grid.kind(row, column) !== BLANK || grid.hasFormula(row, column)) && !named.some(({ area }) => contains(area, row, column));
  const found: FoundTable[] = [];
  for (const block of blocksOf(filled, grid.rows, grid.columns)) {
    const above = found.findLast((table) => continues(table, block, grid));
    const table = tableOf(block, sheet, grid);
    if (above !== undefined && table?.headerRow === undefined && !isTotal(grid, block.fromRow, block, above.range)) {
      const { toRow } = withoutTotals({ ...above.range, toRow: block.toRow }, grid);
      found[found.indexOf(above)] = { ...above, range: { ...above.range, toRow } };
    } else if (table !== undefined) found.push(table);
  }
  const all = [...found.filter(({ range }) => !named.some(({ area }) => overlaps(area, range))), ...named.map(({ table }) => table)];
  return all.toSorted((a, b) => a.range.fromRow - b.range.fromRow || a.range.fromColumn - b.range.fromColumn);
}

function namedTable(
  { name, range, columns }: WorkbookSheet["tables"][number],
  grid: Grid,
): { readonly area: CellRange; readonly table: FoundTable }[] {
  const toRow = Math.min(range.toRow, grid.rows - 1);
  const header = columns[0] !== undefined && grid.text(range.fromRow, range.fromColumn)?.trim() === columns[0].trim();
  const fromRow = header ? range.fromRow + 1 : range.fromRow;
  if (toRow < fromRow) return [];
  const body = withoutTotals({ ...range, fromRow, toRow }, grid);
  const titles = Array.from(
    { length: range.toColumn - range.fromColumn + 1 },
    (_, at) => columns[at]?.trim() || columnName(range.fromColumn + at),
  );
  const table = { sheet: grid.name, grid, name, range: body, headerRow: header ? range.fromRow : undefined, titles };
  return [{ area: range, table }];
}

function tableOf(block: CellRange, sheet: WorkbookSheet, grid: Grid): FoundTable | undefined {
  const headerRow = headerOf(block, sheet, grid);
  const fromRow = headerRow === undefined ? block.fromRow : headerRow + 1;
  if (fromRow > block.toRow) return undefined;
  const range = withoutTotals({ ...block, fromRow }, grid);
  const lines = range.toRow - range.fromRow + 1;
  const width = range.toColumn - range.fromColumn + 1;
  if (lines < (headerRow === undefined || width === 1 ? LEAST_LINES : 1)) return undefined;
  if (headerRow === undefined && (width < 2 || !isRegular(range, grid))) return undefined;
  const titles = Array.from({ length: width }, (_, at) => titleOf(headerRow, range.fromColumn + at, sheet, grid));
  return { sheet: grid.name, grid, name: undefined, range, headerRow, titles };
}

function titleOf(headerRow: number | undefined, column: number, sheet: WorkbookSheet, grid: Grid): string {
  if (headerRow === undefined) return columnName(column);
  const own = labelAt(headerRow, column, grid);
  if (own !== undefined) return own;
  // A merged header stands in its first cell alone.
  const merged = sheet.merged.find((range) => contains(range, headerRow, column));
  return (merged === undefined ? undefined : labelAt(merged.fromRow, merged.fromColumn, grid)) ?? columnName(column);
}

function labelAt(row: number, column: number, grid: Grid): string | undefined {
  const text = grid.text(row, column)?.replace(/\s+/g, " ").trim();
  if (text !== undefined && text !== "") return text;
  return grid.kind(row, column) === NUMBER ? String(grid.number(row, column)) : undefined;
}

/** The line of texts above values: the first of a block's first lines that names at least half of the columns below it. */
function headerOf(block: CellRange, sheet: WorkbookSheet, grid: Grid): number | undefined {
  const last = Math.min(block.fromRow + TITLE_LINES, block.toRow - 1);
  for (let row = block.fromRow; row <= last; row++) {
    if (!couldBeHeader(row, block, grid)) continue;
    // Of two lines of texts the lower one names the columns where the upper one's cells are merged over several.
    const grouped = sheet.merged.some(
      (range) => range.fromRow <= row && range.toRow >= row && range.toColumn > range.fromColumn && overlaps(range, block),
    );
    if (grouped && row < last && couldBeHeader(row + 1, block, grid)) return row + 1;
    // Texts that stand below too are values: then so is all that follows.
    if (!namesColumns(row, block, grid)) return undefined;
    const fuller = row < last && couldBeHeader(row + 1, block, grid) && texts(row + 1, block, grid) > texts(row, block, grid);
    if (!fuller || !namesColumns(row + 1, block, grid)) return row;
  }
  return undefined;
}

function texts(row: number, block: CellRange, grid: Grid): number {
  let count = 0;
  for (let column = block.fromColumn; column <= block.toColumn; column++) if (grid.kind(row, column) === TEXT) count++;
  return count;
}

function couldBeHeader(row: number, block: CellRange, grid: Grid): boolean {
  let below = 0;
  for (let column = block.fromColumn; column <= block.toColumn; column++) {
    const kind = grid.kind(row, column);
    if (kind === TEXT) {
      if ((grid.text(row, column) ?? "").length > 120 || grid.hasFormula(row, column)) return false;
    } else if (kind !== BLANK) return false;
    for (let at = row + 1; at <= Math.min(row + 3, block.toRow); at++) {
      if (grid.kind(at, column) === BLANK) continue;
      below++;
      break;
    }
  }
  const width = block.toColumn - block.fromColumn + 1;
  const count = texts(row, block, grid);
  return count >= Math.min(2, width) && count * 2 >= below;
}

/** Do other things stand below its texts, or at least not the same texts? */
function namesColumns(row: number, block: CellRange, grid: Grid): boolean {
  let recurs = false;
  for (let column = block.fromColumn; column <= block.toColumn; column++) {
    const title = grid.text(row, column)?.trim().toLowerCase();
    if (title === undefined) continue;
    for (let at = row + 1; at <= Math.min(row + 500, block.toRow); at++) {
      const kind = grid.kind(at, column);
      if (kind === BLANK) continue;
      if (kind !== TEXT || grid.hasFormula(at, column)) return true;
      recurs ||= grid.text(at, column)?.trim().toLowerCase() === title;
    }
  }
  return !recurs;
}

/** Of blocks without a header: does each column hold one kind of thing? */
function isRegular(range: CellRange, grid: Grid): boolean {
  let regular = 0;
  let filled = 0;
  for (let column = range.fromColumn; column <= range.toColumn; column++) {
    const kinds = new Map<number, number>();
    let own = 0;
    for (let row = range.fromRow; row <= range.toRow; row++) {
      const kind = grid.kind(row, column);
      if (kind === BLANK) continue;
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      own++;
    }
    regular += Math.max(0, ...kinds.values());
    filled += own;
  }
  return regular >= 0.9 * filled;
}

/** Is a block the rest of the table above it, after an empty line? */
function continues(table: FoundTable, block: CellRange, grid: Grid): boolean {
  const { range } = table;
  const gap = block.fromRow - range.toRow - 1;
  if (table.grid !== grid || gap < 1 || gap > 2 || block.fromColumn < range.fromColumn || block.toColumn > range.toColumn) return false;
  let same = 0;
  let both = 0;
  for (let column = block.fromColumn; column <= block.toColumn; column++) {
    const [upper, lower] = [range, block].map((part) => mainKind(part, column, grid));
    if (upper === BLANK || lower === BLANK) continue;
    both++;
    if (upper === lower) same++;
  }
  return both >= 2 && same === both && both * 2 > range.toColumn - range.fromColumn;
}

function mainKind(range: CellRange, column: number, grid: Grid): number {
  const counts = [0, 0, 0, 0, 0, 0];
  for (let row = range.fromRow; row <= range.toRow; row++) counts[grid.kind(row, column)]!++;
  counts[BLANK] = 0;
  const most = Math.max(...counts);
  return most === 0 ? BLANK : counts.indexOf(most);
}

/** Totals and remarks at a table's end are none of its rows. */
function withoutTotals(range: CellRange, grid: Grid): CellRange {
  let { toRow } = range;
  while (toRow > range.fromRow && (isTotal(grid, toRow, range, { ...range, toRow: toRow - 1 }) || isRemark(grid, toRow, range))) toRow--;
  return { ...range, toRow };
}

/** Nothing, or one text in a table of several columns. */
function isRemark(grid: Grid, row: number, range: CellRange): boolean {
  let filled = 0;
  for (let column = range.fromColumn; column <= range.toColumn; column++) {
    const kind = grid.kind(row, column);
    if (kind === BLANK && !grid.hasFormula(row, column)) continue;
    if (kind !== TEXT || grid.hasFormula(row, column)) return false;
    filled++;
  }
  return filled === 0 || (filled === 1 && range.toColumn - range.fromColumn >= 2 && fullLines(range, grid));
}

/** Do its first lines have more than one cell each? */
function fullLines(range: CellRange, grid: Grid): boolean {
  let filled = 0;
  for (let column = range.fromColumn; column <= range.toColumn; column++) if (grid.kind(range.fromRow, column) !== BLANK) filled++;
  return filled >= 2;
}

/** Is it called a total, or does it add up the lines above? */
function isTotal(grid: Grid, row: number, range: CellRange, body: CellRange): boolean {
  for (let column = range.fromColumn; column <= range.toColumn; column++) {
    const text = grid.hasFormula(row, column) ? undefined : grid.text(row, column)?.trim();
    if (text !== undefined && text !== "" && TOTAL.test(text)) return true;
    const logic = grid.logic(row, column);
    if (logic?.tree !== undefined && logic.id !== grid.logic(row - 1, column)?.id && addsUp(logic.tree, row, column, body)) return true;
  }
  return false;
}

function addsUp(tree: FormulaNode, row: number, column: number, body: CellRange): boolean {
  if (tree.kind !== "call" || !TOTALS.has(tree.name)) return false;
  for (const node of nodesOf(tree)) {
    if (node.kind !== "range" || node.range.sheet !== undefined) continue;
    const { rows, columns } = node.range;
    if (rows === undefined || columns === undefined) continue;
    const [top, bottom] = rows.map((edge) => (edge.fixed ? edge.index : row + edge.index)) as [number, number];
    const [left, right] = columns.map((edge) => (edge.fixed ? edge.index : column + edge.index)) as [number, number];
    if (left === column && right === column && bottom > top && bottom >= body.toRow - 2 && bottom < row && top <= body.toRow) return true;
  }
  return false;
}
