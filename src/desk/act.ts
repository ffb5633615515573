import type { ActResult, Actor, ExceptionAction, ExceptionEvent, Severity } from "../model/index.ts";
import { join, sql } from "../sql/index.ts";
import type { StoreSession } from "../stores/store.ts";
import { changing, ROW_DIGEST, type Change } from "./chain.ts";
import { dayOf, dueDays } from "./day.ts";
import type { ActItem, DeskPorts } from "./desk.ts";
import { EVENT_COLUMNS, EXCEPTION_COLUMNS, toEvent, toException, type EventRow, type ExceptionRow } from "./rows.ts";
import { decideAction, type Decision, type Moment } from "./transitions.ts";

const MOST = 1_000;

/** A row that an action has changed, and where its result belongs. */
interface Done {
  readonly place: number;
  readonly row: ExceptionRow;
  readonly decision: Exclude<Decision, { readonly refused: string }>;
  readonly audit: number;
}

/**
 * Does one action with many exceptions; what became of each, in the order of the
 * items. A named version that is no longer the newest is refused.
 *
 * @throws RangeError with more than 1,000 items
 */
export async function act(
  ports: DeskPorts,
  items: readonly ActItem[],
  action: ExceptionAction,
  actor: Actor,
  scope?: readonly string[],
): Promise<readonly ActResult[]> {
  if (items.length > MOST) throw new RangeError(`at most ${MOST} exceptions at a time, not ${items.length}`);
  if (items.length === 0) return [];
  return changing(ports, async (change) => {
    const { session, at } = change;
    const today = dayOf(at, ports.calendar.timeZone);
    const due = dueDays(today, ports.calendar);
    const rows = await rowsOf(session, items, scope);
    const results: (ActResult | undefined)[] = [];
    const done: Done[] = [];
    const stale: { readonly place: number; readonly row: ExceptionRow; readonly version: number }[] = [];
    for (const [place, { fingerprint, version }] of items.entries()) {
      const row = rows.get(fingerprint);
      if (row === undefined) {
        results[place] = { outcome: "unknown", fingerprint };
      } else if (action.type !== "comment" && version === undefined) {
        results[place] = { outcome: "refused", fingerprint, exception: toException(row), reason: "It needs the version that was seen." };
      } else if (action.type !== "comment" && version !== row.version) {
        stale.push({ place, row, version: version ?? 0 });
      } else {
        const decision = decideAction(row, action, momentOf(row.severity, at, today, due));
        if (decision.refused !== undefined) {
          results[place] = { outcome: "refused", fingerprint, exception: toException(row), reason: decision.refused };
          continue;
        }
        const next = nextRow(row, decision, action, at);
        rows.set(fingerprint, next);
        const content = { type: decision.event, version: next.version, detail: decision.detail };
        const audit = change.log({ actor, action: `exception.${decision.event}`, subject: `exception:${fingerprint}`, content });
        done.push({ place, row: next, decision, audit });
      }
    }
    const since = await eventsSince(session, stale);
    for (const { place, row, version } of stale) {
      const events = (since.get(row.fingerprint) ?? []).filter((event) => event.version > version);
      results[place] = { outcome: "stale", fingerprint: row.fingerprint, exception: toException(row), since: events };
    }
    const written = await write(change, done, actor);
    for (const [index, { place, row }] of done.entries()) {
      const event = written[index];
      if (event === undefined) throw new Error("an event was not written");
      results[place] = { outcome: "done", fingerprint: row.fingerprint, exception: toException(row), event };
    }
    return results.map((result) => {
      if (result === undefined) throw new Error("an item has no result");
      return result;
    });
  });
}

function momentOf(severity: Severity, at: string, today: string, due: Readonly<Record<Severity, string>>): Moment {
  return { at, today, due: due[severity] };
}

function nextRow(row: ExceptionRow, decision: Done["decision"], action: ExceptionAction, at: string): ExceptionRow {
  return action.type === "comment" ? row : { ...row, ...decision.set, changed_at: at, version: row.version + 1 };
}

async function rowsOf(
  session: StoreSession,
  items: readonly ActItem[],
  scope: readonly string[] | undefined,
): Promise<Map<string, ExceptionRow>> {
  const fingerprints = JSON.stringify([...new Set(items.map(({ fingerprint }) => fingerprint.replaceAll("\0", "")))]);
  const rows =
    await session.rows<ExceptionRow>(sql`SELECT ${EXCEPTION_COLUMNS} FROM exceptions AS e JOIN current_findings AS f ON f.fingerprint = e.finding
WHERE e.fingerprint IN (SELECT jsonb_array_elements_text(CAST(${fingerprints} AS jsonb)))`);
  const seen = scope === undefined ? rows : rows.filter(({ unit }) => unit !== null && scope.includes(unit));
  return new Map(seen.map((row) => [row.fingerprint, row]));
}

async function eventsSince(
  session: StoreSession,
  stale: readonly { readonly row: ExceptionRow; readonly version: number }[],
): Promise<ReadonlyMap<string, readonly ExceptionEvent[]>> {
  const found = new Map<string, ExceptionEvent[]>();
  if (stale.length === 0) return found;
  const fingerprints = join([...new Set(stale.map(({ row }) => row.fingerprint))].map((one) => sql`${one}`));
  const oldest = Math.min(...stale.map(({ version }) => version));
  const rows = await session.rows<EventRow>(sql`SELECT ${EVENT_COLUMNS} FROM exception_events
WHERE fingerprint IN (${fingerprints}) AND type <> 'commented' AND version > ${oldest} ORDER BY id`);
  for (const row of rows) found.set(row.fingerprint, [...(found.get(row.fingerprint) ?? []), toEvent(row)]);
  return found;
}

/** All rows in one statement, all events in another; gives the events in the order of the rows. */
async function write({ session, at }: Change, done: readonly Done[], actor: Actor): Promise<readonly ExceptionEvent[]> {
  if (done.length === 0) return [];
  // An exception that is named twice was changed twice: the last row holds.
  const rows = [...new Map(done.map(({ row }) => [row.fingerprint, row])).values()];
  await session.run(sql`UPDATE exceptions AS e SET state = t.state, owner = t.owner, owner_from = t.owner_from, due = t.due, last_seen = t.last_seen,
  reopened = t.reopened, resolved_by = t.resolved_by, resolved_at = t.resolved_at, resolved_reason = t.resolved_reason, resolved_as_of = t.resolved_as_of,
  accepted_reason = t.accepted_reason, accepted_until = t.accepted_until, accepted_amount = t.accepted_amount, changed_at = t.changed_at, version = t.version
FROM jsonb_to_recordset(CAST(${JSON.stringify(rows)} AS jsonb)) AS t(fingerprint text, state text, owner text, owner_from text, due date, last_seen timestamptz,
  reopened integer, resolved_by text, resolved_at timestamptz, resolved_reason text, resolved_as_of timestamptz, accepted_reason text, accepted_until date,
  accepted_amount numeric(38, 4), changed_at timestamptz, version integer)
WHERE e.fingerprint = t.fingerprint AND e.version <> t.version`);
  const events = done.map(({ row, decision, audit }) => ({
    fingerprint: row.fingerprint,
    type: decision.event,
    version: row.version,
    detail: decision.detail,
    audit,
  }));
  const written =
    await session.rows<EventRow>(sql`INSERT INTO exception_events (fingerprint, type, at, actor, run, version, detail, audit, row_digest)
SELECT t.fingerprint, t.type, CAST(${at} AS timestamptz), ${actor.name}, NULL, t.version, t.detail, t.audit,
  CASE WHEN t.type <> 'commented' THEN ${ROW_DIGEST} END
FROM jsonb_to_recordset(CAST(${JSON.stringify(events)} AS jsonb)) AS t(fingerprint text, type text, version integer, detail jsonb, audit bigint)
JOIN exceptions AS e ON e.fingerprint = t.fingerprint ORDER BY t.audit RETURNING ${EVENT_COLUMNS}`);
  return written.map(toEvent).sort((a, b) => a.id - b.id);
}

/** Opens again what was accepted until a day that is over. */
export async function endAcceptances(ports: DeskPorts): Promise<number> {
  return changing(ports, async (change) => {
    const { session, at } = change;
    const today = dayOf(at, ports.calendar.timeZone);
    const due = dueDays(today, ports.calendar);
    const rows =
      await session.rows<ExceptionRow>(sql`SELECT ${EXCEPTION_COLUMNS} FROM exceptions AS e JOIN current_findings AS f ON f.fingerprint = e.finding
WHERE e.state = 'accepted' AND e.accepted_until < CAST(${today} AS date) ORDER BY e.fingerprint`);
    const clock: Actor = { type: "clock", name: "clock" };
    const done = rows.map((row, place): Done => {
      const reopened = decideAction(row, { type: "reopen", reason: "until" }, momentOf(row.severity, at, today, due));
      if (reopened.refused !== undefined) throw new Error(reopened.refused);
      const detail = { state: { from: "accepted", to: "new" }, until: row.accepted_until };
      const decision = { event: "acceptance-ended", set: reopened.set, detail } as const;
      const next = { ...row, ...decision.set, changed_at: at, version: row.version + 1 };
      const content = { type: decision.event, version: next.version, detail };
      const audit = change.log({ actor: clock, action: "exception.acceptance-ended", subject: `exception:${row.fingerprint}`, content });
      return { place, row: next, decision, audit };
    });
    await write(change, done, clock);
    return done.length;
  });
}
