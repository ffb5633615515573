import { parseFormula, toR1C1, type FormulaNode } from "../../../formulas/index.ts";
import type { CellRange } from "../../../model/index.ts";
import type { Book, Grid } from "../audit/grid.ts";
import { contains, place, type PlacedRange } from "../audit/place.ts";
import type { FoundTable } from "./tables.ts";

/** Where the cells lie that a part of a formula names, for a formula in a cell; undefined where it names none, or another workbook's. */
export function areaOf(node: FormulaNode, grid: Grid, row: number, column: number, book: Book): PlacedRange | undefined {
  switch (node.kind) {
    case "range":
      return node.range.workbook === undefined ? place(node.range, grid, row, column, book) : undefined;
    case "table":
      return tablePart(node.table, node.text.slice(node.table.length), grid, row, column, book);
    case "name":
      return namedArea(node.name, node.sheet ?? grid.name, book);
    default:
      return undefined;
  }
}

/** A name that stands for a range. */
function namedArea(name: string, sheet: string, book: Book): PlacedRange | undefined {
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  const all = book.open.workbook.names.filter((one) => same(one.name, name));
  const found = all.find((one) => one.sheet !== undefined && same(one.sheet, sheet)) ?? all.find((one) => one.sheet === undefined);
  const tree = found === undefined ? undefined : parseFormula(toR1C1(found.refersTo, 0, 0));
  if (tree?.kind !== "range" || tree.range.workbook !== undefined || tree.range.sheet === undefined) return undefined;
  const grid = book.grid(tree.range.sheet);
  return grid === undefined ? undefined : place(tree.range, grid, 0, 0, book);
}

/** `Invoices[Job Ref]`, `Jobs[[#This Row],[Job '#]]`, `[@Amount]`. */
function tablePart(table: string, part: string, grid: Grid, row: number, column: number, book: Book): PlacedRange | undefined {
  for (const sheet of book.open.workbook.sheets) {
    for (const { name, range, columns } of sheet.tables) {
      const own = table === "" ? sheet.name === grid.name && contains(range, row, column) : name.toLowerCase() === table.toLowerCase();
      const placed = own ? book.grid(sheet.name) : undefined;
      if (placed === undefined) continue;
      const thisRow = /#This Row|\[@|^\[@/i.test(part);
      const wanted = [...part.matchAll(/\[@?((?:'.|[^[\]'])+)\]/g)]
        .map(([, text = ""]) => text.replace(/'(.)/g, "$1").trim())
        .filter((text) => !/^#(all|data|headers|totals|this row)$/i.test(text));
      const at = wanted.map((text) => columns.findIndex((title) => title.toLowerCase() === text.toLowerCase()));
      if (at.includes(-1)) return undefined;
      const [first = 0, last = wanted.length === 0 ? columns.length - 1 : first] = at;
      const rows = thisRow ? { fromRow: row, toRow: row } : { fromRow: range.fromRow + 1, toRow: range.toRow };
      return { grid: placed, range: { ...rows, fromColumn: range.fromColumn + first, toColumn: range.fromColumn + last } };
    }
  }
  return undefined;
}

/** The table in which most of a range lies, or which lies in it. */
export function tableAt(tables: readonly FoundTable[], { grid, range }: PlacedRange): FoundTable | undefined {
  return tables.find(
    (table) =>
      table.grid === grid &&
      range.fromColumn <= table.range.toColumn &&
      range.toColumn >= table.range.fromColumn &&
      range.fromRow <= table.range.toRow &&
      range.toRow >= table.range.fromRow,
  );
}

/** What people call a table: its name, or its sheet; where a sheet has several, with the header's first word. */
export function tableName(table: FoundTable, tables: readonly FoundTable[]): string {
  if (table.name !== undefined) return table.name;
  const alone = tables.filter(({ grid, name }) => grid === table.grid && name === undefined).length === 1;
  return alone ? table.sheet : `${table.sheet} (${table.titles[0] ?? ""})`;
}

export function firstColumn(range: CellRange): CellRange {
  return { ...range, toColumn: range.fromColumn };
}
