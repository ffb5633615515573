import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import type { RecordSet } from "../../src/model/index.ts";
import { id, sql } from "../../src/sql/index.ts";
import { startEngine, type GivenRecord } from "../detect/given.ts";
import { eventsOf, follow, givenStates, givenTrack, HISTORY, spansOf } from "./given.ts";

let engine: Engine;
let close: () => Promise<void>;
let serial = 0;

beforeAll(async () => ({ engine, close } = await startEngine()));
afterAll(async () => await close());

const fresh = (): string => `x${(serial += 1)}`;

type Change = readonly [job: string | null, status: string | null, at: string | null];

async function history(changes: readonly Change[], more: { readonly at?: "date"; readonly capturedAt?: string } = {}): Promise<RecordSet> {
  const fields = { id: "key", job: "key", status: "text", at: more.at ?? "timestamp" } as const;
  const records = changes.map(([job, status, at], index) => ({ id: `h${index}`, job, status, at }));
  const capturedAt = more.capturedAt ?? "2026-10-01T00:00:00.000Z";
  return await givenStates(engine, "dispatch.history", { fields, records, capturedAt }, undefined, fresh());
}

const FIELDS = {
  id: "key",
  status: "text",
  since: "timestamp",
  day: "date",
  created: "timestamp",
  deleted: "boolean",
  kind: "text",
} as const;

async function jobs(records: readonly GivenRecord[], capturedAt = "2026-10-01T00:00:00.000Z"): Promise<RecordSet> {
  return await givenStates(engine, "dispatch.jobs", { fields: FIELDS, records, capturedAt }, undefined, fresh());
}

const named = (...keys: string[]): Promise<RecordSet> => jobs(keys.map((key) => ({ id: key })));

describe("a history", () => {
  it("becomes events and stays, whatever the order of its rows", async () => {
    const told = await history([
      ["J1", "Completed", "2026-03-03 12:00"],
      ["J2", "scheduled", "2026-03-01 09:00"],
      ["J1", "SCHEDULED", "2026-03-01 08:00"],
      ["J1", "working", "2026-03-02 10:00"],
    ]);
    const timeline = await follow(engine, givenTrack({ history: HISTORY }), [await named("J1", "J2", "J3"), told]);
    expect(await spansOf(engine, timeline)).toEqual([
      "J1 1 scheduled 03-01 08:00 → 03-02 10:00",
      "J1 2 working 03-02 10:00 → 03-03 12:00",
      "J1 3 completed 03-03 12:00 →",
      "J2 1 scheduled 03-01 09:00 →",
    ]);
    expect(timeline).toMatchObject({ exact: true, knownUntil: "2026-10-01T00:00:00.000Z", unmapped: [] });
    expect(timeline.counts).toEqual({ records: 3, silent: 1, events: 4, undated: 0, nameless: 0, orphaned: 0, future: 0, lateRecorded: 0 });
    expect(await eventsOf(engine, timeline)).toContain("J1 completed Completed 03-03 12:00 history");
  });

  it("of days counts from each day's first local moment, on days when clocks change and at month ends", async () => {
    const told = await history(
      [
        ["J1", "scheduled", "2026-02-28"],
        ["J1", "dispatched", "2026-03-01"],
        ["J1", "working", "2026-03-08"],
        ["J1", "hold", "2026-03-09"],
        ["J1", "working", "2026-11-01"],
        ["J1", "completed", "2026-11-02"],
      ],
      { at: "date", capturedAt: "2026-12-01T00:00:00.000Z" },
    );
    const set = await jobs([{ id: "J1" }], "2026-12-01T00:00:00.000Z");
    expect(await spansOf(engine, await follow(engine, givenTrack({ history: HISTORY }), [set, told]))).toEqual([
      "J1 1 scheduled 02-28 05:00 → 03-01 05:00",
      "J1 2 dispatched 03-01 05:00 → 03-08 05:00",
      "J1 3 working 03-08 05:00 → 03-09 04:00",
      "J1 4 hold 03-09 04:00 → 11-01 04:00",
      "J1 5 working 11-01 04:00 → 11-02 05:00",
      "J1 6 completed 11-02 05:00 →",
    ]);
  });

  it("puts events of one instant into the order of states, and repeats of a state into one stay", async () => {
    const told = await history([
      ["J1", "completed", "2026-03-01 08:00"],
      ["J1", "scheduled", "2026-03-01 08:00"],
      ["J1", "completed", "2026-03-01 08:00"],
      ["J1", "working", "2026-03-01 08:00"],
      ["J1", "completed", "2026-03-05 08:00"],
      ["J1", "paid", "2026-03-06 08:00"],
    ]);
    const timeline = await follow(engine, givenTrack({ history: HISTORY }), [await named("J1"), told]);
    expect(await spansOf(engine, timeline)).toEqual([
      "J1 1 scheduled 03-01 08:00 → 03-01 08:00",
      "J1 2 working 03-01 08:00 → 03-01 08:00",
      "J1 3 completed 03-01 08:00 → 03-06 08:00",
      "J1 4 paid 03-06 08:00 →",
    ]);
    expect(timeline.counts.events).toBe(6);
  });

  it("accounts for every row: undated, nameless, orphaned, of records that are not followed", async () => {
    const told = await history([
      ["J1", "scheduled", "2026-03-01 08:00"],
      ["J1", "working", null],
      [null, "working", null],
      [null, "working", "2026-03-02 08:00"],
      ["GONE", "working", "2026-03-02 08:00"],
      ["GONE", "completed", "2026-03-03 08:00"],
      ["J2", "working", "2026-03-02 08:00"],
      ["J3", "working", "2026-03-02 08:00"],
      ["J1", "completed", "2026-11-02 08:00"],
    ]);
    const set = await jobs([{ id: "J1" }, { id: "J2", deleted: true }, { id: "J3", kind: "Test" }]);
    const filter = { not: { field: "kind", test: { op: "in", values: ["test"] } } } as const;
    const timeline = await follow(engine, givenTrack({ history: HISTORY, filter }), [set, told]);
    expect(timeline.counts).toMatchObject({ records: 1, silent: 0, events: 2, undated: 2, nameless: 1, orphaned: 2, future: 1 });
    expect(await spansOf(engine, timeline)).toEqual(["J1 1 scheduled 03-01 08:00 →"]);
    expect(await eventsOf(engine, timeline)).toContain("J1 completed completed 11-02 08:00 history");
  });

  it("alone names the records it speaks of", async () => {
    const told = await history([
      ["A", "scheduled", "2026-03-01 08:00"],
      ["B", null, null],
      [null, "working", "2026-03-01 08:00"],
      ["A", "completed", "2026-03-02 08:00"],
    ]);
    const track = givenTrack({ dataset: "dispatch.history", history: HISTORY, current: true });
    const timeline = await follow(engine, track, [told]);
    expect(timeline.counts).toMatchObject({ records: 2, silent: 1, events: 2, undated: 1, nameless: 1, orphaned: 0 });
    expect(await spansOf(engine, timeline)).toEqual(["A 1 scheduled 03-01 08:00 → 03-02 08:00", "A 2 completed 03-02 08:00 →"]);
    const subjects = await engine.rows(sql`SELECT key, amount, unit, date, file, pos FROM ${id(timeline.subjects)} ORDER BY key`);
    expect(subjects[0]).toEqual({ key: "A", amount: null, unit: null, date: null, file: null, pos: null });
  });

  it("without any name has no record and loses no row", async () => {
    const told = await history([
      [null, "scheduled", "2026-03-01 08:00"],
      [null, "working", "2026-03-01 09:00"],
    ]);
    const timeline = await follow(engine, givenTrack({ dataset: "dispatch.history", history: HISTORY }), [told]);
    expect(timeline.counts).toMatchObject({ records: 0, silent: 0, events: 0, nameless: 2 });
    expect(await spansOf(engine, timeline)).toEqual([]);
  });

  it("with words that no state is mapped to keeps them as events and tells who bears them", async () => {
    const told = await history([
      ["J1", "scheduled", "2026-03-01 08:00"],
      ["J1", "Parked", "2026-03-02 08:00"],
      ["J1", "parked", "2026-03-02 09:00"],
      ["J2", "PARKED", "2026-03-02 08:00"],
      ["J2", "lost", "2026-03-03 08:00"],
      ["J1", null, "2026-03-03 08:00"],
      ["J1", "Done", "2026-03-04 08:00"],
    ]);
    const track = givenTrack({ history: HISTORY, words: { scheduled: "scheduled", done: "completed" } });
    const timeline = await follow(engine, track, [await named("J1", "J2"), told]);
    expect(timeline.unmapped).toEqual([
      { dataset: "dispatch.history", word: "PARKED", records: 2, samples: ["J1", "J2"] },
      { dataset: "dispatch.history", word: "lost", records: 1, samples: ["J2"] },
    ]);
    expect(timeline.counts).toMatchObject({ events: 7, silent: 1 });
    expect(await spansOf(engine, timeline)).toEqual(["J1 1 scheduled 03-01 08:00 → 03-04 08:00", "J1 2 completed 03-04 08:00 →"]);
  });

  it("tells what was recorded late, by local days and business days", async () => {
    const fields = { id: "key", job: "key", status: "text", at: "timestamp", recordedAt: "timestamp", by: "text" } as const;
    // A Friday, 13:00 in New York.
    const at = "2026-03-06 18:00";
    const records = ["2026-03-08 03:59", "2026-03-08 05:00", "2026-03-10 04:00", "2026-03-10 04:01"].map((recordedAt, index) => ({
      id: `h${index}`,
      job: "J1",
      status: "working",
      at,
      recordedAt,
      by: `Ann ${index}`,
    }));
    const told = await givenStates(engine, "dispatch.history", { fields, records }, undefined, fresh());
    const track = (count: number, unit: "hours" | "days" | "business-days") =>
      givenTrack({ history: { ...HISTORY, recorded: "recordedAt", actor: "by" }, recordWithin: { count, unit } });
    const late = async (count: number, unit: "hours" | "days" | "business-days") =>
      (await follow(engine, track(count, unit), [await named("J1"), told])).counts.lateRecorded;
    expect(await late(24, "hours")).toBe(4);
    expect(await late(1, "days")).toBe(2);
    expect(await late(1, "business-days")).toBe(1);
    const { spans } = await follow(engine, track(1, "days"), [await named("J1"), told]);
    expect(await engine.rows(sql`SELECT actor FROM ${id(spans)}`)).toEqual([{ actor: "Ann 0" }]);
  });
});

describe("a record's own fields", () => {
  it("stamp states, and say since when the present one holds", async () => {
    const set = await jobs([
      { id: "J1", created: "2026-03-01 10:00", day: "2026-03-08", status: "paid", since: "2026-04-01 09:30" },
      { id: "J2", created: "2026-03-01 11:00", day: null, status: "hold", since: null },
      { id: "J3", status: null },
    ]);
    const stamps = [
      { state: "scheduled", field: "created" },
      { state: "completed", field: "day" },
    ];
    const timeline = await follow(engine, givenTrack({ stamps, since: "since", current: true }), [set]);
    expect(await eventsOf(engine, timeline)).toEqual([
      "J1 scheduled scheduled 03-01 10:00 stamp",
      "J1 completed completed 03-08 05:00 stamp",
      "J1 paid paid 04-01 09:30 since",
      "J2 scheduled scheduled 03-01 11:00 stamp",
      "J2 hold hold 03-01 11:00..10-01 00:00 current",
    ]);
    expect(timeline.exact).toBe(false);
    expect(timeline.counts).toMatchObject({ records: 3, silent: 1 });
  });

  it("tell the present state where the history does not, from the last event on, and nothing where it does", async () => {
    const told = await history([
      ["J1", "completed", "2026-03-02 08:00"],
      ["J2", "completed", "2026-03-02 08:00"],
      ["J4", "odd", "2026-03-02 08:00"],
      ["J5", "working", "2026-12-02 08:00"],
      ["J6", "odd", "2026-03-02 08:00"],
    ]);
    const set = await jobs([
      { id: "J1", status: "Completed" },
      { id: "J2", status: "working" },
      { id: "J3", status: "hold" },
      { id: "J4", status: "Odd" },
      { id: "J5", status: "scheduled", created: "2026-02-01 00:00" },
      { id: "J6", status: "strange" },
    ]);
    const timeline = await follow(engine, givenTrack({ history: HISTORY, current: true }), [set, told]);
    expect((await eventsOf(engine, timeline)).filter((event) => event.endsWith("current"))).toEqual([
      "J2 working working 03-02 08:00..10-01 00:00 current",
      "J3 hold hold 10-01 00:00 current",
      "J5 scheduled scheduled 02-01 00:00..10-01 00:00 current",
      "J6 - strange 03-02 08:00..10-01 00:00 current",
    ]);
    expect((await spansOf(engine, timeline)).filter((span) => span.startsWith("J2"))).toEqual([
      "J2 1 completed 03-02 08:00 → 03-02 08:00..10-01 00:00",
      "J2 2 working 03-02 08:00..10-01 00:00 →",
    ]);
  });

  it("that were told after the history's capture are the future, and no present state of the past", async () => {
    const told = await history([["J1", "working", "2026-09-30 08:00"]], { capturedAt: "2026-09-30T12:00:00.000Z" });
    const set = await jobs([{ id: "J1", status: "completed", since: "2026-09-30 18:00" }]);
    const timeline = await follow(engine, givenTrack({ history: HISTORY, current: true, since: "since" }), [set, told]);
    expect(timeline).toMatchObject({ knownUntil: "2026-09-30T12:00:00.000Z", counts: { future: 1, events: 2 }, exact: true });
    expect(await spansOf(engine, timeline)).toEqual(["J1 1 working 09-30 08:00 →"]);
    expect((await follow(engine, givenTrack({ history: HISTORY }), [set, told], { asOf: "2026-09-01T00:00:00-04:00" })).knownUntil).toBe(
      "2026-09-01T04:00:00.000Z",
    );
  });

  it("put deleted records into the state that the track has for them, or out of it", async () => {
    const records = [
      { id: "J1", status: "working", deleted: true, since: "2026-03-05 10:00" },
      { id: "J2", status: "working", since: "2026-03-06 10:00" },
    ];
    const kept = await follow(engine, givenTrack({ current: true, since: "since", deleted: "cancelled" }), [await jobs(records)]);
    expect(await spansOf(engine, kept)).toEqual(["J1 1 cancelled 03-05 10:00 →", "J2 1 working 03-06 10:00 →"]);
    const left = await follow(engine, givenTrack({ current: true, since: "since" }), [await jobs(records)]);
    expect(await spansOf(engine, left)).toEqual(["J2 1 working 03-06 10:00 →"]);
  });

  it("derive states before any word is read", async () => {
    const derived = [{ state: "paid", when: { field: "kind", test: { op: "in", values: ["settled"] } } }] as const;
    const set = await givenStates(
      engine,
      "dispatch.jobs",
      {
        fields: FIELDS,
        records: [
          { id: "J1", status: "working", kind: "Settled", since: "2026-03-05 10:00" },
          { id: "J2", status: "wip", since: "2026-03-05 10:00" },
        ],
      },
      { field: "status", words: {}, derived },
      fresh(),
    );
    const timeline = await follow(engine, givenTrack({ current: true, since: "since", words: { wip: "working" } }), [set]);
    expect(await spansOf(engine, timeline)).toEqual(["J1 1 paid 03-05 10:00 →", "J2 1 working 03-05 10:00 →"]);
  });

  it("with a repeated key are followed once", async () => {
    const given = { fields: FIELDS, repeatedKey: "report", records: [{ id: "J1" }, { id: "J1", kind: "later" }] } as const;
    const set = await givenStates(engine, "dispatch.jobs", given, undefined, fresh());
    const timeline = await follow(engine, givenTrack({ history: HISTORY }), [set, await history([["J1", "working", "2026-03-01 08:00"]])]);
    expect(timeline.counts).toMatchObject({ records: 1, events: 1, orphaned: 0 });
  });
});

describe("successive captures", () => {
  const day = (number: number): string => `2026-09-0${number}T00:00:00.000Z`;

  it("show changes between them, and new records from their creation on", async () => {
    const older = [
      await jobs(
        [
          { id: "J1", status: "scheduled", created: "2026-08-20 10:00" },
          { id: "J2", status: "working" },
        ],
        day(1),
      ),
      await jobs(
        [
          { id: "J1", status: "working", created: "2026-08-20 10:00" },
          { id: "J2", status: "working" },
        ],
        day(2),
      ),
    ];
    const now = await jobs(
      [
        { id: "J1", status: "completed", created: "2026-08-20 10:00" },
        { id: "J2", status: "working" },
        { id: "J3", status: "scheduled", created: "2026-09-02 15:00" },
        { id: "J4", status: "scheduled" },
      ],
      day(3),
    );
    const timeline = await follow(engine, givenTrack({ current: true, captures: true }), [now], { older });
    expect(await eventsOf(engine, timeline)).toEqual([
      "J1 scheduled scheduled 08-20 10:00..09-01 00:00 capture",
      "J1 working working 09-01 00:00..09-02 00:00 capture",
      "J1 completed completed 09-02 00:00..09-03 00:00 capture",
      "J2 working working 09-01 00:00 capture",
      "J3 scheduled scheduled 09-02 15:00..09-03 00:00 capture",
      "J4 scheduled scheduled 09-02 00:00..09-03 00:00 capture",
    ]);
    expect((await spansOf(engine, timeline)).slice(0, 3)).toEqual([
      "J1 1 scheduled 08-20 10:00..09-01 00:00 → 09-01 00:00..09-02 00:00",
      "J1 2 working 09-01 00:00..09-02 00:00 → 09-02 00:00..09-03 00:00",
      "J1 3 completed 09-02 00:00..09-03 00:00 →",
    ]);
  });

  it("add nothing to what a history tells, and something where it is silent", async () => {
    const older = [
      await jobs(
        [
          { id: "J1", status: "working" },
          { id: "J2", status: "scheduled" },
        ],
        day(1),
      ),
    ];
    const now = await jobs(
      [
        { id: "J1", status: "completed" },
        { id: "J2", status: "completed" },
      ],
      day(3),
    );
    const told = await history([
      ["J1", "working", "2026-08-30 08:00"],
      ["J1", "hold", "2026-09-01 08:00"],
      ["J1", "completed", "2026-09-01 12:00"],
      ["J2", "working", "2026-09-02 08:00"],
    ]);
    const timeline = await follow(engine, givenTrack({ current: true, captures: true, history: HISTORY }), [now, told], { older });
    expect((await eventsOf(engine, timeline)).filter((event) => event.endsWith("capture"))).toEqual([
      "J2 scheduled scheduled 09-01 00:00 capture",
      "J2 completed completed 09-02 08:00..09-03 00:00 capture",
    ]);
  });
});
