import { InputError, RunError } from "../model/index.ts";
import { id, join, sql, type Sql } from "../sql/index.ts";
import { columnNames } from "./column-names.ts";
import type { FileReading } from "./file-reading.ts";
import type { ProbedFile, ReadContext } from "./reading.ts";
import { enginePath } from "./scratch-table.ts";
import { unpackedPath } from "./unpack.ts";

/** Parquet: the engine's types are kept; lists, structs and maps become JSON text. */
export async function readParquet(file: ProbedFile, context: ReadContext): Promise<FileReading> {
  const path = await enginePath(await unpackedPath(file, context), context.scratch);
  const from = sql`read_parquet(${path}, hive_partitioning = false, binary_as_string = false)`;
  const described = await context.engine
    .rows<{ column_name: string; column_type: string }>(sql`DESCRIBE SELECT * FROM ${from}`)
    .catch(damaged(file));
  // The footer can be whole while pages are not: read every value once, before anything is stored.
  await context.engine
    .rows(sql`SELECT ${join(described.map((column) => sql`count(${id(column.column_name)})`))} FROM ${from}`)
    .catch(damaged(file));
  const names = columnNames(described.map((column) => column.column_name));
  const columns = described.map((column, index) => ({
    name: names[index] ?? column.column_name,
    type: isNested(column.column_type) ? "VARCHAR" : column.column_type,
  }));
  const selected = described.map((column, index): Sql => {
    const value = id(column.column_name);
    const text = isNested(column.column_type) ? sql`CAST(to_json(${value}) AS VARCHAR)` : value;
    return sql`${text} AS ${id(columns[index]?.name ?? column.column_name)}`;
  });
  return { relation: sql`(SELECT ${join(selected)} FROM ${from})`, position: { kind: "ordinal", first: 1 }, columns };
}

function isNested(type: string): boolean {
  return /^(STRUCT|MAP|UNION|VARIANT)\b|\]$/.test(type);
}

function damaged(file: ProbedFile): (cause: unknown) => never {
  return (cause) => {
    if (cause instanceof RunError && cause.code !== "query") throw cause;
    // The engine's own words, without the kinds of error that it names first.
    const said = (cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause)).replace(
      /^(A query failed: )?([A-Z]\w*( [A-Z]\w*)* Error: )?/,
      "",
    );
    const hint = "Export it again, or copy it again in full.";
    const problem = {
      code: "damaged-parquet",
      message: "This Parquet file cannot be read.",
      at: { file: file.path },
      found: said.slice(0, 300),
      hint,
    };
    throw new InputError([problem], { cause });
  };
}
