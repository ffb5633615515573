import type { Engine } from "../engines/engine.ts";
import { id, sql, type Sql } from "../sql/index.ts";
import type { EventLog } from "./log.ts";

/**
 * What OCEL can hold of a log, as relations of texts ready to be written. Events
 * and objects have an id, a type and a time; ids are unique; names are not nested.
 *
 * events (event, id, activity, time) · objects (object, id, type) · event_objects (event, place, object_id, type, qualifier) ·
 * object_objects (object, place, target_id, type, qualifier) · event_attributes (event, place, name, value) ·
 * object_attributes (object, place, name, value or NULL, time, first: is it the beginning?)
 */
export interface OcelPlan {
  readonly events: string;
  readonly objects: string;
  readonly event_objects: string;
  readonly object_objects: string;
  readonly event_attributes: string;
  readonly object_attributes: string;
  /** What the format cannot hold, in plain sentences. */
  readonly notes: readonly string[];
  drop(): Promise<void>;
}

const strict = "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$";
const begin = sql`'1970-01-01T00:00:00Z'`;

/** A TIMESTAMP as ISO 8601 text, or the text it was read from if that says more. */
export function timeText(engine: Engine, at: Sql, text: Sql): Sql {
  return sql`CASE WHEN ${engine.dialect.matches(sql`coalesce(${text}, '')`, strict)} THEN ${text} ELSE concat(replace(CAST(${at} AS VARCHAR), ' ', 'T'), 'Z') END`;
}

export async function planOcel(engine: Engine, log: EventLog): Promise<OcelPlan> {
  const { relations } = log;
  const names = ["events", "objects", "event_objects", "object_objects", "event_attributes", "object_attributes"] as const;
  const plan = Object.fromEntries(names.map((name) => [name, `written ${relations[name]}`])) as Record<(typeof names)[number], string>;
  const notes: string[] = [];
  const count = async (query: Sql): Promise<number> =>
    Number((await engine.rows<{ n: string }>(sql`SELECT count(*) AS n FROM ${query}`))[0]?.n);
  const note = async (query: Sql, one: string, many: string): Promise<void> => {
    const n = await count(query);
    if (n > 0) notes.push(`${n.toLocaleString("en-US")} ${n === 1 ? one : many}`);
  };
  const make = (name: (typeof names)[number], query: Sql): Promise<void> =>
    engine.runInline(sql`CREATE OR REPLACE TABLE ${id(plan[name])} AS ${query}`);
  const [events, objects] = [id(plan.events), id(plan.objects)];
  const readable = sql`${id("at")} IS NOT NULL AND activity IS NOT NULL`;

  await distinctIds(
    engine,
    plan.events,
    sql`SELECT event AS n, id, activity, ${timeText(engine, id("at"), id("at_text"))} AS ${id("time")} FROM ${id(relations.events)} WHERE ${readable}`,
    "event",
  );
  await distinctIds(engine, plan.objects, sql`SELECT object AS n, id, ${id("type")} FROM ${id(relations.objects)}`, "object");
  await note(
    sql`${id(relations.events)} WHERE NOT (${readable})`,
    "event without a readable time or without an activity is left out.",
    "events without a readable time or without an activity are left out.",
  );
  await note(
    sql`${id(relations.events)} AS was JOIN ${events} AS now ON now.event = was.event WHERE was.id IS NOT NULL AND was.id <> now.id`,
    "event whose id was not its own got another.",
    "events whose ids were not their own got others.",
  );
  await note(
    sql`${id(relations.objects)} AS was JOIN ${objects} AS now ON now.object = was.object WHERE was.id IS NULL OR was.id <> now.id`,
    "object without an id of its own got one.",
    "objects without ids of their own got some.",
  );

  const link = (other: string): Sql => sql`coalesce(o.id, l.${id(other)}, '')`;
  await make(
    "event_objects",
    sql`SELECT l.event, l.place, ${link("object_id")} AS object_id, coalesce(o.type, '') AS ${id("type")}, l.qualifier
      FROM ${id(relations.event_objects)} AS l JOIN ${events} AS e ON e.event = l.event LEFT JOIN ${objects} AS o ON o.object = l.object ORDER BY l.event, l.place`,
  );
  await make(
    "object_objects",
    sql`SELECT l.source AS object, l.place, ${link("target_id")} AS target_id, coalesce(o.type, '') AS ${id("type")}, l.qualifier
      FROM ${id(relations.object_objects)} AS l JOIN ${objects} AS s ON s.object = l.source LEFT JOIN ${objects} AS o ON o.object = l.target ORDER BY l.source, l.place`,
  );
  const dangling = sql`(SELECT 1 FROM ${id(relations.event_objects)} WHERE object IS NULL UNION ALL SELECT 1 FROM ${id(relations.object_objects)} WHERE target IS NULL) AS l`;
  await note(
    dangling,
    "reference names an object that is not in the log; a strict reader may refuse it.",
    "references name objects that are not in the log; a strict reader may refuse them.",
  );
  const lost = sql`(SELECT event AS n FROM ${id(relations.event_objects)} UNION ALL SELECT source FROM ${id(relations.object_objects)} UNION ALL
    SELECT event FROM ${id(relations.event_attributes)} UNION ALL SELECT object FROM ${id(relations.object_attributes)}) AS l WHERE n IS NULL`;
  await note(lost, "row that belongs to nothing in the log is left out.", "rows that belong to nothing in the log are left out.");

  const flatEvents = await flatten(engine, relations.event_attributes, "event", `${plan.event_attributes} names`);
  await make(
    "event_attributes",
    sql`SELECT a.event, a.place, coalesce(a.name, '') AS ${id("name")}, coalesce(a.value, '') AS ${id("value")} FROM ${flatEvents} AS a
      JOIN ${events} AS e ON e.event = a.event WHERE a.value IS NOT NULL ORDER BY a.event, a.place`,
  );
  const flatObjects = await flatten(engine, relations.object_attributes, "object", `${plan.object_attributes} names`);
  await make(
    "object_attributes",
    sql`SELECT a.object, a.place, coalesce(a.name, '') AS ${id("name")}, a.value AS ${id("value")},
        CASE WHEN a.at IS NULL THEN ${begin} ELSE ${timeText(engine, sql`a.at`, sql`a.at_text`)} END AS ${id("time")},
        a.at IS NULL OR a.at < CAST('1970-01-02' AS TIMESTAMP) AS ${id("first")}
      FROM ${flatObjects} AS a WHERE a.object IS NOT NULL AND (a.value IS NOT NULL OR a.at >= CAST('1970-01-02' AS TIMESTAMP)) ORDER BY a.object, a.place`,
  );
  const nested = sql`(SELECT parent FROM ${id(relations.event_attributes)} UNION ALL SELECT parent FROM ${id(relations.object_attributes)}) AS a WHERE parent IS NOT NULL`;
  await note(
    nested,
    "nested attribute stands beside the one that it was nested in, as outer/inner.",
    "nested attributes stand beside those that they were nested in, as outer/inner.",
  );
  await note(
    sql`${id(relations.header)} WHERE section IN ('attribute', 'classifier')`,
    "entry of the XES header is left out.",
    "entries of the XES header are left out.",
  );
  const tables = [...Object.values(plan), `${plan.event_attributes} names`, `${plan.object_attributes} names`];
  return {
    ...plan,
    notes,
    drop: async () => {
      for (const table of tables) await engine.runInline(sql`DROP TABLE IF EXISTS ${id(table)}`);
    },
  };
}

/** Every event or object with an id of its own: one that has none, or another's, gets one that nobody has. */
async function distinctIds(engine: Engine, table: string, rows: Sql, noun: "event" | "object"): Promise<void> {
  for (let mark = "#"; ; mark += "#") {
    const made = sql`CASE WHEN id IS NULL THEN concat(${noun}, ' ', ${mark}, n) WHEN nth > 1 THEN concat(id, ' ', ${mark}, n) ELSE id END`;
    await engine.runInline(
      sql`CREATE OR REPLACE TABLE ${id(table)} AS SELECT n AS ${id(noun)}, * EXCLUDE (n, nth) REPLACE (${made} AS id)
        FROM (SELECT *, row_number() OVER (PARTITION BY id ORDER BY n) AS nth FROM (${rows}) AS told) AS told ORDER BY n`,
    );
    const [row] = await engine.rows<{ n: string }>(sql`SELECT count(*) - count(DISTINCT id) AS n FROM ${id(table)}`);
    if (Number(row?.n) === 0) return;
  }
}

/** Attributes under the names of those that they are nested in: `outer/inner`. */
async function flatten(engine: Engine, table: string, owner: "event" | "object", scratch: string): Promise<Sql> {
  const [row] = await engine.rows<{ n: string }>(sql`SELECT count(*) AS n FROM ${id(table)} WHERE parent IS NOT NULL`);
  if (Number(row?.n) === 0) return id(table);
  await engine.runInline(sql`CREATE OR REPLACE TABLE ${id(scratch)} AS
    WITH RECURSIVE path AS (
      SELECT * FROM ${id(table)} WHERE parent IS NULL
      UNION ALL SELECT a.* REPLACE (concat(p.name, '/', coalesce(a.name, '')) AS ${id("name")})
      FROM ${id(table)} AS a JOIN path AS p ON p.${id(owner)} = a.${id(owner)} AND p.place = a.parent)
    SELECT * FROM path`);
  return id(scratch);
}
