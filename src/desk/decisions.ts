import type { Actor, DeskDecision, SavedView } from "../model/index.ts";
import { sql } from "../sql/index.ts";
import type { StoreSession } from "../stores/store.ts";
import { changing } from "./chain.ts";
import type { DeskPorts } from "./desk.ts";
import { clean } from "./transitions.ts";

/** @throws RangeError without subject, decision or reason */
export async function decide(
  ports: DeskPorts,
  given: { readonly subject: string; readonly decision: string; readonly reason: string },
  actor: Actor,
): Promise<DeskDecision> {
  const [subject, decision, reason] = [clean(given.subject), clean(given.decision), clean(given.reason)];
  if (subject === "" || decision === "" || reason === "") throw new RangeError("a decision needs a subject, what is decided, and a reason");
  return changing(ports, async ({ session, at, log }) => {
    const [row] = await session.rows<
      DeskDecision & Readonly<Record<string, unknown>>
    >(sql`INSERT INTO decisions (at, actor, subject, decision, reason)
VALUES (CAST(${at} AS timestamptz), ${actor.name}, ${subject}, ${decision}, ${reason}) RETURNING id, at, actor, subject, decision, reason`);
    if (row === undefined) throw new Error("a decision was not written");
    log({ actor, action: "decision.made", subject, content: { decision, reason } });
    return row;
  });
}

export async function listDecisions(session: StoreSession, subject?: string): Promise<readonly DeskDecision[]> {
  const of = subject === undefined ? sql`TRUE` : sql`subject = ${clean(subject)}`;
  return session.rows<DeskDecision & Readonly<Record<string, unknown>>>(
    sql`SELECT id, at, actor, subject, decision, reason FROM decisions WHERE ${of} ORDER BY id DESC LIMIT 1000`,
  );
}

interface ViewRow extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly name: string;
  readonly user_name: string | null;
  readonly body: Pick<SavedView, "filter" | "order">;
}

export async function saveView(ports: DeskPorts, view: Omit<SavedView, "id">, actor: Actor): Promise<SavedView> {
  const saved = { ...view, name: clean(view.name), id: ports.newId() };
  if (saved.name === "") throw new RangeError("a view needs a name");
  return changing(ports, async ({ session, at, log }) => {
    await session.run(sql`INSERT INTO saved_views (id, name, user_name, body, created_at) VALUES (${saved.id}, ${saved.name}, ${saved.user ?? null},
  CAST(${JSON.stringify({ filter: saved.filter, order: saved.order })} AS jsonb), CAST(${at} AS timestamptz))`);
    log({
      actor,
      action: "view.saved",
      subject: `view:${saved.id}`,
      content: { name: saved.name, user: saved.user, filter: saved.filter },
    });
    return saved;
  });
}

export async function listViews(session: StoreSession, user: string): Promise<readonly SavedView[]> {
  const rows = await session.rows<ViewRow>(sql`SELECT id, name, user_name, body FROM saved_views
WHERE removed_at IS NULL AND (user_name IS NULL OR user_name = ${clean(user)}) ORDER BY name, id`);
  return rows.map(({ id, name, user_name: whose, body }) => ({ id, name, user: whose ?? undefined, ...body }));
}

/** It is kept, and no longer shown. */
export async function removeView(ports: DeskPorts, id: string, actor: Actor): Promise<boolean> {
  return changing(ports, async ({ session, at, log }) => {
    const count = await session.run(
      sql`UPDATE saved_views SET removed_at = CAST(${at} AS timestamptz) WHERE id = ${clean(id)} AND removed_at IS NULL`,
    );
    if (count > 0) log({ actor, action: "view.removed", subject: `view:${clean(id)}`, content: {} });
    return count > 0;
  });
}
