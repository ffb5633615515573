import type { Engine } from "../engines/engine.ts";
import { id, sql, type Sql } from "../sql/index.ts";
import { casesOf, type Cases } from "./cases.ts";
import type { EventLog } from "./log.ts";
import { timeText } from "./ocel-plan.ts";
import { OutFile } from "./out-file.ts";
import { XmlText } from "./xml-text.ts";

const page = 5000;
const elements = new Set(["string", "date", "int", "float", "boolean", "id", "list", "container", "values"]);

interface Attribute {
  readonly owner: string;
  readonly place: number;
  readonly parent: number | null;
  readonly name: string | null;
  readonly type: string;
  readonly value: string | null;
}

interface Member {
  readonly n: string;
  readonly object: string | null;
  readonly event: string | null;
  readonly case_id: string | null;
  readonly id: string | null;
  readonly activity: string | null;
  readonly time: string | null;
}

/**
 * XES. A log that came from XES keeps its header, the nesting and types of its
 * attributes, and the order of its events.
 *
 * @throws InputError `which-object-type` when several types of objects could be the case
 */
export async function writeXes(engine: Engine, log: EventLog, objectType: string | undefined, target: string): Promise<string[]> {
  const cases = await casesOf(engine, log, objectType, target);
  const xml = new XmlText();
  const later = sql`${id(log.relations.object_attributes)} AS a JOIN ${id(log.relations.objects)} AS o ON o.object = a.object WHERE o.type = ${cases.type} AND a.at >= CAST('1970-01-02' AS TIMESTAMP)`;
  const [changes] = await engine.rows<{ n: string }>(sql`SELECT count(*) AS n FROM ${later}`);
  try {
    await OutFile.write(target, async (file) => {
      await file.add('<?xml version="1.0" encoding="UTF-8"?>\n');
      await file.add(await header(engine, log, xml));
      await members(engine, log, cases, xml, (text) => file.add(text));
      await file.add("</log>\n");
    });
  } finally {
    await engine.runInline(sql`DROP TABLE ${id(cases.rows)}`);
  }
  const n = Number(changes?.n);
  return [...cases.notes, ...(n > 0 ? [`${n} changes of attributes are left out: a trace holds one value of each.`] : []), ...xml.notes()];
}

async function members(engine: Engine, log: EventLog, cases: Cases, xml: XmlText, add: (text: string) => Promise<void>): Promise<void> {
  const { relations } = log;
  let open: string | null = null;
  for (let from = 0; from < cases.count; from += page) {
    const within = sql`c.n > ${from} AND c.n <= ${from + page}`;
    const rows = await engine.rows<Member & { readonly [name: string]: string | null }>(
      sql`SELECT c.n, c.object, c.event, o.id AS case_id, e.id AS id, e.activity, ${writtenTime(engine)} AS ${id("time")}
        FROM ${id(cases.rows)} AS c LEFT JOIN ${id(relations.objects)} AS o ON o.object = c.object LEFT JOIN ${id(relations.events)} AS e ON e.event = c.event
        WHERE ${within} ORDER BY c.n`,
    );
    const events = await attributesOf(engine, log, "event", sql`SELECT event FROM ${id(cases.rows)} AS c WHERE ${within}`);
    const traces = await attributesOf(engine, log, "object", sql`SELECT object FROM ${id(cases.rows)} AS c WHERE ${within}`);
    for (const row of rows) {
      if (row.object !== open) {
        if (open !== null) await add("  </trace>\n");
        if (row.object !== null) {
          const own = traces.get(row.object) ?? [];
          await add(`  <trace>\n${told(xml, own, "concept:name", "string", row.case_id, 4)}${nested(xml, own, 4)}`);
        }
        open = row.object;
      }
      if (row.event === null) continue;
      const own = events.get(row.event) ?? [];
      const depth = row.object === null ? 4 : 6;
      const identity = told(xml, own, "identity:id", "string", row.id, depth);
      const text = `${told(xml, own, "concept:name", "string", row.activity, depth)}${told(xml, own, "time:timestamp", "date", row.time, depth)}${identity}${nested(xml, own, depth)}`;
      const pad = " ".repeat(depth - 2);
      await add(`${pad}<event>\n${text}${pad}</event>\n`);
    }
  }
  if (open !== null) await add("  </trace>\n");
}

/** An unreadable time is written as it was read. */
function writtenTime(engine: Engine): Sql {
  return sql`CASE WHEN e.at IS NULL THEN e.at_text ELSE ${timeText(engine, sql`e.at`, sql`e.at_text`)} END`;
}

/** What a column tells, unless an attribute tells it too. */
function told(xml: XmlText, own: readonly Attribute[], key: string, element: string, value: string | null, depth: number): string {
  if (value === null || own.some(({ name, parent }) => name === key && parent === null)) return "";
  return `${" ".repeat(depth)}<${element}${xml.attributes({ key, value })}/>\n`;
}

/** Attributes with what is nested in them, in their order. */
function nested(xml: XmlText, attributes: readonly Attribute[], depth: number): string {
  const within = new Map<number | null, Attribute[]>();
  for (const attribute of attributes) {
    const group = within.get(attribute.parent);
    if (group === undefined) within.set(attribute.parent, [attribute]);
    else group.push(attribute);
  }
  const write = (parent: number | null, indent: number): string => {
    const pad = " ".repeat(indent);
    return (within.get(parent) ?? [])
      .map(({ place, name, type, value }) => {
        const element = elements.has(type) ? type : "string";
        const start = `${pad}<${element}${xml.attributes({ key: name, value })}`;
        const inner = write(place, indent + 2);
        return inner === "" ? `${start}/>\n` : `${start}>\n${inner}${pad}</${element}>\n`;
      })
      .join("");
  };
  return write(null, depth);
}

/** XES's own types; OCEL's declared ones where the value is one; of an object's values the first. */
async function attributesOf(
  engine: Engine,
  log: EventLog,
  of: "event" | "object",
  among: Sql,
): Promise<ReadonlyMap<string, readonly Attribute[]>> {
  const { relations } = log;
  const [table, owner, typeOf] =
    of === "event" ? [relations.event_attributes, relations.events, "activity"] : [relations.object_attributes, relations.objects, "type"];
  const is = (pattern: string): Sql => engine.dialect.matches(sql`a.value`, pattern);
  const declared = sql`CASE WHEN d.value_type = 'integer' AND ${is("^[+-]?\\d{1,18}$")} THEN 'int'
    WHEN d.value_type = 'float' AND ${is("^[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?$")} THEN 'float' WHEN d.value_type = 'boolean' AND a.value IN ('true', 'false') THEN 'boolean'
    WHEN d.value_type = 'time' AND ${is("^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$")} THEN 'date' ELSE 'string' END`;
  const first = of === "event" ? sql`TRUE` : sql`(a.at IS NULL OR a.at < CAST('1970-01-02' AS TIMESTAMP))`;
  const rows = await engine.rows<Attribute & { readonly [name: string]: string | number | null }>(
    sql`SELECT a.${id(of)} AS owner, a.place, a.parent, a.name AS ${id("name")}, coalesce(a.type, ${declared}) AS ${id("type")}, a.value AS ${id("value")}
      FROM ${id(table)} AS a JOIN ${id(owner)} AS o ON o.${id(of)} = a.${id(of)}
      LEFT JOIN ${id(relations.type_attributes)} AS d ON a.type IS NULL AND d.kind = ${of} AND d.type = o.${id(typeOf)} AND d.name = a.name
      WHERE a.${id(of)} IN (${among}) AND ${first} ORDER BY 1, 2`,
  );
  const groups = new Map<string, Attribute[]>();
  for (const row of rows) {
    const group = groups.get(String(row.owner));
    if (group === undefined) groups.set(String(row.owner), [row]);
    else group.push(row);
  }
  return groups;
}

/** The log's own header, or what our events need. */
async function header(engine: Engine, log: EventLog, xml: XmlText): Promise<string> {
  const rows = await engine.rows<Attribute & { readonly section: string; readonly [name: string]: string | number | null }>(
    sql`SELECT '' AS owner, section, place, parent, ${id("name")}, ${id("type")}, ${id("value")} FROM ${id(log.relations.header)} ORDER BY place`,
  );
  if (rows.length === 0) {
    return `<log xes.version="1849.2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Identity" prefix="identity" uri="http://www.xes-standard.org/identity.xesext"/>
  <classifier name="Activity" scope="event" keys="concept:name"/>
`;
  }
  const of = (section: string): typeof rows => rows.filter((row) => row.section === section);
  const own = Object.fromEntries(of("log").map(({ name, value }) => [name ?? "", value]));
  const lines = [`<log${xml.attributes(own)}>\n`];
  for (const { name, type, value } of of("extension")) lines.push(`  <extension${xml.attributes({ name, prefix: type, uri: value })}/>\n`);
  for (const scope of ["trace", "event"]) {
    const inner = nested(xml, of(`global-${scope}`), 4);
    if (inner !== "") lines.push(`  <global scope="${scope}">\n${inner}  </global>\n`);
  }
  for (const { name, type, value } of of("classifier"))
    lines.push(`  <classifier${xml.attributes({ name, scope: type, keys: value })}/>\n`);
  lines.push(nested(xml, of("attribute"), 2));
  return lines.join("");
}
