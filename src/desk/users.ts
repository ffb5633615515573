import type { Actor, DeskUser, Role, Scope } from "../model/index.ts";
import { sql } from "../sql/index.ts";
import type { StoreSession } from "../stores/store.ts";
import { changing } from "./chain.ts";
import type { DeskPorts, NewUser, SignedIn } from "./desk.ts";
import { newSecret, passwordHash, passwordHolds, secretHash } from "./secrets.ts";
import { clean } from "./transitions.ts";

export interface UserRow extends Readonly<Record<string, unknown>> {
  readonly user_name: string;
  readonly display: string;
  readonly email: string | null;
  readonly role: Role;
  readonly units: readonly string[] | null;
  readonly user_created_at: string;
  readonly disabled_at: string | null;
}

export const USER_COLUMNS = sql`u.name AS user_name, u.display, u.email, u.role, u.units, u.created_at AS user_created_at, u.disabled_at`;

/** All that a role may do through a program; units narrow a worker further. */
export const ROLE_SCOPES: Readonly<Record<Role, readonly Scope[]>> = {
  viewer: ["read"],
  worker: ["read", "work"],
  analyst: ["read", "work", "review"],
  admin: ["read", "work", "review", "admin"],
};

export function toUser(row: UserRow): DeskUser {
  return {
    name: row.user_name,
    display: row.display,
    email: row.email ?? undefined,
    role: row.role,
    units: row.units ?? undefined,
    createdAt: row.user_created_at,
    disabledAt: row.disabled_at ?? undefined,
  };
}

export async function listUsers(session: StoreSession): Promise<readonly DeskUser[]> {
  return (await session.rows<UserRow>(sql`SELECT ${USER_COLUMNS} FROM users AS u ORDER BY u.name`)).map(toUser);
}

export async function userOf(session: StoreSession, name: string): Promise<DeskUser | undefined> {
  const [row] = await session.rows<UserRow>(sql`SELECT ${USER_COLUMNS} FROM users AS u WHERE u.name = ${clean(name)}`);
  return row === undefined ? undefined : toUser(row);
}

export async function putUser(ports: DeskPorts, user: NewUser, actor: Actor): Promise<DeskUser> {
  const name = clean(user.name);
  if (name === "") throw new RangeError("a user needs a name");
  const units = user.units === undefined ? null : JSON.stringify(user.units);
  return changing(ports, async ({ session, at, log }) => {
    await session.run(sql`INSERT INTO users (name, display, email, role, units, created_at)
VALUES (${name}, ${clean(user.display)}, ${user.email ?? null}, ${user.role}, CAST(${units} AS jsonb), CAST(${at} AS timestamptz))
ON CONFLICT (name) DO UPDATE SET display = excluded.display, email = excluded.email, role = excluded.role, units = excluded.units, disabled_at = NULL`);
    log({ actor, action: "user.put", subject: `user:${name}`, content: { role: user.role, units: user.units, email: user.email } });
    const put = await userOf(session, name);
    if (put === undefined) throw new Error(`the user ${name} was not written`);
    return put;
  });
}

export async function disableUser(ports: DeskPorts, name: string, actor: Actor): Promise<boolean> {
  return changing(ports, async ({ session, at, log }) => {
    const count = await session.run(
      sql`UPDATE users SET disabled_at = CAST(${at} AS timestamptz) WHERE name = ${clean(name)} AND disabled_at IS NULL`,
    );
    if (count === 0) return false;
    await session.run(sql`UPDATE sessions SET ended_at = CAST(${at} AS timestamptz) WHERE user_name = ${clean(name)} AND ended_at IS NULL`);
    log({ actor, action: "user.disabled", subject: `user:${clean(name)}`, content: {} });
    return true;
  });
}

export async function setPassword(ports: DeskPorts, name: string, password: string, actor: Actor): Promise<boolean> {
  const hash = await passwordHash(password);
  return changing(ports, async ({ session, at, log }) => {
    const count = await session.run(sql`UPDATE users SET password = ${hash} WHERE name = ${clean(name)}`);
    if (count === 0) return false;
    // Whoever knew the old one is out.
    await session.run(sql`UPDATE sessions SET ended_at = CAST(${at} AS timestamptz) WHERE user_name = ${clean(name)} AND ended_at IS NULL`);
    log({ actor, action: "user.password", subject: `user:${clean(name)}`, content: {} });
    return true;
  });
}

export async function userByPassword(session: StoreSession, name: string, password: string): Promise<DeskUser | undefined> {
  const [row] = await session.rows<UserRow & { readonly password: string | null }>(
    sql`SELECT ${USER_COLUMNS}, u.password FROM users AS u WHERE u.name = ${clean(name)} AND u.disabled_at IS NULL`,
  );
  const holds = await passwordHolds(password, row?.password ?? undefined);
  return holds && row !== undefined ? toUser(row) : undefined;
}

/** @throws RangeError when there is no such user, or a disabled one */
export async function createSession(ports: DeskPorts, user: string, secondsToLive: number): Promise<{ id: string; secret: string }> {
  const secret = newSecret("tieout_session");
  const id = ports.newId();
  return changing(ports, async ({ session, at, log }) => {
    const known = await userOf(session, user);
    if (known === undefined || known.disabledAt !== undefined) throw new RangeError(`there is no user ${user} who may sign in`);
    const expires = new Date(Date.parse(at) + secondsToLive * 1000).toISOString();
    await session.run(sql`INSERT INTO sessions (id, user_name, secret, created_at, expires_at)
VALUES (${id}, ${known.name}, ${secretHash(secret)}, CAST(${at} AS timestamptz), CAST(${expires} AS timestamptz))`);
    log({ actor: { type: "user", name: known.name }, action: "session.created", subject: `user:${known.name}`, content: { id, expires } });
    return { id, secret };
  });
}

export async function sessionBySecret({ store, now }: DeskPorts, secret: string): Promise<SignedIn | undefined> {
  const [row] = await store.rows<
    UserRow & { readonly id: string }
  >(sql`SELECT s.id, ${USER_COLUMNS} FROM sessions AS s JOIN users AS u ON u.name = s.user_name
WHERE s.secret = ${secretHash(secret)} AND s.ended_at IS NULL AND s.expires_at > CAST(${now()} AS timestamptz) AND u.disabled_at IS NULL`);
  return row === undefined ? undefined : { user: toUser(row), scopes: ROLE_SCOPES[row.role], id: row.id };
}

export async function endSession(ports: DeskPorts, id: string): Promise<void> {
  await changing(ports, async ({ session, at, log }) => {
    const [row] = await session.rows<{ user_name: string }>(
      sql`UPDATE sessions SET ended_at = CAST(${at} AS timestamptz) WHERE id = ${clean(id)} AND ended_at IS NULL RETURNING user_name`,
    );
    if (row !== undefined)
      log({ actor: { type: "user", name: row.user_name }, action: "session.ended", subject: `user:${row.user_name}`, content: { id } });
  });
}
