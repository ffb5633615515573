import type { Actor, DeskToken, Scope } from "../model/index.ts";
import { sql } from "../sql/index.ts";
import type { StoreSession } from "../stores/store.ts";
import { changing } from "./chain.ts";
import type { DeskPorts, SignedIn } from "./desk.ts";
import { newSecret, secretHash } from "./secrets.ts";
import { clean } from "./transitions.ts";
import { ROLE_SCOPES, toUser, USER_COLUMNS, userOf, type UserRow } from "./users.ts";

interface TokenRow extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly name: string;
  readonly user_name: string;
  readonly scopes: readonly Scope[];
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  readonly last_used_at: string | null;
}

const COLUMNS = sql`t.id, t.name, t.user_name, t.scopes, t.created_at, t.expires_at, t.revoked_at, t.last_used_at`;

function toToken(row: TokenRow): DeskToken {
  return {
    id: row.id,
    name: row.name,
    user: row.user_name,
    scopes: row.scopes,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    revokedAt: row.revoked_at ?? undefined,
    lastUsedAt: row.last_used_at ?? undefined,
  };
}

/** @throws RangeError when there is no such user, a disabled one, or no scope */
export async function createToken(
  ports: DeskPorts,
  token: { readonly name: string; readonly user: string; readonly scopes: readonly Scope[]; readonly expiresAt?: string },
  actor: Actor,
): Promise<{ token: DeskToken; secret: string }> {
  const secret = newSecret("tieout_token");
  const id = ports.newId();
  if (token.scopes.length === 0) throw new RangeError("a token without a scope may do nothing");
  return changing(ports, async ({ session, at, log }) => {
    const user = await userOf(session, token.user);
    if (user === undefined || user.disabledAt !== undefined)
      throw new RangeError(`there is no user ${token.user} for whom a token could act`);
    const expires = token.expiresAt ?? null;
    await session.run(sql`INSERT INTO tokens (id, name, user_name, secret, scopes, created_at, expires_at)
VALUES (${id}, ${clean(token.name)}, ${user.name}, ${secretHash(secret)}, CAST(${JSON.stringify([...new Set(token.scopes)])} AS jsonb),
  CAST(${at} AS timestamptz), CAST(${expires} AS timestamptz))`);
    log({
      actor,
      action: "token.created",
      subject: `token:${id}`,
      content: { name: token.name, user: user.name, scopes: token.scopes, expires },
    });
    const [row] = await session.rows<TokenRow>(sql`SELECT ${COLUMNS} FROM tokens AS t WHERE t.id = ${id}`);
    if (row === undefined) throw new Error("a token was not written");
    return { token: toToken(row), secret };
  });
}

export async function listTokens(session: StoreSession, user?: string): Promise<readonly DeskToken[]> {
  const whose = user === undefined ? sql`TRUE` : sql`t.user_name = ${clean(user)}`;
  return (await session.rows<TokenRow>(sql`SELECT ${COLUMNS} FROM tokens AS t WHERE ${whose} ORDER BY t.created_at DESC, t.id`)).map(
    toToken,
  );
}

export async function revokeToken(ports: DeskPorts, id: string, actor: Actor): Promise<boolean> {
  return changing(ports, async ({ session, at, log }) => {
    const count = await session.run(
      sql`UPDATE tokens SET revoked_at = CAST(${at} AS timestamptz) WHERE id = ${clean(id)} AND revoked_at IS NULL`,
    );
    if (count === 0) return false;
    log({ actor, action: "token.revoked", subject: `token:${clean(id)}`, content: {} });
    return true;
  });
}

/** A token may what its scopes say, and never more than its user's role. */
export async function tokenBySecret({ store, now }: DeskPorts, secret: string): Promise<SignedIn | undefined> {
  const at = now();
  const [row] = await store.rows<
    TokenRow & UserRow
  >(sql`SELECT ${COLUMNS}, ${USER_COLUMNS} FROM tokens AS t JOIN users AS u ON u.name = t.user_name
WHERE t.secret = ${secretHash(secret)} AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > CAST(${at} AS timestamptz)) AND u.disabled_at IS NULL`);
  if (row === undefined) return undefined;
  if (row.last_used_at === null || Date.parse(at) - Date.parse(row.last_used_at) > 60_000) {
    await store.run(sql`UPDATE tokens SET last_used_at = CAST(${at} AS timestamptz) WHERE id = ${row.id}`);
  }
  return { user: toUser(row), scopes: row.scopes.filter((scope) => ROLE_SCOPES[row.role].includes(scope)), id: row.id };
}
