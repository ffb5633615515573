import type { Engine, Row } from "../../engines/engine.ts";
import { money, type Metric, type Money, type RecordSet } from "../../model/index.ts";
import { id, join, or, sql, type Sql } from "../../sql/index.ts";
import { contributions, countsOf, dayOf, periodStart, valueOf } from "../numbers/contributions.ts";
import type { Reading } from "../numbers/index.ts";
import type { Compared, LoadedTable } from "./load.ts";

/** Raw records, as rows are held against them. */
export interface Raw {
  readonly engine: Engine;
  readonly set: RecordSet;
  readonly reading: Reading;
  readonly metric: Metric;
}

/** A row that must be looked at by itself. */
export interface RowFacts {
  readonly row: number;
  readonly key: string | undefined;
  /** Is there a record with its key that no earlier row has taken? */
  readonly matched: boolean;
  /** Has an earlier row the same key? */
  readonly repeated: boolean;
  /** What the record adds to the metric, and where; undefined: it does not count. */
  readonly record: { readonly period: string; readonly unit: string | undefined; readonly value: Money } | undefined;
  /** Of each compared column: differs from the record's field, and what that holds. */
  readonly compared: readonly { readonly differs: boolean; readonly raw: string | undefined }[];
}

/** Rows that are as their records say, and that all sums treat alike. */
export interface RowGroup {
  readonly class: string;
  readonly record: { readonly period: string; readonly unit: string | undefined } | undefined;
  readonly rows: number;
  /** What their records add. */
  readonly raw: Money;
  /** Sums of what stands in each of the measures. */
  readonly measures: readonly Money[];
}

/** What is summed of rows: a product of columns, or a count. */
export interface Measure {
  readonly counts: "numbers" | "filled" | "rows" | undefined;
  readonly columns: readonly number[];
}

/** A compared column with the way that fits it best. */
export interface Chosen {
  readonly compared: Compared;
  /** Days: in the estate's zone, or in UTC. */
  readonly zone: string;
}

/** Name of the relation of rows whose key an earlier row has. */
export function laterOf(relation: string): string {
  return `${relation} later`;
}

/** Columns that are another thing than the field in more than this share of rows say nothing of people. */
const FOREIGN = 0.5;

export function matching(raw: Raw, loaded: LoadedTable, date1904: boolean) {
  const { engine, set, reading, metric } = raw;
  const { dialect } = engine;
  const later = laterOf(loaded.relation);
  const own = set.dataset.repeatedKey === "refuse" ? sql`${id(set.relation)}` : firstOfKey(set);
  const from = sql`(SELECT o.*, l.r IS NOT NULL AS repeated, CASE WHEN l.r IS NULL THEN o.key END AS own_key
  FROM ${id(loaded.relation)} AS o LEFT JOIN ${id(later)} AS l ON l.r = o.r) AS w LEFT JOIN ${own} AS s ON s._key = w.own_key`;
  const day = dayOf(set.dataset, reading.date, reading.zone, dialect, "s");
  const counts = sql`coalesce(s._key IS NOT NULL AND ${day} IS NOT NULL AND ${countsOf(reading, set.dataset, "s")}, FALSE)`;
  const period = sql`CASE WHEN ${counts} THEN CAST(${periodStart(day, metric.period)} AS VARCHAR) END`;
  const unit = sql`CASE WHEN ${counts} THEN s._unit END`;
  const value = sql`CASE WHEN ${counts} THEN ${valueOf(reading, set.dataset, "s")} ELSE CAST(0 AS DECIMAL(18, 4)) END`;

  /** Rows whose key an earlier row has, of this table or of those before it. */
  async function prepare(before: readonly string[]): Promise<void> {
    const elsewhere = before.map(
      (relation) => sql`
UNION SELECT r, key FROM ${id(loaded.relation)} WHERE key IN (SELECT key FROM ${id(relation)})`,
    );
    await engine.runInline(sql`CREATE TABLE ${id(later)} AS SELECT r, key FROM (
  SELECT r, key, row_number() OVER (PARTITION BY key ORDER BY CAST(r AS BIGINT)) AS nth FROM ${id(loaded.relation)}
  WHERE key IN (SELECT key FROM ${id(loaded.relation)} WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1)
) AS numbered WHERE nth > 1${join(elsewhere, "")}`);
  }

  function differs({ compared, zone }: Chosen): Sql {
    const cell = id("w", compared.name);
    const { by } = compared;
    if (by.mode === "unit") return sql`${cell} IS DISTINCT FROM lower(s._unit)`;
    const field = id("s", by.field.name);
    if (by.mode === "amount")
      return sql`coalesce(${dialect.tryMoney(cell)} <> coalesce(${field}, 0), ${cell} IS NOT NULL OR coalesce(${field}, 0) <> 0)`;
    if (by.mode === "text") return sql`coalesce(lower(${cell}), '') <> coalesce(lower(trim(CAST(${field} AS VARCHAR))), '')`;
    const serial = dialect.daysBetween(sql`CAST(${date1904 ? "1904-01-01" : "1899-12-30"} AS DATE)`, fieldDay({ compared, zone }));
    return sql`CAST(floor(${dialect.tryMoney(cell)}) AS BIGINT) IS DISTINCT FROM ${serial}`;
  }

  function fieldDay({ compared, zone }: Chosen): Sql {
    return dayOf(set.dataset, "field" in compared.by ? compared.by.field.name : "", zone, dialect, "s");
  }

  function rawText(chosen: Chosen): Sql {
    const { by } = chosen.compared;
    if (by.mode === "unit") return sql`s._unit`;
    if (by.mode === "day") return sql`CAST(${fieldDay(chosen)} AS VARCHAR)`;
    return sql`CAST(${id("s", by.field.name)} AS VARCHAR)`;
  }

  /** The columns that are what the field is, but for some rows. */
  async function choose(): Promise<Chosen[]> {
    const ways = loaded.compared.flatMap((compared): Chosen[] => {
      const timestamp = "field" in compared.by && compared.by.mode === "day" && compared.by.field.type === "timestamp";
      const own = { compared, zone: reading.zone };
      return timestamp && reading.zone !== "UTC" ? [own, { compared, zone: "UTC" }] : [own];
    });
    if (ways.length === 0) return [];
    const [row] = await engine.rows<Row>(
      sql`SELECT count(s._key) AS matched, ${join(ways.map((way, at) => sql`count(CASE WHEN s._key IS NOT NULL AND ${differs(way)} THEN 1 END) AS ${id(`d${at}`)}`))} FROM ${from}`,
    );
    const matched = Number(row?.["matched"] ?? 0);
    const best = new Map<Compared, { readonly way: Chosen; readonly differing: number }>();
    ways.forEach((way, at) => {
      const differing = Number(row?.[`d${at}`] ?? 0);
      const known = best.get(way.compared);
      if (known === undefined || differing < known.differing) best.set(way.compared, { way, differing });
    });
    return [...best.values()].flatMap(({ way, differing }) => (differing > Math.max(4, matched * FOREIGN) ? [] : [way]));
  }

  function dirty(chosen: readonly Chosen[], alsoKeys: string | undefined): Sql {
    const keys = alsoKeys === undefined ? [] : [sql`w.key IN (SELECT key FROM ${id(alsoKeys)})`];
    return sql`coalesce(${or([sql`w.q IS NULL`, sql`s._key IS NULL`, ...chosen.map(differs), ...keys])}, TRUE)`;
  }

  async function facts(chosen: readonly Chosen[], where: Sql): Promise<RowFacts[]> {
    const columns = chosen.flatMap((one, at) => [
      sql`s._key IS NOT NULL AND ${differs(one)} AS ${id(`d${at}`)}`,
      sql`${rawText(one)} AS ${id(`x${at}`)}`,
    ]);
    const rows = await engine.rows<Row>(
      sql`SELECT w.r AS row, w.key AS key, s._key IS NOT NULL AS matched, w.repeated AS repeated, ${join([sql`${period} AS period`, sql`${unit} AS unit`, sql`${value} AS value`, ...columns])}
FROM ${from} WHERE ${where} ORDER BY CAST(w.r AS BIGINT)`,
    );
    return rows.map((row) => ({
      row: Number(row["row"]),
      key: (row["key"] as string | null) ?? undefined,
      matched: row["matched"] === true,
      repeated: row["repeated"] === true,
      record: recordOf(row),
      compared: chosen.map((_, at) => ({ differs: row[`d${at}`] === true, raw: (row[`x${at}`] as string | null) ?? undefined })),
    }));
  }

  async function groups(chosen: readonly Chosen[], alsoKeys: string | undefined, measures: readonly Measure[]): Promise<RowGroup[]> {
    const amounts = measures.map((measure, at) => sql`${measureSql(measure)} AS ${id(`m${at}`)}`);
    const rows = await engine.rows<Row>(
      sql`SELECT w.q AS q, ${join([sql`${period} AS period`, sql`${unit} AS unit`, sql`count(*) AS "rows"`, sql`sum(${value}) AS value`, ...amounts])}
FROM ${from} WHERE NOT ${dirty(chosen, alsoKeys)} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    );
    return rows.map((row) => {
      const record = recordOf(row);
      return {
        class: row["q"] as string,
        record: record === undefined ? undefined : { period: record.period, unit: record.unit },
        rows: Number(row["rows"]),
        raw: money(row["value"] as string | null),
        measures: measures.map((_, at) => money(row[`m${at}`] as string | null)),
      };
    });
  }

  function measureSql({ counts, columns }: Measure): Sql {
    if (counts === "rows") return sql`count(*)`;
    const cells = columns.map((column) => id("w", loaded.names.get(column) ?? ""));
    if (counts === "filled") return sql`count(${cells[0]!})`;
    if (counts === "numbers") return sql`count(${dialect.tryMoney(cells[0]!)})`;
    const [first, ...others] = cells.map((cell) => sql`coalesce(${dialect.tryMoney(cell)}, 0)`);
    return sql`sum(${others.reduce((product, cell) => sql`CAST(${product} AS DECIMAL(30, 8)) * ${cell}`, first!)})`;
  }

  /** Rows as their records say, of some classes and periods. */
  function clean(chosen: readonly Chosen[], alsoKeys: string | undefined, groups: readonly RowGroup[]): Sql {
    const one = ({ class: q, record }: RowGroup): Sql =>
      sql`(w.q = ${q} AND ${period} IS NOT DISTINCT FROM ${record?.period ?? null} AND ${unit} IS NOT DISTINCT FROM ${record?.unit ?? null})`;
    return sql`NOT ${dirty(chosen, alsoKeys)} AND ${or(groups.map(one))}`;
  }

  return { prepare, choose, dirty, facts, groups, clean };
}

export type Matching = ReturnType<typeof matching>;

function recordOf(row: Row): RowFacts["record"] {
  const period = row["period"] as string | null;
  if (period === null) return undefined;
  return { period, unit: (row["unit"] as string | null) ?? undefined, value: money(row["value"] as string | null) };
}

/** Of records with the same key, the first. */
function firstOfKey({ relation }: RecordSet): Sql {
  return sql`(SELECT * FROM ${id(relation)} WHERE _row IN (SELECT min(_row) FROM ${id(relation)} GROUP BY _key))`;
}

/** A record that counts, of which no row of the summed tables tells. */
export interface Missing {
  readonly key: string;
  readonly period: string;
  readonly unit: string | undefined;
  readonly value: Money;
}

/** How many records of a period and unit count, how many of them stand in no row, and what those add. */
export interface MissingCount {
  readonly period: string;
  readonly unit: string | undefined;
  readonly records: number;
  readonly missing: number;
  readonly value: Money;
}

/** Records that count and stand in none of the relations; of a repeated key every record after the first. */
export async function missingRecords(
  { engine, set, reading, metric }: Raw,
  relations: readonly string[],
  periods: readonly string[],
): Promise<{ readonly counts: readonly MissingCount[]; readonly list: (most: number) => Promise<Missing[]> }> {
  const present = join(
    relations.map((relation) => sql`SELECT key FROM ${id(relation)}`),
    " UNION ",
  );
  const again =
    set.dataset.repeatedKey === "refuse" ? sql`FALSE` : sql`c."row" NOT IN (SELECT min(_row) FROM ${id(set.relation)} GROUP BY _key)`;
  const from = sql`(${contributions(set, reading, metric.period, engine.dialect)}) AS c LEFT JOIN (${present}) AS p ON p.key = c.key
WHERE CAST(c.period AS VARCHAR) IN (${join(periods.map((period) => sql`${period}`))})`;
  const gone = sql`(p.key IS NULL OR ${again})`;
  const rows = await engine.rows<Row>(
    sql`SELECT CAST(c.period AS VARCHAR) AS period, c.unit AS unit, count(*) AS records, count(CASE WHEN ${gone} THEN 1 END) AS missing,
  sum(CASE WHEN ${gone} THEN c.value ELSE 0 END) AS value FROM ${from} GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  const counts = rows.map((row) => ({
    period: String(row["period"]),
    unit: (row["unit"] as string | null) ?? undefined,
    records: Number(row["records"]),
    missing: Number(row["missing"]),
    value: money(row["value"] as string | null),
  }));
  return {
    counts,
    list: async (most) => {
      const list = await engine.rows<Row>(
        sql`SELECT CAST(c.period AS VARCHAR) AS period, c.unit AS unit, c.key AS key, c.value AS value FROM ${from} AND ${gone}
ORDER BY c.key, c."row" LIMIT ${most}`,
      );
      return list.map((row) => ({
        key: String(row["key"]),
        period: String(row["period"]),
        unit: (row["unit"] as string | null) ?? undefined,
        value: money(row["value"] as string | null),
      }));
    },
  };
}
