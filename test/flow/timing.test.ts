import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { measureTiming, type TimingEstate } from "../../src/flow/index.ts";
import type { FieldType, Handoff } from "../../src/model/index.ts";
import { createCalendar, id, sql } from "../../src/sql/index.ts";
import { givenHandoff, givenRecords, startEngine, type GivenRecord } from "../detect/given.ts";
import { givenKept, type GivenKept } from "./given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const ESTATE: TimingEstate = { timeZone: "America/New_York", asOf: undefined };
const HOLIDAY = "2026-09-07";

interface Given {
  readonly from: readonly GivenRecord[];
  readonly to: readonly GivenRecord[];
  readonly kept: GivenKept;
  readonly clocks?: readonly [FieldType, FieldType];
  readonly handoff?: Partial<Handoff>;
  readonly estate?: Partial<TimingEstate>;
  readonly capturedAt?: string;
}

async function run({ from, to, kept, clocks = ["timestamp", "timestamp"], handoff, estate, capturedAt }: Given) {
  const more = capturedAt === undefined ? {} : { capturedAt };
  const fields = (clock: FieldType) => ({ id: "key", amount: "money", at: clock, unit: "text" }) as const;
  const sets = {
    from: await givenRecords(engine, "dispatch.jobs", { fields: fields(clocks[0]), records: from, ...more }),
    to: await givenRecords(engine, "books.invoices", { fields: fields(clocks[1]), records: to }),
  };
  const tables = await givenKept(engine, "h1", kept);
  await engine.runInline(createCalendar("calendar", { businessDays: [1, 2, 3, 4, 5], holidays: [HOLIDAY] }, engine.dialect));
  const side = { filter: undefined, amount: "amount", clock: "at" };
  const full = givenHandoff({ from: { dataset: "dispatch.jobs", ...side }, to: { dataset: "books.invoices", ...side }, ...handoff });
  const timing = await measureTiming(
    engine,
    { ...ESTATE, ...estate },
    full,
    { ...sets, kept: tables },
    { prefix: "x", calendar: "calendar" },
  );
  for (const name of ["calendar", sets.from.relation, sets.to.relation, tables.pairs, tables.outcomes])
    await engine.runInline(sql`DROP TABLE ${id(name)}`);
  expect(await engine.rows(sql`SELECT table_name FROM information_schema.tables`)).toEqual([]);
  return timing;
}

/** One pair a line. */
const pairsOf = (
  times: readonly (readonly [string | null, string | null])[],
  unit: string | null = "tampa",
): Pick<Given, "from" | "to" | "kept"> => ({
  from: times.map(([at], index) => ({ id: `${index}`, amount: 1, at, unit })),
  to: times.map(([, at], index) => ({ id: `${index}`, amount: 1, at, unit })),
  kept: { pairs: times.map((_, index) => [index, index]), outcomes: [] },
});

test.each([
  // Friday noon to Monday noon, local: three days, and one of business.
  ["over a weekend", "2026-09-11 16:00:00", "2026-09-14 16:00:00", 72, 1],
  // Thursday 18:00 to Saturday 12:00: six hours of Thursday and all of Friday.
  ["into a weekend", "2026-09-10 22:00:00", "2026-09-12 16:00:00", 42, 1.25],
  // Friday noon to Tuesday noon over a weekend and Labor Day: half of Friday, half of Tuesday.
  ["over a holiday", "2026-09-04 16:00:00", "2026-09-08 16:00:00", 96, 1],
  ["back in time", "2026-09-15 16:00:00", "2026-09-14 16:00:00", -24, -1],
  // The clocks go forward on Sunday: Friday noon to Monday noon is an hour less, and one business day still.
  ["over a lost hour", "2026-03-06 17:00:00", "2026-03-09 16:00:00", 71, 1],
  ["within a day", "2026-09-15 13:00:00", "2026-09-15 13:00:36", 0.01, 0],
  ["beyond the calendar", "1850-01-01 12:00:00", "1850-01-02 12:00:00", 24, 0],
])("%s", async (_, start, end, hours, days) => {
  const timing = await run(pairsOf([[start, end]]));
  const [total] = timing?.slices ?? [];
  expect(total).toEqual({
    slice: { by: "total" },
    pairs: 1,
    early: hours < 0 ? 1 : 0,
    calendar: { p50: hours, p90: hours, p99: hours },
    business: { p50: days, p90: days, p99: days },
  });
});

test("a day counts from its first local moment, and is of its own month", async () => {
  // 2026-09-01 begins at 04:00 UTC; the upstream record was made on 31 August at 20:00 local.
  const timing = await run({ ...pairsOf([["2026-09-01 00:00:00", "2026-09-01"]]), clocks: ["timestamp", "date"] });
  expect(timing?.slices[0]).toMatchObject({ calendar: { p50: 4 }, business: { p50: 0.17 } });
  expect(timing?.slices.map(({ slice }) => slice)).toEqual([
    { by: "total" },
    { by: "unit", value: "tampa" },
    { by: "month", value: "2026-08" },
  ]);
  // In Havana this day's first hour comes twice: it begins at 04:00 UTC.
  const twice = { ...pairsOf([["2026-11-01", "2026-11-01 05:30:00"]]), estate: { timeZone: "America/Havana" } };
  expect((await run({ ...twice, clocks: ["date", "timestamp"] }))?.slices[0]).toMatchObject({ calendar: { p50: 1.5 } });
  const days = await run({ ...pairsOf([["2026-09-01", "2026-09-03"]]), clocks: ["date", "date"] });
  expect(days?.slices[0]).toMatchObject({ calendar: { p50: 48 }, business: { p50: 2 } });
  expect(days?.slices[2]?.slice).toEqual({ by: "month", value: "2026-09" });
});

test("who waits, since when, and who has waited too long", async () => {
  const from = [
    { id: "0", amount: 10, at: "2026-09-21 00:00:00", unit: null }, // missing, ten days
    { id: "1", amount: 20, at: "2026-09-29 12:00:00", unit: null }, // ambiguous, one and a half
    { id: "2", amount: 30.5, at: "2026-09-30 23:00:00", unit: null }, // in flight
    { id: "3", amount: 40, at: null, unit: null }, // missing since nobody knows when
    { id: "4", amount: 50, at: "2026-10-02 00:00:00", unit: null }, // in flight, newer than what is known
    { id: "5", amount: 60, at: "2026-09-01 00:00:00", unit: null }, // a duplicate waits for nothing
    { id: "6", amount: null, at: "2026-09-01 00:00:00", unit: null }, // excluded
  ];
  const outcomes = ["missing", "ambiguous", "in-flight", "missing", "in-flight", "duplicate", "excluded"];
  const given: Given = {
    from,
    to: [],
    capturedAt: "2026-10-05T00:00:00Z", // the other side's, of 1 October, is earlier
    kept: { pairs: [], outcomes: [...outcomes.map((each, row) => ["from", row, each] as const), ["to", 0, "missing"]] },
  };
  expect(await run(given)).toEqual({
    slices: [],
    waiting: { records: 5, amount: "150.50", overdue: 3, medianAge: "0.04", oldest: "10.00" },
    trend: undefined,
  });
  const early = await run({ ...given, estate: { asOf: "2026-09-30T00:00:00-00:00" } });
  expect(early?.waiting).toMatchObject({ medianAge: "0.00", oldest: "9.00" });
  const uncounted = await run({
    ...given,
    handoff: { from: { dataset: "dispatch.jobs", filter: undefined, amount: undefined, clock: "at" } },
  });
  expect(uncounted?.waiting.amount).toBeUndefined();
});

test("the newest complete month against the one before", async () => {
  const times = (month: string, hours: number): readonly [string, string] => [
    `${month}-15 00:00:00`,
    `${month}-15 ${`${hours}`.padStart(2, "0")}:00:00`,
  ];
  const pairs = pairsOf([
    times("2026-06", 1),
    times("2026-07", 2),
    times("2026-08", 3),
    times("2026-08", 4),
    times("2026-08", 5),
    times("2026-09", 9),
  ]);
  // On 1 October 00:00 UTC it is still September in New York.
  expect((await run(pairs))?.trend).toEqual({ month: "2026-08", before: "2026-07", medianHours: 4, medianHoursBefore: 2 });
  expect((await run({ ...pairs, estate: { timeZone: "UTC" } }))?.trend).toMatchObject({ month: "2026-09", before: "2026-08" });
  expect((await run({ ...pairs, estate: { asOf: "2026-07-20T00:00:00Z" } }))?.trend).toBeUndefined();
});

test("nothing is measured where no clock is, nor for a control total", async () => {
  const pairs = pairsOf([["2026-09-01 12:00:00", "2026-09-02 12:00:00"]]);
  const clockless = { dataset: "books.invoices", filter: undefined, amount: "amount", clock: undefined };
  expect(await run({ ...pairs, handoff: { to: clockless } })).toBeUndefined();
  expect(await run({ ...pairs, handoff: { match: { kind: "total" } } })).toBeUndefined();
  expect(await run(pairsOf([["2026-09-01 12:00:00", null]]))).toBeUndefined();
});

/* Times by another way: the wall clock as the platform tells it, business days counted one by one. */
const wall = new Intl.DateTimeFormat("sv-SE", { timeZone: ESTATE.timeZone, dateStyle: "short", timeStyle: "medium" });
const isOpen = (day: number): boolean => {
  const date = new Date(day * 86_400_000);
  return ![0, 6].includes(date.getUTCDay()) && date.toISOString().slice(0, 10) !== HOLIDAY;
};
/** Business seconds since the year's beginning. */
function businessAt(utc: number): number {
  const local = Date.parse(`${wall.format(utc).replace(" ", "T")}Z`) / 1000;
  const today = Math.floor(local / 86_400);
  let passed = isOpen(today) ? local - today * 86_400 : 0;
  for (let day = Date.UTC(2026, 0, 1) / 86_400_000; day < today; day++) if (isOpen(day)) passed += 86_400;
  return passed;
}

test("quantiles are times of pairs, whatever their order", { timeout: 60_000 }, async () => {
  const start = Date.UTC(2026, 1, 20) / 1000;
  const pair = fc.record({
    at: fc.integer({ min: 0, max: 250 * 86_400 }),
    lag: fc.oneof(fc.integer({ min: -200_000, max: 3_000_000 }), fc.constantFrom(0, 3600, 86_400)),
    unit: fc.constantFrom("tampa", "orlando", null),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(pair, { minLength: 1, maxLength: 60 }), fc.integer(), async (pairs, seed) => {
      const text = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
      const given: Given = {
        from: pairs.map(({ at, unit }, index) => ({ id: `${index}`, amount: 1, at: text(start + at), unit })),
        to: pairs.map(({ at, lag, unit }, index) => ({ id: `${index}`, amount: 1, at: text(start + at + lag), unit })),
        kept: {
          pairs: pairs
            .map((_, index) => [index, index] as const)
            .toSorted(([a], [b]) => (Math.imul(a + 1, seed | 1) % 97) - (Math.imul(b + 1, seed | 1) % 97)),
          outcomes: [],
        },
      };
      const timing = await run(given);
      const rank = (values: readonly number[], percent: number, unit: number): number => {
        const sorted = values.toSorted((a, b) => a - b);
        // Multiplied first: 1,860,462 s are 516.795 h, and a quotient in binary is a hair less.
        return Math.round(((sorted[Math.ceil((percent * sorted.length) / 100) - 1] as number) * 100) / unit) / 100 || 0;
      };
      const quantiles = (values: readonly number[], unit: number) => ({
        p50: rank(values, 50, unit),
        p90: rank(values, 90, unit),
        p99: rank(values, 99, unit),
      });
      for (const { slice, ...measured } of timing?.slices ?? []) {
        const here = pairs.filter(({ at, unit }) =>
          slice.by === "total"
            ? true
            : slice.by === "unit"
              ? (unit ?? "no unit") === slice.value
              : wall.format((start + at) * 1000).startsWith(slice.value),
        );
        expect(measured).toEqual({
          pairs: here.length,
          early: here.filter(({ lag }) => lag < 0).length,
          calendar: quantiles(
            here.map(({ lag }) => lag),
            3600,
          ),
          business: quantiles(
            here.map(({ at, lag }) => businessAt((start + at + lag) * 1000) - businessAt((start + at) * 1000)),
            86_400,
          ),
        });
      }
      const by = (kind: "unit" | "month"): number =>
        (timing?.slices ?? []).filter(({ slice }) => slice.by === kind).reduce((sum, each) => sum + each.pairs, 0);
      expect([by("unit"), by("month")]).toEqual([pairs.length, pairs.length]);
    }),
    {
      numRuns: 40,
      examples: [
        [
          [
            { at: 0, lag: 1_860_462, unit: "tampa" },
            { at: 0, lag: 0, unit: "tampa" },
          ],
          0,
        ],
      ],
    },
  );
});
