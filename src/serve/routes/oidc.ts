import { getCookie } from "hono/cookie";
import { clientAddress } from "../address.ts";
import { cookie, sessionCookie } from "../cookie.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { createOidc, readTrip, writeTrip, type Oidc } from "../oidc.ts";
import { notFound, Refusal } from "../problem.ts";
import type { ServePorts } from "../ports.ts";
import { userCalled, type Tries } from "../sign-in.ts";

const TRIP_SECONDS = 600;
const BACK = "/api/v1/oidc/callback";

/** Signing in by the company's own account: only whom an admin added, by the address that the company vouches for. */
export function oidcRoutes({ mode }: ServePorts, tries: Tries): readonly Endpoint[] {
  const oidc = mode.oidc === undefined ? undefined : createOidc(mode.oidc);
  const origin = mode.origins[0] ?? "";
  const name = origin.startsWith("https:") ? "__Host-tieout-oidc" : "tieout-oidc";
  const there = (): Oidc => {
    if (oidc === undefined) throw notFound("The company's sign-in is not set up here.");
    return oidc;
  };
  return [
    endpoint({
      method: "get",
      path: "/oidc/start",
      summary: "Sign in by the company's own account: goes there",
      role: "open",
      unitScoped: false,
      gives: { 302: { is: "To the company's sign-in." }, 404: { is: "It is not set up." }, 503: { is: "It does not answer." } },
      answer: async ({ ports }) => {
        const { url, trip } = await there()
          .begin(`${origin}${BACK}`)
          .catch((cause: unknown) => {
            if (cause instanceof Refusal) throw cause;
            ports.log.warn({ err: cause }, "the company's sign-in does not answer");
            throw new Refusal(503, "no-oidc", "The company's sign-in does not answer.", { cause });
          });
        // The browser comes back from another site: a strict cookie would stay away.
        return { status: 302, headers: { location: url, "set-cookie": cookie(ports, name, writeTrip(trip), TRIP_SECONDS, "Lax") } };
      },
    }),
    endpoint({
      method: "get",
      path: "/oidc/callback",
      summary: "Where the company's sign-in sends the browser back",
      role: "open",
      unitScoped: false,
      gives: { 302: { is: "Signed in." }, 401: { is: "Refused." }, 404: { is: "It is not set up." }, 429: { is: "Too many tries." } },
      answer: async ({ c, ports }) => {
        const company = there();
        const address = clientAddress(c, ports);
        const forget = await tries.begin(address, undefined);
        const refuse = (detail: string, cause?: unknown): never => {
          throw new Refusal(401, "sign-in-refused", "That does not sign you in.", {
            detail,
            cause,
            headers: { "set-cookie": cookie(ports, name, "", 0, "Lax") },
          });
        };
        const trip = readTrip(getCookie(c, name));
        if (trip === undefined) return refuse("It began in another browser, or too long ago.");
        const { pathname, search } = new URL(c.req.url);
        const email = await company
          .finish(new URL(`${origin}${pathname}${search}`), trip)
          .catch((cause: unknown) => refuse("The company's answer does not hold.", cause));
        const user = email === undefined ? undefined : await userCalled(ports.desk, email);
        if (user === undefined) return refuse("Nobody of that address has been added here. Ask an admin.");
        await forget();
        const { secret } = await ports.desk.createSession(user.name, ports.mode.sessionSeconds);
        const headers = new Headers({ location: "/", "cache-control": "no-store" });
        headers.append("set-cookie", sessionCookie(ports, secret));
        headers.append("set-cookie", cookie(ports, name, "", 0, "Lax"));
        return new Response(null, { status: 302, headers });
      },
    }),
  ];
}
