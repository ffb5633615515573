import type { Engine } from "../engines/engine.ts";
import { InputError, nearestWord } from "../model/index.ts";
import { id, join, sql, type Sql } from "../sql/index.ts";
import type { RawLog } from "./raw.ts";
import { noHeader } from "./read-ocel-json.ts";

/** A table of an OCEL 2.0 database or folder, in the engine as text, with its row numbers in `row` BIGINT. */
export interface LogTable {
  readonly relation: string;
  readonly columns: readonly {
    /** As the log calls it. */
    readonly name: string;
    /** As the relation calls it. */
    readonly at: string;
    /** SQLite's declared type; empty in a folder of CSV. */
    readonly type: string;
  }[];
}

/** By the tables' own names. */
export type LogTables = ReadonlyMap<string, LogTable>;

const needed = {
  event: ["ocel_id", "ocel_type"],
  object: ["ocel_id", "ocel_type"],
  event_object: ["ocel_event_id", "ocel_object_id"],
  object_object: ["ocel_source_id", "ocel_target_id"],
  event_map_type: ["ocel_type", "ocel_type_map"],
  object_map_type: ["ocel_type", "ocel_type_map"],
} as const;
type Fixed = keyof typeof needed;

const own = new Set(["ocel_id", "ocel_time", "ocel_changed_field"]);

/**
 * The relational form of OCEL 2.0: an event's or object's attributes in the table
 * of its type. A row of an object says what changed: all of it (no
 * `ocel_changed_field`), or one attribute.
 *
 * @throws InputError `not-ocel-tables` with every table and column that lacks
 */
export async function readOcelTables(engine: Engine, file: string, tables: LogTables): Promise<RawLog> {
  const fixed = checked(file, tables);
  const extra = await renamed(engine, tables);
  const notes: string[] = [];
  const parts: Record<"times" | "events" | "objects" | "declared", Sql[]> = { times: [], events: [], objects: [], declared: [] };
  for (const kind of ["event", "object"] as const) {
    const map = fixed(`${kind}_map_type`);
    const types = await engine.rows<{ t: string | null; m: string | null }>(
      sql`SELECT ${map("ocel_type")} AS t, ${map("ocel_type_map")} AS m FROM ${map.relation} ORDER BY ${id("row")}`,
    );
    for (const { t, m } of types) {
      const table = lookUp(tables, `${kind}_${m ?? ""}`);
      if (t === null) continue;
      if (table === undefined) notes.push(`The table ${kind}_${m ?? ""} of the type ${t} is not there.`);
      else readType(kind, t, table, extra, parts);
    }
  }
  const all = (queries: readonly Sql[], none: Sql): Sql => (queries.length === 0 ? none : join(queries, " UNION ALL "));
  const [name, type, value, time] = [id("name"), id("type"), id("value"), id("time")];
  const none = sql`CAST(NULL AS VARCHAR)`;
  const [event, object, eventObject, objectObject] = [fixed("event"), fixed("object"), fixed("event_object"), fixed("object_object")];
  const [eventMap, objectMap] = [fixed("event_map_type"), fixed("object_map_type")];
  const times = all(parts.times, sql`SELECT '' AS id, '' AS ${type}, CAST(0 AS BIGINT) AS n, '' AS ${time} WHERE FALSE`);
  return {
    events: sql`SELECT e.${id("row")} AS n, e.${event.at("ocel_id")} AS id, e.${event.at("ocel_type")} AS activity, t.${time} AS ${time}
      FROM ${event.relation} AS e LEFT JOIN (SELECT id, ${type}, ${engine.dialect.argMin(time, sql`n`)} AS ${time} FROM (${times}) AS t GROUP BY id, ${type}) AS t
      ON t.id = e.${event.at("ocel_id")} AND t.${type} = e.${event.at("ocel_type")}`,
    objects: sql`SELECT ${id("row")} AS n, ${object("ocel_id")} AS id, ${object("ocel_type")} AS ${type} FROM ${object.relation}`,
    eventObjects: sql`SELECT ${eventObject("ocel_event_id")} AS event_id, ${id("row")} AS place, ${eventObject("ocel_object_id")} AS object_id,
      ${eventObject("ocel_qualifier")} AS qualifier FROM ${eventObject.relation}`,
    objectObjects: sql`SELECT ${objectObject("ocel_source_id")} AS source_id, ${id("row")} AS place, ${objectObject("ocel_target_id")} AS target_id,
      ${objectObject("ocel_qualifier")} AS qualifier FROM ${objectObject.relation}`,
    eventAttributes: all(
      parts.events,
      sql`SELECT '' AS event_id, 0 AS place, 0 AS parent, '' AS ${name}, ${none} AS ${type}, '' AS ${value} WHERE FALSE`,
    ),
    objectAttributes: all(
      parts.objects,
      sql`SELECT '' AS object_id, 0 AS place, 0 AS parent, '' AS ${name}, ${none} AS ${type}, '' AS ${value}, '' AS ${time} WHERE FALSE`,
    ),
    types: sql`SELECT 'event' AS kind, ${id("row")} AS place, ${eventMap("ocel_type")} AS ${type} FROM ${eventMap.relation}
      UNION ALL SELECT 'object', ${id("row")}, ${objectMap("ocel_type")} FROM ${objectMap.relation}`,
    typeAttributes: all(parts.declared, sql`SELECT '' AS kind, '' AS ${type}, 0 AS place, '' AS ${name}, '' AS value_type WHERE FALSE`),
    header: noHeader,
    nested: false,
    objectsByNumber: false,
    identified: true,
    cases: false,
    ordered: false,
    notes,
    scratch: [...tables.values()].map(({ relation }) => relation),
  };
}

/** What the extra table of a log that Tieout wrote says of a column: the attribute that it stands for. */
type Renamed = ReadonlyMap<string, { readonly name: string; readonly type: string }>;

function readType(
  kind: "event" | "object",
  type: string,
  table: LogTable,
  extra: Renamed,
  parts: Record<"times" | "events" | "objects" | "declared", Sql[]>,
): void {
  const column = (name: string): Sql => {
    const found = table.columns.find((one) => one.name.toLowerCase() === name);
    return found === undefined ? sql`CAST(NULL AS VARCHAR)` : id(found.at);
  };
  const from = id(table.relation);
  const [row, changed] = [id("row"), column("ocel_changed_field")];
  if (kind === "event") {
    parts.times.push(
      sql`SELECT ${column("ocel_id")} AS id, ${type} AS ${id("type")}, ${row} AS n, ${column("ocel_time")} AS ${id("time")} FROM ${from}`,
    );
  }
  const attributes = table.columns.filter(({ name }) => !own.has(name.toLowerCase()));
  const select = (place: number, name: Sql, value: Sql): Sql =>
    sql`SELECT ${column("ocel_id")} AS ${id(`${kind}_id`)}, ${row} * ${attributes.length + 1} + ${place} AS place, CAST(NULL AS BIGINT) AS parent, ${name} AS ${id("name")},
      CAST(NULL AS VARCHAR) AS ${id("type")}, ${value} AS ${id("value")}${kind === "object" ? sql`, ${column("ocel_time")} AS ${id("time")}` : sql``} FROM ${from}`;
  attributes.forEach((attribute, place) => {
    const told = extra.get(keyOf(kind, type, attribute.name));
    const name = told?.name ?? attribute.name;
    const valueType = told?.type ?? valueTypeOf(attribute.type);
    parts.declared.push(
      sql`SELECT ${kind} AS kind, ${type} AS ${id("type")}, ${place + 1} AS place, ${name} AS ${id("name")}, ${valueType} AS value_type`,
    );
    const there = sql`${id(attribute.at)} IS NOT NULL`;
    const value = valueTypeOf(attribute.type) === "boolean" ? asBoolean(id(attribute.at)) : id(attribute.at);
    if (kind === "event") parts.events.push(sql`${select(place + 1, sql`${name}`, value)} WHERE ${there}`);
    else
      parts.objects.push(
        sql`${select(place + 1, sql`${name}`, value)} WHERE ${there} OR lower(${changed}) = ${attribute.name.toLowerCase()}`,
      );
  });
  if (kind === "object") {
    const known = attributes.map(({ name }) => sql`${name.toLowerCase()}`);
    const unknown = known.length === 0 ? sql`TRUE` : sql`lower(${changed}) NOT IN (${join(known)})`;
    parts.objects.push(sql`${select(0, changed, sql`CAST(NULL AS VARCHAR)`)} WHERE ${changed} <> '' AND ${unknown}`);
  }
}

/** SQLite holds truth as 1 and 0. */
function asBoolean(value: Sql): Sql {
  return sql`CASE ${value} WHEN '1' THEN 'true' WHEN '0' THEN 'false' ELSE ${value} END`;
}

function valueTypeOf(declared: string): string {
  const type = declared.toUpperCase();
  if (/INT/.test(type)) return "integer";
  if (/BOOL/.test(type)) return "boolean";
  if (/REAL|FLOA|DOUB|NUMERIC|DECIMAL/.test(type)) return "float";
  return /DATE|TIME/.test(type) ? "time" : "string";
}

async function renamed(engine: Engine, tables: LogTables): Promise<Renamed> {
  const table = tables.get("tieout_attributes");
  if (table === undefined) return new Map();
  const column = (name: string): Sql => id(table.columns.find((one) => one.name === name)?.at ?? name);
  const rows = await engine.rows<Record<"kind" | "type" | "name" | "place" | "value_type", string | null>>(
    sql`SELECT ${column("kind")} AS kind, ${column("ocel_type")} AS ${id("type")}, ${column("name")} AS ${id("name")}, ${column("column")} AS place,
      ${column("type")} AS value_type FROM ${id(table.relation)}`,
  );
  const key = (row: (typeof rows)[number]): string => keyOf(row.kind ?? "", row.type ?? "", row.place ?? "");
  return new Map(rows.map((row) => [key(row), { name: row.name ?? "", type: row.value_type ?? "string" }]));
}

function keyOf(kind: string, type: string, column: string): string {
  return JSON.stringify([kind, type, column.toLowerCase()]);
}

function lookUp(tables: LogTables, name: string): LogTable | undefined {
  return tables.get(name) ?? [...tables].find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1];
}

interface FixedTable {
  /** A column as SQL; one that the table may lack is NULL. */
  (name: string): Sql;
  /** The same, to stand after an alias and a dot. */
  at(name: string): Sql;
  readonly relation: Sql;
}

function checked(file: string, tables: LogTables): (name: Fixed) => FixedTable {
  const problems = (Object.keys(needed) as Fixed[]).flatMap((name) => {
    const table = lookUp(tables, name);
    if (table === undefined) return [{ what: `the table ${name}`, near: nearestWord(name, [...tables.keys()]) }];
    const names = table.columns.map((column) => column.name);
    return needed[name]
      .filter((column) => !names.some((one) => one.toLowerCase() === column))
      .map((column) => ({ what: `the column ${column} of ${name}`, near: nearestWord(column, names) }));
  });
  const [first, ...rest] = problems.map(({ what, near }) => ({
    code: "not-ocel-tables",
    message: `OCEL 2.0 needs ${what}, which is not there.`,
    at: { file },
    ...(near === undefined ? {} : { found: near }),
  }));
  if (first !== undefined) throw new InputError([first, ...rest]);
  return (name) => {
    const table = lookUp(tables, name) as LogTable;
    const place = (column: string): string | undefined => table.columns.find((one) => one.name.toLowerCase() === column)?.at;
    const at = (column: string): Sql => id(place(column) ?? column);
    const read = (column: string): Sql => (place(column) === undefined ? sql`CAST(NULL AS VARCHAR)` : at(column));
    return Object.assign(read, { at, relation: id(table.relation) });
  };
}
