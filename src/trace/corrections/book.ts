import { cellName, parseFormula, rangeAt, toR1C1, type FormulaNode, type RangeReference } from "../../formulas/index.ts";
import type { Cell, CellRange, OpenWorkbook, Span, Workbook, WorkbookSheet } from "../../model/index.ts";

/** Cells of one sheet. */
export interface Area {
  readonly sheet: string;
  readonly range: CellRange;
}

/** A cell's place, 0-based. */
export interface Spot {
  readonly sheet: string;
  readonly row: number;
  readonly column: number;
}

/** What names a cell within a workbook. */
export function spotKey({ sheet, row, column }: Spot): string {
  return `${sheet.toLowerCase()}!${row},${column}`;
}

/** `B3` of a spot. */
export function spotName({ row, column }: Spot): string {
  return cellName(row, column);
}

/** A workbook with what formulas need to find their way in it. */
export class Book {
  readonly workbook: Workbook;
  readonly #open: OpenWorkbook;
  readonly #sheets: ReadonlyMap<string, WorkbookSheet>;
  readonly #trees = new Map<string, FormulaNode | undefined>();

  constructor(open: OpenWorkbook) {
    this.#open = open;
    this.workbook = open.workbook;
    this.#sheets = new Map(open.workbook.sheets.map((sheet) => [sheet.name.toLowerCase(), sheet]));
  }

  /** Names of sheets are compared without case. */
  sheet(name: string): WorkbookSheet | undefined {
    return this.#sheets.get(name.toLowerCase());
  }

  at({ sheet, row, column }: Spot): Cell | undefined {
    const known = this.sheet(sheet);
    return known === undefined ? undefined : this.#open.cells(known.name).at(row, column);
  }

  /** Is the row hidden? */
  hidden(sheet: string, row: number): boolean {
    return within(this.sheet(sheet)?.hiddenRows ?? [], row);
  }

  /** Is it hidden by a filter? */
  filtered(sheet: string, row: number): boolean {
    const filters = this.sheet(sheet)?.filters ?? [];
    return filters.some(({ active, range }) => active && row > range.fromRow && row <= range.toRow) && this.hidden(sheet, row);
  }

  /** The tree of a formula in R1C1; undefined where it cannot be read. */
  tree(formula: string): FormulaNode | undefined {
    if (!this.#trees.has(formula)) this.#trees.set(formula, parseFormula(formula));
    return this.#trees.get(formula);
  }

  /** The cells that a reference means, as far as the sheet has any; undefined: another workbook's, or none. */
  area(node: FormulaNode, from: Spot): Area | undefined {
    if (node.kind === "range") return this.#placed(node.range, from);
    if (node.kind === "name") return node.workbook === undefined ? this.#named(node.name, node.sheet ?? from.sheet) : undefined;
    return node.kind === "table" ? this.#ofTable(node.text, from.row) : undefined;
  }

  #placed(range: RangeReference, from: Spot): Area | undefined {
    const sheet = this.sheet(range.sheet ?? from.sheet);
    if (sheet === undefined || range.workbook !== undefined || range.toSheet !== undefined) return undefined;
    const { fromRow, toRow, fromColumn, toColumn } = rangeAt(range, from.row, from.column);
    const one = fromRow === toRow && fromColumn === toColumn;
    const rows = one ? toRow : Math.min(toRow, Math.max(sheet.rowCount - 1, fromRow));
    const columns = one ? toColumn : Math.min(toColumn, Math.max(sheet.columnCount - 1, fromColumn));
    return { sheet: sheet.name, range: { fromRow, toRow: rows, fromColumn, toColumn: columns } };
  }

  #named(name: string, sheet: string): Area | undefined {
    const all = this.workbook.names.filter((one) => one.name.toLowerCase() === name.toLowerCase());
    const found = all.find((one) => one.sheet?.toLowerCase() === sheet.toLowerCase()) ?? all.find((one) => one.sheet === undefined);
    if (found === undefined) return undefined;
    const node = this.tree(toR1C1(found.refersTo, 0, 0));
    return node?.kind === "range" ? this.#placed(node.range, { sheet, row: 0, column: 0 }) : undefined;
  }

  /** `Jobs[Total]`, `Jobs[[#This Row],[Total]]`. */
  #ofTable(text: string, row: number): Area | undefined {
    const name = /^[^[]*/.exec(text)![0];
    for (const sheet of this.workbook.sheets) {
      const table = sheet.tables.find((one) => one.name.toLowerCase() === name.toLowerCase());
      if (table === undefined) continue;
      const parts = [...text.slice(name.length).matchAll(/\[@?([^[\]]+)\]/g)].map((found) => found[1] ?? "");
      const title = parts.find((part) => !part.startsWith("#"))?.replace(/'(.)/g, "$1");
      const column = table.columns.findIndex((one) => one.toLowerCase() === title?.toLowerCase());
      if (column < 0) return undefined;
      const at = table.range.fromColumn + column;
      const own = text.includes("@") || parts.some((part) => part.toLowerCase() === "#this row");
      const rows = own ? { fromRow: row, toRow: row } : { fromRow: table.range.fromRow + 1, toRow: table.range.toRow };
      return { sheet: sheet.name, range: { ...rows, fromColumn: at, toColumn: at } };
    }
    return undefined;
  }
}

/** Spans are in order. */
function within(spans: readonly Span[], row: number): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (spans[middle]!.to < row) low = middle + 1;
    else high = middle;
  }
  const span = spans[low];
  return span !== undefined && span.from <= row;
}
