import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import sqlite from "node-sqlite3-wasm";
import { describe, expect, test } from "vitest";
import { id, sql } from "../../src/sql/index.ts";
import { XesWatcher } from "../../src/interchange/read-xes.ts";
import { xmlRows } from "../../src/interchange/xml-stream.ts";
import { contents, given, read, through } from "./given.ts";

const it = given();

function file(name: string, text: string | Buffer): string {
  const path = it.path(name);
  writeFileSync(path, text);
  return path;
}

function database(name: string, script: string): string {
  const path = it.path(name);
  const made = new sqlite.Database(path);
  made.exec(script);
  made.close();
  return path;
}

const base = `CREATE TABLE event (ocel_id TEXT, ocel_type TEXT); CREATE TABLE object (ocel_id TEXT, ocel_type TEXT);
  CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT); CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id TEXT, ocel_qualifier TEXT);
  CREATE TABLE event_map_type (ocel_type TEXT, ocel_type_map TEXT); CREATE TABLE object_map_type (ocel_type TEXT, ocel_type_map TEXT);`;

describe("hostile XML", () => {
  const laughs = `<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><log><trace><string key="concept:name" value="&b;"/></trace></log>`;

  test("entities are never expanded, outside files never fetched", async () => {
    await expect(read(it, file("laughs.xes", laughs))).rejects.toThrow(/laughs\.xes:1:\d+: .*declares a document type.*\[xml-doctype\]/);
    const outside = `<!DOCTYPE log SYSTEM "file:///etc/passwd"><log><events/></log>`;
    await expect(read(it, file("outside.xml", outside))).rejects.toThrow(/xml-doctype/);
    await expect(read(it, file("unknown.xes", `<log><string key="a" value="&secret;"/></log>`))).rejects.toThrow(/malformed-xml/);
  });

  test("what is not well-formed, too deep, cut off or no log is refused with its place", async () => {
    await expect(read(it, file("open.xes", "<log>\n  <trace>\n"))).rejects.toThrow(/open\.xes:3:\d+: .*malformed-xml/);
    await expect(read(it, file("deep.xes", `<log>${"<a>".repeat(5000)}`))).rejects.toThrow(/nested more than 1000 deep/);
    await expect(read(it, file("other.xes", "<html/>"))).rejects.toThrow(/no XES log/);
    await expect(read(it, file("old.xml", `<log><global/><events-of-old/></log>`), { format: "ocel-xml" })).rejects.toThrow(/OCEL 1\.0/);
    await expect(read(it, file("bytes.xes", Buffer.from([0x3c, 0x6c, 0x6f, 0x67, 0x3e, 0xff, 0xfe, 0x80])))).rejects.toThrow(
      /unreadable-encoding/,
    );
    const packed = gzipSync("<log><trace/></log>");
    await expect(read(it, file("cut.xes.gz", packed.subarray(0, packed.length - 9)))).rejects.toThrow(/truncated-gzip/);
  });

  test("a value without end is refused before it fills memory", async () => {
    async function* endless(): AsyncGenerator<Buffer> {
      yield Buffer.from('<log><string key="');
      for (;;) yield Buffer.alloc(65_536, "a");
    }
    const rows = xmlRows("endless.xes", endless(), new XesWatcher("endless.xes"), 1_000_000);
    await expect(rows.next()).rejects.toThrow(/xml-value-too-long/);
  });

  test("what XML cannot hold is replaced and told", async () => {
    const ocel = { eventTypes: [], objectTypes: [], objects: [{ id: "o\u0001", type: "t" }], events: [] };
    const log = await read(it, file("control.json", JSON.stringify(ocel)));
    const xml = await through(it, log, "ocel-xml");
    expect(xml.notes).toEqual(["1 character that XML cannot hold is written as U+FFFD."]);
    expect(await it.engine.rows(sql`SELECT id FROM ${id(xml.log.relations.objects)}`)).toEqual([{ id: "o\ufffd" }]);
    expect(await contents(it, (await through(it, log, "ocel-sqlite")).log)).toEqual(await contents(it, log));
  });
});

describe("hostile JSON", () => {
  test("malformed, of another kind, or of OCEL 1.0", async () => {
    await expect(read(it, file("cut.json", `{"events": [\n {"id": "e1"`))).rejects.toThrow(/cut\.json:2:\d+: .*malformed-json/);
    await expect(read(it, file("other.json", `{"people": []}`))).rejects.toThrow(/wrong-records-path/);
    await expect(read(it, file("one.json", `{"ocel:global-log": {}, "ocel:events": {}}`))).rejects.toThrow(/OCEL 1\.0/);
  });

  test("names that JavaScript knows, values that are no texts, repeated and missing ids", async () => {
    const text = `{"events": [
      {"id": "e1", "type": "__proto__", "time": "2022-01-01T00:00:00Z", "attributes": [{"name": "__proto__", "value": 1.5}, {"name": "constructor", "value": {"a": [1]}}, {"name": "gone", "value": null}], "relationships": [{"objectId": "o1", "qualifier": null}, {"objectId": "nowhere"}]},
      {"id": "e1", "type": "b", "time": "2022-13-01T00:00:00Z"}, {"type": "c", "time": 5}],
      "objects": [{"id": "o1", "type": "t", "relationships": [{"objectId": "o9", "qualifier": "q"}]}]}`;
    const log = await read(it, file("odd.json", text));
    expect(log.problems).toEqual({
      dangling: [
        { kind: "event-object", count: 1, first: ["e1 → nowhere"] },
        { kind: "object-object", count: 1, first: ["o1 → o9"] },
      ],
      unreadable: [
        { kind: "no-time", count: 2, first: ["e1", "event 3"] },
        { kind: "no-id", count: 1, first: ["event 3"] },
        { kind: "repeated-id", count: 1, first: ["e1"] },
      ],
      objects: [],
    });
    expect(log.notes).toEqual([
      "1 attribute has no value and is as if not there.",
      "4 types are used without being declared.",
      "2 attributes of types are used without being declared.",
    ]);
    const values = await it.engine.rows(
      sql`SELECT ${id("name")}, ${id("value")} FROM ${id(log.relations.event_attributes)} ORDER BY place`,
    );
    expect(values).toEqual([
      { name: "__proto__", value: "1.5" },
      { name: "constructor", value: '{"a":[1]}' },
    ]);
    const again = await through(it, log, "ocel-sqlite");
    expect(again.log.counts).toMatchObject({ events: 1, eventAttributes: 2 });
  });
});

describe("hostile SQLite and folders", () => {
  test("names that are SQL, views and tables that are not there do no harm", async () => {
    const path = database(
      "hostile.sqlite",
      `${base} INSERT INTO event_map_type VALUES ('a', 'x"; DROP TABLE event; --'), ('b', 'View'), ('c', 'Gone');
      CREATE TABLE "event_x""; DROP TABLE event; --" (ocel_id TEXT, ocel_time TEXT, "c""; SELECT 1 --" TEXT, "__proto__" REAL);
      INSERT INTO "event_x""; DROP TABLE event; --" VALUES ('e1', '2022-01-01 10:00:00', '''); --', 1.5);
      CREATE VIEW event_View AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS ocel_id, '' AS ocel_time FROM n;
      INSERT INTO event VALUES ('e1', 'a'), ('e2', 'b'); INSERT INTO event_object VALUES ('e1', 'o1', NULL), ('e7', 'o1', 'q');`,
    );
    const log = await read(it, path);
    expect(log.counts).toMatchObject({ events: 2, eventAttributes: 2, eventObjects: 2 });
    expect(log.problems.dangling.map(({ kind, count, first }) => [kind, count, first])).toEqual([
      ["event", 1, ["e7 → o1"]],
      ["event-object", 1, ["e1 → o1"]],
    ]);
    expect(log.problems.unreadable).toEqual([{ kind: "no-time", count: 1, first: ["e2"] }]);
    expect(log.notes).toContain("The table event_View of the type b is not there.");
    const again = await through(it, log, "ocel-sqlite");
    expect(again.log.counts).toMatchObject({ events: 1, eventAttributes: 2 });
    expect(readdirSync(it.directory).filter((name) => name.endsWith(".lock"))).toEqual([]);
  });

  test("damaged files, files of another kind, files in write-ahead mode", async () => {
    await expect(read(it, file("torn.sqlite", `SQLite format 3\0${"x".repeat(5000)}`))).rejects.toThrow(/damaged-sqlite/);
    await expect(read(it, database("other.sqlite", "CREATE TABLE event (ocel_id TEXT)"))).rejects.toThrow(
      /ocel_type of event[\s\S]*table object[\s\S]*not-ocel-tables/,
    );
    const wal = database("wal.sqlite", `${base} INSERT INTO event VALUES ('e1', 'a');`);
    const bytes = Buffer.from(await import("node:fs").then((fs) => fs.readFileSync(wal)));
    bytes[18] = 2;
    bytes[19] = 2;
    writeFileSync(wal, bytes);
    expect((await read(it, wal)).counts.events).toBe(1);
    writeFileSync(`${wal}-wal`, "not merged yet");
    await expect(read(it, wal)).rejects.toThrow(/sqlite-unmerged/);
  });

  test("a folder's type map opens no file outside of it", async () => {
    const folder = it.path("folder");
    mkdirSync(folder);
    writeFileSync(join(it.directory, "secret.csv"), "ocel_id,ocel_time\ne1,2022-01-01\n");
    const tables: Record<string, string> = {
      event: "ocel_id,ocel_type\ne1,a\n",
      object: "ocel_id,ocel_type\n",
      event_object: "ocel_event_id,ocel_object_id,ocel_qualifier\n",
      object_object: "ocel_source_id,ocel_target_id,ocel_qualifier\n",
      event_map_type: "ocel_type,ocel_type_map\na,/../../secret\n",
      object_map_type: "ocel_type,ocel_type_map\n",
    };
    for (const [name, text] of Object.entries(tables)) writeFileSync(join(folder, `${name}.csv`), text);
    const log = await read(it, folder);
    expect(log.counts.events).toBe(1);
    expect(log.problems.unreadable).toEqual([{ kind: "no-time", count: 1, first: ["e1"] }]);
    expect(log.notes).toContain("The table event_/../../secret of the type a is not there.");
  });
});

test("a NUL character in a name is no name of SQL", async () => {
  const named = "a\0b";
  const ocel = {
    eventTypes: [{ name: named, attributes: [{ name: named, type: "string" }] }],
    objectTypes: [],
    objects: [{ id: named, type: named, attributes: [{ name: named, time: "1970-01-01T00:00:00Z", value: "v" }] }],
    events: [
      {
        id: named,
        type: named,
        time: "2022-01-01T00:00:00Z",
        attributes: [{ name: named, value: "v" }],
        relationships: [{ objectId: named, qualifier: named }],
      },
    ],
  };
  const log = await read(it, file("nul.json", JSON.stringify(ocel)));
  for (const format of ["ocel-sqlite", "ocel-csv", "ocel-xml"] as const) {
    const again = await through(it, log, format);
    expect(again.log.counts).toEqual(log.counts);
    expect(again.log.problems).toEqual(log.problems);
  }
});
