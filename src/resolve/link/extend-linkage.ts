import type { Engine } from "../../engines/engine.ts";
import { and, id, join, sql, type Sql } from "../../sql/index.ts";
import { keyBlocks, ruleColumn } from "./block.ts";
import { kindOf, storeWeights } from "./link.ts";
import { weighedPairs, type Linkage, type LinkRequest } from "./linkage.ts";
import { mayPair } from "./pair-scope.ts";
import { prepareRecords } from "../prepare/index.ts";
import { createRecords } from "./records.ts";
import { comparePairs, levelsOf, rarityColumns } from "./vectors.ts";

/**
 * Compares further records with those of a linkage and with each other, under its
 * model: blocks are looked up by narrow columns, and only records that share one
 * are read whole. Adds to the linkage's tables.
 *
 * @param fresh relation of raw.ts whose nodes the linkage does not know
 * @param from bits above which a pair can be linked or reviewed
 * @returns table of the pairs above them that were added: l, r, kind, weight, pattern, rarity
 */
export async function extendLinkage(
  engine: Engine,
  linkage: Linkage,
  request: Pick<LinkRequest, "attributes" | "pairs" | "sources" | "country" | "blocking">,
  fresh: string,
  { from, prefix }: { readonly from: number; readonly prefix: string },
): Promise<string> {
  const attributes = request.attributes.map(({ name }) => name);
  const made = await prepareRecords(engine, {
    raw: fresh,
    attributes: request.attributes,
    country: request.country,
    relation: `${prefix}_prepared`,
    words: linkage.words,
  });
  const prepared = { ...made, keys: linkage.prepared.keys };
  const blocking = await keyBlocks(
    engine,
    prepared,
    { rules: linkage.blocking.rules.map(({ name }) => name), splits: linkage.blocking.splits },
    { prefix, raw: fresh, attributes },
  );
  const rules = blocking.rules.map((_, index) => ruleColumn(index));
  const counts = `${prefix}_counts`;
  const columns = rarityColumns(prepared.comparisons);
  await engine.runInline(countsOf(linkage.frequencies, prepared.relation, columns, counts));
  const [records, near, candidates, added] = [`${prefix}_records`, `${prefix}_near`, `${prefix}_candidates`, `${prefix}_added`];
  const { comparisons } = await createRecords(engine, {
    prepared,
    blocking,
    frequencies: { relation: counts },
    relation: records,
  });
  const narrow = join([sql`node, source, "_ord"`, ...rules.map((rule) => id(rule))]);
  const shares = rules.map((rule) => sql`${id(rule)} IN (SELECT ${id(rule)} FROM ${id(records)})`);
  await engine.runInline(sql`CREATE TABLE ${id(near)} AS
SELECT ${narrow} FROM ${id(linkage.records)} WHERE ${join(shares, " OR ")}`);
  const ends = mayPair(request.pairs, request.sources);
  const pairs = rules.flatMap((rule, index) => {
    const earlier = rules.slice(0, index).map((other) => sql`coalesce(${id("l", other)} <> ${id("r", other)}, TRUE)`);
    const later = rules.flatMap((other, at) =>
      at > index ? [sql`CASE WHEN ${id("l", other)} = ${id("r", other)} THEN ${2 ** at} ELSE 0 END`] : [],
    );
    const select = (left: string, right: string): Sql =>
      sql`SELECT l.node AS l, r.node AS r, ${kindOf(request.pairs)} AS kind, ${join([sql`${2 ** index}`, ...later], " + ")} AS rules
FROM ${id(left)} AS l JOIN ${id(right)} AS r ON ${and([sql`${id("l", rule)} = ${id("r", rule)}`, ends, ...earlier])}`;
    return [select(records, near), select(near, records), select(records, records)];
  });
  await engine.runInline(sql`CREATE TABLE ${id(candidates)} AS
${pairs.length === 0 ? sql`SELECT 0 AS l, 0 AS r, 0 AS kind, 0 AS rules WHERE FALSE` : join(pairs, "\nUNION ALL\n")}`);
  const whole = sql`(SELECT * FROM ${id(linkage.records)} WHERE node IN (SELECT l FROM ${id(candidates)} UNION SELECT r FROM ${id(candidates)}) UNION ALL SELECT * FROM ${id(records)})`;
  await engine.runInline(sql`CREATE TABLE ${id(`${near}_whole`)} AS SELECT * FROM ${whole} AS whole`);
  const joined = sql`${id(candidates)} AS c JOIN ${id(`${near}_whole`)} AS l ON l.node = c.l JOIN ${id(`${near}_whole`)} AS r ON r.node = c.r`;
  const carried = ["l", "r", "kind", "rules"].map((name) => ({ name, value: id("c", name) }));
  await engine.runInline(sql`CREATE TABLE ${id(`${added}_pairs`)} AS ${comparePairs(comparisons, joined, carried)}`);
  await weighNew(engine, linkage, `${added}_pairs`);
  await engine.runInline(sql`CREATE TABLE ${id(added)} AS
SELECT * FROM (${weighedPairs({ pairs: `${added}_pairs`, weights: linkage.weights })}) AS weighed WHERE weight > ${from}`);
  await engine.runInline(
    sql`INSERT INTO ${id(linkage.pairs)} BY NAME SELECT l, r, kind, rules, pattern, rarity FROM ${id(`${added}_pairs`)}`,
  );
  await engine.runInline(sql`INSERT INTO ${id(linkage.records)} BY NAME SELECT * FROM ${id(records)}`);
  const tables = [counts, records, near, `${near}_whole`, candidates, `${added}_pairs`];
  for (const table of tables) await engine.runInline(sql`DROP TABLE ${id(table)}`);
  return added;
}

/** The value counts that some records ask for; the rest of each column in one row, so that shares stay those of the whole. */
function countsOf(frequencies: string, records: string, columns: readonly string[], relation: string): Sql {
  const parts = columns.map((column) => {
    const own = sql`SELECT name, value, records FROM ${id(frequencies)} WHERE name = ${column}`;
    const asked = sql`value IN (SELECT CAST(${id(column)} AS VARCHAR) FROM ${id(records)})`;
    return sql`SELECT name, CASE WHEN ${asked} THEN value END AS value, sum(records) AS records FROM (${own}) AS own GROUP BY ALL`;
  });
  const none = sql`SELECT '' AS name, '' AS value, CAST(0 AS BIGINT) AS records WHERE FALSE`;
  return sql`CREATE TABLE ${id(relation)} AS ${parts.length === 0 ? none : join(parts, "\nUNION ALL\n")}`;
}

/** Patterns that the linkage has not met get their weights. */
async function weighNew(engine: Engine, { model, priors, prepared, weights }: Linkage, pairs: string): Promise<void> {
  const rows = await engine.rows<{ kind: number; pattern: string }>(sql`SELECT DISTINCT p.kind, p.pattern FROM ${id(pairs)} AS p
WHERE NOT EXISTS (SELECT 1 FROM ${id(weights)} AS w WHERE w.kind = p.kind AND w.pattern = p.pattern)`);
  const byKind = rows.map(({ kind, pattern }) => ({
    kind: Number(kind),
    levels: levelsOf(Number(pattern), prepared.comparisons),
    rules: 0,
    pairs: 0,
  }));
  await storeWeights(engine, weights, { model, priors, prepared, byKind });
}
