import type { Engine } from "../../engines/engine.ts";
import { and, id, join, sql, type Sql } from "../../sql/index.ts";
import { clusterComponent, type PairFate } from "../assign/clusters.ts";
import { assignOneToMany } from "../assign/one-to-many.ts";
import { assignOneToOne, type Assignment } from "../assign/one-to-one.ts";
import { connectedComponents } from "./components.ts";
import type { SourcePair } from "../link/pair-scope.ts";
import { bitsOf } from "../link/score.ts";

/*
 * From weights to links. First the duplicates within sources become clusters, then
 * clusters of different sources are assigned to each other as the cardinality
 * allows. Wherever a pair has no rival, SQL settles it; only rivals go through
 * the assignment in TypeScript.
 *
 *   cluster: node, cluster (a node of it)
 *   chosen: l, r (nodes), kind, bits (what is lost without the link; below the threshold a person must say), method
 *   ambiguous: l, r (nodes) of a clustered kind that other pairs, as good, keep apart
 */

/** A pair of sources and how their records may be linked. */
export interface SettledKind extends SourcePair {
  readonly cardinality: "within" | "one-to-one" | "one-to-many" | "many-to-one" | "many-to-many";
}

export interface SettleRequest {
  readonly records: string;
  /** l, r, kind, weight DOUBLE: pairs above 0 bits. */
  readonly scored: string;
  /** The same of all pairs that were compared. */
  readonly compared: string;
  /** The relation of ruled.ts. */
  readonly ruled: string;
  readonly kinds: readonly SettledKind[];
  /** Match probability from which a link is accepted. */
  readonly accept: number;
  readonly prefix: string;
}

export interface Settled {
  readonly cluster: string;
  readonly chosen: string;
  readonly ambiguous: string;
  /** Pairs of components too large to be solved whole: their weakest pairs were left out. */
  readonly oversized: number;
}

/**
 * Is a chosen link accepted? One that nothing would be lost without is one of several
 * as good (`bits` 0): it is never taken, however low the threshold.
 */
export function isAccepted(accept: number): Sql {
  return sql`(method <> 'evidence' OR (bits >= ${bitsOf(accept)} AND bits > 0))`;
}

type SettledTables = Omit<Settled, "oversized">;

export async function settle(engine: Engine, request: SettleRequest): Promise<Settled> {
  let oversized = 0;
  const { prefix } = request;
  const settled = { cluster: `${prefix}_cluster`, chosen: `${prefix}_chosen`, ambiguous: `${prefix}_ambiguous` };
  await engine.runInline(sql`CREATE TABLE ${id(settled.chosen)} (l BIGINT, r BIGINT, kind INTEGER, bits DOUBLE, method VARCHAR)`);
  await engine.runInline(sql`INSERT INTO ${id(settled.chosen)}
SELECT u.l, u.r, ${kindCase(request, sql`a.source`, sql`b.source`)}, ${RULED_BITS}, u.method
FROM ${id(request.ruled)} AS u JOIN ${id(request.records)} AS a ON a.node = u.l JOIN ${id(request.records)} AS b ON b.node = u.r
WHERE u.verdict = 'same' AND ${isInOrder("a", "b")}`);
  await settleClusters(engine, request, settled);
  for (const [kind, { cardinality }] of request.kinds.entries()) {
    if (!isClustered(cardinality)) oversized += await settleAcross(engine, request, settled, kind);
  }
  return { ...settled, oversized };
}

/** Are two records in the order in which pairs hold them: by source, within one by content? Each pair of `ruled` is so in one direction. */
export function isInOrder(left: string, right: string): Sql {
  const column = (name: string): readonly [Sql, Sql] => [id(left, name), id(right, name)];
  const [[source, otherSource], [content, otherContent], [node, other]] = [column("source"), column("_ord"), column("node")];
  return sql`(${source} < ${otherSource} OR (${source} = ${otherSource} AND (${content} < ${otherContent} OR (${content} = ${otherContent} AND ${node} < ${other}))))`;
}

/** Nothing is lost by a link that is certain; 40 bits are one in a million millions. */
const RULED_BITS = 40;

export function isClustered(cardinality: SettledKind["cardinality"]): boolean {
  return cardinality === "within" || cardinality === "many-to-many";
}

function kindCase({ kinds }: SettleRequest, left: Sql, right: Sql): Sql {
  const cases = kinds.map((kind, place) => sql`WHEN ${left} = ${kind.left} AND ${right} = ${kind.right} THEN ${place}`);
  return sql`CASE ${join(cases, " ")} END`;
}

/**
 * Pairs of clustered kinds, and duplicates that a person told where none are looked for: a
 * lone pair is a cluster of its own; the rest is solved together.
 */
async function settleClusters(engine: Engine, request: SettleRequest, { cluster, chosen, ambiguous }: SettledTables): Promise<void> {
  const { prefix, scored, ruled, records } = request;
  const kinds = request.kinds.flatMap(({ cardinality }, kind) => (isClustered(cardinality) ? [kind] : []));
  const [edges, degrees, alone, labels] = ["cluster_edges", "cluster_degrees", "cluster_alone", "cluster_labels"].map(
    (name) => `${prefix}_${name}`,
  ) as [string, string, string, string];
  const bits = bitsOf(request.accept);
  const ofKinds = (pair: string): Sql =>
    kinds.length === 0 ? sql`FALSE` : sql`${id(pair, "kind")} IN (${join(kinds.map((kind) => sql`${kind}`))})`;
  const undecided = sql`NOT EXISTS (SELECT 1 FROM ${id(ruled)} AS u WHERE u.l = s.l AND u.r = s.r)`;
  await engine.runInline(sql`CREATE TABLE ${id(edges)} AS
SELECT s.l, s.r, s.kind, s.weight FROM ${id(scored)} AS s WHERE ${ofKinds("s")} AND s.weight >= ${bits} AND ${undecided}
UNION ALL SELECT x.l, x.r, x.kind, CAST(${RULED_BITS} AS DOUBLE) FROM ${id(chosen)} AS x
JOIN ${id(records)} AS a ON a.node = x.l JOIN ${id(records)} AS b ON b.node = x.r WHERE ${ofKinds("x")} OR a.source = b.source`);
  await engine.runInline(sql`CREATE TABLE ${id(degrees)} AS
SELECT node, count(*) AS degree FROM (SELECT l AS node FROM ${id(edges)} UNION ALL SELECT r FROM ${id(edges)}) AS ends GROUP BY node`);
  await engine.runInline(sql`CREATE TABLE ${id(alone)} AS
SELECT e.l, e.r, e.kind, e.weight FROM ${id(edges)} AS e JOIN ${id(degrees)} AS a ON a.node = e.l JOIN ${id(degrees)} AS b ON b.node = e.r
WHERE a.degree = 1 AND b.degree = 1`);
  await engine.runInline(sql`DELETE FROM ${id(edges)} WHERE l IN (SELECT l FROM ${id(alone)}) AND r IN (SELECT r FROM ${id(alone)})`);
  await connectedComponents(engine, edges, labels);
  const contested = await clusterContested(engine, request, { labels, inKinds: ofKinds("s") });
  await engine.load(`${prefix}_contested`, ["node", "cluster"], lines(contested.clusters));
  await engine.load(`${prefix}_kept`, ["l", "r"], lines(contested.kept));
  await engine.load(ambiguous, ["l", "r"], lines(contested.ambiguous));
  await engine.runInline(sql`CREATE TABLE ${id(cluster)} AS
SELECT n.node, coalesce(CAST(c.cluster AS BIGINT), a.l, n.node) AS cluster
FROM ${id(records)} AS n
LEFT JOIN ${id(`${prefix}_contested`)} AS c ON CAST(c.node AS BIGINT) = n.node
LEFT JOIN ${id(alone)} AS a ON a.r = n.node`);
  await engine.runInline(sql`INSERT INTO ${id(chosen)}
SELECT e.l, e.r, e.kind, e.weight, 'evidence' FROM ${id(alone)} AS e
WHERE NOT EXISTS (SELECT 1 FROM ${id(chosen)} AS x WHERE x.l = e.l AND x.r = e.r)
UNION ALL
SELECT e.l, e.r, e.kind, e.weight, 'evidence' FROM ${id(edges)} AS e
JOIN ${id(`${prefix}_kept`)} AS k ON CAST(k.l AS BIGINT) = e.l AND CAST(k.r AS BIGINT) = e.r
WHERE NOT EXISTS (SELECT 1 FROM ${id(chosen)} AS x WHERE x.l = e.l AND x.r = e.r)`);
  for (const table of [edges, degrees, alone, labels, `${prefix}_contested`, `${prefix}_kept`]) {
    await engine.runInline(sql`DROP TABLE ${id(table)}`);
  }
}

interface Contested {
  readonly clusters: readonly (readonly [number, number])[];
  readonly kept: readonly (readonly [number, number])[];
  readonly ambiguous: readonly (readonly [number, number])[];
}

async function clusterContested(
  engine: Engine,
  { compared, ruled }: SettleRequest,
  { labels, inKinds }: { readonly labels: string; readonly inKinds: Sql },
): Promise<Contested> {
  const rows = await engine.rows<{ l: string; r: string; weight: number; verdict: string | null }>(
    sql`SELECT coalesce(s.l, u.l) AS l, coalesce(s.r, u.r) AS r, coalesce(s.weight, 0) AS weight, u.verdict AS verdict
FROM (SELECT s.l, s.r, s.weight FROM ${id(compared)} AS s JOIN ${id(labels)} AS a ON a.node = s.l JOIN ${id(labels)} AS b ON b.node = s.r WHERE ${inKinds} AND a.label = b.label) AS s
FULL JOIN (
  SELECT u.l, u.r, u.verdict FROM ${id(ruled)} AS u JOIN ${id(labels)} AS a ON a.node = u.l JOIN ${id(labels)} AS b ON b.node = u.r WHERE a.label = b.label
) AS u ON u.l = s.l AND u.r = s.r`,
  );
  const places = (verdict: string): number[] => rows.flatMap((row, place) => (row.verdict === verdict ? [place] : []));
  const pairs = {
    l: Int32Array.from(rows, ({ l }) => Number(l)),
    r: Int32Array.from(rows, ({ r }) => Number(r)),
    weight: Float64Array.from(rows, ({ weight }) => Math.max(-RULED_BITS, Math.min(RULED_BITS, weight))),
  };
  const found = clusterComponent(pairs, { must: places("same"), cannot: places("different") });
  const clusters = Array.from(found.nodes, (node, place) => [node, found.cluster[place] ?? node] as const);
  const pairsOf = (fate: PairFate): (readonly [number, number])[] =>
    found.fate.flatMap((own, place) => (own === fate ? [[pairs.l[place] as number, pairs.r[place] as number] as const] : []));
  return { clusters, kept: pairsOf("kept"), ambiguous: pairsOf("ambiguous") };
}

/**
 * Clusters of two sources, held against each other; each is represented by its best pair of records.
 *
 * @returns how many pairs lie in components that were too large to be solved whole
 */
async function settleAcross(engine: Engine, request: SettleRequest, { cluster, chosen }: SettledTables, kind: number): Promise<number> {
  const { prefix, scored, ruled, records } = request;
  const cardinality = request.kinds[kind]?.cardinality;
  const [rivals, lone] = [`${prefix}_rivals`, `${prefix}_lone`];
  // A side of which a record may stand for many is never used up.
  const usedUp = [...(cardinality === "one-to-many" ? [] : ["l"]), ...(cardinality === "many-to-one" ? [] : ["r"])];
  const taken = (side: string): Sql =>
    sql`NOT EXISTS (SELECT 1 FROM ${id(chosen)} AS x JOIN ${id(cluster)} AS y ON y.node = ${id("x", side)} WHERE x.kind = ${kind} AND y.cluster = ${id("g", `${side}_cluster`)})`;
  await engine.runInline(sql`CREATE TABLE ${id(rivals)} AS
SELECT g.* FROM (
  SELECT a.cluster AS l_cluster, b.cluster AS r_cluster, max(s.weight) AS weight, count(u.l) AS ruled
  FROM ${id(scored)} AS s JOIN ${id(cluster)} AS a ON a.node = s.l JOIN ${id(cluster)} AS b ON b.node = s.r
  LEFT JOIN ${id(ruled)} AS u ON u.l = s.l AND u.r = s.r AND u.verdict = 'different'
  WHERE s.kind = ${kind} GROUP BY a.cluster, b.cluster
) AS g WHERE g.ruled = 0 AND g.weight > 0 AND ${and(usedUp.map(taken))}`);
  const counted = (side: string): Sql => sql`count(*) OVER (PARTITION BY ${id(`${side}_cluster`)})`;
  const isAlone = usedUp.map((side) => sql`${id(`${side}_rivals`)} = 1`);
  await engine.runInline(sql`CREATE TABLE ${id(lone)} AS
SELECT l_cluster, r_cluster, weight, ${and(isAlone)} AS alone FROM (SELECT *, ${join(usedUp.map((side) => sql`${counted(side)} AS ${id(`${side}_rivals`)}`))} FROM ${id(rivals)}) AS counted`);
  const rows = await engine.rows<{ l: string; r: string; weight: number }>(
    sql`SELECT l_cluster AS l, r_cluster AS r, weight FROM ${id(lone)} WHERE NOT alone`,
  );
  const pairs = {
    l: Int32Array.from(rows, ({ l }) => Number(l)),
    r: Int32Array.from(rows, ({ r }) => Number(r)),
    weight: Float64Array.from(rows, ({ weight }) => weight),
  };
  const found: Assignment =
    cardinality === "one-to-one" ? assignOneToOne(pairs) : assignOneToMany(pairs, cardinality === "one-to-many" ? "r" : "l");
  const assigned = Array.from(
    found.chosen,
    (place) => [pairs.l[place] as number, pairs.r[place] as number, found.regret[place] as number] as const,
  );
  await engine.load(`${prefix}_assigned`, ["l", "r", "regret"], lines(assigned));
  const best = `${prefix}_best`;
  await engine.runInline(sql`CREATE TABLE ${id(best)} AS
SELECT l_cluster, r_cluster, weight AS bits FROM ${id(lone)} WHERE alone
UNION ALL SELECT CAST(l AS BIGINT), CAST(r AS BIGINT), CAST(regret AS DOUBLE) FROM ${id(`${prefix}_assigned`)}`);
  // Of several pairs of records with the same weight the first by content stands for the clusters; where content is the same, all do.
  await engine.runInline(sql`INSERT INTO ${id(chosen)}
SELECT l, r, ${kind}, bits, 'evidence' FROM (
  SELECT s.l, s.r, c.bits, rank() OVER (PARTITION BY c.l_cluster, c.r_cluster ORDER BY s.weight DESC, n."_ord", m."_ord") AS place
  FROM ${id(best)} AS c
  JOIN ${id(cluster)} AS a ON a.cluster = c.l_cluster JOIN ${id(cluster)} AS b ON b.cluster = c.r_cluster
  JOIN ${id(scored)} AS s ON s.l = a.node AND s.r = b.node AND s.kind = ${kind}
  JOIN ${id(records)} AS n ON n.node = s.l JOIN ${id(records)} AS m ON m.node = s.r
) AS placed WHERE place = 1`);
  for (const table of [rivals, lone, best, `${prefix}_assigned`]) await engine.runInline(sql`DROP TABLE ${id(table)}`);
  return found.fallback.reduce((sum, flag) => sum + flag, 0);
}

async function* lines(rows: Iterable<readonly number[]>): AsyncGenerator<readonly string[]> {
  for (const row of rows) yield row.map(String);
}
