import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { startEngine, type GivenRecord } from "./given.ts";
import { AT, conflicts, FIELDS, givenFact, records, type Conflicts, type GivenEstate } from "./source-of-truth-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const LONG_AGO = "2026-08-01 10:00:00";

/** Contacts and customers that say the same; `change` makes some of them differ. */
async function emails(
  change: { readonly crm?: (index: number) => GivenRecord; readonly books?: (index: number) => GivenRecord },
  overrides: Partial<GivenEstate> = {},
): Promise<Conflicts> {
  const same = (index: number): GivenRecord => ({ email: `c${index}@example.test`, modified: LONG_AGO, created: LONG_AGO });
  const side = (own: ((index: number) => GivenRecord) | undefined) => ({
    fields: FIELDS,
    captures: [{ at: AT, records: records(100, (index) => ({ ...same(index), ...own?.(index) })) }],
  });
  return conflicts(engine, { copies: { "crm.contacts": side(change.crm), "books.customers": side(change.books) }, ...overrides });
}

describe("values that differ", () => {
  test("each pair of records once, with both values, who wrote the copy, and since when", async () => {
    // Dana touches every copy, so that her touch tells nothing of these.
    const found = await emails({
      books: (index) => ({ ...(index < 3 ? { email: `old${index}@example.test` } : {}), modified: "2026-08-05 10:00:00", who: "Dana" }),
    });
    expect(found.signs).toHaveLength(3);
    expect(found.signs[0]).toMatchObject({
      kind: "source-of-truth-conflict",
      outcome: "values-differ",
      subject_type: "fact",
      subject: "customer.billing_email",
      dataset: "crm.contacts",
      key: "C0000",
      other_dataset: "books.customers",
      other_key: "C0000",
      field: "email",
      value: "c0@example.test",
      other_value: "old0@example.test",
      from_at: "2026-08-05 10:00:00",
      actor: "Dana",
      records: "1",
      file: "crm.contacts.csv",
      line: "2",
    });
    expect(found.finding("values-differ")).toMatchObject({
      title: "Billing email: 3 of 100 customers have another value in QuickBooks than in HubSpot, which owns it",
      records: 3,
      share: 0.03,
      severity: "high",
      owner: "Sales operations",
      subject: { type: "fact", id: "customer.billing_email" },
    });
  });

  test("the clean twin is clean", async () => {
    expect((await emails({})).signs).toEqual([]);
  });

  test("blanks, composed letters and absent values are no difference; case is one unless it is ignored", async () => {
    const books = (index: number): GivenRecord =>
      index === 0
        ? { email: "  c0@example.test " }
        : index === 1
          ? { email: "C1@example.test" }
          : index === 2
            ? { email: "Zoë\u00a0  Q" }
            : index === 3
              ? { email: "   " }
              : {};
    const crm = (index: number): GivenRecord => (index === 2 ? { email: "Zoe\u0308 Q" } : index === 3 ? { email: null } : {});
    expect((await emails({ crm, books })).signs.map(({ key }) => key)).toEqual(["C0001"]);
    const ignoring = givenFact({ tolerance: { kind: "exact", ignoreCase: true } });
    expect((await emails({ crm, books }, { facts: [ignoring] })).signs).toEqual([]);
  });

  test("an absent copy differs only where the owner has a value", async () => {
    const lacking = (index: number): GivenRecord => (index === 7 ? { email: null } : {});
    expect((await emails({ books: lacking })).signs.map(({ key, other_value }) => [key, other_value])).toEqual([["C0007", null]]);
    expect((await emails({ crm: lacking })).signs).toEqual([]);
  });

  test("what was changed within the grace is not told, to the local day's end", async () => {
    // Known until 12:00 UTC on 1 October; two days after a change on 28 September are over when 30 September is.
    const books = (index: number): GivenRecord => {
      if (index === 1) return { email: "x", modified: "2026-09-29 03:59:59" };
      return index === 2 ? { email: "x", modified: "2026-09-29 04:00:00" } : {};
    };
    expect((await emails({ books })).signs.map(({ key }) => key)).toEqual(["C0001"]);
    // The owner's change counts as well as the copy's.
    const crm = (index: number): GivenRecord => (index === 1 ? { modified: "2026-09-30 10:00:00" } : {});
    expect((await emails({ crm, books })).signs).toEqual([]);
  });

  test("records of one thing: two copies of one customer are told twice and are one customer", async () => {
    const side = (given: readonly GivenRecord[]) => ({
      fields: { ...FIELDS, ref: "text", amount: "money" } as const,
      captures: [{ at: AT, records: given }],
    });
    const found = await conflicts(engine, {
      copies: {
        "crm.contacts": side([{ id: "1", ref: "E", email: "a", amount: 120 }]),
        "books.customers": side([
          { id: "1", ref: "E", email: "b", amount: 5 },
          { id: "2", ref: "E", email: "c", amount: 7 },
          { id: "3", ref: null, email: "d", amount: 9 },
        ]),
      },
    });
    expect(found.of("values-differ").map(({ other_key, amount }) => [other_key, amount])).toEqual([
      ["1", "120.0000"],
      ["2", "120.0000"],
    ]);
    expect(found.finding("values-differ")).toMatchObject({ records: 1, amount: "120.00", share: 1 });
  });
});
