import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { startEngine } from "./given.ts";
import { givenLifecycle, givenTrack, judge, type GivenThing } from "./status-mismatch-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const told = givenTrack("books", ["posted", "paid"]);
const plain = { ...told, history: undefined };
const lifecycle = (track = told) => givenLifecycle({ states: { posted: {}, paid: { once: true } }, tracks: [track] });
const invoice = (key: string, ...times: string[]): GivenThing => ({
  key,
  amount: 250.5,
  events: [{ state: "posted", at: "2026-08-01 09:00:00" }, ...times.map((at) => ({ state: "paid", at }))],
});

test("every time beyond the first is a mismatch of its own, at the same instant too", async () => {
  const things = [
    invoice("once", "2026-08-02 09:00:00"),
    invoice("never"),
    invoice("twice", "2026-08-05 09:00:00", "2026-08-02 09:00:00"),
    invoice("thrice at once", "2026-08-02 09:00:00", "2026-08-02 09:00:00", "2026-08-02 09:00:00"),
  ];
  const { rows } = await judge(engine, lifecycle(), { books: { things } });
  expect(rows.map(({ outcome, key, state, amount, from_at: from }) => [outcome, key, state, amount, from])).toEqual([
    ["repeated", "thrice at once", "paid", "250.5000", "2026-08-02 09:00:00"],
    ["repeated", "thrice at once", "paid", "250.5000", "2026-08-02 09:00:00"],
    ["repeated", "twice", "paid", "250.5000", "2026-08-05 09:00:00"],
  ]);
  expect(new Set(rows.map(({ fingerprint }) => fingerprint)).size).toBe(3);
});

test("where no history tells, nothing is repeated; nor where a state may come more than once", async () => {
  const things = [invoice("twice", "2026-08-02 09:00:00", "2026-08-05 09:00:00")];
  expect((await judge(engine, lifecycle(plain), { books: { things } })).rows).toEqual([]);
  const often = givenLifecycle({ states: { posted: {}, paid: {} }, tracks: [told] });
  expect((await judge(engine, often, { books: { things } })).rows).toEqual([]);
});
