import type { Dialect } from "./dialect.ts";
import { id, sql, type Sql } from "./sql.ts";
import { startOfDay, toLocal, type TimeRange } from "./zone-shift.ts";

/** A time that is agreed, in the model's words. */
export interface AgreedTime {
  readonly count: number;
  readonly unit: "hours" | "days" | "business-days";
}

export interface DeadlineContext {
  readonly dialect: Dialect;
  readonly timeZone: string;
  /** The relation of `createCalendar`. */
  readonly calendar: string;
  /** Earliest and latest of the times; undefined: not known, which is slower. */
  readonly range: TimeRange | undefined;
}

/** When something is due: `due` may be read where `join` is put behind the relation that holds the time. */
export interface Deadline {
  readonly due: Sql;
  readonly join: Sql;
}

/**
 * When what begins at a UTC TIMESTAMP is due, as a UTC TIMESTAMP:
 *
 * - n hours: n hours later
 * - n days: when the n-th local day after its own is over; so 0 days end with the day itself
 * - n business days: when the n-th business day after its own day is over; 0 end with the day itself
 *
 * Days begin at their first moment in the zone, which is not midnight where the clock
 * skips it. Before 1990 and after 2099 every day counts as a business day. What is due
 * is worked out once a day, not once a row.
 *
 * @param time a column, qualified where the join could make it ambiguous
 * @param from the relation that holds it, as it stands behind FROM
 */
export function deadline(time: Sql, from: Sql, agreed: AgreedTime, context: DeadlineContext): Deadline {
  if (agreed.unit === "hours") return { due: context.dialect.plus(time, sql`${agreed.count}`, "hours"), join: sql`` };
  const day = localDay(time, context);
  const days = sql`(SELECT DISTINCT ${day} AS day FROM ${from} WHERE ${time} IS NOT NULL) AS own`;
  return {
    due: sql`due_days.due`,
    join: sql`
LEFT JOIN (
  SELECT day, ${startOfDay(sql`last_day + 1`, context.timeZone, undefined, context.dialect)} AS due FROM (${lastDays(days, agreed, context.calendar)}) AS counted
) AS due_days ON due_days.day = ${day}`,
  };
}

/** DATE of a UTC TIMESTAMP in the zone. */
function localDay(time: Sql, context: Pick<DeadlineContext, "dialect" | "timeZone" | "range">): Sql {
  return sql`CAST(${toLocal(time, context.timeZone, context.range, context.dialect)} AS DATE)`;
}

/** The last day on which it is in time. */
function lastDays(days: Sql, agreed: AgreedTime, calendar: string): Sql {
  if (agreed.unit === "days" || agreed.count === 0) return sql`SELECT own.day, own.day + ${agreed.count} AS last_day FROM ${days}`;
  return sql`SELECT own.day, coalesce(nth.day, own.day + ${agreed.count}) AS last_day FROM ${days}
    LEFT JOIN ${id(calendar)} AS here ON here.day = own.day
    LEFT JOIN (SELECT business, min(day) AS day FROM ${id(calendar)} WHERE open GROUP BY business) AS nth ON nth.business = here.business + ${agreed.count}`;
}
