import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import type { Lifecycle } from "../../src/model/index.ts";
import { startEngine } from "./given.ts";
import { givenLifecycle, givenTrack, judge, type GivenEvent, type GivenRun, type GivenThing } from "./status-mismatch-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

function seen({ rows }: GivenRun, ...columns: string[]): (string | number | null)[][] {
  return rows.map((row) => columns.map((column) => row[column] ?? null));
}

/** Changes at noon of days of September 2026: `job("J1", "1 scheduled", "3 working")`. */
function job(key: string, ...changes: string[]): GivenThing {
  const events = changes.map((change): GivenEvent => {
    const [day = "", state = "", actor] = change.split(" ");
    return { state, at: `2026-09-${day.padStart(2, "0")} 12:00:00`, ...(actor === undefined ? {} : { actor }) };
  });
  return { key, amount: 100, unit: "tampa", events };
}

const VISIBLE = ["scheduled", "dispatched", "working", "hold", "completed", "cancelled"];
/** Work goes round through hold; `approved` is not shown by the track. */
const LIFECYCLE = givenLifecycle({
  states: {
    scheduled: { next: ["dispatched", "cancelled"] },
    dispatched: { next: ["working", "cancelled"] },
    working: { next: ["hold", "approved"], limit: { count: 3, unit: "days" } },
    hold: { next: ["working", "cancelled"], limit: { count: 2, unit: "business-days" } },
    approved: { next: ["completed"] },
    completed: { final: true },
    cancelled: { final: true },
  },
  rework: [["completed", "working"]],
  tracks: [givenTrack("dispatch", VISIBLE)],
});

describe("changes against transitions", () => {
  test("a clean course, a cycle and a hidden state are allowed", async () => {
    const run = await judge(engine, LIFECYCLE, {
      dispatch: {
        things: [
          job("J1", "1 scheduled", "2 dispatched", "3 working", "4 hold", "7 working", "8 hold", "9 working", "10 completed"),
          job("J2", "1 scheduled", "2 cancelled"),
          job("J3", "1 scheduled", "2 dispatched", "3 working", "4 completed", "5 working", "6 completed"),
        ],
      },
    });
    expect(run.rows).toEqual([]);
    expect(run.reviewed.tracks[0]?.transitions).toEqual([
      { from: "scheduled", to: "dispatched", kind: "allowed", times: 2, records: 2 },
      { from: "scheduled", to: "cancelled", kind: "allowed", times: 1, records: 1 },
      { from: "dispatched", to: "working", kind: "allowed", times: 2, records: 2 },
      { from: "working", to: "hold", kind: "allowed", times: 2, records: 1 },
      { from: "working", to: "completed", kind: "allowed", times: 3, records: 2 },
      { from: "hold", to: "working", kind: "allowed", times: 2, records: 1 },
      { from: "completed", to: "working", kind: "rework", times: 1, records: 1 },
    ]);
    expect(run.reviewed.tracks[0]?.now).toEqual([
      { state: "completed", final: true, records: 2, amount: "200.00", stuck: 0, oldest: "24.50" },
      { state: "cancelled", final: true, records: 1, amount: "100.00", stuck: 0, oldest: "28.50" },
    ]);
  });

  test("skipped, back, where no way leads, begun in the middle, and worked on again too often", async () => {
    const run = await judge(engine, LIFECYCLE, {
      dispatch: {
        things: [
          job("skipped", "1 scheduled", "2 working", "3 completed"),
          job("back", "1 scheduled", "2 dispatched", "3 scheduled", "4 cancelled"),
          job("illegal", "1 scheduled", "2 cancelled", "3 completed Ann"),
          job("begun", "1 completed"),
          job(
            "again",
            "1 scheduled",
            "2 dispatched",
            "3 working",
            "4 completed",
            "5 working",
            "6 completed",
            "7 working",
            "8 completed",
            "9 working",
            "10 completed",
          ),
          job("instant", "1 scheduled", "2 dispatched", "2 working", "2 completed"),
        ],
      },
    });
    expect(seen(run, "outcome", "key", "other_state", "state", "from_at", "amount", "seconds", "amount_days", "actor")).toEqual([
      ["illegal-transition", "illegal", "cancelled", "completed", "2026-09-03 12:00:00", "100.0000", null, null, "Ann"],
      ["regression", "back", "dispatched", "scheduled", "2026-09-03 12:00:00", "100.0000", null, null, null],
      ["rework", "again", "completed", "working", "2026-09-07 12:00:00", "100.0000", null, null, null],
      ["skipped-state", "begun", "(start)", "completed", "2026-09-01 12:00:00", "100.0000", null, null, null],
      ["skipped-state", "skipped", "scheduled", "working", "2026-09-02 12:00:00", "100.0000", null, null, null],
    ]);
  });

  test("without transitions nothing is refused", async () => {
    const free = givenLifecycle({ states: { a: {}, b: {}, c: {} }, tracks: [givenTrack("dispatch", ["a", "b", "c"])] });
    const run = await judge(engine, free, { dispatch: { things: [job("J1", "1 c", "2 a", "3 b", "4 a")] } });
    expect(run.rows).toEqual([]);
    expect(run.reviewed.tracks[0]?.transitions.map(({ kind }) => kind)).toEqual(["allowed", "allowed", "allowed"]);
  });

  test("a track that does not show the beginning says nothing of it", async () => {
    const hidden: Lifecycle = { ...LIFECYCLE, tracks: [givenTrack("dispatch", ["working", "completed"])] };
    expect((await judge(engine, hidden, { dispatch: { things: [job("J1", "1 completed")] } })).rows).toEqual([]);
    const stamped: Lifecycle = { ...LIFECYCLE, tracks: [givenTrack("dispatch", VISIBLE, { history: undefined })] };
    expect((await judge(engine, stamped, { dispatch: { things: [job("J1", "1 completed")] } })).rows).toEqual([]);
  });
});

describe("stays against limits", () => {
  test("stuck, overstayed and open, with days and dollar-days", async () => {
    const run = await judge(engine, LIFECYCLE, {
      dispatch: {
        things: [
          job("stuck", "1 scheduled", "2 dispatched", "3 working", "4 hold"),
          job("overstayed", "1 scheduled", "2 dispatched", "3 working", "10 completed"),
          job("in-time", "1 scheduled", "2 dispatched", "3 working", "6 completed"),
          job("open", "1 scheduled", "25 dispatched", "29 working"),
        ],
      },
    });
    // Held on Friday the 4th; the 7th is a holiday: two business days are over with Wednesday the 9th. Working from the 3rd: three days, over with the 6th.
    expect(seen(run, "outcome", "key", "state", "from_at", "due_at", "to_at", "seconds", "amount_days")).toEqual([
      ["overstayed", "overstayed", "working", "2026-09-03 12:00:00", "2026-09-07 04:00:00", "2026-09-10 12:00:00", "288000", "333.33"],
      ["stuck", "stuck", "hold", "2026-09-04 12:00:00", "2026-09-10 04:00:00", null, "1800000", "2083.33"],
    ]);
    expect(run.reviewed.tracks[0]?.now).toEqual([
      { state: "working", final: false, records: 1, amount: "100.00", stuck: 0, oldest: "1.50" },
      { state: "hold", final: false, records: 1, amount: "100.00", stuck: 1, oldest: "26.50" },
      { state: "completed", final: true, records: 2, amount: "200.00", stuck: 0, oldest: "24.50" },
    ]);
  });
});

describe("what was recorded late, and words", () => {
  test("late recorded is not late occurred, and a word never seen before is told", async () => {
    const track = givenTrack("dispatch", VISIBLE, { recordWithin: { count: 1, unit: "days" } });
    const events = (recorded: string): GivenEvent[] => [
      { state: "scheduled", at: "2026-09-01 12:00:00", recorded: "2026-09-01 12:00:00" },
      { state: "cancelled", at: "2026-09-02 12:00:00", recorded },
    ];
    const run = await judge(
      engine,
      { ...LIFECYCLE, tracks: [track] },
      {
        dispatch: {
          things: [
            { key: "late", amount: 10, events: events("2026-09-05 04:00:00") },
            { key: "in-time", amount: 10, events: events("2026-09-04 04:00:00") },
            { key: "word", amount: 10, events: [...events("2026-09-02 13:00:00"), { state: "Parked", at: "2026-09-03 12:00:00" }] },
          ],
        },
      },
    );
    expect(seen(run, "outcome", "key", "dataset", "state", "from_at", "due_at", "to_at", "seconds", "records")).toEqual([
      [
        "late-recorded",
        "late",
        "dispatch.records",
        "cancelled",
        "2026-09-02 12:00:00",
        "2026-09-04 04:00:00",
        "2026-09-05 04:00:00",
        "86400",
        "1",
      ],
      ["unmapped-word", "Parked", "dispatch.history", "Parked", null, null, null, null, "1"],
    ]);
  });
});

describe("words that a unit or a person avoids", () => {
  const lifecycle = givenLifecycle({
    states: { scheduled: { next: ["working"] }, working: { next: ["completed"] }, completed: { final: true } },
    tracks: [givenTrack("dispatch", ["scheduled", "working", "completed"])],
  });
  const many = (unit: string, actor: string, count: number, ...changes: string[]): GivenThing[] =>
    Array.from({ length: count }, (_, index) => ({
      ...job(`${unit}${actor}${index}`, ...changes.map((change) => `${change} ${actor}`)),
      unit,
    }));

  test("told with those who avoid them; open records are no evidence", async () => {
    const whole = ["1 scheduled", "2 working", "3 completed"];
    const run = await judge(engine, lifecycle, {
      dispatch: {
        things: [
          ...many("tampa", "Ann", 60, ...whole),
          ...many("orlando", "Bob", 40, "1 scheduled", "3 completed"),
          ...many("tampa", "Eve", 35, "1 scheduled", "3 completed"),
          ...many("ocala", "Ann", 50, ...whole),
          ...many("miami", "Zoe", 60, "1 scheduled"),
        ],
      },
    });
    const avoided = run.rows.filter(({ outcome }) => outcome === "avoided-word");
    expect(avoided.map(({ key, state, unit, actor, records }) => [key, state, unit, actor, records])).toEqual([
      ["Bob", "working", null, "Bob", "40"],
      ["Eve", "working", null, "Eve", "35"],
      ["orlando", "working", "orlando", null, "40"],
    ]);
  });

  test("few records are no evidence", async () => {
    const whole = ["1 scheduled", "2 working", "3 completed"];
    const run = await judge(engine, lifecycle, {
      dispatch: { things: [...many("tampa", "Ann", 200, ...whole), ...many("orlando", "Bob", 29, "1 scheduled", "3 completed")] },
    });
    expect(run.rows.filter(({ outcome }) => outcome === "avoided-word")).toEqual([]);
  });
});
