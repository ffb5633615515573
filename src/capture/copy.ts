import { rm } from "node:fs/promises";
import type { Engine } from "../engines/engine.ts";
import type { CapturedColumn, Problem } from "../model/index.ts";
import { id, join, sql, type Sql } from "../sql/index.ts";
import type { Reading } from "./reading.ts";

/**
 * Copies rows into one Parquet, in the order of the files and of the rows in
 * each. Several files go through a part each, since the engine promises no order
 * for a union.
 */
export async function copyInOrder(engine: Engine, selects: readonly Sql[], parquet: string): Promise<void> {
  const [only] = selects;
  if (only === undefined) throw new TypeError("a capture has at least one file");
  if (selects.length === 1) {
    await engine.runInline(sql`COPY (${only}) TO ${parquet} (FORMAT parquet, COMPRESSION zstd)`);
    return;
  }
  const parts = selects.map((_, index) => `${parquet}.part-${index}`);
  for (const [index, select] of selects.entries()) {
    await engine.runInline(sql`COPY (${select}) TO ${parts[index] as string} (FORMAT parquet, COMPRESSION snappy)`);
  }
  const list = join(parts.map((part) => sql`${globLiteral(part)}`));
  await engine.runInline(sql`COPY (SELECT * FROM read_parquet([${list}])) TO ${parquet} (FORMAT parquet, COMPRESSION zstd)`);
  for (const part of parts) await rm(part);
}

/** A path for the engine, which would take `*`, `?` and `[` in a directory's name for a pattern. */
export function globLiteral(file: string): string {
  return file.replaceAll(/[*?[]/g, "[$&]");
}

/** How the files of a capture come to lie in one table. */
export interface Layout {
  readonly columns: readonly CapturedColumn[];
  /** Columns that a file lacks. */
  readonly missing: readonly Problem[];
  /** One a file: its rows in order, with `_file` and `_pos`. */
  readonly selects: readonly Sql[];
}

/**
 * Union of the files' columns in order of first appearance; one whose type differs
 * between files is text. Letter case does not tell names apart, as in SQL.
 */
export function layOut(readings: readonly Reading[]): Layout {
  const union = new Map<string, CapturedColumn>();
  for (const { columns } of readings) {
    for (const { name, type } of columns) {
      const known = union.get(name.toLowerCase()) ?? { name, type };
      union.set(name.toLowerCase(), { name: known.name, type: known.type === type ? type : "VARCHAR" });
    }
  }
  const columns = [...union.values()];
  const missing: Problem[] = [];
  const selects = readings.map((reading, index) => {
    const own = new Map(reading.columns.map(({ name, type }) => [name.toLowerCase(), type]));
    const lacking = columns.filter(({ name }) => !own.has(name.toLowerCase()));
    if (lacking.length > 0) {
      missing.push({
        code: "missing-column",
        message: `This file lacks ${lacking.length === 1 ? "a column" : `${lacking.length} columns`} that other files of the capture have; its rows count as empty there.`,
        at: { file: reading.file.path },
        found: list(reading.columns),
        expected: list(lacking),
      });
    }
    const values = columns.map(({ name, type }) => {
      const has = own.get(name.toLowerCase());
      if (has === undefined) return sql`CAST(NULL AS ${typeName(type)}) AS ${id(name)}`;
      return has === type ? sql`s.${id(name)} AS ${id(name)}` : sql`CAST(s.${id(name)} AS VARCHAR) AS ${id(name)}`;
    });
    const position =
      reading.position.kind === "column"
        ? sql`CAST(s._pos AS BIGINT)`
        : sql`CAST(row_number() OVER () + ${reading.position.first - 1} AS BIGINT)`;
    return sql`SELECT ${join([...values, sql`CAST(${index} AS INTEGER) AS _file`, sql`${position} AS _pos`])} FROM ${reading.relation} AS s`;
  });
  return { columns, missing, selects };
}

/** A type's name as the engine gave it to us; names in a STRUCT were quoted by it. */
function typeName(type: string): Sql {
  return { parts: [{ kind: "text", text: type }] };
}

function list(columns: readonly CapturedColumn[]): string {
  const shown = columns.slice(0, 12).map(({ name }) => name);
  return columns.length > shown.length ? `${shown.join(", ")} … (${columns.length})` : shown.join(", ");
}
