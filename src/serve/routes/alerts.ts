import { z } from "@hono/zod-openapi";
import { listDeliveries } from "../../desk/index.ts";
import { alerts, deliveryStates } from "../contract/alerts.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";

const MOST = 200;

/** Who was told of what, and where that failed. */
export function alertRoutes(): readonly Endpoint[] {
  return [
    endpoint({
      method: "get",
      path: "/alerts",
      summary: "Alerts: sent, waiting and given up",
      role: "admin",
      unitScoped: false,
      query: z.object({ state: deliveryStates.optional() }),
      gives: { 200: { is: "What failed first, then newest first.", schema: alerts } },
      answer: async ({ ports, query }) => {
        const items = await listDeliveries(ports.store, { limit: MOST, ...(query.state === undefined ? {} : { state: query.state }) });
        return { body: { targets: (ports.estate.alerts?.targets ?? []).map(({ name }) => name), items } };
      },
    }),
  ];
}
