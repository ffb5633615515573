import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadEstate } from "../../src/estate/index.ts";
import { importEventLog, openImportedLog, writeEventLog } from "../../src/event-logs.ts";
import { id, sql } from "../../src/sql/index.ts";
import { contents, given, read } from "./given.ts";

const it = given();

const ocel = {
  objectTypes: [
    { name: "Order", attributes: [] },
    { name: "Case of 'wine'", attributes: [] },
    { name: "42", attributes: [] },
  ],
  eventTypes: [],
  objects: [
    { id: "o1", type: "Order", relationships: [{ objectId: "gone", qualifier: "of" }] },
    { id: "w1", type: "Case of 'wine'" },
    { id: "x", type: "42" },
  ],
  events: [
    { id: "e1", type: "Pay", time: "2022-01-03T00:00:00Z", relationships: [{ objectId: "o1", qualifier: "" }] },
    {
      id: "e2",
      type: "place order",
      time: "2022-01-01T00:00:00Z",
      relationships: [
        { objectId: "o1", qualifier: "" },
        { objectId: "w1", qualifier: "" },
      ],
    },
    { id: "e3", type: "PAY", time: "2022-01-04T00:00:00Z", relationships: [{ objectId: "o1", qualifier: "" }] },
    { id: "e4", type: "absent", time: "2022-01-02T00:00:00.5Z", relationships: [{ objectId: "o1", qualifier: "" }] },
    { id: "e5", type: "Pay", time: "never", relationships: [{ objectId: "w1", qualifier: "" }] },
  ],
};

describe("tieout events import", () => {
  test("an estate whose lifecycles have the activities in their usual order, and the log without loss", async () => {
    const file = it.path("log.json");
    writeFileSync(file, JSON.stringify(ocel));
    const directory = it.path("estate");
    const made = await importEventLog(it.engine, file, directory, { prefix: "imported" });
    expect(made.lifecycles).toEqual([
      { id: "order", title: "Order", states: 3, events: 4 },
      { id: "case-of-wine", title: "Case of 'wine'", states: 2, events: 2 },
    ]);
    expect(made.notes).toEqual([
      "No event is about an object of the type 42; it has no lifecycle.",
      "1 object has no event and is not followed.",
    ]);
    const estate = await loadEstate(directory);
    expect(estate.lifecycles.map((lifecycle) => [lifecycle.id, lifecycle.states.map((state) => state.id), lifecycle.transitions])).toEqual([
      ["order", ["place-order", "state", "pay"], []],
      ["case-of-wine", ["place-order", "pay"], []],
    ]);
    expect(estate.lifecycles[0]?.tracks[0]?.words).toEqual({ "place order": "place-order", absent: "state", pay: "pay" });
    const kept = await openImportedLog(it.engine, directory, "kept");
    expect(kept).toBeDefined();
    if (kept === undefined) return;
    expect(await contents(it, kept)).toEqual(await contents(it, made.log));
    expect(kept).toEqual({ ...made.log, relations: kept.relations });
    const out = it.path("again.xml");
    expect(await writeEventLog(it.engine, kept, out, "ocel-xml")).toHaveLength(2);
    expect((await read(it, out)).counts.events).toBe(4);
    const rows = await it.engine.rows(
      sql`SELECT record, activity, ${id("at")} FROM read_parquet(${join(directory, "datasets/case-of-wine.parquet")}) ORDER BY ${id("row")}`,
    );
    expect(rows).toEqual([
      { record: "w1", activity: "place order", at: "2022-01-01T00:00:00Z" },
      { record: "w1", activity: "Pay", at: "never" },
    ]);
  });

  test("a directory with something in it is left alone; what cannot be read makes none", async () => {
    const file = it.path("log.json");
    writeFileSync(file, JSON.stringify(ocel));
    writeFileSync(join(it.directory, "mine.txt"), "mine");
    await expect(importEventLog(it.engine, file, it.directory)).rejects.toThrow(/not-empty/);
    expect(readFileSync(join(it.directory, "mine.txt"), "utf8")).toBe("mine");
    const directory = it.path("none");
    await expect(importEventLog(it.engine, it.path("missing.xes"), directory)).rejects.toThrow(/missing-file/);
    expect(existsSync(directory)).toBe(false);
    expect(await openImportedLog(it.engine, it.directory, "nothing")).toBeUndefined();
  });
});
