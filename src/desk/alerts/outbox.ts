import { sql, type Sql } from "../../sql/index.ts";
import type { StoreSession } from "../../stores/store.ts";
import type { Alert } from "./message.ts";

/** How long who claimed a delivery has it to itself, in seconds; longer than any try lasts. */
const CLAIM = 60;
/** So many tries; with the waits between them about a day. */
export const MOST_TRIES = 10;
const FIRST_WAIT = 30;
const LONGEST_WAIT = 4 * 3_600;

/** A delivery that is this server's to try. */
export interface Claimed {
  readonly id: number;
  /** With the target it is unique: no alert is made twice. */
  readonly event: string;
  readonly target: string;
  readonly alert: Alert;
  /** Counted from 1; tells a later claim of the same delivery from this one. */
  readonly attempt: number;
}

export type DeliveryState = "waiting" | "delivered" | "given-up";

/** How it stands with a delivery, as it is shown. */
export interface Delivery {
  readonly id: number;
  readonly event: string;
  readonly target: string;
  readonly sentence: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly createdAt: string;
  /** undefined: not yet. */
  readonly deliveredAt: string | undefined;
  /** undefined unless it waits. */
  readonly nextTryAt: string | undefined;
  readonly lastError: string | undefined;
}

/** Puts an alert in the outbox; false: it is there already. */
export async function enqueue(session: StoreSession, event: string, target: string, alert: Alert, now: string): Promise<boolean> {
  const added = await session.run(sql`INSERT INTO deliveries (event, target, payload, created_at, next_try_at)
VALUES (${event}, ${target}, CAST(${JSON.stringify(alert)} AS jsonb), ${instant(now)}, ${instant(now)}) ON CONFLICT (event, target) DO NOTHING`);
  return added > 0;
}

/** Notes that something was looked at for a target, so that it is not looked at again: a row with nothing to send. */
export async function mark(session: StoreSession, event: string, target: string, now: string): Promise<void> {
  await session.run(sql`INSERT INTO deliveries (event, target, payload, created_at, next_try_at, delivered_at)
VALUES (${event}, ${target}, CAST('null' AS jsonb), ${instant(now)}, ${instant(now)}, ${instant(now)}) ON CONFLICT (event, target) DO NOTHING`);
}

/** Takes deliveries that are due, those that waited longest first. Of two servers each row goes to one; of one that died, to the next after a minute. */
export async function claim(session: StoreSession, targets: readonly string[], now: string, limit: number): Promise<Claimed[]> {
  const rows = await session.rows<{ id: number; event: string; target: string; payload: Alert; attempts: number }>(
    sql`UPDATE deliveries SET attempts = attempts + 1, claimed_until = ${instant(now)} + CAST(${`${CLAIM} seconds`} AS interval)
WHERE id IN (
  SELECT id FROM deliveries
  WHERE delivered_at IS NULL AND given_up_at IS NULL AND next_try_at <= ${instant(now)} AND (claimed_until IS NULL OR claimed_until <= ${instant(now)})
    AND target IN (SELECT jsonb_array_elements_text(CAST(${JSON.stringify(targets)} AS jsonb)))
  ORDER BY next_try_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
RETURNING id, event, target, payload, attempts`,
  );
  return rows
    .map(({ id, event, target, payload, attempts }) => ({ id, event, target, alert: payload, attempt: attempts }))
    .sort((a, b) => a.id - b.id);
}

/** The target has it. It is said even when the claim ran out meanwhile: what was acknowledged is not sent again. */
export async function delivered(session: StoreSession, { id }: Claimed, now: string): Promise<void> {
  await session.run(
    sql`UPDATE deliveries SET delivered_at = ${instant(now)}, claimed_until = NULL, given_up_at = NULL, last_error = NULL WHERE id = ${id} AND delivered_at IS NULL`,
  );
}

/** It was not reached: it waits longer each time, by chance up to half as long again, and is given up after so many tries. */
export async function failed(
  session: StoreSession,
  { id, attempt }: Claimed,
  failure: { readonly message: string; readonly retryAfter: number | undefined },
  { now, random }: { readonly now: string; readonly random: number },
): Promise<"waiting" | "given-up"> {
  const wait = Math.max(Math.min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT) * (1 + random / 2), failure.retryAfter ?? 0);
  const over = attempt >= MOST_TRIES;
  const next = new Date(Date.parse(now) + wait * 1_000).toISOString();
  await session.run(sql`UPDATE deliveries SET claimed_until = NULL, last_error = ${failure.message},
  next_try_at = ${instant(next)}, given_up_at = ${over ? instant(now) : sql`NULL`}
WHERE id = ${id} AND attempts = ${attempt} AND delivered_at IS NULL`);
  return over ? "given-up" : "waiting";
}

/** What failed first (given up, then what waits after a try), else newest first. `state` undefined: all. */
export async function listDeliveries(
  session: StoreSession,
  { state, limit = 100 }: { readonly state?: DeliveryState; readonly limit?: number } = {},
): Promise<Delivery[]> {
  const rows = await session.rows<{
    id: number;
    event: string;
    target: string;
    sentence: string;
    state: DeliveryState;
    attempts: number;
    created_at: string;
    next_try_at: string;
    delivered_at: string | null;
    last_error: string | null;
  }>(sql`SELECT * FROM (
  SELECT id, event, target, payload ->> 'sentence' AS sentence, attempts, created_at, next_try_at, delivered_at, last_error,
    CASE WHEN delivered_at IS NOT NULL THEN 'delivered' WHEN given_up_at IS NOT NULL THEN 'given-up' ELSE 'waiting' END AS state
  FROM deliveries WHERE payload <> CAST('null' AS jsonb)
) AS d WHERE ${state === undefined ? sql`TRUE` : sql`state = ${state}`} 
ORDER BY CASE WHEN state = 'given-up' THEN 1 WHEN state = 'waiting' AND last_error IS NOT NULL THEN 2 ELSE 3 END, id DESC LIMIT ${Math.min(Math.max(limit, 1), 500)}`);
  return rows.map((row) => ({
    id: row.id,
    event: row.event,
    target: row.target,
    sentence: row.sentence,
    state: row.state,
    attempts: row.attempts,
    createdAt: row.created_at,
    deliveredAt: row.delivered_at ?? undefined,
    nextTryAt: row.state === "waiting" ? row.next_try_at : undefined,
    lastError: row.last_error ?? undefined,
  }));
}

export function instant(text: string): Sql {
  return sql`CAST(${text} AS timestamptz)`;
}
