import { z } from "@hono/zod-openapi";
import { comparison, currentRun, newRun, runDetail, runProgress, runs } from "../contract/runs.ts";
import { pageQuery } from "../contract/exceptions.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { notFound, Refusal } from "../problem.ts";
import type { ServePorts } from "../ports.ts";

const id = z.string().regex(/^[0-9a-zA-Z-]{1,64}$/);

/** Reviews: those that were recorded, and the one that runs. */
export function runRoutes(): readonly Endpoint[] {
  return [
    endpoint({
      method: "get",
      path: "/runs",
      summary: "Reviews, the last recorded first",
      role: "viewer",
      unitScoped: false,
      kept: true,
      query: z.object(pageQuery),
      gives: { 200: { is: "A page.", schema: runs } },
      answer: async ({ ports, query }) => {
        const limit = query.limit ?? 50;
        if (query.cursor !== undefined && (!id.safeParse(query.cursor).success || (await ports.desk.run(query.cursor)) === undefined)) {
          throw new Refusal(400, "bad-cursor", "The cursor is none of ours.", { detail: "Begin again without it." });
        }
        const found = await ports.desk.runs({ limit: limit + 1, ...(query.cursor === undefined ? {} : { before: query.cursor }) });
        const items = found.slice(0, limit);
        return { body: { items, next: found.length > limit ? items.at(-1)?.id : undefined } };
      },
    }),
    endpoint({
      method: "get",
      path: "/runs/current",
      summary: "The review that runs here, or the last one: its progress",
      role: "viewer",
      unitScoped: false,
      gives: { 200: { is: "Its steps so far.", schema: currentRun } },
      answer: async ({ ports }) => ({ body: { current: ports.reviewer.current() } }),
    }),
    endpoint({
      method: "post",
      path: "/runs",
      summary: "Start a review",
      role: "analyst",
      unitScoped: false,
      body: newRun,
      gives: { 202: { is: "It runs; Location tells where its progress is.", schema: runProgress }, 409: { is: "One runs already." } },
      answer: async ({ ports, body }, { user }) => ({
        status: 202,
        body: await ports.reviewer.start(user.name, body.asOf),
        headers: { location: "/api/v1/runs/current" },
      }),
    }),
    endpoint({
      method: "delete",
      path: "/runs/current",
      summary: "Cancel the review that runs; nothing of it is kept",
      role: "analyst",
      unitScoped: false,
      gives: { 204: { is: "It is over." }, 409: { is: "None runs, or it is being recorded." } },
      answer: async ({ ports }) => {
        if (!(await ports.reviewer.cancel()))
          throw new Refusal(409, "nothing-to-cancel", "There is nothing to cancel.", {
            detail: "No review runs here, or it is being recorded.",
          });
        return { status: 204 };
      },
    }),
    endpoint({
      method: "get",
      path: "/runs/{id}",
      summary: "One review: its findings and what was checked",
      role: "viewer",
      unitScoped: false,
      kept: true,
      params: z.object({ id }),
      gives: { 200: { is: "The run.", schema: runDetail } },
      answer: async ({ ports, params }) => {
        const { directory: _directory, findings: _findings, ...run } = await runOf(ports, params.id);
        const review = await ports.desk.review(params.id);
        const findings = (review?.findings ?? []).map(({ samples: _samples, ...finding }) => finding);
        return { body: { run, findings, coverage: review?.coverage ?? [] } };
      },
    }),
    endpoint({
      method: "get",
      path: "/runs/{a}/compare/{b}",
      summary: "Two reviews against each other: what opened, closed, grew and shrank",
      role: "viewer",
      unitScoped: false,
      kept: true,
      params: z.object({ a: id, b: id }),
      gives: { 200: { is: "The later against the earlier.", schema: comparison } },
      answer: async ({ ports, params }) => {
        const [before, after] = [await whole(ports, params.a), await whole(ports, params.b)];
        return { body: await ports.compare(before, after) };
      },
    }),
  ];
}

async function runOf({ desk }: ServePorts, name: string) {
  const run = await desk.run(name);
  if (run === undefined) throw notFound("There is no such run.");
  return run;
}

async function whole(ports: ServePorts, name: string) {
  const { directory } = await runOf(ports, name);
  const review = await ports.desk.review(name);
  if (review === undefined) throw notFound("There is no such run.");
  return { review, directory };
}
