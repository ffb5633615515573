import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import type { Fact, ReviewedFact } from "../../src/model/index.ts";
import { startEngine, type GivenRecord } from "./given.ts";
import { conflicts, FIELDS, givenFact, records } from "./source-of-truth-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const DAYS = ["2026-09-01", "2026-09-08", "2026-09-15"];
/** So many changes begin in the one system, so many in the other; the last so many of forty records differ. */
interface Known {
  readonly first: number;
  readonly second?: number;
  readonly differing?: number;
}

const OWNED: Partial<Fact> = { grace: { count: 0, unit: "hours" } };

/** Forty customers in two systems (and the second's copy in a third), captured three times. */
async function reviewed({ first, second = 0, differing = 0 }: Known, fact: Partial<Fact> = {}, third = false): Promise<ReviewedFact> {
  const side = (leads: (index: number) => boolean, reads: boolean) => ({
    fields: FIELDS,
    captures: DAYS.map((day, capture) => ({
      at: `${day}T12:00:00.000Z`,
      records: records(40, (index): GivenRecord => {
        const changed = index < first + second && capture >= (leads(index) ? 1 : 2);
        return { email: `${changed ? "new" : reads && index >= 40 - differing ? "odd" : "old"}${index}`, modified: "2026-08-01 00:00:00" };
      }),
    })),
  });
  const copies = {
    "crm.contacts": side((index) => index < first, false),
    "books.customers": side((index) => index >= first, true),
    ...(third ? { "billing.customers": side((index) => index >= first, true) } : {}),
  };
  const held = Object.keys(copies).map((dataset) => ({ dataset, field: "email" }));
  const found = await conflicts(engine, { copies, facts: [givenFact({ ...OWNED, held, ...fact })] });
  expect(found.facts).toHaveLength(1);
  return found.facts[0] as ReviewedFact;
}

test("the declared owner is where changes begin: both are told, with how many changes were seen and how sure it is", async () => {
  expect(await reviewed({ first: 20, second: 1, differing: 4 })).toEqual({
    id: "customer.billing_email",
    entity: "customer",
    attribute: "billing_email",
    declared: true,
    owner: "crm",
    systems: [
      { system: "crm", role: "owner", fields: ["crm.contacts.email"], first: 20, compared: 40, differing: 4 },
      { system: "books", role: "reader", fields: ["books.customers.email"], first: 1, compared: 40, differing: 4 },
    ],
    // Wilson's interval of 20 of 21, at 95 %.
    inferred: { system: "crm", observations: 21, share: 0.9524, low: 0.7733, high: 0.9915 },
    agreement: "agrees",
    observations: 21,
    undecided: 0,
    compared: 40,
    differing: 4,
  });
});

test("changes begin elsewhere than declared", async () => {
  const fact = await reviewed({ first: 20 }, { owner: "books", readers: ["crm"] });
  expect(fact).toMatchObject({ owner: "books", inferred: { system: "crm", observations: 20, share: 1 }, agreement: "differs" });
  expect(fact.systems.map(({ system, role, first }) => [system, role, first])).toEqual([
    ["crm", "reader", 20],
    ["books", "owner", 0],
  ]);
});

test("too few changes, changes here and there, none at all: no owner is inferred", async () => {
  expect(await reviewed({ first: 3 })).toMatchObject({ inferred: undefined, agreement: "unknown", observations: 3 });
  expect(await reviewed({ first: 10, second: 9 })).toMatchObject({ inferred: undefined, agreement: "unknown", observations: 19 });
  expect(await reviewed({ first: 0 })).toMatchObject({ inferred: undefined, agreement: "unknown", observations: 0, differing: 0 });
});

test("nobody is declared: the inferred owner stands alone, and who holds a copy is no reader", async () => {
  const fact = await reviewed({ first: 20 }, { owner: undefined, readers: [] });
  expect(fact).toMatchObject({ owner: undefined, inferred: { system: "crm" }, agreement: "unknown" });
  expect(fact.systems.map(({ role }) => role)).toEqual(["holder", "holder"]);
});

test("each reader has its own figures, and a record that differs in two of them is one", async () => {
  const fact = await reviewed({ first: 12, differing: 3 }, { readers: ["books", "billing"] }, true);
  expect(fact).toMatchObject({ compared: 40, differing: 3, observations: 24, inferred: { system: "crm", observations: 24 } });
  expect(fact.systems.map(({ system, role, compared, differing }) => [system, role, compared, differing])).toEqual([
    ["crm", "owner", 40, 3],
    ["books", "reader", 40, 3],
    ["billing", "reader", 40, 3],
  ]);
});

test("a declared reader whose copy nobody declared is named, and not compared", async () => {
  const fact = await reviewed({ first: 0 }, { readers: ["books", "billing"] });
  expect(fact.systems.at(-1)).toEqual({ system: "billing", role: "reader", fields: [], first: 0, compared: 0, differing: 0 });
});
