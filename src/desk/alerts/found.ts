import { formatMoney, money } from "../../model/index.ts";
import { sql, type Sql } from "../../sql/index.ts";
import type { StoreSession } from "../../stores/store.ts";
import { OF_RECORD } from "../facets.ts";
import type { Alert, AlertItem } from "./message.ts";

const FIRST = 5;

interface FoundRow extends AlertItem, Readonly<Record<string, unknown>> {
  readonly total: number;
}

/** Open exceptions `e` that are no mere symptoms: how many, what they are worth, and the most severe and dearest of them. What was resolved meanwhile is not told. */
export async function foundWhere(session: StoreSession, where: Sql): Promise<Pick<Alert, "count" | "amount" | "items">> {
  const rows = await session.rows<FoundRow>(
    sql`SELECT e.fingerprint, f.title, e.severity, e.key, e.unit, e.owner, e.amount, e.due, count(*) OVER () AS total
FROM exceptions AS e JOIN current_findings AS f ON f.fingerprint = e.finding
WHERE e.open AND NOT e.symptom AND ${where}
ORDER BY CASE e.severity WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END, e.amount_key DESC, e.fingerprint LIMIT ${FIRST}`,
  );
  const [first] = rows;
  return {
    count: first?.total ?? 0,
    amount: await worthWhere(session, where),
    items: rows.map(({ fingerprint, title, severity, key, unit, owner, amount, due }) => ({
      fingerprint,
      title,
      severity,
      key,
      unit,
      owner,
      amount: amount === null ? null : formatMoney(money(amount)),
      due,
    })),
  };
}

/** Each record's money once, where it is largest; control totals repeat what records show. As the overview has it. */
async function worthWhere(session: StoreSession, where: Sql): Promise<string> {
  const [row] = await session.rows<{ worth: string | null }>(sql`SELECT greatest(coalesce(sum(most) FILTER (WHERE of_record), 0),
  coalesce(max(most) FILTER (WHERE NOT of_record), 0)) AS worth
FROM (
  SELECT ${OF_RECORD} AS of_record, e.dataset, e.key, max(e.amount) AS most FROM exceptions AS e
  WHERE e.open AND e.level = 'break' AND (${OF_RECORD} OR (e.key IS NULL AND e.lifecycle IS NULL)) AND ${where}
  GROUP BY 1, e.dataset, e.key
) AS records`);
  return formatMoney(money(row?.worth ?? "0"));
}
