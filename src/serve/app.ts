import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { InputError, RunError } from "../model/index.ts";
import { addEndpoints, type ServeEnv } from "./endpoint.ts";
import { guard, SAFE_HEADERS } from "./guard.ts";
import { createHub, type Hub } from "./hub.ts";
import { latestReview } from "./latest.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { notFound, problemResponse, Refusal, refusalOf } from "./problem.ts";
import type { ServePorts } from "./ports.ts";
import { adminRoutes } from "./routes/admin.ts";
import { alertRoutes } from "./routes/alerts.ts";
import { eventRoutes } from "./routes/events.ts";
import { evidenceRoutes } from "./routes/evidence.ts";
import { exceptionRoutes } from "./routes/exceptions.ts";
import { fileRoutes } from "./routes/files.ts";
import { findingRoutes } from "./routes/findings.ts";
import { healthRoutes } from "./routes/health.ts";
import { oidcRoutes } from "./routes/oidc.ts";
import { overviewRoutes } from "./routes/overview.ts";
import { runRoutes } from "./routes/runs.ts";
import { sessionRoutes } from "./routes/session.ts";
import { viewRoutes } from "./routes/views.ts";
import { createLinks, createTries, type Links } from "./sign-in.ts";
import { cookieName } from "./who.ts";

/** Below this path lies the API. */
const BASE = "/api/v1";

export interface ServeApp {
  readonly fetch: (request: Request, env?: unknown) => Response | Promise<Response>;
  readonly hub: Hub;
  readonly links: Links;
  readonly metrics: Metrics;
  /** Ends the streams. */
  close(): void;
}

/** The server without its socket: every route, who may, and what is logged and measured. */
export function createApp(ports: ServePorts): ServeApp {
  const app = new OpenAPIHono<ServeEnv>();
  const closing = new AbortController();
  const hub = createHub(ports.store, { onError: (error) => ports.log.error({ err: error }, "changes could not be read") });
  const metrics = createMetrics(ports.desk, () => hub.listeners);
  const links = createLinks(ports.now);
  const tries = createTries(ports.store, ports.now);
  const latest = latestReview(ports.desk);
  app.use("*", async (c, next) => {
    const started = performance.now();
    c.set("requestId", ports.newId());
    await next();
    for (const [name, value] of Object.entries(SAFE_HEADERS)) if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    c.res.headers.set("x-request-id", c.get("requestId"));
    if ((ports.mode.origins[0] ?? "").startsWith("https:")) c.res.headers.set("strict-transport-security", "max-age=31536000");
    told(c, performance.now() - started);
  });
  app.use("*", guard(ports));
  addEndpoints(app, "", healthRoutes(metrics), ports);
  const routes = [
    sessionRoutes(links, tries),
    oidcRoutes(ports, tries),
    overviewRoutes(latest),
    exceptionRoutes(latest, hub),
    findingRoutes(latest),
    evidenceRoutes(latest),
    runRoutes(),
    eventRoutes(hub, closing.signal),
    viewRoutes(),
    adminRoutes(),
    alertRoutes(),
    fileRoutes(),
  ];
  addEndpoints(app, BASE, routes.flat(), ports);
  const document = JSON.stringify(openApi(app, ports));
  app.get(`${BASE}/openapi.json`, (c) => c.body(document, 200, { "content-type": "application/json" }));
  app.get("*", (c) => {
    const { path } = c.req;
    if (ports.page === undefined || path === "/api" || path.startsWith("/api/")) throw notFound();
    c.set("route", "page");
    return ports.page(c.req.raw);
  });
  app.notFound((c) => problemResponse(notFound("There is no such route."), c.req.path, c.get("requestId"), false));
  app.onError((error, c) => problemResponse(refusalFor(error, c), c.req.path, c.get("requestId"), c.req.method === "HEAD"));

  function refusalFor(error: unknown, c: Context<ServeEnv>): Refusal {
    if (error instanceof Refusal) return error;
    if (error instanceof InputError) return refusalOf(error);
    ports.log.error({ requestId: c.get("requestId"), err: error }, "failed");
    if (error instanceof RunError) return new Refusal(503, error.code, "The server cannot do that now.", { detail: error.hint });
    return new Refusal(500, "defect", "The server failed.", { detail: "It is logged under the request's id." });
  }

  function told(c: Context<ServeEnv>, ms: number): void {
    const route = c.get("route") ?? "none";
    const { status } = c.res;
    metrics.request(c.req.method, route, status, ms / 1000);
    const line = { requestId: c.get("requestId"), method: c.req.method, route, status, ms: Math.round(ms * 10) / 10, user: c.get("user") };
    if (status >= 500) ports.log.warn(line, "request");
    else ports.log.info(line, "request");
  }

  return {
    fetch: app.fetch,
    hub,
    links,
    metrics,
    close: () => {
      closing.abort();
      hub.close();
      metrics.close();
    },
  };
}

function openApi(app: OpenAPIHono<ServeEnv>, ports: ServePorts) {
  app.openAPIRegistry.registerComponent("securitySchemes", "session", { type: "apiKey", in: "cookie", name: cookieName(ports) });
  app.openAPIRegistry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer" });
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Tieout",
      version: "1",
      description:
        "The desk of one estate. x-role: the least role; x-unit-scoped: what is given or changed is limited to the units of whoever asks; x-session-only: tokens are refused. Errors are application/problem+json.",
    },
    servers: [{ url: "/" }],
  });
}
