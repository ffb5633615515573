import { join as joinPath } from "node:path";
import type { Engine } from "../engines/engine.ts";
import { id, join, sql, type Dialect, type Sql } from "../sql/index.ts";

/** How a column may be written: text (the default) and numbers are made harmless, the rest cannot do harm. */
type CellKind = "text" | "number" | "plain" | "time";

/** A relation that is written as one CSV and one Parquet file. */
export interface TableFile<Column extends string> {
  /** Name of the files, without ending. */
  readonly name: string;
  readonly columns: readonly Column[];
  /** A total order, so that the files' bytes do not depend on how the rows came. */
  readonly order: readonly Column[];
  readonly kinds: Partial<Readonly<Record<Column, CellKind>>>;
}

export interface WrittenTable {
  readonly csv: string;
  readonly parquet: string;
}

/** What a spreadsheet takes for the beginning of a formula, full-width forms included. */
const FORMULA = "^[=+\\-@\\t\\r\\n\\x{FF1D}\\x{FF0B}\\x{FF0D}\\x{FF20}]";
const NUMBER = "^-?[0-9]+(\\.[0-9]+)?$";

/** @throws RunError when the directory cannot be written */
export async function writeTable<Column extends string>(
  engine: Engine,
  relation: string,
  directory: string,
  file: TableFile<Column>,
): Promise<WrittenTable> {
  const csv = joinPath(directory, `${file.name}.csv`);
  const parquet = joinPath(directory, `${file.name}.parquet`);
  const order = join(file.order.map((column) => sql`b.${id(column)}`));
  const raw = join(file.columns.map((column) => sql`b.${id(column)}`));
  const cells = file.columns.map((column) => sql`${csvCell(column, file.kinds[column] ?? "text", engine.dialect)} AS ${id(column)}`);
  const from = sql`FROM ${id(relation)} AS b ORDER BY ${order}`;
  await engine.runInline(sql`COPY (SELECT ${raw} ${from}) TO ${parquet} (FORMAT parquet, COMPRESSION zstd)`);
  await engine.runInline(sql`COPY (SELECT ${join(cells)} ${from}) TO ${csv} (FORMAT csv, HEADER true)`);
  return { csv, parquet };
}

function csvCell(column: string, kind: CellKind, dialect: Dialect): Sql {
  const value = sql`b.${id(column)}`;
  if (kind === "plain") return value;
  const text = sql`CAST(${value} AS VARCHAR)`;
  // 2026-05-03 14:00:00 is 2026-05-03T14:00:00Z: a time without a zone is read as local time
  if (kind === "time") return sql`CASE WHEN ${value} IS NULL THEN NULL ELSE replace(${text}, ' ', 'T') || 'Z' END`;
  const harmless = sql`CASE WHEN ${dialect.matches(text, FORMULA)} THEN ${"'"} || ${text} ELSE ${text} END`;
  if (kind === "text") return harmless;
  // 18220.1000 is 18220.10: cents always, more decimals only where they say something
  const trimmed = dialect.replaceAll(text, "(\\.[0-9]{2}[0-9]*?)0+$", "\\1");
  return sql`CASE WHEN ${dialect.matches(text, NUMBER)} THEN ${trimmed} ELSE ${harmless} END`;
}
