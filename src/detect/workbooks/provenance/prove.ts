import { cellName, columnName } from "../../../formulas/index.ts";
import type { Engine } from "../../../engines/engine.ts";
import type {
  ColumnOrigin,
  ColumnOverride,
  DateOrder,
  OpenWorkbook,
  ProvenColumn,
  ProvenFile,
  ProvenTable,
  Span,
} from "../../../model/index.ts";
import { readBook, type Book } from "../audit/grid.ts";
import { auditBook } from "../audit/index.ts";
import { differingCells, keysOf, type DifferingCell } from "./agree.ts";
import { tableName } from "./areas.ts";
import { breaksOfFormula, computedOrigin, factsOf, strayFormulas, type ColumnFacts, type FileScene } from "./columns.ts";
import { overlapsOf, type ColumnValues } from "./contain.ts";
import { KeyPlaces } from "./expected.ts";
import { shownOf, type SlashOrder } from "./canon.ts";
import { dropCells, loadCells, type LoadedCells } from "./load.ts";
import { mergedOrigin, mergesOf } from "./merges.ts";
import { copiedByKey, copiedByValues } from "./origins.ts";
import { dropRecords, recordsOf, type TableRecords } from "./records.ts";
import type { Sources } from "./sources.ts";
import { findTables, type FoundTable } from "./tables.ts";

/** Overrides that a column lists. */
const LISTED = 100;

/** How a file is read. */
export interface ProveOptions {
  /** Of the relations that are made; they are dropped again. */
  readonly prefix: string;
  /** How a text such as `03/04/2026` is meant; `mdy` when not given. */
  readonly dateOrder?: DateOrder;
}

/**
 * Finds the tables of a workbook and where each of their columns comes from: copied from a system's column, looked up,
 * computed or typed. docs/detectors/spreadsheet-middleware.md says how.
 */
export async function proveFile(engine: Engine, open: OpenWorkbook, sources: Sources, options: ProveOptions): Promise<ProvenFile> {
  const book = readBook(open);
  const tables = open.workbook.sheets.flatMap((sheet) => {
    const grid = book.grid(sheet.name);
    return grid === undefined ? [] : findTables(sheet, grid);
  });
  const order: SlashOrder = options.dateOrder === "dmy" ? "dmy" : "mdy";
  const scene: FileScene = { open, book, tables, order, keyPlaces: new KeyPlaces(open, order) };
  const merges = mergesOf(open.workbook.queries);
  const loaded = await loadCells(engine, scene, options);
  const values = await overlapsOf(engine, loaded, sources);
  const tried: Tried[] = [];
  for (const [index, found] of tables.entries()) {
    const columns = new Map(columnsOf(found).flatMap((column) => each(values.get(`${index} ${column}`), (own) => [column, own] as const)));
    const facts = columnsOf(found).map((column) => factsOf(found, column, scene));
    const lines = found.range.toRow - found.range.fromRow + 1;
    const computed = new Map(
      facts.flatMap((one) => {
        const origin = computedOrigin(found, one, scene) ?? mergedOrigin(found, one.title, lines - one.filled, merges);
        return each(origin, (known) => [one.column, known] as const);
      }),
    );
    const weighed = { found, index, columns, computed: new Set(computed.keys()), lines };
    const records = await recordsOf(engine, loaded, sources, weighed, { prefix: `${options.prefix} ${index}` });
    tried.push({ found, columns, records, facts, computed });
  }
  const lean = leaningOf(tried);
  const proven: ProvenTable[] = [];
  for (const one of tried) {
    proven.push(await provenTable(engine, loaded, sources, scene, one, lean));
    if (one.records !== undefined) await dropRecords(engine, one.records);
  }
  await dropCells(engine, loaded);
  return fileOf(open, book, proven);
}

/** A table on its way. */
interface Tried {
  readonly found: FoundTable;
  readonly columns: ReadonlyMap<number, ColumnValues>;
  readonly records: TableRecords | undefined;
  readonly facts: readonly ColumnFacts[];
  /** By column: what its formulas tell. */
  readonly computed: ReadonlyMap<number, ColumnOrigin>;
}

function columnsOf({ range }: FoundTable): readonly number[] {
  return Array.from({ length: range.toColumn - range.fromColumn + 1 }, (_, at) => range.fromColumn + at);
}

function each<Value, Result>(value: Value | undefined, make: (value: Value) => Result): Result[] {
  return value === undefined ? [] : [make(value)];
}

/** How many columns of the file's tables are fields of each dataset. */
function leaningOf(tried: readonly Tried[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { records } of tried) {
    const dataset = records?.joined.set.dataset.id;
    if (dataset !== undefined) counts.set(dataset, (counts.get(dataset) ?? 0) + (records?.fields.size ?? 0));
  }
  return counts;
}

async function provenTable(
  engine: Engine,
  loaded: LoadedCells,
  sources: Sources,
  scene: FileScene,
  { found, columns, records, facts, computed }: Tried,
  lean: ReadonlyMap<string, number>,
): Promise<ProvenTable> {
  const copies = facts.flatMap(({ column }) => {
    const field = computed.has(column) ? undefined : records?.fields.get(column)?.field;
    return field === undefined || column === records?.joined.pair.column ? [] : [{ column, field }];
  });
  const { differing, edited } = await editsOf(engine, loaded, sources, records, copies);
  const keys: ReadonlyMap<number, string> = records === undefined ? new Map() : await keysOf(engine, records.joined);
  const sheet = scene.open.workbook.sheets.find(({ name }) => name === found.sheet);
  const proven = facts.map((one): ProvenColumn => {
    const { column, title, filled } = one;
    const own = columns.get(column);
    const apart = differing.filter((cell) => cell.column === column);
    const origin: ColumnOrigin =
      filled === 0
        ? { kind: "empty" }
        : (computed.get(column) ??
          (own === undefined || records === undefined ? undefined : copiedByKey(column, own, records, apart.length)) ??
          (own === undefined ? undefined : copiedByValues(title, own, sources, lean, records?.joined.set.dataset.id)) ?? {
            kind: "typed",
            distinct: one.distinct,
          });
    const breaks = computed.has(column)
      ? breaksOfFormula(found, one, scene)
      : [...strayFormulas(found, one), ...(origin.kind === "copied" ? editsIn(found, column, edited, scene) : [])];
    const overrides = breaks.toSorted((a, b) => a.row - b.row).map((each): ColumnOverride => ({ ...each, key: keys.get(each.row) }));
    const hidden = isIn(sheet?.hiddenColumns, column);
    return {
      column,
      title: title === "" ? columnName(column) : title,
      hidden,
      filled,
      origin,
      overrides: overrides.slice(0, LISTED),
      exceptions: overrides.length,
    };
  });
  const { range, headerRow } = found;
  let hiddenRows = 0;
  for (let row = range.fromRow; row <= range.toRow; row++) if (isIn(sheet?.hiddenRows, row)) hiddenRows++;
  return {
    sheet: found.sheet,
    name: tableName(found, scene.tables),
    range,
    headerRow,
    records:
      records === undefined
        ? undefined
        : {
            dataset: records.joined.set.dataset.id,
            keyColumn: records.joined.pair.column,
            keyField: records.joined.pair.field.field.name,
            capturedAt: records.joined.set.capture.capturedAt,
            matched: records.joined.matched,
          },
    hiddenRows,
    columns: proven,
  };
}

/** Cells that are not what the capture says, and those of them that are not what any capture says. */
async function editsOf(
  engine: Engine,
  loaded: LoadedCells,
  sources: Sources,
  records: TableRecords | undefined,
  copies: Parameters<typeof differingCells>[4],
): Promise<{ readonly differing: readonly DifferingCell[]; readonly edited: readonly DifferingCell[] }> {
  if (records === undefined) return { differing: [], edited: [] };
  const differing = await differingCells(engine, loaded, sources, records.joined, copies);
  let edited = differing;
  for (const other of records.others) {
    const apart = new Set((await differingCells(engine, loaded, sources, other, copies)).map(({ row, column }) => `${row} ${column}`));
    const held = new Set((await keysOf(engine, other)).keys());
    edited = edited.filter(({ row, column }) => !held.has(row) || apart.has(`${row} ${column}`));
  }
  return { differing, edited };
}

function editsIn(table: FoundTable, column: number, edited: readonly DifferingCell[], scene: FileScene): Omit<ColumnOverride, "key">[] {
  const cells = scene.open.cells(table.sheet);
  return edited.flatMap((cell) => {
    if (cell.column !== column || table.grid.hasFormula(cell.row, column)) return [];
    const found = shownOf(cells.at(cell.row, column), scene.open.workbook.date1904);
    return [{ row: cell.row, kind: "edited" as const, found, expected: cell.expected }];
  });
}

function isIn(spans: readonly Span[] | undefined, line: number): boolean {
  return spans?.some(({ from, to }) => line >= from && line <= to) === true;
}

function fileOf(open: OpenWorkbook, book: Book, tables: readonly ProvenTable[]): ProvenFile {
  const { workbook } = open;
  const reads = [...workbook.externalLinks.map(({ target }) => target), ...workbook.connections.map(({ name, target }) => target ?? name)];
  return {
    file: workbook.file,
    savedAt: workbook.modifiedAt,
    savedBy: workbook.lastModifiedBy,
    createdBy: workbook.creator,
    tables,
    faults: auditBook(book),
    hiddenSheets: workbook.sheets.filter(({ state }) => state !== "visible").map(({ name }) => name),
    comments: workbook.sheets.flatMap(({ name, comments }) =>
      comments.map(({ row, column, author, text }) => ({ sheet: name, cell: cellName(row, column), author, text })),
    ),
    reads: [...new Set(reads)].toSorted(),
    notes: [...workbook.notes, ...cutSheets(open, book)],
  };
}

/** A sheet that is too large is looked at in part, and said to be. */
function cutSheets(open: OpenWorkbook, book: Book): string[] {
  return open.workbook.sheets.flatMap(({ name }) => {
    const { rowCount } = open.cells(name);
    const read = book.grid(name)?.rows ?? 0;
    return read < rowCount ? [`${name}: rows ${read + 1} to ${rowCount} were not looked at: the sheet is too large`] : [];
  });
}
