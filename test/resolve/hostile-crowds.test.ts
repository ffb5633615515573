import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { sql, type Sql } from "../../src/sql/index.ts";
import { startEngine } from "../detect/given.ts";
import { manyPeople, PERSON_ROLES, resolveGiven, type Who } from "./given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => ({ engine, close } = await startEngine()));
afterAll(() => close());

const links = [{ from: "crm", to: "books" }];
/** Fewer keys than would be proposed: the tests are of one that is shared by all. */
const blocking = [["name"], ["phone"], ["email"], ["address", "postcode"]];

/** Entities of more than one record that hold other records than those of one person. */
const mixed = (who: Who): string[] =>
  who.groups.filter((group) => new Set(group.split(" = ").map((name) => name.slice(name.indexOf(" ")))).size > 1).slice(0, 5);

test("20,000 Cash Customers on either side are nobody's counterpart, and hide nobody else", async () => {
  const people = (from: number, other: string): Sql =>
    sql`(${manyPeople(from, from + 3000)}) UNION ALL SELECT 'cash' || i AS id, CASE WHEN i % 3 = 0 THEN 'Cash Customer' WHEN i % 3 = 1 THEN 'CASH CUSTOMER' ELSE ${other} END AS name, NULL, NULL, NULL, NULL FROM range(20000) AS t(i)`;
  const who = await resolveGiven(engine, {
    attributes: PERSON_ROLES,
    members: { crm: { more: people(0, "cash customer"), duplicates: true }, books: { more: people(1000, "Customer, Cash") } },
    links,
    blocking,
  });
  expect([who.rows, who.groups.length, mixed(who), who.pairs("review")]).toEqual([46_000, 2000, [], []]);
});

test("a phone that 40,000 records share brings nobody together, and what was left out is said", { timeout: 90_000 }, async () => {
  const office = (from: number): Sql => manyPeople(from, from + 20_000, "813-655-2100");
  const started = performance.now();
  const who = await resolveGiven(engine, {
    attributes: PERSON_ROLES,
    members: { crm: { more: office(0), duplicates: true }, books: { more: office(15_000) } },
    links,
    blocking,
  });
  expect(mixed(who)).toEqual([]);
  expect(who.groups.length).toBeGreaterThan(4975);
  expect(who.groups.length + who.pairs("review").length).toBe(5000);
  expect(who.reviewed.leftOut).toContainEqual(expect.objectContaining({ rule: "phone", blocks: 1, records: 40_000 }));
  const bare = await resolveGiven(engine, {
    attributes: { phone: "phone", email: "email" },
    members: {
      crm: { more: sql`SELECT * REPLACE (NULL AS email) FROM (${office(0)})`, duplicates: true },
      books: { more: sql`SELECT * REPLACE (NULL AS email) FROM (${office(20_000)})` },
    },
    links,
  });
  expect([bare.rows, bare.groups, bare.pairs("review")]).toEqual([40_000, [], []]);
  // 20,000 × 20,000, and the pairs within the CRM.
  expect(bare.reviewed.leftOut).toContainEqual({ rule: "phone", blocks: 1, records: 40_000, pairs: 599_990_000 });
  expect(performance.now() - started).toBeLessThan(60_000);
});
