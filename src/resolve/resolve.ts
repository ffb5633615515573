import type { Engine } from "../engines/engine.ts";
import type { Crosswalk, Identity, IdentityLink, RecordSet } from "../model/index.ts";
import { id, join, or, sql, type Sql } from "../sql/index.ts";
import type { BlockingKey } from "./comparison.ts";
import { nameEntities, type IdentityEvent } from "./crosswalk/entities.ts";
import { joinEntities } from "./settle/entities.ts";
import { linkRecords } from "./link/link.ts";
import { weighedPairs, type LinkedSources, type Linkage } from "./link/linkage.ts";
import { createRaw } from "./raw.ts";
import { createRuled } from "./settle/ruled.ts";
import { bitsOf } from "./link/score.ts";
import { isAccepted, isClustered, isInOrder, settle, type Settled, type SettledKind, type SettleRequest } from "./settle/settle.ts";
import type { FrozenModel } from "./link/frozen.ts";

export interface ResolveRequest {
  readonly identity: Identity;
  /** Records of the members, by dataset. */
  readonly sets: ReadonlyMap<string, RecordSet>;
  /** The relation of `loadDecisions`; undefined: nobody decided anything. */
  readonly decisions: string | undefined;
  /** Relation: dataset, key, entity, as the last run left it; undefined: there was none. */
  readonly previous: string | undefined;
  /** A frozen model; undefined: estimated from these records. */
  readonly model: FrozenModel | undefined;
  /** Where it was read, for messages. */
  readonly modelFile?: string | undefined;
  /** UTC ISO 8601: the time that merges and splits carry. */
  readonly at: string;
  /** Begins the name of every relation made here. */
  readonly prefix: string;
  readonly progress: (line: string) => void;
}

/** A resolved identity: its crosswalk, and what explains it. */
export interface ResolvedIdentity {
  readonly identity: Identity;
  readonly crosswalk: Crosswalk;
  readonly linkage: Linkage;
  readonly kinds: readonly SettledKind[];
  readonly events: readonly IdentityEvent[];
  /** Links that would have contradicted stronger ones, left for a person. */
  readonly cut: number;
  /** Pairs of components too large to be solved whole: their weakest pairs were left out. */
  readonly oversized: number;
  /** Table: node, source, dataset, row, key, cluster (a node of the entity). */
  readonly nodes: string;
  /** Relations that further records are held against: of raw.ts, of ruled.ts, and pairs above 0 bits and all. */
  readonly raw: string;
  readonly ruled: string;
  readonly scored: string;
  readonly compared: string;
}

/**
 * Resolves who is who among the records of an identity's members: compares them,
 * weighs the evidence, lets keys and decisions win, assigns as the cardinality
 * allows, and leaves for a person what evidence cannot tell.
 *
 * @throws RunError
 */
export async function resolveIdentity(engine: Engine, request: ResolveRequest): Promise<ResolvedIdentity> {
  const { identity, sets, prefix, progress } = request;
  const raw = `${prefix}_raw`;
  await engine.runInline(createRaw(raw, identity, sets));
  const kinds = kindsOf(identity);
  const linkage = await linkRecords(
    engine,
    {
      raw,
      attributes: identity.attributes,
      sources: identity.members.length,
      pairs: await boundKinds(engine, kinds, raw),
      country: identity.country,
      blocking: identity.blocking?.map((attributes): BlockingKey => ({ name: attributes.join(" + "), attributes, columns: [] })),
      model: request.model,
      modelFile: request.modelFile,
    },
    prefix,
    (line) => progress(`${identity.id}: ${line}`),
  );
  progress(`${identity.id}: settling links …`);
  const ruled = `${prefix}_ruled`;
  await createRuled(engine, identity, sets, { raw, decisions: request.decisions, relation: ruled });
  const scored = await scorePairs(engine, identity, linkage, prefix);
  const settling: SettleRequest = { ...scored, records: linkage.records, ruled, kinds, accept: identity.accept, prefix };
  const concluded = await conclude(engine, { identity, settling, raw, previous: request.previous, at: request.at });
  return { identity, linkage, kinds, ...concluded, raw, ruled, scored: scored.scored, compared: scored.compared };
}

/** What concluding needs: pairs that are weighed and ruled, of all records or of whole components. */
export interface Conclusion {
  readonly identity: Identity;
  readonly settling: SettleRequest;
  /** Relation of raw.ts. */
  readonly raw: string;
  readonly previous: string | undefined;
  readonly at: string;
}

export interface Concluded {
  readonly crosswalk: Crosswalk;
  readonly events: readonly IdentityEvent[];
  readonly cut: number;
  /** Pairs of components too large to be solved whole: their weakest pairs were left out. */
  readonly oversized: number;
  readonly nodes: string;
}

/** From weights to the crosswalk: clusters, assignments, entities, names. */
export async function conclude(engine: Engine, { identity, settling, raw, previous, at }: Conclusion): Promise<Concluded> {
  const { prefix, kinds } = settling;
  const settled = await settle(engine, settling);
  const { relation: entity, cut } = await joinEntities(engine, settling, settled);
  const nodes = `${prefix}_nodes`;
  await engine.runInline(sql`CREATE TABLE ${id(nodes)} AS
SELECT w.node, w.source, ${datasetOf(identity, sql`w.source`)} AS dataset, w._row AS row, w._key AS key, e.entity AS cluster
FROM ${id(raw)} AS w JOIN ${id(entity)} AS e ON e.node = w.node`);
  const names = { links: `${prefix}_links`, entities: `${prefix}_entities`, unsure: `${prefix}_unsure` };
  await createLinks(engine, { identity, kinds, settling, settled, nodes, links: names.links });
  const named = await nameEntities(engine, { identity: identity.id, members: nodes, previous, at, relation: `${prefix}_named` });
  await createEntities(engine, { named: named.relation, nodes, ...names });
  await createUnsure(engine, { nodes, ...names });
  for (const table of [named.relation, entity, settled.cluster, settled.chosen, settled.ambiguous])
    await engine.runInline(sql`DROP TABLE ${id(table)}`);
  return { crosswalk: { identity: identity.id, ...names }, events: named.events, cut, oversized: settled.oversized, nodes };
}

/** Which pairs of members are held against each other, by their places. */
function kindsOf(identity: Identity): SettledKind[] {
  const place = (dataset: string): number => identity.members.findIndex((member) => member.dataset === dataset);
  const within = identity.members.flatMap(({ duplicates }, source): SettledKind[] =>
    duplicates ? [{ left: source, right: source, cardinality: "within" }] : [],
  );
  const across = identity.links.map((link): SettledKind => {
    const [from, to] = [place(link.from), place(link.to)];
    return from < to ? { left: from, right: to, cardinality: link.cardinality } : { left: to, right: from, cardinality: turned(link) };
  });
  return [...across, ...within];
}

function turned({ cardinality }: IdentityLink): IdentityLink["cardinality"] {
  return cardinality === "one-to-many" ? "many-to-one" : cardinality === "many-to-one" ? "one-to-many" : cardinality;
}

/** One-to-one between sources without duplicates: no more matches than records of the smaller. */
async function boundKinds(engine: Engine, kinds: readonly SettledKind[], raw: string): Promise<LinkedSources[]> {
  const counts = await engine.rows<{ source: number; records: string }>(
    sql`SELECT source, count(*) AS records FROM ${id(raw)} GROUP BY source`,
  );
  const size = (source: number): number => Number(counts.find((row) => row.source === source)?.records ?? 0);
  const hasDuplicates = new Set(kinds.flatMap(({ left, right }) => (left === right ? [left] : [])));
  return kinds.map(({ left, right, cardinality }) => {
    const isBound = cardinality === "one-to-one" && !hasDuplicates.has(left) && !hasDuplicates.has(right);
    return { left, right, mostMatches: isBound ? Math.min(size(left), size(right)) : undefined };
  });
}

/** Pairs above so many bits can be linked or reviewed. */
export function scoredFrom({ review }: Pick<Identity, "review">): number {
  return Math.min(0, bitsOf(review));
}

/** `scored` keeps the pairs for which more speaks than against; `compared` looks at all. */
async function scorePairs(
  engine: Engine,
  identity: Identity,
  linkage: Linkage,
  prefix: string,
): Promise<{ scored: string; compared: string }> {
  const [scored, compared] = [`${prefix}_scored`, `${prefix}_compared`];
  await engine.runInline(sql`CREATE VIEW ${id(compared)} AS ${weighedPairs(linkage)}`);
  await engine.runInline(sql`CREATE TABLE ${id(scored)} AS SELECT * FROM ${id(compared)} WHERE weight > ${scoredFrom(identity)}`);
  return { scored, compared };
}

function datasetOf(identity: Identity, source: Sql): Sql {
  const cases = identity.members.map((member, place) => sql`WHEN ${place} THEN ${member.dataset}`);
  return sql`CASE ${source} ${join(cases, " ")} END`;
}

interface LinkParts {
  readonly identity: Identity;
  readonly kinds: readonly SettledKind[];
  readonly settling: SettleRequest;
  readonly settled: Settled;
  readonly nodes: string;
  readonly links: string;
}

/**
 * Accepted: certain, or evidence at or above the threshold. Rejected: a person
 * said so. Review: what speaks for a link is not enough, or speaks for another as
 * well, and neither record has found its counterpart.
 */
async function createLinks(engine: Engine, { identity, kinds, settling, settled, nodes, links }: LinkParts): Promise<void> {
  const { compared, ruled, records } = settling;
  const accepted = isAccepted(identity.accept);
  const exclusive = (side: "l" | "r"): number[] =>
    kinds.flatMap(({ cardinality }, kind) => {
      if (isClustered(cardinality)) return [];
      return cardinality === "one-to-one" || cardinality === (side === "l" ? "many-to-one" : "one-to-many") ? [kind] : [];
    });
  /** A record of a side that takes one counterpart only is free as long as its entity has none there. */
  const isFree = (side: "l" | "r"): Sql => {
    const own = exclusive(side);
    return own.length === 0
      ? sql`TRUE`
      : sql`NOT (c.kind IN (${join(own.map((kind) => sql`${kind}`))}) AND ${id(`${side}_held`, "cluster")} IS NOT NULL)`;
  };
  const across = kinds.flatMap(({ cardinality }, kind) => (isClustered(cardinality) ? [] : [sql`${kind}`]));
  /** The weight of the best other candidate of a record, where it can have one counterpart only. */
  const rival = (side: "l" | "r"): Sql => {
    if (across.length === 0) return sql`CAST(NULL AS DOUBLE)`;
    const own = sql`(PARTITION BY kind, ${id(side)} ORDER BY weight DESC)`;
    const first = sql`(PARTITION BY kind, ${id(side)} ORDER BY weight DESC ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)`;
    return sql`CASE WHEN kind NOT IN (${join(across)}) THEN NULL WHEN row_number() OVER ${own} = 1 THEN nth_value(weight, 2) OVER ${first} ELSE first_value(weight) OVER ${first} END`;
  };
  const [held, likely, waiting] = [`${links}_held`, `${links}_likely`, `${links}_waiting`];
  await engine.runInline(sql`CREATE TABLE ${id(held)} AS SELECT DISTINCT cluster, source FROM ${id(nodes)}`);
  const floor = Math.min(bitsOf(identity.review), bitsOf(identity.accept));
  // Step by step: most pairs fall away before anything is asked of their records.
  await engine.runInline(sql`CREATE TABLE ${id(likely)} AS
SELECT c.l, c.r, c.kind, c.weight, a.l IS NOT NULL AS tied FROM ${id(compared)} AS c
LEFT JOIN ${id(settled.ambiguous)} AS a ON CAST(a.l AS BIGINT) = c.l AND CAST(a.r AS BIGINT) = c.r
WHERE c.weight >= ${floor} OR a.l IS NOT NULL`);
  await engine.runInline(sql`CREATE TABLE ${id(waiting)} AS
SELECT c.* FROM ${id(likely)} AS c JOIN ${id(nodes)} AS ln ON ln.node = c.l JOIN ${id(nodes)} AS rn ON rn.node = c.r
LEFT JOIN ${id(held)} AS l_held ON l_held.cluster = ln.cluster AND l_held.source = rn.source
LEFT JOIN ${id(held)} AS r_held ON r_held.cluster = rn.cluster AND r_held.source = ln.source
LEFT JOIN ${id(ruled)} AS u ON u.l = c.l AND u.r = c.r
WHERE u.l IS NULL AND ln.cluster <> rn.cluster AND ${isFree("l")} AND ${isFree("r")}`);
  await engine.runInline(sql`CREATE TABLE ${id(links)} AS
SELECT ln.dataset AS from_dataset, ln.row AS from_row, ln.key AS from_key, rn.dataset AS to_dataset, rn.row AS to_row, rn.key AS to_key,
  status, method, 1 / (1 + power(2, -bits)) AS confidence, c.weight, c.pattern, c.rarity, s.kind, s.l, s.r
FROM (
  SELECT l, r, kind, 'accepted' AS status, method, bits FROM ${id(settled.chosen)} WHERE ${accepted}
  UNION ALL
  SELECT u.l, u.r, NULL, 'rejected', u.method, -40 FROM ${id(ruled)} AS u JOIN ${id(records)} AS a ON a.node = u.l JOIN ${id(records)} AS b ON b.node = u.r
  WHERE u.verdict = 'different' AND ${isInOrder("a", "b")}
  UNION ALL
  SELECT l, r, kind, 'review', 'evidence', least(weight - greatest(0, coalesce(l_rival, 0), coalesce(r_rival, 0)), CASE WHEN tied THEN 0 ELSE ${bitsOf(identity.accept)} END) FROM (
    SELECT *, ${rival("l")} AS l_rival, ${rival("r")} AS r_rival FROM ${id(waiting)}
  ) AS rivals
) AS s
JOIN ${id(nodes)} AS ln ON ln.node = s.l JOIN ${id(nodes)} AS rn ON rn.node = s.r
LEFT JOIN ${id(compared)} AS c ON c.l = s.l AND c.r = s.r`);
  for (const table of [held, likely, waiting]) await engine.runInline(sql`DROP TABLE ${id(table)}`);
}

interface Names {
  readonly nodes: string;
  readonly links: string;
  readonly entities: string;
  readonly unsure: string;
}

async function createEntities(engine: Engine, { named, nodes, links, entities }: Names & { readonly named: string }): Promise<void> {
  const end = (side: "l" | "r"): Sql => sql`SELECT ${id(side)} AS node, confidence FROM ${id(links)} WHERE status = 'accepted'`;
  await engine.runInline(sql`CREATE TABLE ${id(entities)} AS
SELECT m.dataset, m.row, m.key, m.entity, coalesce(h.confidence, 1) AS confidence
FROM ${id(named)} AS m JOIN ${id(nodes)} AS n ON n.dataset = m.dataset AND n.row = m.row
LEFT JOIN (SELECT node, max(confidence) AS confidence FROM (${end("l")} UNION ALL ${end("r")}) AS ends GROUP BY node) AS h ON h.node = n.node`);
}

async function createUnsure(engine: Engine, { nodes, links, unsure }: Names): Promise<void> {
  const end = (near: "from" | "to", far: "from" | "to", node: "l" | "r"): Sql =>
    sql`SELECT ${id(node)} AS node, ${id(`${near}_dataset`)} AS dataset, ${id(`${near}_row`)} AS row, ${id(`${far}_dataset`)} AS counterpart
  FROM ${id(links)} WHERE status = 'review'`;
  const has = sql`EXISTS (SELECT 1 FROM ${id(nodes)} AS o WHERE o.cluster = n.cluster AND o.dataset = e.counterpart)`;
  await engine.runInline(sql`CREATE TABLE ${id(unsure)} AS
SELECT DISTINCT e.dataset, e.row, e.counterpart
FROM (${end("from", "to", "l")} UNION ALL ${end("to", "from", "r")}) AS e JOIN ${id(nodes)} AS n ON n.node = e.node
WHERE ${or([sql`e.dataset = e.counterpart`, sql`NOT ${has}`])}`);
}
