import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { createCalendar, deadline, id, join, sql, type AgreedTime } from "../../src/sql/index.ts";
import { startEngine } from "../detect/given.ts";

let engine: Engine;
let close: () => Promise<void>;
const HOLIDAYS = ["2026-05-25", "2026-07-03", "2026-12-25"];
beforeAll(async () => {
  ({ engine, close } = await startEngine());
  await engine.runInline(createCalendar("calendar", { businessDays: [1, 2, 3, 4, 5], holidays: HOLIDAYS }, engine.dialect));
});
afterAll(() => close());

const AGREED: readonly AgreedTime[] = [
  ...[0, 1, 30].map((count) => ({ count, unit: "hours" as const })),
  ...[0, 1, 3, 45].map((count) => ({ count, unit: "days" as const })),
  ...[0, 1, 5, 10].map((count) => ({ count, unit: "business-days" as const })),
];

/** Moments around changes of the clock, ends of months and years, weekends and holidays. */
const TIMES = [
  "2026-03-07T23:30:00Z",
  "2026-03-08T04:59:59Z",
  "2026-03-08T05:00:00Z",
  "2026-03-08T06:59:59Z",
  "2026-03-08T07:00:00Z",
  "2026-10-31T12:00:00Z",
  "2026-11-01T03:59:59Z",
  "2026-11-01T05:30:00Z",
  "2026-11-01T06:30:00Z",
  "2026-01-31T23:59:59Z",
  "2026-02-28T12:00:00Z",
  "2024-02-28T18:00:00Z",
  "2025-12-31T23:30:00Z",
  "2026-05-22T20:00:00Z",
  "2026-07-02T15:00:00Z",
  "2026-12-24T15:00:00Z",
  "2026-09-05T12:00:00Z",
  "2026-09-06T12:00:00Z",
];

function localDay(at: number, zone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
}

function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

/** The first moment of a local day, found by looking for it: no clock's arithmetic. */
function firstMoment(day: string, zone: string): number {
  let [low, high] = [Date.parse(`${day}T00:00:00Z`) - 36 * 3_600_000, Date.parse(`${day}T00:00:00Z`) + 36 * 3_600_000];
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000;
    if (localDay(middle, zone) >= day) high = middle;
    else low = middle;
  }
  return high;
}

function isOpen(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !HOLIDAYS.includes(day);
}

function expected(at: number, agreed: AgreedTime, zone: string): number {
  if (agreed.unit === "hours") return at + agreed.count * 3_600_000;
  let day = localDay(at, zone);
  for (let left = agreed.count; left > 0;) {
    day = addDays(day, 1);
    if (agreed.unit === "days" || isOpen(day)) left--;
  }
  return firstMoment(addDays(day, 1), zone);
}

test.each(["America/New_York", "UTC", "Europe/Berlin", "America/Havana", "America/Santiago", "Australia/Lord_Howe", "Asia/Kolkata"])(
  "deadlines in %s are those that a walk through the calendar finds",
  async (timeZone) => {
    const rows = TIMES.map((time) => sql`(CAST(${time.replace("T", " ").replace("Z", "")} AS TIMESTAMP))`);
    await engine.runInline(sql`CREATE OR REPLACE TABLE times AS SELECT * FROM (VALUES ${join(rows)}) AS given (begun)`);
    const range = { least: "2024-02-28 18:00:00", greatest: "2026-12-24 15:00:00" };
    for (const agreed of AGREED) {
      for (const known of [range, undefined]) {
        const { due, join: joined } = deadline(id("t", "begun"), sql`times AS t`, agreed, {
          dialect: engine.dialect,
          timeZone,
          calendar: "calendar",
          range: known,
        });
        const found = await engine.rows<{ begun: string; due: string }>(
          sql`SELECT CAST(t.begun AS VARCHAR) AS begun, CAST(${due} AS VARCHAR) AS due FROM times AS t${joined}`,
        );
        const iso = (text: string): string => new Date(`${text.replace(" ", "T")}Z`).toISOString();
        const told = Object.fromEntries(found.map((row) => [iso(row.begun), iso(row.due)]));
        const due2 = Object.fromEntries(
          TIMES.map((time) => [new Date(time).toISOString(), new Date(expected(Date.parse(time), agreed, timeZone)).toISOString()]),
        );
        expect([agreed, told]).toEqual([agreed, due2]);
      }
    }
  },
);

test("no time has no deadline, and beyond the calendar every day counts", async () => {
  await engine.runInline(
    sql`CREATE OR REPLACE TABLE times AS SELECT * FROM (VALUES (CAST(NULL AS TIMESTAMP)), (CAST('1985-03-01 12:00:00' AS TIMESTAMP))) AS given (begun)`,
  );
  const { due, join: joined } = deadline(
    id("t", "begun"),
    sql`times AS t`,
    { count: 3, unit: "business-days" },
    { dialect: engine.dialect, timeZone: "UTC", calendar: "calendar", range: undefined },
  );
  const found = await engine.rows(sql`SELECT CAST(${due} AS VARCHAR) AS due FROM times AS t${joined} ORDER BY t.begun`);
  expect(found).toEqual([{ due: "1985-03-05 00:00:00" }, { due: null }]);
});

test("money times time is exact to the cent, half up", async () => {
  const value = (amount: string, seconds: string): Promise<unknown> =>
    engine
      .rows(
        sql`SELECT CAST(${engine.dialect.amountDays(sql`CAST(${amount} AS DECIMAL(18, 4))`, sql`CAST(${seconds} AS BIGINT)`)} AS VARCHAR) AS value`,
      )
      .then(([row]) => row?.["value"]);
  expect(await value("0.01", "43200")).toBe("0.01");
  expect(await value("0.01", "43199")).toBe("0.00");
  expect(await value("100.10", "1800000")).toBe("2085.42");
  expect(await value("99999999999999.9999", "3000000000")).toBe("3472222222222222218.75");
  const [row] = await engine.rows(
    sql`SELECT ${engine.dialect.secondsBetween(sql`CAST('2026-01-01 00:00:00.9' AS TIMESTAMP)`, sql`CAST('2026-01-01 00:00:02.1' AS TIMESTAMP)`)} AS seconds`,
  );
  expect(row?.["seconds"]).toBe("1");
});
