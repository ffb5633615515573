import { id, sql, type Sql } from "./sql.ts";

/*
 * Business time: how much of business days has passed. A time stands at
 *
 *   f(t) = business days before t's local day
 *        + the part of the local day that has passed, where that day is a business day
 *
 * and what passed between two times is f of the later − f of the earlier. A day
 * counts 24 hours of the wall clock, so that a day on which clocks change counts
 * one like all others. Nights count: a business day is a local day, not office hours.
 */

/** First and last day that a calendar holds; a time beyond stands at its edge. */
const EDGES = { first: "1990-01-01 00:00:00", last: "2099-12-31 23:59:59" } as const;

/** f of a local TIMESTAMP in seconds of business days (86,400 make one), BIGINT, given the joined row of `joinBusinessDay`. NULL where the time is. */
export function businessSeconds(local: Sql, alias: string): Sql {
  const time = within(local);
  const passed = sql`date_diff('second', CAST(CAST(${time} AS DATE) AS TIMESTAMP), ${time})`;
  const { business, open } = { business: id(alias, "business"), open: id(alias, "open") };
  // `business` counts the day itself, too, where it is open.
  return sql`CASE WHEN ${open} THEN (CAST(${business} AS BIGINT) - 1) * 86400 + ${passed} ELSE CAST(${business} AS BIGINT) * 86400 END`;
}

/**
 * ` LEFT JOIN …`: the calendar's row of a local time's day.
 *
 * @param calendar the relation of `createCalendar`
 */
export function joinBusinessDay(calendar: string, alias: string, local: Sql): Sql {
  return sql` LEFT JOIN ${id(calendar)} AS ${id(alias)} ON ${id(alias, "day")} = CAST(${within(local)} AS DATE)`;
}

function within(local: Sql): Sql {
  const edge = (at: string): Sql => sql`CAST(${at} AS TIMESTAMP)`;
  // Not by least and greatest, which pass over a NULL.
  return sql`CASE WHEN ${local} < ${edge(EDGES.first)} THEN ${edge(EDGES.first)} WHEN ${local} > ${edge(EDGES.last)} THEN ${edge(EDGES.last)} ELSE ${local} END`;
}
