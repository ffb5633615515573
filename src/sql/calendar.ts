import type { Dialect } from "./dialect.ts";
import { id, join, sql, type Sql } from "./sql.ts";

/** Which days are worked. */
export interface WorkingDays {
  /** Days of the week, 0 = Sunday. */
  readonly businessDays: readonly number[];
  /** ISO days that are not worked. */
  readonly holidays: readonly string[];
}

/**
 * The estate's business days as a relation: `day` DATE, `open` BOOLEAN (is it a
 * business day?), `business` INTEGER (business days from the calendar's start up
 * to and with it). From 1990 to 2099.
 */
export function createCalendar(name: string, estate: WorkingDays, dialect: Dialect): Sql {
  const weekday = sql`(${dialect.daysBetween(sql`CAST('1989-12-31' AS DATE)`, sql`day`)} % 7)`;
  const closed =
    estate.holidays.length === 0 ? sql`` : sql` AND day NOT IN (${join(estate.holidays.map((day) => sql`CAST(${day} AS DATE)`))})`;
  const days = estate.businessDays.length === 0 ? sql`FALSE` : sql`${weekday} IN (${join(estate.businessDays.map((day) => sql`${day}`))})`;
  return sql`CREATE TABLE ${id(name)} AS
SELECT day, open, CAST(sum(CASE WHEN open THEN 1 ELSE 0 END) OVER (ORDER BY day ROWS UNBOUNDED PRECEDING) AS INTEGER) AS business
FROM (SELECT day, ${days}${closed} AS open FROM ${dialect.days("1990-01-01", "2099-12-31")} AS d) AS days`;
}
