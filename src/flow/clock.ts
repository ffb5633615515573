import type { Handoff, RecordSet, Side } from "../model/index.ts";
import { id, sql, startOfDay, toLocal, type Dialect, type Sql, type TimeRange } from "../sql/index.ts";

/** Which kind of time a side's clock tells; undefined: it has no clock. */
export function clockType(handoff: Handoff, side: Side, set: RecordSet): "date" | "timestamp" | undefined {
  const { clock } = handoff[side];
  const type = set.dataset.fields.find(({ name }) => name === clock)?.type;
  return type === "date" || type === "timestamp" ? type : undefined;
}

/** A clock as an instant, UTC TIMESTAMP: a day counts from its first local moment. */
export function instant(column: Sql, type: "date" | "timestamp", zone: string, range: TimeRange | undefined, dialect: Dialect): Sql {
  return type === "date" ? startOfDay(column, zone, range, dialect) : column;
}

/** A clock as the wall shows it, local TIMESTAMP. */
export function wallTime(column: Sql, type: "date" | "timestamp", zone: string, range: TimeRange | undefined, dialect: Dialect): Sql {
  return type === "date" ? sql`CAST(${column} AS TIMESTAMP)` : toLocal(column, zone, range, dialect);
}

/** Whole seconds since 1970, BIGINT. */
export function seconds(time: Sql): Sql {
  return sql`date_diff('second', CAST('1970-01-01' AS TIMESTAMP), ${time})`;
}

/** Earliest and latest of a column, for `instant` and `wallTime`. */
export function rangeOf(relation: string, column: string): Sql {
  return sql`SELECT CAST(min(${id(column)}) AS VARCHAR) AS least, CAST(max(${id(column)}) AS VARCHAR) AS greatest FROM ${id(relation)}`;
}
