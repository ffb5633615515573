import { afterAll, beforeAll, expect, it } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { changesOfField, createTimeline } from "../../src/events/index.ts";
import { id, sql } from "../../src/sql/index.ts";
import { startEngine } from "../detect/given.ts";
import { ESTATE, givenLifecycle, givenStates, givenTrack, HISTORY } from "./given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => ({ engine, close } = await startEngine()));
afterAll(async () => await close());

it("tells since when a field holds its value, by the history or by the time of the last change", async () => {
  const jobs = await givenStates(engine, "dispatch.jobs", {
    fields: { id: "key", status: "text", plannedFor: "date", note: "text", touched: "timestamp" },
    records: [
      { id: "J1", plannedFor: "2026-05-02", note: "a", touched: "2026-04-01 10:00" },
      { id: "J2", plannedFor: "2026-05-09", touched: "2026-04-02 10:00" },
      { id: "J3", plannedFor: "2026-05-05" },
      { id: "J4", plannedFor: null, touched: "2026-04-02 10:00" },
    ],
  });
  const rows = [
    ["J1", "2026-05-02", "2026-03-01 08:00"],
    ["J1", "2026-05-01", "2026-03-02 08:00"],
    ["J1", "2026-05-02", "2026-03-03 08:00"],
    ["J1", null, "2026-03-04 08:00"],
    ["J1", "2026-05-02", "2026-03-05 08:00"],
    ["J2", "2026-05-03", "2026-03-03 08:00"],
    ["J3", "2026-05-05", "2026-12-03 08:00"],
  ] as const;
  const history = await givenStates(engine, "dispatch.history", {
    fields: { id: "key", job: "key", status: "text", at: "timestamp", plannedFor: "date" },
    records: rows.map(([job, plannedFor, at], index) => ({ id: `h${index}`, job, plannedFor, at })),
  });
  const track = givenTrack({ history: HISTORY, since: "touched" });
  const sources = { sets: new Map([jobs, history].map((set) => [set.dataset.id, set])), older: [], asOf: undefined };
  const timeline = await createTimeline(engine, ESTATE, givenLifecycle([track]), track, sources, "c");
  const changes = async (field: string, prefix: string) => {
    const { relation } = await changesOfField(engine, ESTATE, timeline, sources, field, prefix);
    return await engine.rows(
      sql`SELECT s.key, c.value, CAST(c.${id("at")} AS VARCHAR) AS since FROM ${id(relation)} AS c JOIN ${id(timeline.subjects)} AS s USING (subject) ORDER BY s.key`,
    );
  };
  expect(await changes("plannedFor", "c1")).toEqual([
    { key: "J1", value: "2026-05-02", since: "2026-03-03 08:00:00" },
    { key: "J2", value: "2026-05-09", since: "2026-04-02 10:00:00" },
    { key: "J3", value: "2026-05-05", since: null },
  ]);
  expect(await changes("note", "c2")).toEqual([{ key: "J1", value: "a", since: "2026-04-01 10:00:00" }]);
});
