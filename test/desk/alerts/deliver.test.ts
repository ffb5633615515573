import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { deliverDue, type DeliverPorts, type DeliveryFailure } from "../../../src/desk/alerts/deliver.ts";
import { claim, delivered, enqueue, failed, listDeliveries, MOST_TRIES } from "../../../src/desk/alerts/outbox.ts";
import { createSender } from "../../../src/desk/alerts/send.ts";
import { isSigned } from "../../../src/desk/alerts/sign.ts";
import { sql } from "../../../src/sql/index.ts";
import type { Store } from "../../../src/stores/store.ts";
import { embedded, shared, type StoreKind } from "../../stores/given.ts";
import { ALERT, AT, HOOK, receiver } from "./given.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function reached(answer?: Parameters<typeof receiver>[0]) {
  const made = await receiver(answer);
  closing.push(made.close);
  return made;
}

function portsOf(store: Store, url: string, clock: { at: string }, failures: DeliveryFailure[] = []): DeliverPorts {
  const env = { HOOK_URL: url, HOOK_SECRET: "whisper" };
  return {
    store,
    send: createSender({ env, now: () => clock.at, publicUrl: "https://tieout.example.com", timeoutMs: 20_000 }),
    now: () => clock.at,
    random: () => 0.5,
    targets: [HOOK],
    onFailure: (failure) => void failures.push(failure),
  };
}

const later = (at: string, seconds: number): string => new Date(Date.parse(at) + seconds * 1_000).toISOString();

for (const [name, make] of [
  ["PGlite", embedded],
  ["PostgreSQL", shared],
] as const) {
  describe(`the outbox on ${name}`, () => {
    let kind: StoreKind | undefined;
    beforeAll(async () => {
      kind = await make();
    });
    afterAll(async () => {
      await kind?.end();
    });
    const opened = async (skip: (why: string) => void): Promise<Store> => {
      if (kind === undefined) skip("no PostgreSQL server is installed");
      return (kind as StoreKind).open();
    };

    it("sends an alert once, signed, with a link", async ({ skip }) => {
      const store = await opened(skip);
      const { url, got } = await reached();
      const ports = portsOf(store, url, { at: AT });
      expect(await enqueue(store, "new:1", "hook", ALERT, AT)).toBe(true);
      expect(await enqueue(store, "new:1", "hook", { ...ALERT, count: 2 }, AT)).toBe(false);
      expect(await deliverDue(ports)).toBe(1);
      expect(await deliverDue(ports)).toBe(0);
      expect(got).toHaveLength(1);
      const [{ headers, body }] = got as [(typeof got)[0]];
      const signed = {
        secret: "whisper",
        timestamp: String(headers["tieout-timestamp"]),
        signature: String(headers["tieout-signature"]),
        body,
      };
      expect(isSigned(signed, Date.parse(AT) / 1_000)).toBe(true);
      expect(JSON.parse(body)).toMatchObject({
        sentence: ALERT.sentence,
        items: [{ link: "https://tieout.example.com/exceptions/abc%2F1" }],
      });
      expect(await listDeliveries(store)).toMatchObject([{ state: "delivered", attempts: 1, lastError: undefined }]);
    });

    it("tries again later each time, with the same key, until it is taken", async ({ skip }) => {
      const store = await opened(skip);
      const { url, got } = await reached(
        (response, nth) => void response.writeHead([500, 429, 200][nth] ?? 500, { "retry-after": "600" }).end(),
      );
      const clock = { at: AT };
      const failures: DeliveryFailure[] = [];
      const ports = portsOf(store, url, clock, failures);
      await enqueue(store, "new:1", "hook", ALERT, AT);
      await deliverDue(ports);
      const [first] = await listDeliveries(store, { state: "waiting" });
      // The target asked for ten minutes; its own waiting would be 30 s and a quarter.
      expect(first).toMatchObject({ attempts: 1, lastError: "It answered 500.", nextTryAt: later(AT, 600) });
      clock.at = later(AT, 599);
      await deliverDue(ports);
      expect(got).toHaveLength(1);
      clock.at = later(AT, 600);
      await deliverDue(ports);
      clock.at = later(AT, 1_200);
      expect(await deliverDue(ports)).toBe(1);
      expect(new Set(got.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
      expect(failures.map(({ reason, state }) => [reason, state])).toEqual([
        ["It answered 500.", "waiting"],
        ["It answered 429.", "waiting"],
      ]);
    });

    it("gives up after so many tries, shows why without secrets, and tells the others", async ({ skip }) => {
      const store = await opened(skip);
      const bad = await reached((response) => void response.writeHead(500).end());
      const good = await reached();
      const clock = { at: AT };
      const env = { HOOK_URL: bad.url, HOOK_SECRET: "whisper", GOOD_URL: good.url };
      const ports: DeliverPorts = {
        ...portsOf(store, bad.url, clock),
        send: createSender({ env, now: () => clock.at, publicUrl: undefined }),
        targets: [HOOK, { ...HOOK, name: "good", urlVariable: "GOOD_URL" }],
      };
      await enqueue(store, "new:1", "hook", ALERT, AT);
      for (let n = 0; n < MOST_TRIES + 3; n += 1) {
        await deliverDue(ports);
        clock.at = later(clock.at, 6 * 3_600);
      }
      expect(bad.got).toHaveLength(MOST_TRIES);
      expect(good.got.map(({ body }) => (JSON.parse(body) as { kind: string }).kind)).toEqual(["failed"]);
      const [gone] = await listDeliveries(store, { state: "given-up" });
      expect(gone).toMatchObject({ target: "hook", attempts: MOST_TRIES, lastError: "It answered 500." });
      expect(JSON.stringify(await store.rows(sql`SELECT * FROM deliveries`))).not.toMatch(/SECRETPATH|whisper/);
    });

    it("after a restart sends nothing that was acknowledged, and what was not with the same key", async ({ skip }) => {
      const store = await opened(skip);
      const { url, got } = await reached((response, nth) => void (nth === 1 ? response.destroy() : response.end()));
      const clock = { at: AT };
      await enqueue(store, "new:1", "hook", ALERT, AT);
      await deliverDue(portsOf(store, url, clock));
      // Another was claimed, sent and not answered when the server died.
      await enqueue(store, "new:2", "hook", ALERT, AT);
      const [taken] = await claim(store, ["hook"], clock.at, 1);
      await portsOf(store, url, clock)
        .send(HOOK, ALERT, `${taken?.event}/hook`)
        .catch(() => undefined);
      expect(await deliverDue(portsOf(store, url, clock))).toBe(0);
      clock.at = later(AT, 60);
      expect(await deliverDue(portsOf(store, url, clock))).toBe(1);
      const keys = got.map(({ headers }) => headers["idempotency-key"]);
      expect(keys).toEqual([keys[0], keys[1], keys[1]]);
      expect(keys[0]).not.toBe(keys[1]);
    });

    it("a claim that ran out does not undo what its successor did", async ({ skip }) => {
      const store = await opened(skip);
      await enqueue(store, "new:1", "hook", ALERT, AT);
      const [slow] = await claim(store, ["hook"], AT, 1);
      const [quick] = await claim(store, ["hook"], later(AT, 61), 1);
      if (slow === undefined || quick === undefined) throw new Error("nothing was claimed");
      await delivered(store, quick, later(AT, 62));
      await failed(store, slow, { message: "late", retryAfter: undefined }, { now: later(AT, 63), random: 0 });
      expect(await listDeliveries(store)).toMatchObject([{ state: "delivered", lastError: undefined }]);
    });

    it("a target that is not declared waits, and an unset variable is a failure that is shown", async ({ skip }) => {
      const store = await opened(skip);
      await enqueue(store, "new:1", "gone", ALERT, AT);
      await enqueue(store, "new:1", "hook", ALERT, AT);
      expect(await deliverDue({ ...portsOf(store, "", { at: AT }) })).toBe(0);
      expect(await listDeliveries(store)).toMatchObject([
        { target: "hook", attempts: 1, lastError: "The environment variable HOOK_URL is not set." },
        { target: "gone", attempts: 0 },
      ]);
    });

    it("two senders send each of 100 alerts once", async ({ skip }) => {
      const store = await opened(skip);
      const second = await (kind as StoreKind).again();
      const { url, got } = await reached();
      for (let n = 0; n < 100; n += 1) await enqueue(store, `new:${n}`, "hook", ALERT, AT);
      const sent = await Promise.all([store, second].map((one) => deliverDue(portsOf(one, url, { at: AT }))));
      expect(sent.reduce((sum, count) => sum + count, 0)).toBe(100);
      expect(new Set(got.map(({ headers }) => headers["idempotency-key"])).size).toBe(100);
      expect(got).toHaveLength(100);
    });
  });
}
