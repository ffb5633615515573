import { groupThousands, type AuditFault, type AuditVerdict } from "../model/index.ts";
import { sql } from "../sql/index.ts";
import type { Store, StoreSession } from "../stores/store.ts";
import { EVENT_DIGEST, linkHash, ROW_DIGEST, type Link } from "./chain.ts";
import type { AuditEntry } from "./desk.ts";

const PAGE = 1_000;

interface LinkRow extends Link, Readonly<Record<string, unknown>> {
  readonly seq: number;
  readonly previous: string;
  readonly hash: string;
}

type Broken = Extract<AuditVerdict, { readonly intact: false }>;

/**
 * Walks the audit chain from its first row to its newest, in pages, and computes
 * every hash anew, outside the database. Then it holds the head, the hashes that
 * were kept elsewhere, the events of exceptions and the exceptions themselves against it.
 */
export async function verifyAudit(store: Store): Promise<AuditVerdict> {
  const anchors = new Map(((await store.anchor?.kept()) ?? []).map(({ seq, hash }) => [seq, hash]));
  const [head] = await store.rows<{ seq: number; hash: string }>(sql`SELECT seq, hash FROM audit_head`);
  const end = head?.seq ?? 0;
  let previous = "0".repeat(64);
  let last = 0;
  const broken = (at: number, fault: AuditFault, sentence: string): Broken => ({ intact: false, rows: last, at, fault, sentence });
  for (;;) {
    const rows = await store.rows<LinkRow>(sql`SELECT seq, at, actor, action, subject, content, previous, hash FROM audit_log
WHERE seq > ${last} AND seq <= ${Math.max(end, 0)} ORDER BY seq LIMIT ${PAGE}`);
    if (rows.length === 0) break;
    const digests = await eventDigests(store, last + 1, rows.at(-1)?.seq ?? last);
    for (const row of rows) {
      if (row.seq !== last + 1)
        return broken(last + 1, "removed", `Row ${last + 1} is missing: row ${last} is followed by row ${row.seq}.`);
      if (linkHash(row.previous, row) !== row.hash)
        return broken(row.seq, "changed", `Row ${row.seq} was changed: its content no longer has the hash it was given.`);
      if (row.previous !== previous) return broken(row.seq, "broken", `Row ${row.seq} does not follow row ${last}: it names another hash.`);
      const kept = anchors.get(row.seq);
      if (kept !== undefined && kept !== row.hash) {
        return broken(row.seq, "broken", `Row ${row.seq} has another hash than the one kept outside the store: the log was rewritten.`);
      }
      const fault = eventFault(row, digests.get(row.seq));
      if (fault !== undefined) return broken(row.seq, fault, EVENT_SENTENCES[fault](row.seq));
      previous = row.hash;
      last = row.seq;
    }
  }
  if (last < end) return broken(last + 1, "cut", `The log ends at row ${last}, and its newest was row ${end}.`);
  if (head === undefined || head.hash !== previous)
    return broken(last + 1, "cut", `The newest row is ${last}, and the head names another hash.`);
  const furthest = Math.max(0, ...anchors.keys());
  if (furthest > last)
    return broken(last + 1, "cut", `The log ends at row ${last}; the hash of row ${furthest} was kept outside the store.`);
  const [strays] = await store.rows<{ log: number; events: number }>(sql`SELECT
  (SELECT count(*) FROM audit_log WHERE seq < 1 OR seq > (SELECT seq FROM audit_head)) AS log,
  (SELECT count(*) FROM exception_events WHERE audit < 1 OR audit > (SELECT seq FROM audit_head)) AS events`);
  if ((strays?.log ?? 0) > 0) return broken(last + 1, "broken", "There are rows that the head does not know.");
  if ((strays?.events ?? 0) > 0)
    return broken(last + 1, "event-added", "There are events of exceptions of which no row of the log speaks.");
  const row = await rowFault(store);
  if (row !== undefined) return broken(row.at ?? last + 1, row.fault, row.sentence);
  return { intact: true, rows: last, head: previous };
}

/** The last line of the verdict for people. */
export function auditInWords(verdict: AuditVerdict): string {
  return verdict.intact
    ? `The audit log is intact: ${groupThousands(String(verdict.rows))} rows, the newest ${verdict.head.slice(0, 16)}.`
    : `The audit log was tampered with. ${verdict.sentence}`;
}

type EventFault = Extract<AuditFault, "event-changed" | "event-removed" | "event-added">;

const EVENT_SENTENCES: Readonly<Record<EventFault, (seq: number) => string>> = {
  "event-changed": (seq) => `An event that row ${seq} speaks of was changed.`,
  "event-removed": (seq) => `An event that row ${seq} speaks of is missing.`,
  "event-added": (seq) => `There is an event more than row ${seq} speaks of.`,
};

type RowFault = Extract<AuditFault, "row-changed" | "row-removed" | "row-added">;

/** Is each exception what its newest event, comments aside, made of it? The first that is not. */
async function rowFault(session: StoreSession): Promise<{ fault: RowFault; at: number | null; sentence: string } | undefined> {
  const [found] = await session.rows<{ fingerprint: string; audit: number | null; there: boolean }>(sql`WITH newest AS (
  SELECT DISTINCT ON (fingerprint) fingerprint, audit, row_digest FROM exception_events WHERE type <> 'commented' ORDER BY fingerprint, id DESC
)
SELECT coalesce(e.fingerprint, n.fingerprint) AS fingerprint, n.audit, e.fingerprint IS NOT NULL AS there
FROM exceptions AS e FULL JOIN newest AS n ON n.fingerprint = e.fingerprint
WHERE e.fingerprint IS NULL OR n.fingerprint IS NULL OR n.row_digest <> ${ROW_DIGEST}
ORDER BY n.audit, fingerprint LIMIT 1`);
  if (found === undefined) return undefined;
  const { fingerprint, audit: at, there } = found;
  if (!there) return { fault: "row-removed", at, sentence: `The exception ${fingerprint}, of which row ${at} speaks, is missing.` };
  if (at === null) return { fault: "row-added", at, sentence: `There is an exception, ${fingerprint}, that no event speaks of.` };
  return { fault: "row-changed", at, sentence: `The exception ${fingerprint} is no longer what row ${at} made of it.` };
}

interface Digest {
  readonly count: number;
  readonly digest: string;
}

async function eventDigests(session: StoreSession, from: number, to: number): Promise<ReadonlyMap<number, Digest>> {
  const rows = await session.rows<{ audit: number; events: number; digest: string }>(
    sql`SELECT audit, count(*) AS events, ${EVENT_DIGEST} AS digest FROM exception_events WHERE audit BETWEEN ${from} AND ${to} GROUP BY audit`,
  );
  return new Map(rows.map(({ audit, events, digest }) => [audit, { count: events, digest }]));
}

function eventFault({ content }: Link, found: Digest | undefined): EventFault | undefined {
  const { events: said } = JSON.parse(content) as { readonly events?: Digest };
  const [expected, there] = [said?.count ?? 0, found?.count ?? 0];
  if (there < expected) return "event-removed";
  if (there > expected) return "event-added";
  return said?.digest === found?.digest ? undefined : "event-changed";
}

export async function auditLog(
  session: StoreSession,
  { before, limit = 100 }: { readonly before?: number; readonly limit?: number },
): Promise<readonly AuditEntry[]> {
  const rows = await session.rows<LinkRow>(sql`SELECT seq, at, actor, action, subject, content, previous, hash FROM audit_log
WHERE ${before === undefined ? sql`TRUE` : sql`seq < ${before}`} ORDER BY seq DESC LIMIT ${Math.min(Math.max(limit, 1), 1000)}`);
  return rows.map(({ seq, at, actor, action, subject, content, hash }) => ({
    seq,
    at,
    actor,
    action,
    subject,
    content: JSON.parse(content) as unknown,
    hash,
  }));
}
