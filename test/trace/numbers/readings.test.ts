import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import type { Engine } from "../../../src/engines/engine.ts";
import { InputError, money, type Metric, type RecordSet, type Report } from "../../../src/model/index.ts";
import {
  declaredReading,
  findReadings,
  numberKey,
  periodOf,
  placed,
  tieReport,
  totalsOf,
  type FoundNumber,
} from "../../../src/trace/numbers/index.ts";
import { givenRecords, startEngine, type GivenRecord } from "../../detect/given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const ESTATE = { file: "/estate/tieout.yaml", timeZone: "America/New_York" };
const METRIC: Metric = {
  id: "revenue",
  title: "Revenue",
  dataset: "books.invoices",
  aggregate: "sum",
  value: "amount",
  where: "kind <> 'Estimate'",
  date: "completed",
  period: "month",
  byUnit: true,
  owner: undefined,
  decision: undefined,
  line: 7,
};
const REPORT: Report = {
  id: "board",
  title: "Board",
  metric: "revenue",
  values: { kind: "dataset", dataset: "dash.months", value: "revenue", period: "month" },
  through: undefined,
  tolerance: "0",
  owner: undefined,
  decision: undefined,
  line: 9,
};

/** Invoices of three months and two branches: posted some days after they are completed, taxed, some voided, some of a warranty. */
function invoices(seed: number, count = 240): GivenRecord[] {
  let state = seed * 2_654_435_761;
  const next = (below: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e37_79b9) >>> 0;
    return state % below;
  };
  return Array.from({ length: count }, (_, index): GivenRecord => {
    const completed = Date.UTC(2026, 5, 1 + next(90), next(3) === 0 ? next(4) : 12 + next(12), next(60));
    const cents = 10_000 + next(90_000);
    return {
      id: `INV${index}`,
      amount: (cents / 100).toFixed(2),
      tax: (Math.round(cents * 0.07) / 100).toFixed(2),
      completed: new Date(completed).toISOString().slice(0, 19),
      posted: new Date(completed + next(9) * 86_400_000).toISOString().slice(0, 10),
      kind: ["Install", "Service", "Warranty", "Estimate"][next(4)] ?? null,
      unit: ["tampa", "orlando"][next(2)] ?? null,
      deleted: next(12) === 0,
    };
  });
}

let made = 0;
async function given(records: readonly GivenRecord[]): Promise<RecordSet> {
  const set = await givenRecords(engine, `books.invoices${++made}`, {
    fields: {
      id: "key",
      amount: "money",
      tax: "money",
      completed: "timestamp",
      posted: "date",
      kind: "text",
      unit: "text",
      deleted: "boolean",
    },
    records,
  });
  return set;
}

/** What another program makes of the records: by month and branch. */
function told(records: readonly GivenRecord[], of: (record: GivenRecord) => { day: string; value: number } | undefined): FoundNumber[] {
  const sums = new Map<string, number>();
  for (const record of records) {
    const one = of(record);
    if (one === undefined) continue;
    const key = `${one.day.slice(0, 7)}|${String(record["unit"])}`;
    sums.set(key, (sums.get(key) ?? 0) + Math.round(one.value * 100));
  }
  return [...sums].map(([key, cents]) => ({
    period: key.split("|")[0] ?? "",
    unit: key.split("|")[1],
    value: (cents / 100).toFixed(2),
    at: { file: "months.csv", cell: undefined, line: 2 },
  }));
}

const local = (record: GivenRecord): string => {
  // June to August in New York is four hours behind UTC.
  return new Date(Date.parse(`${String(record["completed"])}Z`) - 4 * 3_600_000).toISOString().slice(0, 10);
};
const amount = (record: GivenRecord): number => Number(record["amount"]);
const alive = (record: GivenRecord): boolean => record["deleted"] !== true && record["kind"] !== "Estimate";

async function tied(records: readonly GivenRecord[], numbers: readonly FoundNumber[], metric = METRIC) {
  const set = await given(records);
  const declared = await declaredReading(engine, ESTATE, metric, set.dataset);
  const totals = await totalsOf(engine, metric, set, declared);
  const placedNumbers = placed(numbers, metric.period);
  const beside = [...placedNumbers.numbers.values()].map((one) => ({
    told: one,
    raw: totals.get(numberKey(one.period, one.unit))?.value ?? "0",
  }));
  const readings = await findReadings(engine, metric, set, declared, beside, "0");
  return { report: tieReport(REPORT, metric, totals, placedNumbers, readings), readings, totals };
}

describe("two honest numbers with two definitions", () => {
  const cases: readonly [words: string, of: (record: GivenRecord) => { day: string; value: number } | undefined][] = [
    ["by posted instead of completed", (record) => (alive(record) ? { day: String(record["posted"]), value: amount(record) } : undefined)],
    [
      "with days in UTC instead of America/New_York",
      (record) => (alive(record) ? { day: String(record["completed"]), value: amount(record) } : undefined),
    ],
    [
      "amount - tax instead of amount",
      (record) => (alive(record) ? { day: local(record), value: amount(record) - Number(record["tax"]) } : undefined),
    ],
    [
      "without the condition kind <> 'Estimate'",
      (record) => (record["deleted"] === true ? undefined : { day: local(record), value: amount(record) }),
    ],
    [
      "deleted and voided ones included",
      (record) => (record["kind"] === "Estimate" ? undefined : { day: local(record), value: amount(record) }),
    ],
    [
      "without kind Warranty",
      (record) => (alive(record) && record["kind"] !== "Warranty" ? { day: local(record), value: amount(record) } : undefined),
    ],
    [
      "amount - tax instead of amount; by posted instead of completed",
      (record) => (alive(record) ? { day: String(record["posted"]), value: amount(record) - Number(record["tax"]) } : undefined),
    ],
  ];
  test.each(cases)("%s", async (words, of) => {
    const records = invoices(3);
    const { report, readings } = await tied(records, told(records, of));
    expect(readings.map(({ said }) => said.words)[0]).toBe(words);
    expect(readings.filter(({ said }) => said.changes.length === readings[0]?.said.changes.length)).toHaveLength(1);
    const outcomes = new Set(report.numbers.map(({ outcome }) => outcome));
    expect(outcomes.has("defined-otherwise")).toBe(true);
    for (const outcome of outcomes) expect(["defined-otherwise", "ties", "not-reported"]).toContain(outcome);
    for (const { steps, difference, residual, reported } of report.numbers) {
      if (reported === undefined) continue;
      const sum = steps.reduce((rest, { effect }) => rest.plus(money(effect)), money(residual));
      expect(sum.toFixed(2)).toBe(money(difference).toFixed(2));
      expect(residual).toBe("0.00");
    }
  });
});

test("a number that someone typed is no definition", async () => {
  const records = invoices(5);
  const right = told(records, (record) => (alive(record) ? { day: local(record), value: amount(record) } : undefined));
  const typed = right.map((one, index) => (index === 2 ? { ...one, value: (Number(one.value) + 431.17).toFixed(2) } : one));
  const { report, readings } = await tied(records, typed);
  expect(readings).toEqual([]);
  expect(report.numbers.filter(({ outcome }) => outcome === "unexplained")).toMatchObject([{ difference: "431.17", residual: "431.17" }]);
  expect(report.numbers.filter(({ outcome }) => outcome !== "unexplained").every(({ outcome }) => outcome === "ties")).toBe(true);
});

test("few small counts that another reading gives by chance are not believed", async () => {
  const records = invoices(8, 24);
  const counting = { ...METRIC, aggregate: "count" as const, value: undefined, byUnit: false };
  const { report } = await tied(records, [], counting);
  expect(report.numbers).toEqual([]);
  const raw = new Map<string, number>();
  for (const record of records) if (alive(record)) raw.set(local(record).slice(0, 7), (raw.get(local(record).slice(0, 7)) ?? 0) + 1);
  const [first] = [...raw].map(([period, n]) => ({
    period,
    unit: undefined,
    value: String(n + 1),
    at: { file: "months.csv", cell: undefined, line: 2 },
  }));
  const one = await tied(records, first === undefined ? [] : [first], counting);
  expect(one.readings).toEqual([]);
  expect(one.report.numbers.filter(({ outcome }) => outcome === "unexplained")).toHaveLength(1);
});

test("totals are those of the records, by unit and of all, whatever their order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 40 }), async (seed, count) => {
      const records = invoices(seed, count);
      const of = async (rows: readonly GivenRecord[]) => {
        const set = await given(rows);
        return await totalsOf(engine, METRIC, set, await declaredReading(engine, ESTATE, METRIC, set.dataset));
      };
      const totals = await of(records);
      expect([...(await of(records.toReversed()))]).toEqual([...totals]);
      const expected = told(records, (record) => (alive(record) ? { day: local(record), value: amount(record) } : undefined));
      const units = [...totals.values()].filter(({ unit }) => unit !== undefined);
      expect(units.map(({ period, unit, value }) => `${period.slice(0, 7)} ${unit} ${value}`).sort()).toEqual(
        expected.map(({ period, unit, value }) => `${period} ${unit} ${value}`).sort(),
      );
      const all = [...totals.values()].filter(({ unit }) => unit === undefined);
      const sum = (numbers: readonly { value: string }[]): string =>
        numbers.reduce((rest, { value }) => rest.plus(money(value)), money("0")).toFixed(2);
      expect(sum(all)).toBe(sum(units));
    }),
    { numRuns: 12 },
  );
});

describe("what a metric names must be there", () => {
  it.each([
    [{ value: "amount - taxes" }, "unknown-field", "Did you mean tax?"],
    [{ value: "(select 1)" }, "bad-expression", undefined],
    [{ where: "kind in (select kind from x)" }, "bad-expression", undefined],
  ])("%o", async (change, code, hint) => {
    const set = await given(invoices(1, 2));
    const error: unknown = await declaredReading(engine, ESTATE, { ...METRIC, ...change }, set.dataset).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).problems[0]).toMatchObject({
      code,
      at: { file: ESTATE.file, line: 7 },
      ...(hint === undefined ? {} : { hint }),
    });
  });
});

test.each([
  ["2026-09-16", "week", "2026-09-14"],
  ["2026-09-13", "week", "2026-09-07"],
  ["2026-W38", "week", "2026-09-14"],
  ["2021-W53", "week", "2022-01-03"],
  ["2026-09", "month", "2026-09-01"],
  ["Sep 2026", "month", "2026-09-01"],
  ["September 2026", "month", "2026-09-01"],
  ["2026-09-30 23:59:59", "month", "2026-09-01"],
  ["Q3 2026", "quarter", "2026-07-01"],
  ["2026-11-02", "quarter", "2026-10-01"],
  ["2026", "year", "2026-01-01"],
  ["2026-09", "week", undefined],
  ["total", "month", undefined],
  ["2026-13", "month", undefined],
] as const)("%s is of the %s that begins on %s", (text, period, start) => {
  expect(periodOf(text, period)).toBe(start);
});
