import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { VolumeInput } from "../../src/assess/onset/index.ts";
import { openDuckdb } from "../../src/engines/duckdb/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import { changeOf, isWeekend, poisson, writeCalendar } from "./volume-given.ts";
import { randomFrom } from "./slices-given.ts";

let scratch: string;
let engine: Engine;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "tieout-volume-"));
  engine = await openDuckdb({ threads: 2, memory: undefined, spill: scratch });
  await writeCalendar(engine);
});
afterAll(async () => {
  await engine.close();
  rmSync(scratch, { recursive: true, force: true });
});

const START = "2025-01-01";
const HOLIDAYS = new Set(["2025-01-01", "2025-07-04", "2025-11-27", "2025-12-25"]);
const SEEDS = [1, 2, 3, 4, 5];

/** Nothing happens on weekends and holidays. */
function worked(seed: number, mean: (day: string, place: number) => number): (day: string, place: number) => number {
  const random = randomFrom(seed * 104_729);
  return (day, place) => (isWeekend(day) || HOLIDAYS.has(day) ? 0 : poisson(random, mean(day, place)));
}

describe("a gap", () => {
  it("is an open day without records, with what was expected", async () => {
    const change = await changeOf(
      engine,
      START,
      365,
      worked(1, (day) => (day === "2025-05-06" ? 0 : 20)),
    );
    expect(change.gaps).toMatchObject([{ from: "2025-05-06", until: "2025-05-06", days: 1, ongoing: false }]);
    expect(change.gaps[0]?.expected).toBeGreaterThan(14);
    expect(change.fall).toBeUndefined();
    expect(change.usual.map(({ weekday }) => weekday)).toEqual([1, 2, 3, 4, 5]);
  });

  it("of a small volume is one once it lasts", async () => {
    const day = await changeOf(
      engine,
      START,
      365,
      worked(2, (date) => (date === "2025-05-06" ? 0 : 5)),
    );
    expect(day.gaps).toEqual([]);
    const week = await changeOf(
      engine,
      START,
      365,
      worked(2, (date) => (date >= "2025-05-05" && date <= "2025-05-09" ? 0 : 5)),
    );
    expect(week.gaps).toMatchObject([{ from: "2025-05-05", until: "2025-05-09", days: 5 }]);
  });

  it("is a single run of a schedule that did not happen, daily or weekly", async () => {
    const daily = await changeOf(engine, START, 365, (day) => (day === "2025-05-06" ? 0 : 1), { calendar: undefined });
    expect(daily.gaps).toMatchObject([{ from: "2025-05-06", until: "2025-05-06", days: 1, expected: 1 }]);
    const mondays = await changeOf(engine, START, 365, (day) => (new Date(day).getUTCDay() === 1 && day !== "2025-05-05" ? 1 : 0));
    expect(mondays.gaps).toMatchObject([{ from: "2025-05-05", until: "2025-05-05", days: 1, expected: 1 }]);
  });

  it("goes on when nothing came since", async () => {
    const change = await changeOf(
      engine,
      START,
      365,
      worked(3, (day) => (day >= "2025-10-06" ? 0 : 20)),
    );
    expect(change.gaps).toMatchObject([{ from: "2025-10-06", until: "2025-12-31", ongoing: true }]);
    expect(change.fall).toBeUndefined();
  });
});

describe("a fall", () => {
  it("is dated and measured", async () => {
    for (const seed of SEEDS) {
      const change = await changeOf(
        engine,
        START,
        365,
        worked(seed, (day) => (day >= "2025-10-06" ? 12 : 60)),
      );
      expect(change.fall?.from).toBe("2025-10-06");
      expect(change.fall?.share).toBeGreaterThan(0.1);
      expect(change.fall?.share).toBeLessThan(0.3);
      expect(change.gaps).toEqual([]);
    }
  });

  it("is none by less than half", async () => {
    for (const seed of SEEDS) {
      const change = await changeOf(
        engine,
        START,
        365,
        worked(seed, (day) => (day >= "2025-10-06" ? 40 : 60)),
      );
      expect(change.fall).toBeUndefined();
    }
  });
});

describe("no change", () => {
  const planned = { maintenance: [{ from: "2025-05-05", until: "2025-05-09" }] };
  it.each<[string, number, (day: string, place: number) => number, Partial<VolumeInput>?]>([
    ["in a small volume", 365, () => 2],
    ["in a middling volume", 365, () => 5],
    ["on holidays and weekends", 365, () => 30],
    ["in a planned maintenance", 365, (day) => (day >= "2025-05-05" && day <= "2025-05-09" ? 0 : 20), planned],
    ["in a branch that really started in March", 365, (day) => (day < "2025-03-03" ? 0 : 20)],
    ["in a seasonal lull", 365, (_, place) => 40 * (1 - 0.7 * Math.exp(-(((place - 200) / 30) ** 2)))],
    ["in a slow decline to a third", 365, (_, place) => 40 * (1 - 0.7 * Math.min(1, Math.max(0, (place - 150) / 100)))],
    ["in seasons", 730, (_, place) => 20 + 15 * Math.sin((2 * Math.PI * place) / 365)],
    ["where the same weeks fell a year ago", 730, (_, place) => (place % 364 >= 300 ? 10 : 40)],
    ["after a bulk import", 365, (_, place) => (place === 103 ? 500 : 20)],
  ])("%s", async (_, days, mean, input = {}) => {
    for (const seed of SEEDS) {
      const change = await changeOf(engine, START, days, worked(seed, mean), input);
      expect(change).toMatchObject({ gaps: [], fall: undefined, tooFew: false });
    }
  });

  it("is said of what has too few days, or none", async () => {
    expect(
      await changeOf(
        engine,
        START,
        20,
        worked(1, () => 20),
      ),
    ).toMatchObject({ gaps: [], tooFew: true });
    expect(await changeOf(engine, START, 365, (day) => (day.endsWith("-03") ? 1 : 0))).toMatchObject({ gaps: [], tooFew: true });
  });
});
