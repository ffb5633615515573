import type { Engine } from "../engines/engine.ts";
import { id, sql, type Sql } from "../sql/index.ts";
import type { RawLog } from "./raw.ts";

/** The four lists of an OCEL 2.0 JSON document: relations with the column `_json`, a record a row, in their order. */
export interface JsonLists {
  readonly events: Sql;
  readonly objects: Sql;
  readonly eventTypes: Sql;
  readonly objectTypes: Sql;
}

/** OCEL 2.0 JSON, its records split by a streaming reader and taken apart by the engine. */
export async function readOcelJson(engine: Engine, lists: JsonLists, prefix: string): Promise<RawLog> {
  const tables = {
    events: `${prefix} json events`,
    objects: `${prefix} json objects`,
    eventTypes: `${prefix} json event types`,
    objectTypes: `${prefix} json object types`,
  };
  for (const name of ["events", "objects", "eventTypes", "objectTypes"] as const) {
    await engine.runInline(
      sql`CREATE TABLE ${id(tables[name])} AS SELECT row_number() OVER () AS n, CAST(_json AS JSON) AS record FROM ${lists[name]}`,
    );
  }
  const events = id(tables.events);
  const objects = id(tables.objects);
  const raw = (of: string, path: string): Sql => sql`json_extract_string(${id(of)}, ${`$.${path}`})`;
  // A name may become one of SQL's, which cannot hold a NUL character.
  const text = (of: string, path: string): Sql => sql`replace(${raw(of, path)}, chr(0), ${"\ufffd"})`;
  const items = (table: Sql, list: string): Sql => {
    const all = sql`json_extract(record, ${`$.${list}[*]`})`;
    return sql`(SELECT n, unnest(${all}) AS item, unnest(range(1, len(${all}) + 1)) AS place FROM ${table})`;
  };
  const types = (kind: string, table: string): Sql =>
    sql`SELECT ${kind} AS kind, n AS place, ${text("record", "name")} AS ${id("type")} FROM ${id(table)}`;
  const declared = (kind: string, table: string): Sql =>
    sql`SELECT ${kind} AS kind, ${text("record", "name")} AS ${id("type")}, place, ${text("item", "name")} AS ${id("name")}, ${text("item", "type")} AS value_type
      FROM (SELECT record, unnest(json_extract(record, '$.attributes[*]')) AS item, unnest(range(1, len(json_extract(record, '$.attributes[*]')) + 1)) AS place FROM ${id(table)})`;
  const value = sql`place, CAST(NULL AS BIGINT) AS parent, ${text("item", "name")} AS ${id("name")}, CAST(NULL AS VARCHAR) AS ${id("type")}, ${raw("item", "value")} AS ${id("value")}`;
  return {
    events: sql`SELECT n, ${text("record", "id")} AS id, ${text("record", "type")} AS activity, ${text("record", "time")} AS ${id("time")} FROM ${events}`,
    objects: sql`SELECT n, ${text("record", "id")} AS id, ${text("record", "type")} AS ${id("type")} FROM ${objects}`,
    eventObjects: sql`SELECT n AS event, place, ${text("item", "objectId")} AS object_id, ${text("item", "qualifier")} AS qualifier FROM ${items(events, "relationships")}`,
    objectObjects: sql`SELECT n AS source, place, ${text("item", "objectId")} AS target_id, ${text("item", "qualifier")} AS qualifier FROM ${items(objects, "relationships")}`,
    eventAttributes: sql`SELECT n AS event, ${value} FROM ${items(events, "attributes")}`,
    objectAttributes: sql`SELECT n AS object, ${value}, ${text("item", "time")} AS ${id("time")} FROM ${items(objects, "attributes")}`,
    types: sql`${types("event", tables.eventTypes)} UNION ALL ${types("object", tables.objectTypes)}`,
    typeAttributes: sql`${declared("event", tables.eventTypes)} UNION ALL ${declared("object", tables.objectTypes)}`,
    header: noHeader,
    nested: true,
    objectsByNumber: false,
    identified: true,
    cases: false,
    ordered: false,
    notes: [],
    scratch: Object.values(tables),
  };
}

/** No rows, for formats without a header. */
export const noHeader: Sql = sql`SELECT 0 AS place, CAST(NULL AS BIGINT) AS parent, '' AS section, '' AS ${id("name")}, '' AS ${id("type")}, '' AS ${id("value")} WHERE FALSE`;
