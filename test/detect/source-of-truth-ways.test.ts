import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import type { Fact, FieldType, Lifecycle } from "../../src/model/index.ts";
import { givenHandoff, startEngine, type GivenRecord } from "./given.ts";
import { AT, conflicts, givenFact } from "./source-of-truth-given.ts";
import { givenLifecycle, givenTrack } from "./status-mismatch-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

function copy(fields: Readonly<Record<string, FieldType>>, records: readonly GivenRecord[], dataset: object = {}) {
  return { fields: { id: "key", ...fields } as const, dataset, captures: [{ at: AT, records }] };
}

const side = (dataset: string) => ({ dataset, filter: undefined, amount: undefined, clock: undefined });
const handoff = givenHandoff({
  id: "contacts-to-customers",
  from: { ...side("books.customers"), filter: { field: "kind", test: { op: "in", values: ["real"] } } },
  to: side("crm.contacts"),
  match: { kind: "key", on: [{ from: "ref", to: "number" }], ignoreCase: true },
});
const crm = copy({ number: "text", email: "text" }, [
  { id: "1", number: "A1", email: "x" },
  { id: "2", number: "A2", email: "y" },
  { id: "3", number: null, email: "z" },
]);
const books = copy({ ref: "text", email: "text", kind: "text" }, [
  { id: "9", ref: "a1", email: "other", kind: "real" },
  { id: "8", ref: "A2", email: "other", kind: "test" },
  { id: "7", ref: null, email: "other", kind: "real" },
]);
const copies = { "crm.contacts": crm, "books.customers": books };

describe("which records are the same", () => {
  test("by a handoff's match, whichever way it goes, and what it leaves out is left out", async () => {
    const facts = [givenFact({ via: { kind: "handoff", id: handoff.id } })];
    const found = await conflicts(engine, { copies, facts, estate: { handoffs: [handoff] } });
    expect(found.signs.map(({ key, other_key, value, other_value }) => [key, other_key, value, other_value])).toEqual([
      ["1", "9", "x", "other"],
    ]);
  });

  test("by a lifecycle's link", async () => {
    const link = { from: "crm", to: "books", match: { kind: "key", on: [{ from: "number", to: "ref" }], ignoreCase: false } } as const;
    const lifecycle: Lifecycle = givenLifecycle({
      states: { open: {} },
      tracks: [
        givenTrack("crm", ["open"], { dataset: "crm.contacts", history: undefined }),
        givenTrack("books", ["open"], { dataset: "books.customers", history: undefined }),
      ],
      links: [link],
    });
    const facts = [givenFact({ via: { kind: "lifecycle", id: "job" } })];
    const found = await conflicts(engine, { copies, facts, estate: { lifecycles: [lifecycle] } });
    expect(found.signs.map(({ key, other_key }) => [key, other_key])).toEqual([["2", "8"]]);
  });

  test("told nowhere, it is what joins them; nothing joins, or the identity was not resolved: nothing is compared", async () => {
    const facts = [givenFact({ via: undefined })];
    expect((await conflicts(engine, { copies, facts, estate: { handoffs: [handoff], identities: [] } })).signs).toHaveLength(1);
    expect((await conflicts(engine, { copies, facts, estate: { identities: [] } })).signs).toEqual([]);
    expect((await conflicts(engine, { copies, unresolved: true })).signs).toEqual([]);
  });

  test("deleted records are no copies; of a thing with too many records on both sides none is compared", async () => {
    const fields = { ref: "text", email: "text", deleted: "boolean" } as const;
    const many = (count: number, email: string, deleted = false): GivenRecord[] =>
      Array.from({ length: count }, (_, index) => ({ id: `${email}${index}`, ref: "E", email: `${email}${index}`, deleted }));
    const found = (a: GivenRecord[], b: GivenRecord[]) =>
      conflicts(engine, { copies: { "crm.contacts": copy(fields, a), "books.customers": copy(fields, b) } });
    expect((await found(many(1, "x"), many(1, "y", true))).signs).toEqual([]);
    expect((await found(many(1, "x"), many(100, "y"))).signs).toHaveLength(100);
    expect((await found(many(8, "x"), many(8, "y"))).signs).toHaveLength(64);
    expect((await found(many(8, "x"), many(9, "y"))).signs).toEqual([]);
  });

  test("each reader is held against the owner, and readers not against each other; without an owner, each against each", async () => {
    const one = (email: string) => copy({ email: "text" }, [{ id: "1", email }]);
    const three = { "books.customers": one("b"), "crm.contacts": one("a"), "billing.accounts": one("c") };
    const held = Object.keys(three).map((dataset) => ({ dataset, field: "email" }));
    const found = await conflicts(engine, { copies: three, facts: [givenFact({ held, readers: ["books", "billing"] })] });
    expect(found.signs.map(({ dataset, other_dataset }) => [dataset, other_dataset])).toEqual([
      ["crm.contacts", "billing.accounts"],
      ["crm.contacts", "books.customers"],
    ]);
    expect(found.finding("values-differ")).toMatchObject({
      records: 1,
      title: "Billing email: 1 of 1 customer has another value in Stripe or QuickBooks than in HubSpot, which owns it",
    });
    const without = await conflicts(engine, { copies: three, facts: [givenFact({ held, owner: undefined })] });
    expect(without.of("values-differ")).toHaveLength(3);
    expect(without.finding("values-differ").title).toContain("no system is declared to own it");
  });
});

describe("how values are compared", () => {
  const differing = async (
    type: FieldType,
    otherType: FieldType,
    pairs: readonly (readonly [unknown, unknown])[],
    overrides: Partial<Fact>,
  ) => {
    const records = (end: 0 | 1) => pairs.map((pair, index) => ({ id: String(index), email: pair[end] }) as GivenRecord);
    const found = await conflicts(engine, {
      copies: { "crm.contacts": copy({ email: type }, records(0)), "books.customers": copy({ email: otherType }, records(1)) },
      facts: [givenFact(overrides)],
    });
    return found.signs.map(({ key }) => Number(key));
  };

  test("money within the tolerance", async () => {
    const pairs = [
      [100, 100.01],
      [100, 100.02],
      [100, 99.98],
      [100, null],
    ] as const;
    const exact = { kind: "exact", ignoreCase: false } as const;
    expect(await differing("money", "number", pairs, { tolerance: { kind: "amount", absolute: "0.01", relative: "0" } })).toEqual([
      1, 2, 3,
    ]);
    expect(await differing("money", "money", pairs, { tolerance: exact })).toEqual([0, 1, 2, 3]);
  });

  test("days and moments, in the estate's zone; business days by its calendar", async () => {
    const exact = { kind: "exact", ignoreCase: false } as const;
    // 02:00 UTC is the evening before in New York.
    expect(
      await differing(
        "timestamp",
        "date",
        [
          ["2026-09-02 02:00:00", "2026-09-01"],
          ["2026-09-02 02:00:00", "2026-09-02"],
        ],
        { tolerance: exact },
      ),
    ).toEqual([1]);
    const day = { count: 1, unit: "business-days" } as const;
    const tolerance = { kind: "time", before: { count: 0, unit: "days" }, after: day } as const;
    // Friday to Monday is one business day.
    expect(
      await differing(
        "date",
        "date",
        [
          ["2026-09-04", "2026-09-07"],
          ["2026-09-04", "2026-09-08"],
          ["2026-09-04", "2026-09-03"],
        ],
        { tolerance },
      ),
    ).toEqual([1, 2]);
    const hours = { kind: "time", before: { count: 0, unit: "hours" }, after: { count: 2, unit: "hours" } } as const;
    expect(
      await differing(
        "timestamp",
        "timestamp",
        [
          ["2026-09-04 10:00:00", "2026-09-04 12:00:00"],
          ["2026-09-04 10:00:00", "2026-09-04 12:00:01"],
        ],
        { tolerance: hours },
      ),
    ).toEqual([1]);
  });

  test("keys and texts, numbers and texts, as texts", async () => {
    const exact = { kind: "exact", ignoreCase: false } as const;
    expect(
      await differing(
        "key",
        "text",
        [
          ["007", "007"],
          ["007", "7"],
        ],
        { tolerance: exact },
      ),
    ).toEqual([1]);
    expect(
      await differing(
        "boolean",
        "boolean",
        [
          [true, true],
          [true, false],
        ],
        { tolerance: exact },
      ),
    ).toEqual([1]);
  });
});
