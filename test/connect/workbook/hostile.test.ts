import { utils, write } from "@e965/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Room } from "../room.ts";
import { cellAt, Folder, valueAt } from "./folder.ts";
import { partsOf, xlsxOf, zipOf, type PackageText } from "./package.ts";

const folder = new Folder();
let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(async () => {
  folder.close();
  await room.close();
});

const one = '<row r="1"><c r="A1"><v>1</v></c></row>';
const simple: PackageText = { sheets: [{ name: "S", rows: one }] };

function replaced(name: string, change: (content: string) => string): Buffer {
  return zipOf(partsOf(simple).map((part) => (part.name === name ? { ...part, content: change(String(part.content)) } : part)));
}

describe("what is refused, with the file named", () => {
  it("a bomb, by what its directory says and by what comes out of it", async () => {
    const bomb = { name: "xl/media/a.bin", content: Buffer.alloc(8_000_000) };
    const limits = { workbookRatioFromBytes: 1_000_000 };
    expect(await folder.refused(zipOf([...partsOf(simple), bomb]), "bomb.xlsx", limits)).toMatchObject({ code: "decompression-limit" });
    const spaces = replaced("xl/worksheets/sheet1.xml", (xml) => xml + " ".repeat(8_000_000));
    expect(await folder.refused(spaces, "bomb.xlsx", { maxWorkbookBytes: 1_000_000 })).toMatchObject({ code: "decompression-limit" });
    const liar = partsOf(simple).map((part) =>
      part.name.endsWith("sheet1.xml") ? { ...part, content: part.content + " ".repeat(100_000), said: 500 } : part,
    );
    expect(await folder.refused(zipOf(liar), "liar.xlsx")).toMatchObject({ code: "decompression-limit", expected: "500 bytes" });
    // The formats that are loaded whole are looked through before.
    const book = utils.book_new();
    utils.book_append_sheet(book, utils.aoa_to_sheet([["x".repeat(30_000)]]), "S");
    const ods = write(book, { type: "buffer", bookType: "ods", compression: true }) as Buffer;
    expect(await folder.refused(ods, "bomb.ods", { maxLoadedWorkbookBytes: 20_000 })).toMatchObject({ code: "decompression-limit" });
  });

  it.each(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"])(
    "entities and document types in %s",
    async (part) => {
      const laughs = '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>';
      const bytes = replaced(part, (xml) => xml.replace(/^(<\?xml[^>]*\?>\s*)?/, `$1${laughs}`));
      expect(await folder.refused(bytes)).toMatchObject({ code: "unsafe-workbook" });
    },
  );

  it("entities that nobody declared, among cells and around them", async () => {
    const rows = '<row r="1"><c r="A1" t="str"><v>&lol;</v></c></row>';
    expect(await folder.refused({ sheets: [{ name: "S", rows }] })).toMatchObject({ code: "damaged-workbook", found: "&lol; in its XML" });
    const after = "<oddHeader>&lol;</oddHeader>";
    expect(await folder.refused({ sheets: [{ name: "S", rows: one, after }] })).toMatchObject({ code: "damaged-workbook" });
  });

  it("names that leave the archive, and names that stand twice", async () => {
    for (const name of ["../../etc/passwd", "xl/../../x", "..\\x", "C:\\x"]) {
      expect(await folder.refused(zipOf([...partsOf(simple), { name, content: "x" }]))).toMatchObject({ code: "unsafe-workbook" });
    }
    const twice = zipOf([...partsOf(simple), { name: "xl/Workbook.xml", content: "<workbook/>" }]);
    expect(await folder.refused(twice)).toMatchObject({ code: "unsafe-workbook", found: "two parts named xl/Workbook.xml" });
  });

  it("a file that is cut off anywhere, or changed", async () => {
    const whole = xlsxOf({ sheets: [{ name: "S", rows: one.repeat(1) + '<row r="2"><c r="A2" t="str"><v>abcdefghij</v></c></row>' }] });
    for (let length = 0; length < whole.length; length += 97) {
      expect(await folder.refused(whole.subarray(0, length), "cut.xlsx")).toMatchObject({ code: "damaged-workbook" });
    }
    const stored = zipOf(partsOf(simple).map((part) => ({ ...part, stored: true })));
    const at = stored.indexOf("<v>1</v>");
    stored.write("<v>2</v>", at);
    expect(await folder.refused(stored)).toMatchObject({
      code: "damaged-workbook",
      found: "xl/worksheets/sheet1.xml is not what was packed",
    });
    const open = replaced("xl/worksheets/sheet1.xml", (xml) => xml.slice(0, xml.indexOf("</sheetData>")));
    expect(await folder.refused(open)).toMatchObject({ code: "damaged-workbook", found: "sheet S ends among its cells" });
    expect(await folder.refused(zipOf([{ name: "a.txt", content: "x" }]))).toMatchObject({ code: "damaged-workbook" });
    expect(await folder.refused(Buffer.from("no workbook at all"))).toMatchObject({ code: "damaged-workbook" });
  });

  it("what needs a password: the whole file, or its parts", async () => {
    const compound = Buffer.concat([
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      Buffer.alloc(500),
      Buffer.from("EncryptedPackage", "utf16le"),
    ]);
    const hint = "Save a copy without a password.";
    expect(await folder.refused(compound, "secret.xlsx")).toMatchObject({ code: "protected-workbook", hint });
    const locked = xlsxOf(simple);
    // The flag of the first entry in the directory.
    const entry = locked.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
    locked[entry + 8] = 1;
    expect(await folder.refused(locked, "secret.xlsx")).toMatchObject({ code: "protected-workbook", hint });
  });

  it("cells outside of a sheet, shared strings that are not there, cells in the wrong row", async () => {
    const wrong: readonly (readonly [rows: string, found: string])[] = [
      ['<row r="1"><c r="XFE1"><v>1</v></c></row>', "sheet S: cell XFE1"],
      ['<row r="1048577"><c r="A1048577"><v>1</v></c></row>', "sheet S: row 1048577"],
      ['<row r="1"><c r="A99999999999999999999"><v>1</v></c></row>', "sheet S: cell A99999999999999999999 in row 1"],
      ['<row r="1"><c r="A2"><v>1</v></c></row>', "sheet S: cell A2 in row 1"],
      ['<row r="x"><c r="A1"><v>1</v></c></row>', "sheet S: x for a number"],
      ['<row r="1"><c r="A1" t="s"><v>7</v></c></row>', "sheet S: shared string 7 of 0"],
      ['<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', "sheet S: shared string -1 of 0"],
      ['<row r="1"><c r=A1><v>1</v></c></row>', "an attribute without a value in its XML"],
      ['<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>1</v></c></row>', "row 1 stands twice"],
      ['<c r="A1"><v>1</v></c>', "sheet S: a cell outside of rows"],
    ];
    for (const [rows, found] of wrong) {
      expect(await folder.refused({ sheets: [{ name: "S", rows }] })).toMatchObject({ code: "damaged-workbook", found });
    }
  });

  it("more cells than may be held, and a single text without end", async () => {
    const rows = `<row>${"<c><v>1</v></c>".repeat(40)}</row>`.repeat(30);
    expect(await folder.refused({ sheets: [{ name: "S", rows }] }, "many.xlsx", { maxWorkbookCells: 1000 })).toMatchObject({
      code: "too-many-cells",
    });
    const long = { sheets: [{ name: "S", rows: `<row><c t="str"><v>${"x".repeat(9_000_000)}</v></c></row>` }] };
    expect(await folder.refused(long)).toMatchObject({ code: "unsafe-workbook" });
  });
});

describe("what is odd, and read", () => {
  it("a million empty styled rows cost nothing and are no rows", async () => {
    const rows = Array.from(
      { length: 1_000_000 },
      (_, row) => `<row r="${row + 2}" s="1" customFormat="1"><c r="A${row + 2}" s="1"/></row>`,
    ).join("");
    const started = performance.now();
    const book = await folder.open({ formats: [0, 14], sheets: [{ name: "S", rows: one + rows }] });
    expect(book.workbook.sheets[0]).toMatchObject({ cells: 1, rowCount: 1, columnCount: 1, hiddenRows: [] });
    // About half a second alone on its machine.
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it("all 16,384 columns, in one row, and the last cell of the last row", async () => {
    const cells = "<c><v>1</v></c>".repeat(16_384);
    const rows = `<row>${cells}</row><row r="1048576"><c r="XFD1048576"><f>SUM(1:1)</f><v>16384</v></c></row>`;
    const book = await folder.open({ sheets: [{ name: "S", before: '<dimension ref="A1:ZZZ99999999"/>', rows }] });
    expect(book.workbook.sheets[0]).toMatchObject({ cells: 16_385, rowCount: 1_048_576, columnCount: 16_384 });
    expect(valueAt(book, "XFD1")).toBe(1);
    expect(cellAt(book, "XFD1048576")).toMatchObject({ formula: "SUM(R[-1048575])", value: { number: 16_384 } });
  });

  it("an array formula over the whole sheet stands in the cells that are there", async () => {
    const rows =
      '<row r="1"><c r="A1"><f t="array" ref="A1:XFD1048576">ROW()</f><v>1</v></c></row><row r="900000"><c r="B900000"><v>1</v></c></row>';
    const book = await folder.open({ sheets: [{ name: "S", rows }] });
    expect(book.workbook.sheets[0]).toMatchObject({ cells: 2, formulas: 2 });
  });

  it("a sheet named '; --", async () => {
    const name = "'; -- <&\"";
    const rows =
      '<row r="1"><c r="A1" t="str"><v>job</v></c><c r="B1" t="str"><v>n</v></c></row><row r="2"><c r="A2" t="e"><v>#REF!</v></c><c r="B2"><v>2</v></c></row>';
    const bytes = xlsxOf({ sheets: [{ name, rows }] });
    expect(valueAt(await folder.open(bytes), "A1", name)).toBe("job");
    const read = await room.readText("quoted.xlsx", bytes, { sheet: name });
    expect(read.rows).toEqual([[null, "2"]]);
    expect(read.reading.unreadable).toMatchObject([{ code: "error-cell", at: { cell: `${name}!A2` }, found: "#REF!" }]);
  });

  it("dates of the 1904 system", async () => {
    const rows =
      '<row r="1"><c r="A1" t="str"><v>d</v></c></row><row r="2"><c r="A2" s="1"><v>44833</v></c></row><row r="3"><c r="A3" s="1" t="d"><v>2026-09-30</v></c></row>';
    const bytes = xlsxOf({ formats: [0, 14], workbook: '<workbookPr date1904="1"/>', sheets: [{ name: "S", rows }] });
    expect((await folder.open(bytes)).workbook.date1904).toBe(true);
    expect((await room.readText("mac.xlsx", bytes)).rows).toEqual([["2026-09-30"], ["2026-09-30"]]);
  });

  it("merged headers, and two tables on one sheet: every cell is told, and where it is merged", async () => {
    const text = (place: string, value: string): string => `<c r="${place}" t="str"><v>${value}</v></c>`;
    const rows = `<row r="1">${text("A1", "Q3")}<c r="B1" s="0"/>${text("E1", "Tax")}</row><row r="2">${text("A2", "Job")}${text("B2", "Total")}${text("E2", "Rate")}</row><row r="3"><c r="A3"><v>7</v></c><c r="B3"><v>10.5</v></c><c r="E3"><v>0.07</v></c></row>`;
    const book = await folder.open({ sheets: [{ name: "S", rows, after: '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>' }] });
    expect(book.workbook.sheets[0]).toMatchObject({ cells: 8, merged: [{ fromRow: 0, toRow: 0, fromColumn: 0, toColumn: 1 }] });
    expect(["A1", "B1", "E1", "B3", "E3"].map((place) => valueAt(book, place))).toEqual(["Q3", undefined, "Tax", 10.5, 0.07]);
  });

  it("an error in a total, and a formula without a result, are told as such", async () => {
    const rows =
      '<row r="1"><c r="A1" t="str"><v>total</v></c><c r="B1" t="str"><v>b</v></c></row><row r="2"><c r="A2" t="e"><f>SUM(B2:B9)</f><v>#REF!</v></c><c r="B2"><f>1+1</f></c></row>';
    const bytes = xlsxOf({ sheets: [{ name: "S", rows }] });
    const book = await folder.open(bytes);
    expect(cellAt(book, "A2")).toMatchObject({ value: { kind: "error", error: "#REF!" }, formula: "SUM(RC[1]:R[7]C[1])" });
    expect(cellAt(book, "B2")).toMatchObject({ value: undefined, formula: "1+1" });
    const read = await room.readText("total.xlsx", bytes);
    expect(read.reading.unreadable).toMatchObject([
      { at: { cell: "S!A2" }, found: "#REF!" },
      { at: { cell: "S!B2" }, found: "a formula without a calculated value" },
    ]);
  });

  it("circular formulas: nothing here follows them", async () => {
    const rows = '<row r="1"><c r="A1"><f>B1</f><v>0</v></c><c r="B1"><f>A1</f><v>0</v></c></row>';
    expect(cellAt(await folder.open({ sheets: [{ name: "S", rows }] }), "B1")?.formula).toBe("RC[-1]");
  });

  it("a sheet that the file does not hold is told, the others are read", async () => {
    const parts = partsOf({ sheets: [{ name: "Gone" }, { name: "S", rows: one }] }).filter(
      ({ name }) => name !== "xl/worksheets/sheet1.xml",
    );
    const book = await folder.open(zipOf(parts));
    expect(valueAt(book, "A1", "S")).toBe(1);
    expect(book.workbook.notes).toEqual(["book.xlsx: sheet Gone is named, but the file does not hold it"]);
  });
});
