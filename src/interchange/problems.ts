import type { Engine } from "../engines/engine.ts";
import { id, sql, type Sql } from "../sql/index.ts";
import type { Counted, LogCounts, LogProblems, LogRelations } from "./log.ts";
import type { RawLog } from "./raw.ts";

/** So many are listed; all are counted. */
const listed = 100;

/** What cannot be followed and what cannot be read, counted from the settled relations. */
export async function findProblems(
  engine: Engine,
  relations: LogRelations,
  raw: Pick<RawLog, "identified" | "cases" | "unreadable">,
): Promise<LogProblems> {
  const find = (kind: string, shown: Sql, from: Sql, order: Sql): Promise<Counted> => counted(engine, kind, shown, from, order);
  const present = (counts: readonly Counted[]): Counted[] => counts.filter(({ count }) => count > 0);
  const [events, objects] = [id(relations.events), id(relations.objects)];
  const text = (value: Sql): Sql => sql`coalesce(${value}, '(none)')`;
  const event = sql`coalesce(id, concat('event ', event))`;
  const own = (table: Sql, number: string, of: string): Sql => sql`(SELECT id FROM ${table} AS own WHERE own.${id(number)} = r.${id(of)})`;
  const link = sql`concat(${text(sql`coalesce(event_id, ${own(events, "event", "event")})`)}, ' → ', ${text(sql`object_id`)})`;
  const relation = sql`concat(${text(sql`coalesce(source_id, ${own(objects, "object", "source")})`)}, ' → ', ${text(sql`target_id`)})`;
  const dangling = [
    await find("event", link, sql`${id(relations.event_objects)} AS r WHERE event IS NULL`, sql`event_id, place`),
    await find(
      "event-object",
      link,
      sql`${id(relations.event_objects)} AS r WHERE event IS NOT NULL AND object IS NULL`,
      sql`event, place`,
    ),
    await find(
      "object-object",
      relation,
      sql`${id(relations.object_objects)} AS r WHERE source IS NULL OR target IS NULL`,
      sql`source, source_id, place`,
    ),
    await find("event-attribute", text(sql`event_id`), sql`${id(relations.event_attributes)} WHERE event IS NULL`, sql`event_id, place`),
    await find(
      "object-attribute",
      text(sql`object_id`),
      sql`${id(relations.object_attributes)} WHERE object IS NULL`,
      sql`object_id, place`,
    ),
  ];
  const repeated = (table: Sql, number: string): Sql =>
    sql`(SELECT *, row_number() OVER (PARTITION BY id ORDER BY ${id(number)}) AS nth FROM ${table} WHERE id IS NOT NULL) AS r WHERE nth > 1`;
  const withCase = sql`SELECT l.event FROM ${id(relations.event_objects)} AS l JOIN ${objects} AS o ON o.object = l.object WHERE o.id IS NOT NULL`;
  const unreadable = [
    ...(raw.unreadable === undefined ? [] : [raw.unreadable]),
    await find("no-time", event, sql`${events} WHERE ${id("at")} IS NULL`, sql`event`),
  ];
  unreadable.push(await find("no-activity", event, sql`${events} WHERE activity IS NULL`, sql`event`));
  if (raw.identified) unreadable.push(await find("no-id", event, sql`${events} WHERE id IS NULL`, sql`event`));
  unreadable.push(await find("repeated-id", event, repeated(events, "event"), sql`event`));
  if (raw.cases) unreadable.push(await find("no-case", event, sql`${events} WHERE event NOT IN (${withCase})`, sql`event`));
  const object = sql`coalesce(id, concat(${id("type")}, ' ', object))`;
  const odd = [
    await find("no-id", object, sql`${objects} WHERE id IS NULL`, sql`object`),
    await find("repeated-id", object, repeated(objects, "object"), sql`object`),
  ];
  return { dangling: present(dangling), unreadable: present(unreadable), objects: present(odd) };
}

async function counted(engine: Engine, kind: string, shown: Sql, from: Sql, order: Sql): Promise<Counted> {
  const [row] = await engine.rows<{ n: string }>(sql`SELECT count(*) AS n FROM ${from}`);
  const count = Number(row?.n);
  if (count === 0) return { kind, count, first: [] };
  const rows = await engine.rows<{ shown: string }>(sql`SELECT ${shown} AS shown FROM ${from} ORDER BY ${order} LIMIT ${listed}`);
  return { kind, count, first: rows.map((row) => row.shown) };
}

export async function countLog(engine: Engine, relations: LogRelations): Promise<LogCounts> {
  const count = (name: keyof LogRelations): Sql => sql`(SELECT count(*) FROM ${id(relations[name])})`;
  const types = (kind: string): Sql => sql`(SELECT count(*) FROM ${id(relations.types)} WHERE kind = ${kind})`;
  const [row] = await engine.rows<Record<keyof LogCounts, string>>(
    sql`SELECT ${count("events")} AS events, ${count("objects")} AS objects,
      (SELECT count(DISTINCT activity) FROM ${id(relations.events)}) AS activities, ${types("object")} AS ${id("objectTypes")},
      ${count("event_objects")} AS ${id("eventObjects")}, ${count("object_objects")} AS ${id("objectObjects")},
      ${count("event_attributes")} AS ${id("eventAttributes")}, ${count("object_attributes")} AS ${id("objectAttributes")}`,
  );
  const names = [
    "events",
    "objects",
    "activities",
    "objectTypes",
    "eventObjects",
    "objectObjects",
    "eventAttributes",
    "objectAttributes",
  ] as const;
  return Object.fromEntries(names.map((name) => [name, Number(row?.[name])])) as unknown as LogCounts;
}
