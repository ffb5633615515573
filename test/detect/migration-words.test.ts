import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { startEngine, type GivenRecord } from "./given.ts";
import { day, random, residueOf, told, unit, type GivenResidue } from "./migration-given.ts";
import { givenLifecycle, givenTrack } from "./status-mismatch-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const FIELDS = { id: "key", created: "timestamp", unit: "text", status: "text", line: "text" } as const;

function jobs(count: number, each: (place: number, date: number) => Partial<GivenRecord>): GivenRecord[] {
  return Array.from({ length: count }, (_, place) => {
    const date = Math.floor(place / 2);
    return {
      id: String(1000 + place),
      created: `${day(date)} 15:00:00`,
      unit: null,
      status: "Done",
      line: null,
      ...each(place, date),
    } as GivenRecord;
  });
}

/** `scheduled` and `held` are open, `done` is not. */
const lifecycle = givenLifecycle({
  states: { scheduled: { next: ["held", "done"] }, held: { next: ["done"] }, done: { final: true } },
  tracks: [
    givenTrack("dispatch", ["scheduled", "held", "done"], {
      dataset: "dispatch.jobs",
      history: undefined,
      words: { booked: "scheduled", "on hold": "held", "waiting (old)": "held" },
    }),
  ],
});

const given = (records: readonly GivenRecord[], estate: GivenResidue["estate"] = {}): GivenResidue => ({
  datasets: { "dispatch.jobs": { fields: FIELDS, records } },
  declared: { "dispatch.jobs": { state: { field: "status", words: {}, derived: [] } } },
  estate: { lifecycles: [lifecycle], ...estate },
});
const find = async (records: readonly GivenRecord[], estate: GivenResidue["estate"] = {}): Promise<string[]> =>
  told(await residueOf(engine, given(records, estate)), "old-word");

describe("status words", () => {
  const held = (word: (date: number) => string) => jobs(400, (place, date) => (place % 4 === 0 ? { status: word(date) } : {}));

  test("for which another came in are told when open records bear them", async () => {
    expect(await find(held((date) => (date < 100 ? "Waiting (old)" : "On hold")))).toEqual([
      "dispatch.jobs.status | Waiting (old) | On hold | 2026-04-11 | 50",
    ]);
  });

  test("that are used beside another, or that nothing open bears, are none", async () => {
    expect(await find(held((date) => (date % 4 < 2 ? "Waiting (old)" : "On hold")))).toEqual([]);
    const closed = {
      ...lifecycle,
      tracks: lifecycle.tracks.map((track) => ({ ...track, words: { ...track.words, "waiting (old)": "done" } })),
    };
    expect(
      await find(
        held((date) => (date < 100 ? "Waiting (old)" : "Done")),
        { lifecycles: [closed] },
      ),
    ).toEqual([]);
  });

  test("that come back are told", async () => {
    const closed = {
      ...lifecycle,
      tracks: lifecycle.tracks.map((track) => ({ ...track, words: { ...track.words, "waiting (old)": "done" } })),
    };
    const back = jobs(400, (place, date) => ({ status: date < 100 || place === 390 ? "Waiting (old)" : "Done" }));
    expect(await find(back, { lifecycles: [closed] })).toEqual(["dispatch.jobs.status | Waiting (old) | Done | 2026-04-11 | 1"]);
  });

  test("that the estate does not know and nobody gives any more are told, those that are still given are not", async () => {
    // Last given on the ninth of April.
    expect(await find(held((date) => (date < 100 ? "WIP 2" : "On hold")))).toEqual(["dispatch.jobs.status | WIP 2 | 2026-04-10 | 50"]);
    expect(await find(held(() => "WIP 2"))).toEqual([]);
    // Five of them are no proof of their own, but lie before the day on which the ids changed.
    const few = jobs(400, (place, date) => ({
      ...(place < 190 && place % 40 === 0 ? { status: "WIP 2" } : {}),
      id: date < 100 ? `GB-${1000 + place}` : `${20000 + place}`,
    }));
    expect(await find(few)).toEqual(["dispatch.jobs.status | WIP 2 | 2026-04-11 | 5"]);
    expect(await find(few.map((record, place) => ({ ...record, id: String(1000 + place) })))).toEqual([]);
  });

  test("of records that merely have not got so far are none", async () => {
    // After 45 days every job is held, after 90 it is done.
    expect(await find(jobs(400, (_, date) => ({ status: date < 110 ? "Done" : date < 155 ? "On hold" : "Booked" })))).toEqual([]);
  });

  test("of one unit that ended are none", async () => {
    const ended = jobs(400, (place, date) => ({
      unit: date < 100 ? "buffalo" : "rochester",
      ...(place % 4 === 0 ? { status: date < 100 ? "Waiting (old)" : "On hold" } : {}),
    }));
    expect(await find(ended)).toEqual([]);
  });

  test("that an acquired company goes on using are told of it", async () => {
    const records = jobs(400, (place, date) => {
      const own = place % 2 === 0;
      const word = own && (date < 100 || place % 3 === 0) ? "Waiting (old)" : "On hold";
      return { unit: own ? "rochester" : "buffalo", status: place % 5 === 0 ? word : "Done" };
    });
    const rows = await residueOf(
      engine,
      given(records, { units: [unit("rochester", day(100)), unit("buffalo")], lifecycles: [lifecycle] }),
    );
    const expected = records.filter(({ status }) => status === "Waiting (old)").length;
    expect(told(rows, "old-word")).toEqual([`dispatch.jobs.status | rochester | Waiting (old) | On hold | 2026-04-11 | ${expected}`]);
    expect(JSON.parse(String(rows.find(({ outcome }) => outcome === "old-word")?.["detail"]))).toMatchObject({
      why: "acquired",
      acquired: "rochester: 20.0 % before 2026-04-11, 7.0 % since",
    });
    expect(await find(records, { units: [unit("rochester"), unit("buffalo")] })).toEqual([]);
  });

  test("that an acquired company brought along are told, though its records begin with the acquisition", async () => {
    const records = jobs(400, (place, date) => {
      const own = date >= 100 && place % 2 === 0;
      return {
        unit: own ? "rochester" : place % 4 === 1 ? "buffalo" : "venice",
        status: place % 4 < 2 ? (own ? "Waiting (old)" : "On hold") : "Done",
      };
    });
    const units = [unit("rochester", day(100)), unit("buffalo"), unit("venice")];
    const expected = records.filter(({ status }) => status === "Waiting (old)").length;
    expect(await find(records, { units, lifecycles: [lifecycle] })).toEqual([
      `dispatch.jobs.status | rochester | Waiting (old) | On hold | 2026-04-11 | ${expected}`,
    ]);
    // Others have it as well: it is no word of its own.
    const shared = records.map((record, place) => (place % 10 === 1 ? { ...record, status: "Waiting (old)" } : record));
    expect((await find(shared, { units, lifecycles: [lifecycle] })).filter((row) => row.includes("rochester"))).toEqual([]);
    // Four records may be an accident.
    let given = 0;
    const few = records.map((record) => (record["status"] === "Waiting (old)" && ++given > 4 ? { ...record, status: "On hold" } : record));
    expect(await find(few, { units, lifecycles: [lifecycle] })).toEqual([]);
  });
});

describe("words of categories", () => {
  const lines = (line: (place: number, date: number) => string) =>
    jobs(400, (place, date) => ({ line: line(place, date), status: place % 10 === 0 ? "On hold" : "Done" }));

  test("are told when the whole vocabulary changes on a day and open records have the old", async () => {
    const found = await find(lines((place, date) => (date < 100 ? `OLD-${place % 3}` : `Line ${place % 4}`)));
    expect(found.map((row) => row.split(" | ").slice(0, 3).join(" | "))).toEqual([
      "dispatch.jobs.line | OLD-0 | 2026-04-11",
      "dispatch.jobs.line | OLD-1 | 2026-04-11",
      "dispatch.jobs.line | OLD-2 | 2026-04-11",
    ]);
    expect(found.reduce((sum, row) => sum + Number(row.split(" | ").at(-1)), 0)).toBe(20);
  });

  test("are none when one of them ends, or when they change with every season", async () => {
    expect(await find(lines((place, date) => (place % 3 === 0 && date < 100 ? "Boilers" : `Line ${place % 4}`)))).toEqual([]);
    expect(await find(lines((_, date) => `Quarter ${Math.floor(date / 50)}`))).toEqual([]);
  });

  test("give the same signs in any order", async () => {
    const records = lines((place, date) => (date < 100 ? `OLD-${place % 3}` : `Line ${place % 4}`));
    const next = random(5);
    const shuffled = records
      .map((record) => [next(), record] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, record]) => record);
    expect(await find(shuffled)).toEqual(await find(records));
  });
});
