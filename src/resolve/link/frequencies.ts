import type { Engine } from "../../engines/engine.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { Comparison, Prepared } from "../comparison.ts";
import { heldAs, type Encoded } from "./encode.ts";
import { pairCount, type SourcePair } from "./pair-scope.ts";
import { levelCount, levelNumber, rarityColumn, rarityColumns } from "./vectors.ts";

/*
 * How rare values are: agreement on a rare surname says more than on a common
 * one (term-frequency adjustment, Winkler 1989). A value's share is its records
 * over all records that have one, of all sources together; its rarity −log2 of
 * that share, in quarter bits, so that sums of them stay few.
 */

/** Counts of values per column: `name`, `value`, `records`. Values as rare as any have one row together, whose value is NULL. */
export interface Frequencies {
  readonly relation: string;
}

/** A value that stands once in each of two sources is as rare as a value can be that agrees. */
const RAREST = 2;

/** Counts the values of every column that comparisons ask about. */
export async function countFrequencies(engine: Engine, prepared: Prepared, relation: string): Promise<Frequencies> {
  const columns = rarityColumns(prepared.comparisons);
  const counts = columns.map((column) => {
    const counted = sql`SELECT CAST(${id(column)} AS VARCHAR) AS value, count(*) AS records FROM ${id(prepared.relation)} WHERE ${id(column)} IS NOT NULL GROUP BY ${id(column)}`;
    const value = sql`CASE WHEN records > ${RAREST} THEN value END`;
    return sql`SELECT ${column} AS name, ${value} AS value, CAST(sum(records) AS BIGINT) AS records FROM (${counted}) AS counted GROUP BY ${value}`;
  });
  const none = sql`SELECT '' AS name, '' AS value, CAST(0 AS BIGINT) AS records WHERE FALSE`;
  await engine.runInline(sql`CREATE TABLE ${id(relation)} AS ${counts.length === 0 ? none : join(counts, "\nUNION ALL\n")}`);
  return { relation };
}

/**
 * Joins that give every record `n` its rarities, and the columns to select.
 *
 * @param dear values dear to make of a column, by name: made once a value where it is not rare
 */
export function rarities(
  frequencies: Frequencies,
  columns: readonly string[],
  dear: readonly { readonly name: string; readonly column: string; readonly of: (column: Sql) => Sql }[] = [],
): { readonly joins: Sql; readonly selected: readonly Sql[] } {
  const alias = (index: number): string => `f${index}`;
  const joins = columns.map((column, index) => {
    const total = sql`sum(records) OVER ()`;
    const share = sql`greatest(records, ${RAREST}) / CAST(${total} AS DOUBLE)`;
    const made = dear.flatMap((one, at) => (one.column === column ? [sql`, ${one.of(id("value"))} AS ${id(`dear ${at}`)}`] : []));
    return sql`
LEFT JOIN (SELECT value${join(made, "")}, CAST(round(-4 * log2(${share})) AS SMALLINT) AS rarity FROM ${id(frequencies.relation)} WHERE name = ${column}) AS ${id(alias(index))}
  ON ${id(alias(index), "value")} = CAST(${id("n", column)} AS VARCHAR)`;
  });
  const selected = columns.map(
    (column, index) =>
      sql`coalesce(${id(alias(index), "rarity")}, CASE WHEN ${id("n", column)} IS NULL THEN 0 ELSE ${rarest(frequencies, column)} END) AS ${id(rarityColumn(column))}`,
  );
  const made = dear.map(({ name, column, of }, at) => {
    const index = columns.indexOf(column);
    const own = of(id("n", column));
    return sql`${index < 0 ? own : sql`coalesce(${id(alias(index), `dear ${at}`)}, ${own})`} AS ${id(name)}`;
  });
  return { joins: join(joins, ""), selected: [...selected, ...made] };
}

/** A value that frozen counts do not hold is as rare as any. */
function rarest({ relation }: Frequencies, column: string): Sql {
  return sql`(SELECT CAST(round(-4 * log2(${RAREST} / CAST(sum(records) AS DOUBLE))) AS SMALLINT) FROM ${id(relation)} WHERE name = ${column})`;
}

/** Tells `columnAgreement` of columns of a relation, each counted once. */
export type TellAgreement = (column: string) => Promise<number | undefined>;

export function tellAgreement(engine: Engine, relation: string, pairs: readonly SourcePair[], sources: number): TellAgreement {
  const told = new Map<string, number | undefined>();
  return async (column) => {
    if (!told.has(column)) told.set(column, await columnAgreement(engine, relation, column, pairs, sources));
    return told.get(column);
  };
}

/**
 * The exact share of all allowed pairs that agree on a best level's value, by
 * comparison and level number: rare agreement is poorly told by a sample.
 */
export async function exactAgreement(encoded: Encoded, agreement: TellAgreement): Promise<(number | undefined)[][]> {
  const found: (number | undefined)[][] = [];
  for (const comparison of encoded.comparisons) {
    const shares: (number | undefined)[] = Array.from({ length: levelCount(comparison) }, () => undefined);
    const column = comparison.levels[0]?.frequency;
    if (column !== undefined && isPlainEquality(comparison, heldAs(column, encoded))) {
      shares[levelNumber(comparison, 0)] = await agreement(heldAs(column, encoded));
    }
    found.push(shares);
  }
  return found;
}

/** Only a level that says `l.x = r.x` and no more is told by counts of x. */
function isPlainEquality(comparison: Comparison, column: string): boolean {
  const text = comparison.levels[0]?.test.parts
    .map((part) => (part.kind === "text" ? part.text : part.kind === "id" ? part.path.join(".") : "?"))
    .join("");
  return text?.replaceAll('"', "").trim() === `l.${column} = r.${column}`;
}

/** The exact share of allowed pairs, both having the value, that agree on a column; undefined where none has. */
async function columnAgreement(
  engine: Engine,
  relation: string,
  column: string,
  pairs: readonly SourcePair[],
  sources: number,
): Promise<number | undefined> {
  const counts = Array.from({ length: sources }, (_, source) => sql`count(*) FILTER (WHERE source = ${source}) AS ${id(`n${source}`)}`);
  const perValue = sql`SELECT ${join(counts)} FROM ${id(relation)} WHERE ${id(column)} IS NOT NULL`;
  const total = (from: Sql): Sql =>
    sql`SELECT CAST(sum(${pairCount(pairs, (source) => id(`n${source}`))}) AS DOUBLE) FROM (${from}) AS counted`;
  const [row] = await engine.rows<{ share: number | null }>(
    sql`SELECT (${total(sql`${perValue} GROUP BY ${id(column)}`)}) / nullif((${total(perValue)}), 0) AS share`,
  );
  return row?.share ?? undefined;
}
