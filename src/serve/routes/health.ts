import { z } from "@hono/zod-openapi";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { headOf } from "../head.ts";
import type { Metrics } from "../metrics.ts";
import { Refusal } from "../problem.ts";
import { mayAsk, whoAsks } from "../who.ts";

const ok = z.object({ status: z.literal("ok") });

/** Is it up, is it of use, and how does it do? Below the root. */
export function healthRoutes(metrics: Metrics): readonly Endpoint[] {
  return [
    endpoint({
      method: "get",
      path: "/healthz",
      summary: "The process is up",
      role: "open",
      unitScoped: false,
      gives: { 200: { is: "It is.", schema: ok } },
      answer: async () => ({ body: { status: "ok" } }),
    }),
    endpoint({
      method: "get",
      path: "/readyz",
      summary: "The store is reached and its schema current",
      role: "open",
      unitScoped: false,
      gives: { 200: { is: "It is.", schema: ok }, 503: { is: "It is not." } },
      answer: async ({ ports }) => {
        // A store that is open has its migrations: that is what opening it means.
        await headOf(ports.store).catch((cause: unknown) => {
          throw new Refusal(503, "not-ready", "The store cannot be reached.", { cause });
        });
        return { body: { status: "ok" } };
      },
    }),
    endpoint({
      method: "get",
      path: "/metrics",
      summary: "Figures for Prometheus; in local mode open to this computer, else for a token with the scope read",
      role: "open",
      unitScoped: false,
      gives: {
        200: { is: "Text of Prometheus.", schema: z.string(), type: "text/plain" },
        401: { is: "In team mode: nobody is signed in." },
      },
      answer: async ({ c, ports }) => {
        if (ports.mode.kind === "team") mayAsk(c, await whoAsks(c, ports), "viewer", false);
        return new Response(await metrics.text(), { headers: { "content-type": metrics.contentType, "cache-control": "no-store" } });
      },
    }),
  ];
}
