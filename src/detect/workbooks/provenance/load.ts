import type { Engine } from "../../../engines/engine.ts";
import { id, sql } from "../../../sql/index.ts";
import { canonOf } from "./canon.ts";
import type { FileScene } from "./columns.ts";

/** Rows of cells that go to the engine at a time. */
const BATCH = 20_000;

/** The cells of a file's tables in the engine. */
export interface LoadedCells {
  /** Relation `t` INTEGER (which table), `r` INTEGER (row of the sheet), `c` INTEGER (column), `v` VARCHAR, a row for each cell that holds something. */
  readonly cells: string;
  /** Relation `t`, `c`, `v`, `n` BIGINT: the different values of each column, and how often each stands there. */
  readonly values: string;
}

/** Loads every cell of every table once. */
export async function loadCells(engine: Engine, scene: FileScene, names: { readonly prefix: string }): Promise<LoadedCells> {
  const [raw, cells, values] = [`${names.prefix} raw`, `${names.prefix} cells`, `${names.prefix} cell values`];
  await engine.loadBatches(raw, ["t", "r", "c", "v"], batches(scene));
  await engine.runInline(
    sql`CREATE TABLE ${id(cells)} AS SELECT CAST(t AS INTEGER) AS t, CAST(r AS INTEGER) AS r, CAST(c AS INTEGER) AS c, v FROM ${id(raw)}`,
  );
  await engine.runInline(sql`DROP TABLE ${id(raw)}`);
  await engine.runInline(sql`CREATE TABLE ${id(values)} AS SELECT t, c, v, count(*) AS n FROM ${id(cells)} GROUP BY t, c, v`);
  return { cells, values };
}

export async function dropCells(engine: Engine, { cells, values }: LoadedCells): Promise<void> {
  await engine.runInline(sql`DROP TABLE ${id(cells)}`);
  await engine.runInline(sql`DROP TABLE ${id(values)}`);
}

async function* batches({ open, tables, order }: FileScene): AsyncGenerator<readonly (readonly (string | null)[])[]> {
  let batch: (readonly string[])[] = [];
  for (const [index, { sheet, range }] of tables.entries()) {
    const cells = open.cells(sheet);
    for (let row = range.fromRow; row <= range.toRow; row++) {
      for (let column = range.fromColumn; column <= range.toColumn; column++) {
        const value = canonOf(cells.at(row, column), open.workbook.date1904, order);
        if (value !== undefined) batch.push([String(index), String(row), String(column), value]);
      }
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
