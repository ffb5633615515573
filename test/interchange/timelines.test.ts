import { describe, expect, test } from "vitest";
import { exportTimelines } from "../../src/event-logs.ts";
import type { Timeline } from "../../src/model/index.ts";
import { id, sql } from "../../src/sql/index.ts";
import { givenLifecycle, givenTrack } from "../events/given.ts";
import { contents, given, read } from "./given.ts";

const it = given();

async function timeline(name: string, track: string): Promise<Timeline> {
  const one = givenTrack({ id: track });
  const relations = { subjects: `${name} subjects`, events: `${name} events`, spans: `${name} spans` };
  await it.engine.runInline(
    sql`CREATE TABLE ${id(relations.subjects)} AS SELECT * FROM (VALUES (CAST(7 AS BIGINT), 'J-1', CAST(1200.5 AS DECIMAL(18, 4)), 'albany'), (9, 'J-2', NULL, NULL)) AS t(subject, key, amount, unit)`,
  );
  await it.engine.runInline(
    sql`CREATE TABLE ${id(relations.events)} AS SELECT subject, CAST(state AS SMALLINT) AS state, word, CAST(${id("at")} AS TIMESTAMP) AS ${id("at")}, CAST(latest AS TIMESTAMP) AS at_latest,
      CAST(recorded AS TIMESTAMP) AS recorded, actor, source FROM (VALUES
        (CAST(7 AS BIGINT), 0, 'Scheduled', '2026-01-01 10:00:00', '2026-01-01 10:00:00', '2026-01-01 11:00:00.25', 'Ann', 'history'),
        (7, 4, 'Done', '2026-01-02 10:00:00', '2026-01-03 10:00:00', NULL, NULL, 'capture'),
        (9, NULL, 'Parked', '2026-01-01 10:00:00', '2026-01-01 10:00:00', NULL, NULL, 'history')) AS t(subject, state, word, ${id("at")}, latest, recorded, actor, source)`,
  );
  return {
    lifecycle: givenLifecycle([one]),
    track: one,
    ...relations,
    exact: false,
    knownUntil: "2026-02-01T00:00:00.000Z",
    counts: { records: 2, silent: 0, events: 3, undated: 0, nameless: 0, orphaned: 0, future: 0, lateRecorded: 0 },
    unmapped: [],
  };
}

describe("timelines as an event log", () => {
  test("lifecycles are types, records objects, changes events; every format says the same", async () => {
    const timelines = [await timeline("a", "dispatch"), await timeline("b", "books")];
    const file = it.path("log.json");
    const { log, notes } = await exportTimelines(it.engine, timelines, file, "ocel-json");
    expect(notes).toEqual([]);
    expect(log.problems).toEqual({ dangling: [], unreadable: [], objects: [] });
    const found = await read(it, file);
    expect(await contents(it, found)).toEqual(await contents(it, log));
    const { events, objects, event_attributes, object_attributes, event_objects } = found.relations;
    expect(await it.engine.rows(sql`SELECT id, ${id("type")} FROM ${id(objects)} ORDER BY object`)).toEqual([
      { id: "job/dispatch/J-1", type: "job" },
      { id: "job/dispatch/J-2", type: "job" },
      { id: "job/books/J-1", type: "job" },
      { id: "job/books/J-2", type: "job" },
    ]);
    const told = await it.engine.rows(
      sql`SELECT l.object_id AS object, l.qualifier, e.activity, e.at FROM ${id(events)} AS e JOIN ${id(event_objects)} AS l ON l.event = e.event ORDER BY e.event LIMIT 3`,
    );
    expect(told).toEqual([
      { object: "job/dispatch/J-1", qualifier: "dispatch", activity: "scheduled", at: "2026-01-01 10:00:00" },
      { object: "job/dispatch/J-2", qualifier: "dispatch", activity: "Parked", at: "2026-01-01 10:00:00" },
      { object: "job/books/J-1", qualifier: "books", activity: "scheduled", at: "2026-01-01 10:00:00" },
    ]);
    const attributes = await it.engine.rows(
      sql`SELECT ${id("name")}, ${id("value")} FROM ${id(event_attributes)} WHERE event = 5 ORDER BY ${id("name")}`,
    );
    expect(attributes).toEqual([
      { name: "latest", value: "2026-01-03T10:00:00Z" },
      { name: "source", value: "capture" },
      { name: "word", value: "Done" },
    ]);
    const amounts = await it.engine.rows(
      sql`SELECT ${id("name")}, ${id("value")} FROM ${id(object_attributes)} WHERE object = 1 ORDER BY ${id("name")}`,
    );
    expect(amounts).toEqual([
      { name: "amount", value: "1200.5000" },
      { name: "key", value: "J-1" },
      { name: "track", value: "dispatch" },
      { name: "unit", value: "albany" },
    ]);
  });

  test("nothing to tell is a log without events", async () => {
    const file = it.path("none.xml");
    const { log } = await exportTimelines(it.engine, [], file, "ocel-xml");
    expect(log.counts.events).toBe(0);
    expect((await read(it, file)).counts.events).toBe(0);
  });
});
