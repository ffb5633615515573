import type { Engine } from "../engines/engine.ts";
import { InputError } from "../model/index.ts";
import { id, sql, type Sql } from "../sql/index.ts";
import type { EventLog } from "./log.ts";

/**
 * A log seen from one type of object: each object of it a case, each event once
 * in the case of each object that it is about. What XES and plain tables hold.
 */
export interface Cases {
  /** The object type. */
  readonly type: string;
  /** Relation `n` BIGINT from 1, `object` (NULL: an event without a case), `event` (NULL: a case without events), in order. */
  readonly rows: string;
  readonly count: number;
  readonly notes: readonly string[];
}

/**
 * @param asked the object type; undefined: the only one
 * @throws InputError `which-object-type`
 */
export async function casesOf(engine: Engine, log: EventLog, asked: string | undefined, target: string): Promise<Cases> {
  const { relations } = log;
  const types = await engine.rows<{ type: string; n: string }>(
    sql`SELECT t.type AS ${id("type")}, count(o.object) AS n FROM ${id(relations.types)} AS t LEFT JOIN ${id(relations.objects)} AS o ON o.type = t.type
      WHERE t.kind = 'object' GROUP BY 1 ORDER BY count(o.object) DESC, 1`,
  );
  const type = asked ?? (types.length === 1 ? types[0]?.type : undefined);
  if (type === undefined || !types.some((one) => one.type === type)) {
    const shown = types.map((one) => `${one.type} (${one.n})`).join(", ");
    throw new InputError([
      {
        code: "which-object-type",
        message:
          asked === undefined
            ? "This format tells a log case by case, and this log has several types of objects: one of them must be the case."
            : "The log has no objects of this type.",
        at: { file: target },
        found: asked ?? shown,
        expected: shown === "" ? "a log with objects" : shown,
        hint: `--object-type ${JSON.stringify(types[0]?.type ?? "")}`,
      },
    ]);
  }
  const rows = `cases ${relations.events}`;
  const order: Sql = log.ordered ? sql`event` : sql`${id("at")} NULLS LAST, event`;
  const only = types.length === 1;
  const linked = sql`SELECT DISTINCT l.object, l.event FROM ${id(relations.event_objects)} AS l JOIN ${id(relations.objects)} AS o ON o.object = l.object
    WHERE o.type = ${type} AND l.event IS NOT NULL`;
  const alone = only ? sql`UNION ALL SELECT NULL, event FROM ${id(relations.events)} WHERE event NOT IN (SELECT event FROM linked)` : sql``;
  await engine.runInline(
    sql`CREATE OR REPLACE TABLE ${id(rows)} AS WITH linked AS (${linked}), every AS (
      SELECT o.object, l.event FROM ${id(relations.objects)} AS o LEFT JOIN linked AS l ON l.object = o.object WHERE o.type = ${type} ${alone})
      SELECT row_number() OVER (ORDER BY object NULLS LAST, ${order}) AS n, object, event FROM (
        SELECT y.object, y.event, e.at FROM every AS y LEFT JOIN ${id(relations.events)} AS e ON e.event = y.event) AS t ORDER BY n`,
  );
  const [told] = await engine.rows<{ n: string; events: string; distinct_events: string }>(
    sql`SELECT count(*) AS n, count(event) AS events, count(DISTINCT event) AS distinct_events FROM ${id(rows)}`,
  );
  const [n, times, once] = [Number(told?.n), Number(told?.events), Number(told?.distinct_events)];
  const notes: string[] = [];
  const left = log.counts.events - once;
  if (left > 0) notes.push(`${left.toLocaleString("en-US")} events are about no ${type} and are left out.`);
  if (times > once)
    notes.push(
      `${(times - once).toLocaleString("en-US")} events stand once more in another case, because they are about several objects of the type ${type}.`,
    );
  const others = log.counts.objects - Number(types.find((one) => one.type === type)?.n);
  if (others > 0) notes.push(`${others.toLocaleString("en-US")} objects of other types are left out.`);
  if (log.counts.objectObjects > 0)
    notes.push(`${log.counts.objectObjects.toLocaleString("en-US")} relations between objects are left out.`);
  return { type, rows, count: n, notes };
}
