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

/** How long whom a secret means is believed without asking again, when nothing was changed: less than anybody notices of an expiry. */
const BELIEVED_MS = 2_000;
const MOST_KNOWN = 10_000;

interface Known {
  readonly head: number;
  readonly at: number;
  readonly who: Who;
}
const known = new WeakMap<ServePorts, Map<string, Known>>();

/**
 * Who asks; undefined: nobody. What ends a token or session is in the audit log, so as long
 * as the log is the same, whom a secret means is not asked again.
 *
 * @param head of the log, from after the request came
 * @throws Refusal when a token is sent that does not count
 */
export async function whoAsks(c: Context, ports: ServePorts, head?: number): Promise<Who | undefined> {
  const sent = c.req.header("authorization") ?? getCookie(c, cookieName(ports));
  if (sent === undefined || head === undefined) return lookUp(c, ports);
  const own = known.get(ports) ?? new Map<string, Known>();
  known.set(ports, own);
  const key = createHash("sha256").update(sent).digest("base64");
  const at = Date.parse(ports.now());
  const believed = own.get(key);
  if (believed !== undefined && believed.head === head && Math.abs(at - believed.at) < BELIEVED_MS) return believed.who;
  const who = await lookUp(c, ports);
  if (own.size >= MOST_KNOWN) own.clear();
  if (who === undefined) own.delete(key);
  else own.set(key, { head, at, who });
  return who;
}

async function lookUp(c: Context, ports: ServePorts): Promise<Who | undefined> {
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
