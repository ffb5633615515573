import { afterAll, beforeAll, expect, test } from "vitest";
import type { Condition, Dataset, Lifecycle, StateMapping, Track } from "../../src/model/index.ts";
import { checkRecords } from "../../src/records/index.ts";
import { capture, dataset, estate, field, open, openBench, type Bench } from "./fixture.ts";

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench.close();
});

const is = (name: string, ...values: string[]): Condition => ({ field: name, test: { op: "in", values } });
const above = (name: string, value: string): Condition => ({ field: name, test: { op: "above", value } });

const COLUMNS = ["id", "status", "total", "balance"];
const ROWS = [
  ["1", "Sent", "100.00", "0.00"],
  ["2", "Sent", "100.00", "40"],
  ["3", "Void", "0", "0"],
  ["4", "Odd", "0", "0.00"],
  ["5", null, "0", null],
  ["6", "Odd", "10", "10"],
];

const derived: StateMapping["derived"] = [
  { state: "paid", when: { all: [is("balance", "0"), above("total", "0")] } },
  { state: "posted", when: above("total", "0") },
];

function invoices(state: StateMapping, more: Partial<Dataset> = {}): Dataset {
  const fields = [field("id", { type: "key" }), field("status"), field("total", { type: "money" }), field("balance", { type: "money" })];
  return dataset(fields, { state, ...more });
}

const states = (rows: readonly Readonly<Record<string, unknown>>[]) => rows.map((row) => row["_state"]);

test("the first condition that holds tells the state, and goes before the word", async () => {
  const stored = await capture(bench, COLUMNS, ROWS);
  const words = { void: "voided" };
  const records = await open(bench, stored, invoices({ field: "status", words, derived }));
  expect(states(records.contents)).toEqual(["paid", "posted", "voided", "Odd", null, "posted"]);
  // Record 6 bears the word, too, but its values tell.
  expect(records.notes).toEqual(['Status "Odd" (1 record) is mapped to no state and stands as it is.']);
  const turned = await open(bench, stored, invoices({ field: "status", words, derived: derived.toReversed() }));
  expect(states(turned.contents)).toEqual(["posted", "posted", "voided", "Odd", null, "posted"]);
});

test("without a field, a record that meets no condition has no state", async () => {
  const stored = await capture(bench, COLUMNS, ROWS);
  const records = await open(bench, stored, invoices({ field: undefined, words: {}, derived }));
  expect(states(records.contents)).toEqual(["paid", "posted", null, null, null, "posted"]);
  const problems = await checkRecords(bench.engine, estate(), records);
  expect(problems.filter(({ code }) => code === "no-state")).toEqual([
    {
      code: "no-state",
      message: "a.b holds records of which nothing tells the state.",
      at: { file: "tieout.yaml", line: 5 },
      found: "3 records, first at data.csv:4",
      expected: "one of the conditions under state.when: paid, posted",
    },
  ]);
});

test("conditions may ask for a derived state", async () => {
  const stored = await capture(bench, COLUMNS, ROWS);
  const mapping = { field: undefined, words: {}, derived };
  const records = await open(bench, stored, invoices(mapping, { deleted: is("_state", "posted") }));
  expect(records.contents.map((row) => row["_deleted"])).toEqual([false, true, false, false, false, true]);
});

test("a hostile state is a value and no SQL", async () => {
  const stored = await capture(bench, COLUMNS, ROWS);
  const state = "'; DROP TABLE x; --";
  const records = await open(bench, stored, invoices({ field: undefined, words: {}, derived: [{ state, when: above("total", "0") }] }));
  expect(states(records.contents)[0]).toBe(state);
});

test("words that a lifecycle's track knows are known", async () => {
  const track: Track = {
    id: "t",
    title: "T",
    dataset: "a.b",
    filter: undefined,
    words: { sent: "posted" },
    states: ["posted"],
    current: true,
    since: undefined,
    deleted: undefined,
    stamps: [],
    history: undefined,
    captures: false,
    recordWithin: undefined,
  };
  const lifecycle: Lifecycle = {
    id: "l",
    title: "L",
    entity: undefined,
    states: [],
    transitions: [],
    reworkLimit: 1,
    tracks: [track],
    links: [],
    rules: [],
    carries: [],
    owner: undefined,
    decision: undefined,
    workflows: [],
    line: 1,
  };
  const stored = await capture(bench, COLUMNS, ROWS);
  const of = (words: Record<string, string>) => invoices({ field: "status", words, derived: [] });
  const noted = async (words: Record<string, string>) => (await open(bench, stored, of(words), { lifecycles: [lifecycle] })).notes;
  expect(await noted({ void: "voided" })).toEqual(['Status "Odd" (2 records) is mapped to no state and stands as it is.']);
  expect(await noted({})).toEqual([
    'Status "Odd" (2 records) is mapped to no state and stands as it is.',
    'Status "Void" (1 record) is mapped to no state and stands as it is.',
  ]);
});
