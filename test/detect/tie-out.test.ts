import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBreaks, tieOut, type TieOutResult } from "../../src/detect/index.ts";
import type { Engine } from "../../src/engines/engine.ts";
import type { Handoff, RecordSet } from "../../src/model/index.ts";
import { createCalendar, id, sql } from "../../src/sql/index.ts";
import { givenHandoff, givenRecords, startEngine, type GivenDataset, type GivenRecord } from "./given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const FIELDS = { id: "key", ref: "key", amount: "money", created: "timestamp", date: "date", unit: "text" } as const;

interface Run extends Omit<TieOutResult, "breaks"> {
  readonly breaks: readonly Readonly<Record<string, string | null>>[];
  /** `side outcome reason` → `records amount`. */
  readonly counted: Readonly<Record<string, string>>;
  readonly bars: Readonly<Record<string, string>>;
}

async function run(
  from: readonly GivenRecord[],
  to: readonly GivenRecord[],
  handoff: Partial<Handoff> = {},
  more: { from?: Partial<GivenDataset>; to?: Partial<GivenDataset>; third?: GivenDataset } = {},
): Promise<Run> {
  const sets = {
    from: await givenRecords(engine, "dispatch.jobs", { fields: FIELDS, records: from, ...more.from }),
    to: await givenRecords(engine, "books.invoices", { fields: FIELDS, records: to, ...more.to }),
    adjustments: new Map<string, RecordSet>(),
  };
  if (more.third) sets.adjustments.set("books.credits", await givenRecords(engine, "books.credits", more.third));
  const estate = { timeZone: "America/New_York", currency: "USD" };
  await engine.runInline(createCalendar("calendar", { businessDays: [1, 2, 3, 4, 5], holidays: ["2026-09-07"] }, engine.dialect));
  await engine.runInline(createBreaks("breaks"));
  const result = await tieOut(engine, estate, givenHandoff(handoff), sets, { prefix: "h1", calendar: "calendar", breaks: "breaks" });
  const breaks = await engine.rows<Record<string, string | null>>(sql`SELECT * FROM breaks ORDER BY side, outcome, key`);
  for (const table of ["calendar", "breaks", ...[sets.from, sets.to, ...sets.adjustments.values()].map(({ relation }) => relation)]) {
    await engine.runInline(sql`DROP TABLE ${id(table)}`);
  }
  const leftOver = await engine.rows(sql`SELECT table_name FROM information_schema.tables`);
  expect(leftOver).toEqual([]);
  return {
    ...result,
    breaks,
    counted: Object.fromEntries(
      result.outcomes.map(({ side, outcome, reason, records, amount }) => [`${side} ${outcome} ${reason}`, `${records} ${amount}`]),
    ),
    bars: Object.fromEntries(result.bridges[0]?.bars.map((bar) => [bar.id, bar.amount]) ?? []),
  };
}

const job = (id: string, amount: number | null, more: GivenRecord = {}): GivenRecord => ({
  id,
  ref: id,
  amount,
  created: "2026-09-01 12:00:00",
  date: "2026-09-01",
  unit: "tampa",
  ...more,
});
const invoice = (id: string, ref: string | null, amount: number | null, more: GivenRecord = {}): GivenRecord =>
  job(id, amount, { ref, ...more });

describe("one to one", () => {
  test("every record gets one outcome and the totals bridge", async () => {
    const result = await run(
      [job("1", 100), job("2", 200), job("3", 300), job("4", 50.01), job("5", 10)],
      [invoice("A", "1", 100), invoice("B", "2", 214), invoice("C", "9", 5), invoice("D", "4", 50.02), invoice("E", null, 7)],
    );
    expect(result.counted).toEqual({
      "from matched none": "2 150.01",
      "from different values-differ": "1 200.00",
      "from missing none": "2 310.00",
      "to matched none": "2 150.02",
      "to different values-differ": "1 214.00",
      "to extra no-reference": "1 7.00",
      "to extra none": "1 5.00",
    });
    expect(result.bars).toEqual({
      upstream: "660.01",
      missing: "-310.00",
      difference: "14.00",
      tolerance: "0.01",
      extra: "12.00",
      downstream: "376.02",
    });
    expect(result.bridges.map(({ residual }) => residual)).toEqual(result.bridges.map(() => "0.00"));
    expect(result.breaks.map(({ side, outcome, key }) => `${side} ${outcome} ${key}`)).toEqual([
      "from different 2",
      "from missing 3",
      "from missing 5",
      "to extra C",
      "to extra E",
    ]);
    const different = result.breaks[0];
    expect(different).toMatchObject({ difference: "14.0000", counterparts: "B", file: "dispatch.jobs.csv", line: "3", reference: "2" });
    expect(JSON.parse(different?.["fields"] ?? "")).toEqual([
      { from: { field: "amount", value: "200.00" }, to: { field: "amount", value: "214.00" } },
    ]);
  });

  test("a second copy downstream is a duplicate, the earlier one the match", async () => {
    const result = await run(
      [job("1", 100)],
      [invoice("B", "1", 100, { created: "2026-09-01 12:05:00" }), invoice("Z", "1", 100, { created: "2026-09-01 12:00:00" })],
    );
    expect(result.counted).toEqual({
      "from matched none": "1 100.00",
      "to matched none": "1 100.00",
      "to duplicate same-reference": "1 100.00",
    });
    expect(result.breaks).toMatchObject([{ outcome: "duplicate", key: "B", counterparts: "1" }]);
    expect(result.bars).toMatchObject({ upstream: "100.00", duplicate: "100.00", downstream: "200.00" });
  });

  test("two candidates of which none agrees are ambiguous, with all candidates listed", async () => {
    const result = await run([job("1", 100)], [invoice("A", "1", 60), invoice("B", "1", 70)]);
    expect(result.breaks).toMatchObject([
      { side: "from", outcome: "ambiguous", key: "1", counterparts: "A; B" },
      { side: "to", outcome: "ambiguous", key: "A", counterparts: "1" },
      { side: "to", outcome: "ambiguous", key: "B", counterparts: "1" },
    ]);
    expect(result.bridges[0]?.residual).toBe("0.00");
  });

  test("of several candidates the one that agrees within tolerance is the match", async () => {
    const result = await run([job("1", 100)], [invoice("A", "1", 60), invoice("B", "1", 100.01)]);
    expect(result.counted).toEqual({
      "from matched none": "1 100.00",
      "to matched none": "1 100.01",
      "to duplicate same-reference": "1 60.00",
    });
  });

  test("a reference repeated upstream: equal twins are duplicates, others missing", async () => {
    const twins = [job("1", 100, { ref: "X" }), job("2", 100, { ref: "X" }), job("3", 55, { ref: "X" })];
    const result = await run(twins, [invoice("A", "X", 100)]);
    expect(result.breaks).toMatchObject([
      { side: "from", outcome: "duplicate", key: "2", counterparts: "A" },
      { side: "from", outcome: "missing", reason: "same-reference", key: "3" },
    ]);
  });

  test("2,000 records on either side under one reference neither multiply nor pair by guess", async () => {
    const many = (prefix: string, amount: number): GivenRecord[] =>
      Array.from({ length: 2000 }, (_, index) => job(`${prefix}${index}`, amount + (index % 7), { ref: "CASH" }));
    const result = await run(many("j", 100), many("i", 101));
    expect(result.records).toBe(4000);
    expect(result.bridges[0]?.residual).toBe("0.00");
    expect(Object.keys(result.counted).filter((name) => name.includes("ambiguous"))).toHaveLength(2);
  });
});

describe("scope and grace", () => {
  const filter = { field: "unit", test: { op: "in", values: ["tampa"] } } as const;

  test("records out of scope are excluded, and a counterpart out of scope is named as the reason", async () => {
    const deleted = { fields: { ...FIELDS, deleted: "boolean" } } as const;
    const result = await run(
      [job("1", 100, { deleted: true }), job("2", 200, { unit: "orlando" }), job("3", 300)],
      [invoice("A", "1", 100), invoice("B", "2", 200), invoice("C", "3", 300)],
      { from: { dataset: "dispatch.jobs", filter, amount: "amount", clock: "created" } },
      { from: deleted },
    );
    expect(result.counted).toMatchObject({
      "from excluded deleted": "1 100.00",
      "from excluded filter": "1 200.00",
      "to extra counterpart-deleted": "1 100.00",
      "to extra counterpart-excluded": "1 200.00",
    });
    expect(result.bars).toMatchObject({ upstream: "300.00", extra: "300.00", downstream: "600.00" });
  });

  test.each([
    // Captured Thursday 2026-10-01 00:00 UTC, which is Wednesday 20:00 in New York.
    ["hours", 12, "2026-09-30 12:00:01", "in-flight"],
    ["hours", 12, "2026-09-30 12:00:00", "missing"],
    ["days", 2, "2026-09-29 00:00:01", "in-flight"],
    ["days", 2, "2026-09-29 00:00:00", "missing"],
    ["business-days", 3, "2026-09-26 05:00:00", "missing"],
    ["business-days", 3, "2026-09-28 05:00:00", "in-flight"],
    ["business-days", 2, "2026-09-28 23:59:00", "missing"],
    ["business-days", 2, "2026-09-29 00:01:00", "in-flight"],
  ] as const)("grace of %s %i from %s UTC: %s", async (unit, count, created, expected) => {
    const result = await run([job("1", 100, { created })], [], { grace: { count, unit } });
    expect(Object.keys(result.counted)).toEqual([`from ${expected} ${expected === "missing" ? "none" : "within-grace"}`]);
  });

  test("a downstream record newer than the upstream capture is in flight", async () => {
    const result = await run([], [invoice("A", "1", 5, { created: "2026-10-01 00:00:01" }), invoice("B", "2", 6)]);
    expect(result.counted).toEqual({ "to extra none": "1 6.00", "to in-flight newer-than-counterpart": "1 5.00" });
  });
});

describe("bridges by unit and month", () => {
  test("what lies in another month or unit downstream is shifted, and every slice closes", async () => {
    const result = await run(
      [job("1", 100), job("2", 40, { unit: "orlando" })],
      [invoice("A", "1", 100, { date: "2026-10-02" }), invoice("B", "2", 45, { unit: "tampa" })],
      { compare: [] },
    );
    const find = (value: string) => result.bridges.find(({ slice }) => slice.by !== "total" && slice.value === value);
    expect(find("2026-09")?.bars.map(({ id, amount }) => `${id} ${amount}`)).toEqual([
      "upstream 140.00",
      "tolerance 5.00",
      "shifted -100.00",
      "downstream 45.00",
    ]);
    expect(find("2026-10")?.bars.map(({ id, amount }) => `${id} ${amount}`)).toEqual([
      "upstream 0.00",
      "shifted 100.00",
      "downstream 100.00",
    ]);
    expect(find("orlando")?.bars.map(({ id, amount }) => `${id} ${amount}`)).toEqual([
      "upstream 40.00",
      "tolerance 5.00",
      "shifted -45.00",
      "downstream 0.00",
    ]);
    for (const { residual } of result.bridges) expect(residual).toBe("0.00");
  });
});

describe("one to many, many to one", () => {
  const payments = { cardinality: "one-to-many" } as const;

  test("the many are summed; an empty group of nothing is matched; no record serves two", async () => {
    const result = await run(
      [job("1", 100), job("2", 50), job("3", 0), job("4", 70), job("5", 30, { ref: "X" }), job("6", 30, { ref: "X" })],
      [invoice("A", "1", 60), invoice("B", "1", 40), invoice("C", "2", 45), invoice("D", "9", 8), invoice("E", "X", 30)],
      payments,
    );
    expect(result.counted).toEqual({
      "from matched none": "2 100.00",
      "from different sum-differs": "1 50.00",
      "from missing none": "1 70.00",
      "from ambiguous several-candidates": "2 60.00",
      "to matched none": "2 100.00",
      "to different sum-differs": "1 45.00",
      "to extra none": "1 8.00",
      "to ambiguous several-candidates": "1 30.00",
    });
    expect(result.bridges.map(({ residual }) => residual)).toEqual(result.bridges.map(() => "0.00"));
    expect(result.breaks.find(({ outcome }) => outcome === "different")).toMatchObject({
      key: "2",
      difference: "-5.0000",
      counterparts: "C",
      reason: "sum-differs",
    });
  });

  test("fees and credits are bars of their own", async () => {
    const result = await run(
      [job("1", 60, { ref: "P1", fee: 2 }), job("2", 40, { ref: "P1", fee: 1 }), job("3", 10, { ref: "P2", fee: 0 })],
      [invoice("P1", "P1", 92), invoice("P2", "P2", 10)],
      {
        cardinality: "many-to-one",
        adjustments: [
          { id: "fees", title: "Processor fees", sign: -1, of: { kind: "field", side: "from", field: "fee" } },
          {
            id: "credits",
            title: "Credits",
            sign: -1,
            of: { kind: "dataset", dataset: "books.credits", amount: "amount", filter: undefined, on: [{ field: "ref", matches: "ref" }] },
          },
        ],
      },
      {
        from: { fields: { ...FIELDS, fee: "money" } },
        third: {
          fields: { id: "key", ref: "key", amount: "money" },
          records: [
            { id: "c1", ref: "P1", amount: 5 },
            { id: "c2", ref: "P9", amount: 1 },
          ],
        },
      },
    );
    expect(result.bars).toEqual({ upstream: "110.00", "adjustment:fees": "-3.00", "adjustment:credits": "-5.00", downstream: "102.00" });
    expect(result.breaks).toEqual([]);
  });

  test("every member is compared", async () => {
    const result = await run([job("1", 100)], [invoice("A", "1", 60), invoice("B", "1", 40, { unit: "orlando" })], {
      ...payments,
      compare: [{ from: "unit", to: "unit", tolerance: { kind: "exact", ignoreCase: false } }],
    });
    expect(result.breaks).toMatchObject([{ outcome: "different", reason: "values-differ", difference: "0.0000", counterparts: "A; B" }]);
    expect(JSON.parse(result.breaks[0]?.["fields"] ?? "")).toEqual([
      { from: { field: "unit", value: "tampa" }, to: { field: "unit", value: "orlando" } },
    ]);
  });
});

test("records are counted by unit wherever a side knows it, bridged by unit only where both do", async () => {
  const { unit: _, ...unitless } = FIELDS;
  const orlando = job("2", 40, { unit: "orlando" });
  const result = await run([job("1", 100), orlando], [invoice("A", "1", 100)], {}, { to: { fields: unitless } });
  expect([...result.inScope.from]).toEqual(
    expect.arrayContaining([
      ["tampa", 1],
      ["orlando", 1],
    ]),
  );
  expect(result.bridges.map(({ slice }) => slice.by)).not.toContain("unit");
  expect(result.bridges[0]?.residual).toBe("0.00");
});

test("a control total is one group, and one break when it does not agree", async () => {
  const total = { match: { kind: "total" }, compare: [] } as const;
  const agreed = await run([job("1", 60), job("2", 40)], [invoice("A", "x", 100)], total);
  expect(agreed.counted).toEqual({ "from matched none": "2 100.00", "to matched none": "1 100.00" });
  const off = await run([job("1", 60), job("2", 40)], [invoice("A", "x", 500)], total);
  expect(off.bars).toEqual({ upstream: "100.00", difference: "400.00", downstream: "500.00" });
  expect(off.breaks).toMatchObject([{ key: "(total)", outcome: "different", difference: "400.0000" }]);
});

test("later copies of a reported key are duplicates before anything else", async () => {
  const result = await run(
    [job("1", 100), job("1", 100), job("2", 5)],
    [invoice("A", "1", 100), invoice("B", "2", 5)],
    {},
    { from: { repeatedKey: "report" } },
  );
  expect(result.counted).toMatchObject({ "from duplicate repeated-key": "1 100.00", "from matched none": "2 105.00" });
  expect(result.bars).toEqual({ upstream: "205.00", "duplicate-upstream": "-100.00", downstream: "105.00" });
  expect(result.breaks).toMatchObject([{ outcome: "duplicate", reason: "repeated-key", key: "1" }]);
});

test("dates agree within an asymmetric tolerance, in days and in business days", async () => {
  const compare = (after: { count: number; unit: "days" | "business-days" }) =>
    ({ compare: [{ from: "date", to: "date", tolerance: { kind: "time", before: { count: 0, unit: "days" }, after } }] }) as const;
  // 2026-09-04 is a Friday, Monday the 7th is a holiday.
  const jobs = ["1", "2", "3"].map((key) => job(key, 1, { date: "2026-09-04" }));
  const invoices = [
    invoice("A", "1", 1, { date: "2026-09-08" }),
    invoice("B", "2", 1, { date: "2026-09-09" }),
    invoice("C", "3", 1, { date: "2026-09-03" }),
  ];
  const days = await run(jobs, invoices, compare({ count: 4, unit: "days" }));
  expect(days.breaks.map(({ key }) => key)).toEqual(["2", "3"]);
  const business = await run(jobs, invoices, compare({ count: 1, unit: "business-days" }));
  expect(business.breaks.map(({ key }) => key)).toEqual(["2", "3"]);
});
