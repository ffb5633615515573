import { afterAll, beforeAll, expect, test } from "vitest";
import { findSyncSigns } from "../../src/detect/sync-signs/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { Handoff } from "../../src/model/index.ts";
import { startEngine, type GivenRecord } from "./given.ts";
import { findGiven, givenAutomation, handoffOf, only } from "./sync-signs-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const JOBS = { id: "key", ref: "key", amount: "money", created: "timestamp" } as const;
const INVOICES = {
  ...JOBS,
  number: "text",
  memo: "text",
  state: "text",
  balance: "money",
  paidOn: "date",
  branch: "text",
  who: "text",
} as const;
const minute = (minutes: number): string =>
  new Date(Date.UTC(2026, 7, 3, 14) + minutes * 60_000).toISOString().replace("T", " ").slice(0, 19);

/** Sixty jobs of two branches, each with its invoice: two in three are paid. */
const jobs: readonly GivenRecord[] = Array.from({ length: 60 }, (_, index) => ({
  id: `J${index}`,
  ref: `J${index}`,
  amount: 100 + index,
  created: minute(index - 100),
}));
const invoice = (index: number, more: GivenRecord = {}): GivenRecord => {
  const paid = index % 3 !== 0;
  return {
    id: `I${index}`,
    ref: `J${index}`,
    amount: 100 + index,
    created: minute(index),
    number: `N-${index}`,
    memo: "repair",
    state: paid ? "paid" : "posted",
    balance: paid ? 0 : 100 + index,
    paidOn: paid ? "2026-08-20" : null,
    branch: index % 2 === 0 ? "tampa" : "orlando",
    who: "svc-sync-1",
    ...more,
  };
};
const invoices = jobs.map((_, index) => invoice(index));
/** Nobody has paid it. */
const copy = (index: number, more: GivenRecord = {}): GivenRecord =>
  invoice(index, {
    id: `I${index}b`,
    number: `N-${index}b`,
    created: minute(index + 4),
    state: "posted",
    balance: 100 + index,
    paidOn: null,
    ...more,
  });

async function retried(lower: readonly GivenRecord[], handoff: Partial<Handoff> = {}, actors: readonly string[] = []) {
  const signs = await findGiven(engine, findSyncSigns, {
    handoffs: [handoffOf(handoff)],
    automations: actors.length === 0 ? [] : [givenAutomation({ actors })],
    datasets: {
      "dispatch.jobs": { fields: JOBS, records: jobs },
      "books.invoices": {
        fields: INVOICES,
        records: lower,
        dataset: { by: { created: "who", modified: undefined }, state: { field: "state", words: {}, derived: [] } },
      },
    },
  });
  return only(
    signs.filter(({ outcome }) => outcome === "retried-twice"),
    "key",
    "other_key",
  );
}

test("a copy with a number of its own that nobody paid is a retry of what was paid", async () => {
  expect(await retried([...invoices, copy(1), copy(4), copy(9)])).toEqual([
    ["I1b", "I1"],
    ["I4b", "I4"],
    ["I9b", "I9"],
  ]);
});

test("another memo, branch or hour is no retry; nor is a balance that differs where no state tells of it", async () => {
  const others = [copy(1, { memo: "parts" }), copy(4, { branch: "venice" }), copy(7, { created: minute(7 + 61) })];
  expect(await retried([...invoices, ...others])).toEqual([]);
  // In every state there are balances of all kinds.
  const mixed = invoices.map((each, index) => ({ ...each, balance: index % 7 }));
  expect(await retried([...mixed, copy(1, { balance: 50 })])).toEqual([]);
});

test("another actor of the same automation may have tried again; a person has not", async () => {
  const again = [...invoices, copy(1, { who: "svc-sync-2" })];
  expect(await retried(again, {}, ["svc-sync-?"])).toEqual([["I1b", "I1"]]);
  expect(await retried(again)).toEqual([]);
  expect(await retried([...invoices, copy(1, { who: "dana" })], {}, ["svc-sync-?"])).toEqual([]);
});

test("where several invoices of one job are lawful, equal parts are none, whatever else is wrong with the job", async () => {
  const many = { cardinality: "one-to-many", compare: [] } as const;
  const halves = (index: number, half: number): GivenRecord[] => [invoice(index, { amount: half }), copy(index, { amount: half })];
  const others = (index: number): GivenRecord[] => invoices.filter((_, each) => each !== index);
  expect(await retried([...others(2), ...halves(2, 51)], many)).toEqual([]);
  // Off by one a part: still two parts.
  expect(await retried([...others(2), ...halves(2, 52)], many)).toEqual([]);
  expect(await retried([...invoices, copy(2)], many)).toEqual([["I2b", "I2"]]);
});
