import type { Dataset, Period, RecordSet } from "../../model/index.ts";
import { and, compileExpression, id, sql, type Dialect, type Sql } from "../../sql/index.ts";
import { ROLES, type Reading } from "./reading.ts";

/** The columns of a record that a reading's field names stand for. */
function columnOf(dataset: Dataset, alias?: string): (name: string) => Sql {
  const of = (column: string): Sql => (alias === undefined ? id(column) : id(alias, column));
  return (name) => of(dataset.fields.some((field) => field.name === name) ? name : (ROLES[name] ?? name));
}

/** The day of a date or timestamp field. */
export function dayOf(dataset: Dataset, field: string, zone: string, dialect: Dialect, alias?: string): Sql {
  const column = columnOf(dataset, alias)(field);
  return dataset.fields.find(({ name }) => name === field)?.type === "date" ? column : dialect.localDate(column, zone);
}

const STARTS = {
  day: (day: Sql): Sql => day,
  week: (day: Sql): Sql => sql`CAST(date_trunc('week', ${day}) AS DATE)`,
  month: (day: Sql): Sql => sql`CAST(date_trunc('month', ${day}) AS DATE)`,
  quarter: (day: Sql): Sql => sql`CAST(date_trunc('quarter', ${day}) AS DATE)`,
  year: (day: Sql): Sql => sql`CAST(date_trunc('year', ${day}) AS DATE)`,
} as const satisfies Record<Period, (day: Sql) => Sql>;

/** First day of the period in which a day lies. */
export function periodStart(day: Sql, period: Period): Sql {
  return STARTS[period](day);
}

/** What a record adds: DECIMAL(18, 4), 0 where it has no value. */
export function valueOf(reading: Reading, dataset: Dataset, alias?: string): Sql {
  if (reading.value === undefined) return sql`CAST(1 AS DECIMAL(18, 4))`;
  return sql`coalesce(CAST(${compileExpression(reading.value, columnOf(dataset, alias))} AS DECIMAL(18, 4)), CAST(0 AS DECIMAL(18, 4)))`;
}

/** Does a record count? TRUE or FALSE, never NULL. */
export function countsOf(reading: Reading, dataset: Dataset, alias?: string): Sql {
  const column = columnOf(dataset, alias);
  const alive = reading.deleted ? [] : [sql`NOT ${alias === undefined ? id("_deleted") : id(alias, "_deleted")}`];
  return and([...alive, ...reading.conditions.map((condition) => sql`coalesce(${compileExpression(condition, column)}, FALSE)`)]);
}

/**
 * What each record of a metric adds, and where: `row` (`_row`), `key`, `unit`, `period` (DATE), `value` DECIMAL(18, 4),
 * of the records that count and have a day. A query.
 */
export function contributions(set: RecordSet, reading: Reading, period: Period, dialect: Dialect): Sql {
  const { dataset } = set;
  const day = dayOf(dataset, reading.date, reading.zone, dialect);
  return sql`SELECT _row AS "row", _key AS key, _unit AS unit, ${periodStart(day, period)} AS period, ${valueOf(reading, dataset)} AS value
FROM ${id(set.relation)} WHERE ${countsOf(reading, dataset)} AND ${day} IS NOT NULL`;
}
