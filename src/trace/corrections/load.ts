import type { Engine } from "../../engines/engine.ts";
import { nodesOf } from "../../formulas/index.ts";
import type { Dataset, Field } from "../../model/index.ts";
import { passes, type RowTest } from "./aggregates.ts";
import type { Book } from "./book.ts";
import { plainText, sampleRows, type RecordTable, type TableColumn } from "./tables.ts";
import { inRange, testSpot, type RowSum } from "./summed.ts";
import { dayOfValue, fifteen, serialOfDay, type Scalar } from "./values.ts";

/** A column whose cells are held against a field of their record. */
export interface Compared {
  readonly column: TableColumn;
  /** Name of the column in the engine. */
  readonly name: string;
  readonly by: { readonly mode: "amount" | "text" | "day"; readonly field: Field } | { readonly mode: "unit" };
}

/** A table in the engine. */
export interface LoadedTable {
  readonly table: RecordTable;
  readonly relation: string;
  readonly compared: readonly Compared[];
  /** Of a class of rows: for each sum, 0: not in its range; 1: its tests fail; 2: it is added. */
  readonly classes: readonly string[];
  /** Names of the columns in the engine, by column. */
  readonly names: ReadonlyMap<number, string>;
  /** The most common word of typed columns by which rows count. */
  readonly common: ReadonlyMap<number, string | undefined>;
  readonly sums: readonly RowSum[];
  /** Rows that hold something. */
  readonly rows: number;
}

/** A flush costs as much as a thousand rows. */
const BATCH = 2048;

/** The columns of a table that tell what its records are. */
export function comparedColumns(table: RecordTable, dataset: Dataset, context: ReadonlySet<string>): Compared[] {
  return [...table.columns.values()].flatMap((column): Compared[] => {
    const { field, use, formula } = column;
    if (column.column === table.keyColumn) return [];
    const name = `t${column.column}`;
    if (field !== undefined && (use.value || use.test || context.has(field.name))) {
      const { type } = field;
      const mode = type === "money" || type === "number" ? "amount" : type === "date" || type === "timestamp" ? "day" : "text";
      return type === "boolean" ? [] : [{ column, name, by: { mode, field } }];
    }
    return use.unit && formula === undefined && dataset.unit !== undefined ? [{ column, name, by: { mode: "unit" } }] : [];
  });
}

/**
 * Loads what a table's rows add, and what they are compared by, into a relation: `r` the row, `key`, `q` the row's class
 * (NULL: it must be looked at by itself), `t…` the cells. Everything VARCHAR.
 */
export async function loadTable(
  engine: Engine,
  book: Book,
  table: RecordTable,
  sums: readonly RowSum[],
  compared: readonly Compared[],
  unitOf: (word: string) => string | undefined,
  relation: string,
): Promise<LoadedTable> {
  const names = new Map(compared.map(({ column, name }) => [column.column, name]));
  for (const { aggregate } of sums) for (const { range } of aggregate.factors) names.set(range.fromColumn, `t${range.fromColumn}`);
  const ways = new Map(compared.map(({ column, by }) => [column.column, by.mode]));
  const common = commonWords(book, table);
  const classes = new Classes(book, sums);
  const odd = oddity(book, table, sums, common);
  const columns = [...names].map(([column]) => ({ column, way: ways.get(column) }));
  const factors = new Set(sums.flatMap(({ aggregate }) => aggregate.factors.map(({ range }) => range.fromColumn)));
  const [from, to] = extent(book, table, sums);
  const { date1904 } = book.workbook;
  let rows = 0;
  async function* batches(): AsyncGenerator<(string | null)[][]> {
    let batch: (string | null)[][] = [];
    for (let row = from; row <= to; row++) {
      const key = plainText(book.at({ sheet: table.sheet, row, column: table.keyColumn })?.value);
      let filled = key !== undefined && key !== "";
      let strange = row < table.fromRow || row > table.toRow || odd(row);
      const cells = columns.map(({ column, way }) => {
        const value = book.at({ sheet: table.sheet, row, column })?.value;
        if (value === undefined) return null;
        filled = true;
        // A text that looks like a number is none to a sum.
        if (value.kind === "text" && factors.has(column)) strange = true;
        return cellText(value, way, unitOf, date1904);
      });
      if (!filled) continue;
      rows++;
      batch.push([String(row), key === "" || key === undefined ? null : key, strange ? null : classes.of(row), ...cells]);
      if (batch.length === BATCH) {
        yield batch;
        batch = [];
      }
    }
    yield batch;
  }
  await engine.loadBatches(relation, ["r", "key", "q", ...columns.map(({ column }) => names.get(column)!)], batches());
  return { table, relation, compared, classes: classes.all, names, common, sums, rows };
}

function cellText(
  value: Scalar,
  way: Compared["by"]["mode"] | undefined,
  unitOf: (word: string) => string | undefined,
  date1904: boolean,
): string | null {
  const text = plainText(value) ?? null;
  if (text === null) return null;
  if (way === "unit") return unitOf(text) ?? text.toLowerCase();
  // It may look like the number it was: as a text it is another thing.
  if (way === "amount" && value?.kind === "text") return `"${text}"`;
  if (way !== "day" || value?.kind !== "text") return text;
  const day = dayOfValue(value, date1904);
  return day === undefined ? text : String(serialOfDay(day, date1904));
}

/** The rows that are looked at: the table's, and what sums read beyond it, below its header. */
function extent(book: Book, table: RecordTable, sums: readonly RowSum[]): readonly [number, number] {
  const last = (book.sheet(table.sheet)?.rowCount ?? 1) - 1;
  const to = Math.max(table.toRow, ...sums.map(({ aggregate }) => Math.min(last, aggregate.area.range.toRow)));
  return [table.fromRow, to];
}

/** Which rows break with their columns: another formula than most, a typed value among formulas, a typed amount, a hidden row. */
function oddity(
  book: Book,
  table: RecordTable,
  sums: readonly RowSum[],
  common: ReadonlyMap<number, string | undefined>,
): (row: number) => boolean {
  const used = [...table.columns.values()].filter(({ use, column }) => (use.value || use.test) && column !== table.keyColumn);
  const formulas = used.filter(({ formula }) => formula !== undefined);
  const typed = used.filter(({ typed, use, field }) => typed && field === undefined && !use.unit);
  const hiding =
    sums.some(({ aggregate }) => aggregate.hidden !== "counts") || formulas.some(({ formula }) => readsHidden(book, formula as string));
  return (row) =>
    formulas.some(({ column, formula }) => book.at({ sheet: table.sheet, row, column })?.formula !== formula) ||
    typed.some(({ column, use }) => {
      const text = plainText(book.at({ sheet: table.sheet, row, column })?.value);
      return use.value ? text !== undefined && text !== "" : text !== common.get(column);
    }) ||
    (hiding && book.hidden(table.sheet, row));
}

/** Does a formula ask whether rows are hidden? */
export function readsHidden(book: Book, formula: string): boolean {
  const tree = book.tree(formula);
  if (tree === undefined) return false;
  for (const node of nodesOf(tree)) if (node.kind === "call" && (node.name === "SUBTOTAL" || node.name === "AGGREGATE")) return true;
  return false;
}

function commonWords(book: Book, table: RecordTable): Map<number, string | undefined> {
  const words = new Map<number, string | undefined>();
  for (const { column, typed, use } of table.columns.values()) {
    if (!typed || !use.test || use.value) continue;
    const counts = new Map<string | undefined, number>();
    for (const row of sampleRows(table.fromRow, table.toRow)) {
      const text = plainText(book.at({ sheet: table.sheet, row, column })?.value);
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    words.set(column, [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0]);
  }
  return words;
}

/** Words of one column that were tested, at most: then they are forgotten. */
const KNOWN = 20_000;

/** Rows that all sums treat alike are of one class. */
class Classes {
  readonly all: string[] = [];
  readonly #book: Book;
  readonly #sums: readonly RowSum[];
  readonly #ids = new Map<string, string>();
  readonly #tested: {
    readonly sheet: string;
    readonly column: number;
    readonly down: number;
    readonly tests: readonly RowTest[];
    readonly coarse: boolean;
    readonly known: Map<string, string>;
  }[] = [];
  /** One of the sums for each stretch of rows: sums of many units and periods share theirs. */
  readonly #ranges: readonly RowSum["aggregate"][];
  /** For each sum, places in `#tested` and among its tests. */
  readonly #places: (readonly (readonly [number, number])[])[] = [];

  constructor(book: Book, sums: readonly RowSum[]) {
    this.#book = book;
    this.#sums = sums;
    const ranges = new Map(
      sums.map(
        ({ aggregate }) => [`${aggregate.area.sheet} ${aggregate.area.range.fromRow} ${aggregate.area.range.toRow}`, aggregate] as const,
      ),
    );
    this.#ranges = [...ranges.values()];
    const columns = new Map<string, RowTest[]>();
    for (const { aggregate } of sums) {
      this.#places.push(
        aggregate.tests.map((test) => {
          const { sheet, row, column } = testSpot(aggregate, test, 0);
          const name = `${sheet}\n${column}\n${row}`;
          const tests = columns.get(name) ?? [];
          columns.set(name, tests);
          const known = tests.findIndex(
            (one) => one.strict === test.strict && JSON.stringify(one.criterion) === JSON.stringify(test.criterion),
          );
          if (known < 0) tests.push(test);
          return [[...columns.keys()].indexOf(name), known < 0 ? tests.length - 1 : known] as const;
        }),
      );
    }
    for (const [name, tests] of columns) {
      const [sheet = "", column, down] = name.split("\n");
      // Against whole numbers, all that lies between two of them is alike: moments of one day.
      const coarse = tests.every(({ criterion: { operand } }) => operand?.kind === "number" && Number.isInteger(operand.number));
      this.#tested.push({ sheet, column: Number(column), down: Number(down), tests, coarse, known: new Map() });
    }
  }

  of(row: number): string {
    const words = this.#tested.map((one) => {
      const value = this.#book.at({ sheet: one.sheet, row: row + one.down, column: one.column })?.value;
      const text = one.coarse && value?.kind === "number" ? coarsely(value.number) : `${value?.kind ?? ""}${plainText(value) ?? ""}`;
      const known = one.known.get(text);
      if (known !== undefined) return known;
      const word = one.tests.map((test) => (passes(value, test) ? "1" : "0")).join("");
      if (one.known.size > KNOWN) one.known.clear();
      one.known.set(text, word);
      return word;
    });
    const within = this.#ranges.map((aggregate) => (inRange(aggregate, row) ? "1" : "0")).join("");
    const name = `${words.join(" ")} ${within}`;
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    const told = this.#sums.map(({ aggregate }, at) =>
      !inRange(aggregate, row) ? "0" : this.#places[at]!.every(([column, test]) => words[column]![test] === "1") ? "2" : "1",
    );
    const id = String(this.all.push(told.join("")) - 1);
    this.#ids.set(name, id);
    return id;
  }
}

function coarsely(number: number): string {
  const whole = Math.floor(fifteen(number));
  return whole === fifteen(number) ? String(whole) : `${whole}+`;
}
