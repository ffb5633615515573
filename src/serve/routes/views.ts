import { z } from "@hono/zod-openapi";
import type { ExceptionFilter } from "../../model/index.ts";
import { newView, savedView, views } from "../contract/exceptions.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { notFound, Refusal } from "../problem.ts";
import { actorOf } from "../who.ts";

const MOST = 200;

/** Filters of the inbox that people keep. */
export function viewRoutes(): readonly Endpoint[] {
  return [
    endpoint({
      method: "get",
      path: "/views",
      summary: "One's own saved views, and everybody's",
      role: "viewer",
      unitScoped: false,
      gives: { 200: { is: "By name.", schema: views } },
      answer: async ({ ports }, { user }) => ({ body: { items: await ports.desk.views(user.name) } }),
    }),
    endpoint({
      method: "post",
      path: "/views",
      summary: "Keep a view",
      role: "viewer",
      unitScoped: false,
      body: newView,
      gives: { 201: { is: "It is kept.", schema: savedView } },
      answer: async ({ ports, body }, who) => {
        const { name, filter, order, shared } = body;
        if (shared && who.user.role !== "analyst" && who.user.role !== "admin") {
          throw new Refusal(403, "forbidden", "This is not yours to do.", {
            detail: "Views for everybody are made by analysts and admins.",
          });
        }
        if ((await ports.desk.views(who.user.name)).length >= MOST)
          throw new Refusal(409, "too-many-views", "There are too many views.", { detail: `At most ${MOST}.` });
        const view = { name, filter: filter as ExceptionFilter, order, user: shared ? undefined : who.user.name };
        return { status: 201, body: await ports.desk.saveView(view, actorOf(who, ports)) };
      },
    }),
    endpoint({
      method: "delete",
      path: "/views/{id}",
      summary: "Show a view no longer: one's own; everybody's for analysts and admins",
      role: "viewer",
      unitScoped: false,
      params: z.object({ id: z.string().regex(/^[0-9a-zA-Z-]{1,64}$/) }),
      gives: { 204: { is: "It is gone." } },
      answer: async ({ ports, params }, who) => {
        const view = (await ports.desk.views(who.user.name)).find(({ id }) => id === params.id);
        if (view === undefined) throw notFound();
        if (view.user === undefined && who.user.role !== "analyst" && who.user.role !== "admin") {
          throw new Refusal(403, "forbidden", "This is not yours to do.", {
            detail: "Everybody's views are taken away by analysts and admins.",
          });
        }
        await ports.desk.removeView(params.id, actorOf(who, ports));
        return { status: 204 };
      },
    }),
  ];
}
