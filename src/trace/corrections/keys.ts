import type { Engine } from "../../engines/engine.ts";
import type { ProvenTable, RecordSet } from "../../model/index.ts";
import { id, join, sql } from "../../sql/index.ts";
import type { Book } from "./book.ts";
import { plainText, sampleRows } from "./tables.ts";

const SAMPLE = 200;
/** A column whose cells are keys in at least this share is the key. */
const LEAST = 0.5;

/** The tables of a file whose rows are records of a set, with the column of the key. */
export async function keyedTables(
  engine: Engine,
  book: Book,
  tables: readonly ProvenTable[],
  set: RecordSet,
): Promise<{ readonly table: ProvenTable; readonly keyColumn: number }[]> {
  const found: { readonly table: ProvenTable; readonly keyColumn: number }[] = [];
  for (const table of tables) {
    const { records } = table;
    if (records?.dataset === set.dataset.id && set.dataset.key.length === 1 && records.keyField === set.dataset.key[0]) {
      found.push({ table, keyColumn: records.keyColumn });
      continue;
    }
    // What names each row may also be a reference that other records hold: jobs are named by their invoices, too.
    const columns = records === undefined ? columnsOf(table) : [records.keyColumn];
    const keyColumn = await keyColumnOf(engine, book, table, columns, set);
    if (keyColumn !== undefined) found.push({ table, keyColumn });
  }
  return found;
}

function columnsOf({ range }: ProvenTable): number[] {
  return Array.from({ length: range.toColumn - range.fromColumn + 1 }, (_, at) => range.fromColumn + at);
}

/** The first of the columns that hold most keys. */
async function keyColumnOf(
  engine: Engine,
  book: Book,
  { sheet, range }: ProvenTable,
  columns: readonly number[],
  set: RecordSet,
): Promise<number | undefined> {
  let best: { readonly column: number; readonly share: number } | undefined;
  for (const column of columns) {
    const words = new Set<string>();
    for (const row of sampleRows(range.fromRow, range.toRow, SAMPLE)) {
      const text = plainText(book.at({ sheet, row, column })?.value);
      if (text !== undefined && text !== "") words.add(text);
    }
    if (words.size === 0) continue;
    const keys = join([...words].map((word) => sql`${word}`));
    const [row] = await engine.rows<{ n: string }>(sql`SELECT count(DISTINCT _key) AS n FROM ${id(set.relation)} WHERE _key IN (${keys})`);
    const share = Number(row?.n ?? 0) / words.size;
    // Rows of a table of words are few words often: a key is another in every row.
    const rows = Math.min(SAMPLE, range.toRow - range.fromRow + 1);
    if (share >= LEAST && words.size * 2 > rows && (best === undefined || share > best.share)) best = { column, share };
  }
  return best?.column;
}
