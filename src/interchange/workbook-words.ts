import type { ProvenColumn, ProvenFile, ProvenTable } from "../model/index.ts";

/** A column of a table, found by the words in which provenance names it. */
export interface PlacedColumn {
  readonly table: ProvenTable;
  readonly column: ProvenColumn;
}

/** The name of a table among those of its file, none twice. */
export function tableTitle(table: ProvenTable, tables: readonly ProvenTable[]): string {
  const at = tables.filter(({ name }) => name === table.name).indexOf(table);
  return at < 1 ? table.name : `${table.name} ${at + 1}`;
}

/**
 * The column that words such as `Invoices.Total`, or `Total` within its own table,
 * stand for; undefined for addresses and other workbooks.
 */
export function columnOf(words: string, own: ProvenTable, { tables }: Pick<ProvenFile, "tables">): PlacedColumn | undefined {
  const near = own.columns.find(({ title }) => title === words);
  if (near !== undefined) return { table: own, column: near };
  for (const table of tables) {
    const column = table.columns.find(({ title }) => words === `${table.name}.${title}`);
    if (column !== undefined) return { table, column };
  }
  return undefined;
}

/** `Merge.Job # = Invoices.Job Ref`: both sides, as far as they are columns. */
export function joinSides(
  join: string,
  own: ProvenTable,
  file: Pick<ProvenFile, "tables">,
): readonly [PlacedColumn | undefined, PlacedColumn | undefined] {
  // A title may hold ` = ` itself: the cut counts at which both sides are columns.
  const parts = join.split(" = ");
  for (let at = 1; at < parts.length; at++) {
    const [left, right] = [parts.slice(0, at).join(" = "), parts.slice(at).join(" = ")].map((words) => columnOf(words, own, file));
    if ((left !== undefined && right !== undefined) || parts.length === 2) return [left, right];
  }
  return [undefined, undefined];
}
