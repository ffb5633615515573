import type { Engine } from "../engines/engine.ts";
import { id, sql, type Sql } from "../sql/index.ts";
import { logRelations, type EventLog, type LogRelations } from "./log.ts";
import { countLog, findProblems } from "./problems.ts";
import type { RawLog } from "./raw.ts";
import { keptText, lacksZone, readTime, type TimeReading } from "./times.ts";

/** What is at or after it is a change; before it, the beginning. Some exporters shift 1970-01-01 by their zone. */
const beginning = sql`CAST('1970-01-02' AS TIMESTAMP)`;

/**
 * Reads times, follows references, and declares what is used: from what a reader
 * found to the relations of a log. The raw tables are dropped.
 */
export async function settle(engine: Engine, raw: RawLog, prefix: string, reading: TimeReading): Promise<EventLog> {
  const relations = logRelations(prefix);
  const notes = [...raw.notes];
  const make = (name: string, query: Sql): Promise<void> => engine.runInline(sql`CREATE TABLE ${id(name)} AS ${query}`);
  const time = (text: Sql): Sql => {
    const at = readTime(text, reading, engine.dialect);
    return sql`${at} AS ${id("at")}, ${keptText(text, at, reading, engine.dialect)} AS at_text`;
  };
  await make(
    relations.events,
    sql`SELECT n AS event, nullif(id, '') AS id, nullif(activity, '') AS activity, ${time(id("time"))} FROM (${raw.events}) AS raw ORDER BY n`,
  );
  await make(
    relations.objects,
    sql`SELECT n AS object, nullif(id, '') AS id, coalesce(${id("type")}, '') AS ${id("type")} FROM (${raw.objects}) AS raw ORDER BY n`,
  );
  await makeLinks(raw, relations, make);
  const value = sql`CAST(raw.place AS INTEGER) AS place, CAST(raw.parent AS INTEGER) AS parent, raw.name AS ${id("name")}, raw.type AS ${id("type")}`;
  // A container of XES has no value of its own; elsewhere an attribute without one is not there.
  const there = sql`(${id("value")} IS NOT NULL OR ${id("type")} IS NOT NULL)`;
  const events = owner(raw.nested, relations.events, "event", raw.eventAttributes);
  await make(
    relations.event_attributes,
    inOrder(
      raw,
      sql`SELECT * FROM (SELECT ${events.columns}, ${value}, raw.value AS ${id("value")} FROM ${events.from}) AS told WHERE ${there}`,
      "event",
    ),
  );
  const objects = owner(raw.nested, relations.objects, "object", raw.objectAttributes);
  await make(
    relations.object_attributes,
    inOrder(
      raw,
      sql`SELECT object, object_id, place, parent, ${id("name")}, ${id("type")},
        CASE WHEN ${id("at")} >= ${beginning} THEN nullif(${id("value")}, '') ELSE ${id("value")} END AS ${id("value")}, ${id("at")}, at_text
      FROM (SELECT ${objects.columns}, ${value}, raw.value AS ${id("value")}, ${time(raw.identified ? sql`coalesce(nullif(raw.time, ''), '1970-01-01T00:00:00Z')` : sql`raw.time`)} FROM ${objects.from}) AS told
      WHERE ${there} OR ${id("at")} >= ${beginning}`,
      "object",
    ),
  );
  await make(
    relations.header,
    sql`SELECT CAST(place AS INTEGER) AS place, CAST(parent AS INTEGER) AS parent, section, ${id("name")}, ${id("type")}, ${id("value")} FROM (${raw.header}) AS raw ORDER BY place`,
  );
  notes.push(...(await noteEmpty(engine, raw, relations)), ...(await noteZones(engine, raw, reading)));
  notes.push(...(await declare(engine, raw, relations)));
  for (const table of raw.scratch) await engine.runInline(sql`DROP TABLE ${id(table)}`);
  const problems = await findProblems(engine, relations, raw);
  return { relations, ordered: raw.ordered, counts: await countLog(engine, relations), problems, notes };
}

/** OCEL gives the order of attributes no meaning, and its forms do not keep it: by name, and then by time. XES's is kept. */
function inOrder(raw: RawLog, query: Sql, of: "event" | "object"): Sql {
  if (raw.ordered) return sql`${query} ORDER BY 1, 2, 3`;
  const [number, given] = [id(of), id(`${of}_id`)];
  const by = of === "event" ? sql`place` : sql`${id("at")}, place`;
  const place = sql`CAST(row_number() OVER (PARTITION BY ${number}, ${given} ORDER BY ${id("name")}, ${by}) AS INTEGER) AS place`;
  return sql`SELECT * REPLACE (${place}) FROM (${query}) AS told ORDER BY 1, 2, 3`;
}

/** Rows of a link in their order, counted from 1 within their owner. */
function counted(owner: string): Sql {
  return sql`CAST(row_number() OVER (PARTITION BY ${id(owner)}, ${id(`${owner}_id`)} ORDER BY place) AS INTEGER) AS place`;
}

/** Whose a raw row is: by its number, or found by its id, which stays only where it leads nowhere. */
function owner(nested: boolean, table: string, name: "event" | "object" | "source", rows: Sql): { columns: Sql; from: Sql } {
  const number = id(name);
  const given = id(`${name}_id`);
  if (nested) return { columns: sql`raw.${number} AS ${number}, CAST(NULL AS VARCHAR) AS ${given}`, from: sql`(${rows}) AS raw` };
  return {
    columns: sql`found.n AS ${number}, CASE WHEN found.n IS NULL THEN raw.${given} END AS ${given}`,
    from: sql`(${rows}) AS raw LEFT JOIN ${byId(table, name === "event" ? "event" : "object")} AS found ON found.id = raw.${given}`,
  };
}

/** The first event or object of each id. */
function byId(table: string, number: "event" | "object"): Sql {
  return sql`(SELECT id, min(${id(number)}) AS n FROM ${id(table)} WHERE id IS NOT NULL GROUP BY id)`;
}

async function makeLinks(raw: RawLog, relations: LogRelations, make: (name: string, query: Sql) => Promise<void>): Promise<void> {
  const events = owner(raw.nested, relations.events, "event", raw.eventObjects);
  const linked = raw.objectsByNumber
    ? { columns: sql`raw.object AS object, o.id AS object_id`, join: sql`${id(relations.objects)} AS o ON o.object = raw.object` }
    : {
        columns: sql`o.n AS object, raw.object_id AS object_id`,
        join: sql`${byId(relations.objects, "object")} AS o ON o.id = raw.object_id`,
      };
  await make(
    relations.event_objects,
    sql`SELECT * REPLACE (${counted("event")}) FROM (SELECT ${events.columns}, raw.place AS place, ${linked.columns}, coalesce(raw.qualifier, '') AS qualifier
      FROM ${events.from} LEFT JOIN ${linked.join}) AS told ORDER BY 1, 2, 3`,
  );
  const sources = owner(raw.nested, relations.objects, "source", raw.objectObjects);
  await make(
    relations.object_objects,
    sql`SELECT * REPLACE (${counted("source")}) FROM (SELECT ${sources.columns}, raw.place AS place, o.n AS target, raw.target_id AS target_id, coalesce(raw.qualifier, '') AS qualifier
      FROM ${sources.from} LEFT JOIN ${byId(relations.objects, "object")} AS o ON o.id = raw.target_id) AS told ORDER BY 1, 2, 3`,
  );
}

/** Types as declared, then those that are only used, by name. */
async function declare(engine: Engine, raw: RawLog, relations: LogRelations): Promise<string[]> {
  const [type, name] = [id("type"), id("name")];
  const used = sql`SELECT 'event' AS kind, activity AS ${type} FROM ${id(relations.events)} WHERE activity IS NOT NULL
    UNION SELECT 'object', ${type} FROM ${id(relations.objects)}`;
  await engine.runInline(
    sql`CREATE TABLE ${id(relations.types)} AS
      SELECT kind, CAST(row_number() OVER (PARTITION BY kind ORDER BY declared DESC, place, ${type}) AS INTEGER) AS place, ${type}, declared FROM (
        SELECT kind, ${type}, min(place) AS place, max(declared) AS declared FROM (
          SELECT kind, coalesce(${type}, '') AS ${type}, place, 1 AS declared FROM (${raw.types}) AS told
          UNION ALL SELECT kind, ${type}, NULL, 0 FROM (${used}) AS used) AS every GROUP BY kind, ${type}) AS once
      ORDER BY kind, place`,
  );
  const event = id(relations.event_attributes);
  const object = id(relations.object_attributes);
  // XES says the type of each value; where the values of one attribute differ in it, they are text.
  const kinds = sql`CASE a.type WHEN 'date' THEN 'time' WHEN 'int' THEN 'integer' WHEN 'float' THEN 'float' WHEN 'boolean' THEN 'boolean' ELSE 'string' END`;
  const one = sql`CASE WHEN min(${kinds}) = max(${kinds}) THEN min(${kinds}) ELSE 'string' END AS value_type`;
  const usedAttributes = sql`SELECT 'event' AS kind, e.activity AS ${type}, coalesce(a.name, '') AS ${name}, ${one}
      FROM ${event} AS a JOIN ${id(relations.events)} AS e ON e.event = a.event WHERE a.parent IS NULL AND e.activity IS NOT NULL GROUP BY 2, 3
    UNION ALL SELECT 'object', o.type, coalesce(a.name, ''), ${one}
      FROM ${object} AS a JOIN ${id(relations.objects)} AS o ON o.object = a.object WHERE a.parent IS NULL GROUP BY 2, 3`;
  await engine.runInline(
    sql`CREATE TABLE ${id(relations.type_attributes)} AS
      SELECT kind, ${type}, CAST(row_number() OVER (PARTITION BY kind, ${type} ORDER BY declared DESC, place, ${name}) AS INTEGER) AS place, ${name},
        value_type, declared FROM (
        SELECT kind, ${type}, ${name}, min(place) AS place, max(declared) AS declared, coalesce(max(told_type), max(value_type)) AS value_type FROM (
          SELECT kind, coalesce(${type}, '') AS ${type}, coalesce(${name}, '') AS ${name}, place, 1 AS declared,
            coalesce(nullif(value_type, ''), 'string') AS told_type, NULL AS value_type FROM (${raw.typeAttributes}) AS told
          UNION ALL SELECT kind, ${type}, ${name}, NULL, 0, NULL, value_type FROM (${usedAttributes}) AS used) AS every GROUP BY kind, ${type}, ${name}) AS once
      ORDER BY kind, ${type}, place`,
  );
  const notes: string[] = [];
  if (raw.identified) {
    for (const [relation, noun] of [
      [relations.types, "type"],
      [relations.type_attributes, "attribute of types"],
    ] as const) {
      const [row] = await engine.rows<{ n: string }>(sql`SELECT count(*) AS n FROM ${id(relation)} WHERE declared = 0`);
      const n = Number(row?.n);
      if (n > 0)
        notes.push(
          `${n} ${noun === "type" ? (n === 1 ? "type is" : "types are") : n === 1 ? "attribute of a type is" : "attributes of types are"} used without being declared.`,
        );
    }
  }
  for (const relation of [relations.types, relations.type_attributes]) {
    await engine.runInline(sql`ALTER TABLE ${id(relation)} DROP COLUMN declared`);
  }
  return notes;
}

async function noteEmpty(engine: Engine, raw: RawLog, relations: LogRelations): Promise<string[]> {
  const count = (rows: Sql): Sql => sql`(SELECT count(*) FROM ${rows})`;
  const gone = (rows: Sql, kept: string): Sql => sql`${count(sql`(${rows}) AS told`)} - ${count(id(kept))}`;
  const [row] = await engine.rows<{ n: string }>(
    sql`SELECT ${gone(raw.eventAttributes, relations.event_attributes)} + ${gone(raw.objectAttributes, relations.object_attributes)} AS n`,
  );
  const n = Number(row?.n);
  return n === 0 ? [] : [`${n} ${n === 1 ? "attribute has no value and is" : "attributes have no value and are"} as if not there.`];
}

async function noteZones(engine: Engine, raw: RawLog, reading: TimeReading): Promise<string[]> {
  if (reading.format !== undefined) return [];
  const [row] = await engine.rows<{ n: string }>(
    sql`SELECT count(*) AS n FROM (${raw.events}) AS raw WHERE ${lacksZone(id("time"), engine.dialect)}`,
  );
  const n = Number(row?.n);
  return n === 0
    ? []
    : [`${n} ${n === 1 ? "event's time names" : "events' times name"} no zone and ${n === 1 ? "is" : "are"} read as ${reading.zone}.`];
}
