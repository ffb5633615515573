import type { AlertTarget, Duration } from "../../model/index.ts";
import { sql } from "../../sql/index.ts";
import type { Store } from "../../stores/store.ts";
import { addBusinessDays, dayOf } from "../day.ts";
import { enqueue, instant } from "./outbox.ts";
import type { WatchPorts } from "./watch.ts";

/** Tells, once for each last review, that the next one did not happen in time. Before the first, time counts from when the target was declared. */
export async function missed({ store, settings, calendar, estate }: WatchPorts, target: AlertTarget, now: string): Promise<void> {
  const { expected } = settings;
  const start = await startOf(store, target.name);
  if (expected === undefined || start === undefined) return;
  const last = await lastRun(store, now);
  // A target that was declared after it was missed is told too: it is missing still.
  if (!isLate(last?.at ?? start, expected, now, calendar)) return;
  const since = last === undefined ? "none was ever recorded" : `the last was recorded on ${dayOf(last.at, calendar.timeZone)}`;
  const sentence = `An expected review of ${estate.title} did not happen: one is due every ${inWords(expected)}, and ${since}.`;
  const alert = {
    kind: "missed",
    at: now,
    estate: estate.title,
    currency: estate.currency,
    sentence,
    count: 0,
    amount: "0.00",
    items: [],
  } as const;
  await enqueue(store, `missed:${last?.id ?? "first"}`, target.name, alert, now);
}

/** Business days are over with their day; days and hours with the hour. */
function isLate(since: string, { count, unit }: Duration, now: string, calendar: WatchPorts["calendar"]): boolean {
  if (unit === "business-days") {
    const last = addBusinessDays(dayOf(since, calendar.timeZone), count, calendar);
    return dayOf(now, calendar.timeZone) > last;
  }
  return Date.parse(now) - Date.parse(since) > count * (unit === "hours" ? 3_600_000 : 86_400_000);
}

function inWords({ count, unit }: Duration): string {
  const name = { hours: "hour", days: "day", "business-days": "business day" }[unit];
  return count === 1 ? name : `${count} ${name}s`;
}

/** When the target was first declared. */
async function startOf(store: Store, target: string): Promise<string | undefined> {
  const [row] = await store.rows<{ at: string }>(sql`SELECT created_at AS at FROM deliveries WHERE event = 'start' AND target = ${target}`);
  return row?.at;
}

/** The review that was recorded last, if any was. */
async function lastRun(store: Store, now: string): Promise<{ readonly id: string; readonly at: string } | undefined> {
  const [row] = await store.rows<{ id: string; at: string }>(
    sql`SELECT id, recorded_at AS at FROM runs WHERE recorded_at <= ${instant(now)} ORDER BY number DESC LIMIT 1`,
  );
  return row;
}
