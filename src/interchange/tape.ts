import type { Engine } from "../engines/engine.ts";
import { id, sql, type Sql } from "../sql/index.ts";
import type { RawLog } from "./raw.ts";

/** One row of the tape: what was met, in the order in which it was met. */
export type TapeRow = readonly (string | null)[];

/**
 * Columns of the tape. What they hold depends on `kind`:
 * event (owner n; id, name activity, value time, parent the n of its one object or null) · object (owner n; id, name type) ·
 * link (owner event; place, id object id, name qualifier) ·
 * relation (owner object; place, id target, name qualifier) · attribute / trait (owner event / object; place, parent, name, type, value,
 * time) · type (place; type kind, name) · declared (place; type kind, id the type, name, value its value type) · header (place, parent;
 * id section, name, type, value).
 */
const columns = ["kind", "owner", "place", "parent", "id", "name", "type", "value", "time"] as const;

export type TapeKind = "event" | "object" | "link" | "relation" | "attribute" | "trait" | "type" | "declared" | "header";

/** The fields of a row by name; left out is NULL. */
export interface TapeFields {
  readonly owner?: number;
  readonly place?: number;
  readonly parent?: number | undefined;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  readonly value?: string | undefined;
  readonly time?: string | undefined;
}

export function tapeRow(kind: TapeKind, fields: TapeFields): TapeRow {
  return [
    kind,
    fields.owner === undefined ? null : String(fields.owner),
    fields.place === undefined ? null : String(fields.place),
    fields.parent === undefined ? null : String(fields.parent),
    fields.id ?? null,
    fields.name ?? null,
    fields.type ?? null,
    fields.value ?? null,
    fields.time ?? null,
  ];
}

/** Rows of a streaming reader in one table of the engine, which takes them apart afterwards: memory stays the engine's. */
export async function loadTape(engine: Engine, table: string, batches: AsyncIterable<readonly TapeRow[]>): Promise<void> {
  await engine.loadBatches(table, columns, batches);
}

/** The raw log that a tape holds. */
export function tapeLog(table: string): Omit<RawLog, "objectsByNumber" | "identified" | "cases" | "ordered" | "notes"> {
  const of = (kind: TapeKind, select: Sql): Sql => sql`SELECT ${select} FROM ${id(table)} WHERE ${id("kind")} = ${kind}`;
  const whole = (name: string): Sql => sql`CAST(${id(name)} AS BIGINT)`;
  const place = sql`${whole("place")} AS place`;
  const values = sql`${place}, ${whole("parent")} AS parent, ${id("name")}, ${id("type")}, ${id("value")}`;
  return {
    events: of("event", sql`${whole("owner")} AS n, ${id("id")}, ${id("name")} AS activity, ${id("value")} AS ${id("time")}`),
    objects: of("object", sql`${whole("owner")} AS n, ${id("id")}, ${id("name")} AS ${id("type")}`),
    eventObjects: sql`SELECT ${whole("owner")} AS event, coalesce(${whole("place")}, 1) AS place,
      ${whole("parent")} AS object, CASE WHEN kind = 'link' THEN ${id("id")} END AS object_id, CASE WHEN kind = 'link' THEN ${id("name")} END AS qualifier
      FROM ${id(table)} WHERE kind = 'link' OR (kind = 'event' AND ${id("parent")} IS NOT NULL)`,
    objectObjects: of("relation", sql`${whole("owner")} AS source, ${place}, ${id("id")} AS target_id, ${id("name")} AS qualifier`),
    eventAttributes: of("attribute", sql`${whole("owner")} AS event, ${values}`),
    objectAttributes: of("trait", sql`${whole("owner")} AS object, ${values}, ${id("time")}`),
    types: of("type", sql`${id("type")} AS kind, ${place}, ${id("name")} AS ${id("type")}`),
    typeAttributes: of(
      "declared",
      sql`${id("type")} AS kind, ${id("id")} AS ${id("type")}, ${place}, ${id("name")}, ${id("value")} AS value_type`,
    ),
    header: of("header", sql`${place}, ${whole("parent")} AS parent, ${id("id")} AS section, ${id("name")}, ${id("type")}, ${id("value")}`),
    nested: true,
    scratch: [table],
  };
}
