import { nodesOf, type FormulaNode } from "../../formulas/index.ts";
import type { CorrectionKind, Dataset, Field, ProvenTable } from "../../model/index.ts";
import type { Reading } from "../numbers/index.ts";
import type { Area, Book, Spot } from "./book.ts";
import { Evaluation } from "./evaluation.ts";
import { CellError, digits, NotRecomputed, numberOf, textOf, type Scalar } from "./values.ts";

/** What a column is to a number. */
export interface Use {
  /** Its cells make what a row adds. */
  value: boolean;
  /** Its cells say whether a row counts. */
  test: boolean;
  /** … by its unit, by its day. */
  unit: boolean;
  day: boolean;
}

export interface TableColumn {
  readonly column: number;
  readonly title: string;
  /** The formula (R1C1) that most of its cells have; undefined: they are typed or pasted. */
  readonly formula: string | undefined;
  /** The dataset's field that it shows, by copy or by reference. */
  readonly field: Field | undefined;
  /** No system holds it. */
  readonly typed: boolean;
  readonly use: Use;
}

/** A table whose rows are records of the metric's dataset. */
export interface RecordTable {
  readonly index: number;
  readonly sheet: string;
  readonly fromRow: number;
  readonly toRow: number;
  readonly fromColumn: number;
  readonly toColumn: number;
  readonly keyColumn: number;
  readonly columns: ReadonlyMap<number, TableColumn>;
}

const SAMPLE = 1000;

/** Cells of a column, evenly spread. */
export function* sampleRows(fromRow: number, toRow: number, most = SAMPLE): Generator<number> {
  const step = Math.max(1, Math.floor((toRow - fromRow + 1) / most));
  for (let row = fromRow; row <= toRow; row += step) yield row;
}

/** The formula of most cells that hold something. */
function formulaOf(book: Book, sheet: string, { fromRow, toRow }: ProvenTable["range"], column: number): string | undefined {
  const counts = new Map<string, number>();
  let filled = 0;
  for (const row of sampleRows(fromRow, toRow)) {
    const cell = book.at({ sheet, row, column });
    if (cell === undefined) continue;
    filled++;
    if (cell.formula !== undefined && cell.formula !== "") counts.set(cell.formula, (counts.get(cell.formula) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted((a, b) => b[1] - a[1]);
  return most !== undefined && most[1] * 2 > filled ? most[0] : undefined;
}

/** The tables of a file whose rows are records, each with the column of their key. */
export function recordTables(
  book: Book,
  found: readonly { readonly table: ProvenTable; readonly keyColumn: number }[],
  dataset: Dataset,
): RecordTable[] {
  const drafts = found.map(({ table, keyColumn }, index) => {
    const columns = new Map<number, TableColumn>();
    for (let column = table.range.fromColumn; column <= table.range.toColumn; column++) {
      const proven = table.columns.find((one) => one.column === column);
      const formula = formulaOf(book, table.sheet, table.range, column);
      const origin = proven?.origin;
      const copied = formula === undefined && origin?.kind === "copied" && origin.dataset === dataset.id ? origin.field : undefined;
      columns.set(column, {
        column,
        title: proven?.title ?? "",
        formula,
        field: dataset.fields.find(({ name }) => name === copied),
        typed: formula === undefined && (origin === undefined || origin.kind === "typed" || origin.kind === "empty"),
        use: { value: false, test: false, unit: false, day: false },
      });
    }
    return { index, sheet: table.sheet, ...table.range, keyColumn, columns };
  });
  // A formula that only refers to a column, or looks it up, shows that column's field.
  for (const draft of drafts) {
    for (const column of draft.columns.values()) {
      const field = tracedField(book, drafts, draft, column, 0);
      if (field !== undefined) draft.columns.set(column.column, { ...column, field });
    }
  }
  return drafts;
}

function tracedField(
  book: Book,
  tables: readonly RecordTable[],
  table: RecordTable,
  column: TableColumn,
  depth: number,
): Field | undefined {
  if (column.field !== undefined || column.formula === undefined || depth > 8) return column.field;
  const tree = book.tree(column.formula);
  const taken = tree === undefined ? undefined : takenFrom(tree);
  if (taken === undefined) return undefined;
  const spot = { sheet: table.sheet, row: table.fromRow, column: column.column };
  const area = book.area(taken.node, spot);
  const other = area === undefined ? undefined : tableAt(tables, area);
  const source = area === undefined ? undefined : other?.columns.get(area.range.fromColumn + taken.index);
  return other === undefined || source === undefined ? undefined : tracedField(book, tables, other, source, depth + 1);
}

/** The cells whose value a formula gives unchanged, and which column of them. */
function takenFrom(tree: FormulaNode): { readonly node: FormulaNode; readonly index: number } | undefined {
  if (tree.kind === "range" || tree.kind === "table" || tree.kind === "name") return { node: tree, index: 0 };
  if (tree.kind !== "call") return undefined;
  const [first, second, third] = tree.arguments;
  if (tree.name === "IFERROR" || tree.name === "IFNA" || tree.name === "TRIM") return first === undefined ? undefined : takenFrom(first);
  if (tree.name === "VLOOKUP" && second !== undefined && third?.kind === "number") return { node: second, index: third.number - 1 };
  if (tree.name === "XLOOKUP" && third !== undefined) return { node: third, index: 0 };
  return tree.name === "INDEX" && first !== undefined ? { node: first, index: 0 } : undefined;
}

/** The table in which cells lie, in part at least. */
export function tableAt(tables: readonly RecordTable[], { sheet, range }: Area): RecordTable | undefined {
  return tables.find(
    (table) =>
      table.sheet.toLowerCase() === sheet.toLowerCase() &&
      range.fromRow <= table.toRow &&
      range.toRow >= table.fromRow &&
      range.fromColumn <= table.toColumn &&
      range.toColumn >= table.fromColumn,
  );
}

/** Marks a column as used, and whatever its formula reads, through all tables. */
export function markUse(book: Book, tables: readonly RecordTable[], table: RecordTable, column: number, use: Partial<Use>): void {
  const own = table.columns.get(column);
  if (own === undefined || column === table.keyColumn) return;
  const before = JSON.stringify(own.use);
  Object.assign(own.use, Object.fromEntries(Object.entries(use).filter(([, on]) => on)));
  if (before === JSON.stringify(own.use) || own.formula === undefined) return;
  const tree = book.tree(own.formula);
  if (tree === undefined) return;
  const spot = { sheet: table.sheet, row: table.fromRow, column };
  for (const node of nodesOf(tree)) {
    if (node.kind !== "range" && node.kind !== "table" && node.kind !== "name") continue;
    const area = book.area(node, spot);
    const other = area === undefined ? undefined : tableAt(tables, area);
    if (area === undefined || other === undefined) continue;
    for (const read of columnsRead(tree, node, area)) markUse(book, tables, other, read, use);
  }
}

/** Of a VLOOKUP's table only the column that is taken. */
function columnsRead(tree: FormulaNode, node: FormulaNode, { range }: Area): number[] {
  for (const call of nodesOf(tree)) {
    if (call.kind !== "call" || call.name !== "VLOOKUP" || call.arguments[1] !== node) continue;
    const [, , index] = call.arguments;
    if (index?.kind === "number") return [range.fromColumn + index.number - 1];
  }
  return Array.from({ length: range.toColumn - range.fromColumn + 1 }, (_, at) => range.fromColumn + at);
}

/** Which kind of correction a change of one of its cells is. */
export function kindOfColumn(column: TableColumn, dataset: Dataset, reading: Reading): CorrectionKind {
  const { field, use } = column;
  if (field !== undefined) {
    if (field.name === dataset.unit) return "recategorised";
    if (field.name === reading.date || field.type === "date" || field.type === "timestamp") return "moved";
    if (field.name === dataset.state?.field) return "state-edited";
  }
  if (use.value) return column.formula !== undefined ? "overridden" : column.typed ? "adjusted" : "value-edited";
  if (use.unit) return "recategorised";
  if (use.day) return "moved";
  return column.typed ? "row-filtered" : "state-edited";
}

/** A cell as the engine holds it: numbers in plain digits; undefined: nothing. */
export function plainText(value: Scalar): string | undefined {
  if (value === undefined) return undefined;
  if (value.kind === "number") return digits(value.number);
  return value.kind === "error" ? value.error : textOf(value).trim();
}

/** The criterion word or the value that a formula gives in a place; undefined where it cannot be told. */
export function valueIn(book: Book, formula: string, spot: Spot): Scalar {
  const tree = book.tree(formula);
  if (tree === undefined) return undefined;
  try {
    const value = new Evaluation(book).scalar(tree, spot);
    return value === undefined ? { kind: "number", number: numberOf(value) } : value;
  } catch (cause) {
    if (cause instanceof CellError) return { kind: "error", error: cause.error };
    if (cause instanceof NotRecomputed) return undefined;
    throw cause;
  }
}
