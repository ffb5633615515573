import type { Engine, Row } from "../engines/engine.ts";
import { id, sql } from "../sql/index.ts";
import type { OcelPlan } from "./ocel-plan.ts";

/** Events or objects at a time: what is in memory while a file is written. */
const page = 5000;

export interface WrittenEvent {
  readonly id: string;
  readonly activity: string;
  readonly time: string;
  readonly attributes: readonly WrittenAttribute[];
  readonly links: readonly WrittenLink[];
}

export interface WrittenObject {
  readonly id: string;
  readonly type: string;
  readonly attributes: readonly (WrittenAttribute & { readonly time: string; readonly first: boolean })[];
  readonly links: readonly WrittenLink[];
}

export interface WrittenAttribute {
  readonly name: string;
  readonly value: string | null;
}

export interface WrittenLink {
  readonly id: string;
  readonly type: string;
  readonly qualifier: string;
}

/** All events of a plan with what belongs to them, in their order, a page at a time. */
export function eventsOf(engine: Engine, plan: OcelPlan): AsyncGenerator<WrittenEvent> {
  return pages<WrittenEvent>(engine, {
    of: "event",
    rows: plan.events,
    attributes: plan.event_attributes,
    links: plan.event_objects,
    linked: "object_id",
  });
}

/** All objects of a plan with what belongs to them, in their order, a page at a time. */
export function objectsOf(engine: Engine, plan: OcelPlan): AsyncGenerator<WrittenObject> {
  return pages<WrittenObject>(engine, {
    of: "object",
    rows: plan.objects,
    attributes: plan.object_attributes,
    links: plan.object_objects,
    linked: "target_id",
  });
}

interface Paged {
  readonly of: "event" | "object";
  readonly rows: string;
  readonly attributes: string;
  readonly links: string;
  readonly linked: string;
}

async function* pages<T>(engine: Engine, { of, rows, attributes, links, linked }: Paged): AsyncGenerator<T> {
  const key = id(of);
  const [range] = await engine.rows<{ last: string | null }>(sql`SELECT max(${key}) AS last FROM ${id(rows)}`);
  const last = Number(range?.last ?? 0);
  for (let from = 0; from < last; from += page) {
    const within = sql`${key} > ${from} AND ${key} <= ${from + page}`;
    const own = await engine.rows(sql`SELECT * FROM ${id(rows)} WHERE ${within} ORDER BY ${key}`);
    const values = grouped(
      await engine.rows(sql`SELECT * EXCLUDE (place) FROM ${id(attributes)} WHERE ${within} ORDER BY ${key}, place`),
      of,
    );
    const others = grouped(
      await engine.rows(
        sql`SELECT ${key}, ${id(linked)} AS id, ${id("type")}, qualifier FROM ${id(links)} WHERE ${within} ORDER BY ${key}, place`,
      ),
      of,
    );
    for (const row of own) {
      const n = String(row[of]);
      yield { ...row, attributes: values.get(n) ?? [], links: others.get(n) ?? [] } as T;
    }
  }
}

function grouped(rows: readonly Row[], of: string): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const n = String(row[of]);
    const group = groups.get(n);
    if (group === undefined) groups.set(n, [row]);
    else group.push(row);
  }
  return groups;
}

/** A log's types with their attributes, in their order. */
export interface WrittenType {
  readonly type: string;
  readonly attributes: readonly { readonly name: string; readonly type: string }[];
}

export async function typesOf(
  engine: Engine,
  relations: { readonly types: string; readonly type_attributes: string },
  kind: "event" | "object",
): Promise<readonly WrittenType[]> {
  const types = await engine.rows<{ type: string }>(
    sql`SELECT ${id("type")} FROM ${id(relations.types)} WHERE kind = ${kind} ORDER BY place`,
  );
  const attributes = await engine.rows<{ type: string; name: string; value_type: string }>(
    sql`SELECT ${id("type")}, ${id("name")}, value_type FROM ${id(relations.type_attributes)} WHERE kind = ${kind} ORDER BY ${id("type")}, place`,
  );
  const of = new Map<string, { name: string; type: string }[]>(types.map(({ type }) => [type, []]));
  for (const { type, name, value_type } of attributes) of.get(type)?.push({ name, type: value_type });
  return [...of].map(([type, own]) => ({ type, attributes: own }));
}
