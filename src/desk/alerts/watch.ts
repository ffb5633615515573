import type { AlertKind, AlertSettings, AlertTarget, Severity } from "../../model/index.ts";
import { sql, type Sql } from "../../sql/index.ts";
import type { Store } from "../../stores/store.ts";
import { dayOf } from "../day.ts";
import type { DeskCalendar } from "../desk.ts";
import { digests } from "./digest.ts";
import type { Alert } from "./message.ts";
import { missed } from "./missed.ts";
import { enqueue, mark } from "./outbox.ts";
import { foundWhere } from "./found.ts";

export interface WatchPorts {
  readonly store: Store;
  readonly settings: AlertSettings;
  readonly calendar: Pick<DeskCalendar, "timeZone" | "businessDays" | "holidays">;
  readonly estate: { readonly title: string; readonly currency: string };
  /** UTC ISO 8601. */
  readonly now: () => string;
}

const SEVERITIES: readonly Severity[] = ["low", "medium", "high"];

/**
 * Puts in the outbox what happened since a target was first declared: an alert of a
 * kind for each review, or day, not for each exception. Looking again adds nothing.
 */
export async function watch(ports: WatchPorts): Promise<void> {
  const now = ports.now();
  for (const target of ports.settings.targets) {
    await mark(ports.store, "start", target.name, now);
    await tellRuns(ports, target, now);
    if (target.on.includes("overdue")) await tellOverdue(ports, target, now);
    if (target.on.includes("missed")) await missed(ports, target, now);
  }
  await digests(ports, now);
}

async function tellRuns(ports: WatchPorts, target: AlertTarget, now: string): Promise<void> {
  const { store } = ports;
  const runs = await store.rows<{ id: string }>(sql`SELECT r.id FROM runs AS r
JOIN deliveries AS s ON s.event = 'start' AND s.target = ${target.name}
WHERE r.applied AND r.recorded_at >= s.created_at
  AND NOT EXISTS (SELECT FROM deliveries AS d WHERE d.event = 'run:' || r.id AND d.target = ${target.name})
ORDER BY r.number`);
  for (const { id } of runs) {
    if (target.on.includes("new")) await tell(ports, target, { event: `new:${id}`, kind: "new", where: during(id, OPENED), now });
    if (target.on.includes("worse")) await tell(ports, target, { event: `worse:${id}`, kind: "worse", where: during(id, WORSE), now });
    await mark(store, `run:${id}`, target.name, now);
  }
}

const OPENED: Sql = sql`v.type IN ('opened', 'reopened', 'acceptance-ended')`;

/** Dearer, more severe, or no longer the mere symptom of another. */
const WORSE: Sql = sql`v.type = 'changed' AND (
  CAST(v.detail -> 'amount' ->> 'to' AS numeric) > coalesce(CAST(v.detail -> 'amount' ->> 'from' AS numeric), 0)
  OR ${rank(sql`v.detail -> 'severity' ->> 'to'`)} > ${rank(sql`v.detail -> 'severity' ->> 'from'`)}
  OR v.detail -> 'symptom' ->> 'to' = 'false')`;

function rank(severity: Sql): Sql {
  return sql`CASE ${severity} WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 END`;
}

function during(run: string, happened: Sql): Sql {
  return sql`EXISTS (SELECT FROM exception_events AS v WHERE v.fingerprint = e.fingerprint AND v.run = ${run} AND ${happened})`;
}

/** Once a day, those whose due day is over since it was last looked. */
async function tellOverdue(ports: WatchPorts, target: AlertTarget, now: string): Promise<void> {
  const { store, calendar } = ports;
  const today = dayOf(now, calendar.timeZone);
  const [last] = await store.rows<{ day: string | null; start: string }>(
    sql`SELECT max(substr(d.event, 8)) AS day, min(s.created_at) AS start FROM deliveries AS s
LEFT JOIN deliveries AS d ON d.target = s.target AND d.event LIKE 'looked:%'
WHERE s.event = 'start' AND s.target = ${target.name}`,
  );
  if (last === undefined) return;
  const since = last.day ?? dayOf(last.start, calendar.timeZone);
  if (last.day !== null && last.day >= today) return;
  const where = sql`e.due >= CAST(${since} AS date) AND e.due < CAST(${today} AS date)`;
  await tell(ports, target, { event: `overdue:${today}`, kind: "overdue", where, now });
  await mark(store, `looked:${today}`, target.name, now);
}

interface Telling {
  readonly event: string;
  readonly kind: AlertKind;
  /** Of exceptions `e`. */
  readonly where: Sql;
  readonly now: string;
}

async function tell({ store, estate }: WatchPorts, target: AlertTarget, { event, kind, where, now }: Telling): Promise<void> {
  const severe = SEVERITIES.slice(SEVERITIES.indexOf(target.from));
  const found = await foundWhere(
    store,
    sql`${where} AND e.severity IN (SELECT jsonb_array_elements_text(CAST(${JSON.stringify(severe)} AS jsonb)))`,
  );
  if (found.count === 0) return;
  const alert: Alert = {
    kind,
    at: now,
    estate: estate.title,
    currency: estate.currency,
    sentence: sentenceOf(kind, estate, found),
    ...found,
  };
  await enqueue(store, event, target.name, alert, now);
}

function sentenceOf(
  kind: AlertKind,
  { title, currency }: WatchPorts["estate"],
  { count, amount }: Pick<Alert, "count" | "amount">,
): string {
  const things = count === 1 ? "1 exception" : `${count} exceptions`;
  const worth = amount === "0.00" ? "" : `, worth ${amount} ${currency}`;
  switch (kind) {
    case "worse":
      return `A review of ${title} found ${things} that became worse${worth}.`;
    case "overdue":
      return `In ${title}, ${things} became overdue${worth}.`;
    default:
      return `A review of ${title} found ${things} that ${count === 1 ? "is" : "are"} new or back${worth}.`;
  }
}
