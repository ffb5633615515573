import type { Engine } from "../engines/engine.ts";
import type { Estate, Handoff, IdentityLinkShown, RecordSet } from "../model/index.ts";
import { id, join, sql, type Sql } from "../sql/index.ts";
import { followLinks, inOrder, type StoryIdentity } from "./links.ts";
import { MOST, nameOf, selectRecords, type Reached } from "./reached.ts";
import { inTime, statementsOf, type Statement } from "./statements.ts";

/** One record's story across systems, in time order. */
export interface Story {
  readonly entity: string;
  readonly key: string;
  readonly statements: readonly Statement[];
  /** The identity links that hold the records told of, and those under review: accepted ones first. */
  readonly links: readonly IdentityLinkShown[];
  /** Records beyond the limit that were not followed. */
  readonly truncated: boolean;
}

/**
 * Follows the handoffs' match rules, and the accepted links of identities, from the
 * records of an entity with this key to all that are tied to them, and lists what
 * each says. An identity's entity stands for its members.
 *
 * @param key a native key, or the value of any key field (a job number, say)
 */
export async function tellStory(
  engine: Engine,
  estate: Estate,
  sets: ReadonlyMap<string, RecordSet>,
  entity: string,
  key: string,
  identities: readonly StoryIdentity[] = [],
): Promise<Story> {
  const reached = new Map<string, Reached>();
  const links = new Map<string, IdentityLinkShown>();
  let frontier = await findStart(engine, sets, datasetsOf(estate, entity), key);
  for (const record of frontier) reached.set(nameOf(record), record);
  let truncated = false;
  while (frontier.length > 0) {
    const next: Reached[] = [];
    const take = (found: Reached): void => {
      if (reached.has(nameOf(found))) return;
      if (reached.size >= MOST) {
        truncated = true;
        return;
      }
      reached.set(nameOf(found), found);
      next.push(found);
    };
    for (const found of await followLinks(engine, sets, identities, frontier, links)) take(found);
    for (const record of frontier) for (const found of await neighbours(engine, estate, sets, record)) take(found);
    frontier = next;
  }
  const statements: Statement[] = [];
  for (const record of reached.values()) statements.push(...(await statementsOf(engine, record)));
  return {
    entity,
    key,
    statements: statements.toSorted((a, b) => inTime(a, b, estate.timeZone)),
    links: inOrder([...links.values()]),
    truncated,
  };
}

/** Datasets of an entity, and the keys of some of their records: for an error that helps. */
export async function exampleKeys(engine: Engine, estate: Estate, sets: ReadonlyMap<string, RecordSet>, entity: string): Promise<string[]> {
  const keys: string[] = [];
  const datasets = datasetsOf(estate, entity);
  for (const set of sets.values()) {
    if (!datasets.has(set.dataset.id)) continue;
    const rows = await engine.rows<{ key: string }>(
      sql`SELECT _key AS key FROM ${id(set.relation)} WHERE _key IS NOT NULL ORDER BY _key LIMIT 3`,
    );
    keys.push(...rows.map((row) => row.key));
  }
  return keys;
}

/** The words by which records can be asked for: the datasets' entities and the identities'. */
export function entitiesOf(estate: Estate): string[] {
  return [...new Set([...estate.datasets, ...estate.identities].map(({ entity }) => entity))];
}

/** The datasets whose records an entity's word means. */
function datasetsOf(estate: Estate, entity: string): ReadonlySet<string> {
  const members = estate.identities.flatMap((identity) => (identity.entity === entity ? identity.members : []));
  return new Set([
    ...estate.datasets.filter((dataset) => dataset.entity === entity).map(({ id: name }) => name),
    ...members.map(({ dataset }) => dataset),
  ]);
}

async function findStart(
  engine: Engine,
  sets: ReadonlyMap<string, RecordSet>,
  datasets: ReadonlySet<string>,
  key: string,
): Promise<Reached[]> {
  const found: Reached[] = [];
  for (const set of sets.values()) {
    if (!datasets.has(set.dataset.id)) continue;
    const fields = set.dataset.fields.filter((field) => field.type === "key").map((field) => sql`${id(field.name)} = ${key}`);
    found.push(...(await selectRecords(engine, set, join([sql`_key = ${key}`, ...fields], " OR "), undefined)));
  }
  return found;
}

async function neighbours(engine: Engine, estate: Estate, sets: ReadonlyMap<string, RecordSet>, record: Reached): Promise<Reached[]> {
  const found: Reached[] = [];
  for (const handoff of estate.handoffs) {
    // Back the way one came lie a hub's other records, a customer's other invoices, which are other stories.
    if (handoff.match.kind !== "key" || (record.via !== undefined && "handoff" in record.via && record.via.handoff === handoff.id))
      continue;
    for (const [own, other] of [
      ["from", "to"],
      ["to", "from"],
    ] as const) {
      if (handoff[own].dataset !== record.set.dataset.id) continue;
      const target = sets.get(handoff[other].dataset);
      if (target === undefined) continue;
      const via = { handoff: handoff.id, from: record.key };
      found.push(...(await selectRecords(engine, target, await matchOf(engine, handoff, record, own, other), via)));
    }
    for (const { of } of handoff.adjustments) {
      if (of.kind !== "dataset" || of.on.length === 0) continue;
      const one = handoff.cardinality === "many-to-one" ? handoff.to : handoff.from;
      const target = sets.get(of.dataset);
      if (one.dataset !== record.set.dataset.id || target === undefined) continue;
      const pairs = of.on.map(({ field, matches }) => ({ own: matches, other: field }));
      found.push(
        ...(await selectRecords(engine, target, await equal(engine, record, pairs, false), { handoff: handoff.id, from: record.key })),
      );
    }
  }
  found.push(...(await byLifecycles(engine, estate, sets, record)));
  return found;
}

/** The records that a lifecycle holds to be the same thing, and the history of a record's states. */
async function byLifecycles(engine: Engine, estate: Estate, sets: ReadonlyMap<string, RecordSet>, record: Reached): Promise<Reached[]> {
  const found: Reached[] = [];
  const own = record.set.dataset;
  for (const lifecycle of estate.lifecycles) {
    if (record.via !== undefined && "lifecycle" in record.via && record.via.lifecycle === lifecycle.id) continue;
    const via = { lifecycle: lifecycle.id, from: record.key };
    for (const { dataset, history } of lifecycle.tracks) {
      const changes = history === undefined ? undefined : sets.get(history.dataset);
      if (dataset !== own.id || history === undefined || changes === undefined || history.dataset === dataset) continue;
      found.push(...(await selectRecords(engine, changes, sql`CAST(${id(history.record)} AS VARCHAR) = ${record.key}`, via)));
    }
    const datasetOf = (track: string): string => lifecycle.tracks.find((each) => each.id === track)?.dataset ?? "";
    for (const { from, to, match } of lifecycle.links) {
      if (match.kind === "identity") continue;
      for (const [here, there, flip] of [
        [from, to, false],
        [to, from, true],
      ] as const) {
        const target = sets.get(datasetOf(there));
        if (datasetOf(here) !== own.id || target === undefined || target.dataset.id === own.id) continue;
        if (match.kind === "record") {
          found.push(...(await selectRecords(engine, target, sql`_key = ${record.key}`, via)));
          continue;
        }
        const pairs = match.on.map((pair) => (flip ? { own: pair.to, other: pair.from } : { own: pair.from, other: pair.to }));
        found.push(...(await selectRecords(engine, target, await equal(engine, record, pairs, match.ignoreCase), via)));
      }
    }
  }
  return found;
}

async function matchOf(engine: Engine, handoff: Handoff, record: Reached, own: "from" | "to", other: "from" | "to"): Promise<Sql> {
  if (handoff.match.kind !== "key") return sql`FALSE`;
  const pairs = handoff.match.on.map((pair) => ({ own: pair[own], other: pair[other] }));
  return await equal(engine, record, pairs, handoff.match.ignoreCase);
}

/** The records whose fields equal this record's; the values are bound, so that a view of Parquet can look for them. */
async function equal(
  engine: Engine,
  record: Reached,
  pairs: readonly { readonly own: string; readonly other: string }[],
  ignoreCase: boolean,
): Promise<Sql> {
  const [values] = await engine.rows(
    sql`SELECT ${join(pairs.map(({ own }, index) => sql`CAST(${id(own)} AS VARCHAR) AS ${id(`v${index}`)}`))} FROM ${id(record.set.relation)} WHERE _row = CAST(${record.row} AS BIGINT)`,
  );
  const tests = pairs.map(({ other }, index) => {
    const value = values?.[`v${index}`];
    if (value === null || value === undefined) return sql`FALSE`;
    const column = sql`CAST(${id(other)} AS VARCHAR)`;
    return ignoreCase ? sql`lower(${column}) = lower(${value})` : sql`${column} = ${value}`;
  });
  return join(tests, " AND ");
}
