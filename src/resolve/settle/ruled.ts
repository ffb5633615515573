import type { Engine } from "../../engines/engine.ts";
import type { Identity, IdentityLink, RecordSet } from "../../model/index.ts";
import { and, id, join, sql, type Sql } from "../../sql/index.ts";

/*
 * What is not for evidence to say: declared keys that agree, and people's
 * decisions, which win over both.
 *
 *   ruled: l, r (nodes, l of the lower source), verdict 'same' | 'different', method 'key' | 'decision'
 */
export async function createRuled(
  engine: Engine,
  identity: Identity,
  sets: ReadonlyMap<string, RecordSet>,
  names: { readonly raw: string; readonly decisions: string | undefined; readonly relation: string },
): Promise<void> {
  const none = sql`SELECT CAST(NULL AS BIGINT) AS l, CAST(NULL AS BIGINT) AS r WHERE FALSE`;
  const decided = names.decisions === undefined ? undefined : decidedPairs(identity, names.raw, names.decisions);
  const apart =
    decided === undefined ? undefined : sql`(SELECT DISTINCT l AS node FROM ${bothWays(decided)} AS d WHERE verdict = 'different')`;
  const keys = identity.links.filter(({ key }) => key.length > 0).map((link) => keyPairs(identity, link, sets, { raw: names.raw, apart }));
  await engine.runInline(sql`CREATE TABLE ${id(names.relation)} AS
SELECT l, r, verdict, method FROM ${decided ?? sql`(SELECT l, r, 'same' AS verdict, 'decision' AS method FROM (${none}) AS none)`} AS decided
UNION ALL
SELECT k.l, k.r, 'same', 'key' FROM (SELECT DISTINCT l, r FROM (${keys.length === 0 ? none : join(keys, "\nUNION ALL\n")}) AS keyed) AS k
WHERE NOT EXISTS (SELECT 1 FROM ${decided ?? sql`(${none})`} AS d WHERE d.l = k.l AND d.r = k.r)`);
}

/**
 * Pairs whose declared keys agree. Of a key that stands many times on both sides
 * each record is paired with the first (by content) of the other side only: that ties them all
 * together without multiplying them. Records that a person told apart from others come last, for
 * whoever is tied by a pair that does not hold is not tied.
 */
function keyPairs(
  identity: Identity,
  link: IdentityLink,
  sets: ReadonlyMap<string, RecordSet>,
  { raw, apart }: { readonly raw: string; readonly apart: Sql | undefined },
): Sql {
  const side = (dataset: string, fields: readonly string[]): Sql => {
    const source = identity.members.findIndex((member) => member.dataset === dataset);
    const set = sets.get(dataset);
    if (source < 0 || set === undefined) throw new TypeError(`${dataset} is no member of ${identity.id}`);
    const columns = fields.map((field, index) => sql`CAST(${id("s", field)} AS VARCHAR) AS ${id(`k${index}`)}`);
    const present = fields.map((field) => sql`${id("s", field)} IS NOT NULL`);
    const first = sql`row_number() OVER (PARTITION BY ${join(fields.map((field) => id("s", field)))} ORDER BY ${join([...(apart === undefined ? [] : [sql`a.node IS NOT NULL`]), ...identity.attributes.map(({ name }) => id("w", name)), sql`w.node`])})`;
    return sql`(SELECT w.node, w.source, ${join(columns)}, ${first} AS place FROM ${id(set.relation)} AS s
  JOIN ${id(raw)} AS w ON w.source = ${source} AND w._row = s._row${apart === undefined ? sql`` : sql`\n  LEFT JOIN ${apart} AS a ON a.node = w.node`} WHERE ${and(present)})`;
  };
  const same = link.key.map((_, index) => sql`${id("f", `k${index}`)} = ${id("t", `k${index}`)}`);
  const from = side(
    link.from,
    link.key.map((pair) => pair.from),
  );
  const to = side(
    link.to,
    link.key.map((pair) => pair.to),
  );
  return sql`SELECT CASE WHEN f.source <= t.source THEN f.node ELSE t.node END AS l, CASE WHEN f.source <= t.source THEN t.node ELSE f.node END AS r
FROM ${from} AS f JOIN ${to} AS t ON ${and(same)} WHERE (f.place = 1 OR t.place = 1) AND f.node <> t.node`;
}

/** The decisions that hold, as pairs of nodes; within a source in both orders, since pairs there are ordered by content. */
function decidedPairs(identity: Identity, raw: string, decisions: string): Sql {
  const source = (dataset: Sql): Sql =>
    sql`CASE ${dataset} ${join(
      identity.members.map((member, place) => sql`WHEN ${member.dataset} THEN ${place}`),
      " ",
    )} END`;
  const ends = sql`SELECT f.node AS a, t.node AS b, f.source AS a_source, t.source AS b_source, d.verdict FROM ${id(decisions)} AS d
  JOIN ${id(raw)} AS f ON f.source = ${source(sql`d.from_dataset`)} AND f._row = d.from_row
  JOIN ${id(raw)} AS t ON t.source = ${source(sql`d.to_dataset`)} AND t._row = d.to_row`;
  return sql`(SELECT DISTINCT l, r, verdict, 'decision' AS method FROM (
  SELECT a AS l, b AS r, verdict FROM (${ends}) AS e WHERE a_source <= b_source
  UNION ALL SELECT b, a, verdict FROM (${ends}) AS e WHERE b_source <= a_source
) AS both_ways WHERE l <> r)`;
}

function bothWays(pairs: Sql): Sql {
  return sql`(SELECT l, verdict FROM ${pairs} AS p UNION ALL SELECT r, verdict FROM ${pairs} AS p)`;
}
