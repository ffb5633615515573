import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import type { RecordSet } from "../../src/model/index.ts";
import { reviewQueue } from "../../src/resolve/crosswalk/queue.ts";
import { sql } from "../../src/sql/index.ts";
import { startEngine } from "../detect/given.ts";
import { CUSTOMER, givenCrosswalk, givenCustomers, type GivenLink } from "./given-crosswalk.ts";

let engine: Engine;
let close: () => Promise<void>;
let sets: ReadonlyMap<string, RecordSet>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
  sets = await givenCustomers(engine);
});
afterAll(() => close());

const LINKS: readonly GivenLink[] = [
  { from: "books 11", to: "crm 2", confidence: 0.5 },
  { from: "crm 1", to: "books 10", confidence: 0.9 },
  { from: "crm 3", to: "books 12", confidence: 1 },
  { from: "crm 2", to: "crm 1", confidence: 0.75 },
  { from: "crm 3", to: "books 10", confidence: 0.999, status: "accepted" },
  { from: "crm 3", to: "books 11", confidence: 0.6, status: "rejected", method: "decision" },
];

async function queue(links: readonly GivenLink[], limit?: number) {
  const crosswalk = await givenCrosswalk(engine, sets, links, { "crm 1": "customer-a", "books 10": "customer-a" });
  return await reviewQueue(engine, { crosswalk, identity: CUSTOMER, sets, ...(limit === undefined ? {} : { limit }) });
}

test("only what waits, ordered by dollars × uncertainty × reach, each with a floor", async () => {
  const { pairs, total, attributes } = await queue(LINKS);
  expect(total).toBe(4);
  expect(attributes).toEqual(["name", "phone", "address"]);
  const shown = pairs.map(({ from, to, dollars, uncertainty, reach, priority }) => [
    `${from.dataset} ${from.key} – ${to.dataset} ${to.key}`,
    dollars,
    uncertainty,
    reach,
    Math.round(priority * 1e6) / 1e6,
  ]);
  expect(shown).toEqual([
    // its deal and the two invoices that name it (one by both fields, once); the deleted deal counts nothing; 50.00 of its own
    ["crm 1 – books 10", "1280.50", 0.2, 3, 768.3],
    ["crm 1 – crm 2", "1000.00", 0.5, 1, 500],
    ["crm 2 – books 11", "30.50", 1, 1, 30.5],
    // sure, and hardly any money: the floor of uncertainty
    ["crm 3 – books 12", "5.25", 0, 1, 0.0525],
  ]);
});

test("both records with their values, entities, and how many other pairs hold them", async () => {
  const [first] = (await queue(LINKS, 1)).pairs;
  expect(first).toMatchObject({
    confidence: 0.9,
    weight: 3,
    from: {
      row: "0",
      entity: "customer-a",
      values: ["Ann Lee", "813-555-0100", "1 Main St 4"],
      named: 1,
      rivals: 1,
      file: "crm.csv",
      place: { kind: "line", number: 2 },
    },
    to: { entity: "customer-a", values: ["Lee, Ann", "(813) 555-0100", undefined], named: 2, rivals: 0, file: "books.csv" },
  });
});

test("the same whatever the order and direction of links; equal priorities by dataset and key", async () => {
  const turned = LINKS.toReversed().map(({ from, to, ...rest }) => ({ ...rest, from: to, to: from }));
  expect(await queue(turned)).toEqual(await queue(LINKS));
  const equal: readonly GivenLink[] = ["books 12", "crm 2", "books 11", "crm "].map((to) => ({ from: "crm 3", to, confidence: 0.5 }));
  const names = (await queue(equal)).pairs.map(({ from, to }) => `${from.dataset} ${from.key} – ${to.dataset} ${to.key}`);
  expect(names).toEqual(["crm 3 – books 11", "crm 3 – books 12", "crm 2 – crm 3", "crm 3 – crm "]);
});

test("an empty queue, a limit, and nothing left behind in the engine", async () => {
  expect(await queue([])).toEqual({ attributes: ["name", "phone", "address"], pairs: [], total: 0 });
  const limited = await queue(LINKS, 2);
  expect([limited.pairs.length, limited.total]).toEqual([2, 4]);
  const left = await engine.rows(sql`SELECT table_name FROM information_schema.tables WHERE table_name LIKE '% queue %'`);
  expect(left).toEqual([]);
});
