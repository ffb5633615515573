import type { Engine } from "../../../engines/engine.ts";
import type { RecordSet } from "../../../model/index.ts";
import { id, join, sql, type Sql } from "../../../sql/index.ts";
import { canonField, shownField } from "./canon.ts";
import type { LoadedCells } from "./load.ts";
import type { SourceField, Sources } from "./sources.ts";

/** How a table's rows may be a dataset's records. */
export interface KeyPair {
  readonly table: number;
  readonly column: number;
  readonly field: SourceField;
}

/** A column beside a field, over rows that were joined with their record. */
export interface Agreement {
  readonly column: number;
  readonly field: SourceField;
  /** Rows in which both say the same, of those in which the cell holds something; of large tables, in a part of the rows. */
  readonly agreeing: number;
  readonly compared: number;
  /** The share that would say the same if these rows were joined at random … */
  readonly chance: number;
  /** … and if each were joined with any record of the dataset. */
  readonly common: number;
}

/** Rows of a table joined with the records of one capture. */
export interface JoinedRows {
  readonly pair: KeyPair;
  readonly set: RecordSet;
  /** Rows that found a record. */
  readonly matched: number;
  readonly agreements: readonly Agreement[];
  /** Relation `_r` INTEGER, the row, and the record's columns. */
  readonly relation: string;
}

/** Rows by which it is judged what a column is, about; what differs is then counted in all. */
const JUDGED = 4000;

/** Joins a table's rows with records by a key, and holds every column against every field. The relation stays until `dropJoined`. */
export async function joinRows(
  engine: Engine,
  loaded: LoadedCells,
  sources: Sources,
  pair: KeyPair,
  set: RecordSet,
  relation: string,
): Promise<JoinedRows> {
  const { dialect } = engine;
  const canon = ({ field, day }: SourceField, of = "s"): Sql => canonField(field, id(of, field.name), day, sources.timeZone, dialect);
  await engine.runInline(sql`CREATE TABLE ${id(relation)} AS SELECT k.r AS _r, s.* FROM (SELECT r, v FROM ${id(loaded.cells)} WHERE t = ${pair.table} AND c = ${pair.column}) AS k
JOIN ${id(set.relation)} AS s ON ${canon(pair.field)} = k.v`);
  const [count] = await engine.rows<{ n: string }>(sql`SELECT CAST(count(DISTINCT _r) AS VARCHAR) AS n FROM ${id(relation)}`);
  const matched = Number(count?.n ?? 0);
  // By the key's hash, so that the order of rows changes nothing.
  const parts = Math.ceil(matched / JUDGED);
  const sample = parts <= 1 ? sql`` : sql` WHERE ${dialect.isInHashRange(dialect.hash64([sql`_key`]), 0, parts)}`;
  const judged = sql`SELECT _r FROM ${id(relation)}${sample}`;
  const fields = sources.fields.filter(({ dataset }) => dataset === set.dataset.id);
  const long = `${relation} long`;
  const each = fields.map(
    (one) => sql`SELECT _r AS r, CAST(${one.index} AS INTEGER) AS field, ${canon(one)} AS v FROM ${id(relation)} AS s`,
  );
  await engine.runInline(
    sql`CREATE TABLE ${id(long)} AS SELECT DISTINCT r, field, v FROM (${join(each, " UNION ALL ")}) AS each_field WHERE v IS NOT NULL`,
  );
  const cells = sql`(SELECT c.r, c.c, c.v FROM ${id(loaded.cells)} AS c WHERE c.t = ${pair.table} AND c.r IN (${judged}))`;
  const found = await engine.rows<{ c: number; field: number; agreeing: string; compared: string; chance: number; common: number | null }>(
    sql`WITH own AS (SELECT * FROM ${cells} AS cells), compared AS (SELECT c, count(*) AS n FROM own GROUP BY c),
agreeing AS (SELECT o.c, l.field, count(DISTINCT o.r) AS n FROM own AS o JOIN ${id(long)} AS l ON l.r = o.r AND l.v = o.v GROUP BY o.c, l.field),
a AS (SELECT c, v, count(*) AS n FROM own GROUP BY c, v), b AS (SELECT field, v, count(*) AS n FROM ${id(long)} GROUP BY field, v),
chance AS (SELECT a.c, b.field, sum(CAST(a.n AS DOUBLE) * CAST(b.n AS DOUBLE)) AS n FROM a JOIN b ON a.v = b.v GROUP BY a.c, b.field),
common AS (SELECT a.c, u.field, sum(CAST(a.n AS DOUBLE) * CAST(u.n AS DOUBLE)) AS n FROM a JOIN ${id(sources.values)} AS u ON u.v = a.v WHERE u.field >= ${fields[0]?.index ?? 0} AND u.field <= ${fields.at(-1)?.index ?? 0} GROUP BY a.c, u.field),
records AS (SELECT count(DISTINCT _r) AS n FROM (${judged}) AS judged)
SELECT g.c, g.field, CAST(g.n AS VARCHAR) AS agreeing, CAST(p.n AS VARCHAR) AS compared, h.n / (CAST(p.n AS DOUBLE) * CAST(records.n AS DOUBLE)) AS chance,
  o.n / (CAST(p.n AS DOUBLE) * ${Math.max(1, sources.sets.get(set.dataset.id)?.rows ?? set.rows)}) AS common
FROM agreeing AS g JOIN compared AS p ON p.c = g.c JOIN chance AS h ON h.c = g.c AND h.field = g.field LEFT JOIN common AS o ON o.c = g.c AND o.field = g.field CROSS JOIN records ORDER BY g.c, g.field`,
  );
  await engine.runInline(sql`DROP TABLE ${id(long)}`);
  const agreements = found.map(({ c, field, agreeing, compared, chance, common }) => ({
    column: c,
    field: sources.fields[field]!,
    agreeing: Number(agreeing),
    compared: Number(compared),
    chance: Math.min(1, Number(chance)),
    common: Math.min(1, Number(common ?? 0)),
  }));
  return { pair, set, matched, agreements, relation };
}

export async function dropJoined(engine: Engine, joined: JoinedRows): Promise<void> {
  await engine.runInline(sql`DROP TABLE ${id(joined.relation)}`);
}

/** A cell that says another thing than its record. */
export interface DifferingCell {
  readonly row: number;
  readonly column: number;
  readonly expected: string;
  readonly key: string;
}

/** The rows whose cell is not what the record's field says, in any record of that key. By column, then row. */
export async function differingCells(
  engine: Engine,
  loaded: LoadedCells,
  sources: Sources,
  joined: JoinedRows,
  columns: readonly { readonly column: number; readonly field: SourceField }[],
): Promise<readonly DifferingCell[]> {
  if (columns.length === 0) return [];
  const { dialect } = engine;
  const each = columns.map(({ column, field: { field, day } }) => {
    const value = id("s", field.name);
    return sql`SELECT s._r AS r, CAST(${column} AS INTEGER) AS c, min(coalesce(${shownField(field, value, sources.timeZone, dialect)}, '')) AS expected, min(s._key) AS key
FROM ${id(joined.relation)} AS s LEFT JOIN ${id(loaded.cells)} AS c ON c.t = ${joined.pair.table} AND c.c = ${column} AND c.r = s._r
GROUP BY s._r HAVING max(CASE WHEN coalesce(${canonField(field, value, day, sources.timeZone, dialect)}, '') = coalesce(c.v, '') THEN 1 ELSE 0 END) = 0`;
  });
  const rows = await engine.rows<{ r: number; c: number; expected: string; key: string | null }>(
    sql`SELECT r, c, expected, key FROM (${join(each, " UNION ALL ")}) AS differing ORDER BY c, r`,
  );
  return rows.map(({ r, c, expected, key }) => ({ row: r, column: c, expected: plain(expected), key: key ?? "" }));
}

/** The key of each row's record. */
export async function keysOf(engine: Engine, joined: JoinedRows): Promise<ReadonlyMap<number, string>> {
  const rows = await engine.rows<{ r: number; key: string }>(
    sql`SELECT _r AS r, min(_key) AS key FROM ${id(joined.relation)} WHERE _key IS NOT NULL GROUP BY _r ORDER BY _r`,
  );
  return new Map(rows.map(({ r, key }) => [r, key]));
}

/** Decimals of the engine without the zeros at their end. */
function plain(text: string): string {
  return /^-?\d+\.\d{4}$/.test(text) ? text.replace(/\.?0+$/, "") : text;
}
