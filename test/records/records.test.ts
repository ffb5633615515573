import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Dataset, Estate } from "../../src/model/index.ts";
import { checkRecords, openRecords } from "../../src/records/index.ts";
import { capture, dataset, estate, field, open, openBench, type Bench } from "./fixture.ts";

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench.close();
});

const units: Partial<Estate> = {
  units: [
    { id: "tampa", title: "Tampa", aliases: ["TPA", "Tampa Bay"], acquired: undefined },
    { id: "st-pete", title: "St. Petersburg", aliases: ["St. Pete"], acquired: undefined },
  ],
};

const jobs = (more: Partial<Dataset> = {}): Dataset =>
  dataset(
    [
      field("id", { type: "key" }),
      field("status"),
      field("total", { type: "money", from: { column: "Total" } }),
      field("balance", { type: "money", from: { column: "Balance" } }),
      field("paid", {
        type: "money",
        from: {
          sum: [
            { field: "total", sign: 1 },
            { field: "balance", sign: -1 },
          ],
        },
      }),
      field("unpaid", {
        type: "money",
        from: {
          sum: [
            { field: "paid", sign: -1 },
            { field: "total", sign: 1 },
          ],
        },
      }),
      field("source", { from: { value: "dispatch" } }),
      field("done", { type: "timestamp" }),
      field("made", { type: "date" }),
      field("branch"),
    ],
    {
      amount: "total",
      time: "done",
      created: "made",
      unit: "branch",
      state: { field: "status", words: { completed: "completed", Done: "completed", Canceled: "cancelled" }, derived: [] },
      deleted: {
        any: [
          { field: "_state", test: { op: "in", values: ["cancelled"] } },
          { field: "total", test: { op: "below", value: "0" } },
        ],
      },
      ...more,
    },
  );
const COLUMNS = ["id", "status", "Total", "Balance", "done", "made", "branch"];

describe("openRecords", () => {
  it("makes the fields, sums, constants and the columns that are always there", async () => {
    const stored = await capture(bench, COLUMNS, [
      ["1", " DONE ", "100.10", "0.10", "2026-03-01T03:00:00Z", "2026-03-08", "tpa "],
      ["2", "canceled", "5", "", "2026-03-01T05:00:00Z", "2026-11-01", "ST. PETERSBURG"],
      ["3", "Odd", "-1", "1", "", "", "Miami"],
      ["4", null, null, null, null, null, null],
    ]);
    const records = await open(bench, stored, jobs(), units);
    expect(records.contents[0]).toEqual({
      _row: "0",
      _file: 0,
      _pos: "2",
      id: "1",
      status: "DONE",
      total: "100.1000",
      balance: "0.1000",
      paid: "100.0000",
      unpaid: "0.1000",
      source: "dispatch",
      done: "2026-03-01 03:00:00",
      made: "2026-03-08",
      branch: "tpa",
      _key: "1",
      _amount: "100.1000",
      _date: "2026-02-28",
      _unit: "tampa",
      _state: "completed",
      _created: "2026-03-08 05:00:00",
      _deleted: false,
    });
    const column = (name: string) => records.contents.map((row) => row[name]);
    expect(column("_state")).toEqual(["completed", "cancelled", "Odd", null]);
    expect(column("_unit")).toEqual(["tampa", "st-pete", "Miami", null]);
    expect(column("_deleted")).toEqual([false, true, true, false]);
    expect(column("paid")).toEqual(["100.0000", null, "-2.0000", null]);
    expect(column("_date")).toEqual(["2026-02-28", "2026-03-01", null, null]);
    expect(column("_created")).toEqual(["2026-03-08 05:00:00", "2026-11-01 04:00:00", null, null]);
    expect(records).toMatchObject({ rows: 4, unreadable: 0, unreadableSamples: [] });
    expect(records.notes).toEqual([
      'Status "Odd" (1 record) is mapped to no state and stands as it is.',
      '"Miami" (1 record) is the name of no unit.',
    ]);
  });

  it("makes a view of the same contents", async () => {
    const stored = await capture(bench, COLUMNS, [["1", "Done", "$1.00", "0", "3/8/2026 2:30 AM", "3/8/2026", "TPA"]]);
    const table = await open(bench, stored, jobs(), units);
    const view = await open(bench, stored, jobs(), units, { as: "view" });
    expect(view.contents).toEqual(table.contents);
  });

  it("joins the parts of a key and has none where all are empty", async () => {
    const stored = await capture(
      bench,
      ["a", "b"],
      [
        ["1", "x"],
        ["2", ""],
        ["", null],
      ],
    );
    const records = await open(bench, stored, dataset([field("a"), field("b")], { key: ["a", "b"] }));
    expect(records.contents.map((row) => row["_key"])).toEqual(["1 · x", "2 · ", null]);
  });

  it("finds a column by its header without case and blanks, where that is one", async () => {
    const stored = await capture(bench, [" Job ID ", " total", "Total "], [["7", "1", "2"]]);
    const found = await open(
      bench,
      stored,
      dataset([field("id", { from: { column: "job id" } }), field("t", { from: { column: "Total " } })]),
    );
    expect(found.contents[0]).toMatchObject({ id: "7", t: "2" });
    await expect(open(bench, stored, dataset([field("t", { from: { column: "Total" } })]))).rejects.toMatchObject({
      problems: [{ code: "unknown-column", hint: "several columns are called so:  total, Total " }],
    });
  });

  it("names all unknown columns at once, each with the nearest", async () => {
    const stored = await capture(bench, ["JobNumber", "Total"], [["1", "2"]]);
    const fields = [
      field("a", { from: { column: "JobNumbr" }, line: 11 }),
      field("b", { from: { column: "Totl" }, line: 12 }),
      field("c", { from: { column: "Total" } }),
    ];
    await expect(open(bench, stored, dataset(fields))).rejects.toMatchObject({
      name: "InputError",
      problems: [
        {
          code: "unknown-column",
          at: { file: "tieout.yaml", line: 11 },
          found: "JobNumbr",
          expected: "one of JobNumber, Total",
          hint: "Did you mean JobNumber?",
        },
        { code: "unknown-column", at: { file: "tieout.yaml", line: 12 }, found: "Totl", hint: "Did you mean Total?" },
      ],
    });
  });

  it("is not led astray by a column's name", async () => {
    const name = '"; DROP TABLE r; --';
    const stored = await capture(bench, [name], [["$1.00"], ["x"]]);
    const records = await open(bench, stored, dataset([field("v", { type: "money", from: { column: name } })]));
    expect(records.contents.map((row) => row["v"])).toEqual(["1.0000", null]);
    expect(records.unreadableSamples[0]?.message).toContain(name);
  });

  it("refuses repeated and empty keys with their places, if so declared", async () => {
    const stored = await capture(bench, ["id"], [["1"], ["2"], ["1"], [""], ["1 "]]);
    await expect(open(bench, stored, dataset([field("id", { type: "key" })], { repeatedKey: "refuse" }))).rejects.toMatchObject({
      name: "InputError",
      problems: [
        { code: "repeated-key", at: { file: "data.csv", line: 2 }, found: "data.csv:2, data.csv:4, data.csv:6" },
        { code: "empty-key", at: { file: "data.csv", line: 5 } },
      ],
    });
    const many = await capture(
      bench,
      ["id"],
      Array.from({ length: 40 }, (_, index) => [String(Math.floor(index / 2))]),
    );
    const error: unknown = await open(bench, many, dataset([field("id")], { repeatedKey: "refuse" })).catch((thrown: unknown) => thrown);
    expect((error as { problems: unknown[] }).problems).toHaveLength(11);
    expect(String(error)).toMatch(/10 more keys/);
  });

  it("refuses sums that go round in circles, and constants that cannot be read", async () => {
    const stored = await capture(bench, ["a"], [["1"]]);
    const sum = (name: string, of: string) => field(name, { type: "money", from: { sum: [{ field: of, sign: 1 }] } });
    await expect(open(bench, stored, dataset([field("a"), sum("b", "c"), sum("c", "b")]))).rejects.toMatchObject({
      problems: [{ code: "cyclic-sum", found: "b → c → b" }, { code: "cyclic-sum" }],
    });
    await expect(open(bench, stored, dataset([field("a"), sum("b", "none")]))).rejects.toMatchObject({
      problems: [{ code: "unknown-field" }],
    });
    await expect(open(bench, stored, dataset([field("a"), field("b", { type: "money", from: { value: "lots" } })]))).rejects.toMatchObject({
      problems: [{ code: "unreadable-constant", found: "lots" }],
    });
  });

  it("lists at most 100 unreadable values, in the order of the file", async () => {
    const stored = await capture(
      bench,
      ["m", "d"],
      Array.from({ length: 80 }, () => ["x", "y"]),
    );
    const records = await open(bench, stored, dataset([field("m", { type: "money" }), field("d", { type: "date" })]));
    expect(records.unreadable).toBe(160);
    expect(records.unreadableSamples).toHaveLength(100);
    expect(records.unreadableSamples.map((problem) => problem.at?.line)).toEqual(
      Array.from({ length: 100 }, (_, index) => 2 + Math.floor(index / 2)),
    );
  });

  it("reads an empty capture", async () => {
    const records = await open(bench, await capture(bench, COLUMNS, []), jobs({ repeatedKey: "refuse" }), units);
    expect(records).toMatchObject({ rows: 0, contents: [], unreadable: 0, notes: [] });
    expect(await checkRecords(bench.engine, estate(units), records)).toEqual([]);
  });

  it("gives the same contents whatever the order of the rows and the threads", async () => {
    const rows = Array.from({ length: 300 }, (_, n) => [
      String(n),
      n % 3 ? "Done" : "Odd",
      `$${n}.25`,
      `(${n})`,
      `${(n % 28) + 1}.02.2026`,
      "13/1/2026",
      "TPA",
    ]);
    const contents = async (of: Bench, order: readonly string[][]) => {
      const { contents, notes, unreadable } = await open(of, await capture(of, COLUMNS, order), jobs(), units);
      const bare = contents.map(({ _row, _pos, ...rest }) => ({ ...rest })).sort((a, b) => Number(a["id"]) - Number(b["id"]));
      return { bare, notes, unreadable };
    };
    const single = await openBench(1);
    try {
      expect(await contents(single, rows.toReversed())).toEqual(await contents(bench, rows));
    } finally {
      await single.close();
    }
  });
});

describe("JSON", () => {
  const document = {
    Id: "1",
    CustomerRef: { value: "58", "na.me": "dotted" },
    'q"s': { "a b": 0 },
    Line: [{ Amount: 12.5 }],
    empty: null,
    "x.y": "literal",
    deep: { "~": { "/": true } },
  };
  const parent = { Id: "P", Total: 9 };
  const paths: readonly [string, string | null][] = [
    ["CustomerRef.value", "58"],
    ['CustomerRef."na.me"', "dotted"],
    ['"q""s".a b', "0"],
    ["Line[0].Amount", "12.5"],
    ["empty", null],
    ["x.y", "literal"],
    ["deep.~./", "true"],
    ["^.Id", "P"],
    ["^^.Id", "G"],
    ["CustomerRef", '{"value":"58","na.me":"dotted"}'],
  ];
  const store = () =>
    capture(
      bench,
      ["_json", "_parent1", "_parent2"],
      [
        [JSON.stringify(document), JSON.stringify(parent), '{"Id":"G"}'],
        [JSON.stringify({ Id: "2" }), null, null],
      ],
      "json",
    );

  it("reads paths into the record and its parents", async () => {
    const fields = paths.map(([column], index) => field(`f${index}`, { from: { column } }));
    const records = await open(bench, await store(), dataset([field("id", { from: { column: "Id" } }), ...fields]));
    expect(fields.map(({ name }) => records.contents[0]?.[name])).toEqual(paths.map(([, value]) => value));
    expect(records.contents[1]).toMatchObject({ id: "2", f0: null, _pos: "2" });
  });

  it("says which path no record holds, and what it may have been", async () => {
    const fields = [
      field("a", { from: { column: "CustomerRef.valeu" } }),
      field("b", { from: { column: "^.Totl" } }),
      field("c", { from: { column: "a..b" } }),
    ];
    await expect(open(bench, await store(), dataset(fields))).rejects.toMatchObject({
      problems: [
        { code: "unknown-column", found: "CustomerRef.valeu", hint: "Did you mean CustomerRef.value?" },
        { code: "unknown-column", found: "^.Totl", hint: "Did you mean ^.Total?" },
        { code: "unknown-column", found: "a..b" },
      ],
    });
  });

  it("counts records instead of lines", async () => {
    const records = await open(bench, await store(), dataset([field("v", { type: "date", from: { column: "CustomerRef.value" } })]));
    expect(records.unreadableSamples).toMatchObject([
      { at: { file: "data.json" }, found: "58", message: expect.stringMatching(/^Record 1: /) as string },
    ]);
    expect(records.unreadableSamples[0]?.at).not.toHaveProperty("line");
  });
});

describe("checkRecords", () => {
  it("lists what the records leave open, at the estate's line, with the first record", async () => {
    const stored = await capture(
      bench,
      ["id", "status", "branch", "cur", "blank", "day", "amount"],
      [
        ["1", "Complted", "Tampa", "USD", "", "03/04/2025", "x"],
        ["1", "Done", "Miami", "CAD", "", "", "y"],
        ["2", "Complted", "Miami", "usd", " ", "", ""],
      ],
    );
    const of = dataset(
      [
        field("id", { type: "key", line: 20 }),
        field("status", { line: 21 }),
        field("branch", { line: 22 }),
        field("cur", { line: 23 }),
        field("blank", { line: 24 }),
        field("day", { type: "date", line: 25 }),
        field("amount", { type: "money", line: 26 }),
      ],
      {
        state: { field: "status", words: { Completed: "completed", Done: "completed" }, derived: [] },
        unit: "branch",
        currency: { field: "cur" },
      },
    );
    const records = await openRecords(bench.engine, estate(units), of, stored, { relation: "checked", as: "view" });
    expect(await checkRecords(bench.engine, estate(units), records)).toMatchObject([
      { code: "repeated-key", at: { file: "data.csv", line: 2 }, found: "data.csv:2, data.csv:3" },
      {
        code: "unmapped-state",
        at: { file: "tieout.yaml", line: 21 },
        found: '"Complted" in 2 records, first at data.csv:2',
        hint: "It may mean completed.",
      },
      { code: "unknown-unit", at: { line: 22 }, found: '"Miami" in 2 records, first at data.csv:3' },
      { code: "never-filled", at: { line: 24 }, found: "blank: always empty" },
      { code: "never-filled", at: { line: 26 }, found: "amount: 2 values of another form" },
      { code: "other-currency", at: { line: 23 }, found: "CAD in 1 record, first at data.csv:3" },
      { code: "ambiguous-dates", at: { line: 25 } },
    ]);
  });
});
