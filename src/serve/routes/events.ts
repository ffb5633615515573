import { streamSSE } from "hono/streaming";
import { z } from "@hono/zod-openapi";
import { serverEvent } from "../contract/runs.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { withinUnits, type Hub, type NumberedEvent } from "../hub.ts";
import { Refusal } from "../problem.ts";
import { whoAsks } from "../who.ts";

const MOST = 500;
const BEAT_MS = 20_000;

/** What happens, as it happens. */
export function eventRoutes(hub: Hub, closing: AbortSignal): readonly Endpoint[] {
  return [
    endpoint({
      method: "get",
      path: "/events",
      summary: "Server-sent events: progress of reviews, and which exceptions changed",
      role: "viewer",
      unitScoped: true,
      headers: z.object({ "Last-Event-ID": z.string().optional() }),
      gives: {
        200: { is: "A stream; each event's name is its type.", schema: serverEvent, type: "text/event-stream" },
        503: { is: "Too many readers." },
      },
      answer: async ({ c, ports }, who) => {
        if (hub.listeners >= MOST) throw new Refusal(503, "too-many-streams", "Too many readers.", { headers: { "retry-after": "30" } });
        const after = c.req.header("last-event-id");
        const latest = (await ports.desk.latestRun())?.id;
        c.header("cache-control", "no-store");
        c.header("x-accel-buffering", "no");
        return streamSSE(c, async (stream) => {
          const waiting: NumberedEvent[] = [];
          let wake: () => void = () => undefined;
          const stop = hub.listen((event) => {
            waiting.push(event);
            // Whoever does not read is let go: it comes back and asks anew.
            if (waiting.length > 2_000) stream.abort();
            wake();
          });
          // At once: what comes from here on is among the waiting.
          const missed = after === undefined ? [] : hub.since(after);
          const end = (): void => wake();
          stream.onAbort(end);
          closing.addEventListener("abort", end);
          try {
            if (missed === undefined) await stream.writeSSE({ event: "exceptions", data: JSON.stringify({ type: "exceptions", ids: [] }) });
            await stream.writeSSE({ event: "hello", data: JSON.stringify({ type: "hello", latest }) });
            for (const one of missed ?? []) await send(one);
            while (!stream.aborted && !closing.aborted) {
              const next = waiting.shift();
              if (next !== undefined) {
                await send(next);
                continue;
              }
              const woken = await new Promise<boolean>((resolve) => {
                const timer = setTimeout(() => resolve(false), BEAT_MS);
                wake = () => {
                  clearTimeout(timer);
                  resolve(true);
                };
              });
              if (woken) continue;
              // Whoever was signed out meanwhile hears no more.
              if ((await whoAsks(c, ports).catch(() => undefined)) === undefined) break;
              await stream.write(": still here\n\n");
            }
          } finally {
            stop();
            closing.removeEventListener("abort", end);
          }
          async function send(numbered: NumberedEvent): Promise<void> {
            const event = withinUnits(numbered, who.units);
            if (event !== undefined) await stream.writeSSE({ id: numbered.id, event: event.type, data: JSON.stringify(event) });
          }
        });
      },
    }),
  ];
}
