import type { Engine } from "../engines/engine.ts";
import { formatMoney, money, type Estate, type Handoff, type HandoffTiming, type RecordSet } from "../model/index.ts";
import { id, sql } from "../sql/index.ts";
import { instant, seconds } from "./clock.ts";

export interface WaitingInput {
  readonly set: RecordSet;
  readonly outcomes: string;
  readonly clock: "date" | "timestamp";
  /** UTC, as a TIMESTAMP is written. */
  readonly known: string;
}

/**
 * Upstream records that have no counterpart, or none that is certain, by the
 * tie-out's outcomes: missing and ambiguous ones are overdue, those in flight are
 * not. Ages are of the records whose clock is known; one that began after what is
 * known has waited for nothing yet.
 */
export async function measureWaiting(
  engine: Engine,
  estate: Pick<Estate, "timeZone">,
  { from }: Handoff,
  input: WaitingInput,
): Promise<HandoffTiming["waiting"]> {
  const began = instant(id("r", from.clock ?? ""), input.clock, estate.timeZone, undefined, engine.dialect);
  const amount = from.amount === undefined ? sql`NULL` : sql`CAST(sum(${id("r", from.amount)}) AS VARCHAR)`;
  const since = sql`${seconds(sql`CAST(${input.known} AS TIMESTAMP)`)} - ${seconds(began)}`;
  const age = sql`CASE WHEN ${since} < 0 THEN 0 ELSE ${since} END`;
  const [row] = await engine.rows<{
    records: string;
    overdue: string;
    amount: string | null;
    median: string | null;
    oldest: string | null;
  }>(
    sql`SELECT records, overdue, amount, ages[1] AS median, oldest FROM (
  SELECT count(*) AS records, count(*) FILTER (WHERE o.outcome <> 'in-flight') AS overdue, ${amount} AS amount,
    ${engine.dialect.quantiles(age, ["0.5"])} AS ages, max(${age}) AS oldest
  FROM ${id(input.outcomes)} AS o JOIN ${id(input.set.relation)} AS r ON r._row = o.row
  WHERE o.side = 'from' AND o.outcome IN ('missing', 'ambiguous', 'in-flight')
) AS waiting`,
  );
  return {
    records: Number(row?.records),
    amount: from.amount === undefined ? undefined : formatMoney(money(row?.amount)),
    overdue: Number(row?.overdue),
    medianAge: inDays(row?.median),
    oldest: inDays(row?.oldest),
  };
}

function inDays(age: string | null | undefined): string | undefined {
  return age === null || age === undefined ? undefined : (Math.round((Number(age) * 100) / 86_400) / 100).toFixed(2);
}
