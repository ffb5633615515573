import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { problem, type LocatedProblem } from "./contract/parts.ts";
import { AnswerCache, etagOf, headOf, isKnown } from "./head.ts";
import { Refusal } from "./problem.ts";
import type { ServePorts } from "./ports.ts";
import { mayAsk, SCOPE_OF, whoAsks, type Needed, type Who } from "./who.ts";

/** What is known of a request while it is answered. */
export interface ServeEnv {
  Variables: { requestId: string; route: string | undefined; user: string | undefined };
}

export interface Asked<P, Q, B> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly c: Context;
  readonly ports: ServePorts;
}

/** What a route gives; `body` undefined: nothing. */
export interface Given {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One route: what it is, who may, what it takes and gives. */
export interface Endpoint<P = unknown, Q = unknown, B = unknown> {
  readonly method: "get" | "post" | "patch" | "delete";
  /** `/exceptions/{id}`. */
  readonly path: string;
  readonly summary: string;
  readonly role: Needed;
  /** Does what it gives, or changes, depend on the units of whoever asks? */
  readonly unitScoped: boolean;
  /** Refused to tokens. */
  readonly sessionOnly?: boolean;
  readonly params?: z.ZodType<P>;
  readonly query?: z.ZodType<Q>;
  readonly body?: z.ZodType<B>;
  /** Of another body than JSON: its type in the document; the route reads it itself. */
  readonly upload?: string;
  /** Headers that a change asks for, for the document. */
  readonly headers?: z.ZodObject;
  readonly gives: Readonly<Record<number, { readonly is: string; readonly schema?: z.ZodType; readonly type?: string }>>;
  /** The answer holds until anything is changed in the store, for all who may see the same units: it has an ETag and is kept. */
  readonly kept?: boolean;
  /** `who` is there unless the role is `open`. */
  readonly answer: (asked: Asked<P, Q, B>, who: Who) => Promise<Given | Response>;
}

/** A route whose types are checked where it is declared. */
export function endpoint<P = unknown, Q = unknown, B = unknown>(route: Endpoint<P, Q, B>): Endpoint {
  return route as unknown as Endpoint;
}

const MOST_BODY = 1024 * 1024;
const REFUSED: Readonly<Record<number, string>> = {
  400: "The request is not well formed.",
  401: "Nobody is signed in.",
  403: "Not for this role, scope or session.",
  404: "There is none, or none in these units.",
  413: "The body is too large.",
  415: "The body is not JSON.",
  422: "The body cannot be used.",
  429: "Too many tries.",
};

/** Adds the routes to an app, below `base`, and to its OpenAPI document. */
export function addEndpoints(app: OpenAPIHono<ServeEnv>, base: string, endpoints: readonly Endpoint[], ports: ServePorts): void {
  const cache = new AnswerCache();
  for (const route of endpoints) {
    const declared = declare(base, route);
    app.openAPIRegistry.registerPath(declared);
    app.on(route.method.toUpperCase(), declared.getRoutingPath(), async (c) => {
      c.set("route", declared.path);
      const needed = route.role;
      // One question to the store tells whether anything that was asked before still holds.
      const head = needed === "open" ? 0 : await headOf(ports.store);
      const who = needed === "open" ? undefined : mayAsk(c, await whoAsks(c, ports, head), needed, route.sessionOnly ?? false);
      c.set("user", who?.user.name);
      const asked: Asked<unknown, unknown, unknown> = {
        params: parse("path", route.params, c.req.param(), 404),
        query: parse("query", route.query, queryOf(c), 400),
        body: route.body === undefined ? undefined : parse("body", route.body, await jsonBody(c), 422),
        c,
        ports,
      };
      if (route.kept === true && who !== undefined) return keptAnswer(c, route, asked, who, { head, cache });
      // An open route asks for nobody: what it is given is never looked at.
      const given = await route.answer(asked, who as Who);
      return given instanceof Response ? given : toResponse(given);
    });
  }
}

async function keptAnswer(
  c: Context,
  route: Endpoint,
  asked: Asked<unknown, unknown, unknown>,
  who: Who,
  { head, cache }: { readonly head: number; readonly cache: AnswerCache },
): Promise<Response> {
  // What is overdue changes at midnight, which comes to a zone at a quarter of some hour.
  const now = asked.ports.now();
  const quarter = now.slice(0, 14) + String(Math.floor(Number(now.slice(14, 16)) / 15));
  const key = JSON.stringify([route.path, asked.params, asked.query, who.units ?? null, quarter]);
  const headers = { "cache-control": "private, no-cache", vary: "Cookie, Authorization" };
  if (isKnown(c.req.header("if-none-match"), etagOf(head, key))) {
    return new Response(null, { status: 304, headers: { ...headers, etag: etagOf(head, key) } });
  }
  const { etag, body } = await cache.answer(head, key, async () => {
    const given = await route.answer(asked, who);
    if (given instanceof Response) throw new Error(`${route.path}: an answer that is kept is no stream`);
    return given.body;
  });
  return new Response(body, { headers: { ...headers, "content-type": "application/json", etag } });
}

function toResponse({ status = 200, body, headers = {} }: Given): Response {
  const nothing = body === undefined;
  return new Response(nothing ? null : JSON.stringify(body), {
    status: nothing && status === 200 ? 204 : status,
    headers: { ...(nothing ? {} : { "content-type": "application/json" }), "cache-control": "no-store", ...headers },
  });
}

function declare(base: string, route: Endpoint) {
  const { gives, role, unitScoped } = route;
  const refused = { 400: true, ...(role === "open" ? {} : { 401: true, 403: true }), ...(route.params === undefined ? {} : { 404: true }) };
  const withBody = route.body === undefined ? {} : { 413: true, 415: true, 422: true };
  const responses = {
    ...Object.fromEntries(
      Object.keys({ ...refused, ...withBody }).map((status) => [
        status,
        { description: REFUSED[Number(status)] ?? "Refused.", content: { "application/problem+json": { schema: problem } } },
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(gives).map(([status, { is, schema, type = "application/json" }]) => [
        status,
        { description: is, ...(schema === undefined ? {} : { content: { [type]: { schema } } }) },
      ]),
    ),
  };
  const request = {
    ...(route.params instanceof z.ZodObject ? { params: route.params } : {}),
    ...(route.query instanceof z.ZodObject ? { query: route.query } : {}),
    ...(route.headers === undefined ? {} : { headers: route.headers }),
    ...(route.body === undefined ? {} : { body: { content: { "application/json": { schema: route.body } }, required: true } }),
    ...(route.upload === undefined
      ? {}
      : { body: { content: { [route.upload]: { schema: z.string().openapi({ format: "binary" }) } }, required: true } }),
  };
  return createRoute({
    method: route.method,
    path: `${base}${route.path}`,
    summary: route.summary,
    security: role === "open" ? [] : route.sessionOnly === true ? [{ session: [] }] : [{ session: [] }, { token: [SCOPE_OF[role]] }],
    "x-role": role,
    "x-unit-scoped": unitScoped,
    "x-session-only": route.sessionOnly ?? false,
    request,
    responses,
  });
}

function queryOf(c: Context): Record<string, string | string[]> {
  const entries = Object.entries(c.req.queries()).map(([name, values]) => [name, values.length === 1 ? (values[0] as string) : values]);
  return Object.fromEntries(entries) as Record<string, string | string[]>;
}

function parse<T>(place: "path" | "query" | "body", schema: z.ZodType<T> | undefined, given: unknown, status: number): T | undefined {
  if (schema === undefined) return undefined;
  // No database keeps it in a text, and nobody types it.
  const isNul = place !== "body" && JSON.stringify(given).includes("\\u0000");
  const result = isNul ? z.never("the character NUL is not allowed").safeParse(given) : schema.safeParse(given);
  if (result.success) return result.data;
  const problems = result.error.issues.slice(0, 20).map((issue): LocatedProblem => ({
    code: issue.code,
    message: issue.path.length === 0 ? issue.message : `${issue.path.join(".")}: ${issue.message}`,
    at: { file: place, line: undefined, column: undefined, cell: undefined },
    found: undefined,
    expected: undefined,
    hint: undefined,
  }));
  throw new Refusal(
    status,
    place === "path" ? "not-found" : `bad-${place}`,
    place === "path" ? "There is nothing here." : `The ${place} cannot be used.`,
    {
      detail: problems[0]?.message,
      problems,
    },
  );
}

/** @throws Refusal 413, 415, 400 */
async function jsonBody(c: Context): Promise<unknown> {
  if (!/^application\/json\b/i.test(c.req.header("content-type") ?? "")) {
    throw new Refusal(415, "not-json", "The body is not JSON.", { detail: "Send it with Content-Type: application/json." });
  }
  const bytes = await bodyBytes(c, MOST_BODY);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw new Refusal(400, "bad-json", "The body is no JSON.", {
      detail: cause instanceof Error ? cause.message.slice(0, 200) : undefined,
      cause,
    });
  }
}

async function bodyBytes(c: Context, most: number): Promise<Uint8Array> {
  const tooLarge = (): Refusal =>
    new Refusal(413, "too-large", "The body is too large.", { detail: `At most ${most} bytes.`, headers: { connection: "close" } });
  if (Number(c.req.header("content-length") ?? 0) > most) throw tooLarge();
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>) {
    size += piece.length;
    if (size > most) throw tooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
