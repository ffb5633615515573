import type { Context } from "hono";
import { getConnInfo } from "@hono/node-server/conninfo";
import type { ServePorts } from "./ports.ts";

/** The address of whoever asks; behind a proxy, the one that the proxy saw. */
export function clientAddress(c: Context, { mode }: Pick<ServePorts, "mode">): string {
  if (mode.behindProxy) {
    // The last one was added by the proxy; those before it anybody could have written.
    const forwarded = c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim();
    if (forwarded !== undefined && forwarded !== "") return forwarded;
  }
  return addressOf(c) ?? "unknown";
}

function addressOf(c: Context): string | undefined {
  try {
    return getConnInfo(c).remote.address;
  } catch {
    // A request that came over no socket: the tests of routes alone.
    return undefined;
  }
}
