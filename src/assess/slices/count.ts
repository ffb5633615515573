import type { Engine } from "../../engines/engine.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { Cell, Cells, Coded } from "./coded.ts";
import { combinationsOf } from "./overlaps.ts";
import type { Attribute, LeftOut, SliceInput, SliceParams } from "./slice.ts";

/** A population in codes, as relations: `coded` (`k` 0 or 1, `amount`, `c0`, `c1` …) and per attribute `values` (`code`, `value`, `n`, `k`). */
interface CodedRelations {
  readonly coded: string;
  readonly attributes: readonly (Attribute & { readonly values: string })[];
  readonly records: number;
  readonly broken: number;
}

interface CellRow {
  readonly [name: string]: string | null;
  readonly a: string | null;
  readonly b: string | null;
  readonly n: string;
}

/** Counts the values of each attribute, leaves out those that cannot be a slice, and writes the population in codes. */
export async function encode(engine: Engine, input: SliceInput, params: SliceParams, prefix: string): Promise<Coded> {
  const population = sql`FROM ${id(input.relation)} AS r WHERE ${id("r", input.broken)} IS NOT NULL`;
  const sizes = input.attributes.map(
    ({ column }, place) => sql`, ${engine.dialect.approximateDistinct(id("r", column))} AS ${id(`d${place}`)}`,
  );
  const [size] = await engine.rows<Record<string, string>>(
    sql`SELECT count(*) AS n, count(CASE WHEN ${id("r", input.broken)} THEN 1 END) AS k${join(sizes, "")} ${population}`,
  );
  const [records, broken] = [Number(size?.["n"]), Number(size?.["k"])];
  const limit = Math.min(params.mostValues, Math.max(50, Math.floor(records / 5)));
  const attributes: (Attribute & { values: string })[] = [];
  const leftOut: LeftOut[] = [];
  const coded = `${prefix}_coded`;
  const codes: Sql[] = [];
  const joins: Sql[] = [];
  for (const [place, attribute] of input.attributes.entries()) {
    const about = Number(size?.[`d${place}`]);
    if (about > limit * 1.5) {
      leftOut.push({ attribute: attribute.name, reason: "key-like", values: about });
      continue;
    }
    const values = `${prefix}_v${place}`;
    const { distinct, empty } = await createValues(engine, input, attribute, params, values);
    if (distinct <= 1 || distinct > limit) {
      leftOut.push({ attribute: attribute.name, reason: distinct > 1 ? "key-like" : "constant", values: distinct });
      continue;
    }
    const [alias, column] = [`v${place}`, id("r", attribute.column)];
    codes.push(sql`, CASE WHEN ${column} IS NULL THEN ${empty} ELSE ${id(alias, "code")} END AS ${id(`c${attributes.length}`)}`);
    joins.push(sql` LEFT JOIN ${id(values)} AS ${id(alias)} ON ${id(alias, "value")} = ${column}`);
    attributes.push({ ...attribute, values });
  }
  const amount =
    input.amount === undefined ? sql`` : sql`, CASE WHEN ${id("r", input.broken)} THEN abs(${id("r", input.amount)}) END AS amount`;
  await engine.runInline(sql`CREATE TABLE ${id(coded)} AS
SELECT CASE WHEN ${id("r", input.broken)} THEN 1 ELSE 0 END AS k${amount}${join(codes, "")}
FROM ${id(input.relation)} AS r${join(joins, "")} WHERE ${id("r", input.broken)} IS NOT NULL`);
  const relations = { coded, attributes, records, broken };
  return {
    attributes,
    leftOut,
    records,
    broken,
    singleCells: () => singleCells(engine, relations, params),
    pairCells: () => pairCells(engine, relations, params),
    valueOf: async (attribute, code) => {
      const { values } = attributes[attribute] as (typeof attributes)[number];
      const [row] = await engine.rows<{ value: string | null }>(sql`SELECT value FROM ${id(values)} WHERE code = ${code}`);
      return row?.value ?? null;
    },
    combinations: (candidates) => combinationsOf(engine, coded, candidates, input.amount !== undefined),
  };
}

/** A table of the values; those with too few records to be a slice, whatever is broken among them, have code 0. */
async function createValues(
  engine: Engine,
  input: SliceInput,
  { column }: Attribute,
  params: SliceParams,
  values: string,
): Promise<{ distinct: number; empty: number }> {
  await engine.runInline(sql`CREATE TABLE ${id(values)} AS
SELECT CASE WHEN n >= ${params.minimum} THEN CAST(row_number() OVER (PARTITION BY n >= ${params.minimum} ORDER BY value) AS INTEGER) ELSE 0 END AS code, value, n, k
FROM (SELECT ${id("r", column)} AS value, count(*) AS n, count(CASE WHEN ${id("r", input.broken)} THEN 1 END) AS k
  FROM ${id(input.relation)} AS r WHERE ${id("r", input.broken)} IS NOT NULL GROUP BY ${id("r", column)}) AS counted`);
  const [row] = await engine.rows<{ n: string; empty: number | null }>(
    sql`SELECT count(*) AS n, max(CASE WHEN value IS NULL THEN code END) AS empty FROM ${id(values)}`,
  );
  return { distinct: Number(row?.n), empty: row?.empty ?? 0 };
}

/** Single values that may hold unusually many. */
async function singleCells(engine: Engine, coded: CodedRelations, params: SliceParams): Promise<Cells> {
  const cells: Cell[] = [];
  let tests = 0;
  const within = sql`CAST(${coded.broken} AS DOUBLE) / ${coded.records}`;
  const each = coded.attributes.map(
    ({ values }, attribute) => sql`
SELECT ${attribute} AS attribute, NULL AS a, count(*) AS n, NULL AS k FROM ${id(values)} WHERE code > 0
UNION ALL SELECT ${attribute}, v.code, v.n, v.k FROM ${id(values)} AS v
WHERE v.code > 0 AND v.k >= ${params.minimum} AND ${crowded(sql`v.n`, sql`v.k`, within, sql`${coded.records}`)}`,
  );
  for (const { attribute, a, n, k } of await engine.rows<CellRow>(join(each, " UNION ALL "))) {
    if (a === null) tests += Number(n);
    else cells.push({ at: [{ attribute: Number(attribute), code: Number(a) }], n: Number(n), k: Number(k), within: [] });
  }
  return { cells, tests };
}

/** Pairs of values that may hold unusually many compared with each of the two. */
async function pairCells(engine: Engine, coded: CodedRelations, params: SliceParams): Promise<Cells> {
  const cells: Cell[] = [];
  let tests = 0;
  for (let first = 0; first < coded.attributes.length; first += 1) {
    for (let second = first + 1; second < coded.attributes.length; second += 1) {
      const rows = await engine.rows<CellRow>(pairQuery(coded, first, second, params));
      for (const { a, b, n, k, an, ak, bn, bk } of rows) {
        if (a === null || b === null) tests += Number(n);
        else {
          const at = [
            { attribute: first, code: Number(a) },
            { attribute: second, code: Number(b) },
          ];
          const within = [
            { n: Number(an), k: Number(ak) },
            { n: Number(bn), k: Number(bk) },
          ];
          cells.push({ at, n: Number(n), k: Number(k), within });
        }
      }
    }
  }
  return { cells, tests };
}

function pairQuery(coded: CodedRelations, first: number, second: number, params: SliceParams): Sql {
  const [a, b] = [id(`c${first}`), id(`c${second}`)];
  const [va, vb] = [coded.attributes[first]?.values ?? "", coded.attributes[second]?.values ?? ""];
  const rate = (alias: string): Sql => sql`CAST(${id(alias, "k")} AS DOUBLE) / ${id(alias, "n")}`;
  return sql`
WITH g AS (SELECT ${a} AS a, ${b} AS b, count(*) AS n, sum(k) AS k FROM ${id(coded.coded)} WHERE ${a} > 0 AND ${b} > 0 GROUP BY ${a}, ${b})
SELECT NULL AS a, NULL AS b, count(*) AS n, NULL AS k, NULL AS an, NULL AS ak, NULL AS bn, NULL AS bk FROM g WHERE n >= ${params.minimum}
UNION ALL
SELECT g.a, g.b, g.n, CAST(g.k AS BIGINT), va.n, va.k, vb.n, vb.k FROM g JOIN ${id(va)} AS va ON va.code = g.a JOIN ${id(vb)} AS vb ON vb.code = g.b
WHERE g.k >= ${params.minimum} AND ${crowded(sql`g.n`, sql`g.k`, rate("va"), sql`va.n`)} AND ${crowded(sql`g.n`, sql`g.k`, rate("vb"), sql`vb.n`)}`;
}

/**
 * More than two standard deviations above what is expected: a coarse sieve, so that cells which
 * cannot be discoveries stay in the engine. What it holds back counts as p = 1.
 */
function crowded(n: Sql, k: Sql, rate: Sql, of: Sql): Sql {
  const above = sql`(${k} - ${n} * (${rate}))`;
  return sql`(${n} < ${of} AND ${above} > 0 AND ${above} * ${above} > 4 * ${n} * (${rate}) * (1 - (${rate})) * (${of} - ${n}) / (${of} - 1))`;
}

/** Drops what `encode` made. */
export async function dropCoded(engine: Engine, input: SliceInput, prefix: string): Promise<void> {
  for (const place of input.attributes.keys()) await engine.runInline(sql`DROP TABLE IF EXISTS ${id(`${prefix}_v${place}`)}`);
  await engine.runInline(sql`DROP TABLE IF EXISTS ${id(`${prefix}_coded`)}`);
}
