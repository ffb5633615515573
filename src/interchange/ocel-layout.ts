import type { Engine } from "../engines/engine.ts";
import { id, join, sql, type Sql } from "../sql/index.ts";
import type { EventLog } from "./log.ts";
import type { OcelPlan } from "./ocel-plan.ts";
import { typesOf, type WrittenType } from "./pages.ts";

/** One table of the relational form: its columns with SQLite's types, and a query whose rows are in order. */
export interface LaidTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: Sql;
}

export interface Layout {
  readonly tables: readonly LaidTable[];
  readonly notes: readonly string[];
}

interface Column {
  readonly name: string;
  readonly column: string;
  readonly sqlType: string;
  readonly type: string;
}

const reserved = ["ocel_id", "ocel_time", "ocel_changed_field"];
/** Names that SQLite and a CSV header give back as they were. */
const plain = /^[A-Za-z_]([A-Za-z0-9_ .:/-]*[A-Za-z0-9_])?$/;

/** Values of a declared type that come back from SQLite's column of that type as the same text. */
const sqlTypes: Readonly<Record<string, { readonly type: string; readonly values: string }>> = {
  integer: { type: "INTEGER", values: "^(0|-?[1-9][0-9]{0,14})$" },
  float: { type: "REAL", values: "^(0|-?[1-9][0-9]{0,8}(\\.[0-9]{0,5}[1-9])?|-?0\\.[0-9]{0,5}[1-9])$" },
  boolean: { type: "BOOLEAN", values: "^(true|false)$" },
  time: { type: "TIMESTAMP", values: "^\\d{4}-\\d{2}-\\d{2}.*$" },
};

/**
 * The tables of OCEL 2.0's relational form. What its columns cannot say (a value
 * type that its values do not follow, a name that is no name of a column, or, in
 * CSV, any type but text) stands in one table more, `tieout_attributes`, that other readers leave alone.
 *
 * @param typed may columns have types (SQLite), or are all of them text (CSV)?
 */
export async function layOut(engine: Engine, log: EventLog, plan: OcelPlan, typed: boolean): Promise<Layout> {
  const tables: LaidTable[] = [
    fixed("event", ["ocel_id", "ocel_type"], sql`SELECT id AS ocel_id, activity AS ocel_type FROM ${id(plan.events)} ORDER BY event`),
    fixed(
      "object",
      ["ocel_id", "ocel_type"],
      sql`SELECT id AS ocel_id, ${id("type")} AS ocel_type FROM ${id(plan.objects)} ORDER BY object`,
    ),
    fixed(
      "event_object",
      ["ocel_event_id", "ocel_object_id", "ocel_qualifier"],
      sql`SELECT e.id AS ocel_event_id, l.object_id AS ocel_object_id, l.qualifier AS ocel_qualifier
        FROM ${id(plan.event_objects)} AS l JOIN ${id(plan.events)} AS e ON e.event = l.event ORDER BY l.event, l.place`,
    ),
    fixed(
      "object_object",
      ["ocel_source_id", "ocel_target_id", "ocel_qualifier"],
      sql`SELECT o.id AS ocel_source_id, l.target_id AS ocel_target_id, l.qualifier AS ocel_qualifier
        FROM ${id(plan.object_objects)} AS l JOIN ${id(plan.objects)} AS o ON o.object = l.object ORDER BY l.object, l.place`,
    ),
  ];
  const told: { kind: string; type: string; column: Column }[] = [];
  const notes: string[] = [];
  for (const kind of ["event", "object"] as const) {
    const types = await typesOf(engine, log.relations, kind);
    const maps = new Map<string, string>();
    const taken = new Set<string>(["map_type", "object"]);
    for (const { type } of types) maps.set(type, unique(type.replaceAll(/[^A-Za-z0-9_]/g, "").slice(0, 60) || kind, taken));
    tables.push(
      fixed(
        `${kind}_map_type`,
        ["ocel_type", "ocel_type_map"],
        listed(
          [...maps].map(([type, map]) => [type, map]),
          ["ocel_type", "ocel_type_map"],
        ),
      ),
    );
    const fit = typed ? await fitting(engine, plan, kind) : new Set<string>();
    for (const declared of types) {
      const columns = columnsOf(declared, fit, typed);
      for (const column of columns) {
        if (column.column !== column.name || valueType(column.sqlType) !== column.type) told.push({ kind, type: declared.type, column });
      }
      tables.push(
        (kind === "event" ? eventTable : objectTable)(plan, `${kind}_${maps.get(declared.type)}`, declared.type, columns, engine),
      );
    }
  }
  if (told.length > 0) {
    const names = ["kind", "ocel_type", "name", "column", "type"];
    const rows = told.map(({ kind, type, column }) => [kind, type, column.name, column.column, column.type]);
    tables.push(fixed("tieout_attributes", names, listed(rows, names)));
  }
  const [repeated] = await engine.rows<{ n: string }>(
    sql`SELECT count(*) AS n FROM (SELECT row_number() OVER (PARTITION BY event, ${id("name")} ORDER BY place) AS nth FROM ${id(plan.event_attributes)}) AS a WHERE nth > 1`,
  );
  if (Number(repeated?.n) > 0)
    notes.push(`${repeated?.n} attributes that an event has more than once are left out; a table holds one value.`);
  return { tables, notes };
}

function fixed(name: string, columns: readonly string[], rows: Sql): LaidTable {
  return { name, columns: columns.map((column) => ({ name: column, type: "TEXT" })), rows };
}

/** Rows that are known here, as a query. */
function listed(rows: readonly (readonly string[])[], columns: readonly string[]): Sql {
  const names = join(columns.map((column) => id(column)));
  if (rows.length === 0) return sql`SELECT ${join(columns.map((column) => sql`'' AS ${id(column)}`))} WHERE FALSE`;
  return sql`SELECT ${names} FROM (VALUES ${join(rows.map((row, n) => sql`(${n}, ${join(row.map((value) => sql`${value}`))})`))}) AS t(n, ${names}) ORDER BY n`;
}

function unique(wanted: string, taken: Set<string>): string {
  let name = wanted;
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${wanted}_${n}`;
  taken.add(name.toLowerCase());
  return name;
}

function columnsOf({ type, attributes }: WrittenType, fit: ReadonlySet<string>, typed: boolean): readonly Column[] {
  const taken = new Set(reserved);
  return attributes.map((attribute) => {
    const column = unique(plain.test(attribute.name) ? attribute.name : "attribute", taken);
    const known = sqlTypes[attribute.type];
    const sqlType = typed && known !== undefined && fit.has(JSON.stringify([known.type, type, attribute.name])) ? known.type : "TEXT";
    return { name: attribute.name, column, sqlType, type: attribute.type };
  });
}

/** What a reader makes of a column's type. */
function valueType(sqlType: string): string {
  return Object.entries(sqlTypes).find(([, known]) => known.type === sqlType)?.[0] ?? "string";
}

/** The typed attributes all of whose values keep their text. */
async function fitting(engine: Engine, plan: OcelPlan, kind: "event" | "object"): Promise<Set<string>> {
  const [owners, values, owner] =
    kind === "event" ? [plan.events, plan.event_attributes, "activity"] : [plan.objects, plan.object_attributes, "type"];
  const relation = sql`${id(values)} AS a JOIN ${id(owners)} AS o ON o.${id(kind)} = a.${id(kind)}`;
  const fit = new Set<string>();
  for (const known of Object.values(sqlTypes)) {
    const rows = await engine.rows<{ t: string; a: string; fits: boolean }>(
      sql`SELECT o.${id(owner)} AS t, a.name AS a, bool_and(coalesce(${engine.dialect.matches(sql`a.value`, known.values)}, TRUE)) AS fits FROM ${relation} GROUP BY 1, 2`,
    );
    for (const { t, a, fits } of rows) if (fits) fit.add(JSON.stringify([known.type, t, a]));
  }
  return fit;
}

function eventTable(plan: OcelPlan, name: string, type: string, columns: readonly Column[], engine: Engine): LaidTable {
  const values = columns.map(
    (column) => sql`${engine.dialect.argMin(sql`a.value`, sql`a.place`)} FILTER (a.name = ${column.name}) AS ${id(column.column)}`,
  );
  return {
    name,
    columns: [
      { name: "ocel_id", type: "TEXT" },
      { name: "ocel_time", type: "TIMESTAMP" },
      ...columns.map(({ column, sqlType }) => ({ name: column, type: sqlType })),
    ],
    rows: sql`SELECT ${join([sql`e.id AS ocel_id`, sql`e.time AS ocel_time`, ...values])} FROM ${id(plan.events)} AS e
      LEFT JOIN ${id(plan.event_attributes)} AS a ON a.event = e.event WHERE e.activity = ${type} GROUP BY e.event, e.id, e.time ORDER BY e.event`,
  };
}

/** A row for what an object begins with, then one for each value that comes later or a second time. */
function objectTable(plan: OcelPlan, name: string, type: string, columns: readonly Column[]): LaidTable {
  const nth = sql`row_number() OVER (PARTITION BY a.object, a.name, a.first ORDER BY a.place)`;
  const values = sql`(SELECT a.object, a.place, a.name, a.value, a.time, a.first AND ${nth} = 1 AND a.time = '1970-01-01T00:00:00Z' AS base FROM ${id(plan.object_attributes)} AS a)`;
  const own = (column: Column, base: boolean): Sql =>
    base
      ? sql`max(a.value) FILTER (a.name = ${column.name}) AS ${id(column.column)}`
      : sql`CASE WHEN a.name = ${column.name} THEN a.value END AS ${id(column.column)}`;
  const changed =
    columns.length === 0
      ? sql`CAST(NULL AS VARCHAR)`
      : sql`CASE a.name ${join(
          columns.map((column) => sql`WHEN ${column.name} THEN ${column.column}`),
          " ",
        )} END`;
  const all = (base: boolean): Sql =>
    join(
      columns.map((column) => sql`, ${own(column, base)}`),
      "",
    );
  const names = [sql`ocel_id`, sql`ocel_time`, ...columns.map(({ column }) => id(column)), sql`ocel_changed_field`];
  return {
    name,
    columns: [
      { name: "ocel_id", type: "TEXT" },
      { name: "ocel_time", type: "TIMESTAMP" },
      ...columns.map(({ column, sqlType }) => ({ name: column, type: sqlType })),
      { name: "ocel_changed_field", type: "TEXT" },
    ],
    rows: sql`SELECT ${join(names)} FROM (
      SELECT o.object AS n, 0 AS place, o.id AS ocel_id, '1970-01-01T00:00:00Z' AS ocel_time${all(true)}, CAST(NULL AS VARCHAR) AS ocel_changed_field
      FROM ${id(plan.objects)} AS o LEFT JOIN ${values} AS a ON a.object = o.object AND a.base WHERE o.type = ${type} GROUP BY o.object, o.id
      UNION ALL
      SELECT o.object, a.place, o.id, a.time${all(false)}, ${changed} FROM ${values} AS a JOIN ${id(plan.objects)} AS o ON o.object = a.object
      WHERE NOT a.base AND o.type = ${type}) AS t ORDER BY n, place`,
  };
}
