import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { startEngine, type GivenRecord } from "./given.ts";
import { conflicts, FIELDS, givenFact, records, type Conflicts } from "./source-of-truth-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

type Side = (capture: number, index: number) => GivenRecord;
const DAYS = ["2026-09-01", "2026-09-08", "2026-09-15"];

/** Three captures of both, a week apart; what a record is at each of them. */
async function followed(crm: Side, books: Side, owner: string | null = "crm", count = 40): Promise<Conflicts> {
  const side = (make: Side) => ({
    fields: { ...FIELDS, phone: "text" } as const,
    captures: DAYS.map((day, capture) => ({
      at: `${day}T12:00:00.000Z`,
      records: records(count, (index) => ({ modified: "2026-08-01 00:00:00", phone: "1", ...make(capture, index) })),
    })),
  });
  const fact = givenFact({ owner: owner ?? undefined, grace: { count: 0, unit: "hours" } });
  return conflicts(engine, { copies: { "crm.contacts": side(crm), "books.customers": side(books) }, facts: [fact] });
}

/** The address of a record, the new one from a capture on. */
const email = (index: number, capture: number, from: number): GivenRecord => ({ email: `${capture >= from ? "new" : "old"}${index}` });
const NEVER = 9;

describe("which system changes first", () => {
  test("the owner leads and the reader lags: nothing is told", async () => {
    const found = await followed(
      (capture, index) => email(index, capture, 1),
      (capture, index) => email(index, capture, 2),
    );
    expect(found.signs).toEqual([]);
  });

  test("a reader that leads is told change by change, with who made it and between which captures", async () => {
    const found = await followed(
      (capture, index) => email(index, capture, index < 2 ? 2 : 1),
      (capture, index) => ({ ...email(index, capture, index < 2 ? 1 : 2), who: capture === 1 ? "Dana" : "sync" }),
    );
    expect(found.signs).toHaveLength(2);
    expect(found.signs[0]).toMatchObject({
      outcome: "non-owner-writes",
      dataset: "books.customers",
      key: "C0000",
      other_dataset: "crm.contacts",
      other_key: "C0000",
      value: "new0",
      other_value: "old0",
      actor: "Dana",
      from_at: "2026-09-01 12:00:00",
      to_at: "2026-09-08 12:00:00",
    });
    expect(JSON.parse(String(found.signs[0]?.["detail"]))).toMatchObject({
      inferred: "crm",
      observations: "40",
      leads: "38",
      otherLeads: "2",
      share: "0.9500",
      low: "0.8350",
      high: "0.9862",
    });
    expect(found.finding("non-owner-writes").title).toBe(
      "Billing email: 2 customers were changed in QuickBooks before HubSpot, which owns it: 2 of 40 changes that both took",
    );
  });

  test("two origins: both lead in three or more, and in a fifth or more", async () => {
    const led = (bySecond: number) =>
      followed(
        (capture, index) => email(index, capture, index < bySecond ? 2 : 1),
        (capture, index) => email(index, capture, index < bySecond ? 1 : 2),
      );
    const found = await led(8);
    expect(found.of("two-origins")).toHaveLength(1);
    expect(found.of("two-origins")[0]).toMatchObject({ dataset: "crm.contacts", other_dataset: "books.customers", records: "40" });
    expect(found.finding("two-origins")).toMatchObject({
      title:
        "Billing email: of 40 changes that both systems took, 32 in HubSpot and 8 in QuickBooks came first; HubSpot is declared to own it",
      share: 0.2,
      records: 40,
    });
    expect((await led(7)).of("two-origins")).toEqual([]);
  });

  test("within one week the stamps decide, where nothing else of the record was changed", async () => {
    const crm = (phone: string) => (capture: number, index: number) => ({
      ...email(index, capture, 1),
      ...(capture >= 1 ? { modified: "2026-09-03 10:00:00", phone } : {}),
    });
    const books = (capture: number, index: number) => ({
      ...email(index, capture, 1),
      ...(capture >= 1 ? { modified: "2026-09-02 10:00:00" } : {}),
    });
    expect((await followed(crm("1"), books)).of("non-owner-writes")).toHaveLength(40);
    // The owner's record was touched again for its phone: its stamp says nothing of the address.
    expect((await followed(crm("2"), books)).signs).toEqual([]);
    // Both at one moment: nothing tells which came first.
    expect((await followed(books, books)).signs).toEqual([]);
    const tied = (await followed(books, books, null)).signs.map(({ detail }) => JSON.parse(String(detail)) as Record<string, string>);
    expect(tied).toMatchObject([{ observations: "0" }]);
  });

  test("a slip taken back before the other copied it is no lead of the other", async () => {
    const back = (capture: number, index: number) => ({ email: capture === 1 ? `slip${index}` : `old${index}` });
    const still = (_: number, index: number) => email(index, 0, NEVER);
    expect((await followed(still, back)).signs).toEqual([]);
    expect((await followed(back, still)).signs).toEqual([]);
  });

  test("a word renamed throughout, here before there, is no record's change", async () => {
    const word = (from: number) => (capture: number, index: number) => ({
      email: index % 2 === 0 ? "Tampa" : capture >= from ? "Saint Petersburg" : "St. Pete",
    });
    expect((await followed(word(2), word(1))).signs).toEqual([]);
    // The same word, while some keep the old: each is a change of its record.
    const some = (from: number) => (capture: number, index: number) => ({ email: capture >= from && index < 30 ? "Tampa" : "St. Pete" });
    expect((await followed(some(2), some(1))).of("non-owner-writes")).toHaveLength(30);
  });

  test("without an owner the inferred one is told beside the lack of one", async () => {
    const found = await followed(
      (capture, index) => email(index, capture, 2),
      (capture, index) => email(index, capture, 1),
      null,
    );
    expect(found.signs.map(({ outcome }) => outcome)).toEqual(["no-owner"]);
    expect(JSON.parse(String(found.signs[0]?.["detail"]))).toMatchObject({ inferred: "books", observations: "40" });
    expect(found.finding("no-owner")).toMatchObject({
      title: "Billing email: HubSpot and QuickBooks hold or read it, and none is declared to own it; changes begin in QuickBooks",
      severity: "medium",
      move: "Name the system that owns billing email (changes begin in QuickBooks), and say so in the estate.",
    });
  });

  test("a record that is new in the one and then in the other is no change", async () => {
    const crm = (capture: number, index: number) => ({ ...email(index, 0, NEVER), deleted: capture < 2 });
    const found = await conflicts(engine, {
      copies: Object.fromEntries(
        (["crm.contacts", "books.customers"] as const).map((name) => [
          name,
          {
            fields: { ...FIELDS, deleted: "boolean" } as const,
            captures: DAYS.map((day, capture) => ({
              at: `${day}T12:00:00.000Z`,
              records: records(10, (index) =>
                name === "crm.contacts" ? crm(capture, index) : { ...email(index, 0, NEVER), deleted: capture < 1 },
              ),
            })),
          },
        ]),
      ),
    });
    expect(found.signs).toEqual([]);
  });
});
