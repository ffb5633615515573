import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import type { Fact, Identity } from "../../src/model/index.ts";
import { givenHandoff, startEngine, type GivenRecord } from "./given.ts";
import { AT, conflicts, FIELDS, givenFact, records, type Conflicts, type GivenEstate } from "./source-of-truth-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const LONG_AGO = "2026-08-01 10:00:00";
const fields = { ...FIELDS, branch: "text", phone: "text" } as const;
const branchFact = (overrides: Partial<Fact> = {}): Fact =>
  givenFact({
    id: "customer.branch",
    held: [
      { dataset: "crm.contacts", field: "branch" },
      { dataset: "books.customers", field: "branch" },
    ],
    ...overrides,
  });

type Make = (index: number) => GivenRecord;

/** Contacts and customers at one time. */
function given(crm: Make, books: Make, overrides: Partial<GivenEstate> = {}): Promise<Conflicts> {
  const side = (make: Make) => ({
    fields,
    captures: [{ at: AT, records: records(120, (index) => ({ modified: LONG_AGO, ...make(index) })) }],
  });
  return conflicts(engine, { copies: { "crm.contacts": side(crm), "books.customers": side(books) }, facts: [branchFact()], ...overrides });
}

const NAMES = ["Rochester", "Buffalo", "St. Pete"];
const branch: Make = (index) => ({ branch: NAMES[index % 3] as string });
const renamed =
  (word: string, to: string | null): Make =>
  (index) => ({ branch: NAMES[index % 3] === word ? to : (NAMES[index % 3] as string) });

const told = (found: Conflicts) =>
  found
    .of("value-sets-differ")
    .map((sign) => [sign["value"], sign["other_value"], sign["records"], JSON.parse(String(sign["detail"])).mapping]);

describe("words that differ", () => {
  test("one word for another is told once, with its records and the proposed mapping", async () => {
    const found = await given(branch, renamed("St. Pete", "Saint Petersburg"));
    expect(told(found)).toEqual([["St. Pete", "Saint Petersburg", "40", "one-to-one"]]);
    expect(found.signs).toHaveLength(1);
    expect(found.finding("value-sets-differ")).toMatchObject({
      title: "Branch: one word is not the same in HubSpot and QuickBooks, in 40 customers; HubSpot owns it",
      records: 40,
      move: "Agree on one set of words, or declare the mapping: from the records that both systems hold, “St. Pete” is “Saint Petersburg” (in 40 of 40 records; surely in 91.2%).",
      samples: [{ fields: [{ from: { field: "branch", value: "St. Pete" }, to: { field: "branch", value: "Saint Petersburg" } }] }],
    });
  });

  test("the clean twin, and one renamed in both, are clean", async () => {
    expect((await given(branch, branch)).signs).toEqual([]);
    const both = renamed("St. Pete", "Saint Petersburg");
    expect((await given(both, both)).signs).toEqual([]);
  });

  test("a branch that really started in March, in both, is clean; where the other lumps it with an old one, it is told", async () => {
    const started: Make = (index) => (index >= 100 ? { branch: "Albany", created: "2026-03-09 00:00:00" } : branch(index));
    expect((await given(started, started)).signs).toEqual([]);
    const lumped: Make = (index) => (index >= 100 ? { branch: "Buffalo", created: "2026-03-09 00:00:00" } : branch(index));
    expect(told(await given(started, lumped))).toEqual([["Albany", "Buffalo", "20", "shared"]]);
  });

  test("a record that is elsewhere is a value that differs, and no word", async () => {
    const found = await given(branch, (index) => (index === 2 ? { branch: "Buffalo" } : renamed("St. Pete", "Saint Petersburg")(index)));
    expect(told(found)).toEqual([["St. Pete", "Saint Petersburg", "39", "one-to-one"]]);
    expect(JSON.parse(String(found.of("value-sets-differ")[0]?.["detail"]))).toMatchObject({
      both: "39",
      mapsOf: "40",
      mapsBackOf: "39",
      mapsShare: "0.9750",
      mapsBackShare: "1.0000",
      mapsSurely: "0.8712",
    });
    expect(found.of("values-differ").map(({ key, other_value }) => [key, other_value])).toEqual([["C0002", "Buffalo"]]);
    // Of words that both have, however many records differ, none is another's.
    const many = await given(branch, (index) => (index % 12 === 2 ? { branch: "Buffalo" } : branch(index)));
    expect(many.of("value-sets-differ")).toEqual([]);
    expect(many.of("values-differ")).toHaveLength(10);
  });

  test("a word that is several there, one that is shared there, one that is nothing there", async () => {
    const several = await given(branch, (index) => (index % 3 === 2 ? { branch: index % 2 === 0 ? "South" : "West" } : branch(index)));
    expect(told(several)).toEqual([["St. Pete", "South; West", "40", "several"]]);
    expect(several.of("values-differ")).toEqual([]);
    const shared = await given(branch, renamed("St. Pete", "Buffalo"));
    expect(told(shared)).toEqual([["St. Pete", "Buffalo", "40", "shared"]]);
    const none = await given(branch, renamed("St. Pete", null));
    expect(told(none)).toEqual([["St. Pete", null, "40", "none"]]);
    expect(none.signs).toHaveLength(1);
  });

  test("a word that only the reader has, beside one that both have", async () => {
    const found = await given(branch, (index) => (index % 6 === 2 ? { branch: "St Pete FL" } : branch(index)));
    expect(told(found)).toEqual([["St. Pete", "St Pete FL", "20", "several"]]);
    expect(found.of("values-differ")).toEqual([]);
  });

  test("words swapped with each other are two", async () => {
    const found = await given(branch, (index) => ({ branch: ["Buffalo", "Rochester", "St. Pete"][index % 3] as string }));
    expect(told(found)).toEqual([
      ["Buffalo", "Rochester", "40", "one-to-one"],
      ["Rochester", "Buffalo", "40", "one-to-one"],
    ]);
  });

  test("few records, or as many texts as records, are no vocabulary", async () => {
    const few = await given(branch, (index) => (index === 2 ? { branch: "Saint Petersburg" } : branch(index)));
    expect(few.signs.map(({ outcome }) => outcome)).toEqual(["values-differ"]);
    const own: Make = (index) => ({ branch: `b${index >> 1}` });
    const other: Make = (index) => ({ branch: `x${index >> 1}` });
    expect((await given(own, other)).of("values-differ")).toHaveLength(120);
  });

  test("a text of few records is none, with however many copies each is joined", async () => {
    const side = (count: number, make: Make) => ({
      fields: { id: "key", ref: "text", branch: "text" } as const,
      captures: [
        { at: AT, records: Array.from({ length: count }, (_, index) => ({ id: `${index}`, ref: `${index % 4}`, ...make(index % 4) })) },
      ],
    });
    const found = await conflicts(engine, {
      copies: {
        "crm.contacts": side(4, (index) => ({ branch: `a${index}` })),
        "books.customers": side(80, (index) => ({ branch: index === 0 ? "b" : `a${index}` })),
      },
      facts: [branchFact()],
    });
    expect(found.signs.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 20 }, () => "values-differ"));
  });

  test("what is renamed in one within the grace is waiting", async () => {
    const fresh: Make = (index) => ({
      ...renamed("St. Pete", "Saint Petersburg")(index),
      ...(index % 3 === 2 ? { modified: "2026-09-30 15:00:00" } : {}),
    });
    expect((await given(branch, fresh)).signs).toEqual([]);
  });

  test("fields of units need no fact", async () => {
    const unit =
      (make: Make): Make =>
      (index) => ({ unit: make(index)["branch"] as string });
    const side = (make: Make) => ({
      fields: { id: "key", unit: "text" } as const,
      captures: [{ at: AT, records: records(120, make) }],
    });
    const units = await conflicts(engine, {
      copies: { "crm.contacts": side(unit(branch)), "books.customers": side(unit(renamed("St. Pete", "Saint Petersburg"))) },
      facts: [],
    });
    expect(units.signs).toHaveLength(1);
    expect(units.signs[0]).toMatchObject({
      outcome: "value-sets-differ",
      subject_type: "field",
      subject: "crm.contacts.unit",
      value: "St. Pete",
      other_value: "Saint Petersburg",
      records: "40",
    });
  });
});

describe("facts that nobody owns", () => {
  test("one that several systems hold or read; not one that a single system has", async () => {
    const fact = branchFact({ owner: undefined, readers: [] });
    const found = await given(branch, branch, { facts: [fact] });
    expect(found.signs.map(({ outcome, subject, records: n }) => [outcome, subject, n])).toEqual([["no-owner", "customer.branch", "120"]]);
    const [crm] = fact.held;
    const alone = branchFact({ owner: undefined, readers: ["crm"], held: crm === undefined ? [] : [crm] });
    expect((await given(branch, () => ({}), { facts: [alone] })).signs).toEqual([]);
    const read = await given(branch, () => ({}), { facts: [branchFact({ owner: undefined, readers: ["crm", "billing"], held: [] })] });
    expect(read.signs.map(({ outcome, value }) => [outcome, value])).toEqual([["no-owner", "crm, billing"]]);
  });

  test("copies that nobody declared, when they agree in more than four of five and not by accident", async () => {
    const phone =
      (apart: number): Make =>
      (index) => ({ phone: index < apart ? "?" : `555-${index}`, who: "x" });
    const found = await given(phone(0), phone(23), { facts: [] });
    expect(found.signs.map(({ outcome, subject, records: n, value }) => [outcome, subject, n, value])).toEqual([
      ["no-owner", "customer.phone", "120", "books, crm"],
    ]);
    expect(found.finding("no-owner")).toMatchObject({
      severity: "low",
      title: "Phone: held in QuickBooks and HubSpot, and nobody has declared which of them owns it; 97 of 120 joined records agree",
    });
    expect((await given(phone(0), phone(24), { facts: [] })).signs).toEqual([]);
    // Always the same word: no copy, but an accident.
    const always: Make = () => ({ phone: "USA" });
    expect((await given(always, always, { facts: [] })).signs).toEqual([]);
    // Declared, or compared by a handoff: known.
    const declared = branchFact({ id: "customer.phone", held: [{ dataset: "crm.contacts", field: "phone" }] });
    expect((await given(phone(0), phone(0), { facts: [declared] })).signs).toEqual([]);
    const handoff = givenHandoff({
      from: { dataset: "crm.contacts", filter: undefined, amount: undefined, clock: undefined },
      to: { dataset: "books.customers", filter: undefined, amount: undefined, clock: undefined },
      compare: [{ from: "phone", to: "phone", tolerance: { kind: "exact", ignoreCase: false } }],
    });
    expect((await given(phone(0), phone(0), { facts: [], estate: { handoffs: [handoff] } })).signs).toEqual([]);
  });

  test("copies that nobody declared and that never contradict each other are listed, and no finding", async () => {
    const phone: Make = (index) => ({ phone: `555-${index}` });
    const found = await given(phone, phone, { facts: [] });
    expect(found.signs).toEqual([]);
    expect(found.facts).toMatchObject([
      {
        id: "customer.phone",
        declared: false,
        owner: undefined,
        agreement: "unknown",
        compared: 120,
        differing: 0,
        systems: [
          { system: "crm", role: "holder", fields: ["crm.contacts.phone"] },
          { system: "books", role: "holder", fields: ["books.customers.phone"] },
        ],
      },
    ]);
  });

  test("fields of one role in an identity are copies, whatever they are called", async () => {
    const member = (dataset: string, field: string) => ({ dataset, fields: { telephone: [field] }, duplicates: false, references: [] });
    const identity = {
      id: "customer",
      title: "Customers",
      entity: "customer",
      attributes: [{ name: "telephone", role: "phone" }],
      members: [member("crm.contacts", "phone"), member("books.customers", "branch")],
      links: [],
    } as unknown as Identity;
    const found = await given(
      (index) => ({ phone: `555-${index}` }),
      (index) => ({ branch: index === 7 ? "?" : `555-${index}` }),
      { facts: [], estate: { identities: [identity] } },
    );
    expect(found.signs.map(({ subject }) => subject)).toEqual(["customer.telephone"]);
    expect(found.facts).toMatchObject([{ id: "customer.telephone", compared: 120, differing: 1 }]);
  });
});
