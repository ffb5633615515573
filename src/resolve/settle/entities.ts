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
  readonly label: string;
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
    sql`SELECT g.label, e.l, e.r, e.kind, e.bits, e.method, a.source AS l_source, b.source AS r_source, c.cluster AS l_cluster, d.cluster AS r_cluster
FROM ${id(links)} AS e JOIN ${id(labels)} AS g ON g.node = e.l
JOIN ${id(records)} AS a ON a.node = e.l JOIN ${id(records)} AS b ON b.node = e.r
JOIN ${id(cluster)} AS c ON c.node = e.l JOIN ${id(cluster)} AS d ON d.node = e.r
WHERE g.label ${isTorn}`,
  );
  if (rows.length === 0) return [];
  const apart = await engine.rows<Apart>(
    sql`SELECT a.label, u.l, u.r FROM ${id(ruled)} AS u JOIN ${id(labels)} AS a ON a.node = u.l JOIN ${id(labels)} AS b ON b.node = u.r
WHERE u.verdict = 'different' AND a.label = b.label AND a.label ${isTorn}`,
  );
  const { size, at } = placesOf(rows);
  const certain = certainLinks(rows, size, at);
  const one = new Map([...names.exclusive].map((source) => [source, withClusters(certain.copy(), rows, source, at)]));
  const strength = ({ method, kind, bits }: TornLink): number =>
    method !== "evidence" ? CERTAIN : isClustered(request.kinds[kind]?.cardinality ?? "within") ? WITHIN + bits : bits;
  const kept = byLabel(apart);
  // What links do not hold together cannot contradict each other: each component by itself, or time grows with its square.
  return [...byLabel(rows)].flatMap(([label, own]) =>
    cutComponent({ rows: own, apart: kept.get(label) ?? [], certain, one, place: at, at: placesOf(own).at }, strength),
  );
}

type Place = (node: string) => number;

function placesOf(rows: readonly TornLink[]): { readonly size: number; readonly at: Place } {
  const place = new Map([...new Set(rows.flatMap(({ l, r }) => [l, r]))].map((node, at) => [node, at]));
  return { size: place.size, at: (node) => place.get(node) ?? 0 };
}

function byLabel<T extends { readonly label: string }>(items: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(item.label);
    if (group === undefined) groups.set(item.label, [item]);
    else group.push(item);
  }
  return groups;
}

function cutComponent(ruling: Ruling, strength: (link: TornLink) => number): (readonly [string, string])[] {
  const { rows, at } = ruling;
  const left: (readonly [string, string])[] = [];
  let forest = new Forest(2 * rows.length);
  for (const level of [...new Set(rows.map(strength))].toSorted((a, b) => b - a)) {
    const own = rows.filter((row) => strength(row) === level);
    const tried = forest.copy();
    for (const { l, r } of own) tried.join(at(l), at(r));
    const bad = level === CERTAIN ? new Set<number>() : contradicting(tried, ruling);
    const isBad = ({ l }: TornLink): boolean => bad.has(tried.find(at(l)));
    for (const { l, r } of own.filter(isBad)) if (forest.find(at(l)) !== forest.find(at(r))) left.push([l, r]);
    const next = forest.copy();
    for (const row of own) if (!isBad(row)) next.join(at(row.l), at(row.r));
    forest = next;
  }
  return left;
}

const CERTAIN = 1e6;
/** Duplicates within a system were settled before: they hold stronger than links between systems. */
const WITHIN = 1e5;

type Apart = { readonly label: string; readonly l: string; readonly r: string };

/** One component, and what is certain of all. */
interface Ruling {
  readonly rows: readonly TornLink[];
  readonly apart: readonly Apart[];
  /** Where a record stands in the component's own forest … */
  readonly at: Place;
  /** … and in those of all. */
  readonly place: Place;
  /** Records that keys and decisions tie: what these contradict among themselves is no other link's fault. */
  readonly certain: Forest;
  /** By source that allows one record an entity: which of its records count as one. */
  readonly one: ReadonlyMap<number, Forest>;
}

function certainLinks(rows: readonly TornLink[], size: number, at: Place): Forest {
  const certain = new Forest(size);
  for (const { l, r, method } of rows) if (method !== "evidence") certain.join(at(l), at(r));
  return certain;
}

function withClusters(forest: Forest, rows: readonly TornLink[], source: number, at: Place): Forest {
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

/** Groups with two records of a source that allows one, or with two that a person kept apart. */
function contradicting(forest: Forest, { rows, apart, at, place, certain, one }: Ruling): ReadonlySet<number> {
  const bad = new Set<number>();
  const held = new Map<string, number>();
  for (const [node, source] of rows.flatMap(endsOf)) {
    const own = one.get(source)?.find(place(node));
    if (own === undefined) continue;
    const name = `${forest.find(at(node))} ${source}`;
    if ((held.get(name) ?? own) !== own) bad.add(forest.find(at(node)));
    held.set(name, own);
  }
  for (const { l, r } of apart) {
    const group = forest.find(at(l));
    if (group === forest.find(at(r)) && certain.find(place(l)) !== certain.find(place(r))) bad.add(group);
  }
  return bad;
}

async function* lines(rows: readonly (readonly string[])[]): AsyncGenerator<readonly string[]> {
  for (const row of rows) yield row;
}
