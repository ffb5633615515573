import { deflateRawSync, gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { utils, write, type WorkBook, type WorkSheet } from "@e965/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { numberText } from "../../../src/connect/workbook/cell-text.ts";
import { Room } from "../room.ts";

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room.close());

function workbook(sheets: Record<string, WorkSheet>, more: Partial<WorkBook> = {}, bookType: "xlsx" | "biff8" = "xlsx"): Buffer {
  const book = utils.book_new();
  for (const [name, sheet] of Object.entries(sheets)) utils.book_append_sheet(book, sheet, name);
  return write({ ...book, ...more }, { type: "buffer", bookType, compression: true }) as Buffer;
}

function jobs(): WorkSheet {
  const sheet = utils.aoa_to_sheet([
    ["Weekly jobs"],
    [],
    ["Job", "Done", "Total", "Paid", "Time"],
    ["007", 46295, 12.100000000000001, true, 0.5],
    ["008", 46295.5868055556, 1234567.89, false, 1.25],
  ]);
  for (const [cell, format] of Object.entries({ B4: "m/d/yy", B5: "yyyy-mm-dd hh:mm", E4: "h:mm", E5: "[h]:mm" }))
    (sheet[cell] as { z: string }).z = format;
  return sheet;
}

describe("a workbook", () => {
  it("gives values as text, dates in ISO form, from the header on", async () => {
    const result = await room.readText("jobs.xlsx", workbook({ Jobs: jobs() }));
    expect(result.columns).toEqual(["Job", "Done", "Total", "Paid", "Time"]);
    expect(result.rows).toEqual([
      ["007", "2026-09-30", "12.1", "TRUE", "12:00:00"],
      ["008", "2026-09-30 14:05:00", "1234567.89", "FALSE", "30:00:00"],
    ]);
    expect(result.positions).toEqual([4, 5]);
    expect(result.reading.file).toMatchObject({ format: "xlsx", sheet: "Jobs", headerRow: 3, encoding: undefined });
  });

  it("respects the 1904 date system", async () => {
    const sheet = utils.aoa_to_sheet([
      ["d", "x"],
      [44833, "a"],
    ]);
    (sheet["A2"] as { z: string }).z = "m/d/yy";
    const result = await room.readText("mac.xlsx", workbook({ S: sheet }, { Workbook: { WBProps: { date1904: true } } }));
    expect(result.rows).toEqual([["2026-09-30", "a"]]);
  });

  it("takes the first visible sheet, or the one named", async () => {
    const bytes = workbook(
      { Hidden: utils.aoa_to_sheet([["h"], [1]]), Jobs: utils.aoa_to_sheet([["j"], [2]]) },
      { Workbook: { Sheets: [{ Hidden: 1 }, { Hidden: 0 }] } },
    );
    expect((await room.readText("two.xlsx", bytes)).columns).toEqual(["j"]);
    expect((await room.read("two.xlsx", { sheet: "Hidden" })).rows).toEqual([["1"]]);
    expect(await room.refused("two.xlsx", { sheet: "jobs " })).toMatchObject({
      code: "unknown-sheet",
      found: "Jobs, Hidden",
      hint: "sheet: Jobs",
    });
  });

  it("passes over an empty sheet when none is named", async () => {
    const bytes = workbook({ Empty: utils.aoa_to_sheet([]), Jobs: utils.aoa_to_sheet([["j"], [2]]) });
    expect((await room.readText("first.xlsx", bytes)).reading.file.sheet).toBe("Jobs");
  });

  it("lists error cells with their address", async () => {
    const sheet = utils.aoa_to_sheet([
      ["a", "b"],
      [1, 2],
      [3, 4],
    ]);
    sheet["B2"] = { t: "e", v: 7, w: "#DIV/0!" };
    sheet["A3"] = { t: "n", f: "1+1" };
    const result = await room.readText("errors.xlsx", workbook({ S: sheet }));
    expect(result.rows).toEqual([
      ["1", null],
      [null, "4"],
    ]);
    expect(result.reading.unreadable).toMatchObject([
      { code: "error-cell", at: { file: "errors.xlsx", cell: "S!B2" }, found: "#DIV/0!" },
      { code: "error-cell", at: { cell: "S!A3" } },
    ]);
    expect(result.reading.unreadableRows).toBe(2);
  });

  it("skips blank rows and repeated headers, keeps columns beyond the header", async () => {
    const sheet = utils.aoa_to_sheet([["a", "b"], [1, 2], [], ["a", "b"], [3, 4, 5]]);
    const result = await room.readText("shape.xlsx", workbook({ S: sheet }), { headerRow: 1 });
    expect(result.columns).toEqual(["a", "b", "column_3"]);
    expect(result.rows).toEqual([
      ["1", "2", null],
      ["3", "4", "5"],
    ]);
    expect(result.positions).toEqual([2, 5]);
  });

  it("keeps columns of a row that is wider than all that stand above it", async () => {
    const lines: (number | string)[][] = [["a", "b"], ...Array.from({ length: 5000 }, (_, row) => [row, row]), [1, 2, 3, 4]];
    const result = await room.readText("late.xlsx", workbook({ S: utils.aoa_to_sheet(lines) }));
    expect(result.columns).toEqual(["a", "b", "column_3", "column_4"]);
    expect(result.rows).toHaveLength(5001);
    expect(result.rows[0]).toEqual(["0", "0", null, null]);
    expect(result.rows[5000]).toEqual(["1", "2", "3", "4"]);
    expect(result.positions[5000]).toBe(5002);
  });

  it("finds a header that is named far below, and says what might have been meant when none stands there", async () => {
    const lines: (number | string)[][] = [...Array.from({ length: 600 }, (_, row) => [`old ${row}`, row]), ["a", "b"], [1, 2]];
    const bytes = workbook({ S: utils.aoa_to_sheet(lines) });
    const result = await room.readText("below.xlsx", bytes, { headerRow: 601 });
    expect([result.columns, result.rows]).toEqual([["a", "b"], [["1", "2"]]]);
    expect(await room.refused("below.xlsx", { headerRow: 700 })).toMatchObject({
      code: "empty-header",
      hint: "headerRow: 1, or leave it out",
    });
  });

  it("reads gzip and the older binary form", async () => {
    const sheets = {
      S: utils.aoa_to_sheet([
        ["a", "b"],
        ["x", 0.1],
      ]),
    };
    expect((await room.readText("packed.xlsx.gz", gzipSync(workbook(sheets)))).rows).toEqual([["x", "0.1"]]);
    expect((await room.readText("old.xls", workbook(sheets, {}, "biff8"))).rows).toEqual([["x", "0.1"]]);
  });

  it("refuses what is protected, damaged or empty", async () => {
    const ole = Buffer.concat([
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      Buffer.alloc(500),
      Buffer.from("EncryptedPackage", "utf16le"),
    ]);
    await room.write("secret.xlsx", ole);
    expect(await room.refused("secret.xlsx")).toMatchObject({ code: "protected-workbook" });
    const whole = workbook({ S: jobs() });
    await room.write("cut.xlsx", whole.subarray(0, whole.length - 200));
    expect(await room.refused("cut.xlsx")).toMatchObject({ code: "damaged-workbook" });
    await room.write("empty.xlsx", workbook({ S: utils.aoa_to_sheet([]) }));
    expect(await room.refused("empty.xlsx")).toMatchObject({ code: "empty-file" });
  });

  it("refuses a bomb by what its directory says, and one whose directory lies", async () => {
    await room.write("bomb.xlsx", archive(Buffer.alloc(4_000_000), 4_000_000));
    expect(await room.refused("bomb.xlsx", {}, { workbookRatioFromBytes: 1_000_000 })).toMatchObject({ code: "decompression-limit" });
    expect(await room.refused("bomb.xlsx", {}, { maxWorkbookBytes: 1_000_000 })).toMatchObject({ code: "decompression-limit" });
    await room.write("liar.xlsx", archive(Buffer.alloc(4_000_000), 100));
    expect(await room.refused("liar.xlsx")).toMatchObject({ code: "decompression-limit" });
  });
});

it("writes any number with the 15 digits that the program shows", () => {
  fc.assert(
    fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e25, max: 1e25 }), fc.integer()), (number) => {
      const text = numberText(number);
      expect(text).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(text)).toBe(Number(number.toPrecision(15)) + 0);
    }),
    { numRuns: 2000 },
  );
});

it("writes numbers as the program shows them", () => {
  const shown = [0.1 + 0.2, 1e21, 1.5e-7, -1234.5, 100, 123456789012345.67, -0, 1e15];
  expect(shown.map(numberText)).toEqual([
    "0.3",
    "1000000000000000000000",
    "0.00000015",
    "-1234.5",
    "100",
    "123456789012346",
    "0",
    "1000000000000000",
  ]);
});

/** A ZIP with one part that says of itself how long it is. */
function archive(content: Buffer, said: number): Buffer {
  const packed = deflateRawSync(content);
  const name = Buffer.from("_rels/.rels");
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(said, 22);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(8, 10);
  entry.writeUInt32LE(packed.length, 20);
  entry.writeUInt32LE(said, 24);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return Buffer.concat([local, name, packed, entry, name, end]);
}
