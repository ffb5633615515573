import { createServer, type Server } from "node:http";
import { createSign, generateKeyPairSync } from "node:crypto";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../../src/serve/app.ts";
import { embedded, type StoreKind } from "../stores/given.ts";
import { ask, given, ORIGIN, TEAM, type Given } from "./given.ts";

let kind: StoreKind;
let it: Given;

beforeAll(async () => {
  kind = await embedded();
  it = await given(await kind.open());
});
afterAll(() => kind.end());

const PASSWORD = "correct horse battery";
const signIn = (body: object, app = it.app): Promise<Response> => ask(app, "POST", "/session", { body });

describe("a link", () => {
  test("signs in once, within ten minutes, with a cookie that no script reads and no other site sends", async () => {
    const token = it.app.links.make();
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    const answer = await signIn({ token });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("set-cookie")).toMatch(/^tieout-4180=[\w-]+; Path=\/; Max-Age=3600; HttpOnly; SameSite=Strict$/);
    expect((await signIn({ token })).status).toBe(401);
    const late = it.app.links.make();
    it.clock.at = "2026-11-23T17:10:01.000Z";
    expect((await signIn({ token: late })).status).toBe(401);
  });

  test("on https sends the cookie with https alone", async () => {
    const mode = { ...TEAM, origins: ["https://tieout.example.com"] };
    const app = createApp({ ...it.ports, mode });
    const answer = await ask(app, "POST", "/session", { body: { token: app.links.make() }, headers: { host: "tieout.example.com" } });
    expect(answer.headers.get("set-cookie")).toMatch(/^__Host-tieout=.*; Path=\/; .*; Secure$/);
    expect(answer.headers.get("strict-transport-security")).toBe("max-age=31536000");
    app.close();
  });
});

describe("a password", () => {
  test("signs in by address or name, ends the session before, and signs out", async () => {
    await it.desk.setPassword("vera", PASSWORD, { type: "user", name: "ada" });
    for (const email of ["vera@example.com", "VERA@example.com", "vera"])
      expect((await signIn({ email, password: PASSWORD })).status).toBe(204);
    const first = (await signIn({ email: "vera", password: PASSWORD })).headers.get("set-cookie")?.split(";")[0] ?? "";
    const again = await ask(it.app, "POST", "/session", { body: { email: "vera", password: PASSWORD }, headers: { cookie: first } });
    const second = again.headers.get("set-cookie")?.split(";")[0] ?? "";
    expect((await ask(it.app, "GET", "/session", { headers: { cookie: first } })).status).toBe(401);
    const { csrf } = (await (await ask(it.app, "GET", "/session", { headers: { cookie: second } })).json()) as { csrf: string };
    const out = await ask(it.app, "DELETE", "/session", { as: { cookie: second, csrf } });
    expect(out.status).toBe(204);
    expect(out.headers.get("set-cookie")).toMatch(/^tieout-4180=; Path=\/; Max-Age=0/);
    expect((await ask(it.app, "GET", "/session", { headers: { cookie: second } })).status).toBe(401);
  });

  test("is no way in without accounts, and a session ends by itself", async () => {
    const local = createApp({ ...it.ports, mode: { ...TEAM, kind: "local" } });
    expect((await signIn({ email: "vera", password: PASSWORD }, local)).status).toBe(401);
    local.close();
    const session = await it.signIn("vera");
    expect((await ask(it.app, "GET", "/overview", { as: session })).status).toBe(200);
    it.clock.at = "2026-11-23T19:00:00.000Z";
    expect((await ask(it.app, "GET", "/overview", { as: session })).status).toBe(401);
  });

  test("can be tried ten times at an account and thirty times from an address; a restart forgets nothing, time does", async () => {
    it.clock.at = "2026-11-24T10:00:00.000Z";
    for (let tries = 0; tries < 10; tries += 1) expect((await signIn({ email: "nora", password: "wrong" })).status).toBe(401);
    const restarted = createApp(it.ports);
    const refused = await signIn({ email: "Nora ", password: "wrong" }, restarted);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "900"]);
    for (let tries = 0; tries < 20; tries += 1) expect((await signIn({ token: "none" }, restarted)).status).toBe(401);
    expect((await signIn({ email: "vera", password: PASSWORD }, restarted)).status).toBe(429);
    it.clock.at = "2026-11-24T10:15:01.000Z";
    expect((await signIn({ email: "vera", password: PASSWORD }, restarted)).status).toBe(204);
    restarted.close();
  });
});

test("no secret ever stands in the log, wherever it was sent", async () => {
  const link = it.app.links.make();
  await signIn({ token: link });
  const token = await it.token("ada", ["read"]);
  const { cookie, csrf } = await it.signIn("ada");
  const secrets = [link, token, cookie.split("=")[1] ?? "", csrf, PASSWORD];
  const session = { cookie, csrf };
  await ask(it.app, "GET", `/exceptions?q=${token}&token=${token}`, { as: token });
  await ask(it.app, "GET", `/none/${token}`, { as: session });
  await ask(it.app, "GET", `/exceptions/${link}`, { as: session });
  await ask(it.app, "POST", "/tokens", { as: session, body: { name: "x", scopes: [token] } });
  await signIn({ email: "vera", password: PASSWORD });
  it.ports.log.error({ headers: { authorization: `Bearer ${token}`, cookie }, password: PASSWORD }, "as a mistake would log it");
  const logged = it.logged();
  expect(logged).toContain('"route":"/api/v1/exceptions"');
  for (const secret of secrets) expect(logged).not.toContain(secret);
});

/** A company's sign-in as small as it gets: whoever comes is let in, and the code is exchanged for what the test says. */
async function company(claims: () => object): Promise<{ issuer: string; server: Server; seen: URLSearchParams[] }> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const seen: URLSearchParams[] = [];
  let issuer = "";
  let nonce = "";
  const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", issuer);
    const json = (value: object): void => void response.setHeader("content-type", "application/json").end(JSON.stringify(value));
    if (pathname === "/.well-known/openid-configuration") {
      return json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
      });
    }
    if (pathname === "/keys") return json({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "1", use: "sig", alg: "RS256" }] });
    if (pathname === "/authorize") {
      nonce = searchParams.get("nonce") ?? "";
      seen.push(searchParams);
      return void response
        .writeHead(302, { location: `${searchParams.get("redirect_uri")}?code=abc&state=${searchParams.get("state")}` })
        .end();
    }
    let body = "";
    request.on("data", (piece: Buffer) => (body += piece.toString()));
    request.on("end", () => {
      seen.push(new URLSearchParams(body));
      const now = Math.floor(Date.now() / 1000);
      const unsigned = `${base64({ alg: "RS256", kid: "1" })}.${base64({ iss: issuer, aud: "tieout", sub: "1", iat: now, exp: now + 60, nonce, ...claims() })}`;
      const signature = createSign("RSA-SHA256").update(unsigned).sign(privateKey).toString("base64url");
      json({ access_token: "access", token_type: "bearer", id_token: `${unsigned}.${signature}` });
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { issuer, server, seen };
}

describe("the company's own sign-in", () => {
  let claims: object = {};
  let provider: Awaited<ReturnType<typeof company>>;
  let app: Given["app"];
  beforeAll(async () => {
    provider = await company(() => claims);
    const oidc = { issuer: provider.issuer, clientId: "tieout", clientSecret: "shh", title: "Summit", insecure: true };
    app = createApp({ ...it.ports, mode: { ...TEAM, oidc } });
  });
  afterAll(() => {
    app.close();
    provider.server.close();
  });

  const trip = async (change: (back: URL, cookie: string) => [URL, string] = (back, cookie) => [back, cookie]): Promise<Response> => {
    const start = await ask(app, "GET", "/oidc/start");
    expect(start.status).toBe(302);
    const there = await fetch(start.headers.get("location") ?? "", { redirect: "manual" });
    const [back, cookie] = change(new URL(there.headers.get("location") ?? ""), start.headers.get("set-cookie")?.split(";")[0] ?? "");
    return ask(app, "GET", back.href.slice(ORIGIN.length), { headers: { cookie } });
  };

  test("signs in whom an admin added, by code with PKCE, state and nonce", async () => {
    claims = { email: "Walt@example.com", email_verified: true };
    const answer = await trip();
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "/"]);
    const cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    expect(await (await ask(app, "GET", "/session", { headers: { cookie } })).json()).toMatchObject({ name: "walt", role: "worker" });
    const [asked, exchanged] = provider.seen.slice(-2);
    expect(asked?.get("code_challenge_method")).toBe("S256");
    expect(exchanged?.get("code_verifier")).toMatch(/^[\w~.-]{43,}$/);
  });

  test("refuses a stranger, an address that nobody vouches for, another nonce, another state, another browser", async () => {
    claims = { email: "eve@example.com", email_verified: true };
    expect((await trip()).status).toBe(401);
    claims = { email: "walt@example.com", email_verified: false };
    expect((await trip()).status).toBe(401);
    claims = { email: "walt@example.com", email_verified: true, nonce: "another" };
    expect((await trip()).status).toBe(401);
    claims = { email: "walt@example.com", email_verified: true };
    expect((await trip((back, cookie) => [new URL(back.href.replace(/state=[^&]+/, "state=x")), cookie])).status).toBe(401);
    expect((await trip((back) => [back, ""])).status).toBe(401);
  });

  test("is not there where it is not set up", async () => {
    expect((await ask(it.app, "GET", "/oidc/start")).status).toBe(404);
    expect((await ask(it.app, "GET", "/oidc/callback?code=x")).status).toBe(404);
  });
});
