import type { Engine } from "../engines/engine.ts";
import type { Timeline } from "../model/index.ts";
import { id, join, sql, type Sql } from "../sql/index.ts";
import type { EventLog } from "./log.ts";
import { noHeader } from "./read-ocel-json.ts";
import { settle } from "./settle.ts";

const attributes = ["key", "track", "unit", "amount"] as const;
const details = ["word", "source", "actor", "recorded", "latest"] as const;

/**
 * Timelines as an event log: each lifecycle a type of object, each followed record
 * an object (`lifecycle/track/key`), each event a change of its state, with the
 * system's word, the source and, where an event is known only to lie between two times, the
 * later one beside it. An event in no state of the lifecycle is called by its word.
 */
export async function logOfTimelines(engine: Engine, timelines: readonly Timeline[], prefix: string): Promise<EventLog> {
  const objects = `${prefix} subjects`;
  const events = `${prefix} changes`;
  const text = (value: Sql): Sql => sql`CAST(${value} AS VARCHAR)`;
  const none = sql`CAST(NULL AS VARCHAR)`;
  const subjects = timelines.map(
    ({ lifecycle, track, subjects: relation }, place) =>
      sql`SELECT ${place} AS t, subject, ${lifecycle.id} AS lifecycle, ${track.id} AS track, ${text(id("key"))} AS ${id("key")}, ${text(sql`amount`)} AS amount, unit FROM ${id(relation)}`,
  );
  const nothing = sql`SELECT 0 AS t, CAST(0 AS BIGINT) AS subject, '' AS lifecycle, '' AS track, '' AS ${id("key")}, '' AS amount, '' AS unit WHERE FALSE`;
  await engine.runInline(
    sql`CREATE OR REPLACE TABLE ${id(objects)} AS SELECT row_number() OVER (ORDER BY t, ${id("key")}, subject) AS n, * FROM (${subjects.length === 0 ? nothing : join(subjects, " UNION ALL ")}) AS every`,
  );
  const changes = timelines.map(({ lifecycle, events: relation }, place) => {
    const states = join(lifecycle.states.map((state, code) => sql`(${code}, ${state.id})`));
    return sql`SELECT ${place} AS t, e.subject, coalesce(s.name, e.word) AS activity, e.at, e.state,
        ${text(sql`e.word`)} AS word, e.source, ${text(sql`e.actor`)} AS actor, ${iso(sql`e.recorded`)} AS recorded, CASE WHEN e.at_latest > e.at THEN ${iso(sql`e.at_latest`)} END AS latest
      FROM ${id(relation)} AS e LEFT JOIN (VALUES ${states}) AS s(code, name) ON s.code = e.state`;
  });
  const still = sql`SELECT 0 AS t, CAST(0 AS BIGINT) AS subject, '' AS activity, CAST(NULL AS TIMESTAMP) AS ${id("at")}, 0 AS state, '' AS word, '' AS source, '' AS actor, '' AS recorded, '' AS latest WHERE FALSE`;
  await engine.runInline(
    sql`CREATE OR REPLACE TABLE ${id(events)} AS SELECT row_number() OVER (ORDER BY c.at NULLS LAST, o.n, c.state NULLS LAST, c.word NULLS LAST, c.source, c.actor NULLS LAST, c.recorded NULLS LAST) AS n,
      o.n AS object, c.* FROM (${changes.length === 0 ? still : join(changes, " UNION ALL ")}) AS c JOIN ${id(objects)} AS o ON o.t = c.t AND o.subject = c.subject`,
  );
  const values = (names: readonly string[], from: string, owner: string, more: Sql): Sql =>
    join(
      names.map(
        (name, place) =>
          sql`SELECT n AS ${id(owner)}, ${place + 1} AS place, CAST(NULL AS BIGINT) AS parent, ${name} AS ${id("name")}, ${none} AS ${id("type")}, ${id(name)} AS ${id("value")}${more} FROM ${id(from)} WHERE ${id(name)} IS NOT NULL`,
      ),
      " UNION ALL ",
    );
  const lifecycles = [...new Map(timelines.map(({ lifecycle }) => [lifecycle.id, lifecycle])).values()];
  const types = lifecycles.map((lifecycle, place) => sql`SELECT 'object' AS kind, ${place} AS place, ${lifecycle.id} AS ${id("type")}`);
  const declared = lifecycles.map(
    (lifecycle) =>
      sql`SELECT 'object' AS kind, ${lifecycle.id} AS ${id("type")}, 1 AS place, 'amount' AS ${id("name")}, 'float' AS value_type`,
  );
  return await settle(
    engine,
    {
      events: sql`SELECT n, CAST(n AS VARCHAR) AS id, activity, ${iso(id("at"))} AS ${id("time")} FROM ${id(events)}`,
      objects: sql`SELECT n, concat(lifecycle, '/', track, '/', ${id("key")}) AS id, lifecycle AS ${id("type")} FROM ${id(objects)}`,
      eventObjects: sql`SELECT e.n AS event, 1 AS place, e.object, o.track AS qualifier FROM ${id(events)} AS e JOIN ${id(objects)} AS o ON o.n = e.object`,
      objectObjects: sql`SELECT CAST(0 AS BIGINT) AS source, 0 AS place, '' AS target_id, '' AS qualifier WHERE FALSE`,
      eventAttributes: values(details, events, "event", sql``),
      objectAttributes: values(attributes, objects, "object", sql`, ${none} AS ${id("time")}`),
      types: types.length === 0 ? sql`SELECT '' AS kind, 0 AS place, '' AS ${id("type")} WHERE FALSE` : join(types, " UNION ALL "),
      typeAttributes:
        declared.length === 0
          ? sql`SELECT '' AS kind, '' AS ${id("type")}, 0 AS place, '' AS ${id("name")}, '' AS value_type WHERE FALSE`
          : join(declared, " UNION ALL "),
      header: noHeader,
      nested: true,
      objectsByNumber: true,
      identified: true,
      cases: false,
      ordered: false,
      notes: [],
      scratch: [objects, events],
    },
    prefix,
    { zone: "UTC", format: undefined },
  );
}

function iso(at: Sql): Sql {
  return sql`replace(CAST(${at} AS VARCHAR), ' ', 'T') || 'Z'`;
}
