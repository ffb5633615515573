import { createHash } from "node:crypto";
import type { Actor } from "../model/index.ts";
import { sql, type Sql } from "../sql/index.ts";
import type { ChainHead, StoreSession } from "../stores/store.ts";
import { canonical } from "./canonical.ts";
import type { DeskPorts } from "./desk.ts";

/** What is said in the audit log of one change. */
export interface Entry {
  readonly actor: Actor;
  /** `exception.resolved`, `run.recorded`, `token.created` … */
  readonly action: string;
  readonly subject: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** A change under way: everything in it, its log entries too, is committed or nothing is. */
export interface Change {
  readonly session: StoreSession;
  /** When it happens. */
  readonly at: string;
  /** Adds an entry; gives its number, which the events that it speaks of carry. */
  log(entry: Entry): number;
}

/** What a link's hash is taken over, after the hash of the one before. */
export interface Link {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  /** Canonical JSON. */
  readonly content: string;
}

export function linkHash(previous: string, { seq, at, actor, action, subject, content }: Link): string {
  return createHash("sha256")
    .update(`${previous}\n${canonical([seq, at, actor, action, subject, content])}`)
    .digest("hex");
}

/** `anna` in an event is `user:anna` in the log. */
function actorName({ type, name }: Actor): string {
  return type === name ? name : `${type}:${name}`;
}

/** A digest over all that is kept of an exception `e` itself; what is computed from it is left out. */
export const ROW_DIGEST: Sql = sql`encode(sha256(convert_to(CAST(jsonb_build_array(e.fingerprint, e.level, e.finding, e.kind, e.outcome, e.severity, e.handoff,
    e.lifecycle, e.entity, e.dataset, e.key, e.reference, e.unit, e.date, CAST(e.amount AS text), e.symptom, e.owner, e.owner_from, e.state,
    extract(epoch FROM e.opened_at), extract(epoch FROM e.first_seen), extract(epoch FROM e.last_seen), e.reopened, e.due, e.resolved_by,
    extract(epoch FROM e.resolved_at), e.resolved_reason, extract(epoch FROM e.resolved_as_of), e.accepted_reason, e.accepted_until,
    CAST(e.accepted_amount AS text), extract(epoch FROM e.changed_at), e.version) AS text), 'UTF8')), 'hex')`;

/** A digest over the events of one entry, in the order of their ids. */
export const EVENT_DIGEST: Sql = sql`encode(sha256(convert_to(string_agg(concat_ws('|', fingerprint, type,
    to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), actor, coalesce(run, ''), version, CAST(detail AS text), row_digest), chr(10) ORDER BY id), 'UTF8')), 'hex')`;

/**
 * Does work in a transaction in which it alone may write: the chain's head is
 * locked first, by everyone, so that nobody waits for two things at once.
 * `prepare` is done before that, where it may take its time.
 */
export async function changing<T>(
  { store, now }: DeskPorts,
  work: (change: Change) => Promise<T>,
  prepare?: (session: StoreSession) => Promise<void>,
): Promise<T> {
  let kept: ChainHead | undefined;
  const result = await store.transaction(async (session) => {
    await prepare?.(session);
    const [head] = await session.rows<{ seq: number; hash: string }>(sql`SELECT seq, hash FROM audit_head FOR UPDATE`);
    if (head === undefined) throw new Error("the audit log has no head");
    const entries: Entry[] = [];
    const at = now();
    const done = await work({ session, at, log: (entry) => head.seq + entries.push(entry) });
    if (entries.length > 0) kept = await append(session, head, at, entries);
    return done;
  });
  if (kept !== undefined) await store.anchor?.keep(kept);
  return result;
}

async function append(session: StoreSession, head: ChainHead, at: string, entries: readonly Entry[]): Promise<ChainHead> {
  const digests = await session.rows<{ audit: number; events: number; digest: string }>(
    sql`SELECT audit, count(*) AS events, ${EVENT_DIGEST} AS digest FROM exception_events WHERE audit > ${head.seq} GROUP BY audit`,
  );
  const events = new Map(digests.map(({ audit, events: count, digest }) => [audit, { count, digest }]));
  let previous = head.hash;
  const links = entries.map(({ actor, action, subject, content }, index) => {
    const seq = head.seq + index + 1;
    const link = { seq, at, actor: actorName(actor), action, subject, content: canonical({ ...content, events: events.get(seq) }) };
    const hash = linkHash(previous, link);
    const row = { ...link, previous, hash };
    previous = hash;
    return row;
  });
  await session.run(sql`INSERT INTO audit_log (seq, at, actor, action, subject, content, previous, hash)
SELECT seq, at, actor, action, subject, content, previous, hash
FROM jsonb_to_recordset(CAST(${JSON.stringify(links)} AS jsonb)) AS t(seq bigint, at timestamptz, actor text, action text, subject text, content text, previous text, hash text)`);
  const newest = { seq: head.seq + links.length, hash: previous };
  await session.run(sql`UPDATE audit_head SET seq = ${newest.seq}, hash = ${newest.hash}`);
  return newest;
}
