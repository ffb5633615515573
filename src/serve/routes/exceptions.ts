import { z } from "@hono/zod-openapi";
import type { ActResult, ExceptionAction, ExceptionFilter } from "../../model/index.ts";
import {
  acted,
  bulk,
  bulkResult,
  doing,
  exceptionPage,
  exceptionQuery,
  exceptionStory,
  facets,
  fingerprint,
  inboxQuery,
  newComment,
  type Doing,
} from "../contract/exceptions.ts";
import { endpoint, type Endpoint } from "../endpoint.ts";
import { etagOf, headOf, isKnown } from "../head.ts";
import type { Hub } from "../hub.ts";
import { mayUnit, type Latest } from "../latest.ts";
import { notFound, Refusal } from "../problem.ts";
import { actorOf, type Who } from "../who.ts";

type Query = z.output<typeof exceptionQuery>;

/** The filter of an address, within what may be seen. */
function filterOf(query: Query, { units }: Who): ExceptionFilter {
  const given = <Name extends string, Value>(name: Name, value: Value | undefined) =>
    value === undefined ? {} : ({ [name]: value } as Readonly<Record<Name, Value>>);
  return {
    ...given("states", listOf(query.state)),
    ...given("owners", orNone(query.owner)),
    ...given("units", orNone(query.unit)),
    ...given("workflows", listOf(query.workflow)),
    ...given("handoffs", listOf(query.handoff)),
    ...given("lifecycles", listOf(query.lifecycle)),
    ...given("kinds", listOf(query.kind)),
    ...given("severities", listOf(query.severity)),
    ...given("finding", query.finding),
    ...given("text", query.q),
    ...(query.overdue === "true" ? { overdue: true } : {}),
    ...(query.symptoms === "true" ? { symptoms: true } : {}),
    ...given("scope", units),
  } as ExceptionFilter;
}

function listOf<T>(value: T | readonly T[] | undefined): readonly T[] | undefined {
  return value === undefined ? undefined : Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

function orNone(value: string | readonly string[] | undefined): readonly (string | null)[] | undefined {
  return listOf(value)?.map((one) => (one === "-" ? null : one));
}

function actionOf(given: Doing): ExceptionAction {
  switch (given.do) {
    case "assign":
      return { type: "assign", owner: given.owner ?? undefined };
    case "due":
      return { type: "due", due: given.due ?? undefined };
    case "accept":
      return { type: "accept", reason: given.reason, until: given.until };
    case "resolve":
    case "reopen":
      return { type: given.do, reason: given.reason };
    default:
      return { type: given.do };
  }
}

/** The version that If-Match names: `"7"`, or the whole ETag of the exception, which begins with it. */
function seenVersion(header: string | undefined): number {
  if (header === undefined) {
    throw new Refusal(428, "version-missing", "The change must say what it saw.", {
      detail: "Send If-Match with the exception's version, so that nobody's change is lost.",
    });
  }
  const version = /^(?:W\/)?"(\d{1,9})(?:-[\w-]{1,40})?"$/.exec(header.trim())?.[1];
  if (version === undefined) throw new Refusal(400, "bad-if-match", "If-Match names no version.", { detail: 'It looks like this: "7".' });
  return Number(version);
}

const badCursor = (error: unknown): never => {
  if (error instanceof RangeError)
    throw new Refusal(400, "bad-cursor", "The cursor is none of ours.", { detail: "Begin again without it." });
  throw error;
};

const named = z.object({ id: fingerprint });
const ifMatch = z.object({
  "If-Match": z.string().optional().openapi({ description: 'The version that was seen: "7". A change without it is refused.' }),
});

/** The inbox, one exception, and what people do with them. */
export function exceptionRoutes(latest: () => Promise<Latest | undefined>, hub: Hub): readonly Endpoint[] {
  return [
    endpoint({
      method: "get",
      path: "/exceptions",
      summary: "The inbox, page by page",
      role: "viewer",
      unitScoped: true,
      kept: true,
      query: inboxQuery,
      gives: { 200: { is: "A page, and where the next begins.", schema: exceptionPage } },
      answer: async ({ ports, query }, who) => {
        const filter = filterOf(query, who);
        const { sort: order = "due", cursor, limit = 50 } = query;
        const page = await ports.desk
          .listExceptions(filter, { order, limit, ...(cursor === undefined ? {} : { cursor }) })
          .catch(badCursor);
        const total = cursor === undefined ? await ports.desk.count(filter) : undefined;
        return { body: { items: page.exceptions, next: page.next, total } };
      },
    }),
    endpoint({
      method: "get",
      path: "/exceptions/facets",
      summary: "How many exceptions have which state, owner, unit …",
      role: "viewer",
      unitScoped: true,
      kept: true,
      query: exceptionQuery,
      gives: { 200: { is: "Counts and money by value.", schema: facets } },
      answer: async ({ ports, query }, who) => ({ body: await ports.desk.facets(filterOf(query, who)) }),
    }),
    endpoint({
      method: "get",
      path: "/exceptions/{id}",
      summary: "One exception, with all that ever happened to it",
      role: "viewer",
      unitScoped: true,
      params: named,
      gives: { 200: { is: "The exception; its ETag begins with its version.", schema: exceptionStory }, 304: { is: "Nothing changed." } },
      answer: async ({ c, ports, params }, who) => {
        const head = await headOf(ports.store);
        const story = await ports.desk.exception(params.id, who.units);
        if (story === undefined) throw notFound();
        const { version } = story.exception;
        const etag = etagOf(version, `${head}`);
        const headers = { etag, "cache-control": "private, no-cache" };
        if (isKnown(c.req.header("if-none-match"), etag)) return new Response(null, { status: 304, headers });
        const finding = (await latest())?.review.findings.find((one) => one.fingerprint === story.exception.finding);
        const seen =
          finding === undefined ? undefined : { ...finding, samples: finding.samples.filter(({ unit }) => mayUnit(who.units, unit)) };
        return { body: { ...story, finding: seen }, headers };
      },
    }),
    endpoint({
      method: "post",
      path: "/exceptions/{id}/actions",
      summary: "Do something with an exception",
      role: "worker",
      unitScoped: true,
      params: named,
      body: doing,
      headers: ifMatch,
      gives: {
        200: { is: "Done.", schema: acted },
        409: { is: "Not from this state, or with this value." },
        412: { is: "Somebody was faster: the exception as it is, and what happened since." },
        428: { is: "If-Match is missing." },
      },
      answer: async ({ c, ports, params, body }, who) => {
        const version = seenVersion(c.req.header("if-match"));
        const [result] = await ports.desk.act([{ fingerprint: params.id, version }], actionOf(body), actorOf(who, ports), who.units);
        const { exception, event } = doneOf(result);
        hub.look();
        return { body: { exception, event }, headers: { etag: `"${exception.version}"` } };
      },
    }),
    endpoint({
      method: "post",
      path: "/exceptions/actions",
      summary: "Do the same with many exceptions; each is done or refused by itself",
      role: "worker",
      unitScoped: true,
      body: bulk,
      gives: { 200: { is: "What became of each.", schema: bulkResult } },
      answer: async ({ ports, body }, who) => {
        const items = body.items.map(({ id, version }) => ({ fingerprint: id, version }));
        const results = await ports.desk.act(items, actionOf(body), actorOf(who, ports), who.units);
        hub.look();
        return { body: { items: results.map(bulkItem) } };
      },
    }),
    endpoint({
      method: "post",
      path: "/exceptions/{id}/comments",
      summary: "Comment on an exception",
      role: "worker",
      unitScoped: true,
      params: named,
      body: newComment,
      gives: { 201: { is: "It stands in the history.", schema: acted } },
      answer: async ({ ports, params, body }, who) => {
        const [result] = await ports.desk.act(
          [{ fingerprint: params.id }],
          { type: "comment", text: body.text },
          actorOf(who, ports),
          who.units,
        );
        hub.look();
        return { status: 201, body: doneOf(result) };
      },
    }),
  ];
}

function doneOf(result: ActResult | undefined) {
  if (result === undefined || result.outcome === "unknown") throw notFound();
  if (result.outcome === "refused")
    throw new Refusal(409, "refused", "That cannot be done.", { detail: result.reason, more: { exception: result.exception } });
  if (result.outcome === "stale") {
    throw new Refusal(412, "stale", "It was changed meanwhile.", {
      detail: "Look at what happened since, and do it again if you still want to.",
      more: { exception: result.exception, since: result.since },
      headers: { etag: `"${result.exception.version}"` },
    });
  }
  return { exception: result.exception, event: result.event };
}

function bulkItem(result: ActResult) {
  const { fingerprint: id, outcome } = result;
  if (outcome === "unknown") return { id, outcome };
  if (outcome === "stale") return { id, outcome, exception: result.exception, since: result.since };
  if (outcome === "refused") return { id, outcome, exception: result.exception, reason: result.reason };
  return { id, outcome, exception: result.exception };
}
