import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rawRows } from "../src/raw-rows.ts";
import { capture, openBench, type Bench } from "./records/fixture.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

describe("the raw rows of a capture", () => {
  it("have the line and the cells of the file, empty ones too, whatever the order in which they are asked for", async () => {
    const stored = await capture(
      bench,
      ["Id", "Note"],
      [
        ["J1", "first"],
        ["J2", null],
        ["J1", "second"],
      ],
    );
    const rows = await rawRows(bench.engine, stored, ["2", "0", "1"]);
    expect([...rows.keys()].toSorted()).toEqual(["0", "1", "2"]);
    expect(rows.get("0")).toEqual({
      file: "data.csv",
      line: 2,
      record: undefined,
      cell: undefined,
      cells: [
        { column: "Id", value: "J1" },
        { column: "Note", value: "first" },
      ],
      more: 0,
    });
    // A key that stands there twice is two rows.
    expect(rows.get("2")).toMatchObject({ line: 4, cells: [{ value: "J1" }, { value: "second" }] });
    expect(rows.get("1")?.cells[1]).toEqual({ column: "Note", value: null });
    expect(await rawRows(bench.engine, stored, ["2", "0"])).toEqual(await rawRows(bench.engine, stored, ["0", "2"]));
  });

  it("leave out what is not there, and ask nothing where nothing is wanted", async () => {
    const stored = await capture(bench, ["Id"], [["J1"]]);
    expect((await rawRows(bench.engine, stored, ["7"])).size).toBe(0);
    expect((await rawRows(bench.engine, stored, [])).size).toBe(0);
  });

  it("keep sixty cells and two hundred characters of each, and say how many more there are", async () => {
    const columns = Array.from({ length: 75 }, (_, index) => `c${index}`);
    const long = "😀".repeat(300);
    const stored = await capture(bench, columns, [columns.map((_, index) => (index === 0 ? long : `v${index}`))]);
    const row = (await rawRows(bench.engine, stored, ["0"])).get("0");
    expect(row?.cells).toHaveLength(60);
    expect(row?.more).toBe(15);
    const [cut] = row?.cells ?? [];
    expect(cut?.value).toMatch(/^(?:😀)+…$/u);
    expect(cut?.value?.length).toBeLessThanOrEqual(201);
    expect(row?.cells[1]?.value).toBe("v1");
    const whole = await capture(bench, ["c"], [["x".repeat(200)]]);
    expect((await rawRows(bench.engine, whole, ["0"])).get("0")?.cells[0]?.value).toBe("x".repeat(200));
  });

  it("take names and values as they are, whatever they would mean to an engine, a page or a sheet", async () => {
    const hostile = [`"; DROP TABLE x; --`, `<img src=x onerror=alert(1)>`, `=cmd|' /C calc'!A0`, "a\tb\nc", "_row"];
    const stored = await capture(bench, hostile, [hostile]);
    const row = (await rawRows(bench.engine, stored, ["0"])).get("0");
    expect(row?.cells).toEqual(hostile.map((text) => ({ column: text, value: text })));
  });

  it("are the values of a document by their path, and its number instead of a line", async () => {
    const document = { id: "pi_1", amount: 12.5, lines: [{ sku: "a", paid: true }, { sku: null }], empty: {} };
    const stored = await capture(bench, ["_json"], [[JSON.stringify(document)]], "json");
    expect((await rawRows(bench.engine, stored, ["0"])).get("0")).toEqual({
      file: "data.json",
      line: undefined,
      record: 1,
      cell: undefined,
      cells: [
        { column: "id", value: "pi_1" },
        { column: "amount", value: "12.5" },
        { column: "lines[0].sku", value: "a" },
        { column: "lines[0].paid", value: "true" },
        { column: "lines[1].sku", value: null },
      ],
      more: 0,
    });
  });
});
