import type { Engine } from "../../engines/engine.ts";
import type { AttributeRole } from "../../model/index.ts";
import { and, id, join, or, sql, type Sql } from "../../sql/index.ts";
import { BLOCKING_LIMITS, keyBlocks, planBlocks, ruleColumn, type BlockingPlan } from "./block.ts";
import type { BlockingKey, Comparison, Prepared } from "../comparison.ts";
import { heldAs, type Encoded } from "./encode.ts";
import type { LinkRequest, Linkage } from "./linkage.ts";
import { counterpartPriors } from "./counterparts.ts";
import { estimate } from "../estimate/index.ts";
import type { LinkageModel, PatternCount } from "../estimate/model.ts";
import { countFrequencies, exactAgreement, tellAgreement, type TellAgreement } from "./frequencies.ts";
import { mayPair, pairCount, type SourcePair } from "./pair-scope.ts";
import { prepareRecords } from "../prepare/index.ts";
import { checkModel } from "./model-file.ts";
import { countRandomPatterns } from "./random-pairs.ts";
import { blockShares, createRecords } from "./records.ts";
import { baseWeight, bitsOf, kindPriors, relatedWeight, type Priors } from "./score.ts";
import { withRelated, type ComparisonKind } from "../estimate/related.ts";
import { comparePairs, levelLabels, levelNumber, levelsOf, MOST_INTEGER, patternCount, patternOf } from "./vectors.ts";

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
  const all = await prepareRecords(engine, {
    raw,
    attributes,
    country: request.country,
    relation: `${prefix}_prepared`,
    words: request.model?.words,
    isGiven: request.blocking !== undefined,
  });
  const standard: Prepared = request.blocking === undefined ? all : { ...all, keys: request.blocking.map((key) => withColumns(key, all)) };
  if (request.model !== undefined) checkModel(request.modelFile ?? "", request.model, standard);
  const frequencies =
    request.model === undefined
      ? await countFrequencies(engine, standard, `${prefix}_frequencies`)
      : { relation: request.model.frequencies };
  const names = { prefix, raw, attributes: attributes.map(({ name }) => name) };
  const limits = { limits: request.limits ?? BLOCKING_LIMITS, declared: request.blocking !== undefined };
  const blocking =
    request.model === undefined
      ? await planBlocks(engine, standard, request.pairs, sources, limits, names)
      : await keyBlocks(engine, standard, request.model.blocks, names);
  const records = `${prefix}_records`;
  const encoded = await createRecords(engine, { prepared: standard, blocking, frequencies, relation: records });
  const prepared: Prepared = { relation: records, comparisons: encoded.comparisons, keys: standard.keys };
  progress("comparing pairs …");
  const pairs = `${prefix}_pairs`;
  await createPairs(engine, { records, pairs, prepared, blocking, scope: mayPair(request.pairs, sources), kinds: request.pairs });
  const byKind = await countPatterns(engine, pairs, prepared);
  const candidates = allKinds(byKind);
  const compared = candidates.reduce((sum, { pairs: count }) => sum + count, 0);
  progress(`${compared.toLocaleString("en-US")} pairs compared; estimating …`);
  const possible = await possiblePairs(engine, request, records, blocking);
  const model =
    request.model?.model ??
    (await estimateModel(engine, request, {
      prepared,
      encoded,
      blocking,
      records,
      candidates,
      possible: possible.reduce((a, b) => a + b, 0),
    }));
  const drawn =
    request.model?.priors ??
    request.pairs.map((pair, kind) =>
      kindPriors(
        model,
        byKind.filter((count) => count.kind === kind),
        possible[kind] ?? 0,
        pair.mostMatches,
      ),
    );
  const weights = `${prefix}_weights`;
  await engine.runInline(sql`CREATE TABLE ${id(weights)} (kind INTEGER, pattern BIGINT, base DOUBLE, related DOUBLE)`);
  await storeWeights(engine, weights, { model, priors: drawn, prepared, byKind });
  let priors = drawn;
  if (request.model === undefined) {
    priors = await counterpartPriors(engine, { records, pairs, weights, priors: drawn }, request.pairs, isBlocked(blocking));
    await engine.runInline(sql`DELETE FROM ${id(weights)}`);
    await storeWeights(engine, weights, { model, priors, prepared, byKind });
  }
  return { prepared, blocking, model, records, pairs, weights, priors, compared, words: all.words, frequencies: frequencies.relation };
}

/** A declared key names attributes: the columns that must be equal are those of their standardised values. */
function withColumns(key: BlockingKey, { comparisons, keys }: Prepared): BlockingKey {
  if (key.columns.length > 0) return key;
  const columns = key.attributes.map((attribute) => {
    const single = keys.find(({ attributes, columns: own }) => attributes.length === 1 && attributes[0] === attribute && own.length === 1);
    const compared = comparisons.find(({ attributes }) => attributes.includes(attribute));
    return compared?.levels[0]?.frequency ?? single?.columns[0] ?? attribute;
  });
  return { ...key, columns };
}

interface PairSpace {
  readonly records: string;
  readonly pairs: string;
  readonly prepared: Prepared;
  readonly blocking: BlockingPlan;
  readonly scope: Sql;
  readonly kinds: readonly SourcePair[];
}

/** The place of the pair of sources to which `l` and `r` belong. */
export function kindOf(kinds: readonly SourcePair[]): Sql {
  if (kinds.length === 1) return sql`0`;
  const cases = kinds.map(({ left, right }, kind) => sql`WHEN l.source = ${left} AND r.source = ${right} THEN ${kind}`);
  return sql`CASE ${join(cases, " ")} END`;
}

/**
 * One rule after the other; a pair that an earlier rule brought together is not
 * compared again. Blocks are taken a share at a time: what is held in memory stays
 * small and near, however many records there are.
 */
async function createPairs(engine: Engine, { records, pairs, prepared, blocking, scope, kinds }: PairSpace): Promise<void> {
  const [size] = await engine.rows<{ records: string; last: string | null }>(
    sql`SELECT count(*) AS records, max(node) AS last FROM ${id(records)}`,
  );
  await engine.runInline(sql`CREATE TABLE ${id(pairs)} (${join(pairColumns(Number(size?.last), kinds.length, blocking, prepared))})`);
  const same = (index: number): Sql => sql`${id("l", ruleColumn(index))} = ${id("r", ruleColumn(index))}`;
  for (const [index] of blocking.rules.entries()) {
    const earlier = Array.from({ length: index }, (_, at) => sql`coalesce(${id("l", ruleColumn(at))} <> ${id("r", ruleColumn(at))}, TRUE)`);
    const later = blocking.rules.flatMap((_, at) => (at > index ? [sql`CASE WHEN ${same(at)} THEN ${2 ** at} ELSE 0 END`] : []));
    const carried = [
      { name: "l", value: sql`l.node` },
      { name: "r", value: sql`r.node` },
      { name: "kind", value: kindOf(kinds) },
      { name: "rules", value: join([sql`${2 ** index}`, ...later], " + ") },
    ];
    const shares = blockShares(Number(size?.records), blocking, index);
    for (let share = 0; share < shares; share++) {
      const within = (["l", "r"] as const).map((side) => engine.dialect.isInHashRange(id(side, ruleColumn(index)), share, shares));
      const joined = sql`${id(records)} AS l JOIN ${id(records)} AS r ON ${and([same(index), ...(shares > 1 ? within : []), scope, ...earlier])}`;
      await engine.runInline(sql`INSERT INTO ${id(pairs)} ${comparePairs(prepared.comparisons, joined, carried)}`);
    }
  }
}

/** Pairs are many: each number is as narrow as it can be. */
function pairColumns(lastNode: number, kinds: number, blocking: BlockingPlan, prepared: Prepared): Sql[] {
  const typed = (name: string, type: string): Sql => sql`${id(name)} ${{ parts: [{ kind: "text", text: type }] }}`;
  // Half of the numbers are left for records to come.
  const node = lastNode < MOST_INTEGER / 2 ? "INTEGER" : "BIGINT";
  const rules = blocking.rules.length;
  return [
    typed("l", node),
    typed("r", node),
    typed("kind", kinds < 128 ? "TINYINT" : "INTEGER"),
    typed("rules", rules < 8 ? "TINYINT" : rules < 16 ? "SMALLINT" : "INTEGER"),
    typed("pattern", patternCount(prepared.comparisons) <= MOST_INTEGER ? "INTEGER" : "BIGINT"),
    typed("rarity", "SMALLINT"),
  ];
}

interface KindCount extends PatternCount {
  readonly kind: number;
}

async function countPatterns(engine: Engine, pairs: string, prepared: Prepared): Promise<KindCount[]> {
  const rows = await engine.rows<{ kind: number; pattern: string; rules: number; pairs: string }>(
    sql`SELECT kind, pattern, rules, count(*) AS pairs FROM ${id(pairs)} GROUP BY kind, pattern, rules ORDER BY kind, pattern, rules`,
  );
  return rows.map(({ kind, pattern, rules, pairs: count }) => ({
    kind: Number(kind),
    levels: levelsOf(Number(pattern), prepared.comparisons),
    rules: Number(rules),
    pairs: Number(count),
  }));
}

/** The same pattern under the same rules, of whatever kind. */
function allKinds(byKind: readonly KindCount[]): PatternCount[] {
  const sums = new Map<string, PatternCount>();
  for (const { levels, rules, pairs } of byKind) {
    const name = `${levels.join(" ")} ${rules}`;
    sums.set(name, { levels, rules, pairs: pairs + (sums.get(name)?.pairs ?? 0) });
  }
  return [...sums.values()];
}

/** Is a record in any block? A record without name, phone and all else could be anybody. */
function isBlocked({ rules }: BlockingPlan): Sql {
  return rules.length === 0 ? sql`TRUE` : or(rules.map((_, index) => sql`${id(ruleColumn(index))} IS NOT NULL`));
}

/** How many pairs each pair of sources allows, of records of which something is said that could be compared. */
async function possiblePairs(engine: Engine, { pairs, sources }: LinkRequest, records: string, blocking: BlockingPlan): Promise<number[]> {
  const counts = Array.from({ length: sources }, (_, source) => sql`count(*) FILTER (WHERE source = ${source}) AS ${id(`n${source}`)}`);
  const columns = pairs.map((pair, kind) => sql`CAST(${pairCount([pair], (source) => id(`n${source}`))} AS DOUBLE) AS ${id(`k${kind}`)}`);
  const [row] = await engine.rows(
    sql`SELECT ${join(columns)} FROM (SELECT ${join(counts)} FROM ${id(records)} WHERE ${isBlocked(blocking)}) AS counted`,
  );
  return pairs.map((_, kind) => Number(row?.[`k${kind}`] ?? 0));
}

async function estimateModel(
  engine: Engine,
  { attributes, pairs, sources }: LinkRequest,
  found: {
    readonly prepared: Prepared;
    readonly encoded: Encoded;
    readonly blocking: BlockingPlan;
    readonly records: string;
    readonly candidates: readonly PatternCount[];
    readonly possible: number;
  },
): Promise<LinkageModel> {
  const { prepared, encoded, blocking, records, candidates, possible } = found;
  const agreement = tellAgreement(engine, records, pairs, sources);
  const exactU = await exactAgreement(encoded, agreement);
  const bounds = pairs.map(({ mostMatches }) => mostMatches);
  const estimated = estimate({
    comparisons: prepared.comparisons.map((comparison, index) => ({
      name: comparison.name,
      attributes: comparison.attributes,
      labels: levelLabels(comparison),
      exactU: exactU[index] ?? [],
    })),
    rules: blocking.rules.map(({ name, attributes }) => ({ name, attributes })),
    candidates,
    random: await countRandomPatterns(engine, { records, prepared, pairs, sources }),
    possiblePairs: possible,
    mostMatches: bounds.some((bound) => bound === undefined) ? undefined : bounds.reduce((sum: number, bound) => sum + (bound ?? 0), 0),
  });
  const model = { ...estimated, comparisons: await withAgreement(estimated.comparisons, encoded, agreement) };
  const roles = new Map(attributes.map(({ name, role }) => [name, role]));
  const kindsOf = prepared.comparisons.map(({ name, attributes: read }): ComparisonKind => {
    const role = roles.get(name) ?? roles.get(read[0] ?? "") ?? "text";
    return SHARED.has(role) ? "shared" : role === "date" ? "birth" : "personal";
  });
  // A household is told by where it is reached; without that its members look like any namesakes.
  const isReached = attributes.some(({ role }) => role === "phone" || role === "address");
  return isReached ? withRelated(model, candidates, possible, kindsOf) : model;
}

/** At a level with term frequency the share that a value is held against is that of its column, whatever else the level asks for. */
async function withAgreement(
  comparisons: LinkageModel["comparisons"],
  encoded: Encoded,
  agreement: TellAgreement,
): Promise<LinkageModel["comparisons"]> {
  const found: LinkageModel["comparisons"][number][] = [];
  for (const [index, comparison] of comparisons.entries()) {
    const own = encoded.comparisons[index] as Comparison;
    const levels = comparison.levels.map((level) => ({ ...level }));
    for (const [place, { frequency }] of own.levels.entries()) {
      const level = levels[levelNumber(own, place)];
      if (frequency === undefined || level === undefined) continue;
      const share = await agreement(heldAs(frequency, encoded));
      levels[levelNumber(own, place)] = { ...level, share: share ?? level.share };
    }
    found.push({ ...comparison, levels });
  }
  return found;
}

/** What members of one household, or people of one office, agree on by being such. */
const SHARED: ReadonlySet<AttributeRole> = new Set(["last-name", "phone", "address", "place", "postcode"]);

/** Adds one row per kind and pattern that occurs; few enough to be written as literals. */
export async function storeWeights(
  engine: Engine,
  weights: string,
  found: {
    readonly model: LinkageModel;
    readonly priors: readonly Priors[];
    readonly prepared: Prepared;
    readonly byKind: readonly KindCount[];
  },
): Promise<void> {
  const { comparisons } = found.prepared;
  const seen = new Set<string>();
  const rows: Sql[] = [];
  for (const { kind, levels } of found.byKind) {
    const pattern = patternOf(levels, comparisons);
    if (seen.has(`${kind} ${pattern}`)) continue;
    seen.add(`${kind} ${pattern}`);
    const priors = found.priors[kind] ?? { match: found.model.prior, related: 0 };
    const base = baseWeight(found.model, comparisons, levels) + bitsOf(priors.match);
    rows.push(sql`(${kind}, ${pattern}, ${base}, ${relatedWeight(found.model, levels, priors)})`);
  }
  for (let from = 0; from < rows.length; from += 5000) {
    await engine.runInline(sql`INSERT INTO ${id(weights)} VALUES ${join(rows.slice(from, from + 5000))}`);
  }
}
