import { sql } from "../../sql/index.ts";
import { dayOf, isBusinessDay } from "../day.ts";
import { foundWhere } from "./found.ts";
import { enqueue } from "./outbox.ts";
import type { WatchPorts } from "./watch.ts";

/** On business days, from the declared hour: to each owner with an address, what is open and theirs. Who has nothing open gets none. */
export async function digests({ store, settings, calendar, estate }: WatchPorts, now: string): Promise<void> {
  const { digest } = settings;
  const today = dayOf(now, calendar.timeZone);
  if (digest === undefined || hourOf(now, calendar.timeZone) < digest.hour || !isBusinessDay(today, calendar)) return;
  const owners = await store.rows<{ owner: string; email: string | null; overdue: number }>(
    sql`SELECT e.owner, (
  SELECT min(u.email) FROM users AS u WHERE (u.name = e.owner OR u.display = e.owner) AND u.disabled_at IS NULL HAVING count(DISTINCT u.email) = 1
) AS email, count(*) FILTER (WHERE e.due < CAST(${today} AS date)) AS overdue
FROM exceptions AS e WHERE e.open AND NOT e.symptom AND e.owner IS NOT NULL
  AND NOT EXISTS (SELECT FROM deliveries AS d WHERE d.event = ${`digest:${today}:`} || e.owner AND d.target = ${digest.by})
GROUP BY e.owner ORDER BY e.owner`,
  );
  for (const { owner, email, overdue } of owners) {
    const to = (Object.hasOwn(digest.owners, owner) ? digest.owners[owner] : undefined) ?? email ?? undefined;
    if (to === undefined) continue;
    const found = await foundWhere(store, sql`e.owner = ${owner}`);
    if (found.count === 0) continue;
    const things = found.count === 1 ? "1 open exception" : `${found.count} open exceptions`;
    const worth = found.amount === "0.00" ? "" : `, worth ${found.amount} ${estate.currency}`;
    const late = overdue === 0 ? "None is overdue." : `${overdue} ${overdue === 1 ? "is" : "are"} overdue.`;
    const sentence = `${owner} has ${things} in ${estate.title}${worth}. ${late}`;
    const alert = { kind: "digest", at: now, estate: estate.title, currency: estate.currency, sentence, to, ...found } as const;
    await enqueue(store, `digest:${today}:${owner}`, digest.by, alert, now);
  }
}

function hourOf(instant: string, timeZone: string): number {
  return Number(new Intl.DateTimeFormat("en-US", { timeZone, hour: "2-digit", hourCycle: "h23" }).format(new Date(instant)));
}
