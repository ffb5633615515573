import { formatMoney, money } from "../../model/index.ts";
import { sql, type Sql } from "../../sql/index.ts";
import type { StoreSession } from "../../stores/store.ts";
import type { Alert, AlertItem } from "./message.ts";

const FIRST = 5;

interface FoundRow extends AlertItem, Readonly<Record<string, unknown>> {
  readonly total: number;
  readonly worth: string | null;
}

/** Open exceptions `e` that are no mere symptoms: how many, what they are worth, and the most severe and dearest of them. What was resolved meanwhile is not told. */
export async function foundWhere(session: StoreSession, where: Sql): Promise<Pick<Alert, "count" | "amount" | "items">> {
  const rows = await session.rows<FoundRow>(
    sql`SELECT e.fingerprint, f.title, e.severity, e.key, e.unit, e.owner, e.amount, e.due, count(*) OVER () AS total, sum(e.amount) OVER () AS worth
FROM exceptions AS e JOIN current_findings AS f ON f.fingerprint = e.finding
WHERE e.open AND NOT e.symptom AND ${where}
ORDER BY CASE e.severity WHEN 'high' THEN 1 WHEN 'medium' THEN 2 ELSE 3 END, e.amount_key DESC, e.fingerprint LIMIT ${FIRST}`,
  );
  const [first] = rows;
  return {
    count: first?.total ?? 0,
    amount: formatMoney(money(first?.worth ?? "0")),
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
