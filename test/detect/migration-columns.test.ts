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

  test("that are seldom filled stop and start like others, by what chance allows", async () => {
    const next = random(7);
    const seldom = jobs(400, () => ({ class: next() < 0.4 ? "HVAC" : null }));
    const where = (filled: (date: number) => boolean) =>
      seldom.map((record, place) => (filled(Math.floor(place / 2)) ? record : { ...record, class: null }));
    expect(await find(seldom)).toEqual([]);
    expect(await find(where((date) => date < 120))).toEqual(["column-stopped: books.invoices.class | 2026-05-01 | 160"]);
    // The first day that shows it.
    expect(await find(where((date) => date >= 120))).toEqual(["column-started: books.invoices.class | 2026-05-02 | 242"]);
    // Too few to tell: one in twenty before, and none of forty days' records.
    const rare = jobs(400, (place, date) => ({ class: date < 160 && place % 20 === 0 ? "HVAC" : null }));
    expect(await find(rare)).toEqual([]);
  });

  test("that still are filled now and then, or rest for as long as they did before, are none", async () => {
    expect(await find(jobs(400, (place, date) => ({ class: date < 120 || place % 20 === 0 ? "HVAC" : null })))).toEqual([]);
    // Filled in the first fortnight of each of three bimonths; the last rest is no longer than the others.
    expect(await find(jobs(400, (_, date) => ({ class: date % 65 < 20 ? "HVAC" : null })))).toEqual([]);
    // Filled from April to June: a campaign, or a season.
    expect(await find(jobs(400, (place, date) => ({ class: date >= 70 && date < 130 && place % 5 > 1 ? "HVAC" : null })))).toEqual([]);
  });

  test("that fade away are none", async () => {
    const next = random(5);
    const fading = jobs(400, (_, date) => ({ class: next() < 0.9 * Math.max(0, 1 - date / 140) ** 2 ? "HVAC" : null }));
    expect(await find(fading)).toEqual([]);
  });

  test("that began soon after the dataset did are none", async () => {
    expect(await find(jobs(400, (place, date) => ({ class: date >= 25 && place % 3 > 0 ? "HVAC" : null })))).toEqual([]);
    expect(await find(jobs(400, (place, date) => ({ class: date >= 45 && place % 3 > 0 ? "HVAC" : null })))).toHaveLength(1);
  });

  test("that only some records have stop with these records, and that is no residue", async () => {
    // Permits are for installs, and there are no more installs since May.
    const next = random(11);
    const permits = (installs: (date: number) => boolean) =>
      jobs(400, (_, date) => {
        const isInstall = installs(date) && next() < 0.4;
        return { area: isInstall ? "install" : next() < 0.5 ? "repair" : "service", class: isInstall ? "permit" : null };
      });
    expect((await find(permits((date) => date < 120))).filter((text) => text.includes(".class"))).toEqual([]);
    const without = permits(() => true).map((record, place) => (place < 240 ? record : { ...record, class: null }));
    expect(await find(without)).toEqual([expect.stringContaining("column-stopped: books.invoices.class | 2026-0")]);
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

  test("that are filled in when something else happens to a record are none", async () => {
    // The number of the payment, which comes 45 days after, or after any time up to 90.
    const next = random(13);
    const lags = Array.from({ length: 400 }, (_, place) => (place % 5 === 0 ? 0 : Math.floor(next() * 90)));
    const paid = (lag: (place: number) => number) =>
      jobs(400, (place, date) => {
        const isPaid = place % 3 > 0 && date + lag(place) < 200;
        return { paid: isPaid ? day(date + lag(place)) : null, class: isPaid ? `N${place % 7}` : null };
      });
    const times = { paid: "paid" };
    expect(
      await find(
        paid(() => 45),
        { times },
      ),
    ).toEqual([]);
    expect(
      await find(
        paid((place) => lags[place] ?? 0),
        { times },
      ),
    ).toEqual([]);
    // Not paid for 100 days, that is longer than it takes.
    const stopped = paid(() => 45).map((record, place) => (place < 200 ? record : { ...record, class: null }));
    expect(await find(stopped, { times })).toEqual([expect.stringContaining("column-stopped: books.invoices.class | 2026-04-1")]);
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
