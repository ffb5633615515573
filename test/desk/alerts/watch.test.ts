import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alertOnce, startAlerts, type AlertPorts } from "../../../src/desk/alerts/start.ts";
import type { Alert } from "../../../src/desk/alerts/message.ts";
import type { AlertSettings, AlertTarget } from "../../../src/model/index.ts";
import type { Store } from "../../../src/stores/store.ts";
import { embedded, shared, type StoreKind } from "../../stores/given.ts";
import { ANNA, deskOver, reviewOf, type Clock, type FoundAt } from "../given.ts";
import { HOOK } from "./given.ts";

interface Sent {
  readonly target: string;
  readonly key: string;
  readonly alert: Alert;
}

const ALL: AlertSettings = { targets: [HOOK], expected: undefined, digest: undefined };
const MAIL: AlertTarget = {
  name: "mail",
  on: [],
  from: "low",
  privateNetwork: false,
  type: "email",
  serverVariable: "SMTP_URL",
  sender: "t@example.com",
  to: ["all@example.com"],
};

function portsOver(store: Store, clock: Clock, settings: AlertSettings): { ports: AlertPorts; sent: Sent[] } {
  const sent: Sent[] = [];
  const ports: AlertPorts = {
    store,
    settings,
    calendar: { timeZone: "America/New_York", businessDays: [1, 2, 3, 4, 5], holidays: ["2026-11-26"] },
    estate: { title: "Test", currency: "USD" },
    now: () => clock.at,
    random: () => 0,
    send: async (target, alert, key) => void sent.push({ target: target.name, alert, key }),
    onError: (error) => {
      throw error;
    },
  };
  return { ports, sent };
}

for (const [name, make] of [
  ["PGlite", embedded],
  ["PostgreSQL", shared],
] as const) {
  describe(`what is told, on ${name}`, () => {
    let kind: StoreKind | undefined;
    beforeAll(async () => {
      kind = await make();
    });
    afterAll(async () => {
      await kind?.end();
    });
    const begin = async (skip: (why: string) => void, settings: AlertSettings = ALL) => {
      if (kind === undefined) skip("no PostgreSQL server is installed");
      const store = await (kind as StoreKind).open();
      const { desk, clock } = deskOver(store);
      const { ports, sent } = portsOver(store, clock, settings);
      const run = (day: string, found: FoundAt) => desk.recordRun(reviewOf({ day, handoffs: { invoices: found } }));
      /** What a look sends. */
      const look = async (): Promise<Sent[]> => {
        sent.length = 0;
        await alertOnce(ports);
        return [...sent];
      };
      return { store, desk, clock, ports, run, look };
    };

    it("what is new, once, with its figure", async ({ skip }) => {
      const { run, look } = await begin(skip);
      expect(await look()).toEqual([]);
      await run("2026-10-02", { breaks: { a: "100", b: "20.50" } });
      const [first, ...others] = await look();
      expect(others).toEqual([]);
      expect(first?.alert).toMatchObject({ kind: "new", count: 2, amount: "120.50" });
      expect(first?.alert.sentence).toBe("A review of Test found 2 exceptions that are new or back, worth 120.50 USD.");
      expect(first?.alert.items.map(({ fingerprint }) => fingerprint)).toEqual(["a", "b"]);
      expect(await look()).toEqual([]);
    });

    it("a target that is declared later hears nothing of before", async ({ skip }) => {
      const { run, clock, look } = await begin(skip);
      await run("2026-10-01", { breaks: { old: "1" } });
      clock.at = "2026-11-23T18:00:00.000Z";
      expect(await look()).toEqual([]);
    });

    it("what is worse, and not what is better, the same, or gone", async ({ skip }) => {
      const { run, look } = await begin(skip);
      await look();
      await run("2026-10-01", { breaks: { a: "10", b: "10", c: "10", d: "10" } });
      await look();
      await run("2026-10-02", { breaks: { a: "15", b: "5", c: "10" } });
      const sent = await look();
      expect(sent.map(({ alert }) => [alert.kind, alert.items.map(({ fingerprint }) => fingerprint)])).toEqual([["worse", ["a"]]]);
      await run("2026-10-03", { breaks: { a: "15", b: "5", c: "10" }, severity: "low" });
      expect(await look()).toEqual([]);
      await run("2026-10-04", { breaks: { a: "15", b: "5", c: "10" }, severity: "high" });
      expect((await look()).map(({ alert }) => [alert.kind, alert.count])).toEqual([["worse", 3]]);
    });

    it("nothing of what came and went by itself before it was told, of symptoms, or below the least severity", async ({ skip }) => {
      const { run, look } = await begin(skip, { ...ALL, targets: [{ ...HOOK, from: "medium" }] });
      await look();
      await run("2026-10-01", { breaks: { a: "10" } });
      await run("2026-10-02", { breaks: {} });
      expect(await look()).toEqual([]);
      await run("2026-10-03", { breaks: { s: "10" }, symptom: true });
      expect(await look()).toEqual([]);
      await run("2026-10-04", { breaks: { l: "10" }, severity: "low" });
      expect(await look()).toEqual([]);
      await run("2026-10-05", { breaks: { l: "10", m: "10" }, severity: "medium" });
      expect((await look()).map(({ alert }) => [alert.kind, alert.count])).toEqual([
        ["new", 1],
        ["worse", 1],
      ]);
    });

    it("what became overdue, once, on the day after it was due", async ({ skip }) => {
      const { desk, run, clock, look } = await begin(skip, { ...ALL, targets: [{ ...HOOK, on: ["overdue"] }] });
      await look();
      await run("2026-10-01", { breaks: { a: "10", b: "20" } });
      // High: two business days after Monday the 23rd.
      clock.at = "2026-11-25T23:00:00.000Z";
      expect(await look()).toEqual([]);
      const b = await desk.exception("b");
      await desk.act([{ fingerprint: "b", version: b?.exception.version ?? 0 }], { type: "resolve", reason: "done" }, ANNA);
      clock.at = "2026-11-26T12:00:00.000Z";
      expect((await look()).map(({ alert }) => alert.sentence)).toEqual(["In Test, 1 exception became overdue, worth 10.00 USD."]);
      clock.at = "2026-11-27T12:00:00.000Z";
      expect(await look()).toEqual([]);
    });

    it("a review that did not happen: once, when the business day after the last is over", async ({ skip }) => {
      const { run, clock, look } = await begin(skip, {
        ...ALL,
        expected: { count: 1, unit: "business-days" },
        targets: [{ ...HOOK, on: ["missed"] }],
      });
      clock.at = "2026-11-24T17:00:00.000Z";
      await look();
      await run("2026-11-24", { breaks: {} });
      clock.at = "2026-11-26T04:59:00.000Z";
      expect(await look()).toEqual([]);
      clock.at = "2026-11-26T05:00:00.000Z";
      expect((await look()).map(({ alert }) => alert.sentence)).toEqual([
        "An expected review of Test did not happen: one is due every business day, and the last was recorded on 2026-11-24.",
      ]);
      expect(await look()).toEqual([]);
      await run("2026-11-25", { breaks: {} });
      // Thursday the 26th is a holiday: the next business day is Friday, and it is over on Saturday.
      clock.at = "2026-11-28T04:00:00.000Z";
      expect(await look()).toEqual([]);
      clock.at = "2026-11-28T06:00:00.000Z";
      expect(await look()).toHaveLength(1);
    });

    it("a digest per owner who has an address, once on a business day, from its hour", async ({ skip }) => {
      const settings = {
        targets: [MAIL],
        expected: undefined,
        digest: { by: "mail", hour: 8, owners: { billing: "billing@example.com" } },
      };
      const { desk, run, clock, look } = await begin(skip, settings);
      await desk.putUser({ name: "bob", display: "Bob B", email: "bob@example.com", role: "worker" }, ANNA);
      await run("2026-10-01", { breaks: { a: "10", b: "20", c: "5", d: "1" } });
      await desk.act([{ fingerprint: "c", version: 1 }], { type: "assign", owner: "Bob B" }, ANNA);
      await desk.act([{ fingerprint: "d", version: 1 }], { type: "assign", owner: "nobody" }, ANNA);
      clock.at = "2026-11-27T12:59:00.000Z";
      expect(await look()).toEqual([]);
      clock.at = "2026-11-27T13:00:00.000Z";
      expect((await look()).map(({ alert }) => [alert.to, alert.sentence])).toEqual([
        ["bob@example.com", "Bob B has 1 open exception in Test, worth 5.00 USD. 1 is overdue."],
        ["billing@example.com", "billing has 2 open exceptions in Test, worth 30.00 USD. 2 are overdue."],
      ]);
      expect(await look()).toEqual([]);
      clock.at = "2026-11-28T15:00:00.000Z";
      expect(await look()).toEqual([]);
      clock.at = "2026-11-30T15:00:00.000Z";
      expect(await look()).toHaveLength(2);
    });

    it("two servers at once tell it once", async ({ skip }) => {
      const { store, clock, run, look } = await begin(skip);
      await look();
      await run("2026-10-01", { breaks: { a: "10" } });
      const other = portsOver(await (kind as StoreKind).again(), clock, ALL);
      const mine = portsOver(store, clock, ALL);
      const stops = [startAlerts(mine.ports), startAlerts(other.ports)];
      // Each ends its first look, whatever it sends; what a stopped one left is sent by the next.
      for (const stop of stops) await stop();
      await alertOnce(mine.ports);
      await alertOnce(other.ports);
      expect([...mine.sent, ...other.sent].map(({ alert }) => alert.kind)).toEqual(["new"]);
      expect(await look()).toEqual([]);
    });
  });
}
