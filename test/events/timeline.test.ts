import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { startEngine } from "../detect/given.ts";
import { eventsOf, follow, givenStates, givenTrack, HISTORY, spansOf } from "./given.ts";

let engine: Engine;
let close: () => Promise<void>;
let serial = 0;

beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(async () => await close());

const fresh = (): string => `x${(serial += 1)}`;

type Change = readonly [job: string | null, status: string | null, at: string | null];

async function history(changes: readonly Change[], capturedAt = "2026-10-01T00:00:00.000Z") {
  const fields = { id: "key", job: "key", status: "text", at: "timestamp" } as const;
  const records = changes.map(([job, status, at], index) => ({ id: `h${index}`, job, status, at }));
  return await givenStates(engine, "dispatch.history", { fields, records, capturedAt }, undefined, fresh());
}

async function jobs(ids: readonly string[]) {
  return await givenStates(engine, "dispatch.jobs", { fields: { id: "key" }, records: ids.map((job) => ({ id: job })) }, undefined, fresh());
}

describe("a history", () => {
  it("becomes events and stays, whatever the order of its rows", async () => {
    const told = await history([
      ["J1", "Completed", "2026-03-03 12:00"],
      ["J2", "scheduled", "2026-03-01 09:00"],
      ["J1", "SCHEDULED", "2026-03-01 08:00"],
      ["J1", "working", "2026-03-02 10:00"],
    ]);
    const timeline = await follow(engine, givenTrack({ history: HISTORY }), [await jobs(["J1", "J2", "J3"]), told]);
    expect(await spansOf(engine, timeline)).toEqual([
      "J1 1 scheduled 03-01 08:00 → 03-02 10:00",
      "J1 2 working 03-02 10:00 → 03-03 12:00",
      "J1 3 completed 03-03 12:00 →",
      "J2 1 scheduled 03-01 09:00 →",
    ]);
    expect(timeline.exact).toBe(true);
    expect(timeline.knownUntil).toBe("2026-10-01T00:00:00.000Z");
    expect(timeline.counts).toEqual({ records: 3, silent: 1, events: 4, undated: 0, nameless: 0, orphaned: 0, future: 0, lateRecorded: 0 });
    expect(timeline.unmapped).toEqual([]);
    expect(await eventsOf(engine, timeline)).toContain("J1 completed Completed 03-03 12:00 history");
  });
});
