import { randomUUID } from "node:crypto";
import { session, signIn, signInWays } from "../contract/session.ts";
import { noSessionCookie, sessionCookie } from "../cookie.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { clientAddress } from "../address.ts";
import { Refusal } from "../problem.ts";
import type { ServePorts } from "../ports.ts";
import { userCalled, type Links, type Tries } from "../sign-in.ts";
import { whoAsks, type Who } from "../who.ts";

const wrong = (detail: string): Refusal => new Refusal(401, "sign-in-refused", "That does not sign you in.", { detail });

/** Who is signed in; signing in and out. */
export function sessionRoutes(links: Links, tries: Tries): readonly Endpoint[] {
  return [
    endpoint({
      method: "get",
      path: "/sign-in",
      summary: "How people sign in here",
      role: "open",
      unitScoped: false,
      gives: { 200: { is: "The ways.", schema: signInWays } },
      answer: async ({ ports: { mode } }) => ({
        body: {
          mode: mode.kind,
          link: mode.kind === "local",
          password: mode.kind === "team",
          oidc: mode.oidc === undefined ? undefined : { title: mode.oidc.title, href: "/api/v1/oidc/start" },
        },
      }),
    }),
    endpoint({
      method: "get",
      path: "/session",
      summary: "Who is signed in",
      role: "viewer",
      unitScoped: false,
      gives: { 200: { is: "The user, and what protects changes.", schema: session } },
      answer: async ({ ports }, who) => ({ body: sessionOf(ports, who) }),
    }),
    endpoint({
      method: "post",
      path: "/session",
      summary: "Sign in: by the link's token, or by address and password",
      role: "open",
      unitScoped: false,
      body: signIn,
      gives: { 204: { is: "Signed in: the cookie is set." }, 401: { is: "Refused." }, 429: { is: "Too many tries." } },
      answer: async ({ c, ports, body }) => {
        const address = clientAddress(c, ports);
        const account = "token" in body ? undefined : body.email;
        const forget = await tries.begin(address, account);
        const user = await signedInBy(ports, links, body);
        if (user === undefined) {
          throw wrong(
            "token" in body
              ? "The link was used before, or is too old. Start `tieout serve` anew, or press Enter where it runs."
              : "The address or the password is wrong.",
          );
        }
        await forget();
        // Whoever signs in anew leaves no old session behind.
        const before = await whoAsks(c, ports).catch(() => undefined);
        if (before?.by === "session") await ports.desk.endSession(before.id);
        const { secret } = await ports.desk.createSession(user, ports.mode.sessionSeconds);
        return { status: 204, headers: { "set-cookie": sessionCookie(ports, secret) } };
      },
    }),
    endpoint({
      method: "delete",
      path: "/session",
      summary: "Sign out",
      role: "viewer",
      unitScoped: false,
      sessionOnly: true,
      gives: { 204: { is: "Signed out." } },
      answer: async ({ ports }, who) => {
        await ports.desk.endSession(who.id);
        return { status: 204, headers: { "set-cookie": noSessionCookie(ports) } };
      },
    }),
  ];
}

async function signedInBy(
  ports: ServePorts,
  links: Links,
  given: { readonly token: string } | { readonly email: string; readonly password: string },
): Promise<string | undefined> {
  if ("token" in given) return links.use(given.token) ? ports.mode.linkUser : undefined;
  if (ports.mode.kind !== "team") return undefined;
  // Who is not there is looked up all the same: it takes as long.
  const called = await userCalled(ports.desk, given.email);
  return (await ports.desk.userByPassword(called?.name ?? `nobody-${randomUUID()}`, given.password))?.name;
}

function sessionOf({ mode, estate }: ServePorts, { user, units, scopes, csrf }: Who) {
  return {
    name: user.name,
    display: user.display,
    role: user.role,
    units,
    scopes,
    mode: mode.kind,
    csrf,
    estate: {
      name: estate.name,
      title: estate.title,
      currency: estate.currency,
      timeZone: estate.timeZone,
      units: estate.units.map(({ id, title }) => ({ id, title })),
    },
  };
}
