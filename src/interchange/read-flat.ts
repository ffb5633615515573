import type { Engine } from "../engines/engine.ts";
import { byLikeness, InputError, type Problem } from "../model/index.ts";
import { id, join, sql } from "../sql/index.ts";
import type { RawLog } from "./raw.ts";
import { CASE } from "./read-xes.ts";
import { noHeader } from "./read-ocel-json.ts";
import type { LogTable } from "./read-ocel-tables.ts";

/** Which columns of a plain table hold what every event needs; undefined: found by its usual names. */
export interface FlatColumns {
  readonly case: string | undefined;
  readonly activity: string | undefined;
  readonly time: string | undefined;
}

/** What exporters call them, folded; the first that is there is taken. */
const usual: Readonly<Record<keyof FlatColumns, readonly string[]>> = {
  case: ["case:concept:name", "caseid", "case", "traceid", "casenumber", "caseno", "casekey", "ocelcase"],
  activity: ["concept:name", "activity", "activityname", "event", "eventname", "task", "taskname", "step", "status", "action"],
  time: [
    "time:timestamp",
    "timestamp",
    "completetimestamp",
    "endtimestamp",
    "eventtime",
    "time",
    "datetime",
    "completiontime",
    "endtime",
    "starttimestamp",
    "starttime",
    "date",
  ],
};

/**
 * A plain table, an event a row. Other columns become attributes of the events.
 *
 * @param table the rows, with their numbers in `row`
 * @throws InputError `unknown-column` for each column that cannot be found
 */
export async function readFlat(engine: Engine, file: string, table: LogTable, asked: FlatColumns, prefix: string): Promise<RawLog> {
  const found = findColumns(file, table, asked);
  const [caseOf, activity, time] = [id(found.case.at), id(found.activity.at), id(found.time.at)];
  const from = id(table.relation);
  const cases = `${prefix} cases`;
  await engine.runInline(
    sql`CREATE TABLE ${id(cases)} AS SELECT row_number() OVER (ORDER BY first) AS n, id FROM (
      SELECT ${caseOf} AS id, min(${id("row")}) AS first FROM ${from} WHERE trim(${caseOf}) <> '' GROUP BY ${caseOf}) AS once`,
  );
  const others = table.columns.filter((column) => column !== found.case && column !== found.activity && column !== found.time);
  const attributes = others.map(
    ({ name, at }, place) =>
      sql`SELECT ${id("row")} AS event, ${place + 1} AS place, CAST(NULL AS BIGINT) AS parent, ${name} AS ${id("name")}, CAST(NULL AS VARCHAR) AS ${id("type")},
        ${id(at)} AS ${id("value")} FROM ${from} WHERE ${id(at)} IS NOT NULL`,
  );
  const nothing = sql`SELECT CAST(0 AS BIGINT) AS event, 0 AS place, CAST(NULL AS BIGINT) AS parent, '' AS ${id("name")}, '' AS ${id("type")}, '' AS ${id("value")} WHERE FALSE`;
  return {
    events: sql`SELECT ${id("row")} AS n, CAST(NULL AS VARCHAR) AS id, ${activity} AS activity, ${time} AS ${id("time")} FROM ${from}`,
    objects: sql`SELECT n, id, ${CASE} AS ${id("type")} FROM ${id(cases)}`,
    eventObjects: sql`SELECT t.${id("row")} AS event, 1 AS place, c.n AS object, CAST(NULL AS VARCHAR) AS qualifier FROM ${from} AS t JOIN ${id(cases)} AS c ON c.id = t.${caseOf}`,
    objectObjects: sql`SELECT CAST(0 AS BIGINT) AS source, 0 AS place, '' AS target_id, '' AS qualifier WHERE FALSE`,
    eventAttributes: attributes.length === 0 ? nothing : join(attributes, " UNION ALL "),
    objectAttributes: sql`SELECT CAST(0 AS BIGINT) AS object, 0 AS place, CAST(NULL AS BIGINT) AS parent, '' AS ${id("name")}, '' AS ${id("type")}, '' AS ${id("value")}, '' AS ${id("time")} WHERE FALSE`,
    types: sql`SELECT 'object' AS kind, 1 AS place, ${CASE} AS ${id("type")}`,
    typeAttributes: sql`SELECT '' AS kind, '' AS ${id("type")}, 0 AS place, '' AS ${id("name")}, '' AS value_type WHERE FALSE`,
    header: noHeader,
    nested: true,
    objectsByNumber: true,
    identified: false,
    cases: true,
    ordered: false,
    notes: [`Cases are told by the column ${found.case.name}, activities by ${found.activity.name}, times by ${found.time.name}.`],
    scratch: [cases, table.relation],
  };
}

type Column = LogTable["columns"][number];

function findColumns(file: string, table: LogTable, asked: FlatColumns): Record<keyof FlatColumns, Column> {
  const fold = (name: string): string => name.toLowerCase().replaceAll(/[\s_.-]/g, "");
  const names = table.columns.map(({ name }) => name);
  const problems: Problem[] = [];
  const taken = new Set<Column>();
  const find = (what: keyof FlatColumns): Column => {
    const wanted = asked[what];
    const found =
      wanted === undefined
        ? usual[what]
            .map((name) => table.columns.find((column) => fold(column.name) === name && !taken.has(column)))
            .find((one) => one !== undefined)
        : table.columns.find(({ name }) => name === wanted);
    if (found !== undefined) {
      taken.add(found);
      return found;
    }
    problems.push({
      code: "unknown-column",
      message: wanted === undefined ? `No column is plainly the ${what} of an event.` : `There is no column ${wanted}.`,
      at: { file, line: 1 },
      found: names.slice(0, 30).join(", "),
      hint: wanted === undefined ? `Say which: --${what} COLUMN` : `--${what} ${byLikeness(wanted, names)[0] ?? ""}`,
    });
    return { name: "", at: "", type: "" };
  };
  const columns = { case: find("case"), activity: find("activity"), time: find("time") };
  const [first, ...rest] = problems;
  if (first !== undefined) throw new InputError([first, ...rest]);
  return columns;
}
