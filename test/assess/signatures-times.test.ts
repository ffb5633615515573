import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SignatureType } from "../../src/assess/signatures/index.ts";
import { between, openSignatures, random, stamp, times, type Given } from "./signatures-given.ts";

let room: Awaited<ReturnType<typeof openSignatures>>;
beforeAll(async () => {
  room = await openSignatures();
});
afterAll(async () => {
  await room.close();
});

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = Date.UTC(2026, 0, 1);

/** Moments over the year 2026, to the minute. */
function moments(seed: number, count: number, days = 365): readonly number[] {
  const next = random(seed);
  return times(count, () => YEAR + between(next, 0, days * 24 * 60 - 1) * 60_000);
}

function day(at: number): string {
  return stamp(at).slice(0, 10);
}

/** The clock of New York, kept as though it were UTC. */
function newYork(at: number): number {
  return Date.parse(`${new Date(at).toLocaleString("sv-SE", { timeZone: "America/New_York" }).replace(" ", "T")}Z`);
}

async function only(type: SignatureType, given: Given, timeZone?: string): Promise<readonly unknown[]> {
  const { signatures } = await room.find(type, given, timeZone === undefined ? {} : { timeZone });
  return signatures.map(({ code, parameters, records }) => [code, parameters, records]);
}

describe("days", () => {
  it.each([
    [-1, "-1 day"],
    [7, "+7 days"],
    [-30, "-30 days"],
  ])("finds dates %s days off", async (shift, offset) => {
    const given = moments(1, 30).map((at) => [day(at), day(at + shift * DAY)] as const);
    expect(await only("date", given)).toEqual([["day-shift", { offset }, 30]]);
  });

  it("near miss: a day earlier except in one branch, whose days vary", async () => {
    const next = random(2);
    const other = times(25, () => between(next, 2, 40) * (next() < 0.5 ? 1 : -1));
    const given = [
      ...moments(2, 40).map((at) => [day(at), day(at - DAY)] as const),
      ...moments(3, 25).map((at, place) => [day(at), day(at + (other[place] ?? 0) * DAY)] as const),
    ];
    const { signatures, codes } = await room.find("date", given);
    expect(signatures.map(({ code, records }) => [code, records])).toEqual([["day-shift", 40]]);
    expect(codes.slice(40).every((code) => code === undefined)).toBe(true);
  });

  it("near miss: some days more or less", async () => {
    const next = random(4);
    const given = moments(4, 60).map((at) => [day(at), day(at + between(next, 1, 6) * DAY)] as const);
    expect(await only("date", given)).toEqual([]);
  });

  it("keeps the clock over a change of it", async () => {
    const noon = times(40, (place) => Date.UTC(2026, 2, 1 + place, 17));
    const given = noon.map((at) => {
      const next = newYork(at) + DAY;
      return [stamp(at), stamp(next + (newYork(next + 5 * HOUR) === next ? 5 : 4) * HOUR)] as const;
    });
    expect(await only("timestamp", given)).toEqual([["day-shift", { offset: "+1 day" }, 40]]);
  });

  it("finds month and day swapped, in one record too", async () => {
    const given = times(60, (place) => [1 + (place % 12), 1 + ((place * 5) % 11)] as const)
      .filter(([month, date]) => month !== date)
      .map(([month, date]) => {
        const two = (part: number): string => String(part).padStart(2, "0");
        return [`2026-${two(month)}-${two(date)}`, `2026-${two(date)}-${two(month)}`] as const;
      });
    expect(await only("date", given)).toEqual([["month-day-swapped", {}, given.length]]);
    const { signatures } = await room.find("date", [["2026-03-08", "2026-08-03"]]);
    expect(signatures).toMatchObject([{ code: "month-day-swapped", confidence: expect.closeTo(0.5, 1) }]);
  });

  it("near miss: swapped and a day off", async () => {
    const given = times(
      12,
      (place) =>
        [
          `2026-${String(1 + (place % 9)).padStart(2, "0")}-1${place % 3}`,
          `2026-1${place % 3}-${String(2 + (place % 9)).padStart(2, "0")}`,
        ] as const,
    );
    expect(await only("date", given)).toEqual([]);
  });
});

describe("hours and zones", () => {
  it("finds a shift of hours that no zone explains", async () => {
    const given = moments(5, 40).map((at) => [stamp(at), stamp(at - 5 * HOUR)] as const);
    expect(await only("timestamp", given)).toEqual([["hour-shift", { offset: "-5 hours" }, 40]]);
    const half = moments(6, 40).map((at) => [stamp(at), stamp(at + 90 * 60_000)] as const);
    expect(await only("timestamp", half)).toEqual([["hour-shift", { offset: "+1 hour 30 minutes" }, 40]]);
  });

  it("finds local time kept as UTC by the change of clocks", async () => {
    const given = moments(7, 60).map((at) => [stamp(at), stamp(newYork(at))] as const);
    expect(await only("timestamp", given)).toEqual([
      ["zone-shift", { zone: "America/New_York", direction: "local time kept as UTC", offset: "−5 h in winter, −4 h in summer" }, 60],
    ]);
  });

  it("finds UTC converted once more, and a zone that is not the estate's", async () => {
    const given = moments(8, 60).map((at) => [stamp(newYork(at)), stamp(at)] as const);
    expect(await only("timestamp", given, "America/Chicago")).toMatchObject([
      ["zone-shift", { zone: "America/New_York", direction: "UTC kept as local time" }, 60],
    ]);
  });

  it("names a single record's zone with low confidence", async () => {
    const { signatures } = await room.find("timestamp", [["2026-01-08 17:12:44", "2026-01-08 12:12:44"]]);
    expect(signatures).toMatchObject([{ code: "zone-shift", records: 1 }]);
    expect(signatures[0]?.confidence).toBeLessThanOrEqual(0.5);
  });

  it("in winter alone names the zone and says that five hours explain as much", async () => {
    const { signatures } = await room.find(
      "timestamp",
      moments(9, 30, 50).map((at) => [stamp(at), stamp(newYork(at))] as const),
    );
    expect(signatures.map(({ code }) => code)).toEqual(["zone-shift"]);
    expect(signatures[0]?.ambiguity.map(({ code, parameters }) => [code, parameters["offset"]])).toContainEqual(["hour-shift", "-5 hours"]);
  });

  it("near miss: hours that vary by some minutes", async () => {
    const next = random(10);
    const given = moments(10, 60).map((at) => [stamp(at), stamp(at - 5 * HOUR + between(next, -8, 8) * 60_000)] as const);
    expect(await only("timestamp", given)).toEqual([]);
  });

  it("finds the dropped time of day", async () => {
    const given = moments(11, 30).map((at) => [stamp(at), stamp(Math.floor(at / DAY) * DAY)] as const);
    expect(await only("timestamp", given)).toEqual([["time-dropped", { midnight: "in UTC" }, 30]]);
  });

  it("separates a zone from a shift of a day", async () => {
    const given = [
      ...moments(12, 40).map((at) => [stamp(at), stamp(newYork(at))] as const),
      ...moments(13, 20, 60).map((at) => [stamp(at), stamp(at - DAY)] as const),
    ];
    expect(await only("timestamp", given)).toMatchObject([
      ["zone-shift", {}, 40],
      ["day-shift", { offset: "-1 day" }, 20],
    ]);
  });
});
