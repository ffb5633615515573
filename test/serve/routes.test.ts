import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { createApp } from "../../src/serve/app.ts";
import { alerts } from "../../src/serve/contract/alerts.ts";
import { contractIsTheModel } from "../../src/serve/contract/drift.ts";
import { automations, numbers, ownership, recordStory } from "../../src/serve/contract/evidence.ts";
import { exceptionPage, exceptionStory, facets } from "../../src/serve/contract/exceptions.ts";
import { chain, findingDetail, findings, overview } from "../../src/serve/contract/overview.ts";
import { runDetail, runs } from "../../src/serve/contract/runs.ts";
import { auditCheck, auditPage, session, signInWays, tokens, users } from "../../src/serve/contract/session.ts";
import { listen } from "../../src/serve/listen.ts";
import { embedded, type StoreKind } from "../stores/given.ts";
import { API, ask, given, ORIGIN, TEAM, type Given, type Session } from "./given.ts";

let kind: StoreKind;
let it: Given;
let ada: Session;
let walt: Session;

beforeAll(async () => {
  kind = await embedded();
  it = await given(await kind.open(), { count: 40 });
  ada = await it.signIn("ada");
  walt = await it.signIn("walt");
});
afterAll(async () => {
  it.app.close();
  await kind.end();
});

const get = (path: string, as: Session | string = ada, headers: Record<string, string> = {}): Promise<Response> =>
  ask(it.app, "GET", path, { as, headers });
const json = async <T>(answer: Promise<Response>): Promise<T> => (await (await answer).json()) as T;
const act = (id: string, body: object, version?: number | string, as = walt): Promise<Response> =>
  ask(it.app, "POST", `/exceptions/${id}/actions`, {
    as,
    body,
    headers: version === undefined ? {} : { "if-match": typeof version === "number" ? `"${version}"` : version },
  });

describe("answers", () => {
  test("have the form that the contract says", async () => {
    const forms: Readonly<Record<string, z.ZodType>> = {
      "/sign-in": signInWays,
      "/session": session,
      "/overview": overview,
      "/chain": chain,
      "/exceptions?limit=3": exceptionPage,
      "/exceptions/facets": facets,
      [`/exceptions/${it.north}`]: exceptionStory,
      "/findings": findings,
      [`/findings/${it.finding}`]: findingDetail,
      "/records/dispatch.jobs/NORTH-0": recordStory,
      "/numbers": numbers,
      "/ownership": ownership,
      "/automations": automations,
      "/runs": runs,
      [`/runs/${it.run}`]: runDetail,
      "/alerts": alerts,
      "/users": users,
      "/tokens": tokens,
      "/audit?limit=2": auditPage,
      "/audit/check": auditCheck,
    };
    for (const [path, form] of Object.entries(forms)) {
      const answer = await get(path);
      expect(answer.status, path).toBe(200);
      const parsed = form.safeParse(await answer.json());
      expect(parsed.error?.issues, path).toBeUndefined();
    }
    expect(contractIsTheModel.every(Boolean)).toBe(true);
  });

  test("carry an ETag that holds until anything changes", async () => {
    for (const path of ["/exceptions?limit=5", "/overview", `/exceptions/${it.north}`]) {
      const etag = (await get(path)).headers.get("etag") ?? "";
      expect(etag).toMatch(/^"/);
      const again = await get(path, ada, { "if-none-match": `W/"x", ${etag}` });
      expect([again.status, await again.text()]).toEqual([304, ""]);
      expect((await ask(it.app, "POST", `/exceptions/${it.north}/comments`, { as: walt, body: { text: "changed" } })).status).toBe(201);
      const after = await get(path, ada, { "if-none-match": etag });
      expect(after.status).toBe(200);
      expect(after.headers.get("etag")).not.toBe(etag);
    }
  });

  test("are safe to show: no page of another site may frame, guess or keep them", async () => {
    const { headers } = await get("/overview");
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("private, no-cache");
  });
});

describe("the inbox", () => {
  interface Page {
    readonly items: readonly { fingerprint: string; amount: string; unit: string; state: string }[];
    readonly next?: string;
    readonly total?: number;
  }
  test("is read page by page, each exception once, in each order", async () => {
    for (const sort of ["due", "amount", "opened"]) {
      const seen: string[] = [];
      let next: string | undefined = "";
      while (next !== undefined) {
        const page: Page = await json(get(`/exceptions?limit=7&sort=${sort}${next === "" ? "" : `&cursor=${encodeURIComponent(next)}`}`));
        expect(page.total).toBe(next === "" ? 40 : undefined);
        seen.push(...page.items.map(({ fingerprint }) => fingerprint));
        next = page.next;
      }
      expect([seen.length, new Set(seen).size]).toEqual([40, 40]);
    }
  });

  test("is filtered, a list of values by repeating, none by a dash", async () => {
    const count = async (query: string): Promise<number | undefined> => (await json<Page>(get(`/exceptions?${query}`))).total;
    expect(await count("unit=north")).toBe(20);
    expect(await count("unit=north&unit=south")).toBe(40);
    expect(await count("owner=-")).toBe(0);
    expect(await count("owner=billing&state=new&severity=high&severity=medium&severity=low")).toBe(40);
    expect(await count("q=SOUTH+job-to-inv")).toBe(20);
    expect(await count("workflow=none")).toBe(0);
  });

  test("refuses a cursor that was changed, made up or of another order, and values that do not exist", async () => {
    const { next = "" } = await json<Page>(get("/exceptions?limit=2&sort=amount"));
    const forged = Buffer.from(JSON.stringify(["amount", "1; DROP TABLE exceptions", "x"])).toString("base64url");
    const bad = [
      `cursor=${next.slice(1)}&sort=amount`,
      `cursor=${next}&sort=due`,
      `cursor=${forged}&sort=amount`,
      "cursor=x",
      "limit=0",
      "limit=201",
      "limit=1e9",
      "state=gone",
      "sort=name",
      "severity=",
      "kind=x",
      "overdue=yes",
      `q=${"x".repeat(201)}`,
    ];
    for (const query of bad) {
      const answer = await get(`/exceptions?${query}`);
      expect([query, answer.status]).toEqual([query, 400]);
    }
    const { problems } = await json<{ problems: { message: string; at: { file: string } }[] }>(get("/exceptions?limit=0"));
    expect(problems[0]).toMatchObject({ at: { file: "query" }, message: expect.stringContaining("limit") });
  });
});

describe("changes", () => {
  test("name the version that was seen; a stale one is told what happened", async () => {
    const { exception } = await json<{ exception: { version: number } }>(get(`/exceptions/${it.north}`));
    const none = await act(it.north, { do: "acknowledge" });
    expect(none.status).toBe(428);
    expect((await act(it.north, { do: "acknowledge" }, "x")).status).toBe(400);
    const done = await act(it.north, { do: "acknowledge" }, exception.version);
    expect(done.headers.get("etag")).toBe(`"${exception.version + 1}"`);
    const stale = await act(it.north, { do: "resolve", reason: "was paid" }, exception.version);
    expect(stale.status).toBe(412);
    expect(await stale.json()).toMatchObject({ exception: { state: "acknowledged" }, since: [{ type: "acknowledged", actor: "walt" }] });
    const etag = (await get(`/exceptions/${it.north}`)).headers.get("etag") ?? "";
    expect((await act(it.north, { do: "start" }, etag)).status).toBe(200);
    expect((await act(it.north, { do: "reopen", reason: "why" }, exception.version + 2)).status).toBe(409);
    for (const body of [
      { do: "resolve" },
      { do: "accept", reason: "x" },
      { do: "due", due: "tomorrow" },
      { do: "delete" },
      { do: "start", more: 1 },
      [],
      null,
      "x",
    ]) {
      expect((await act(it.north, body as object, 3)).status).toBe(422);
    }
  });

  test("of sixteen at once lose none: each version is won by one, the others are told", async () => {
    const writers = await Promise.all(Array.from({ length: 16 }, () => it.token("walt", ["work", "read"])));
    const target = it.south;
    const won = await Promise.all(
      writers.map(async (token, index) => {
        for (;;) {
          const { exception } = await json<{ exception: { version: number } }>(get(`/exceptions/${target}`, token));
          const answer = await ask(it.app, "POST", `/exceptions/${target}/actions`, {
            as: token,
            body: { do: "assign", owner: `writer-${index}` },
            headers: { "if-match": `"${exception.version}"` },
          });
          if (answer.status === 200) return ((await answer.json()) as { exception: { version: number } }).exception.version;
          expect(answer.status).toBe(412);
        }
      }),
    );
    expect(won.sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, index) => index + 2));
    const { events } = await json<{ events: { type: string; detail: { owner: { to: string } } }[] }>(get(`/exceptions/${target}`));
    const owners = events.filter(({ type }) => type === "assigned").map(({ detail }) => detail.owner.to);
    expect(new Set(owners).size).toBe(16);
    expect(await json(get("/audit/check"))).toMatchObject({ intact: true });
  });
});

describe("what is hostile", () => {
  const EVIL = [
    "'; DROP TABLE exceptions; --",
    "' OR '1'='1",
    "<script>alert(1)</script>",
    "\u0000",
    "%00",
    "../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e%2f",
    "${7*7}",
    "a".repeat(199),
    "‮",
    "__proto__",
    "constructor",
  ];

  test("text in any parameter is text: nothing fails, and nothing is more or less there than before", async () => {
    const { paths } = await json<{ paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>> }>(
      ask(it.app, "GET", "/openapi.json"),
    );
    const before = await it.desk.facets({});
    for (const [path, { get: operation }] of Object.entries(paths)) {
      if (operation === undefined || /events|oidc|healthz|readyz|metrics/.test(path)) continue;
      for (const parameter of operation.parameters ?? []) {
        for (const evil of EVIL) {
          const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(name === parameter.name ? evil : "x"));
          const query = parameter.in === "query" ? `?${parameter.name}=${encodeURIComponent(evil)}` : "";
          const answer = await get(`${filled}${query}`);
          expect(answer.status, `${filled}${query}`).toBeLessThan(500);
          expect(answer.headers.get("content-type") ?? "json", filled).toMatch(/json/);
        }
      }
    }
    const { count } = (await it.desk.facets({})).total;
    expect(count).toBe(before.total.count);
  });

  test("a comment keeps its markup as text, without what steers a screen", async () => {
    const text = "<img src=x onerror=alert(1)> '); DROP TABLE exceptions;--";
    const { event } = await json<{ event: { detail: { text: string } } }>(
      ask(it.app, "POST", `/exceptions/${it.north}/comments`, { as: walt, body: { text } }),
    );
    expect(event.detail.text).toBe(text);
    expect((await ask(it.app, "POST", `/exceptions/${it.north}/comments`, { as: walt, body: { text: "\u001b[2J" } })).status).toBe(422);
  });

  test("a path leads nowhere else, however it is written", async () => {
    for (const path of [
      "/../../etc/passwd",
      "/%2e%2e/%2e%2e/etc/passwd",
      "/..%2f..%2fetc%2fpasswd",
      "//evil.example/x",
      "/exceptions/%c0%ae%c0%ae",
      "/exceptions/%",
    ]) {
      expect((await ask(it.app, "GET", `/api/v1${path}`, { as: ada })).status, path).toBe(404);
    }
  });

  test("a body that is too large, no JSON, not UTF-8 or of another type is refused", async () => {
    const send = (raw: string | Uint8Array | ReadableStream<Uint8Array>, type = "application/json"): Promise<Response> =>
      ask(it.app, "POST", `/exceptions/${it.north}/comments`, { as: walt, raw, headers: { "content-type": type } });
    const large = `{"text":"${"x".repeat(1_100_000)}"}`;
    expect((await send(large)).status).toBe(413);
    // Without a Content-Length, as it comes.
    const pieces = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (let piece = 0; piece < 20; piece += 1) controller.enqueue(Buffer.alloc(100_000, 120));
        controller.close();
      },
    });
    expect((await send(pieces)).status).toBe(413);
    expect((await send("{text")).status).toBe(400);
    expect((await send(new Uint8Array([0x7b, 0xff, 0x7d]))).status).toBe(400);
    expect((await send('{"text":"x"}', "text/plain")).status).toBe(415);
    expect((await send(`${"[".repeat(50_000)}${"]".repeat(50_000)}`)).status).toBe(422);
    expect((await send('{"text":"x","__proto__":{"admin":true}}')).status).toBeLessThan(500);
  });

  test("another name for this server is refused: a name that was pointed at this computer reads nothing", async () => {
    for (const host of ["evil.example", "127.0.0.1:9999", "localhost.evil.example:4180", ""]) {
      expect((await get("/overview", ada, { host })).status, host).toBe(421);
    }
    expect((await get("/overview", ada, { host: "127.0.0.1:4180" })).status).toBe(200);
  });

  test("a client that is slow with its headers or its body is let go, and holds nobody up", async () => {
    const app = createApp({ ...it.ports, mode: { ...TEAM, origins: [ORIGIN] } });
    const server = await listen("127.0.0.1", 0, () => app.fetch, { headersMs: 300, requestMs: 600 });
    const slow = (text: string): Promise<string> =>
      new Promise((resolve) => {
        let got = "";
        const socket = connect(server.port, "127.0.0.1", () => socket.write(text));
        socket.on("data", (piece) => (got += piece.toString()));
        socket.on("error", () => undefined);
        socket.on("close", () => resolve(got));
      });
    const started = Date.now();
    const [headers, body, health] = await Promise.all([
      slow("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"),
      slow(
        `POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1:4180\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"token":`,
      ),
      fetch(`http://127.0.0.1:${server.port}/healthz`).then((answer) => answer.status),
    ]);
    expect(health).toBe(200);
    expect(headers).toMatch(/^HTTP\/1.1 408 /);
    expect(body).toMatch(/^(HTTP\/1.1 408 |$)/);
    expect(Date.now() - started).toBeLessThan(20_000);
    const large = await slow(`GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${"x".repeat(20_000)}\r\n\r\n`);
    expect(large).toMatch(/^HTTP\/1.1 431 /);
    app.close();
    await server.close(100);
  });
});

describe("a review", () => {
  interface Progress {
    readonly current?: { state: string; lines: { text: string }[]; run?: string; reason?: string };
  }
  const current = async (): Promise<Progress["current"]> => (await json<Progress>(get("/runs/current"))).current;
  const start = (): Promise<Response> => ask(it.app, "POST", "/runs", { as: ada, body: {} });

  test("runs alone, tells its steps as events to whoever may, and is recorded", async () => {
    const stream = await get("/events", walt);
    expect(stream.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
    const started = await start();
    expect([started.status, started.headers.get("location")]).toEqual([202, "/api/v1/runs/current"]);
    expect((await start()).status).toBe(409);
    const hand = it.reviews.at(-1);
    hand?.say({ type: "progress", text: "reading the sources …" });
    expect(await current()).toMatchObject({ state: "running", lines: [{ text: "reading the sources …" }] });
    hand?.say({ type: "done" });
    hand?.end();
    let told = "";
    while (!told.includes('"finished"')) told += Buffer.from((await reader.read()).value ?? []).toString();
    await reader.cancel();
    expect(told).toContain("event: hello");
    expect(told).toContain('"text":"reading the sources …"');
    expect(await current()).toMatchObject({ state: "finished", run: it.run });
  });

  test("is cancelled: its process is killed, and nothing of it is kept", async () => {
    await start();
    const hand = it.reviews.at(-1);
    expect((await ask(it.app, "DELETE", "/runs/current", { as: ada })).status).toBe(204);
    expect(hand?.killed).toBe(true);
    expect(await current()).toMatchObject({ state: "cancelled" });
    expect((await ask(it.app, "DELETE", "/runs/current", { as: ada })).status).toBe(409);
  });

  test("that fails, or whose process dies, says so; the next one may run", async () => {
    await start();
    it.reviews.at(-1)?.say({ type: "failed", reason: "books.invoices: no such column" });
    it.reviews.at(-1)?.end();
    await expect.poll(current).toMatchObject({ state: "failed", reason: "books.invoices: no such column" });
    await start();
    it.reviews.at(-1)?.end();
    await expect.poll(current).toMatchObject({ state: "failed", reason: "The review's process ended before it was done." });
  });
});

test("events name the exceptions that changed, to those who may see them, and what was missed", async () => {
  const nora = await it.signIn("nora");
  const read = async (
    as: Session,
    until: string,
    headers: Record<string, string> = {},
  ): Promise<{ text: string; end: () => Promise<void> }> => {
    const reader = ((await get("/events", as, headers)).body as ReadableStream<Uint8Array>).getReader();
    let text = "";
    while (!text.includes(until)) text += Buffer.from((await reader.read()).value ?? []).toString();
    const more = async (): Promise<void> => void (await reader.cancel());
    return { text, end: more };
  };
  const all = (await get("/events", walt)).body?.getReader();
  const mine = (await get("/events", nora)).body?.getReader();
  const next = async (reader: typeof all, until: string): Promise<string> => {
    let text = "";
    while (!text.includes(until)) text += Buffer.from((await reader?.read())?.value ?? []).toString();
    return text;
  };
  await Promise.all([next(all, "hello"), next(mine, "hello")]);
  for (const id of [it.south, it.north]) {
    await ask(it.app, "POST", `/exceptions/${id}/comments`, { as: walt, body: { text: "look" } });
    await next(all, id);
  }
  const told = await next(mine, it.north);
  expect(told).not.toContain(it.south);
  const last = /id: (\S+)/.exec(told)?.[1] ?? "";
  await all?.cancel();
  await mine?.cancel();
  // An id of another life of the server: ask anew.
  const other = await read(walt, "hello", { "last-event-id": "another-1" });
  expect(other.text).toContain('{"type":"exceptions","ids":[]}');
  await other.end();
  const same = await read(walt, "hello", { "last-event-id": last });
  expect(same.text).not.toContain('"ids":[]');
  await same.end();
});

describe("admins", () => {
  const post = (path: string, body: object, as = ada): Promise<Response> => ask(it.app, "POST", path, { as, body });
  const patch = (path: string, body: object): Promise<Response> => ask(it.app, "PATCH", path, { as: ada, body });

  test("add and change users, and never leave nobody who may", async () => {
    expect(
      (
        await post("/users", {
          name: "otto",
          display: "Otto",
          email: "otto@example.com",
          role: "worker",
          units: ["north"],
          password: "a long password",
        })
      ).status,
    ).toBe(201);
    expect((await post("/users", { name: "otto", display: "Otto", role: "viewer" })).status).toBe(409);
    expect((await post("/users", { name: "eve", display: "Eve", email: "OTTO@example.com", role: "viewer" })).status).toBe(409);
    expect((await post("/users", { name: "eve", display: "Eve", role: "viewer", password: "short" })).status).toBe(422);
    expect(await json(patch("/users/otto", { role: "analyst", units: null }))).toMatchObject({
      role: "analyst",
      email: "otto@example.com",
    });
    const session = await it.signIn("otto");
    expect(await json(patch("/users/otto", { disabled: true }))).toMatchObject({ disabledAt: expect.any(String) });
    expect((await get("/overview", session)).status).toBe(401);
    expect((await patch("/users/ada", { role: "viewer" })).status).toBe(409);
    expect((await patch("/users/ada", { disabled: true })).status).toBe(409);
    expect(JSON.stringify(await json(get("/users")))).not.toMatch(/scrypt|password/);
  });

  test("a token is shown once, does what its scopes say, and is one's own", async () => {
    const { secret, token } = await json<{ secret: string; token: { id: string } }>(
      post("/tokens", { name: "nightly", scopes: ["read"] }, walt),
    );
    expect((await get("/exceptions", secret)).status).toBe(200);
    expect((await ask(it.app, "POST", `/exceptions/${it.north}/comments`, { as: secret, body: { text: "x" } })).status).toBe(403);
    expect(await (await get("/tokens", walt)).text()).not.toContain(secret);
    const vera = await it.signIn("vera");
    expect((await post("/tokens", { name: "x", scopes: ["read"], user: "ada" }, vera)).status).toBe(403);
    expect((await ask(it.app, "DELETE", `/tokens/${token.id}`, { as: vera })).status).toBe(404);
    expect((await ask(it.app, "DELETE", `/tokens/${token.id}`, { as: walt })).status).toBe(204);
    expect((await get("/exceptions", secret)).status).toBe(401);
    expect((await post("/tokens", { name: "x", scopes: ["read"], expiresAt: "2020-01-01T00:00:00Z" }, walt)).status).toBe(422);
  });
});

test("a saved view is one's own, or everybody's when an analyst says so", async () => {
  const save = (as: Session, shared: boolean): Promise<Response> =>
    ask(it.app, "POST", "/views", { as, body: { name: "mine", filter: { states: ["new"], owners: [null] }, shared } });
  const { id } = await json<{ id: string }>(save(walt, false));
  expect((await save(walt, true)).status).toBe(403);
  const shared = await json<{ id: string }>(save(ada, true));
  const names = async (as: Session): Promise<string[]> =>
    (await json<{ items: { id: string }[] }>(get("/views", as))).items.map((view) => view.id);
  expect(await names(walt)).toEqual(expect.arrayContaining([id, shared.id]));
  expect(await names(ada)).not.toContain(id);
  expect((await ask(it.app, "DELETE", `/views/${id}`, { as: ada })).status).toBe(404);
  expect((await ask(it.app, "DELETE", `/views/${shared.id}`, { as: walt })).status).toBe(403);
  expect((await ask(it.app, "DELETE", `/views/${id}`, { as: walt })).status).toBe(204);
});

test("figures for Prometheus: durations by route, exceptions by state, the event loop; in a team for those signed in", async () => {
  expect((await ask(it.app, "GET", "/metrics")).status).toBe(401);
  const text = await (await get("/metrics", await it.token("vera", ["read"]))).text();
  expect(text).toMatch(/tieout_http_request_seconds_count\{method="GET",route="\/api\/v1\/exceptions",status="2xx"\} \d+/);
  expect(text).toMatch(/tieout_exceptions\{state="new"\} \d+/);
  expect(text).toContain("nodejs_eventloop_lag_seconds");
  expect(API).toContain("/api/v1");
});
