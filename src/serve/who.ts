import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import { createHash, timingSafeEqual } from "node:crypto";
import type { SignedIn } from "../desk/index.ts";
import { ROLES, type Actor, type Role, type Scope } from "../model/index.ts";
import { Refusal } from "./problem.ts";
import type { ServePorts } from "./ports.ts";

/** Who asks, and by what right. */
export interface Who extends SignedIn {
  readonly by: "session" | "token";
  /** The units that may be seen; undefined: all. */
  readonly units: readonly string[] | undefined;
  /** Against forged requests; undefined for tokens, which no browser sends by itself. */
  readonly csrf: string | undefined;
}

/** What a route asks of whoever comes. `open`: nothing. */
export type Needed = "open" | Role;

/** What a role's routes ask of a token. */
export const SCOPE_OF: Readonly<Record<Role, Scope>> = { viewer: "read", worker: "work", analyst: "review", admin: "admin" };

export function cookieName({ mode }: Pick<ServePorts, "mode">): string {
  const [origin = ""] = mode.origins;
  // On http a cookie belongs to a host whatever the port: two servers of one machine must not sign each other out.
  return origin.startsWith("https:") ? "__Host-tieout" : `tieout-${new URL(origin).port || "80"}`;
}

/** undefined: nobody. @throws Refusal when a token or session is sent that does not count */
export async function whoAsks(c: Context, ports: ServePorts): Promise<Who | undefined> {
  const authorization = c.req.header("authorization");
  if (authorization !== undefined) {
    const secret = /^Bearer ([\w-]{20,200})$/.exec(authorization)?.[1];
    const signedIn = secret === undefined ? undefined : await ports.desk.tokenBySecret(secret);
    if (signedIn === undefined) throw unauthorised("The token is unknown, revoked or expired.");
    return { ...signedIn, by: "token", units: signedIn.user.units, csrf: undefined };
  }
  const secret = getCookie(c, cookieName(ports));
  if (secret === undefined || !/^[\w-]{20,200}$/.test(secret)) return undefined;
  const signedIn = await ports.desk.sessionBySecret(secret);
  return signedIn === undefined ? undefined : { ...signedIn, by: "session", units: signedIn.user.units, csrf: csrfOf(secret) };
}

function unauthorised(detail = "Sign in first."): Refusal {
  return new Refusal(401, "signed-out", "You are not signed in.", {
    detail,
    headers: { "www-authenticate": 'Bearer realm="tieout"' },
  });
}

/** Only whoever may read answers of this origin knows it. */
function csrfOf(secret: string): string {
  return createHash("sha256").update(`csrf:${secret}`).digest("base64url");
}

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** @throws Refusal 401, 403 */
export function mayAsk(c: Context, who: Who | undefined, needed: Role, sessionOnly: boolean): Who {
  if (who === undefined) throw unauthorised();
  if (who.by === "session" && !SAFE_METHODS.has(c.req.method) && !same(c.req.header("x-csrf-token") ?? "", who.csrf ?? "")) {
    throw new Refusal(403, "csrf", "The request may be forged.", { detail: "X-CSRF-Token is missing or not that of this session." });
  }
  if (sessionOnly && who.by === "token") {
    throw new Refusal(403, "no-tokens", "A token may not do this.", { detail: "Sign in as a person." });
  }
  const scope = SCOPE_OF[needed];
  if (ROLES.indexOf(who.user.role) < ROLES.indexOf(needed) || !who.scopes.includes(scope)) {
    throw new Refusal(403, "forbidden", "This is not yours to do.", {
      detail: `It needs the role ${needed}${who.by === "token" ? ` and the scope ${scope}` : ""}.`,
    });
  }
  return who;
}

export function actorOf({ user, by }: Who, { mode }: ServePorts): Actor {
  return { type: by === "token" ? "token" : mode.kind === "local" ? "local" : "user", name: user.name };
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && a.length > 0 && timingSafeEqual(a, b);
}
