import type { Engine } from "../../engines/engine.ts";
import { id, join, sql } from "../../sql/index.ts";
import { Forest } from "../assign/forest.ts";
import { connectedComponents } from "./components.ts";
import { isAccepted, isClustered, type Settled, type SettleRequest } from "./settle.ts";

/*
 * Records that links hold together are one entity. Links over three systems may
 * contradict each other: two records of one system in one entity although it is
 * linked one-to-one, or two of which a person said that they are two. Then links
 * are taken strongest first, and those that would contradict are left for a person.
 */

/**
 * @returns the table of records and their entities: node, entity (a node of it); and how many links were left out
 */
export async function joinEntities(
  engine: Engine,
  request: SettleRequest,
  { cluster, chosen }: Settled,
): Promise<{ readonly relation: string; readonly cut: number }> {
  const { prefix, records, ruled, kinds, accept } = request;
  const [links, labels, relation] = [`${prefix}_entity_links`, `${prefix}_entity_labels`, `${prefix}_entity`];
  await engine.runInline(sql`CREATE TABLE ${id(links)} AS
SELECT l, r, kind, bits, method FROM ${id(chosen)} WHERE ${isAccepted(accept)}`);
  await connectedComponents(engine, links, labels);
  const exclusive = kinds.flatMap(({ cardinality, left, right }) =>
    cardinality === "one-to-one" ? [left, right] : cardinality === "one-to-many" ? [left] : cardinality === "many-to-one" ? [right] : [],
  );
  const sources = join([...new Set(exclusive)].map((source) => sql`${source}`));
  const crowded =
    exclusive.length === 0
      ? sql`SELECT label FROM ${id(labels)} WHERE FALSE`
      : sql`SELECT b.label FROM ${id(labels)} AS b JOIN ${id(records)} AS n ON n.node = b.node JOIN ${id(cluster)} AS c ON c.node = b.node
  WHERE n.source IN (${sources}) GROUP BY b.label, n.source HAVING count(DISTINCT c.cluster) > 1`;
  const contradicted = sql`SELECT a.label FROM ${id(ruled)} AS u JOIN ${id(labels)} AS a ON a.node = u.l JOIN ${id(labels)} AS b ON b.node = u.r
  WHERE u.verdict = 'different' AND a.label = b.label`;
  const torn = `${prefix}_torn`;
  await engine.runInline(sql`CREATE TABLE ${id(torn)} AS SELECT label FROM (${crowded}) AS crowded UNION ${contradicted}`);
  const left = await cutWeakest(engine, request, { cluster, links, labels, torn, exclusive: new Set(exclusive) });
  if (left.length > 0) {
    await engine.load(`${prefix}_left_out`, ["l", "r"], lines(left));
    const isLeft = sql`(l, r) IN (SELECT CAST(l AS BIGINT), CAST(r AS BIGINT) FROM ${id(`${prefix}_left_out`)})`;
    await engine.runInline(sql`DELETE FROM ${id(links)} WHERE ${isLeft}`);
    await engine.runInline(sql`UPDATE ${id(chosen)} SET bits = 0 WHERE ${isLeft}`);
    await engine.runInline(sql`DROP TABLE ${id(labels)}`);
    await connectedComponents(engine, links, labels);
    await engine.runInline(sql`DROP TABLE ${id(`${prefix}_left_out`)}`);
  }
  await engine.runInline(sql`CREATE TABLE ${id(relation)} AS
SELECT n.node, coalesce(b.label, n.node) AS entity FROM ${id(records)} AS n LEFT JOIN ${id(labels)} AS b ON b.node = n.node`);
  for (const table of [links, labels, torn]) await engine.runInline(sql`DROP TABLE ${id(table)}`);
  return { relation, cut: left.length };
}

interface Torn {
  readonly cluster: string;
  readonly links: string;
  readonly labels: string;
  readonly torn: string;
  readonly exclusive: ReadonlySet<number>;
}

type TornLink = {
  readonly l: string;
  readonly r: string;
  readonly kind: number;
  readonly bits: number;
  readonly method: string;
  readonly l_source: number;
  readonly r_source: number;
  readonly l_cluster: string;
  readonly r_cluster: string;
};

/**
 * Kruskal's way: what is certain first, then the strongest evidence. All links of
 * one strength are tried together, so that their order decides nothing: a group
 * that they would make and that contradicts itself is not made by any of them.
 */
async function cutWeakest(engine: Engine, request: SettleRequest, names: Torn): Promise<(readonly [string, string])[]> {
  const { records, ruled } = request;
  const { cluster, links, labels, torn } = names;
  const isTorn = sql`IN (SELECT label FROM ${id(torn)})`;
  const rows = await engine.rows<TornLink>(
    sql`SELECT e.l, e.r, e.kind, e.bits, e.method, a.source AS l_source, b.source AS r_source, c.cluster AS l_cluster, d.cluster AS r_cluster
FROM ${id(links)} AS e JOIN ${id(labels)} AS g ON g.node = e.l
JOIN ${id(records)} AS a ON a.node = e.l JOIN ${id(records)} AS b ON b.node = e.r
JOIN ${id(cluster)} AS c ON c.node = e.l JOIN ${id(cluster)} AS d ON d.node = e.r
WHERE g.label ${isTorn}`,
  );
  if (rows.length === 0) return [];
  const apart = await engine.rows<Apart>(
    sql`SELECT u.l, u.r FROM ${id(ruled)} AS u JOIN ${id(labels)} AS a ON a.node = u.l JOIN ${id(labels)} AS b ON b.node = u.r
WHERE u.verdict = 'different' AND a.label = b.label AND a.label ${isTorn}`,
  );
  const place = new Map([...new Set(rows.flatMap(({ l, r }) => [l, r]))].map((node, at) => [node, at]));
  const at = (node: string): number => place.get(node) ?? 0;
  const certain = certainLinks(rows, place.size, at);
  const one = new Map([...names.exclusive].map((source) => [source, withClusters(certain.copy(), rows, source, at)]));
  const strength = ({ method, kind, bits }: TornLink): number =>
    method !== "evidence" ? CERTAIN : isClustered(request.kinds[kind]?.cardinality ?? "within") ? WITHIN + bits : bits;
  const groups = new TornGroups({ rows, apart, at, certain, one }, place.size);
  const left: (readonly [string, string])[] = [];
  for (const [level, own] of byStrength(rows, strength)) {
    const bad = level === CERTAIN ? new Set<number>() : groups.contradicting(own);
    for (const { l, r } of own) {
      if (!bad.has(groups.find(l))) groups.join(l, r);
      else if (groups.find(l) !== groups.find(r)) left.push([l, r]);
    }
  }
  return left;
}

/** Strongest first. */
function byStrength(rows: readonly TornLink[], strength: (link: TornLink) => number): (readonly [number, readonly TornLink[]])[] {
  const levels = new Map<number, TornLink[]>();
  for (const row of rows) {
    const level = levels.get(strength(row));
    if (level === undefined) levels.set(strength(row), [row]);
    else level.push(row);
  }
  return [...levels].toSorted(([a], [b]) => b - a);
}

const CERTAIN = 1e6;
/** Duplicates within a system were settled before: they hold stronger than links between systems. */
const WITHIN = 1e5;

type Apart = { readonly l: string; readonly r: string };

interface Ruling {
  readonly rows: readonly TornLink[];
  readonly apart: readonly Apart[];
  readonly at: (node: string) => number;
  /** Records that keys and decisions tie: what these contradict among themselves is no other link's fault. */
  readonly certain: Forest;
  /** By source that allows one record an entity: which of its records count as one. */
  readonly one: ReadonlyMap<number, Forest>;
}

/**
 * Groups that grow link by link, each with what could contradict another's: which record
 * of a source that allows one it holds, and which records a person kept apart from others.
 * A level looks at the groups that its links touch, so that the whole takes time for each
 * link once, however large a component is.
 */
class TornGroups {
  private readonly at: Ruling["at"];
  private readonly forest: Forest;
  /** By root, then source: the record, as `one` counts it. */
  private readonly held = new Map<number, Map<number, number>>();
  private readonly apart = new Map<number, Apart[]>();

  constructor({ rows, apart, at, certain, one }: Ruling, size: number) {
    this.at = at;
    this.forest = new Forest(size);
    for (const [node, source] of rows.flatMap(endsOf)) {
      const own = one.get(source)?.find(at(node));
      if (own !== undefined) this.held.set(at(node), new Map([[source, own]]));
    }
    for (const pair of apart) {
      if (certain.find(at(pair.l)) === certain.find(at(pair.r))) continue;
      for (const node of [pair.l, pair.r]) this.apart.set(at(node), [...(this.apart.get(at(node)) ?? []), pair]);
    }
  }

  find(node: string): number {
    return this.forest.find(this.at(node));
  }

  join(l: string, r: string): void {
    const [a, b] = [this.find(l), this.find(r)];
    if (a === b) return;
    const [into, from] = this.weight(a) < this.weight(b) ? [b, a] : [a, b];
    this.forest.join(into, from);
    const held = this.held.get(into) ?? new Map<number, number>();
    for (const [source, own] of this.held.get(from) ?? []) held.set(source, own);
    this.held.set(into, held);
    this.held.delete(from);
    const apart = this.apart.get(into) ?? [];
    for (const pair of this.apart.get(from) ?? []) apart.push(pair);
    this.apart.set(into, apart);
    this.apart.delete(from);
  }

  /** Roots of groups that these links, all at once, would join to one that contradicts itself. */
  contradicting(links: readonly TornLink[]): ReadonlySet<number> {
    const roots = [...new Set(links.flatMap(({ l, r }) => [this.find(l), this.find(r)]))];
    const place = new Map(roots.map((root, index) => [root, index]));
    const tried = new Forest(roots.length);
    const groupOf = (node: string): number | undefined => {
      const index = place.get(this.find(node));
      return index === undefined ? undefined : tried.find(index);
    };
    for (const { l, r } of links) tried.join(place.get(this.find(l)) as number, place.get(this.find(r)) as number);
    const bad = new Set<number>();
    const held = new Map<string, number>();
    for (const [index, root] of roots.entries()) {
      const group = tried.find(index);
      for (const [source, own] of this.held.get(root) ?? []) {
        const name = `${group} ${source}`;
        if ((held.get(name) ?? own) !== own) bad.add(group);
        held.set(name, own);
      }
      if ((this.apart.get(root) ?? []).some(({ l, r }) => groupOf(l) === groupOf(r))) bad.add(group);
    }
    return new Set(roots.filter((_, index) => bad.has(tried.find(index))));
  }

  private weight(root: number): number {
    return (this.held.get(root)?.size ?? 0) + (this.apart.get(root)?.length ?? 0);
  }
}

function certainLinks(rows: readonly TornLink[], size: number, at: Ruling["at"]): Forest {
  const certain = new Forest(size);
  for (const { l, r, method } of rows) if (method !== "evidence") certain.join(at(l), at(r));
  return certain;
}

function withClusters(forest: Forest, rows: readonly TornLink[], source: number, at: Ruling["at"]): Forest {
  const first = new Map<string, string>();
  for (const [node, own, cluster] of rows.flatMap(endsOf)) {
    if (own !== source) continue;
    forest.join(at(first.get(cluster) ?? node), at(node));
    first.set(cluster, node);
  }
  return forest;
}

function endsOf(row: TornLink): (readonly [node: string, source: number, cluster: string])[] {
  return [
    [row.l, row.l_source, row.l_cluster],
    [row.r, row.r_source, row.r_cluster],
  ];
}

async function* lines(rows: readonly (readonly string[])[]): AsyncGenerator<readonly string[]> {
  for (const row of rows) yield row;
}
