import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { migrationResidue } from "../../src/detect/migration-residue.ts";
import { id, sql } from "../../src/sql/index.ts";
import type { Finding, Identity } from "../../src/model/index.ts";
import { givenHandoff, startEngine, type GivenRecord } from "./given.ts";
import { migrationContext, residueOf, system, type GivenResidue } from "./migration-given.ts";
import { givenLifecycle, givenTrack } from "./status-mismatch-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const OLD = { id: "key", ref: "key", created: "timestamp", status: "text", amount: "money", balance: "money", deleted: "boolean" } as const;
const record = (key: string, status: string | null, more: GivenRecord = {}): GivenRecord => ({
  id: key,
  ref: `R${key}`,
  created: "2026-01-10 15:00:00",
  status,
  amount: 100,
  balance: null,
  deleted: false,
  ...more,
});
const LIVE = { id: "key", ref: "key", deleted: "boolean" } as const;
const lifecycle = givenLifecycle({
  states: { scheduled: { next: ["done"] }, done: { final: true } },
  tracks: [givenTrack("legacy", ["scheduled", "done"], { dataset: "legacy.jobs", words: { fertig: "done" }, history: undefined })],
});

const given = (
  records: readonly GivenRecord[],
  more: Partial<GivenResidue["estate"]> = {},
  live: readonly GivenRecord[] = [],
): GivenResidue => ({
  datasets: {
    "legacy.jobs": { fields: OLD, records },
    "dispatch.jobs": { fields: LIVE, records: live },
  },
  declared: { "legacy.jobs": { state: { field: "status", words: { open: "scheduled" }, derived: [] } } },
  estate: {
    systems: [system("legacy", "2026-03-01"), system("dispatch")],
    lifecycles: [lifecycle],
    handoffs: [
      givenHandoff({
        from: { dataset: "legacy.jobs", filter: undefined, amount: undefined, clock: undefined },
        to: { dataset: "dispatch.jobs", filter: undefined, amount: undefined, clock: undefined },
      }),
    ],
    ...more,
  },
});
const keys = async (what: GivenResidue): Promise<unknown[]> =>
  (await residueOf(engine, what)).filter(({ outcome }) => outcome === "open-in-retired").map(({ key, amount }) => `${key} ${amount}`);

const RECORDS = [
  record("1", "open"),
  record("2", "done"),
  record("3", "Fertig"),
  record("4", "open", { deleted: true }),
  record("5", "scheduled", { balance: 0 }),
  record("6", "Wartet", { balance: 40 }),
  record("7", null),
  record("8", "open"),
  record("9", "open"),
];
const MOVED = [
  { id: "a", ref: "R8", deleted: false },
  { id: "b", ref: "R9", deleted: true },
];

test("what is open in a retired system and nowhere else is told, with what is owed", async () => {
  expect(await keys(given(RECORDS, {}, MOVED))).toEqual(["1 100.0000", "6 40.0000", "9 100.0000"]);
});

test("nothing is, when the system is in use, or all has moved", async () => {
  expect(await keys(given(RECORDS, { systems: [system("legacy"), system("dispatch")] }, MOVED))).toEqual([]);
  const all = RECORDS.map(({ ref }) => ({ id: String(ref), ref: ref ?? null, deleted: false }));
  expect(await keys(given(RECORDS, {}, all))).toEqual([]);
});

test("a counterpart in another retired system is none", async () => {
  const systems = [system("legacy", "2026-03-01"), system("dispatch", "2026-05-01")];
  expect(await keys(given(RECORDS, { systems }, MOVED))).toEqual(["1 100.0000", "6 40.0000", "8 100.0000", "9 100.0000"]);
});

test("an identity tells counterparts", async () => {
  await engine.run(sql`CREATE TABLE ${id("who")} AS SELECT * FROM (VALUES
    ('legacy.jobs', CAST(0 AS BIGINT), 'e0'), ('legacy.jobs', 5, 'e5'), ('legacy.jobs', 8, 'e8'), ('dispatch.jobs', 0, 'e0'), ('dispatch.jobs', 1, 'e8')
  ) AS t (dataset, row, entity)`);
  const identity: Identity = {
    id: "job",
    title: "Jobs",
    entity: "job",
    members: ["legacy.jobs", "dispatch.jobs"].map((dataset) => ({ dataset, fields: {}, duplicates: false, references: [] })),
    links: [],
  } as unknown as Identity;
  const crosswalks = new Map([["job", { identity: "job", entities: "who", links: "", unsure: "" }]]);
  expect(await keys({ ...given(RECORDS, { handoffs: [], identities: [identity] }, MOVED), crosswalks })).toEqual([
    "6 40.0000",
    "8 100.0000",
    "9 100.0000",
  ]);
  await engine.run(sql`DROP TABLE who`);
});

test("the finding says how many, worth what, since when", async () => {
  await residueOf(engine, given(RECORDS, {}, MOVED), true);
  const params = migrationResidue.params.parse({});
  const rows = await engine.rows(migrationResidue.compile(params, { breaks: "", mismatches: "", signs: "signs" }, engine.dialect));
  const [finding, ...more] = rows.map((row): Finding => migrationResidue.read(row, params, migrationContext()));
  await engine.run(sql`DROP TABLE signs`);
  expect(more).toEqual([]);
  expect(finding).toMatchObject({
    kind: "migration-residue",
    outcome: "open-in-retired",
    severity: "high",
    subject: { type: "dataset", id: "legacy.jobs" },
    title: "legacy.jobs (legacy): 3 records are open only in a system that is retired since 1 March 2026, worth $240.00",
    records: 3,
    amount: "240.00",
    share: 0.333333,
    onset: "2026-01-10",
  });
  const shown = finding?.samples.map(({ key, amount, fields }) => `${key} ${amount} ${fields[0]?.from.value}`) ?? [];
  expect(shown.at(-1)).toBe("6 40.00 Wartet");
  expect(shown.slice(0, 2).sort()).toEqual(["1 100.00 scheduled", "9 100.00 scheduled"]);
});

test("the unit in which they crowd is named", async () => {
  const records = Array.from({ length: 40 }, (_, place) => record(String(place), place % 4 === 0 ? "open" : "done"));
  const what = given(records);
  const datasets = {
    ...what.datasets,
    "legacy.jobs": {
      fields: { ...OLD, unit: "text" as const },
      records: records.map((one) => ({ ...one, unit: one["status"] === "open" ? "rochester" : "buffalo" })),
    },
  };
  await residueOf(engine, { ...what, datasets }, true);
  const params = migrationResidue.params.parse({});
  const rows = await engine.rows(migrationResidue.compile(params, { breaks: "", mismatches: "", signs: "signs" }, engine.dialect));
  await engine.run(sql`DROP TABLE signs`);
  expect(rows.map((row) => migrationResidue.read(row, params, migrationContext()).slice)).toEqual([
    { field: "unit", value: "rochester", shareOfBreaks: 1, shareOfRecords: 0.25 },
  ]);
});
