import type { MiddlewareHandler } from "hono";
import type { ServeEnv } from "./endpoint.ts";
import { Refusal } from "./problem.ts";
import type { ServePorts } from "./ports.ts";

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Sent with every answer that does not say otherwise itself: nothing of the API is a page. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/**
 * Refuses whoever calls the server by another name than its own (a name that was
 * pointed at this computer: DNS rebinding), and changes that another site asks for.
 */
export function guard({ mode }: ServePorts): MiddlewareHandler<ServeEnv> {
  const origins = new Set(mode.origins);
  const hosts = new Set(mode.origins.map((origin) => new URL(origin).host));
  return async (c, next) => {
    const host = c.req.header("host")?.toLowerCase();
    // Probes know a machine by its number.
    const isProbe = c.req.path === "/healthz" || c.req.path === "/readyz";
    if (!isProbe && (host === undefined || !hosts.has(host))) {
      throw new Refusal(421, "wrong-host", "This server is not called that.", { detail: "The Host header names another server." });
    }
    if (!SAFE_METHODS.has(c.req.method)) {
      const origin = c.req.header("origin");
      const site = c.req.header("sec-fetch-site");
      if (
        (origin !== undefined && !origins.has(origin.toLowerCase())) ||
        (site !== undefined && site !== "same-origin" && site !== "none")
      ) {
        throw new Refusal(403, "cross-origin", "Another site asks for this.", {
          detail: "Changes are taken from this server's own page alone.",
        });
      }
    }
    await next();
  };
}
