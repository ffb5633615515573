import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { changeOf, isSeasonal, type DayFill } from "../../src/detect/migration/fill.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { Dataset } from "../../src/model/index.ts";
import { startEngine, type GivenRecord } from "./given.ts";
import { day, random, residueOf, told } from "./migration-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const FIELDS = {
  id: "key",
  created: "timestamp",
  unit: "text",
  class: "text",
  area: "text",
  crew: "text",
  status: "text",
  paid: "date",
} as const;

function jobs(count: number, each: (place: number, date: number) => Partial<GivenRecord>): GivenRecord[] {
  return Array.from({ length: count }, (_, place) => {
    const date = Math.floor(place / 2);
    return {
      id: String(place),
      created: `${day(date)} 15:00:00`,
      unit: null,
      area: `A${place % 3}`,
      crew: `C${place % 4}`,
      status: null,
      paid: null,
      ...each(place, date),
    } as GivenRecord;
  });
}

const find = async (records: readonly GivenRecord[], declared: Partial<Dataset> = {}): Promise<string[]> => {
  const rows = await residueOf(engine, {
    datasets: { "books.invoices": { fields: FIELDS, records } },
    declared: { "books.invoices": declared },
  });
  return told(rows.filter(({ outcome }) => String(outcome).startsWith("column"))).map(
    (text, index) => `${rows[index]?.["outcome"]}: ${text}`,
  );
};

describe("columns", () => {
  test("that stop or start are told with the day and the records without", async () => {
    expect(await find(jobs(400, (_, date) => ({ class: date < 120 ? "HVAC" : null })))).toEqual([
      "column-stopped: books.invoices.class | 2026-05-01 | 160",
    ]);
    expect(await find(jobs(400, (_, date) => ({ class: date < 120 ? null : "HVAC" })))).toEqual([
      "column-started: books.invoices.class | 2026-05-01 | 240",
    ]);
  });

  test("that are seldom filled, or still are now and then, are none", async () => {
    expect(await find(jobs(400, (place, date) => ({ class: date < 120 && place % 2 === 0 ? "HVAC" : null })))).toEqual([]);
    expect(await find(jobs(400, (place, date) => ({ class: date < 120 || place % 20 === 0 ? "HVAC" : null })))).toEqual([]);
  });

  test("that were not filled in yet are none", async () => {
    // Paid 45 days after: of the last 45 days none is.
    expect(await find(jobs(400, (_, date) => ({ paid: date < 155 ? day(date + 45) : null })))).toEqual([]);
    // The class is set when the job is closed.
    const state = { field: "status", words: {}, derived: [] };
    const late = jobs(400, (_, date) => ({ class: date < 155 ? "HVAC" : null, status: date < 155 ? "Closed" : "Open" }));
    expect(await find(late, { state })).toEqual([]);
    const stopped = jobs(400, (_, date) => ({ class: date < 120 ? "HVAC" : null, status: date < 170 ? "Closed" : "Open" }));
    expect(await find(stopped, { state })).toEqual(["column-stopped: books.invoices.class | 2026-05-01 | 160"]);
  });

  test("that all begin on one day are a dataset that begins", async () => {
    expect(
      await find(jobs(400, (place, date) => (date < 120 ? { area: null, crew: null, class: null } : { class: `K${place % 5}` }))),
    ).toEqual([]);
  });

  test("that one unit alone fills are told of the unit while it is there, and not when it ends", async () => {
    const ended = jobs(400, (_, date) => ({ unit: date < 120 ? "buffalo" : "rochester", class: date < 120 ? "HVAC" : null }));
    expect(await find(ended)).toEqual([]);
    const changed = jobs(400, (place, date) => ({
      unit: place % 2 === 0 ? "buffalo" : "rochester",
      class: place % 2 === 0 && date < 120 ? "HVAC" : null,
    }));
    expect(await find(changed)).toEqual(["column-stopped: books.invoices.class | buffalo | 2026-05-01 | 80"]);
  });

  test("that have a season are none", () => {
    const days = Array.from({ length: 730 }, (_, date): DayFill => {
      const winter = date % 365 >= 320;
      return { day: day(date), records: 4, filled: winter ? 0 : 4 };
    });
    const change = changeOf(days.slice(0, 720));
    expect(change === undefined ? undefined : isSeasonal(days, { ...change, day: day(685) })).toBe(true);
    const ended = days.map((one, date) => ({ ...one, filled: date < 685 ? 4 : 0 }));
    const found = changeOf(ended);
    expect(found?.day).toBe(day(685));
    expect(found === undefined ? undefined : isSeasonal(ended, found)).toBe(false);
  });

  test("give the same signs in any order", async () => {
    const records = jobs(400, (place, date) => ({
      unit: place % 2 === 0 ? "buffalo" : "rochester",
      class: date < 120 ? null : "HVAC",
      area: place % 2 === 0 && date < 150 ? "A" : null,
    }));
    const next = random(3);
    const shuffled = records
      .map((record) => [next(), record] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, record]) => record);
    const rows = await find(records);
    expect(rows).toHaveLength(2);
    expect(await find(shuffled)).toEqual(rows);
  });
});
