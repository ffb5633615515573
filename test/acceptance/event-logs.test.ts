import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import type { EventLog, LogFormat } from "../../src/interchange/index.ts";
import { id, sql } from "../../src/sql/index.ts";
import { contents, given, read, through } from "../interchange/given.ts";

/** Published logs and validators, read in place; without them these tests are skipped, and say so. */
const shared = join(import.meta.dirname, "../../../shared/data/event-logs");
const it = given();

const formats = ["ocel-json", "ocel-sqlite", "ocel-xml"] as const satisfies readonly LogFormat[];
type Format = (typeof formats)[number];
const orders = formats.flatMap((a) => formats.flatMap((b) => formats.map((c) => [a, b, c] as const)));

function jsonErrors(file: string): unknown {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const valid = ajv.compile(JSON.parse(readFileSync(join(shared, "schema_ocel2.json"), "utf8")) as object);
  return valid(JSON.parse(readFileSync(file, "utf8"))) ? [] : valid.errors;
}

async function xmlErrors(file: string): Promise<readonly string[]> {
  const result = await validateXML({
    xml: [{ fileName: "log.xml", contents: readFileSync(file, "utf8") }],
    schema: [{ fileName: "ocel2.xsd", contents: readFileSync(join(shared, "ocel2-validation.xsd"), "utf8") }],
    maxMemoryPages: 32_768,
  });
  return result.errors.map(({ message }) => message);
}

/** Rows of either log that the other has not, or not as often: the first three of each relation. Large logs are compared where they lie. */
async function differing(log: EventLog, other: EventLog): Promise<readonly unknown[]> {
  const found: unknown[] = [];
  for (const [name, relation] of Object.entries(log.relations) as [keyof typeof log.relations, string][]) {
    const [from, to] = [id(relation), id(other.relations[name])];
    const rows = await it.engine.rows(
      sql`SELECT * FROM ((SELECT 'lost' AS side, * FROM (SELECT * FROM ${from} EXCEPT ALL SELECT * FROM ${to}) AS a)
UNION ALL (SELECT 'made up' AS side, * FROM (SELECT * FROM ${to} EXCEPT ALL SELECT * FROM ${from}) AS b)) AS d LIMIT 3`,
    );
    found.push(...rows.map((row) => ({ relation: name, ...row })));
  }
  return found;
}

describe.skipIf(!existsSync(shared))("published event logs (skipped where ../shared/data/event-logs is absent)", () => {
  test("BPIC 2012: its events, cases, activities and variants, and through XES again", async () => {
    const before = process.cpuUsage();
    const log = await read(it, join(shared, "bpic2012.xes.gz"));
    const { user, system } = process.cpuUsage(before);
    expect(log.counts).toMatchObject({ events: 262_200, objects: 13_087, activities: 24, eventAttributes: 506_390 });
    expect(log.problems).toEqual({ dangling: [], unreadable: [], objects: [] });
    const { events, event_objects, event_attributes } = log.relations;
    const variants = async (activity: ReturnType<typeof sql>): Promise<number> => {
      const traces = sql`SELECT string_agg(${activity}, '|' ORDER BY e.event) AS trace FROM ${id(events)} AS e JOIN ${id(event_objects)} AS l ON l.event = e.event
        LEFT JOIN ${id(event_attributes)} AS a ON a.event = e.event AND a.name = 'lifecycle:transition' GROUP BY l.object`;
      const [row] = await it.engine.rows<{ n: string }>(sql`SELECT count(DISTINCT trace) AS n FROM (${traces}) AS t`);
      return Number(row?.n);
    };
    // The published figures of activities go by the name alone. The log's own classifier adds the transition: 36, but no more variants.
    expect(await variants(sql`e.activity`)).toBe(4366);
    expect(await variants(sql`concat(e.activity, '+', a.value)`)).toBe(4366);
    const [pairs] = await it.engine.rows<{ n: string }>(
      sql`SELECT count(DISTINCT concat(e.activity, '+', a.value)) AS n FROM ${id(events)} AS e JOIN ${id(event_attributes)} AS a ON a.event = e.event AND a.name = 'lifecycle:transition'`,
    );
    expect(Number(pairs?.n)).toBe(36);
    const again = await through(it, log, "xes");
    expect(again.notes).toEqual([]);
    expect(await differing(log, again.log)).toEqual([]);
    // Seconds of processor time, which a busy machine does not stretch; about five on two cores of 2024.
    expect((user + system) / 1e6).toBeLessThan(10);
  }, 180_000);

  test("purchase to pay: its events, objects and dangling references, and through every format again", async () => {
    const log = await read(it, join(shared, "ocel-p2p"));
    expect(log.counts).toMatchObject({
      events: 14_671,
      objects: 9543,
      activities: 10,
      objectTypes: 7,
      eventObjects: 35_927,
      objectObjects: 20_402,
    });
    expect(log.problems.unreadable).toEqual([]);
    expect(log.problems.dangling.map(({ kind, count, first }) => [kind, count, first.length])).toEqual([["object-object", 2028, 100]]);
    for (const format of [...formats, "ocel-csv"] as const) {
      const again = await through(it, log, format);
      expect(again.notes).toEqual(["2,028 references name objects that are not in the log; a strict reader may refuse them."]);
      expect(await differing(log, again.log), `after ${format}`).toEqual([]);
      if (format === "ocel-json") expect(jsonErrors(again.file)).toEqual([]);
      if (format === "ocel-xml") {
        // What the published schema says against any such log: it cannot allow references that lead nowhere, and it
        // takes an attribute's name for ambiguous when two types declare it.
        const known = /'objectObjectRef'|More than one match found for key-sequence/;
        expect((await xmlErrors(again.file)).filter((message) => !known.test(message))).toEqual([]);
      }
    }
  }, 180_000);

  interface Step {
    readonly log: EventLog;
    readonly bytes: Buffer;
    readonly notes: readonly string[];
    readonly contents: Awaited<ReturnType<typeof contents>>;
    readonly errors: unknown;
  }

  /**
   * The example written in one format, from what was read of another. Each of the twelve steps is taken once, since
   * the file it starts from has the same bytes whatever way led there: the orders below hold that against each other.
   */
  const steps = new Map<string, Promise<Step>>();
  function step(from: Format | "published", to: Format): Promise<Step> {
    const taken = steps.get(`${from} ${to}`) ?? take(from, to);
    steps.set(`${from} ${to}`, taken);
    return taken;
  }

  async function take(from: Format | "published", to: Format): Promise<Step> {
    const start = from === "published" ? await published() : (await step("published", from)).log;
    const { log, file, notes } = await through(it, start, to);
    const errors = { "ocel-json": jsonErrors, "ocel-xml": xmlErrors, "ocel-sqlite": () => [] }[to](file);
    return { log, bytes: readFileSync(file), notes, contents: await contents(it, log), errors: await errors };
  }

  let example: Promise<EventLog> | undefined;
  const published = (): Promise<EventLog> => (example ??= read(it, join(shared, "ocel20_example.jsonocel")));

  test.each(orders)("the example of OCEL 2.0 is the same through %s, %s and %s", async (...order) => {
    const first = await published();
    const expected = await contents(it, first);
    expect(first.counts).toMatchObject({ events: 13, objects: 9, eventObjects: 20, objectObjects: 7, objectAttributes: 12 });
    let from: Format | "published" = "published";
    for (const to of order) {
      const next = await step(from, to);
      expect(next.notes).toEqual([]);
      expect(next.contents).toEqual(expected);
      expect(next.errors).toEqual([]);
      // So the next step may start from any of them.
      expect(next.bytes.equals((await step("published", to)).bytes), `${from} to ${to}`).toBe(true);
      from = to;
    }
  });

  test("the example's published forms differ from each other only in their times, which two of them give without a zone", async () => {
    const json = await read(it, join(shared, "ocel20_example.jsonocel"));
    for (const name of ["ocel20_example.sqlite", "ocel20_example.xmlocel"]) {
      const other = await read(it, join(shared, name), { timeZone: "Europe/Berlin" });
      const [a, b] = [await contents(it, json), await contents(it, other)];
      expect(b.events).toEqual(a.events);
      expect(b.object_objects.length).toBe(a.object_objects.length);
      expect(b.object_attributes).toEqual(a.object_attributes);
    }
  });

  test("running-example.xes keeps everything through XES", async () => {
    const log = await read(it, join(shared, "running-example.xes"));
    expect(log.counts).toMatchObject({ events: 42, objects: 6, activities: 8 });
    const [before, after] = [await contents(it, log), await contents(it, (await through(it, log, "xes")).log)];
    // The published file has an attribute of the log before its extensions; XES wants it after them, and so it is written.
    const header = (rows: typeof before.header) =>
      rows.map(({ section, name, type, value }) => JSON.stringify([section, name, type, value])).sort();
    expect({ ...after, header: header(after.header) }).toEqual({ ...before, header: header(before.header) });
  });
});
