import { afterAll, beforeAll, expect, test } from "vitest";
import { findSyncSigns } from "../../src/detect/sync-signs/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { startEngine, type GivenRecord } from "./given.ts";
import { findGiven, handoffOf, only } from "./sync-signs-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const FIELDS = { id: "key", ref: "key", amount: "money", created: "timestamp" } as const;
const hint = [{ code: "page-limit", message: "exactly 300 records" }] as const;
const hour = (hours: number): string => new Date(Date.UTC(2026, 5, 1) + hours * 3_600_000).toISOString().replace("T", " ").slice(0, 19);
const number = (index: number): string => `D-${998 + index}`;

/** Deals six hours apart, their numbers in order: they pass from 999 to 1000. */
const deals = (count: number, key = number): GivenRecord[] =>
  Array.from({ length: count }, (_, index) => ({ id: key(index), ref: null, amount: 50, created: hour(6 * index) }));
/** Each deal's job, made up to two days later: jobs of the last deals lie beyond the newest deal, lawfully. */
const jobs = (count: number, key = number): GivenRecord[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `J${index}`,
    ref: key(index),
    amount: 50,
    created: hour(6 * index + 1 + ((index * 29) % 48)),
  }));

async function truncated(upper: readonly GivenRecord[], lower: readonly GivenRecord[], full = true) {
  const signs = await findGiven(engine, findSyncSigns, {
    handoffs: [handoffOf({ match: { kind: "key", on: [{ from: "id", to: "ref" }], ignoreCase: false } })],
    datasets: {
      "dispatch.jobs": { fields: FIELDS, records: upper, hints: full ? hint : [] },
      "books.invoices": { fields: FIELDS, records: lower },
    },
  });
  return only(
    signs.filter(({ outcome }) => outcome === "truncated"),
    "subject",
    "other_value",
    "records",
    "amount",
  );
}

test("one record that names the next key tells of a full page, though others lie as late and arrived", async () => {
  expect(await truncated(deals(300), jobs(301))).toEqual([["dispatch.jobs", number(299), "1", "50.0000"]]);
  expect(await truncated(deals(300), jobs(304))).toEqual([["dispatch.jobs", number(299), "4", "200.0000"]]);
});

test("a full page with nothing beyond it, or orphans of older keys, is whole", async () => {
  expect(await truncated(deals(300), jobs(300))).toEqual([]);
  expect(
    await truncated(
      deals(301).filter((_, index) => index !== 120),
      jobs(301),
    ),
  ).toEqual([]);
});

test("a key that was typed wrong, long before the page ended, is not beyond it", async () => {
  const typed = jobs(300).map((job, index) => (index === 120 ? { ...job, ref: "D-99999" } : job));
  expect(await truncated(deals(300), typed)).toEqual([]);
});

test("where orphans are common, one beyond the newest may be there by chance", async () => {
  const some = deals(330).filter((_, index) => index % 11 !== 5);
  expect(some).toHaveLength(300);
  const named = jobs(331);
  expect(await truncated(some, named)).toEqual([]);
  // Ten of them are no chance.
  expect(await truncated(some, jobs(340))).toEqual([["dispatch.jobs", number(329), "10", "500.0000"]]);
});

test("keys that say nothing of time do not tell; moments beyond what is usual do", async () => {
  const scattered = (index: number): string => `D-${1000 + ((index * 397) % 1009)}`;
  expect(await truncated(deals(300, scattered), jobs(301, scattered))).toEqual([]);
  const [found] = await truncated(deals(300, scattered), jobs(320, scattered));
  expect(found?.slice(0, 2)).toEqual(["dispatch.jobs", null]);
  expect(Number(found?.[2])).toBeGreaterThanOrEqual(12);
});

test("a round number that is no usual limit needs more evidence, and another number is none", async () => {
  expect(await truncated(deals(300), jobs(301), false)).toEqual([]);
  expect(await truncated(deals(300), jobs(303), false)).toEqual([["dispatch.jobs", number(299), "3", "150.0000"]]);
  expect(await truncated(deals(299), jobs(303), false)).toEqual([]);
});
