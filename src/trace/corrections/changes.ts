import { formatMoney, type CorrectionKind, type Dataset } from "../../model/index.ts";
import type { Reading } from "../numbers/index.ts";
import { spotKey, type Book, type Spot } from "./book.ts";
import type { Undone } from "./evaluation.ts";
import { readsHidden, type Compared, type LoadedTable } from "./load.ts";
import type { Chosen, RowFacts } from "./match.ts";
import { kindOfColumn, plainText, valueIn, type TableColumn } from "./tables.ts";
import { dayOfValue, decimalOf, serialOfDay, textOf, type Scalar } from "./values.ts";

/** One change that a person made in one row. */
export interface Change {
  readonly kind: CorrectionKind;
  readonly spot: Spot;
  /** The row's last column, where all of it is meant. */
  readonly toColumn?: number;
  readonly column: string | undefined;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly undo: { readonly value: Scalar } | { readonly formula: string } | "show";
}

export interface ChangeContext {
  readonly book: Book;
  readonly dataset: Dataset;
  readonly reading: Reading;
  /** The word by which a unit's sums know it. */
  wordOf(unit: string): string;
}

/** What was changed in a row, cell by cell. */
export function changesOf(loaded: LoadedTable, chosen: readonly Chosen[], facts: RowFacts, context: ChangeContext): Change[] {
  const { table } = loaded;
  const { book } = context;
  const inside = facts.row >= table.fromRow && facts.row <= table.toRow;
  const cells = [...table.columns.values()].flatMap((column) => {
    if (column.column === table.keyColumn) return [];
    const spot = { sheet: table.sheet, row: facts.row, column: column.column };
    const change =
      column.formula === undefined
        ? valueChange(column, spot, loaded, chosen, facts, context)
        : inside && (column.use.value || column.use.test || chosen.some(({ compared }) => compared.column === column))
          ? formulaChange(column, column.formula, spot, context)
          : undefined;
    return change === undefined ? [] : [change];
  });
  const asks =
    loaded.sums.some(({ aggregate }) => aggregate.hidden !== "counts") ||
    [...table.columns.values()].some(({ use, formula }) => use.value && formula !== undefined && readsHidden(book, formula));
  if (!asks || !book.hidden(table.sheet, facts.row)) return cells;
  const spot = { sheet: table.sheet, row: facts.row, column: table.fromColumn };
  const toColumn = table.toColumn;
  return [...cells, { kind: "row-filtered", spot, toColumn, column: undefined, before: "shown", after: "hidden", undo: "show" }];
}

function formulaChange(column: TableColumn, formula: string, spot: Spot, { book, dataset, reading }: ChangeContext): Change | undefined {
  const cell = book.at(spot);
  if (cell?.formula === formula) return undefined;
  const { date1904 } = book.workbook;
  const mode = modeOf(column);
  return {
    kind: cell?.formula === undefined ? kindOfColumn(column, dataset, reading) : "formula-fault",
    spot,
    column: column.title,
    before: words(valueIn(book, formula, spot), mode, date1904),
    after: words(cell?.value, mode, date1904),
    undo: { formula },
  };
}

function valueChange(
  column: TableColumn,
  spot: Spot,
  loaded: LoadedTable,
  chosen: readonly Chosen[],
  facts: RowFacts,
  { book, dataset, reading, wordOf }: ChangeContext,
): Change | undefined {
  const cell = book.at(spot);
  const { date1904 } = book.workbook;
  const kind = kindOfColumn(column, dataset, reading);
  const at = chosen.findIndex(({ compared }) => compared.column.column === column.column);
  if (at >= 0) {
    const { differs, raw } = facts.compared[at]!;
    if (!differs) return undefined;
    const { mode } = chosen[at]!.compared.by;
    const undo = rawValue(mode, raw, cell?.value, date1904, wordOf);
    const change = { kind, spot, column: column.title, undo: { value: undo } };
    return { ...change, before: words(undo, mode, date1904), after: words(cell?.value, mode, date1904) };
  }
  const { use, typed } = column;
  if (!typed || column.field !== undefined || use.unit || (!use.value && !use.test)) return undefined;
  const text = plainText(cell?.value);
  if (use.value) {
    if (text === undefined || text === "") return undefined;
    return {
      kind,
      spot,
      column: column.title,
      before: undefined,
      after: words(cell?.value, "amount", date1904),
      undo: { value: undefined },
    };
  }
  const common = loaded.common.get(column.column);
  if (text === common) return undefined;
  return {
    kind,
    spot,
    column: column.title,
    before: common,
    after: text,
    undo: { value: common === undefined ? undefined : typedAs(common) },
  };
}

function modeOf({ field, use }: TableColumn): Compared["by"]["mode"] {
  if (field?.type === "date" || field?.type === "timestamp" || (field === undefined && use.day)) return "day";
  return field?.type === "money" || field?.type === "number" || (field === undefined && use.value) ? "amount" : "text";
}

/** What the record's field would be in the cell. */
function rawValue(
  mode: Compared["by"]["mode"],
  raw: string | undefined,
  cell: Scalar,
  date1904: boolean,
  wordOf: (unit: string) => string,
): Scalar {
  if (raw === undefined) return undefined;
  if (mode === "amount") return { kind: "number", number: Number(raw) };
  if (mode === "unit") return { kind: "text", text: wordOf(raw) };
  if (mode === "day") return cell?.kind === "text" ? { kind: "text", text: raw } : { kind: "number", number: serialOfDay(raw, date1904) };
  return cell?.kind === "number" ? typedAs(raw) : { kind: "text", text: raw };
}

function typedAs(text: string): Scalar {
  return text.trim() === "" || Number.isNaN(Number(text)) ? { kind: "text", text } : { kind: "number", number: Number(text) };
}

/** A cell as a person reads it. */
function words(value: Scalar, mode: Compared["by"]["mode"], date1904: boolean): string | undefined {
  if (value === undefined) return undefined;
  if (value.kind === "error") return value.error;
  if (mode === "day") return dayOfValue(value, date1904) ?? textOf(value);
  return mode === "amount" && value.kind === "number" ? formatMoney(decimalOf(value.number)) : textOf(value);
}

/** The workbook with some changes undone. */
export function undoing(changes: readonly Change[]): Undone {
  const cells = new Map<string, { readonly value: Scalar } | { readonly formula: string }>();
  const shown = new Set<string>();
  for (const { undo, spot } of changes) {
    if (undo === "show") shown.add(`${spot.sheet.toLowerCase()}!${spot.row}`);
    else cells.set(spotKey(spot), undo);
  }
  return { cells, shown };
}
