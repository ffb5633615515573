import type { Engine } from "../engines/engine.ts";
import { id, join, sql } from "../sql/index.ts";
import { casesOf } from "./cases.ts";
import type { EventLog } from "./log.ts";
import { timeText } from "./ocel-plan.ts";

/**
 * One CSV table, an event a row, under the names that process mining tools know:
 * `case:concept:name`, `concept:name`, `time:timestamp`, then the attributes of the events and, as `case:…`, those of the case.
 *
 * @throws InputError `which-object-type`
 */
export async function writeFlat(engine: Engine, log: EventLog, objectType: string | undefined, target: string): Promise<string[]> {
  const cases = await casesOf(engine, log, objectType, target);
  const { relations } = log;
  const [name, value] = [id("name"), id("value")];
  const taken = new Set(["case:concept:name", "concept:name", "time:timestamp"]);
  const column = (wanted: string): string => {
    let free = wanted === "" ? "attribute" : wanted;
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${wanted}_${n}`;
    taken.add(free.toLowerCase());
    return free;
  };
  const distinct = async (kind: string): Promise<readonly { name: string }[]> =>
    await engine.rows<{ name: string }>(
      sql`SELECT ${name}, min(place) AS p FROM ${id(relations.type_attributes)} WHERE kind = ${kind} ${kind === "object" ? sql`AND ${id("type")} = ${cases.type}` : sql``}
        GROUP BY 1 ORDER BY 1`,
    );
  const first = engine.dialect.argMin(value, sql`place`);
  const events = (await distinct("event")).map((one) => ({ name: one.name, at: column(one.name) }));
  const traces = (await distinct("object")).map((one) => ({ name: one.name, at: column(`case:${one.name}`) }));
  const pivot = (table: string, of: string, columns: readonly { name: string; at: string }[]): ReturnType<typeof sql> =>
    sql`(SELECT ${join([id(of), ...columns.map((one) => sql`${first} FILTER (${name} = ${one.name}) AS ${id(one.at)}`)])} FROM ${id(table)} WHERE parent IS NULL GROUP BY ${id(of)})`;
  const selected = [
    sql`o.id AS ${id("case:concept:name")}`,
    sql`e.activity AS ${id("concept:name")}`,
    sql`CASE WHEN e.at IS NULL THEN e.at_text ELSE ${timeText(engine, sql`e.at`, sql`e.at_text`)} END AS ${id("time:timestamp")}`,
    ...events.map(({ at }) => sql`ea.${id(at)}`),
    ...traces.map(({ at }) => sql`oa.${id(at)}`),
  ];
  await engine.runInline(
    sql`COPY (SELECT ${join(selected)} FROM ${id(cases.rows)} AS c JOIN ${id(relations.events)} AS e ON e.event = c.event
      LEFT JOIN ${id(relations.objects)} AS o ON o.object = c.object
      LEFT JOIN ${pivot(relations.event_attributes, "event", events)} AS ea ON ea.event = c.event
      LEFT JOIN ${pivot(relations.object_attributes, "object", traces)} AS oa ON oa.object = c.object ORDER BY c.n)
      TO ${target} (FORMAT csv, HEADER)`,
  );
  const lost = await engine.rows<{ n: string }>(
    sql`SELECT count(*) AS n FROM (SELECT parent FROM ${id(relations.event_attributes)} UNION ALL SELECT parent FROM ${id(relations.object_attributes)}) AS a WHERE parent IS NOT NULL`,
  );
  const empty = await engine.rows<{ n: string }>(sql`SELECT count(*) AS n FROM ${id(cases.rows)} WHERE event IS NULL`);
  await engine.runInline(sql`DROP TABLE ${id(cases.rows)}`);
  const notes = [...cases.notes];
  if (Number(lost[0]?.n) > 0) notes.push(`${lost[0]?.n} nested attributes are left out.`);
  if (Number(empty[0]?.n) > 0) notes.push(`${empty[0]?.n} cases without events are left out.`);
  return notes;
}
