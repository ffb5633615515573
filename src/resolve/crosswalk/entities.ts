import { RunError } from "../../model/index.ts";
import type { Engine } from "../../engines/engine.ts";
import { id, sql, type Sql } from "../../sql/index.ts";

/** What is to be named, and by what it was called before. */
export interface NamingRequest {
  /** The identity's id: what entity ids begin with. */
  readonly identity: string;
  /** Relation: dataset VARCHAR, row BIGINT, key VARCHAR, cluster BIGINT. A cluster's number says nothing; NULL is no cluster. */
  readonly members: string;
  /** Relation: dataset, key, entity, as the last run left it; undefined: there was none. */
  readonly previous: string | undefined;
  /** UTC ISO 8601: the time that events carry. */
  readonly at: string;
  /** Name of the table to be made: dataset, row, key, cluster, entity. */
  readonly relation: string;
}

/** Entities became one, or one became several. */
export interface IdentityEvent {
  /** UTC ISO 8601. */
  readonly at: string;
  readonly kind: "merge" | "split";
  /** Ids before, in text order: several of a merge, one of a split. */
  readonly from: readonly string[];
  /** Ids after, in text order: one of a merge, several of a split. */
  readonly to: readonly string[];
}

/** The events of a run, by kind, then by their ids. */
export interface NamedEntities {
  readonly relation: string;
  readonly events: readonly IdentityEvent[];
}

/**
 * Gives every cluster of records an id that survives re-runs. Of all pairs of a
 * cluster and a previous entity that share records, the pair that shares most
 * keeps the id (ties: the id, then the cluster's least record, that is first in
 * text order); then the next among those that are left. What keeps no id gets a
 * new one: the identity's id and the first 10 hex digits of SHA-256 of the
 * cluster's least (dataset, key), more digits where that id is taken.
 *
 * So ids depend on datasets, keys and the previous crosswalk alone, neither on
 * cluster numbers nor on the order of rows. Only where several clusters hold the
 * same key of a dataset (a repeated key, or none) does the order of those rows
 * tell them apart.
 *
 * @param request `members` may hold only some clusters; all previous ids count as taken. Entities that
 * a partial request touches must be in it whole, or they are told as split.
 * @throws RunError `query`
 */
export async function nameEntities(engine: Engine, request: NamingRequest): Promise<NamedEntities> {
  const step = (name: string): string => `${request.relation} ${name}`;
  const steps = { names: step("names"), shared: step("shared"), open: step("open"), kept: step("kept") };
  await nameClusters(engine, request, steps.names);
  await findShared(engine, request, steps.shared);
  await engine.runInline(sql`CREATE OR REPLACE TABLE ${id(steps.kept)} (cluster BIGINT, entity VARCHAR)`);
  await keepIds(engine, steps);
  await giveNewIds(engine, request, steps);
  await engine.runInline(sql`CREATE OR REPLACE TABLE ${id(request.relation)} AS
SELECT m.dataset AS dataset, m.row AS row, m.key AS key, m.cluster AS cluster, k.entity AS entity
FROM ${id(request.members)} AS m JOIN ${id(steps.kept)} AS k ON k.cluster = m.cluster`);
  const events = await readEvents(engine, request, steps);
  for (const table of Object.values(steps)) await engine.runInline(sql`DROP TABLE IF EXISTS ${id(table)}`);
  return { relation: request.relation, events };
}

interface Steps {
  /** cluster, name: what tells the cluster apart, by content. */
  readonly names: string;
  /** cluster, entity, records, evident: how many records they share; `evident` says that the shared keys prove something. */
  readonly shared: string;
  readonly open: string;
  readonly kept: string;
}

/** The least record names the cluster. No dataset's name holds a blank, so the text is a pair's alone. */
async function nameClusters(engine: Engine, { members }: NamingRequest, names: string): Promise<void> {
  await engine.runInline(sql`CREATE OR REPLACE TABLE ${id(names)} AS
SELECT cluster, CASE WHEN place = 1 THEN least ELSE CAST(place AS VARCHAR) || ' ' || least END AS name
FROM (
  SELECT cluster, least, row_number() OVER (PARTITION BY least ORDER BY records DESC, greatest, first_row) AS place
  FROM (
    SELECT cluster, min(record) AS least, max(record) AS greatest, count(*) AS records, min(row) AS first_row
    FROM (SELECT cluster, row, dataset || ' ' || coalesce(key, '') AS record FROM ${id(members)} WHERE cluster IS NOT NULL) AS records
    GROUP BY cluster
  ) AS clusters
) AS placed`);
}

async function findShared(engine: Engine, { members, previous }: NamingRequest, shared: string): Promise<void> {
  if (previous === undefined) {
    await engine.runInline(sql`CREATE OR REPLACE TABLE ${id(shared)} (cluster BIGINT, entity VARCHAR, records BIGINT, evident BOOLEAN)`);
    return;
  }
  const now = sql`(SELECT DISTINCT dataset, key, cluster FROM ${id(members)} WHERE key IS NOT NULL AND cluster IS NOT NULL)`;
  // Few members are told before the many of the past are compared with each other.
  const before = sql`(SELECT DISTINCT dataset, key, entity FROM ${id(previous)} WHERE key IN (SELECT key FROM ${id(members)}))`;
  // A key that several entities held before and several clusters hold now cannot say what became of which.
  await engine.runInline(sql`CREATE OR REPLACE TABLE ${id(shared)} AS
WITH doubtful AS (
  SELECT a.dataset AS dataset, a.key AS key
  FROM (SELECT dataset, key FROM ${now} AS n GROUP BY dataset, key HAVING count(*) > 1) AS a
  JOIN (SELECT dataset, key FROM ${before} AS b GROUP BY dataset, key HAVING count(*) > 1) AS b ON b.dataset = a.dataset AND b.key = a.key
)
SELECT m.cluster AS cluster, p.entity AS entity, count(*) AS records, max(CASE WHEN d.key IS NULL THEN 1 ELSE 0 END) = 1 AS evident
FROM ${now} AS m
JOIN ${before} AS p ON p.dataset = m.dataset AND p.key = m.key
LEFT JOIN doubtful AS d ON d.dataset = m.dataset AND d.key = m.key
GROUP BY m.cluster, p.entity`);
}

/** Greedy by what is shared: in each round all pairs that are each other's best keep the id. */
async function keepIds(engine: Engine, { names, shared, open, kept }: Steps): Promise<void> {
  // Nearly all: a cluster and an entity that share records with no other.
  await engine.runInline(sql`INSERT INTO ${id(kept)}
SELECT c.cluster, c.entity
FROM (SELECT cluster, min(entity) AS entity FROM ${id(shared)} GROUP BY cluster HAVING count(*) = 1) AS c
JOIN (SELECT entity FROM ${id(shared)} GROUP BY entity HAVING count(*) = 1) AS e ON e.entity = c.entity`);
  await engine.runInline(sql`CREATE OR REPLACE TABLE ${id(open)} AS
SELECT s.cluster AS cluster, s.entity AS entity, s.records AS records, n.name AS name
FROM ${id(shared)} AS s JOIN ${id(names)} AS n ON n.cluster = s.cluster
WHERE NOT EXISTS (SELECT 1 FROM ${id(kept)} AS k WHERE k.cluster = s.cluster)`);
  for (;;) {
    await engine.runInline(sql`INSERT INTO ${id(kept)}
SELECT cluster, entity
FROM (
  SELECT cluster, entity,
    row_number() OVER (PARTITION BY cluster ORDER BY records DESC, entity, name) AS for_cluster,
    row_number() OVER (PARTITION BY entity ORDER BY records DESC, entity, name) AS for_entity
  FROM ${id(open)}
) AS ranked
WHERE for_cluster = 1 AND for_entity = 1`);
    await engine.runInline(sql`CREATE OR REPLACE TABLE ${id(open)} AS
SELECT * FROM ${id(open)} AS o
WHERE NOT EXISTS (SELECT 1 FROM ${id(kept)} AS k WHERE k.cluster = o.cluster)
  AND NOT EXISTS (SELECT 1 FROM ${id(kept)} AS k WHERE k.entity = o.entity)`);
    if ((await count(engine, open)) === 0) return;
  }
}

const FEWEST_DIGITS = 10;
const MOST_DIGITS = 64;

async function giveNewIds(engine: Engine, request: NamingRequest, { names, open, kept }: Steps): Promise<void> {
  await engine.runInline(sql`CREATE OR REPLACE TABLE ${id(open)} AS
SELECT n.cluster AS cluster, ${engine.dialect.sha256(sql`n.name`)} AS digest
FROM ${id(names)} AS n
WHERE NOT EXISTS (SELECT 1 FROM ${id(kept)} AS k WHERE k.cluster = n.cluster)`);
  const taken = (candidate: Sql): Sql => {
    const inKept = sql`EXISTS (SELECT 1 FROM ${id(kept)} AS k WHERE k.entity = ${candidate})`;
    if (request.previous === undefined) return inKept;
    // An id that is given up in this very run would mean two things within one history entry.
    return sql`(${inKept} OR EXISTS (SELECT 1 FROM ${id(request.previous)} AS p WHERE p.entity = ${candidate}))`;
  };
  for (let digits = FEWEST_DIGITS; digits <= MOST_DIGITS; digits += 2) {
    if ((await count(engine, open)) === 0) return;
    await engine.runInline(sql`INSERT INTO ${id(kept)}
SELECT cluster, entity
FROM (
  SELECT cluster, entity, row_number() OVER (PARTITION BY entity ORDER BY digest) AS place
  FROM (SELECT cluster, digest, ${`${request.identity}-`} || substr(digest, 1, ${digits}) AS entity FROM ${id(open)}) AS candidates
) AS c
WHERE place = 1 AND NOT ${taken(sql`c.entity`)}`);
    await engine.runInline(sql`CREATE OR REPLACE TABLE ${id(open)} AS
SELECT * FROM ${id(open)} AS o WHERE NOT EXISTS (SELECT 1 FROM ${id(kept)} AS k WHERE k.cluster = o.cluster)`);
  }
  throw new RunError("entity-ids", `No id is left for an entity of ${request.identity}: every length of its digest is taken.`);
}

async function readEvents(engine: Engine, request: NamingRequest, { shared, kept }: Steps): Promise<IdentityEvent[]> {
  const { dialect } = engine;
  // Counted by numbers first: texts are joined for the few that changed.
  const several = (column: Sql): Sql =>
    sql`(SELECT s.entity AS before, k.entity AS after
  FROM (SELECT ${column} AS part FROM ${id(shared)} WHERE evident GROUP BY ${column} HAVING count(*) > 1) AS x
  JOIN ${id(shared)} AS s ON s.${column} = x.part
  JOIN ${id(kept)} AS k ON k.cluster = s.cluster
  WHERE s.evident)`;
  const rows = await engine.rows<{ kind: "merge" | "split"; before: string; after: string }>(sql`SELECT kind, before, after FROM (
  SELECT 'merge' AS kind, ${dialect.stringAggregate(sql`before`, " ", sql`before`)} AS before, after FROM ${several(sql`cluster`)} AS m GROUP BY after
  UNION ALL
  SELECT 'split', before, ${dialect.stringAggregate(sql`after`, " ", sql`after`)} FROM ${several(sql`entity`)} AS s GROUP BY before
) AS events
ORDER BY kind, before, after`);
  return rows.map(({ kind, before, after }) => ({ at: request.at, kind, from: before.split(" "), to: after.split(" ") }));
}

async function count(engine: Engine, relation: string): Promise<number> {
  const [row] = await engine.rows<{ records: string }>(sql`SELECT count(*) AS records FROM ${id(relation)}`);
  return Number(row?.records ?? 0);
}
