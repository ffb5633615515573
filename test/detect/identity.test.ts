import { afterAll, beforeAll, expect, test } from "vitest";
import { createBreaks, ready, runDetector, tieOut, type DetectorContext } from "../../src/detect/index.ts";
import { silentSyncFailure } from "../../src/detect/silent-sync-failure.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { Handoff } from "../../src/model/index.ts";
import { createCalendar, id, sql } from "../../src/sql/index.ts";
import { givenCrosswalk, givenHandoff, givenRecords, startEngine, type GivenRecord } from "./given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

/** `ref`: the entity that the record was resolved to; `maybe`: joins what is under review; `told`: the declared key. */
const FIELDS = {
  id: "key",
  ref: "key",
  maybe: "key",
  told: "key",
  amount: "money",
  created: "timestamp",
  date: "date",
  deleted: "boolean",
} as const;
const record = (name: string, more: GivenRecord): GivenRecord => ({ id: name, amount: 10, created: "2026-09-01 12:00:00", ...more });

async function run(from: readonly GivenRecord[], to: readonly GivenRecord[], more: Partial<Handoff> = {}) {
  const sides = {
    from: await givenRecords(engine, "crm.contacts", { fields: FIELDS, records: from }),
    to: await givenRecords(engine, "books.customers", { fields: FIELDS, records: to }),
  };
  const crosswalk = await givenCrosswalk(engine, "who", sides.from, sides.to);
  await engine.runInline(createCalendar("calendar", { businessDays: [1, 2, 3, 4, 5], holidays: [] }, engine.dialect));
  await engine.runInline(createBreaks("breaks"));
  const handoff = givenHandoff({
    id: "who",
    title: "Contacts become customers",
    from: { dataset: "crm.contacts", filter: undefined, amount: "amount", clock: "created" },
    to: { dataset: "books.customers", filter: undefined, amount: "amount", clock: "created" },
    match: { kind: "identity", identity: "customer" },
    compare: [{ from: "amount", to: "amount", tolerance: { kind: "exact", ignoreCase: false } }],
    ...more,
  });
  const sets = { ...sides, adjustments: new Map(), identity: { crosswalk, key: [{ from: "id", to: "told" }] } };
  const estate = { timeZone: "America/New_York", currency: "USD" };
  const result = await tieOut(engine, estate, handoff, sets, { prefix: "h1", calendar: "calendar", breaks: "breaks" });
  const breaks = await engine.rows(sql`SELECT * FROM breaks ORDER BY side, outcome, key`);
  const context: DetectorContext = {
    handoffs: new Map([[handoff.id, handoff]]),
    inScope: () => 10,
    unitTitle: (unit) => unit,
    amountInWords: (amount) => amount,
    lifecycles: new Map(),
    reports: 0,
    numbers: 0,
    workbooks: 0,
    followed: () => 0,
    systemOf: (dataset) => dataset,
  };
  const { findings } = await runDetector(
    engine,
    ready(silentSyncFailure),
    { breaks: "breaks", mismatches: "mismatches", signs: "signs" },
    context,
    10,
  );
  const { entities, links, unsure } = crosswalk;
  for (const table of ["calendar", "breaks", sides.from.relation, sides.to.relation, entities, links, unsure])
    await engine.runInline(sql`DROP TABLE ${id(table)}`);
  expect(await engine.rows(sql`SELECT table_name FROM information_schema.tables`)).toEqual([]);
  const counted = Object.fromEntries(result.outcomes.map((each) => [`${each.side} ${each.outcome} ${each.reason}`, each.records]));
  return { ...result, breaks, findings, counted };
}

test("records of one entity match, and others are missing and extra", async () => {
  const { counted, breaks, bridges } = await run(
    [record("c1", { ref: "A" }), record("c2", { ref: null }), record("c3", { ref: "C", amount: 7 })],
    [record("k1", { ref: "A", told: null }), record("k2", { ref: "C", amount: 8, told: "c3" }), record("k3", { ref: null, told: "c9" })],
  );
  expect(counted).toEqual({
    "from matched none": 1,
    "from missing none": 1,
    "from different values-differ": 1,
    "to matched none": 1,
    "to extra none": 1,
    "to different values-differ": 1,
  });
  // An entity's id is nobody's reference: what the declared key says is.
  expect(breaks.map(({ key, reference, confidence, accepted, review }) => [key, reference, confidence, accepted, review])).toEqual([
    ["c3", "c3", 1, "1", "0"],
    ["c2", "c2", null, "0", "0"],
    ["k3", "c9", null, "0", "0"],
  ]);
  expect(bridges[0]?.residual).toBe("0.00");
});

test("a record under review is ambiguous, whatever else would be said of it", async () => {
  const { counted, breaks, bridges, findings } = await run(
    [record("c1", { ref: null, maybe: "x", created: "2026-10-02 12:00:00" }), record("c2", { ref: "A", maybe: "y" })],
    [
      record("k1", { ref: null, maybe: "x" }),
      record("k2", { ref: null, maybe: "x" }),
      record("k3", { ref: "A" }),
      record("k4", { ref: null, maybe: "y" }),
    ],
  );
  expect(counted).toEqual({
    "from matched none": 1,
    "from ambiguous identity-unsure": 1,
    "to matched none": 1,
    "to ambiguous identity-unsure": 3,
  });
  expect(breaks.map(({ key, counterparts, confidence, review }) => [key, counterparts, confidence, review])).toEqual([
    ["c1", "k1; k2", 0.75, "2"],
    ["k1", "c1", 0.75, "1"],
    ["k2", "c1", 0.75, "1"],
    // Its only candidate has its counterpart already, and still a person must say.
    ["k4", "c2", 0.75, "1"],
  ]);
  expect(bridges[0]?.bars.map((bar) => [bar.id, bar.amount])).toEqual([
    ["upstream", "20.00"],
    ["ambiguous-upstream", "-10.00"],
    ["ambiguous", "30.00"],
    ["downstream", "40.00"],
  ]);
  expect(findings.map(({ identity, outcome, title }) => ({ identity, outcome, title }))).toEqual([
    {
      identity: { confidence: 0.75, accepted: 0, review: 2 },
      outcome: "ambiguous",
      title: "Contacts become customers: 1 record may have a counterpart that nobody has confirmed, worth 10.00",
    },
    {
      identity: { confidence: 0.75, accepted: 0, review: 3 },
      outcome: "ambiguous",
      title: "Contacts become customers: 3 records may have counterparts that nobody has confirmed, worth 30.00",
    },
  ]);
  expect(findings[0]?.move).toContain("tieout resolve");
});

test("a known counterpart that is out of scope says more than one under review", async () => {
  const { counted } = await run(
    [record("c1", { ref: "A", maybe: "x" })],
    [record("k1", { ref: "A", deleted: true }), record("k2", { ref: null, maybe: "x" })],
  );
  expect(counted).toEqual({ "from missing counterpart-deleted": 1, "to excluded deleted": 1, "to ambiguous identity-unsure": 1 });
});

test("two records of one entity are a crowd, as two with one reference are", async () => {
  const { counted, breaks, findings } = await run(
    [record("c1", { ref: "B" })],
    [record("k1", { ref: "B" }), record("k2", { ref: "B", created: "2026-09-02 12:00:00" })],
  );
  expect(counted).toEqual({ "from matched none": 1, "to matched none": 1, "to duplicate same-reference": 1 });
  expect(breaks).toMatchObject([{ key: "k2", counterparts: "c1", confidence: 0.995 }]);
  expect(findings[0]?.identity).toEqual({ confidence: 0.995, accepted: 1, review: 0 });
});

test("one to many: who is not sure counts in no group", async () => {
  const { counted, breaks, bridges } = await run(
    [record("c1", { ref: "B", amount: 30 }), record("c2", { ref: null, amount: 5, maybe: "x" }), record("c3", { ref: null, amount: 0 })],
    [record("k1", { ref: "B" }), record("k2", { ref: "B", amount: 15 }), record("k3", { ref: null, amount: 5, maybe: "x" })],
    { cardinality: "one-to-many", compare: [] },
  );
  expect(counted).toEqual({
    "from matched none": 1,
    "from ambiguous identity-unsure": 1,
    "from different sum-differs": 1,
    "to ambiguous identity-unsure": 1,
    "to different sum-differs": 2,
  });
  expect(breaks.map(({ key, outcome, counterparts, confidence, accepted }) => [key, outcome, counterparts, confidence, accepted])).toEqual([
    ["c2", "ambiguous", "k3", 0.75, "0"],
    ["c1", "different", "k1; k2", 0.995, "2"],
    ["k3", "ambiguous", "c2", 0.75, "0"],
  ]);
  expect(bridges[0]?.residual).toBe("0.00");
});

test("a handoff whose identity was not resolved is refused", async () => {
  const set = await givenRecords(engine, "a.b", { fields: FIELDS, records: [] });
  const handoff = givenHandoff({ match: { kind: "identity", identity: "customer" } });
  const sets = { from: set, to: set, adjustments: new Map() };
  await expect(
    tieOut(engine, { timeZone: "UTC", currency: "USD" }, handoff, sets, { prefix: "h2", calendar: "calendar", breaks: "breaks" }),
  ).rejects.toThrow("not resolved");
});
