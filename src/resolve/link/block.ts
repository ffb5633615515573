import type { Engine } from "../../engines/engine.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { BlockingKey, Prepared } from "../comparison.ts";
import { pairCount, type SourcePair } from "./pair-scope.ts";

/*
 * Blocking: records are compared only when they share a key. Every rule is one
 * column of key hashes; a block above the limit is split by further columns, and
 * what is still above is left out of that rule and told.
 */

/** How much is compared. */
export interface BlockingLimits {
  /** Pairs of one block; above it the block is split. Default 20,000 (200 records against 100). */
  readonly blockPairs: number;
  /** Pairs in all, per record; rules that would go beyond are not used, and told. Default 60. */
  readonly pairsPerRecord: number;
}

export const BLOCKING_LIMITS: BlockingLimits = { blockPairs: 20_000, pairsPerRecord: 60 };

export interface BlockingPlan {
  /** Table: node, source, _ord (a hash of the record's content), and `block 0` … `block n`, one per rule. */
  readonly relation: string;
  readonly splits: string;
  readonly rules: readonly BlockingRule[];
  /** Blocks that were too large: what of their pairs no split could keep. */
  readonly omitted: readonly OmittedBlocks[];
  /** Keys that were proposed and not used, with the pairs they would have added. */
  readonly unused: readonly { readonly name: string; readonly pairs: number }[];
}

/** Which blocks were split or dropped, so that later records are blocked in the same way. */
export interface FrozenBlocks {
  /** Names of the rules in use, in their order. */
  readonly rules: readonly string[];
  /** Relation: rule VARCHAR, round INTEGER, block (a hash), split VARCHAR (the column that made the key longer; NULL: the block was dropped). */
  readonly splits: string;
}

export interface BlockingRule {
  readonly name: string;
  readonly attributes: readonly string[];
  readonly columns: readonly string[];
  /** Pairs under this rule, those under earlier rules too. */
  readonly pairs: number;
}

export interface OmittedBlocks {
  readonly rule: string;
  /** Blocks above the limit, before they were split. */
  readonly blocks: number;
  readonly records: number;
  /** Pairs of these blocks that are not compared under this rule; others may still bring them together. */
  readonly pairs: number;
}

export const ruleColumn = (index: number): string => `block ${index}`;

/** Hashes every candidate key once a record, measures the blocks, and settles on the rules. */
export async function planBlocks(
  engine: Engine,
  prepared: Prepared,
  pairs: readonly SourcePair[],
  sources: number,
  options: { readonly limits: BlockingLimits; readonly declared: boolean },
  names: { readonly prefix: string; readonly raw: string; readonly attributes: readonly string[] },
): Promise<BlockingPlan> {
  const [keyed, splits] = [`${names.prefix}_blocks`, `${names.prefix}_splits`];
  await engine.runInline(createKeyed(engine, prepared, keyed, names));
  await engine.runInline(sql`CREATE TABLE ${id(splits)} AS
SELECT CAST('' AS VARCHAR) AS rule, CAST(0 AS INTEGER) AS round, ${engine.dialect.hash64([sql`''`])} AS block, CAST(NULL AS VARCHAR) AS split WHERE FALSE`);
  const [size] = await engine.rows<{ records: string }>(sql`SELECT count(*) AS records FROM ${id(keyed)}`);
  const budget = Number(size?.records) * options.limits.pairsPerRecord + 10_000;
  const rules: BlockingRule[] = [];
  const kept: number[] = [];
  const omitted: OmittedBlocks[] = [];
  const unused: { name: string; pairs: number }[] = [];
  let spent = 0;
  for (const [index, key] of prepared.keys.entries()) {
    const scope = { engine, prepared, keyed, splits, pairs, sources, limit: options.limits.blockPairs };
    const whole = await measureBlocks(scope, index);
    let own = whole.pairs;
    if (whole.big > 0) {
      await splitBlocks(scope, index, key);
      const split = await measureBlocks(scope, index);
      if (split.big > 0) await dropBlocks(scope, index);
      own = split.pairs - split.bigPairs;
      if (own < whole.pairs) omitted.push({ rule: key.name, blocks: whole.big, records: whole.bigRecords, pairs: whole.pairs - own });
    }
    if (!options.declared && spent + own > budget) {
      unused.push({ name: key.name, pairs: own });
      continue;
    }
    spent += own;
    kept.push(index);
    rules.push({ name: key.name, attributes: key.attributes, columns: key.columns, pairs: own });
  }
  await renumber(engine, keyed, kept);
  return { relation: keyed, splits, rules, omitted, unused };
}

/** Blocks of further records, as an earlier run made them: nothing is measured, and no block is too large. */
export async function keyBlocks(
  engine: Engine,
  prepared: Prepared,
  frozen: FrozenBlocks,
  names: { readonly prefix: string; readonly raw: string; readonly attributes: readonly string[] },
): Promise<BlockingPlan> {
  const keyed = `${names.prefix}_blocks`;
  await engine.runInline(createKeyed(engine, prepared, keyed, names));
  const kept = frozen.rules.map((name) => prepared.keys.findIndex((key) => key.name === name));
  for (const index of kept) {
    const key = prepared.keys[index] as BlockingKey;
    const rounds = await engine.rows<{ round: number; split: string | null }>(
      sql`SELECT DISTINCT round, split FROM ${id(frozen.splits)} WHERE rule = ${key.name} ORDER BY round`,
    );
    for (const { round, split } of rounds) {
      const big = sql`(SELECT block FROM ${id(frozen.splits)} WHERE rule = ${key.name} AND round = ${round})`;
      await applySplit({ engine, prepared, keyed }, index, big, split ?? undefined);
    }
  }
  await renumber(engine, keyed, kept);
  const rules = kept.map((index) => ({ ...(prepared.keys[index] as BlockingKey), pairs: 0 }));
  return { relation: keyed, splits: frozen.splits, rules, omitted: [], unused: [] };
}

/** Rules are numbered anew, so that the pair query knows only those in use. */
async function renumber(engine: Engine, keyed: string, kept: readonly number[]): Promise<void> {
  for (const [place, index] of kept.entries()) {
    if (place !== index) {
      await engine.runInline(sql`ALTER TABLE ${id(keyed)} DROP COLUMN IF EXISTS ${id(ruleColumn(place))}`);
      await engine.runInline(sql`ALTER TABLE ${id(keyed)} RENAME COLUMN ${id(ruleColumn(index))} TO ${id(ruleColumn(place))}`);
    }
  }
}

function createKeyed(
  { dialect }: Engine,
  prepared: Prepared,
  keyed: string,
  { raw, attributes }: { readonly raw: string; readonly attributes: readonly string[] },
): Sql {
  const keys = prepared.keys.map((key, index) => sql`${keyHash(dialect, key)} AS ${id(ruleColumn(index))}`);
  const content = attributes.map((name) => sql`coalesce(CAST(${id("w", name)} AS VARCHAR), '')`);
  return sql`CREATE TABLE ${id(keyed)} AS
SELECT ${join([sql`n.node`, sql`n.source`, sql`${dialect.hash64(content)} AS "_ord"`, ...keys])}
FROM ${id(prepared.relation)} AS n JOIN ${id(raw)} AS w ON w.node = n.node`;
}

function keyHash(dialect: Engine["dialect"], key: BlockingKey): Sql {
  const columns = key.columns.map((column) => id("n", column));
  const present = columns.map((column) => sql`${column} IS NOT NULL`);
  return sql`CASE WHEN ${join(present, " AND ")} THEN ${dialect.hash64(columns.map((column) => sql`CAST(${column} AS VARCHAR)`))} END`;
}

interface BlockScope {
  readonly engine: Engine;
  readonly prepared: Prepared;
  readonly keyed: string;
  readonly splits: string;
  readonly pairs: readonly SourcePair[];
  readonly sources: number;
  readonly limit: number;
}

interface Measured {
  readonly pairs: number;
  readonly big: number;
  readonly bigRecords: number;
  readonly bigPairs: number;
}

/** Blocks of a rule: key, records, pairs. */
function blockSizes({ keyed, pairs, sources }: BlockScope, index: number): Sql {
  const column = id(ruleColumn(index));
  const counts = Array.from({ length: sources }, (_, source) => sql`count(*) FILTER (WHERE source = ${source}) AS ${id(`n${source}`)}`);
  return sql`SELECT block, records, ${pairCount(pairs, (source) => id(`n${source}`))} AS pairs FROM (
  SELECT ${column} AS block, count(*) AS records, ${join(counts)} FROM ${id(keyed)} WHERE ${column} IS NOT NULL GROUP BY ${column}
) AS counted`;
}

async function measureBlocks(scope: BlockScope, index: number): Promise<Measured> {
  const { engine, limit } = scope;
  const [row] = await engine.rows<Record<string, string>>(
    sql`SELECT CAST(coalesce(sum(pairs), 0) AS VARCHAR) AS pairs, count(*) FILTER (WHERE pairs > ${limit}) AS big,
  CAST(coalesce(sum(records) FILTER (WHERE pairs > ${limit}), 0) AS VARCHAR) AS big_records, CAST(coalesce(sum(pairs) FILTER (WHERE pairs > ${limit}), 0) AS VARCHAR) AS big_pairs
FROM (${blockSizes(scope, index)}) AS blocks`,
  );
  return {
    pairs: Number(row?.["pairs"]),
    big: Number(row?.["big"]),
    bigRecords: Number(row?.["big_records"]),
    bigPairs: Number(row?.["big_pairs"]),
  };
}

/** Records of blocks that are too large get a longer key: the first columns of other keys that split them best. */
async function splitBlocks(scope: BlockScope, index: number, key: BlockingKey): Promise<void> {
  const others = [...new Set(scope.prepared.keys.flatMap(({ columns }) => columns))].filter((column) => !key.columns.includes(column));
  for (const [round, column] of others.slice(0, MOST_SPLITS).entries()) {
    await rekey(scope, index, round, column);
    if ((await measureBlocks(scope, index)).big === 0) return;
  }
}

const MOST_SPLITS = 3;

async function dropBlocks(scope: BlockScope, index: number): Promise<void> {
  await rekey(scope, index, MOST_SPLITS, undefined);
}

/** Gives the records of blocks that are too large now a longer key, or none. */
async function rekey(scope: BlockScope, index: number, round: number, column: string | undefined): Promise<void> {
  const { engine, prepared, splits, limit } = scope;
  const rule = prepared.keys[index]?.name ?? "";
  await engine.runInline(sql`INSERT INTO ${id(splits)}
SELECT ${rule}, ${round}, block, CAST(${column ?? null} AS VARCHAR) FROM (${blockSizes(scope, index)}) AS blocks WHERE pairs > ${limit}`);
  const big = sql`(SELECT block FROM ${id(splits)} WHERE rule = ${rule} AND round = ${round})`;
  await applySplit(scope, index, big, column);
}

/** Records of the blocks get a key made longer by a column; those without its value keep theirs. Without a column they get none. */
async function applySplit(
  { engine, keyed, prepared }: Pick<BlockScope, "engine" | "keyed" | "prepared">,
  index: number,
  big: Sql,
  column: string | undefined,
): Promise<void> {
  const target = id(ruleColumn(index));
  const old = id("k", ruleColumn(index));
  const other = prepared.keys.flatMap((_, at) => (at === index ? [] : [id("k", ruleColumn(at))]));
  const present = column === undefined ? sql`TRUE` : sql`${id("n", column)} IS NOT NULL`;
  const longer =
    column === undefined ? sql`NULL` : engine.dialect.hash64([sql`CAST(${old} AS VARCHAR)`, sql`CAST(${id("n", column)} AS VARCHAR)`]);
  const next = `${keyed}_next`;
  await engine.runInline(sql`CREATE TABLE ${id(next)} AS
SELECT ${join([sql`k.node`, sql`k.source`, sql`k."_ord"`, ...other])}, CASE WHEN big.block IS NOT NULL AND ${present} THEN ${longer} ELSE ${old} END AS ${target}
FROM ${id(keyed)} AS k
LEFT JOIN ${big} AS big ON big.block = ${old}${column === undefined ? sql`` : sql`\nJOIN ${id(prepared.relation)} AS n ON n.node = k.node`}`);
  await engine.runInline(sql`DROP TABLE ${id(keyed)}`);
  await engine.runInline(sql`ALTER TABLE ${id(next)} RENAME TO ${id(keyed)}`);
}
