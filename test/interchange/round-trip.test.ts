import { writeFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LogFormat } from "../../src/interchange/index.ts";
import { contents, forget, given, read, through } from "./given.ts";

const it = given();
const ocel = ["ocel-json", "ocel-sqlite", "ocel-xml", "ocel-csv"] as const satisfies readonly LogFormat[];

/** Texts as people and hostile people write them; what XML cannot hold is tested elsewhere. */
const text = fc
  .oneof(
    fc.string({ maxLength: 8 }),
    fc.string({ unit: "grapheme", maxLength: 5 }),
    fc.constantFrom(
      "",
      " ",
      "a\nb",
      "\t",
      'x,y;"z"',
      "'; DROP TABLE event; --",
      "<&>]]>",
      "007",
      "1.50",
      "true",
      "NULL",
      "\r\n",
      "🙂",
      "00:00",
      "../../etc",
      "ocel_id",
    ),
  )
  .map((value) => value.replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "?"));
const name = text.filter((value) => value !== "");
const time = fc.oneof(
  fc.date({ min: new Date("1971-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom("2022-01-09T15:00:00+02:00", "2022-01-09T15:00:00.123456789Z", "2022-03-27T02:30:00-05:00"),
);
const valueType = fc.constantFrom("string", "time", "integer", "float", "boolean");
const value = fc.oneof(
  text,
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom("true", "false"),
  time,
);

/** A log by the rules of OCEL: ids and types unique, but references may lead nowhere. */
const ocelLog = fc
  .record({
    types: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
    activities: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
    attributes: fc.uniqueArray(fc.tuple(name, valueType), { selector: ([one]) => one, maxLength: 3 }),
    objects: fc.uniqueArray(name, { maxLength: 5 }),
    events: fc.uniqueArray(name, { maxLength: 6 }),
  })
  .chain(({ types, activities, attributes, objects, events }) => {
    const links = fc.array(fc.record({ objectId: fc.oneof(fc.constantFrom(...objects, "nowhere"), name), qualifier: text }), {
      maxLength: 3,
    });
    const named = fc.constantFrom(...attributes.map(([one]) => one), "undeclared");
    const declared = attributes.map(([one, type]) => ({ name: one, type }));
    return fc.record({
      objectTypes: fc.constant(types.map((one) => ({ name: one, attributes: declared }))),
      eventTypes: fc.constant(activities.map((one) => ({ name: one, attributes: declared }))),
      objects: fc.tuple(
        ...objects.map((one) =>
          fc.record({
            id: fc.constant(one),
            type: fc.constantFrom(...types),
            attributes: fc.array(fc.record({ name: named, time: fc.oneof(time, fc.constant("1970-01-01T00:00:00Z")), value }), {
              maxLength: 5,
            }),
            relationships: links,
          }),
        ),
      ),
      events: fc.tuple(
        ...events.map((one) =>
          fc.record({
            id: fc.constant(one),
            type: fc.constantFrom(...activities),
            time,
            attributes: fc.uniqueArray(fc.record({ name: named, value }), { selector: (attribute) => attribute.name, maxLength: 3 }),
            relationships: links,
          }),
        ),
      ),
    });
  });

describe("a log written and read again", () => {
  test("random logs of OCEL are the same relations after every format, one after the other", async () => {
    await fc.assert(
      fc.asyncProperty(ocelLog, fc.shuffledSubarray([...ocel], { minLength: 2 }), async (json, formats) => {
        const file = it.path("given.json");
        writeFileSync(file, JSON.stringify(json));
        const first = await read(it, file);
        const expected = await contents(it, first);
        let log = first;
        for (const format of formats) {
          const next = await through(it, log, format);
          expect(await contents(it, next.log), `after ${format}`).toEqual(expected);
          expect(next.log.counts).toEqual(first.counts);
          expect(next.log.problems).toEqual(first.problems);
          await forget(it, log);
          log = next.log;
        }
        await forget(it, log);
      }),
      { numRuns: 8 },
    );
  });
});
