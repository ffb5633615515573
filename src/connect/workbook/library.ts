import { read, type WorkBook } from "@e965/xlsx";
import type {
  Cell,
  CellValue,
  OpenWorkbook,
  SheetCells,
  Workbook,
  WorkbookComment,
  WorkbookFormat,
  WorkbookName,
  WorkbookSheet,
} from "../../model/index.ts";
import { toR1C1 } from "../../formulas/index.ts";
import { ByteTable } from "./byte-table.ts";
import { CELL_ERRORS } from "./cell-errors.ts";
import { damagedWorkbook, protectedWorkbook } from "./refusals.ts";
import { BOOLEAN, ERROR, INLINE, NO_FORMULA, NOTHING, NUMBER, RowCells, type RowVisitor } from "./row-cells.ts";
import type { SheetOutline, WorkbookRows } from "./rows.ts";
import { noSharedStrings } from "./shared-strings.ts";
import { rangeOf, spansOf } from "./spans.ts";

/** A cell as the library gives it. */
interface LibraryCell {
  readonly t: string;
  readonly v?: unknown;
  readonly z?: unknown;
  readonly f?: unknown;
  readonly F?: unknown;
  readonly w?: unknown;
  readonly c?: readonly { readonly a?: unknown; readonly t?: unknown; readonly T?: unknown }[];
}

interface LibrarySheet {
  readonly "!data"?: readonly (readonly (LibraryCell | undefined)[] | undefined)[];
  readonly "!rows"?: readonly ({ readonly hidden?: boolean } | undefined)[];
  readonly "!cols"?: readonly ({ readonly hidden?: boolean } | undefined)[];
  readonly "!merges"?: readonly { readonly s: { r: number; c: number }; readonly e: { r: number; c: number } }[];
  readonly "!autofilter"?: { readonly ref?: string };
}

/** A workbook of a binary or an OpenDocument format, which the library holds whole. */
export class LibraryWorkbook implements OpenWorkbook, WorkbookRows {
  readonly workbook: Workbook;
  /** Number formats; filled while sheets are streamed. */
  readonly formats: string[] = ["General"];
  readonly #sheets = new Map<string, LibraryCells>();

  constructor(bytes: Buffer, file: string, format: WorkbookFormat) {
    const book = load(bytes, file);
    const sheets = book.SheetNames.map((name, index) => {
      const sheet = (book.Sheets[name] ?? {}) as LibrarySheet;
      const cells = new LibraryCells(sheet);
      this.#sheets.set(name, cells);
      return describe(name, book.Workbook?.Sheets?.[index]?.Hidden, sheet, cells);
    });
    const properties = (book.Props ?? {}) as Readonly<Record<string, unknown>>;
    this.workbook = {
      file,
      format,
      date1904: book.Workbook?.WBProps?.date1904 === true,
      creator: textOf(properties["Author"]),
      lastModifiedBy: textOf(properties["LastAuthor"]),
      createdAt: timeOf(properties["CreatedDate"]),
      modifiedAt: timeOf(properties["ModifiedDate"]),
      application: textOf(properties["Application"]),
      sheets,
      names: namesOf(book),
      externalLinks: [],
      connections: [],
      queries: [],
      revisions: [],
      macros: (book as { vbaraw?: unknown }).vbaraw !== undefined,
      notes: [
        `${file}: of ${format} files, values, formulas, formats, names, notes and what is hidden are read; connections, queries, external links, tables and revision logs are not`,
      ],
    };
  }

  get sheets(): Workbook["sheets"] {
    return this.workbook.sheets;
  }

  get date1904(): boolean {
    return this.workbook.date1904;
  }

  cells(sheet: string): LibraryCells {
    const found = this.#sheets.get(sheet);
    if (found === undefined) throw new Error(`${this.workbook.file} has no sheet ${sheet}`);
    return found;
  }

  async stream(sheet: string, visitor: RowVisitor): Promise<SheetOutline> {
    const described = this.workbook.sheets.find(({ name }) => name === sheet);
    await this.cells(sheet).visit(visitor, this.formats);
    return {
      hiddenRows: described?.hiddenRows ?? [],
      hiddenColumns: described?.hiddenColumns ?? [],
      hidesOtherRows: false,
      merged: described?.merged ?? [],
      filters: described?.filters ?? [],
      notes: [],
    };
  }

  async close(): Promise<void> {}
}

function load(bytes: Buffer, file: string): WorkBook {
  try {
    return read(bytes, {
      type: "buffer",
      dense: true,
      cellNF: true,
      cellText: false,
      cellHTML: false,
      cellFormula: true,
      cellStyles: true,
      bookVBA: true,
    });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (/password|encrypt/i.test(message)) throw protectedWorkbook(file, cause);
    throw damagedWorkbook(file, message, cause);
  }
}

class LibraryCells implements SheetCells {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly cells: number;
  readonly formulas: number;
  readonly #data: NonNullable<LibrarySheet["!data"]>;
  readonly #hidden: NonNullable<LibrarySheet["!rows"]>;

  constructor(sheet: LibrarySheet) {
    this.#data = sheet["!data"] ?? [];
    let [rows, columns, cells, formulas] = [0, 0, 0, 0];
    this.#data.forEach((line, row) => {
      line?.forEach((cell, column) => {
        if (cell === undefined || !holds(cell)) return;
        cells++;
        if (cell.f !== undefined) formulas++;
        rows = row + 1;
        columns = Math.max(columns, column + 1);
      });
    });
    this.rowCount = rows;
    this.columnCount = columns;
    this.cells = cells;
    this.formulas = formulas;
    this.#hidden = sheet["!rows"] ?? [];
  }

  /** Gives its rows as the streaming reader does. */
  async visit(visitor: RowVisitor, formats: string[]): Promise<void> {
    const styles = new Map(formats.map((format, index) => [format, index]));
    const formulas = new ByteTable();
    const cells = new RowCells(noSharedStrings, formulas);
    const intern = (text: string): number => formulas.intern(Buffer.from(text), 0, Buffer.byteLength(text));
    for (const [row, line] of this.#data.entries()) {
      cells.clear(row, this.#hidden[row]?.hidden === true);
      line?.forEach((cell, column) => {
        if (cell === undefined || !holds(cell)) return;
        const format = typeof cell.z === "string" ? cell.z : "General";
        const style = styles.get(format) ?? formats.push(format) - 1;
        styles.set(format, style);
        const formula = typeof cell.f === "string" ? intern(toR1C1(cell.f, row, column)) : NO_FORMULA;
        addValue(cells, column, valueOf(cell), style, formula);
      });
      if (cells.length > 0) visitor.row(cells);
      if (row % 1000 === 0) await visitor.pause?.();
    }
  }

  at(row: number, column: number): Cell | undefined {
    const cell = this.#data[row]?.[column];
    if (cell === undefined || !holds(cell)) return undefined;
    return {
      value: valueOf(cell),
      formula: typeof cell.f === "string" ? toR1C1(cell.f, row, column) : undefined,
      format: typeof cell.z === "string" ? cell.z : "General",
    };
  }
}

function addValue(cells: RowCells, column: number, value: CellValue | undefined, style: number, formula: number): void {
  if (value === undefined) cells.add(column, NOTHING, 0, style, formula);
  else if (value.kind === "number") cells.add(column, NUMBER, value.number, style, formula);
  else if (value.kind === "boolean") cells.add(column, BOOLEAN, value.boolean ? 1 : 0, style, formula);
  else {
    const bytes = Buffer.from(value.kind === "text" ? value.text : value.error);
    cells.add(column, value.kind === "text" ? INLINE : ERROR, cells.keep(bytes, bytes.length), style, formula);
  }
}

function holds(cell: LibraryCell): boolean {
  return cell.f !== undefined || (cell.t !== "z" && cell.v !== undefined && cell.v !== null);
}

function valueOf(cell: LibraryCell): CellValue | undefined {
  const { v } = cell;
  if (v === undefined || v === null) return undefined;
  if (cell.t === "e") return { kind: "error", error: CELL_ERRORS[Number(v)] ?? (typeof cell.w === "string" ? cell.w : "#VALUE!") };
  if (typeof v === "boolean") return { kind: "boolean", boolean: v };
  if (typeof v === "number") return { kind: "number", number: v };
  return { kind: "text", text: v instanceof Date ? v.toISOString() : String(v) };
}

function describe(name: string, hidden: number | undefined, sheet: LibrarySheet, cells: LibraryCells): WorkbookSheet {
  const filter = rangeOf(sheet["!autofilter"]?.ref ?? "");
  const hiddenRows = spansOf(hiddenOf(sheet["!rows"]));
  return {
    name,
    state: hidden === 2 ? "very-hidden" : hidden === 1 ? "hidden" : "visible",
    cells: cells.cells,
    formulas: cells.formulas,
    rowCount: cells.rowCount,
    columnCount: cells.columnCount,
    hiddenRows,
    hiddenColumns: spansOf(hiddenOf(sheet["!cols"])),
    merged: (sheet["!merges"] ?? []).map(({ s, e }) => ({ fromRow: s.r, toRow: e.r, fromColumn: s.c, toColumn: e.c })),
    // These formats say where a filter stands; that it leaves rows out is seen by the rows it hides.
    filters:
      filter === undefined
        ? []
        : [{ range: filter, active: hiddenRows.some((span) => span.to > filter.fromRow && span.from <= filter.toRow) }],
    tables: [],
    comments: commentsOf(sheet),
  };
}

function* hiddenOf(items: readonly ({ readonly hidden?: boolean } | undefined)[] | undefined): Generator<number> {
  for (const [index, item] of (items ?? []).entries()) if (item?.hidden === true) yield index;
}

function commentsOf(sheet: LibrarySheet): WorkbookComment[] {
  const comments: WorkbookComment[] = [];
  (sheet["!data"] ?? []).forEach((line, row) => {
    line?.forEach((cell, column) => {
      cell?.c?.forEach((comment, index) => {
        const text = typeof comment.t === "string" ? comment.t : "";
        comments.push({ row, column, text, author: textOf(comment.a), at: undefined, reply: comment.T === true && index > 0 });
      });
    });
  });
  return comments;
}

function namesOf(book: WorkBook): WorkbookName[] {
  return (book.Workbook?.Names ?? []).map((name) => ({
    name: name.Name,
    sheet: name.Sheet === undefined || name.Sheet === null ? undefined : book.SheetNames[name.Sheet],
    refersTo: name.Ref,
    hidden: (name as { Hidden?: unknown }).Hidden === true,
  }));
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function timeOf(value: unknown): string | undefined {
  const time = value instanceof Date ? value : typeof value === "string" ? new Date(value) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
