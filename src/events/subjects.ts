import type { RecordSet } from "../model/index.ts";
import { and, id, join, sql, type Sql } from "../sql/index.ts";
import { asText, meets, type TimelinePlan } from "./plan.ts";

/** The records that are followed: they meet the filter, and are not deleted unless that is a state. */
export async function createSubjects(plan: TimelinePlan): Promise<void> {
  const { engine, records, track } = plan;
  if (records === undefined) {
    await engine.runInline(sql`CREATE TABLE ${id(plan.subjects)} AS ${namedByHistory(plan)}`);
    return;
  }
  const conditions = [
    ...(track.filter === undefined ? [] : [meets(plan, records.dataset, track.filter, "r")]),
    ...(track.deleted === undefined ? [sql`NOT r._deleted`] : []),
    ...(records.dataset.repeatedKey === "report" ? [sql`r._row NOT IN (${laterCopies(records)})`] : []),
  ];
  await engine.runInline(sql`CREATE TABLE ${id(plan.subjects)} AS
SELECT r._row AS subject, r._key AS key, r._amount AS amount, r._unit AS unit, r._date AS date, r._file AS file, r._pos AS pos
FROM ${id(records.relation)} AS r WHERE ${and(conditions)}`);
}

function namedByHistory(plan: TimelinePlan): Sql {
  const history = plan.history as RecordSet;
  const record = asText(history.dataset, plan.track.history?.record ?? "", "r");
  return sql`SELECT min(r._row) AS subject, ${record} AS key, CAST(NULL AS DECIMAL(18, 4)) AS amount, CAST(NULL AS VARCHAR) AS unit,
  CAST(NULL AS DATE) AS date, CAST(NULL AS INTEGER) AS file, CAST(NULL AS BIGINT) AS pos
FROM ${id(history.relation)} AS r WHERE ${historyRows(plan, "r")} AND ${record} IS NOT NULL GROUP BY ${record}`;
}

/** The rows that count as the history's: those that meet its filter and were not taken back. Where they alone name the records, the track's filter is meant for them, too. */
export function historyRows(plan: TimelinePlan, alias: string): Sql {
  const { dataset } = plan.history as RecordSet;
  const filters = [plan.track.history?.filter, plan.records === undefined ? plan.track.filter : undefined];
  return and([
    sql`NOT ${id(alias, "_deleted")}`,
    ...filters.flatMap((filter) => (filter === undefined ? [] : [meets(plan, dataset, filter, alias)])),
  ]);
}

/** Second and later copies of a key, told as a tie-out tells them: the first copy by its content, not by its place. */
export function laterCopies({ dataset, relation }: RecordSet): Sql {
  const content = dataset.fields.map(({ name }) => sql`coalesce(CAST(${id("c", name)} AS VARCHAR), '')`);
  return sql`SELECT row FROM (
  SELECT c._row AS row, row_number() OVER (PARTITION BY c._key ORDER BY c._created, ${join(content)}, c._row) AS copy
  FROM ${id(relation)} AS c WHERE c._key IN (SELECT _key FROM ${id(relation)} GROUP BY _key HAVING count(*) > 1)) AS copies
WHERE copy > 1`;
}
