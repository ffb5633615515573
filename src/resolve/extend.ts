import type { Engine } from "../engines/engine.ts";
import type { IdentityEvent } from "./crosswalk/entities.ts";
import { extendLinkage } from "./link/extend-linkage.ts";
import { memberRecords } from "./raw.ts";
import { conclude, scoredFrom, type ResolvedIdentity, type ResolveRequest } from "./resolve.ts";
import { weighedPairs } from "./link/linkage.ts";
import { createRuled } from "./settle/ruled.ts";
import type { SettleRequest } from "./settle/settle.ts";
import { id, sql, type Sql } from "../sql/index.ts";

/** The records as they are now, and under what name relations may be made. */
export type ExtendRequest = Pick<ResolveRequest, "sets" | "decisions" | "at" | "prefix">;

/** What an extension did. */
export interface Extended {
  /** Records that were not there, or said something else. */
  readonly fresh: number;
  /** Records that are there no more, or say something else now. */
  readonly gone: number;
  /** Records whose components were settled again. */
  readonly settled: number;
  readonly events: readonly IdentityEvent[];
}

/**
 * Brings a resolved identity up to newer captures: only records that are new are
 * blocked and compared, and only the components that they touch are settled again.
 * The result equals a full run over all records under the same frozen model. The
 * tables of `resolved` are changed in place.
 *
 * @throws RunError
 */
export async function extendIdentity(engine: Engine, resolved: ResolvedIdentity, request: ExtendRequest): Promise<Extended> {
  const { identity, linkage, kinds, raw, scored, ruled } = resolved;
  const { prefix, sets, decisions, at } = request;
  const names = (name: string): string => `${prefix}_${name}`;
  const [all, fresh, gone, moved] = [names("all"), names("fresh"), names("gone"), names("moved")];
  const [seeds, touched] = [names("seeds"), names("touched")];
  await engine.runInline(sql`CREATE VIEW ${id(all)} AS ${memberRecords(identity, sets)}`);
  const attributes = identity.attributes.map(({ name }) => name);
  const hasCopies = [...sets.values()].some(({ dataset }) => dataset.repeatedKey === "report");
  await compareContents(engine, { raw, all, fresh, gone, moved, attributes, hasCopies });
  await engine.runInline(sql`CREATE TABLE ${id(seeds)} AS
SELECT DISTINCT node FROM (
  SELECT CASE WHEN s.l IN (SELECT node FROM ${id(gone)}) THEN s.r ELSE s.l END AS node FROM (SELECT l, r FROM ${id(scored)} UNION ALL SELECT l, r FROM ${id(ruled)}) AS s
  WHERE s.l IN (SELECT node FROM ${id(gone)}) OR s.r IN (SELECT node FROM ${id(gone)})
) AS neighbours WHERE node NOT IN (SELECT node FROM ${id(gone)})`);
  const oldRuled = `${ruled}_old`;
  await forget(engine, resolved, gone);
  await move(engine, resolved, moved);
  const added = await extendLinkage(
    engine,
    linkage,
    {
      attributes: identity.attributes,
      pairs: kinds.map(({ left, right }) => ({ left, right, mostMatches: undefined })),
      sources: identity.members.length,
      country: identity.country,
      blocking: undefined,
    },
    fresh,
    { from: scoredFrom(identity), prefix },
  );
  await engine.runInline(sql`INSERT INTO ${id(raw)} BY NAME SELECT * FROM ${id(fresh)}`);
  await engine.runInline(sql`INSERT INTO ${id(scored)} BY NAME SELECT * FROM ${id(added)}`);
  await engine.runInline(sql`ALTER TABLE ${id(ruled)} RENAME TO ${id(oldRuled)}`);
  await createRuled(engine, identity, sets, { raw, decisions, relation: ruled });
  const changed = (one: string, other: string): Sql =>
    sql`SELECT l, r FROM (SELECT * FROM ${id(one)} EXCEPT SELECT * FROM ${id(other)}) AS changed`;
  await engine.runInline(sql`INSERT INTO ${id(seeds)}
SELECT node FROM ${id(fresh)}
UNION SELECT l FROM (${changed(ruled, oldRuled)} UNION ALL ${changed(oldRuled, ruled)}) AS c
UNION SELECT r FROM (${changed(ruled, oldRuled)} UNION ALL ${changed(oldRuled, ruled)}) AS c`);
  await closure(engine, { seeds, scored, ruled, records: linkage.records, touched });
  const events = await settleAgain(engine, resolved, { touched, prefix, at });
  const count = async (relation: string): Promise<number> =>
    Number((await engine.rows<{ n: string }>(sql`SELECT count(*) AS n FROM ${id(relation)}`))[0]?.n);
  const told = { fresh: await count(fresh), gone: await count(gone), settled: await count(touched), events };
  for (const table of [fresh, gone, moved, seeds, touched, added, oldRuled]) await engine.runInline(sql`DROP TABLE ${id(table)}`);
  await engine.runInline(sql`DROP VIEW ${id(all)}`);
  return told;
}

interface Contents {
  readonly raw: string;
  readonly all: string;
  readonly fresh: string;
  readonly gone: string;
  /** node, row: records that stand at another place of the newer capture. */
  readonly moved: string;
  readonly attributes: readonly string[];
  /** May the same key stand twice in a dataset? */
  readonly hasCopies: boolean;
}

/** Records are the same when source, key and all values are; copies of one content are told apart by their count alone. */
async function compareContents(engine: Engine, { raw, all, fresh, gone, moved, attributes, hasCopies }: Contents): Promise<void> {
  const known = contentsOf(raw);
  await engine.runInline(sql`CREATE TABLE IF NOT EXISTS ${id(known)} AS ${contents(engine, raw, sql`w.node`, { attributes, hasCopies })}`);
  const [now, differing] = [`${raw}_now`, `${raw}_differing`];
  await engine.runInline(sql`CREATE TABLE ${id(now)} AS ${contents(engine, all, sql`NULL`, { attributes, hasCopies })}`);
  await engine.runInline(sql`CREATE TABLE ${id(differing)} AS
SELECT b.node, n.source, n.row, n.content, n.copy FROM ${id(known)} AS b
FULL JOIN ${id(now)} AS n ON n.source = b.source AND n.content = b.content AND n.copy = b.copy
WHERE b.node IS NULL OR n.row IS NULL OR n.row <> b.row`);
  await engine.runInline(sql`CREATE TABLE ${id(gone)} AS SELECT node FROM ${id(differing)} WHERE row IS NULL`);
  await engine.runInline(
    sql`CREATE TABLE ${id(moved)} AS SELECT node, row FROM ${id(differing)} WHERE node IS NOT NULL AND row IS NOT NULL`,
  );
  await engine.runInline(sql`CREATE TABLE ${id(fresh)} AS
SELECT (SELECT coalesce(max(node), 0) FROM ${id(known)}) + row_number() OVER () AS node, w.*
FROM ${id(all)} AS w JOIN ${id(differing)} AS n ON n.source = w.source AND n.row = w._row WHERE n.node IS NULL`);
  await engine.runInline(sql`DELETE FROM ${id(known)} WHERE node IN (SELECT node FROM ${id(gone)})`);
  await engine.runInline(sql`UPDATE ${id(known)} AS k SET row = m.row FROM ${id(moved)} AS m WHERE m.node = k.node`);
  await engine.runInline(sql`INSERT INTO ${id(known)} BY NAME
SELECT f.node, n.source, n.row, n.content, n.copy FROM ${id(fresh)} AS f JOIN ${id(differing)} AS n ON n.source = f.source AND n.row = f._row WHERE n.node IS NULL`);
  for (const table of [now, differing]) await engine.runInline(sql`DROP TABLE ${id(table)}`);
}

/** node, source, row, content, copy of every record of a raw relation; kept between extensions. */
const contentsOf = (raw: string): string => `${raw}_contents`;

/** Where keys do not repeat there is one copy of each content: counting them is spared. */
function contents(engine: Engine, relation: string, node: Sql, { attributes, hasCopies }: Pick<Contents, "attributes" | "hasCopies">): Sql {
  const texts = [sql`coalesce(w._key, '')`, ...attributes.map((name) => sql`coalesce(CAST(${id("w", name)} AS VARCHAR), '')`)];
  const copy = hasCopies ? sql`row_number() OVER (PARTITION BY source, content ORDER BY row)` : sql`CAST(1 AS BIGINT)`;
  return sql`SELECT *, ${copy} AS copy
FROM (SELECT CAST(${node} AS BIGINT) AS node, w.source, w._row AS row, ${engine.dialect.hash64(texts)} AS content FROM ${id(relation)} AS w) AS hashed`;
}

/** Takes records that are gone out of every table that knows them. */
async function forget(engine: Engine, { linkage, raw, nodes, scored, crosswalk }: ResolvedIdentity, gone: string): Promise<void> {
  const is = (column: string): Sql => sql`${id(column)} IN (SELECT node FROM ${id(gone)})`;
  for (const table of [linkage.pairs, scored]) await engine.runInline(sql`DELETE FROM ${id(table)} WHERE ${is("l")} OR ${is("r")}`);
  await forgetNodes(engine, { nodes, crosswalk }, sql`SELECT node FROM ${id(gone)}`);
  for (const table of [linkage.records, raw]) await engine.runInline(sql`DELETE FROM ${id(table)} WHERE ${is("node")}`);
}

/** Takes what was concluded of nodes out of the crosswalk. */
async function forgetNodes(engine: Engine, { nodes, crosswalk }: Pick<ResolvedIdentity, "nodes" | "crosswalk">, which: Sql): Promise<void> {
  const { entities, links, unsure } = crosswalk;
  await engine.runInline(sql`DELETE FROM ${id(links)} WHERE l IN (${which}) OR r IN (${which})`);
  for (const table of [entities, unsure]) {
    await engine.runInline(
      sql`DELETE FROM ${id(table)} WHERE (dataset, row) IN (SELECT dataset, row FROM ${id(nodes)} WHERE node IN (${which}))`,
    );
  }
  await engine.runInline(sql`DELETE FROM ${id(nodes)} WHERE node IN (${which})`);
}

/** Records that say the same at another place of the newer capture. */
async function move(engine: Engine, { raw, nodes, crosswalk }: ResolvedIdentity, moved: string): Promise<void> {
  const [counted] = await engine.rows<{ n: string }>(sql`SELECT count(*) AS n FROM ${id(moved)}`);
  if (counted?.n === "0") return;
  const places = `${moved}_places`;
  await engine.runInline(sql`CREATE TABLE ${id(places)} AS
SELECT n.node, n.dataset, n.row AS old_row, m.row FROM ${id(nodes)} AS n JOIN ${id(moved)} AS m ON m.node = n.node`);
  for (const table of [crosswalk.entities, crosswalk.unsure]) {
    await engine.runInline(
      sql`UPDATE ${id(table)} AS t SET row = p.row FROM ${id(places)} AS p WHERE p.dataset = t.dataset AND p.old_row = t.row`,
    );
  }
  await engine.runInline(sql`UPDATE ${id(crosswalk.links)} AS t SET from_row = p.row FROM ${id(places)} AS p WHERE p.node = t.l`);
  await engine.runInline(sql`UPDATE ${id(crosswalk.links)} AS t SET to_row = p.row FROM ${id(places)} AS p WHERE p.node = t.r`);
  await engine.runInline(sql`UPDATE ${id(nodes)} AS t SET row = p.row FROM ${id(places)} AS p WHERE p.node = t.node`);
  await engine.runInline(sql`UPDATE ${id(raw)} AS t SET _row = p.row FROM ${id(places)} AS p WHERE p.node = t.node`);
  await engine.runInline(sql`DROP TABLE ${id(places)}`);
}

interface Closure {
  readonly seeds: string;
  readonly scored: string;
  readonly ruled: string;
  readonly records: string;
  readonly touched: string;
}

/** All records that evidence, keys or decisions tie to the seeds: whole components. */
async function closure(engine: Engine, { seeds, scored, ruled, records, touched }: Closure): Promise<void> {
  await engine.runInline(sql`CREATE TABLE ${id(touched)} AS
SELECT DISTINCT node FROM ${id(seeds)} WHERE node IN (SELECT node FROM ${id(records)})`);
  const edges = sql`(SELECT l, r FROM ${id(scored)} UNION ALL SELECT l, r FROM ${id(ruled)}) AS e`;
  const isTouched = (column: string): Sql => sql`${id(column)} IN (SELECT node FROM ${id(touched)})`;
  for (;;) {
    const [before] = await engine.rows<{ n: string }>(sql`SELECT count(*) AS n FROM ${id(touched)}`);
    await engine.runInline(sql`INSERT INTO ${id(touched)}
SELECT DISTINCT node FROM (SELECT r AS node FROM ${edges} WHERE ${isTouched("l")} UNION ALL SELECT l FROM ${edges} WHERE ${isTouched("r")}) AS reached
WHERE NOT ${isTouched("node")}`);
    const [after] = await engine.rows<{ n: string }>(sql`SELECT count(*) AS n FROM ${id(touched)}`);
    if (before?.n === after?.n) return;
  }
}

/** Settles the touched components anew and puts them in place of what was concluded of them. */
async function settleAgain(
  engine: Engine,
  resolved: ResolvedIdentity,
  { touched, prefix, at }: { readonly touched: string; readonly prefix: string; readonly at: string },
): Promise<readonly IdentityEvent[]> {
  const { identity, kinds, linkage, raw, ruled, scored, nodes, crosswalk } = resolved;
  const part = `${prefix}_part`;
  const is = (column: string): Sql => sql`${id(column)} IN (SELECT node FROM ${id(touched)})`;
  const table = async (name: string, query: Sql): Promise<string> => {
    await engine.runInline(sql`CREATE TABLE ${id(`${part}_${name}`)} AS ${query}`);
    return `${part}_${name}`;
  };
  const pairs = await table("pairs", sql`SELECT * FROM ${id(linkage.pairs)} WHERE ${is("l")} AND ${is("r")}`);
  const settling: SettleRequest = {
    records: await table("records", sql`SELECT node, source, "_ord" FROM ${id(linkage.records)} WHERE ${is("node")}`),
    scored: await table("scored", sql`SELECT * FROM ${id(scored)} WHERE ${is("l")}`),
    compared: await table("compared", weighedPairs({ pairs, weights: linkage.weights })),
    ruled: await table("ruled", sql`SELECT * FROM ${id(ruled)} WHERE ${is("l")}`),
    kinds,
    accept: identity.accept,
    prefix: part,
  };
  const rawPart = await table("raw", sql`SELECT * FROM ${id(raw)} WHERE ${is("node")}`);
  const made = await conclude(engine, { identity, settling, raw: rawPart, previous: crosswalk.entities, at });
  await forgetNodes(engine, { nodes, crosswalk }, sql`SELECT node FROM ${id(touched)}`);
  const into: readonly (readonly [string, string])[] = [
    [nodes, made.nodes],
    [crosswalk.links, made.crosswalk.links],
    [crosswalk.entities, made.crosswalk.entities],
    [crosswalk.unsure, made.crosswalk.unsure],
  ];
  for (const [whole, own] of into) await engine.runInline(sql`INSERT INTO ${id(whole)} BY NAME SELECT * FROM ${id(own)}`);
  const tables = [settling.records, settling.scored, settling.compared, settling.ruled, rawPart, pairs, ...into.map(([, own]) => own)];
  for (const name of tables) await engine.runInline(sql`DROP TABLE ${id(name)}`);
  return made.events;
}
