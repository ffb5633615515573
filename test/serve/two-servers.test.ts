import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDesk } from "../../src/desk/index.ts";
import { createApp, type ServeApp } from "../../src/serve/app.ts";
import { shared, type StoreKind } from "../stores/given.ts";
import { ask, given, type Given } from "./given.ts";

const DUE = { high: 2, medium: 5, low: 10 };
const WRITERS = 16;

/*
 * Two servers, each with its own connections, over one PostgreSQL.
 */
describe("two servers on one PostgreSQL", () => {
  let kind: StoreKind | undefined;
  let it: Given;
  let apps: readonly ServeApp[];
  let tokens: readonly string[];

  beforeAll(async () => {
    kind = await shared();
    if (kind === undefined) return;
    it = await given(await kind.open());
    const store = await kind.again();
    const calendar = { timeZone: "America/New_York", businessDays: [1, 2, 3, 4, 5], holidays: [], due: DUE };
    const desk = createDesk({ store, now: () => it.clock.at, newId: randomUUID, calendar });
    apps = [it.app, createApp({ ...it.ports, store, desk, newId: randomUUID })];
    tokens = await Promise.all(Array.from({ length: WRITERS }, () => it.token("walt", ["work", "read"])));
  });

  afterAll(async () => {
    await kind?.end();
  });

  const appOf = (index: number): ServeApp => apps[index % apps.length] as ServeApp;

  async function read(index: number): Promise<{ readonly version: number; readonly owner?: string | null }> {
    const answer = await ask(appOf(index), "GET", `/exceptions/${it.south}`, { as: tokens[index] });
    expect(answer.status).toBe(200);
    return ((await answer.json()) as { exception: { version: number; owner?: string | null } }).exception;
  }

  test("of sixteen writers, half at each, none loses a change; the stale ones are told; the log is whole", async ({ skip }) => {
    if (kind === undefined) skip("no PostgreSQL is installed here");
    const before = (await read(0)).version;
    let stale = 0;
    const versions = await Promise.all(
      tokens.map(async (token, index) => {
        for (;;) {
          const { version } = await read(index);
          const answer = await ask(appOf(index), "POST", `/exceptions/${it.south}/actions`, {
            as: token,
            body: { do: "assign", owner: `writer-${index}` },
            headers: { "if-match": `"${version}"` },
          });
          if (answer.status === 200) return ((await answer.json()) as { exception: { version: number } }).exception.version;
          expect(answer.status).toBe(412);
          stale += 1;
        }
      }),
    );
    expect(versions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: WRITERS }, (_, index) => before + index + 1));
    expect(stale).toBeGreaterThan(0);
    for (const index of [0, 1]) {
      const story = await ask(appOf(index), "GET", `/exceptions/${it.south}`, { as: tokens[index] });
      const { events } = (await story.json()) as { events: { type: string; detail: { owner: { to: string } } }[] };
      const owners = events.filter(({ type }) => type === "assigned").map(({ detail }) => detail.owner.to);
      expect(owners).toHaveLength(WRITERS);
      expect(new Set(owners).size).toBe(WRITERS);
    }
    expect(await it.desk.verifyAudit()).toMatchObject({ intact: true });
  });

  test("what one server changed the other shows at once, also to who names what it saw", async ({ skip }) => {
    if (kind === undefined) skip("no PostgreSQL is installed here");
    const seen = await ask(appOf(1), "GET", `/exceptions/${it.south}`, { as: tokens[1] });
    const tag = seen.headers.get("etag") ?? "";
    expect(tag).not.toBe("");
    const { version } = await read(0);
    const changed = await ask(appOf(0), "POST", `/exceptions/${it.south}/actions`, {
      as: tokens[0],
      body: { do: "assign", owner: "the last of them" },
      headers: { "if-match": `"${version}"` },
    });
    expect(changed.status).toBe(200);
    const again = await ask(appOf(1), "GET", `/exceptions/${it.south}`, { as: tokens[1], headers: { "if-none-match": tag } });
    expect(again.status).toBe(200);
    expect((await read(1)).owner).toBe("the last of them");
    const page = await ask(appOf(1), "GET", "/exceptions?owner=the%20last%20of%20them", { as: tokens[1] });
    expect(((await page.json()) as { items: unknown[] }).items).toHaveLength(1);
  });
});
