import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { startEngine } from "./given.ts";
import { givenLifecycle, givenRule, givenTrack, judge, type GivenRun } from "./status-mismatch-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const STATES = { scheduled: {}, working: {}, completed: {}, posted: {}, paid: {}, voided: {}, cancelled: {} };
const TRACKS = [
  givenTrack("dispatch", ["scheduled", "working", "completed", "cancelled"]),
  givenTrack("books", ["posted", "paid", "voided"]),
];

function seen({ rows }: GivenRun, ...columns: string[]): (string | number | null)[][] {
  return rows.map((row) => columns.map((column) => row[column] ?? null));
}

describe("a completed job is invoiced", () => {
  const rule = givenRule({ dispatch: ["completed"] }, { books: ["posted", "paid"] }, { within: { count: 5, unit: "business-days" } });
  const lifecycle = givenLifecycle({ states: STATES, tracks: TRACKS, rules: [rule] });
  const job = (key: string, completed: string, amount: number) => ({
    key,
    amount,
    unit: "tampa",
    events: [
      { state: "scheduled", at: "2026-08-01 12:00" },
      { state: "completed", at: completed },
    ],
  });

  test("never, late, in time and not yet", async () => {
    const run = await judge(engine, lifecycle, {
      dispatch: {
        things: [
          job("never", "2026-09-01 14:00", 100.1),
          job("late", "2026-09-01 14:00", 50),
          job("in-time", "2026-09-01 14:00", 25),
          job("waiting", "2026-09-29 14:00", 12.5),
          { key: "open", amount: 7, events: [{ state: "scheduled", at: "2026-08-01 12:00" }] },
        ],
      },
      books: {
        things: [
          { key: "I1", job: "late", events: [{ state: "posted", at: "2026-09-12 16:00" }] },
          {
            key: "I2",
            job: "in-time",
            events: [
              { state: "posted", at: "2026-09-09 03:59" },
              { state: "paid", at: "2026-09-20 10:00" },
            ],
          },
        ],
      },
    });
    // Tuesday the 1st; the 7th is a holiday: the fifth business day is Wednesday the 9th, which ends at 04:00 UTC of the 10th.
    expect(
      seen(run, "outcome", "key", "other_key", "state", "other_state", "from_at", "due_at", "to_at", "seconds", "amount", "amount_days"),
    ).toEqual([
      [
        "disagreed",
        "late",
        null,
        "completed",
        "absent",
        "2026-09-01 14:00:00",
        "2026-09-10 04:00:00",
        "2026-09-12 16:00:00",
        "216000",
        "50.0000",
        "125.00",
      ],
      [
        "disagrees",
        "never",
        null,
        "completed",
        "absent",
        "2026-09-01 14:00:00",
        "2026-09-10 04:00:00",
        null,
        "1800000",
        "100.1000",
        "2085.42",
      ],
    ]);
    expect(run.reviewed.rules[0]).toMatchObject({
      within: "5 business days",
      checked: { records: 4, amount: "187.60" },
      agrees: { records: 1, amount: "25.00" },
      waiting: { records: 1, amount: "12.50" },
      disagrees: { records: 1, amount: "100.10" },
      disagreed: { records: 1, amount: "50.00" },
      days: "23.33",
      amountDays: "2210.42",
    });
    expect(run.rows[1]).toMatchObject({
      lifecycle: "job",
      rule: "rule",
      track: "dispatch",
      dataset: "dispatch.records",
      other_dataset: "books.records",
      unit: "tampa",
      date: "2026-09-01",
      records: "1",
      file: "dispatch.records.csv",
      line: "2",
    });
  });
});
