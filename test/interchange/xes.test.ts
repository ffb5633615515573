import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { id, join, sql } from "../../src/sql/index.ts";
import { contents, given, read, through, type Given } from "./given.ts";

const it = given();

function file(name: string, text: string | Buffer): string {
  const path = it.path(name);
  writeFileSync(path, text);
  return path;
}

const rows = (of: Given, relation: string, columns: string): Promise<readonly unknown[]> =>
  of.engine.rows(sql`SELECT ${join(columns.split(", ").map((name) => id(name)))} FROM ${id(relation)} ORDER BY ALL`);

const rich = `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="2.0" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <global scope="trace"><string key="concept:name" value="?"/></global>
  <global scope="event"><string key="concept:name" value="?"/><date key="time:timestamp" value="1970-01-01T00:00:00.000+01:00"/></global>
  <classifier name="Activity" keys="concept:name lifecycle:transition"/>
  <classifier name="Who" scope="event" keys="org:resource"/>
  <string key="creator" value="by &quot;hand&quot; &amp; more"><int key="version" value="3"/></string>
  <trace>
    <string key="concept:name" value="case 1"/>
    <float key="amount" value="12.50"/>
    <event>
      <string key="concept:name" value="later in the file, earlier in time"/>
      <date key="time:timestamp" value="2022-01-02T10:00:00.000+02:00"/>
      <list key="parts"><values><string key="part" value="a"/><string key="part" value="b"/></values></list>
      <boolean key="urgent" value="true"><string key="said by" value="Ann"><int key="times" value="2"/></string></boolean>
    </event>
    <event><date key="time:timestamp" value="2022-01-01T10:00:00.000+02:00"/><string key="concept:name" value="b"/><id key="identity:id" value="6b9d0f2e-0000-4000-8000-000000000001"/></event>
    <event><string key="concept:name" value="c"/><date key="time:timestamp" value="2022-01-01T10:00:00.000+02:00"/></event>
  </trace>
  <trace><string key="concept:name" value="empty case"/></trace>
</log>`;

describe("XES", () => {
  test("keeps zones, nesting, lists, globals, classifiers and extensions, through XES again", async () => {
    const log = await read(it, file("rich.xes", rich));
    expect(log.counts).toMatchObject({ events: 3, objects: 2, activities: 3 });
    expect(log.problems).toEqual({ dangling: [], unreadable: [], objects: [] });
    expect(await rows(it, log.relations.events, "event, activity, at, at_text")).toEqual([
      { event: "1", activity: "later in the file, earlier in time", at: "2022-01-02 08:00:00", at_text: "2022-01-02T10:00:00.000+02:00" },
      { event: "2", activity: "b", at: "2022-01-01 08:00:00", at_text: "2022-01-01T10:00:00.000+02:00" },
      { event: "3", activity: "c", at: "2022-01-01 08:00:00", at_text: "2022-01-01T10:00:00.000+02:00" },
    ]);
    const attributes = await rows(it, log.relations.event_attributes, "event, place, parent, name, type, value");
    expect(attributes).toContainEqual({ event: "1", place: 4, parent: 2, name: "part", type: "string", value: "b" });
    expect(attributes).toContainEqual({ event: "1", place: 7, parent: 6, name: "times", type: "int", value: "2" });
    const again = await through(it, log, "xes");
    expect(again.notes).toEqual([]);
    expect(await contents(it, again.log)).toEqual(await contents(it, log));
  });

  test("an event's order in the file is kept; cases without a name, and events without a case, a time or an activity, are counted and stay", async () => {
    const log = await read(
      it,
      file(
        "odd.xes",
        `<log><event><string key="concept:name" value="alone"/><date key="time:timestamp" value="2022-01-01T00:00:00Z"/></event>
        <trace><string key="other" value="x"/><event><string key="concept:name" value="a"/><date key="time:timestamp" value="2022-01-01T00:00:00Z"/></event></trace>
        <trace><string key="concept:name" value="1"/>
          <event><string key="concept:name" value="b"/><date key="time:timestamp" value="31/12/2021 noon"/></event>
          <event><string key="concept:name" value="c"/></event>
          <event><date key="time:timestamp" value="2022-01-01T00:00:00Z"/></event></trace>
        <trace><string key="concept:name" value="1"/></trace></log>`,
      ),
    );
    expect(log.counts).toMatchObject({ events: 5, objects: 3 });
    expect(log.problems.unreadable).toEqual([
      { kind: "no-time", count: 2, first: ["event 3", "event 4"] },
      { kind: "no-activity", count: 1, first: ["event 5"] },
      { kind: "no-case", count: 2, first: ["event 1", "event 2"] },
    ]);
    expect(log.problems.objects).toEqual([
      { kind: "no-id", count: 1, first: ["case 1"] },
      { kind: "repeated-id", count: 1, first: ["1"] },
    ]);
    // An event outside of any trace is written at the end; else all comes back as it was.
    const again = await through(it, log, "xes");
    expect(again.log.counts).toEqual(log.counts);
    expect(again.log.problems.unreadable.map(({ kind, count }) => [kind, count])).toEqual([
      ["no-time", 2],
      ["no-activity", 1],
      ["no-case", 2],
    ]);
    expect(await rows(it, again.log.relations.events, "at_text")).toContainEqual({ at_text: "31/12/2021 noon" });
    const json = await through(it, log, "ocel-json");
    expect(json.notes).toContain("3 events without a readable time or without an activity are left out.");
    expect(json.log.counts.events).toBe(2);
  });

  test("packed, in UTF-16, in Latin-1, with prefixed elements", async () => {
    const plain = await read(it, file("rich.xes", rich));
    const expected = await contents(it, plain);
    expect(await contents(it, await read(it, file("rich.xes.gz", gzipSync(rich))))).toEqual(expected);
    const utf16 = Buffer.from(`\ufeff${rich.replace("UTF-8", "UTF-16")}`, "utf16le");
    expect(await contents(it, await read(it, file("rich.xes", utf16)))).toEqual(expected);
    const latin = `<?xml version="1.0" encoding="ISO-8859-1"?><x:log xmlns:x="http://www.xes-standard.org/"><x:trace><x:string key="concept:name" value="Zürich"/></x:trace></x:log>`;
    const log = await read(it, file("latin.xes", Buffer.from(latin, "latin1")));
    expect(await rows(it, log.relations.objects, "id")).toEqual([{ id: "Zürich" }]);
  });

  test("equal times keep the order of the file, and OCEL logs are told case by case", async () => {
    const ocel = {
      objectTypes: [
        { name: "order", attributes: [{ name: "total", type: "float" }] },
        { name: "item", attributes: [] },
      ],
      eventTypes: [
        { name: "pay", attributes: [{ name: "ok", type: "boolean" }] },
        { name: "ship", attributes: [] },
      ],
      objects: [
        {
          id: "o1",
          type: "order",
          attributes: [
            { name: "total", time: "1970-01-01T00:00:00Z", value: "12.5" },
            { name: "total", time: "2022-01-02T00:00:00Z", value: "13" },
          ],
        },
        { id: "o2", type: "order" },
        { id: "i1", type: "item" },
      ],
      events: [
        {
          id: "e2",
          type: "ship",
          time: "2022-01-02T00:00:00Z",
          relationships: [
            { objectId: "o1", qualifier: "" },
            { objectId: "o2", qualifier: "" },
          ],
        },
        {
          id: "e1",
          type: "pay",
          time: "2022-01-01T00:00:00Z",
          attributes: [{ name: "ok", value: "true" }],
          relationships: [{ objectId: "o1", qualifier: "" }],
        },
        { id: "e3", type: "pay", time: "2022-01-01T00:00:00Z", relationships: [{ objectId: "i1", qualifier: "" }] },
      ],
    };
    const log = await read(it, file("two.json", JSON.stringify(ocel)));
    await expect(through(it, log, "xes")).rejects.toThrow(/several types of objects[\s\S]*order \(2\), item \(1\)/);
    await expect(through(it, log, "xes", "person")).rejects.toThrow(/no objects of this type/);
    const xes = await through(it, log, "xes", "order");
    expect(xes.notes).toEqual([
      "1 events are about no order and are left out.",
      "1 events stand once more in another case, because they are about several objects of the type order.",
      "1 objects of other types are left out.",
      "1 changes of attributes are left out: a trace holds one value of each.",
    ]);
    expect(await rows(it, xes.log.relations.events, "event, id, activity")).toEqual([
      { event: "1", id: "e1", activity: "pay" },
      { event: "2", id: "e2", activity: "ship" },
      { event: "3", id: "e2", activity: "ship" },
    ]);
    expect(await rows(it, xes.log.relations.event_attributes, "name, type, value")).toContainEqual({
      name: "ok",
      type: "boolean",
      value: "true",
    });
    expect(await rows(it, xes.log.relations.object_attributes, "name, type, value")).toEqual([
      { name: "total", type: "float", value: "12.5" },
    ]);
  });
});
