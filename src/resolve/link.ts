import type { Engine } from "../engines/engine.ts";
import type { IdentityAttribute } from "../model/index.ts";
import { and, id, join, sql, type Sql } from "../sql/index.ts";
import { BLOCKING_LIMITS, planBlocks, ruleColumn, type BlockingLimits, type BlockingPlan } from "./block.ts";
import type { BlockingKey, Prepared } from "./comparison.ts";
import { estimate } from "./estimate/index.ts";
import type { LinkageModel, PatternCount } from "./estimate/model.ts";
import { countFrequencies, exactAgreement, rarities } from "./frequencies.ts";
import { mayPair, pairCount, type SourcePair } from "./pair-scope.ts";
import { prepareRecords } from "./prepare/index.ts";
import { countRandomPatterns } from "./random-pairs.ts";
import { baseWeight } from "./score.ts";
import { comparePairs, levelLabels, levelsOf, patternOf, rarityColumns } from "./vectors.ts";

/** Records to be linked. */
export interface LinkRequest {
  /**
   * Relation: node BIGINT (unique), source INTEGER from 0, and one column per
   * attribute (VARCHAR; DECIMAL(18, 4) for amounts, DATE for event dates).
   */
  readonly raw: string;
  readonly attributes: readonly IdentityAttribute[];
  readonly sources: number;
  /** Which sources are held against which. */
  readonly pairs: readonly SourcePair[];
  /** ISO 3166 code, for phone numbers. */
  readonly country: string;
  /** Attributes that must agree for two records to be compared; undefined: proposed. */
  readonly blocking: readonly BlockingKey[] | undefined;
  readonly limits?: BlockingLimits;
  /** At most one partner a record? Then there are at most so many matches. */
  readonly mostMatches: number | undefined;
  /** A frozen model: nothing is estimated. */
  readonly model?: LinkageModel | undefined;
}

/** Every compared pair with its weight. */
export interface Linkage {
  readonly prepared: Prepared;
  readonly blocking: BlockingPlan;
  readonly model: LinkageModel;
  /** Table of all records ready to be compared. */
  readonly records: string;
  /** Table: l, r (nodes), pattern BIGINT, rarity SMALLINT, rules INTEGER. */
  readonly pairs: string;
  /** Table: pattern BIGINT, base DOUBLE: bits before rarity. weight = base + rarity / 4. */
  readonly weights: string;
  readonly compared: number;
}

/**
 * Compares records and estimates, for every pair, how likely the two are one
 * (Fellegi & Sunter 1969). Relations that it leaves begin with the prefix.
 */
export async function linkRecords(
  engine: Engine,
  request: LinkRequest,
  prefix: string,
  progress: (line: string) => void = () => undefined,
): Promise<Linkage> {
  const { raw, attributes, sources } = request;
  progress("standardising records …");
  const all = await prepareRecords(engine, { raw, attributes, country: request.country, relation: `${prefix}_prepared` });
  const prepared: Prepared = request.blocking === undefined ? all : { ...all, keys: request.blocking };
  const frequencies = await countFrequencies(engine, prepared, `${prefix}_frequencies`);
  const blocking = await planBlocks(
    engine,
    prepared,
    request.pairs,
    sources,
    { limits: request.limits ?? BLOCKING_LIMITS, declared: request.blocking !== undefined },
    { prefix, raw, attributes: attributes.map(({ name }) => name) },
  );
  const records = `${prefix}_records`;
  const rarity = rarities(frequencies, rarityColumns(prepared.comparisons));
  const keys = blocking.rules.map((_, index) => id("b", ruleColumn(index)));
  await engine.runInline(sql`CREATE TABLE ${id(records)} AS
SELECT ${join([sql`n.*`, sql`b.ord`, ...keys, ...rarity.selected])}
FROM ${id(prepared.relation)} AS n JOIN ${id(blocking.relation)} AS b ON b.node = n.node${rarity.joins}`);
  await engine.runInline(sql`DROP TABLE ${id(blocking.relation)}`);
  progress("comparing pairs …");
  const pairs = `${prefix}_pairs`;
  await createPairs(engine, { records, pairs, prepared, blocking, scope: mayPair(request.pairs, sources) });
  const candidates = await countPatterns(engine, pairs, prepared);
  const compared = candidates.reduce((sum, { pairs: count }) => sum + count, 0);
  progress(`${compared.toLocaleString("en-US")} pairs compared; estimating …`);
  const model = request.model ?? (await estimateModel(engine, request, { prepared, blocking, records, candidates }));
  const weights = `${prefix}_weights`;
  await storeWeights(engine, weights, model, prepared, candidates);
  return { prepared, blocking, model, records, pairs, weights, compared };
}

interface PairSpace {
  readonly records: string;
  readonly pairs: string;
  readonly prepared: Prepared;
  readonly blocking: BlockingPlan;
  readonly scope: Sql;
}

/** One rule after the other; a pair that an earlier rule brought together is not compared again. */
async function createPairs(engine: Engine, { records, pairs, prepared, blocking, scope }: PairSpace): Promise<void> {
  await engine.runInline(sql`CREATE TABLE ${id(pairs)} (l BIGINT, r BIGINT, rules INTEGER, pattern BIGINT, rarity SMALLINT)`);
  const same = (index: number): Sql => sql`${id("l", ruleColumn(index))} = ${id("r", ruleColumn(index))}`;
  for (const [index] of blocking.rules.entries()) {
    const earlier = Array.from({ length: index }, (_, at) => sql`coalesce(${id("l", ruleColumn(at))} <> ${id("r", ruleColumn(at))}, TRUE)`);
    const later = blocking.rules.flatMap((_, at) => (at > index ? [sql`CASE WHEN ${same(at)} THEN ${2 ** at} ELSE 0 END`] : []));
    const joined = sql`${id(records)} AS l JOIN ${id(records)} AS r ON ${and([same(index), scope, ...earlier])}`;
    const carried = [
      { name: "l", value: sql`l.node` },
      { name: "r", value: sql`r.node` },
      { name: "rules", value: join([sql`${2 ** index}`, ...later], " + ") },
    ];
    await engine.runInline(sql`INSERT INTO ${id(pairs)} ${comparePairs(prepared.comparisons, joined, carried)}`);
  }
}

async function countPatterns(engine: Engine, pairs: string, prepared: Prepared): Promise<PatternCount[]> {
  const rows = await engine.rows<{ pattern: string; rules: number; pairs: string }>(
    sql`SELECT pattern, rules, count(*) AS pairs FROM ${id(pairs)} GROUP BY pattern, rules ORDER BY pattern, rules`,
  );
  return rows.map(({ pattern, rules, pairs: count }) => ({
    levels: levelsOf(Number(pattern), prepared.comparisons),
    rules: Number(rules),
    pairs: Number(count),
  }));
}

async function estimateModel(
  engine: Engine,
  request: LinkRequest,
  found: {
    readonly prepared: Prepared;
    readonly blocking: BlockingPlan;
    readonly records: string;
    readonly candidates: readonly PatternCount[];
  },
): Promise<LinkageModel> {
  const { prepared, blocking, records, candidates } = found;
  const { pairs, sources } = request;
  const exactU = await exactAgreement(engine, prepared, pairs, sources);
  const counts = Array.from({ length: sources }, (_, source) => sql`count(*) FILTER (WHERE source = ${source}) AS ${id(`n${source}`)}`);
  const [possible] = await engine.rows<{ pairs: number }>(
    sql`SELECT CAST(${pairCount(pairs, (source) => id(`n${source}`))} AS DOUBLE) AS pairs FROM (SELECT ${join(counts)} FROM ${id(records)}) AS counted`,
  );
  return estimate({
    comparisons: prepared.comparisons.map((comparison, index) => ({
      name: comparison.name,
      attributes: comparison.attributes,
      labels: levelLabels(comparison),
      exactU: exactU[index] ?? [],
    })),
    rules: blocking.rules.map(({ name, attributes }) => ({ name, attributes })),
    candidates,
    random: await countRandomPatterns(engine, { records, prepared, pairs, sources }),
    possiblePairs: Number(possible?.pairs),
    mostMatches: request.mostMatches,
  });
}

/** One row a pattern that occurs; small enough to be written as literals. */
async function storeWeights(
  engine: Engine,
  weights: string,
  model: LinkageModel,
  prepared: Prepared,
  candidates: readonly PatternCount[],
): Promise<void> {
  await engine.runInline(sql`CREATE TABLE ${id(weights)} (pattern BIGINT, base DOUBLE)`);
  const bases = new Map(
    candidates.map(({ levels }) => [patternOf(levels, prepared.comparisons), baseWeight(model, prepared.comparisons, levels)]),
  );
  const rows = [...bases].map(([pattern, base]) => sql`(${pattern}, ${base})`);
  for (let from = 0; from < rows.length; from += 5000) {
    await engine.runInline(sql`INSERT INTO ${id(weights)} VALUES ${join(rows.slice(from, from + 5000))}`);
  }
}
