import { afterAll, beforeAll, expect, test } from "vitest";
import { createMismatches, findMismatches } from "../../src/detect/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { TrackLink } from "../../src/model/index.ts";
import { createCalendar, id, sql } from "../../src/sql/index.ts";
import { givenRecords, startEngine } from "./given.ts";
import { givenLifecycle, givenRule, givenTimeline, givenTrack, type MismatchRow } from "./status-mismatch-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
  await engine.runInline(createCalendar("calendar", { businessDays: [1, 2, 3, 4, 5], holidays: [] }, engine.dialect));
});
afterAll(() => close());

const STATES = { open: {}, completed: {}, posted: {} };
const events = (...states: string[]) => states.map((state, index) => ({ state, at: `2026-09-0${index + 1} 12:00:00` }));
const COLUMNS = ["key", "other_key", "other_state", "file"] as const;

test("by identity: records of one entity are one thing, whatever their keys", async () => {
  const [dispatch, books] = [givenTrack("dispatch", ["open", "completed"]), givenTrack("books", ["posted"])];
  const lifecycle = givenLifecycle({
    states: STATES,
    tracks: [dispatch, books],
    links: [{ from: "books", to: "dispatch", match: { kind: "identity", identity: "job" } }],
    rules: [givenRule({ dispatch: ["completed"] }, { books: ["posted"] })],
  });
  const jobs = await givenTimeline(engine, lifecycle, dispatch, {
    things: ["J0", "J1"].map((key) => ({ key, events: events("completed") })),
  });
  const invoices = await givenTimeline(engine, lifecycle, books, { things: [{ key: "I0", events: events("posted") }] });
  await engine.runInline(sql`CREATE TABLE entities AS SELECT * FROM (VALUES ('dispatch.records', 0, 'J0', 'A', 1.0), ('dispatch.records', 1, 'J1', 'B', 1.0),
('books.records', 0, 'I0', 'B', 0.9)) AS given (dataset, row, key, entity, confidence)`);
  const crosswalk = { identity: "job", entities: "entities", links: "", unsure: "" };
  await engine.runInline(createMismatches("found"));
  const timelines = new Map([jobs, invoices].map(({ timeline }) => [timeline.track.id, timeline]));
  const sets = new Map([jobs, invoices].map(({ set }) => [set.dataset.id, set]));
  const input = { timelines, sets, crosswalks: new Map([["job", crosswalk]]) };
  await findMismatches(engine, { timeZone: "UTC" }, lifecycle, input, { prefix: "l0", calendar: "calendar", mismatches: "found" });
  expect(await told("found")).toEqual([["J0", null, "absent", "dispatch.records.csv"]]);
});

/** Things that only a log of events names: the log has a row an event, and the subjects have numbers of their own. */
test("where only a history names the things: links, filters and money come from any of its rows", async () => {
  const history = { dataset: "log.events", record: "job", at: "at", recorded: undefined, actor: undefined, filter: undefined };
  const [log, books] = [givenTrack("log", ["open", "completed"], { dataset: "log.events", history }), givenTrack("ledger", ["posted"])];
  const match = { kind: "key", on: [{ from: "number", to: "job" }], ignoreCase: false } as const;
  const rule = givenRule({ log: ["completed"] }, { ledger: ["posted"] }, { worth: { side: "when", field: "price" } });
  const filter = { field: "kind", test: { op: "in", values: ["repair"] } } as const;
  const links: TrackLink[] = [{ from: "log", to: "ledger", match }];
  const lifecycle = givenLifecycle({ states: STATES, tracks: [log, books], links, rules: [{ ...rule, when: { ...rule.when, filter } }] });
  const row = (key: string, job: string, number: string | null, price: number | null, kind: string | null) => ({
    id: key,
    job,
    number,
    price,
    kind,
  });
  const fields = { id: "key", job: "key", number: "key", price: "money", kind: "text" } as const;
  const set = await givenRecords(engine, "log.events", {
    fields,
    records: [
      row("E1", "J1", "N1", null, null),
      row("E2", "J1", "N1", 40, "repair"),
      row("E3", "J2", "N2", 60, "repair"),
      row("E4", "J3", null, 70, "survey"),
    ],
  });
  await engine.runInline(sql`CREATE TABLE things AS SELECT CAST(subject AS BIGINT) AS subject, key, CAST(NULL AS DECIMAL(18, 4)) AS amount, CAST(NULL AS VARCHAR) AS unit,
CAST(NULL AS DATE) AS date, CAST(NULL AS INTEGER) AS file, CAST(NULL AS BIGINT) AS pos FROM (VALUES (107, 'J1'), (108, 'J2'), (109, 'J3')) AS given (subject, key)`);
  await engine.runInline(sql`CREATE TABLE stays AS SELECT subject, 1 AS place, CAST(1 AS SMALLINT) AS state, CAST('2026-09-01 12:00:00' AS TIMESTAMP) AS entered,
CAST('2026-09-01 12:00:00' AS TIMESTAMP) AS entered_latest, CAST(NULL AS TIMESTAMP) AS left_at, CAST(NULL AS TIMESTAMP) AS left_latest,
CAST(NULL AS SMALLINT) AS previous, CAST(NULL AS SMALLINT) AS next, CAST(NULL AS VARCHAR) AS actor FROM things`);
  const invoices = await givenTimeline(
    engine,
    lifecycle,
    { ...books, dataset: "books.bills" },
    { things: [{ key: "I0", job: "N2", events: events("posted") }] },
  );
  const timeline = { ...invoices.timeline, track: log, subjects: "things", events: "none", spans: "stays" };
  await engine.runInline(createMismatches("logged"));
  const timelines = new Map([
    ["log", timeline],
    ["ledger", invoices.timeline],
  ]);
  const own = { ...lifecycle, tracks: [log, { ...books, dataset: "books.bills" }] };
  const input = { timelines, sets: new Map([set, invoices.set].map((each) => [each.dataset.id, each])), crosswalks: new Map() };
  const reviewed = await findMismatches(engine, { timeZone: "UTC" }, own, input, {
    prefix: "l0",
    calendar: "calendar",
    mismatches: "logged",
  });
  expect(await told("logged")).toEqual([["J1", null, "absent", null]]);
  expect(reviewed.rules[0]).toMatchObject({ checked: { records: 2, amount: "100.00" }, disagrees: { records: 1, amount: "40.00" } });
});

async function told(mismatches: string): Promise<unknown[]> {
  const rows = await engine.rows<MismatchRow>(sql`SELECT * FROM ${id(mismatches)} WHERE rule IS NOT NULL ORDER BY key`);
  return rows.map((row) => COLUMNS.map((column) => row[column]));
}
