import type { Engine } from "../engines/engine.ts";
import { id, sql, type Sql } from "../sql/index.ts";
import type { EventLog } from "./log.ts";

/** A lifecycle may have no more states. */
const maxStates = 200;

/** What an estate needs to know of one type of object of a log. */
export interface DraftedType {
  readonly type: string;
  /** A name for datasets and lifecycles. */
  readonly name: string;
  /** In their usual order, each with the activities that it stands for (more than one where they differ in case only). */
  readonly states: readonly { readonly id: string; readonly title: string; readonly words: readonly string[] }[];
  readonly events: number;
  /** The type's events, for a dataset: `row`, `record`, `activity`, `at`, `event`. */
  readonly rows: Sql;
}

export interface Draft {
  readonly types: readonly DraftedType[];
  /** UTC ISO 8601: just after the last event. */
  readonly capturedAt: string;
  readonly notes: readonly string[];
}

/** Looks through a log for what an estate that follows it would say: a lifecycle for each type of object that events are about. */
export async function draftLog(engine: Engine, log: EventLog): Promise<Draft> {
  const { relations } = log;
  const notes: string[] = [];
  const types: DraftedType[] = [];
  const taken = new Set<string>();
  const all = await engine.rows<{ type: string }>(
    sql`SELECT ${id("type")} FROM ${id(relations.types)} WHERE kind = 'object' ORDER BY place`,
  );
  for (const { type } of all) {
    const linked = sql`(SELECT DISTINCT l.object, l.event FROM ${id(relations.event_objects)} AS l JOIN ${id(relations.objects)} AS o ON o.object = l.object
      WHERE o.type = ${type} AND l.event IS NOT NULL)`;
    const [found] = await engine.rows<{ n: string }>(sql`SELECT count(*) AS n FROM ${linked} AS l`);
    const events = Number(found?.n);
    if (events === 0) {
      notes.push(`No event is about an object of the type ${type}; it has no lifecycle.`);
      continue;
    }
    const states = await usualOrder(engine, log, linked, type, notes);
    types.push({ type, name: unique(slug(type, "thing"), taken), states, events, rows: rowsOf(log, linked) });
  }
  const idle = sql`${id(relations.objects)} WHERE object NOT IN (SELECT object FROM ${id(relations.event_objects)} WHERE object IS NOT NULL AND event IS NOT NULL)`;
  const [still] = await engine.rows<{ n: string }>(sql`SELECT count(*) AS n FROM ${idle}`);
  const n = Number(still?.n);
  if (n > 0)
    notes.push(
      n === 1 ? "1 object has no event and is not followed." : `${n.toLocaleString("en-US")} objects have no event and are not followed.`,
    );
  const [last] = await engine.rows<{ at: string | null }>(sql`SELECT max(${id("at")}) AS at FROM ${id(relations.events)}`);
  const at = last?.at === null || last === undefined ? 0 : Date.parse(`${last.at.replace(" ", "T").slice(0, 19)}Z`) + 1000;
  return { types, capturedAt: new Date(at).toISOString(), notes };
}

/** Activities by where they usually stand within their case, from 0 to 1, and the earlier first among equals. */
async function usualOrder(engine: Engine, log: EventLog, linked: Sql, type: string, notes: string[]): Promise<DraftedType["states"]> {
  const order = log.ordered ? sql`e.event` : sql`e.at NULLS LAST, e.event`;
  const rows = await engine.rows<{ activity: string; n: string }>(
    sql`SELECT activity, count(*) AS n FROM (
        SELECT e.activity, row_number() OVER (PARTITION BY l.object ORDER BY ${order}) AS nth, count(*) OVER (PARTITION BY l.object) AS length
        FROM ${linked} AS l JOIN ${id(log.relations.events)} AS e ON e.event = l.event) AS told
      WHERE activity IS NOT NULL GROUP BY activity
      ORDER BY round(CAST(sum(CAST(nth * 1000000 AS BIGINT) // length) AS DOUBLE) / count(*), 0), activity`,
  );
  let kept = rows;
  if (rows.length > maxStates) {
    const frequent = new Set(rows.toSorted((a, b) => Number(b.n) - Number(a.n) || (a.activity < b.activity ? -1 : 1)).slice(0, maxStates));
    kept = rows.filter((row) => frequent.has(row));
    notes.push(
      `${type} has ${rows.length} activities; the lifecycle has the ${maxStates} most frequent, and the others are told as unknown words.`,
    );
  }
  const taken = new Set<string>();
  const states = new Map<string, { id: string; title: string; words: string[] }>();
  for (const { activity } of kept) {
    const folded = activity.normalize("NFC").trim().toLowerCase();
    const known = states.get(folded);
    if (known === undefined) states.set(folded, { id: unique(slug(activity, "state"), taken), title: activity.trim(), words: [activity] });
    else known.words.push(activity);
  }
  return [...states.values()];
}

function rowsOf(log: EventLog, linked: Sql): Sql {
  const time = sql`CASE WHEN e.at IS NULL THEN e.at_text ELSE concat(replace(CAST(e.at AS VARCHAR), ' ', 'T'), 'Z') END`;
  return sql`SELECT CAST(row_number() OVER (ORDER BY l.object, e.at NULLS LAST, e.event) AS VARCHAR) AS ${id("row")},
      coalesce(o.id, concat(o.type, ' ', o.object)) AS record, e.activity AS activity, ${time} AS ${id("at")}, coalesce(e.id, CAST(e.event AS VARCHAR)) AS event
    FROM ${linked} AS l JOIN ${id(log.relations.events)} AS e ON e.event = l.event JOIN ${id(log.relations.objects)} AS o ON o.object = l.object
    ORDER BY l.object, e.at NULLS LAST, e.event`;
}

/** `Create Purchase Order` → `create-purchase-order`. */
function slug(text: string, other: string): string {
  const plain = text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  const name = plain
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^[-0-9]+|-+$/g, "")
    .slice(0, 60);
  // `absent` and `state` mean something of their own in rules and conditions.
  return name === "" || name === "absent" ? other : name;
}

function unique(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name); n++) name = `${wanted}-${n}`;
  taken.add(name);
  return name;
}
