import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import type { Automation } from "../../src/model/index.ts";
import { startEngine, type GivenRecord } from "./given.ts";
import { conflicts, FIELDS, givenFact, records, type Conflicts, type GivenEstate } from "./source-of-truth-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

type Side = (capture: number, index: number) => GivenRecord;
const DAYS = ["2026-09-01", "2026-09-08", "2026-09-15"];
const OLD = { modified: "2026-08-01 00:00:00", created: "2026-07-01 00:00:00" } as const;
const CONNECTOR = { id: "sync", title: "Sync", actors: ["svc-*"] } as unknown as Automation;

/** As many captures of both as days are given, a week apart; where nothing is said, both agree and never change. */
async function given(crm: Side, books: Side, days: readonly string[] = DAYS, estate: GivenEstate["estate"] = {}): Promise<Conflicts> {
  const side = (make: Side) => ({
    fields: { ...FIELDS, phone: "text" } as const,
    captures: days.map((day, capture) => ({
      at: `${day}T12:00:00.000Z`,
      records: records(100, (index) => ({ ...OLD, email: `old${index}`, phone: "1", who: "svc-crm", ...make(capture, index) })),
    })),
  });
  const facts = [givenFact({ grace: { count: 2, unit: "days" } })];
  return conflicts(engine, { copies: { "crm.contacts": side(crm), "books.customers": side(books) }, facts, estate });
}

const told = ({ signs }: Conflicts) => signs.map(({ outcome, key }) => `${outcome} ${key}`);
const still: Side = () => ({});
const email = (index: number, value: string): GivenRecord => (index < 3 ? { email: `${value}${index}` } : {});

describe("a reader that is changed while the owner is not", () => {
  test("the captures show it: told once, with the owner's value, who made it and between which captures", async () => {
    const found = await given(still, (capture, index) =>
      capture >= 1 ? { ...email(index, "new"), who: index < 3 ? "Dana" : "svc-crm" } : {},
    );
    expect(told(found)).toEqual(["non-owner-writes C0000", "non-owner-writes C0001", "non-owner-writes C0002"]);
    expect(found.signs[0]).toMatchObject({
      dataset: "books.customers",
      other_dataset: "crm.contacts",
      other_key: "C0000",
      value: "new0",
      other_value: "old0",
      actor: "Dana",
      from_at: "2026-09-01 12:00:00",
      to_at: "2026-09-08 12:00:00",
    });
    expect(found.finding("non-owner-writes")).toMatchObject({
      title: "Billing email: 3 customers were changed in QuickBooks and not in HubSpot, which owns it",
      records: 3,
      share: 0.03,
    });
  });

  test("where the owner moved, or ever said what the reader says, the values differ and nobody wrote", async () => {
    const late: Side = (capture, index) => (capture >= 2 ? email(index, "new") : {});
    const written: Side = (capture, index) => (capture >= 1 ? email(index, "new") : {});
    const differ = ["values-differ C0000", "values-differ C0001", "values-differ C0002"];
    // The owner was changed, and the reader never was.
    expect(told(await given(written, still))).toEqual(differ);
    // Both were, to other values.
    expect(told(await given((capture, index) => (capture >= 1 ? email(index, "other") : {}), written))).toEqual(differ);
    // The reader took late what the owner had said before.
    expect(told(await given((capture, index) => (capture === 0 ? email(index, "new") : {}), late))).toEqual(differ);
    // Both have always differed: nothing tells who began.
    expect(told(await given(still, (_, index) => email(index, "new")))).toEqual(differ);
  });

  test("within its grace it is nothing yet, and where the owner follows it is a change that came first", async () => {
    const fresh: Side = (capture, index) => (capture >= 2 && index < 3 ? { ...email(index, "new"), modified: "2026-09-14 10:00:00" } : {});
    expect((await given(still, fresh)).signs).toEqual([]);
    const followed = await given(
      (capture, index) => (capture >= 2 ? email(index, "new") : {}),
      (capture, index) => (capture >= 1 ? email(index, "new") : {}),
    );
    expect(followed.finding("non-owner-writes").title).toBe(
      "Billing email: 3 customers were changed in QuickBooks before HubSpot, which owns it: 3 of 3 changes that both took",
    );
  });

  test("what the connector surely wrote is a copy that went wrong; where its stamp may be that of something else, it is not known", async () => {
    const by =
      (phone: string): Side =>
      (capture, index) =>
        capture >= 1 && index < 3 ? { ...email(index, "new"), phone, modified: "2026-09-05 10:00:00", who: "svc-crm" } : {};
    const estate = { automations: [CONNECTOR] };
    expect(told(await given(still, by("1"), DAYS, estate))[0]).toBe("values-differ C0000");
    expect(told(await given(still, by("2"), DAYS, estate))[0]).toBe("non-owner-writes C0000");
    expect(told(await given(still, by("1")))[0]).toBe("non-owner-writes C0000");
  });
});

describe("a reader's record that was touched last", () => {
  const ONCE = DAYS.slice(2);
  const touched = { modified: "2026-09-05 10:00:00", who: "Dana" } as const;
  /** Dana touched the first three, which differ, and so many of the others. */
  const dana =
    (others: number): Side =>
    (_, index) => ({ ...email(index, "new"), ...(index < 3 + others ? touched : {}) });

  test("by somebody who hardly touches any that agree: the change was made there", async () => {
    const found = await given(still, dana(0), ONCE);
    expect(told(found)).toEqual(["non-owner-writes C0000", "non-owner-writes C0001", "non-owner-writes C0002"]);
    expect(found.signs[0]).toMatchObject({ actor: "Dana", from_at: "2026-09-05 10:00:00", to_at: "2026-09-05 10:00:00" });
  });

  test("by who touches others as well, or before the owner's record was: nothing is known of it", async () => {
    const differ = ["values-differ C0000", "values-differ C0001", "values-differ C0002"];
    expect(told(await given(still, dana(1), ONCE))).toEqual(differ);
    expect(told(await given(() => ({ modified: "2026-09-05 10:00:00" }), dana(0), ONCE))).toEqual(differ);
    // It was made so, and never touched since.
    const made: Side = (_, index) => (index < 3 ? { ...email(index, "new"), ...touched, created: touched.modified } : {});
    expect(told(await given(still, made, ONCE))).toEqual(differ);
    // Most of the records that differ were touched by nobody: one may be so by accident.
    const one: Side = (_, index) => ({ ...email(index, "new"), ...(index === 0 ? touched : {}) });
    expect(told(await given(still, one, ONCE))).toEqual(differ);
    expect(told(await given(still, dana(0), ONCE, { automations: [{ ...CONNECTOR, actors: ["dana"] }] }))).toEqual(differ);
  });

  test("an older capture remembers who touched it before the next sync", async () => {
    // From the second capture on, the connector has touched them all.
    const synced = { modified: "2026-09-04 10:00:00", phone: "2" } as const;
    const books: Side = (capture, index) => ({
      ...email(index, "new"),
      ...(capture > 0 ? synced : index < 3 ? { ...touched, modified: "2026-08-20 10:00:00" } : {}),
    });
    const crm: Side = (capture) => (capture > 0 ? { ...synced, modified: "2026-09-04 09:00:00" } : {});
    const found = await given(crm, books);
    expect(told(found)).toEqual(["non-owner-writes C0000", "non-owner-writes C0001", "non-owner-writes C0002"]);
    expect(found.signs[0]).toMatchObject({ actor: "Dana", from_at: "2026-08-20 10:00:00" });
    const forgotten = await given(
      (capture, index) => crm(capture + 1, index),
      (capture, index) => books(capture + 1, index),
    );
    expect(told(forgotten)).toEqual(["values-differ C0000", "values-differ C0001", "values-differ C0002"]);
  });
});
