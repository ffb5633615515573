import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Desk } from "../desk/index.ts";

export interface Metrics {
  request(method: string, route: string, status: number, seconds: number): void;
  review(outcome: string): void;
  text(): Promise<string>;
  readonly contentType: string;
  close(): void;
}

/** What Prometheus asks for: durations by route, exceptions by state, reviews, the process and its event loop. */
export function createMetrics(desk: Desk, listeners: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Histogram({
    name: "tieout_http_request_seconds",
    help: "Duration of requests.",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const reviews = new Counter({
    name: "tieout_reviews_total",
    help: "Reviews that this server started.",
    labelNames: ["outcome"],
    registers,
  });
  const exceptions = new Gauge({
    name: "tieout_exceptions",
    help: "Exceptions by state, symptoms left out.",
    labelNames: ["state"],
    registers,
  });
  const overdue = new Gauge({ name: "tieout_exceptions_overdue", help: "Open exceptions whose due day is over.", registers });
  const streams = new Gauge({ name: "tieout_event_streams", help: "Readers of /events.", registers });
  return {
    request: (method, route, status, seconds) => requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, seconds),
    review: (outcome) => reviews.inc({ outcome }),
    text: async () => {
      const { state, total } = await desk.facets({});
      exceptions.reset();
      for (const { value, count } of state) exceptions.set({ state: value ?? "none" }, count);
      overdue.set(total.overdue);
      streams.set(listeners());
      return registry.metrics();
    },
    contentType: registry.contentType,
    close: () => registry.clear(),
  };
}
