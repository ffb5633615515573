import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { RunError } from "../model/index.ts";

/** How long a client may take for its headers, and for a whole request; uploads of large files need the latter. */
export interface Patience {
  readonly headersMs: number;
  readonly requestMs: number;
}

const PATIENCE: Patience = { headersMs: 10_000, requestMs: 120_000 };

export interface Listening {
  readonly port: number;
  /** Takes nothing new, finishes what runs for as long as `graceMs`, then cuts it off. */
  close(graceMs: number): Promise<void>;
}

type Fetch = (request: Request, env?: unknown) => Response | Promise<Response>;

/**
 * A server on a socket. Slow clients are answered 408 and let go; headers are limited
 * to 16 KiB.
 *
 * @param app made once the port is known
 * @throws RunError `port-taken`, `no-permission`
 */
export async function listen(
  host: string,
  port: number,
  app: (port: number) => Fetch,
  { headersMs, requestMs }: Patience = PATIENCE,
): Promise<Listening> {
  let fetch: Fetch | undefined;
  const server = createAdaptorServer({
    fetch: (request, env) => fetch?.(request, env) ?? new Response("Not yet\n", { status: 503 }),
    createServer,
    serverOptions: {
      maxHeaderSize: 16 * 1024,
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: Math.min(1_000, headersMs),
      keepAliveTimeout: 10_000,
    },
  }) as Server;
  server.maxRequestsPerSocket = 0;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(asRunError(cause, host, port)));
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  fetch = app(bound);
  return {
    port: bound,
    close: async (graceMs) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

function asRunError(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  if (cause.code === "EADDRINUSE") {
    return new RunError("port-taken", `Something listens on ${host}:${port} already.`, {
      cause,
      hint: "Name another with --port; 0 takes any that is free.",
    });
  }
  if (cause.code === "EACCES")
    return new RunError("no-permission", `This user may not listen on port ${port}.`, { cause, hint: "Name one from 1024 with --port." });
  if (cause.code === "EADDRNOTAVAIL" || cause.code === "ENOTFOUND")
    return new RunError("no-address", `This computer has no address ${host}.`, { cause });
  return cause;
}
