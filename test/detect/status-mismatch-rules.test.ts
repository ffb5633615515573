import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../src/engines/engine.ts";
import { sql } from "../../src/sql/index.ts";
import { startEngine } from "./given.ts";
import { givenLifecycle, givenRule, givenTrack, judge, type GivenRun, type GivenThing } from "./status-mismatch-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const STATES = { scheduled: {}, working: {}, completed: {}, posted: {}, paid: {}, voided: {}, cancelled: {} };
const TRACKS = [
  givenTrack("dispatch", ["scheduled", "working", "completed", "cancelled"]),
  givenTrack("books", ["posted", "paid", "voided"]),
];

function seen({ rows }: GivenRun, ...columns: string[]): (string | number | null)[][] {
  return rows.map((row) => columns.map((column) => row[column] ?? null));
}

describe("a completed job is invoiced", () => {
  const rule = givenRule({ dispatch: ["completed"] }, { books: ["posted", "paid"] }, { within: { count: 5, unit: "business-days" } });
  const lifecycle = givenLifecycle({ states: STATES, tracks: TRACKS, rules: [rule] });
  const job = (key: string, completed: string, amount: number) => ({
    key,
    amount,
    unit: "tampa",
    events: [
      { state: "scheduled", at: "2026-08-01 12:00" },
      { state: "completed", at: completed },
    ],
  });

  test("never, late, in time and not yet", async () => {
    const run = await judge(engine, lifecycle, {
      dispatch: {
        things: [
          job("never", "2026-09-01 14:00", 100.1),
          job("late", "2026-09-01 14:00", 50),
          job("in-time", "2026-09-01 14:00", 25),
          job("waiting", "2026-09-29 14:00", 12.5),
          { key: "open", amount: 7, events: [{ state: "scheduled", at: "2026-08-01 12:00" }] },
        ],
      },
      books: {
        things: [
          { key: "I1", job: "late", events: [{ state: "posted", at: "2026-09-12 16:00" }] },
          {
            key: "I2",
            job: "in-time",
            events: [
              { state: "posted", at: "2026-09-09 03:59" },
              { state: "paid", at: "2026-09-20 10:00" },
            ],
          },
        ],
      },
    });
    // Tuesday the 1st; the 7th is a holiday: the fifth business day is Wednesday the 9th, which ends at 04:00 UTC of the 10th.
    expect(
      seen(run, "outcome", "key", "other_key", "state", "other_state", "from_at", "due_at", "to_at", "seconds", "amount", "amount_days"),
    ).toEqual([
      [
        "disagreed",
        "late",
        null,
        "completed",
        "absent",
        "2026-09-01 14:00:00",
        "2026-09-10 04:00:00",
        "2026-09-12 16:00:00",
        "216000",
        "50.0000",
        "125.00",
      ],
      [
        "disagrees",
        "never",
        null,
        "completed",
        "absent",
        "2026-09-01 14:00:00",
        "2026-09-10 04:00:00",
        null,
        "1800000",
        "100.1000",
        "2085.42",
      ],
    ]);
    expect(run.reviewed.rules[0]).toMatchObject({
      within: "5 business days",
      checked: { records: 4, amount: "187.60" },
      agrees: { records: 1, amount: "25.00" },
      waiting: { records: 1, amount: "12.50" },
      disagrees: { records: 1, amount: "100.10" },
      disagreed: { records: 1, amount: "50.00" },
      days: "23.33",
      amountDays: "2210.42",
    });
    expect(run.rows[1]).toMatchObject({
      lifecycle: "job",
      rule: "rule",
      track: "dispatch",
      dataset: "dispatch.records",
      other_dataset: "books.records",
      unit: "tampa",
      date: "2026-09-01",
      records: "1",
      file: "dispatch.records.csv",
      line: "2",
    });
  });
});

/** Changes at noon of days of September 2026: `thing("J1", "1 scheduled")`. */
function thing(key: string, fields: Readonly<Record<string, unknown>>, ...changes: string[]): GivenThing {
  const events = changes.map((change) => {
    const [day = "", state = ""] = change.split(" ");
    return { state, at: `2026-09-${day.padStart(2, "0")} 12:00:00` };
  });
  return { key, ...fields, events };
}

const WHAT = ["key", "other_key", "state", "other_state", "from_at", "to_at", "seconds", "amount", "amount_days"] as const;

describe("other rules between two systems", () => {
  const rules = [
    givenRule({ books: ["posted", "paid"] }, { dispatch: ["completed"] }, { id: "no-invoice-before-completion" }),
    givenRule(
      { dispatch: ["cancelled"] },
      { books: ["voided", "absent"] },
      { id: "cancelled-is-not-invoiced", within: { count: 1, unit: "days" } },
    ),
    givenRule({ books: ["paid"] }, { dispatch: ["completed", "cancelled"] }, { id: "paid-is-not-open" }),
  ];
  const lifecycle = givenLifecycle({ states: STATES, tracks: TRACKS, rules });
  const of = (run: GivenRun, rule: string) => seen({ ...run, rows: run.rows.filter((row) => row["rule"] === rule) }, ...WHAT);

  test("invoiced before completion, cancelled yet invoiced and paid, paid in the books while open in the field", async () => {
    const run = await judge(engine, lifecycle, {
      dispatch: {
        things: [
          thing("early", { amount: 80 }, "1 scheduled", "6 completed"),
          thing("cancelled", { amount: 40 }, "1 scheduled", "10 cancelled"),
          thing("open", { amount: 20 }, "1 scheduled", "2 working"),
        ],
      },
      books: {
        things: [
          thing("I1", { job: "early", amount: 86.4 }, "4 posted", "8 paid"),
          thing("I2", { job: "cancelled", amount: 43.2 }, "12 posted", "20 paid"),
          thing("I3", { job: "open", amount: 21.6 }, "21 paid"),
        ],
      },
    });
    expect(of(run, "no-invoice-before-completion")).toEqual([
      ["I1", "early", "posted", "scheduled", "2026-09-04 12:00:00", "2026-09-06 12:00:00", "172800", "86.4000", "172.80"],
      ["I2", "cancelled", "posted", "cancelled", "2026-09-12 12:00:00", null, "1598400", "43.2000", "799.20"],
      ["I3", "open", "paid", "working", "2026-09-21 12:00:00", null, "820800", "21.6000", "205.20"],
    ]);
    // The day of the 12th and one more: it counts from the first moment of the 14th in New York.
    expect(of(run, "cancelled-is-not-invoiced")).toEqual([
      ["cancelled", "I2", "cancelled", "posted", "2026-09-12 12:00:00", null, "1454400", "40.0000", "673.33"],
    ]);
    expect(of(run, "paid-is-not-open")).toEqual([
      ["I3", "open", "paid", "working", "2026-09-21 12:00:00", null, "820800", "21.6000", "205.20"],
    ]);
  });

  test("the clean twin has none", async () => {
    const run = await judge(engine, lifecycle, {
      dispatch: {
        things: [
          thing("early", { amount: 80 }, "1 scheduled", "4 completed"),
          thing("cancelled", { amount: 40 }, "1 scheduled", "12 cancelled"),
          thing("never", { amount: 40 }, "1 scheduled", "12 cancelled"),
          thing("open", { amount: 20 }, "1 scheduled", "21 completed"),
        ],
      },
      books: {
        things: [
          // Equal times: the invoice is posted in the moment of completion.
          thing("I1", { job: "early" }, "4 posted", "8 paid"),
          // Cancelled and voided at the same instant; the invoice was posted and voided at once.
          thing("I2", { job: "cancelled" }, "12 posted", "12 voided"),
          thing("I3", { job: "open" }, "21 paid"),
        ],
      },
    });
    expect(run.rows).toEqual([]);
    for (const rule of run.reviewed.rules) expect(rule.checked.records).toBe(rule.agrees.records);
  });
});

describe("one job, many invoices", () => {
  const job = thing("J", { amount: 1000 }, "1 scheduled", "2 completed");
  const invoices = Array.from({ length: 300 }, (_, index) =>
    thing(`I${String(index).padStart(3, "0")}`, { job: "J", amount: 10 }, "2 posted", index === 137 ? "5 voided" : "6 paid"),
  );
  const rule = (of: "some" | "each") =>
    givenRule({ dispatch: ["completed"] }, { books: ["posted", "paid"] }, { id: of, of, worth: { side: "then", field: "amount" } });
  const lifecycle = givenLifecycle({ states: STATES, tracks: TRACKS, rules: [rule("some"), rule("each")] });

  test("one that disagrees is told where each must agree, and covered by the others where one is enough", async () => {
    const run = await judge(engine, lifecycle, { dispatch: { things: [job] }, books: { things: invoices } });
    expect(seen(run, "rule", ...WHAT)).toEqual([
      ["each", "J", "I137", "completed", "voided", "2026-09-05 12:00:00", null, "2203200", "10.0000", "255.00"],
    ]);
    expect(run.reviewed.rules.map(({ id, agrees, disagrees }) => [id, agrees.records, disagrees.records, disagrees.amount])).toEqual([
      ["some", 1, 0, "0.00"],
      ["each", 0, 1, "3000.00"],
    ]);
  });

  test("without any invoice the job itself is told, by both", async () => {
    const run = await judge(engine, lifecycle, { dispatch: { things: [job] }, books: { things: [] } });
    expect(seen(run, "rule", ...WHAT)).toEqual([
      ["each", "J", null, "completed", "absent", "2026-09-02 12:00:00", null, "2462400", null, null],
      ["some", "J", null, "completed", "absent", "2026-09-02 12:00:00", null, "2462400", null, null],
    ]);
  });

  test("gaps between invoices that take turns are told one by one", async () => {
    const things = [
      thing("I1", { job: "J" }, "3 posted", "5 voided"),
      thing("I2", { job: "J" }, "4 posted", "8 voided"),
      thing("I3", { job: "J" }, "10 paid"),
    ];
    const some = givenLifecycle({ states: STATES, tracks: TRACKS, rules: [rule("some")] });
    const run = await judge(engine, some, { dispatch: { things: [job] }, books: { things } });
    expect(seen(run, "other_key", "other_state", "from_at", "to_at")).toEqual([
      [null, "absent", "2026-09-02 12:00:00", "2026-09-03 12:00:00"],
      ["I1", "voided", "2026-09-08 12:00:00", "2026-09-10 12:00:00"],
    ]);
  });
});

describe("times that are intervals, filters and links", () => {
  const rule = givenRule({ dispatch: ["completed"] }, { books: ["posted"] }, { within: { count: 0, unit: "hours" } });
  const between = (state: string, at: string, latest: string) => ({
    state,
    at: `2026-09-${at} 00:00:00`,
    latest: `2026-09-${latest} 00:00:00`,
  });

  test("the certain stretch counts, the longest possible one is told beside it", async () => {
    const lifecycle = givenLifecycle({ states: STATES, tracks: TRACKS, rules: [rule] });
    const run = await judge(engine, lifecycle, {
      dispatch: {
        things: [
          { key: "apart", amount: 1, events: [between("scheduled", "01", "01"), between("completed", "02", "04")] },
          { key: "perhaps", amount: 1, events: [between("completed", "02", "04")] },
        ],
      },
      books: {
        things: [
          { key: "I1", job: "apart", events: [between("posted", "08", "10")] },
          { key: "I2", job: "perhaps", events: [between("posted", "03", "09")] },
        ],
      },
    });
    expect(seen(run, "key", "from_at", "to_at", "from_earliest", "to_latest", "seconds")).toEqual([
      ["apart", "2026-09-04 00:00:00", "2026-09-08 00:00:00", "2026-09-02 00:00:00", "2026-09-10 00:00:00", "345600"],
    ]);
    expect(run.reviewed.rules[0]).toMatchObject({ checked: { records: 2 }, agrees: { records: 1 }, disagreed: { records: 1 } });
  });

  test("a filter, a link by the same key, and one by keys without regard to case", async () => {
    const filtered = { ...rule, when: { ...rule.when, filter: { field: "amount", test: { op: "above", value: "0" } } } } as const;
    const things = [thing("J1", { amount: 5 }, "1 completed"), thing("J2", { amount: 0 }, "1 completed")];
    const same = givenLifecycle({
      states: STATES,
      tracks: TRACKS,
      rules: [filtered],
      links: [{ from: "dispatch", to: "books", match: { kind: "record" } }],
    });
    const run = await judge(engine, same, { dispatch: { things }, books: { things: [thing("J1", {}, "1 posted")] } });
    expect(run.rows).toEqual([]);
    expect(run.reviewed.rules[0]?.checked).toEqual({ records: 1, amount: "5.00" });
    const match = { kind: "key", on: [{ from: "job", to: "id" }], ignoreCase: true } as const;
    const cased = givenLifecycle({ states: STATES, tracks: TRACKS, rules: [rule], links: [{ from: "books", to: "dispatch", match }] });
    const again = await judge(engine, cased, {
      dispatch: { things },
      books: { things: [thing("I1", { job: "j1" }, "1 posted"), thing("I2", { job: null }, "1 posted")] },
    });
    expect(seen(again, "key", "other_state")).toEqual([["J2", "absent"]]);
  });

  test("a linked record of which no state is known is a record, but says nothing", async () => {
    const lifecycle = givenLifecycle({ states: STATES, tracks: TRACKS, rules: [rule, { ...rule, id: "each", of: "each" }] });
    const run = await judge(engine, lifecycle, {
      dispatch: { things: [thing("J1", { amount: 5 }, "1 completed")] },
      books: { things: [thing("I1", { job: "J1" })] },
    });
    expect(seen(run, "rule", "key", "other_key", "other_state")).toEqual([["rule", "J1", null, "absent"]]);
  });
});

describe("what follows a state, unit by unit", () => {
  const rule = givenRule({ dispatch: ["completed"] }, { books: ["posted", "paid"] }, { within: { count: 1, unit: "days" } });
  const lifecycle = givenLifecycle({ states: STATES, tracks: TRACKS, rules: [rule] });
  const many = (unit: string, count: number, state: string) => ({
    dispatch: Array.from({ length: count }, (_, index) => thing(`${unit}${index}`, { unit, amount: 1 }, "1 completed")),
    books: Array.from({ length: count }, (_, index) => thing(`I${unit}${index}`, { job: `${unit}${index}` }, `1 ${state}`)),
  });
  const given = (...parts: ReturnType<typeof many>[]) => ({
    dispatch: { things: parts.flatMap((part) => part.dispatch) },
    books: { things: parts.flatMap((part) => part.books) },
  });

  test("a unit in which it means something else is told", async () => {
    const run = await judge(
      engine,
      lifecycle,
      given(many("tampa", 40, "posted"), many("ocala", 30, "posted"), many("orlando", 25, "paid"), many("miami", 19, "paid")),
    );
    expect(run.reviewed.definitions).toEqual([
      { rule: "rule", unit: "", state: "posted", records: 70, share: 0.614 },
      { rule: "rule", unit: "", state: "paid", records: 44, share: 0.386 },
      { rule: "rule", unit: "miami", state: "paid", records: 19, share: 1 },
      { rule: "rule", unit: "ocala", state: "posted", records: 30, share: 1 },
      { rule: "rule", unit: "orlando", state: "paid", records: 25, share: 1 },
      { rule: "rule", unit: "tampa", state: "posted", records: 40, share: 1 },
    ]);
    expect(run.rows).toEqual([]);
    const told = await judge(
      engine,
      lifecycle,
      given(many("tampa", 60, "posted"), many("ocala", 60, "posted"), many("orlando", 25, "paid")),
    );
    expect(seen(told, "outcome", "rule", "track", "key", "unit", "state", "other_state", "records")).toEqual([
      ["definition-differs", "rule", "dispatch", "orlando", "orlando", "posted", "paid", "25"],
    ]);
  });
});

describe("values that must arrive", () => {
  const carry = {
    id: "schedule",
    title: "A moved appointment reaches the field",
    from: { track: "dispatch", field: "planned" },
    to: { track: "books", field: "planned" },
    states: ["scheduled"],
    within: { count: 1, unit: "days" },
    owner: undefined,
    decision: undefined,
    line: 1,
  } as const;
  const lifecycle = givenLifecycle({ states: STATES, tracks: TRACKS, carries: [carry] });

  test("one that was changed long ago, one just now, one that arrived, and those that are not checked", async () => {
    await engine.runInline(sql`CREATE TABLE moved AS SELECT CAST(subject AS BIGINT) AS subject, '' AS value, CAST(moved AS TIMESTAMP) AS "at"
FROM (VALUES (0, '2026-09-10 12:00:00'), (1, '2026-09-30 12:00:00'), (2, '2026-09-10 12:00:00'), (3, NULL)) AS given (subject, moved)`);
    const planned = (at: string | null, amount = 10) => ({ planned: at, amount });
    const fields = { planned: "timestamp" } as const;
    const visit = (key: string, at: string | null) => thing(`V${key}`, { job: key, ...planned(at) }, "1 posted");
    const run = await judge(
      engine,
      lifecycle,
      {
        dispatch: {
          fields,
          things: [
            thing("lost", planned("2026-10-05 12:00:00"), "1 scheduled"),
            thing("waiting", planned("2026-10-05 12:00:00"), "1 scheduled"),
            thing("arrived", planned("2026-10-05 12:00:00"), "1 scheduled"),
            thing("unknown", planned("2026-10-05 12:00:00"), "1 scheduled"),
            thing("done", planned("2026-10-05 12:00:00"), "1 scheduled", "2 completed"),
            thing("alone", planned("2026-10-05 12:00:00"), "1 scheduled"),
          ],
        },
        books: {
          fields,
          things: [
            visit("lost", "2026-10-02 12:00:00"),
            visit("waiting", null),
            visit("arrived", "2026-10-05 12:00:00"),
            visit("unknown", null),
            visit("done", null),
          ],
        },
      },
      { changes: new Map([["dispatch", "moved"]]) },
    );
    await engine.runInline(sql`DROP TABLE moved`);
    expect(
      seen(run, "outcome", "rule", "key", "other_key", "state", "other_state", "from_at", "due_at", "to_at", "seconds", "amount_days"),
    ).toEqual([
      [
        "not-carried",
        "schedule",
        "lost",
        "Vlost",
        "scheduled",
        "posted",
        "2026-09-10 12:00:00",
        "2026-09-12 04:00:00",
        null,
        "1627200",
        "188.33",
      ],
      ["not-carried", "schedule", "unknown", "Vunknown", "scheduled", "posted", null, null, null, null, null],
    ]);
    expect(run.reviewed.rules[0]).toMatchObject({
      kind: "carry",
      checked: { records: 4, amount: "40.00" },
      agrees: { records: 1 },
      waiting: { records: 1 },
      disagrees: { records: 2 },
      days: "18.83",
    });
  });
});
