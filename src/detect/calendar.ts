import type { Estate } from "../model/index.ts";
import { id, join, sql, type Dialect, type Sql } from "../sql/index.ts";

/**
 * The estate's business days as a relation: `day` DATE, `open` BOOLEAN (is it a
 * business day?), `business` INTEGER (business days from the calendar's start up
 * to and with it). From 1990 to 2099.
 */
export function createCalendar(name: string, estate: Pick<Estate, "businessDays" | "holidays">, dialect: Dialect): Sql {
  const weekday = sql`(${dialect.daysBetween(sql`CAST('1989-12-31' AS DATE)`, sql`day`)} % 7)`;
  const closed =
    estate.holidays.length === 0 ? sql`` : sql` AND day NOT IN (${join(estate.holidays.map((day) => sql`CAST(${day} AS DATE)`))})`;
  const days = estate.businessDays.length === 0 ? sql`FALSE` : sql`${weekday} IN (${join(estate.businessDays.map((day) => sql`${day}`))})`;
  return sql`CREATE TABLE ${id(name)} AS
SELECT day, open, CAST(sum(CASE WHEN open THEN 1 ELSE 0 END) OVER (ORDER BY day ROWS UNBOUNDED PRECEDING) AS INTEGER) AS business
FROM (SELECT day, ${days}${closed} AS open FROM ${dialect.days("1990-01-01", "2099-12-31")} AS d) AS days`;
}
