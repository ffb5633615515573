import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { calendarOf, isoAfter, onsetOf, type GivenDay } from "./onset-given.ts";
import { randomFrom } from "./slices-given.ts";

let scratch: string;
let engine: Engine;
let threaded: Engine;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "tieout-onset-"));
  engine = await openDuckdb({ threads: 1, memory: undefined, spill: join(scratch, "1") });
  threaded = await openDuckdb({ threads: 3, memory: undefined, spill: join(scratch, "3") });
});
afterAll(async () => {
  await engine.close();
  await threaded.close();
  rmSync(scratch, { recursive: true, force: true });
});

const START = "2025-01-01";
const SEEDS = [1, 2, 3, 4, 5, 6];

function made(seed: number, days: number, volume: number | ((place: number) => number), rate: (place: number) => number): GivenDay[] {
  const random = randomFrom(seed * 7919);
  const each = typeof volume === "number" ? (): number => volume * (0.7 + 0.6 * random()) : volume;
  return calendarOf(random, START, days, each, rate);
}

const isWeekend = (place: number): boolean => [0, 6].includes(new Date(`${isoAfter(START, place)}T00:00:00Z`).getUTCDay());

describe("an onset", () => {
  it("is dated to the day when everything breaks from then on", async () => {
    const days = made(1, 365, 10, (place) => (place < 200 ? 0 : 1));
    const onset = await onsetOf(engine, days);
    const day = isoAfter(START, 200);
    expect(onset).toMatchObject({ from: day, until: undefined, firstBroken: day, between: { earliest: day, latest: day }, undated: 0 });
    expect(onset?.before).toEqual({ records: days.slice(0, 200).reduce((sum, { records }) => sum + records, 0), broken: 0, rate: 0 });
    expect(onset?.inside.rate).toBe(1);
    expect(onset?.after).toEqual({ records: 0, broken: 0, rate: 0 });
    expect(onset?.p).toBeLessThan(1e-100);
  });

  it("is found among background breaks, within days of the truth", async () => {
    for (const seed of SEEDS) {
      const onset = await onsetOf(
        engine,
        made(seed, 365, 60, (place) => (place < 200 ? 0.002 : 0.08)),
      );
      const off = (Date.parse(onset?.from ?? "") - Date.parse(isoAfter(START, 200))) / 86_400_000;
      expect(Math.abs(off)).toBeLessThanOrEqual(2);
      expect(onset?.between.earliest.localeCompare(isoAfter(START, 200))).toBeLessThanOrEqual(0);
      expect(onset?.until).toBeUndefined();
    }
  });

  it("is found in the first and in the last week", async () => {
    for (const place of [1, 4, 360, 364]) {
      const onset = await onsetOf(
        engine,
        made(3, 365, 20, (day) => (day < place ? 0 : 0.9)),
      );
      expect(onset?.from).toBe(isoAfter(START, place));
    }
  });

  it("may have an end, or only an end", async () => {
    const month = await onsetOf(
      engine,
      made(4, 365, 60, (place) => (place >= 200 && place < 230 ? 0.3 : 0.001)),
    );
    expect(month).toMatchObject({ from: isoAfter(START, 200), until: isoAfter(START, 229) });
    expect(month?.after.records).toBeGreaterThan(0);
    const sunday = await onsetOf(
      engine,
      made(5, 365, 60, (place) => (place === 200 ? 0.9 : 0.001)),
    );
    expect(sunday).toMatchObject({ from: isoAfter(START, 200), until: isoAfter(START, 200) });
    const ended = await onsetOf(
      engine,
      made(6, 365, 60, (place) => (place < 120 ? 0.5 : 0)),
    );
    expect(ended).toMatchObject({ from: undefined, until: isoAfter(START, 119), between: { latest: isoAfter(START, 119) } });
  });

  it("is found through a weekend pattern", async () => {
    const onset = await onsetOf(
      engine,
      made(7, 365, 60, (place) => (place < 200 ? 0.01 : 0.12) * (isWeekend(place) ? 4 : 1)),
    );
    expect(onset?.from).toBe(isoAfter(START, 200));
  });

  it("of a few broken records is one when there were none for long", async () => {
    const onset = await onsetOf(
      engine,
      made(8, 365, 4, (place) => (place < 355 ? 0 : 0.6)),
    );
    expect(onset?.before.broken).toBe(0);
    expect(Date.parse(onset?.from ?? "")).toBeGreaterThanOrEqual(Date.parse(isoAfter(START, 354)));
  });

  it("begins with a day that has records, through days without any", async () => {
    const closed = made(
      9,
      200,
      (place) => (isWeekend(place) ? 0 : 20),
      (place) => (place < 101 ? 0 : 1),
    );
    // 2025-04-12 is a Saturday.
    expect(isoAfter(START, 101)).toBe("2025-04-12");
    expect((await onsetOf(engine, closed))?.from).toBe("2025-04-14");
  });
});

describe("no onset", () => {
  it.each<[string, number, number | ((place: number) => number), (place: number) => number]>([
    ["in noise", 365, 60, () => 0.05],
    ["in rare noise", 700, 8, () => 0.004],
    ["in a rate that rises slowly", 365, 100, (place) => 0.01 + (0.05 * place) / 365],
    ["in a rate that follows the seasons", 730, 60, (place) => 0.05 + 0.04 * Math.sin((2 * Math.PI * place) / 365)],
    ["in a rise over two months", 365, 60, (place) => 0.01 + 0.09 * Math.min(1, Math.max(0, (place - 150) / 60))],
    ["in a weekend pattern", 365, 60, (place) => (isWeekend(place) ? 0.3 : 0.01)],
    ["in a weekend pattern of some weeks", 40, 60, (place) => (isWeekend(place) ? 0.3 : 0.01)],
    ["in bad ends of months", 365, 60, (place) => (place % 30 >= 28 ? 0.5 : 0.002)],
    ["in a lull of volume", 365, (place) => (place > 150 && place < 230 ? 8 : 80), () => 0.03],
    ["in a branch that starts small and grows", 300, (place) => 1 + place / 3, () => 0.03],
  ])("%s", async (_, days, volume, rate) => {
    for (const seed of SEEDS) expect(await onsetOf(engine, made(seed, days, volume, rate))).toBeUndefined();
  });

  it("when none or all are broken, or there is no day", async () => {
    expect(
      await onsetOf(
        engine,
        made(1, 100, 10, () => 0),
      ),
    ).toBeUndefined();
    expect(
      await onsetOf(
        engine,
        made(1, 100, 10, () => 1),
      ),
    ).toBeUndefined();
    expect(await onsetOf(engine, [{ day: null, records: 5, broken: 5 }])).toBeUndefined();
    expect(await onsetOf(engine, [{ day: START, records: 50, broken: 20 }])).toBeUndefined();
  });
});

it("depends on neither the order of rows nor threads, and counts records without a day", async () => {
  const days = [...made(2, 200, 40, (place) => (place < 100 ? 0.01 : 0.3)), { day: null, records: 7, broken: 7 }];
  const first = await onsetOf(engine, days);
  expect(first).toMatchObject({ from: isoAfter(START, 100), undated: 7 });
  expect(await onsetOf(threaded, days, {}, true)).toEqual(first);
});
