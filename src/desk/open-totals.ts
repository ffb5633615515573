import { formatMoney, money, type ExceptionFilter } from "../model/index.ts";
import { sql } from "../sql/index.ts";
import type { StoreSession } from "../stores/store.ts";
import { conditionOf } from "./inbox.ts";

/** Open exceptions at one place: how many, what they come to, how many are overdue. */
export interface OpenTotal {
  readonly count: number;
  readonly amount: string;
  readonly overdue: number;
}

/** Open exceptions by the finding, or the handoff, at which they stand; those without one are left out. */
export async function openTotals(
  session: StoreSession,
  by: "finding" | "handoff",
  today: string,
  scope: readonly string[] | undefined,
): Promise<ReadonlyMap<string, OpenTotal>> {
  const column = by === "finding" ? sql`e.finding` : sql`e.handoff`;
  // What another finding explains is counted at its finding, and not at the place.
  const filter = { symptoms: by === "finding", ...(scope === undefined ? {} : { scope }) };
  const rows = await session.rows<{ place: string; count: number; amount: string; overdue: number }>(sql`SELECT ${column} AS place,
  count(*) AS count, coalesce(sum(e.amount), 0) AS amount, count(*) FILTER (WHERE e.due_key < CAST(${today} AS date)) AS overdue
FROM exceptions AS e WHERE e.open AND ${column} IS NOT NULL AND ${conditionOf(filter, today)} GROUP BY ${column}`);
  return new Map(rows.map(({ place, count, amount, overdue }) => [place, { count, amount: formatMoney(money(amount)), overdue }]));
}

/** How many exceptions a filter lets through. */
export async function countOf(session: StoreSession, filter: ExceptionFilter, today: string): Promise<number> {
  const [row] = await session.rows<{ count: number }>(
    sql`SELECT count(*) AS count FROM exceptions AS e WHERE ${conditionOf(filter, today)}`,
  );
  return row?.count ?? 0;
}
