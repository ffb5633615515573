import { join as joinPath } from "node:path";
import type { Engine } from "../engines/engine.ts";
import { id, join, sql, type Dialect, type Sql } from "../sql/index.ts";

/** Columns of a relation of breaks, in the order in which they are written. */
export const BREAK_COLUMNS = [
  "fingerprint",
  "handoff",
  "side",
  "outcome",
  "reason",
  "dataset",
  "key",
  "reference",
  "unit",
  "date",
  "amount",
  "difference",
  "counterparts",
  "fields",
  "file",
  "line",
  "confidence",
] as const;

type BreakColumn = (typeof BREAK_COLUMNS)[number];

/** Total, so that the files' bytes do not depend on how the rows came. */
const ORDER: readonly BreakColumn[] = ["handoff", "outcome", "side", "dataset", "key", "fingerprint", "file", "line"];
const NUMBERS: ReadonlySet<BreakColumn> = new Set<BreakColumn>(["amount", "difference"]);
const PLAIN: ReadonlySet<BreakColumn> = new Set<BreakColumn>(["date", "line", "confidence"]);

/** What a spreadsheet takes for the beginning of a formula, full-width forms included. */
const FORMULA = "^[=+\\-@\\t\\r\\n\\x{FF1D}\\x{FF0B}\\x{FF0D}\\x{FF20}]";
const NUMBER = "^-?[0-9]+(\\.[0-9]+)?$";

/**
 * Writes all breaks of a relation (columns `BREAK_COLUMNS`) as `breaks.parquet`,
 * values as they are, and `breaks.csv`, in which no cell can act as a formula
 * when a spreadsheet opens it.
 *
 * @throws RunError when the directory cannot be written
 */
export async function writeBreaks(
  engine: Engine,
  relation: string,
  directory: string,
): Promise<{ readonly csv: string; readonly parquet: string }> {
  const csv = joinPath(directory, "breaks.csv");
  const parquet = joinPath(directory, "breaks.parquet");
  const order = join(ORDER.map((column) => sql`b.${id(column)}`));
  const raw = join(BREAK_COLUMNS.map((column) => sql`b.${id(column)}`));
  const safe = join(BREAK_COLUMNS.map((column) => sql`${csvCell(column, engine.dialect)} AS ${id(column)}`));
  const from = sql`FROM ${id(relation)} AS b ORDER BY ${order}`;
  await engine.runInline(sql`COPY (SELECT ${raw} ${from}) TO ${parquet} (FORMAT parquet, COMPRESSION zstd)`);
  await engine.runInline(sql`COPY (SELECT ${safe} ${from}) TO ${csv} (FORMAT csv, HEADER true)`);
  return { csv, parquet };
}

function csvCell(column: BreakColumn, dialect: Dialect): Sql {
  const value = sql`b.${id(column)}`;
  if (PLAIN.has(column)) return value;
  const text = sql`CAST(${value} AS VARCHAR)`;
  const harmless = sql`CASE WHEN ${dialect.matches(text, FORMULA)} THEN ${"'"} || ${text} ELSE ${text} END`;
  if (!NUMBERS.has(column)) return harmless;
  // 18220.1000 is 18220.10: cents always, more decimals only where they say something
  const trimmed = dialect.replaceAll(text, "(\\.[0-9]{2}[0-9]*?)0+$", "\\1");
  return sql`CASE WHEN ${dialect.matches(text, NUMBER)} THEN ${trimmed} ELSE ${harmless} END`;
}
