import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROLES, type Role } from "../../src/model/index.ts";
import { embedded, type StoreKind } from "../stores/given.ts";
import { ask, given, type Given, type Session } from "./given.ts";

/*
 * Every route of the OpenAPI document, against everybody who may not. A route that is
 * added is in the table by itself; one that does not say who may fails.
 */

interface Operation {
  readonly "x-role"?: string;
  readonly "x-unit-scoped"?: boolean;
  readonly "x-session-only"?: boolean;
}
interface Route extends Operation {
  readonly method: string;
  readonly path: string;
}

let kind: StoreKind;
let it: Given;
let routes: readonly Route[];
const sessions = new Map<Role, Session>();

/** Who has which role in the tests. */
const BY_ROLE: Readonly<Record<Role, string>> = { viewer: "vera", worker: "walt", analyst: "ann", admin: "ada" };
const SCOPE = { viewer: "read", worker: "work", analyst: "review", admin: "admin" } as const;

beforeAll(async () => {
  kind = await embedded();
  it = await given(await kind.open());
  const document = (await (await ask(it.app, "GET", "/openapi.json")).json()) as { paths: Record<string, Record<string, Operation>> };
  routes = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
  for (const role of ROLES) sessions.set(role, await it.signIn(BY_ROLE[role]));
});
afterAll(async () => {
  it.app.close();
  await kind.end();
});

/** A path with something in the place of its parameters. */
function filled(path: string, fingerprint = it.north): string {
  const values: Readonly<Record<string, string>> = {
    fingerprint: it.finding,
    dataset: "dispatch.jobs",
    key: "NORTH-0",
    report: "board",
    a: it.run,
    b: it.run,
    name: "vera",
  };
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === "id" ? (path.includes("/runs/") ? it.run : fingerprint) : (values[name] ?? "unknown"),
  );
}

const send = (route: Route, as?: Session | string, more: object = {}): Promise<Response> =>
  ask(it.app, route.method, filled(route.path), { as, ...(route.method === "GET" ? {} : { body: {} }), ...more });

const isProblem = async (answer: Response, status: number, what: string): Promise<void> => {
  expect(answer.status, what).toBe(status);
  expect(answer.headers.get("content-type"), what).toBe("application/problem+json");
  expect(await answer.json(), what).toMatchObject({
    status,
    type: expect.stringMatching(/^urn:tieout:problem:/),
    title: expect.any(String),
    instance: expect.any(String),
  });
};

const guarded = (): readonly (Route & { readonly "x-role": Role })[] =>
  routes.filter((route): route is Route & { "x-role": Role } => route["x-role"] !== "open");
const OPEN = [
  "GET /healthz",
  "GET /readyz",
  "GET /metrics",
  "GET /api/v1/sign-in",
  "POST /api/v1/session",
  "GET /api/v1/oidc/start",
  "GET /api/v1/oidc/callback",
];

describe("every route of the document", () => {
  test("says who may, and whether units matter; the open ones are those that are known to be", () => {
    expect(routes.length).toBeGreaterThan(30);
    for (const route of routes) {
      expect(["open", ...ROLES], `${route.method} ${route.path}`).toContain(route["x-role"]);
      expect(typeof route["x-unit-scoped"], `${route.method} ${route.path}`).toBe("boolean");
    }
    const open = routes.filter((route) => route["x-role"] === "open").map(({ method, path }) => `${method} ${path}`);
    expect(OPEN).toEqual(expect.arrayContaining(open));
  });

  test("is in the document: the app answers no other path below the API", async () => {
    for (const path of ["/api/v1/none", "/api/v1/exceptions/x/none", "/api/v2/exceptions", "/api"]) {
      await isProblem(await ask(it.app, "GET", path, { as: sessions.get("admin") as Session }), 404, path);
    }
  });

  test("refuses the anonymous, and whoever comes with a token or session that does not count", async () => {
    const revoked = await it.token("ada", ["read", "work", "review", "admin"]);
    for (const { id } of await it.desk.tokens()) await it.desk.revokeToken(id, { type: "user", name: "ada" });
    const ended = await it.signIn("ada");
    const session = await it.desk.sessionBySecret(ended.cookie.split("=")[1] ?? "");
    await it.desk.endSession(session?.id ?? "");
    for (const route of guarded()) {
      const name = `${route.method} ${route.path}`;
      await isProblem(await send(route), 401, `anonymous: ${name}`);
      await isProblem(await send(route, "tieout_token_none-of-ours-at-all-but-long-enough-0123456789"), 401, `bad token: ${name}`);
      await isProblem(await send(route, revoked), 401, `revoked token: ${name}`);
      await isProblem(await send(route, ended), 401, `ended session: ${name}`);
      await isProblem(
        await send(route, { cookie: "tieout-4180=tieout_session_none-of-ours-0123456789", csrf: "" }),
        401,
        `bad session: ${name}`,
      );
    }
  });

  test("refuses the role below, and a token with the scope below", async () => {
    const tokens = new Map<Role, string>();
    for (const role of ROLES) tokens.set(role, await it.token("ada", [SCOPE[role]]));
    for (const route of guarded()) {
      const name = `${route.method} ${route.path}`;
      const below = ROLES[ROLES.indexOf(route["x-role"]) - 1];
      if (below === undefined) continue;
      await isProblem(await send(route, sessions.get(below) as Session), 403, `${below}: ${name}`);
      await isProblem(await send(route, tokens.get(below) as string), 403, `scope of ${below}: ${name}`);
    }
  });

  test("that changes something refuses a session without its CSRF token, and other sites", async () => {
    for (const route of guarded().filter(({ method }) => method !== "GET")) {
      const name = `${route.method} ${route.path}`;
      const session = sessions.get("admin") as Session;
      await isProblem(await send(route, session, { csrf: false }), 403, `no token: ${name}`);
      await isProblem(await send(route, { ...session, csrf: `${session.csrf.slice(0, -1)}x` }), 403, `wrong token: ${name}`);
      await isProblem(await send(route, session, { headers: { origin: "https://evil.example" } }), 403, `other origin: ${name}`);
      await isProblem(await send(route, session, { headers: { "sec-fetch-site": "cross-site" } }), 403, `other site: ${name}`);
    }
  });

  test("for people alone refuses tokens of any scope", async () => {
    const token = await it.token("ada", ["read", "work", "review", "admin"]);
    const alone = guarded().filter((route) => route["x-session-only"] === true);
    expect(alone.length).toBeGreaterThan(1);
    for (const route of alone) await isProblem(await send(route, token), 403, `${route.method} ${route.path}`);
  });

  test("lets the right role in: what refuses above is not refusing everybody", async () => {
    for (const route of guarded()) {
      if (route.path.endsWith("/events") || (route.method === "DELETE" && route.path.endsWith("/session"))) continue;
      const answer = await send(route, await it.signIn(BY_ROLE[route["x-role"]]));
      expect([401, 403], `${route.method} ${route.path}`).not.toContain(answer.status);
    }
    it.reviews.at(-1)?.end();
  });
});

describe("units", () => {
  /** What a worker would send; a route that is unit-scoped, changes something and is not here fails. */
  const CHANGES: Readonly<Record<string, object>> = {
    "POST /api/v1/exceptions/{id}/actions": { do: "assign", owner: "nora" },
    "POST /api/v1/exceptions/{id}/comments": { text: "mine" },
    "POST /api/v1/exceptions/actions": { do: "assign", owner: "nora", items: [] },
  };

  test("reads: whoever sees the north alone reads nothing of the south, and whoever sees all does", async () => {
    const nora = await it.signIn("nora");
    const scoped = routes.filter((route) => route["x-unit-scoped"] === true && route.method === "GET" && !route.path.endsWith("/events"));
    expect(scoped.length).toBeGreaterThan(8);
    let told = 0;
    for (const route of scoped) {
      const path = filled(route.path).replace("NORTH-0", "both");
      const own = await (await ask(it.app, "GET", path, { as: nora })).text();
      const all = await (await ask(it.app, "GET", path, { as: await it.signIn("walt") })).text();
      expect(own, route.path).not.toMatch(/SOUTH|"south"/);
      if (/SOUTH|"south"/.test(all)) told += 1;
    }
    // The test sees the difference: somebody else does read of the south.
    expect(told).toBeGreaterThanOrEqual(5);
  });

  test("one of the other unit is not found, by reading, acting, commenting or in bulk", async () => {
    const nora = await it.signIn("nora");
    for (const route of routes.filter((one) => one["x-unit-scoped"] === true && one.method !== "GET")) {
      const name = `${route.method} ${route.path}`;
      const body = CHANGES[name];
      expect(body, name).toBeDefined();
      const before = await it.desk.exception(it.south);
      if (route.path.includes("{id}")) {
        const answer = await ask(it.app, route.method, filled(route.path, it.south), { as: nora, body, headers: { "if-match": '"1"' } });
        await isProblem(answer, 404, name);
      } else {
        const answer = await ask(it.app, route.method, route.path, {
          as: nora,
          body: {
            ...body,
            items: [
              { id: it.south, version: 1 },
              { id: it.north, version: 1 },
            ],
          },
        });
        const { items } = (await answer.json()) as { items: { outcome: string }[] };
        expect(items.map(({ outcome }) => outcome)).toEqual(["unknown", "done"]);
      }
      expect(await it.desk.exception(it.south)).toEqual(before);
    }
    await isProblem(await ask(it.app, "GET", `/exceptions/${it.south}`, { as: nora }), 404, "read");
    await isProblem(await ask(it.app, "GET", "/records/dispatch.jobs/SOUTH-1", { as: nora }), 404, "record");
    expect((await ask(it.app, "GET", "/records/dispatch.jobs/NORTH-0", { as: nora })).status).toBe(200);
  });
});
