import type { Engine } from "./engines/engine.ts";
import { formatMoney, money } from "./model/index.ts";
import { id, sql } from "./sql/index.ts";

/**
 * The money in all breaks and in states that disagree or are stuck now, each record's
 * once: in several places, its largest. A control total repeats what records show, so
 * it counts only by what it exceeds them.
 */
export async function amountAtRisk(engine: Engine, breaks: string, mismatches: string): Promise<string> {
  const atRisk = sql`abs(coalesce(difference, amount, 0))`;
  const [row] = await engine.rows<{ records: string | null; total: string | null }>(
    sql`SELECT (
  SELECT sum(amount) FROM (
    SELECT max(amount) AS amount FROM (
      SELECT dataset, key, ${atRisk} AS amount FROM ${id(breaks)} WHERE line IS NOT NULL
      UNION ALL
      SELECT dataset, key, abs(amount) FROM ${id(mismatches)} WHERE outcome IN ('disagrees', 'stuck') AND amount IS NOT NULL
    ) AS places GROUP BY dataset, key
  ) AS own
) AS records, (SELECT max(${atRisk}) FROM ${id(breaks)} WHERE line IS NULL) AS total`,
  );
  const [records, total] = [money(row?.records), money(row?.total)];
  return formatMoney(records.greaterThan(total) ? records : total);
}

/** Words and units that are no record's own are told by findings, not counted here. */
export async function mismatchedRecords(engine: Engine, mismatches: string): Promise<number> {
  const [row] = await engine.rows<{ records: string }>(
    sql`SELECT count(*) AS records FROM (
  SELECT DISTINCT dataset, key FROM ${id(mismatches)} WHERE outcome NOT IN ('unmapped-word', 'avoided-word', 'definition-differs')
) AS own`,
  );
  return Number(row?.records);
}
