import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { migrationResidue } from "../../src/detect/migration-residue.ts";
import { sql } from "../../src/sql/index.ts";
import { startEngine, type GivenRecord } from "./given.ts";
import { day, migrationContext, random, residueOf, system, told, unit } from "./migration-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const FIELDS = { id: "key", created: "timestamp", unit: "text" } as const;
const at = (after: number): string => `${day(after)} 15:00:00`;

/** A record a day and more: what its id is, and of which unit it is. */
function jobs(count: number, each: (place: number, date: number) => Partial<GivenRecord> & { id: string }): GivenRecord[] {
  return Array.from({ length: count }, (_, place) => {
    const date = Math.floor(place / 2);
    return { created: at(date), unit: null, ...each(place, date) };
  });
}

const find = async (records: readonly GivenRecord[], more: object = {}): Promise<string[]> =>
  told(await residueOf(engine, { datasets: { "dispatch.jobs": { fields: FIELDS, records } }, ...more }), "two-id-formats");

const four = (place: number): string => String(1000 + place);
const letter = (place: number): string => "ABCDEFGHJKLMNPQRSTUVWXYZ"[(place * 7) % 24] as string;

describe("two id formats", () => {
  test("are told with their patterns, the day and what has the old one", async () => {
    const records = jobs(400, (place, date) => ({
      id: date < 100 ? `GB-${four(place)}` : `${letter(place)}${10 + (place % 89)}-${100000 + place}`,
    }));
    expect(await find(records)).toEqual(["dispatch.jobs.id | GB-9999 | A99-999999 | 2026-04-11 | 200"]);
  });

  test("that stand side by side are none", async () => {
    expect(await find(jobs(400, (place) => ({ id: place % 3 === 0 ? `GB-${four(place)}` : `WO-${four(place)}` })))).toEqual([]);
  });

  test("of two branches, one of which opened when the other closed, are none", async () => {
    const records = jobs(400, (place, date) => ({
      id: date < 100 ? `GB-${four(place)}` : `WO-${four(place)}`,
      unit: date < 100 ? "buffalo" : "rochester",
    }));
    expect(await find(records)).toEqual([]);
    expect(await find(records.map((record) => ({ ...record, unit: "buffalo" })))).toEqual([
      "dispatch.jobs.id | GB-9999 | WO-9999 | 2026-04-11 | 200",
    ]);
  });

  test("of one unit beside others that always had the new one are told of the unit", async () => {
    const records = jobs(600, (place, date) => {
      const acquired = place % 2 === 0;
      return { id: acquired && date < 150 ? `GB-${four(place)}` : `J${10000 + place}`, unit: acquired ? "rochester" : "buffalo" };
    });
    expect(await find(records)).toEqual(["dispatch.jobs.id | rochester | GB-9999 | J99999 | 2026-05-31 | 150"]);
  });

  test("a counter that grew a digit is none, one that jumped is", async () => {
    expect(await find(jobs(400, (place) => ({ id: `J-${800 + place}` })))).toEqual([]);
    expect(await find(jobs(400, (place, date) => ({ id: date < 100 ? `${1000 + place}` : `${700000 + place}` })))).toEqual([
      "dispatch.jobs.id | 9999 | 999999 | 2026-04-11 | 200",
    ]);
  });

  test("of one column after three eras, each step is told", async () => {
    const records = jobs(600, (place, date) => ({ id: `${date < 100 ? "OLD" : date < 200 ? "MID" : "NEW"}-${four(place)}` }));
    expect(await find(records)).toEqual([
      "dispatch.jobs.id | MID-9999 | NEW-9999 | 2026-07-20 | 200",
      "dispatch.jobs.id | OLD-9999 | MID-9999 | 2026-04-11 | 200",
    ]);
  });

  test("random ids beside numbered ones", async () => {
    const next = random(7);
    const hex = (length: number): string => Array.from({ length }, () => "0123456789abcdef"[Math.floor(next() * 16)]).join("");
    const records = jobs(400, (place, date) => ({ id: date < 100 ? `GB-${four(place)}` : `${hex(8)}-${hex(4)}-${hex(12)}` }));
    expect(await find(records)).toEqual(["dispatch.jobs.id | GB-9999 | xxxxxxxx-xxxx-xxxxxxxxxxxx | 2026-04-11 | 200"]);
  });

  test("few of them, and free text, are none", async () => {
    expect(await find(jobs(400, (place, date) => ({ id: date < 9 ? `GB-${four(place)}` : `WO-${four(place)}` })))).toEqual([]);
    const records = jobs(400, (place, date) => ({ id: four(place), memo: date < 100 ? `Call ${place} about it` : `${place}: call!` }));
    const fields = { ...FIELDS, memo: "text" } as const;
    expect(told(await residueOf(engine, { datasets: { "dispatch.jobs": { fields, records } } }))).toEqual([]);
  });

  test("old ids count while they are open, changed since, or named since", async () => {
    const records = jobs(400, (place, date) => ({
      id: date < 100 ? `GB-${four(place)}` : `WO-${four(place)}`,
      status: place < 10 ? "Open" : "Closed",
      modified: place >= 8 && place < 15 ? at(150) : at(date),
    }));
    const visits = [20, 21, 30].map((place, index) => ({ id: `V${index}`, job: `GB-${four(place)}`, created: at(index === 2 ? 20 : 160) }));
    const rows = await residueOf(engine, {
      datasets: {
        "dispatch.jobs": { fields: { ...FIELDS, status: "text", modified: "timestamp" }, records },
        "dispatch.visits": { fields: { id: "key", job: "key", created: "timestamp" }, records: visits },
      },
      declared: { "dispatch.jobs": { times: { modified: "modified" }, state: { field: "status", words: {}, derived: [] } } },
      estate: {
        handoffs: [
          {
            id: "visit-to-job",
            title: "",
            from: { dataset: "dispatch.visits", filter: undefined, amount: undefined, clock: undefined },
            to: { dataset: "dispatch.jobs", filter: undefined, amount: undefined, clock: undefined },
            match: { kind: "key", on: [{ from: "job", to: "id" }], ignoreCase: false },
            cardinality: "many-to-one",
            compare: [],
            adjustments: [],
            grace: { count: 0, unit: "days" },
            owner: undefined,
            alert: undefined,
            workflows: [],
            decision: undefined,
            line: 1,
          },
        ],
      },
    });
    expect(told(rows, "two-id-formats")).toEqual(["dispatch.jobs.id | GB-9999 | WO-9999 | 2026-04-11 | 17"]);
  });

  test("that an acquired company goes on using are told of it, with how much is old before and since", async () => {
    const records = jobs(600, (place, date) => {
      const acquired = place % 2 === 0;
      return {
        id: acquired && (date < 150 || place % 3 === 0) ? `GB-${four(place)}` : `J${10000 + place}`,
        unit: acquired ? "rochester" : "buffalo",
      };
    });
    const dataset = { "dispatch.jobs": { fields: FIELDS, records } };
    const rows = await residueOf(engine, { datasets: dataset, estate: { units: [unit("rochester", day(150)), unit("buffalo")] } });
    expect(told(rows)).toEqual(["dispatch.jobs.id | rochester | GB-9999 | J99999 | 2026-05-31 | 200"]);
    expect(JSON.parse(String(rows[0]?.["detail"]))).toMatchObject({
      acquired: "rochester: 100.0 % before 2026-05-31, 33.3 % since",
      inUse: "unknown",
    });
    // No day parts the two, so that nobody would know of it, were the day not declared.
    expect(told(await residueOf(engine, { datasets: dataset, estate: { units: [unit("rochester"), unit("buffalo")] } }))).toEqual([]);
  });

  test("that an acquired company brought along are told, though its records begin with the acquisition", async () => {
    // Bought on day 150; a third of its documents keep the old form, and it is the smallest of three.
    const records = (own: (date: number, place: number) => boolean) =>
      jobs(900, (place, date) => {
        const bought = date >= 150 && place % 5 === 0;
        return {
          id: bought && own(date, place) ? `GB-${four(place)}` : `J${10000 + place}`,
          unit: bought ? "rochester" : place % 2 === 0 ? "buffalo" : "venice",
        };
      });
    const estate = { units: [unit("rochester", day(150)), unit("buffalo"), unit("venice")] };
    const aside = records((_, place) => place % 3 === 0);
    expect((await find(aside, { estate })).map((row) => row.split(" | ").slice(0, 5).join(" | "))).toEqual([
      `dispatch.jobs.id | rochester | GB-9999 | J99999 | ${day(150)}`,
    ]);
    // It is no rule of the others' if they have it, too, and none of its own if nobody bought it.
    const shared = aside.map((record, place) => (place % 9 === 1 ? { ...record, id: `GB-${four(place)}` } : record));
    expect(await find(shared, { estate })).toEqual([]);
    expect(await find(aside, { estate: { units: [unit("rochester"), unit("buffalo")] } })).toEqual([]);
    // Where a day parts the two, it is that day, though the old is a small part of the whole.
    const until = records((date) => date < 200);
    expect((await find(until, { estate })).map((row) => row.split(" | ").slice(0, 5).join(" | "))).toEqual([
      `dispatch.jobs.id | rochester | GB-9999 | J99999 | ${day(200)}`,
    ]);
  });

  test("of an acquired company that keeps its own prefix are none", async () => {
    const records = jobs(600, (place) => ({
      id: place % 2 === 0 ? `GB-${four(place)}` : `J${10000 + place}`,
      unit: place % 2 === 0 ? "rochester" : "buffalo",
    }));
    expect(await find(records, { estate: { units: [unit("rochester", day(150)), unit("buffalo")] } })).toEqual([]);
  });

  test("say in one sentence what was found, and what to do", async () => {
    const records = jobs(400, (place, date) => ({ id: date < 100 ? `GB-${four(place)}` : `WO-${four(place)}` }));
    await residueOf(
      engine,
      { datasets: { "dispatch.jobs": { fields: FIELDS, records } }, estate: { systems: [system("dispatch")] } },
      true,
    );
    const params = migrationResidue.params.parse({});
    const rows = await engine.rows(migrationResidue.compile(params, { breaks: "", mismatches: "", signs: "signs" }, engine.dialect));
    await engine.run(sql`DROP TABLE signs`);
    expect(rows.map((row) => migrationResidue.read(row, params, migrationContext()))).toMatchObject([
      {
        severity: "high",
        subject: { type: "field", id: "dispatch.jobs.id" },
        title: "dispatch.jobs (dispatch): id is written WO-9999 since 11 April 2026 and was GB-9999 before: 200 records have the old one",
        move: "Trace which reports, maps and links still read ids of the form GB-9999, keep one table that gives each its new id, and move what is in use onto it; name an owner of dispatch first.",
        share: 0.5,
        onset: "2026-04-11",
        samples: [{ fields: [{ from: { field: "id", value: "GB-9999" }, to: { field: "id", value: "WO-9999" } }] }],
      },
    ]);
  });
});

/** A format of the pattern language, and how its n-th value reads. */
const format = fc
  .array(
    fc.oneof(
      fc.record({ kind: fc.constant("prefix" as const), text: fc.stringMatching(/^[B-Zb-z]{1,4}$/) }),
      fc.record({ kind: fc.constant("digits" as const), length: fc.integer({ min: 3, max: 7 }) }),
      fc.record({ kind: fc.constant("separator" as const), text: fc.constantFrom("-", "/", "_", ".", "#") }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .filter((parts) => parts.some(({ kind }) => kind === "digits"))
  .map((parts) => ({
    pattern: parts.map((part) => (part.kind === "digits" ? "9".repeat(part.length) : part.text)).join(""),
    value: (next: () => number) =>
      parts
        .map((part) => (part.kind === "digits" ? Array.from({ length: part.length }, () => Math.floor(next() * 10)).join("") : part.text))
        .join(""),
  }));
const skeleton = (pattern: string): string => pattern.replaceAll(/9+/g, "9");

test("random formats that are split on a random day are found exactly, near misses are not", { timeout: 60_000 }, async () => {
  const given = fc.record({
    old: format,
    fresh: format,
    cut: fc.integer({ min: 15, max: 85 }),
    seed: fc.integer(),
    astray: fc.constantFrom(0, 0, 0.01, 0.06, 0.3),
  });
  await fc.assert(
    fc.asyncProperty(
      given.filter(({ old, fresh }) => skeleton(old.pattern) !== skeleton(fresh.pattern)),
      async ({ old, fresh, cut, seed, astray }) => {
        const next = random(seed);
        const days = Array.from({ length: 400 }, (_, place) => Math.floor(place / 4));
        const strays = new Set(days.flatMap((date, place) => (date !== cut && next() < astray ? [place] : [])));
        const records = days.map((date, place) => ({
          id: date < cut !== strays.has(place) ? old.value(next) : fresh.value(next),
          created: at(date),
          unit: null,
        }));
        const shuffled = records
          .map((record) => [next(), record] as const)
          .toSorted(([a], [b]) => a - b)
          .map(([, record]) => record);
        const rows = await find(records);
        expect(await find(shuffled)).toEqual(rows);
        const share = 1 - strays.size / 400;
        // Of each format, how much lies on the other side of the day.
        const isOld = (place: number): boolean => (days[place] as number) < cut !== strays.has(place);
        const wrong = [true, false].map((old) => {
          const own = days.map((_, place) => place).filter((place) => isOld(place) === old);
          return own.filter((place) => strays.has(place)).length / own.length;
        });
        if (share < 0.97 || (share > 0.985 && Math.max(...wrong) < 0.08)) {
          const parts = rows.map((row) => row.split(" | ").slice(1, 4));
          expect(parts).toEqual(share < 0.97 ? [] : [[old.pattern, fresh.pattern, day(cut)]]);
        }
      },
    ),
    { numRuns: 30 },
  );
});
