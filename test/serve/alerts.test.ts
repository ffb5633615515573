import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alertOnce } from "../../src/desk/alerts/start.ts";
import { createSender } from "../../src/desk/index.ts";
import type { AlertSettings } from "../../src/model/index.ts";
import { alerts, type Alerts } from "../../src/serve/contract/alerts.ts";
import type { Store } from "../../src/stores/store.ts";
import { embedded, type StoreKind } from "../stores/given.ts";
import { ask, given, type Given } from "./given.ts";

let kind: StoreKind;
let store: Store;
let it: Given;
let target: Server;
const got: string[] = [];
let answer = 500;

const hook = (name: string, urlVariable: string) => ({
  type: "webhook" as const,
  name,
  on: ["new" as const],
  from: "low" as const,
  privateNetwork: true,
  urlVariable,
  secretVariable: "HOOK_SECRET",
});
const SETTINGS: AlertSettings = { targets: [hook("ops", "OPS_URL")], expected: undefined, digest: undefined };

beforeAll(async () => {
  target = createServer((request, response) => {
    got.push(String(request.headers["idempotency-key"]));
    response.writeHead(answer).end("a body that nobody keeps");
  });
  await new Promise<void>((done) => target.listen(0, "127.0.0.1", done));
  kind = await embedded();
  store = await kind.open();
  // What happened before a target was first seen is not told.
  await look("2026-11-23T16:00:00.000Z");
  it = await given(store, { count: 6 });
  Object.assign(it.ports.estate, { alerts: SETTINGS });
});

afterAll(async () => {
  target.close();
  it.app.close();
  await kind.end();
});

const shown = async (query = ""): Promise<Alerts> => {
  const response = await ask(it.app, "GET", `/alerts${query}`, { as: await it.signIn("ada") });
  expect(response.status).toBe(200);
  return alerts.parse(await response.json());
};

/** One look, as a server makes it. */
async function look(at: string): Promise<void> {
  const env = { OPS_URL: `http://127.0.0.1:${(target.address() as AddressInfo).port}/`, HOOK_SECRET: "a secret that nobody sees" };
  const now = (): string => at;
  await alertOnce({
    store,
    settings: SETTINGS,
    calendar: { timeZone: "America/New_York", businessDays: [1, 2, 3, 4, 5], holidays: [] },
    estate: { title: "Summit Mechanical", currency: "USD" },
    now,
    random: () => 0,
    send: createSender({ env, now, publicUrl: undefined }),
    onError: (error) => {
      throw error;
    },
  });
}

test("a target that fails is shown with why and when it is tried again; then that it was sent, once", async () => {
  expect(await shown()).toEqual({ targets: ["ops"], items: [] });
  await look("2026-11-23T17:01:00.000Z");
  const [waiting] = (await shown("?state=waiting")).items;
  expect(waiting).toMatchObject({ target: "ops", attempts: 1, state: "waiting" });
  expect(waiting?.lastError).toContain("500");
  expect(waiting?.lastError).not.toContain("nobody keeps");
  answer = 204;
  await look("2026-11-23T18:00:00.000Z");
  await look("2026-11-23T19:00:00.000Z");
  const { items } = await shown();
  expect(items).toMatchObject([{ id: waiting?.id, state: "delivered", attempts: 2 }]);
  expect(await shown("?state=given-up")).toMatchObject({ items: [] });
  expect(got).toHaveLength(2);
  expect(new Set(got).size).toBe(1);
});
