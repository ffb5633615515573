import type { Engine } from "../../../engines/engine.ts";
import { id, sql } from "../../../sql/index.ts";
import type { LoadedCells } from "./load.ts";
import type { SourceField, Sources } from "./sources.ts";

/** What a column's values have in common with a field's. */
export interface Overlap {
  readonly field: SourceField;
  /** Different values that the field has too, and cells that hold one. */
  readonly values: number;
  readonly cells: number;
}

/** A column's values. */
export interface ColumnValues {
  readonly filled: number;
  readonly distinct: number;
  /** Values that tell where they come from: long enough, or with cents, to be equal by chance hardly ever. */
  readonly telling: number;
  /** The fields that share a value with it. */
  readonly overlaps: readonly Overlap[];
}

/** By `table column`. Every column is held against every field in one statement. */
export async function overlapsOf(engine: Engine, loaded: LoadedCells, sources: Sources): Promise<ReadonlyMap<string, ColumnValues>> {
  const telling = sql`CASE WHEN ${engine.dialect.matches(sql`v`, "^-?[0-9]{1,14}[.][0-9]{4}$")} THEN length(v) >= 9 AND NOT ${engine.dialect.matches(sql`v`, "^-?[0-9]{1,3}0*[.]0000$")} WHEN ${engine.dialect.matches(sql`v`, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")} THEN FALSE ELSE length(v) >= 6 END`;
  const columns = await engine.rows<{ t: number; c: number; filled: string; distinct: string; telling: string }>(
    sql`SELECT t, c, CAST(sum(n) AS VARCHAR) AS filled, CAST(count(*) AS VARCHAR) AS "distinct", CAST(count(CASE WHEN ${telling} THEN 1 END) AS VARCHAR) AS telling
FROM ${id(loaded.values)} GROUP BY t, c`,
  );
  const shared = await engine.rows<{ t: number; c: number; field: number; values: string; cells: string }>(
    sql`SELECT d.t, d.c, s.field, CAST(count(*) AS VARCHAR) AS "values", CAST(sum(d.n) AS VARCHAR) AS cells
FROM ${id(loaded.values)} AS d JOIN ${id(sources.values)} AS s ON s.v = d.v GROUP BY d.t, d.c, s.field ORDER BY d.t, d.c, s.field`,
  );
  const overlaps = new Map<string, Overlap[]>();
  for (const { t, c, field, values, cells } of shared) {
    const name = `${t} ${c}`;
    const list = overlaps.get(name) ?? [];
    list.push({ field: sources.fields[field]!, values: Number(values), cells: Number(cells) });
    overlaps.set(name, list);
  }
  return new Map(
    columns.map(({ t, c, filled, distinct, telling: told }) => [
      `${t} ${c}`,
      { filled: Number(filled), distinct: Number(distinct), telling: Number(told), overlaps: overlaps.get(`${t} ${c}`) ?? [] },
    ]),
  );
}
