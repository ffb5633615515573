import { toA1 } from "../../../formulas/index.ts";
import type { ColumnOrigin, ColumnOverride, OpenWorkbook } from "../../../model/index.ts";
import { BLANK, ERROR, type Book } from "../audit/grid.ts";
import type { Logic } from "../audit/logic.ts";
import { canonOf, shownOf, type SlashOrder } from "./canon.ts";
import { expectedText, type KeyPlaces } from "./expected.ts";
import { columnWords, lookupsIn, readsOf, type Lookup } from "./lookups.ts";
import type { FoundTable } from "./tables.ts";

/** What all parts of the work on one file need. */
export interface FileScene {
  readonly open: OpenWorkbook;
  readonly book: Book;
  readonly tables: readonly FoundTable[];
  readonly order: SlashOrder;
  readonly keyPlaces: KeyPlaces;
}

/** What stands in a column of a table. */
export interface ColumnFacts {
  readonly column: number;
  readonly title: string;
  readonly filled: number;
  readonly formulas: number;
  /** The formula that most of its cells have, and its first such row. */
  readonly main: { readonly logic: Logic; readonly row: number } | undefined;
  readonly distinct: number;
}

/** A column is computed when at least this share of its cells are formulas. */
const COMPUTED = 0.5;
/** A conditional sum is a lookup where at least this share of the keys that it goes through are different. */
const KEYLIKE = 0.5;

export function factsOf(table: FoundTable, column: number, scene: FileScene): ColumnFacts {
  const { grid, range } = table;
  const cells = scene.open.cells(table.sheet);
  const families = new Map<string, { count: number; logic: Logic; row: number }>();
  const values = new Set<string>();
  let [filled, formulas] = [0, 0];
  for (let row = range.fromRow; row <= range.toRow; row++) {
    const logic = grid.logic(row, column);
    if (logic === undefined && grid.kind(row, column) === BLANK) continue;
    filled++;
    values.add(canonOf(cells.at(row, column), scene.open.workbook.date1904, scene.order) ?? "");
    if (logic === undefined) continue;
    formulas++;
    const family = familyOf(logic);
    const known = families.get(family);
    if (known === undefined) families.set(family, { count: 1, logic, row });
    else known.count++;
  }
  const main = [...families.values()].reduce<{ count: number; logic: Logic; row: number } | undefined>(
    (best, one) => (best === undefined || one.count > best.count ? one : best),
    undefined,
  );
  const title = table.titles[column - range.fromColumn] ?? "";
  return { column, title, filled, formulas, main, distinct: values.size };
}

/** A formula that reads a line of another sheet goes on being the same when lines were taken out there. */
function familyOf(logic: Logic): string {
  return logic.text.replace(/(![^\s,()+\-*/&=<>]*?)R\[-?\d+\]/g, "$1R[*]");
}

/** The origin that a column's formulas tell; undefined where it is not computed. */
export function computedOrigin(table: FoundTable, facts: ColumnFacts, scene: FileScene): ColumnOrigin | undefined {
  const { main, column } = facts;
  if (main === undefined || facts.formulas < COMPUTED * facts.filled) return undefined;
  const { logic, row } = main;
  const lookup = lookupAt(table, logic, row, column, scene);
  if (lookup !== undefined) {
    return {
      kind: "looked-up",
      join: `${columnWords(lookup.key, scene.tables)} = ${columnWords(lookup.keys, scene.tables)}`,
      taken: columnWords(lookup.taken ?? lookup.keys, scene.tables),
      by: lookup.by,
      approximate: lookup.approximate,
      misses: missesOf(table, facts, scene),
    };
  }
  const reads = logic.tree === undefined ? [] : readsOf(logic.tree, table, row, column, scene.book, scene.tables);
  return { kind: "derived", formula: logic.text, shown: toA1(logic.text, row, column), reads };
}

function lookupAt(table: FoundTable, logic: Logic, row: number, column: number, scene: FileScene): Lookup | undefined {
  if (logic.tree === undefined) return undefined;
  const all = lookupsIn(logic.tree, table.grid, row, column, scene.book).filter(
    ({ key }) => key.range.fromRow === row || key.grid !== table.grid,
  );
  return all.find(({ gathers }) => !gathers) ?? all.find(({ keys }) => scene.keyPlaces.distinctShare(keys) >= KEYLIKE);
}

/** Rows whose key is not where it is looked for. */
function missesOf(table: FoundTable, facts: ColumnFacts, scene: FileScene): number {
  const { grid, range } = table;
  let misses = 0;
  for (let row = range.fromRow; row <= range.toRow; row++) {
    const logic = grid.logic(row, facts.column);
    const lookup = logic === undefined ? undefined : lookupAt(table, logic, row, facts.column, scene);
    if (lookup === undefined) continue;
    const found = scene.keyPlaces.find(lookup.key, lookup.keys);
    if (lookup.approximate ? grid.kind(row, facts.column) === ERROR : found === undefined) misses++;
  }
  return misses;
}

/** Cells of a computed column that have another formula, or none. */
export function breaksOfFormula(table: FoundTable, facts: ColumnFacts, scene: FileScene): readonly Omit<ColumnOverride, "key">[] {
  const { main, column } = facts;
  if (main === undefined) return [];
  const { grid, range } = table;
  const cells = scene.open.cells(table.sheet);
  const family = familyOf(main.logic);
  const found: Omit<ColumnOverride, "key">[] = [];
  for (let row = range.fromRow; row <= range.toRow; row++) {
    const logic = grid.logic(row, column);
    if (logic === undefined ? grid.kind(row, column) === BLANK : familyOf(logic) === family) continue;
    const expected = main.logic.tree === undefined ? undefined : expectedText(main.logic.tree, table.grid, row, column, scene);
    const text = logic === undefined ? shownOf(cells.at(row, column), scene.open.workbook.date1904) : `=${toA1(logic.text, row, column)}`;
    const kind = logic === undefined ? "typed-over" : "other-formula";
    found.push({ row, kind, found: text, expected: kind === "typed-over" ? expected : `=${toA1(main.logic.text, row, column)}` });
  }
  return found;
}

/** Formulas in a column of values. */
export function strayFormulas(table: FoundTable, facts: ColumnFacts): readonly Omit<ColumnOverride, "key">[] {
  const { grid, range } = table;
  const found: Omit<ColumnOverride, "key">[] = [];
  for (let row = range.fromRow; facts.formulas > 0 && row <= range.toRow; row++) {
    const logic = grid.logic(row, facts.column);
    if (logic !== undefined)
      found.push({ row, kind: "other-formula", found: `=${toA1(logic.text, row, facts.column)}`, expected: undefined });
  }
  return found;
}
