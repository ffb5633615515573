import * as fc from "fast-check";
import { write, utils } from "@e965/xlsx";
import { afterAll, describe, expect, it } from "vitest";
import { numberIn } from "../../../src/connect/workbook/numbers.ts";
import { SheetScanner } from "../../../src/connect/workbook/sheet-scanner.ts";
import { cellAt, Folder, valueAt } from "./folder.ts";
import { partsOf, zipOf } from "./package.ts";

const folder = new Folder();
afterAll(() => folder.close());

describe("cells of an .xlsx file", () => {
  it("have the value of each type", async () => {
    const book = await folder.open({
      shared: [
        "<t>plain</t>",
        '<r><rPr><b/></rPr><t>ri</t></r><r><t xml:space="preserve">ch </t></r><rPh sb="0" eb="1"><t>no</t></rPh>',
        "<t/>",
      ],
      sheets: [
        {
          name: "S",
          rows: `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c></row>
            <row r="2"><c r="A2"><v>12.100000000000001</v></c><c r="B2"><v>-1.5E-7</v></c><c r="C2"><v>1E+21</v></c><c r="D2"><v> 7 </v></c></row>
            <row r="3"><c r="A3" t="b"><v>1</v></c><c r="B3" t="b"><v>0</v></c><c r="C3" t="e"><v>#N/A</v></c><c r="D3" t="str"><f>"a"&amp;"b"</f><v>ab</v></c></row>
            <row r="4"><c r="A4" t="d"><v>2026-09-30T12:00:00</v></c><c r="B4" t="str"><v>a_x000D_b &lt;&#65;&#x42;&gt; _x005F_x0041_</v></c><c r="C4" t="str"><v><![CDATA[<&amp;>]]> x</v></c></row>`,
        },
      ],
    });
    const places = ["A1", "B1", "C1", "D1", "A2", "B2", "C2", "D2", "A3", "B3", "C3", "D3", "A4", "B4", "C4"];
    expect(Object.fromEntries(places.map((place) => [place, valueAt(book, place)]))).toEqual({
      A1: "plain",
      B1: "rich ",
      C1: "",
      D1: "inline",
      A2: 12.100000000000001,
      B2: -1.5e-7,
      C2: 1e21,
      D2: 7,
      A3: true,
      B3: false,
      C3: "error #N/A",
      D3: "ab",
      A4: 46295.5,
      B4: "a\rb <AB> _x0041_",
      C4: "<&amp;> x",
    });
    expect(cellAt(book, "D3")?.formula).toBe('"a"&"b"');
    expect(book.workbook.sheets[0]).toMatchObject({ cells: 15, formulas: 1, rowCount: 4, columnCount: 4 });
  });

  it("are found whatever the writer's style: prefixes, order of attributes, quotes, places left out, spaces, comments", async () => {
    const book = await folder.open({
      sheets: [
        {
          name: "S",
          xml: `\ufeff<?xml version='1.0'?><!-- <sheetData> --><x:worksheet xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><x:sheetData>
            <x:row><x:c><x:v>1</x:v></x:c><x:c s = '0'  t = "str" ><x:v>two</x:v></x:c><!-- <c r="X9"> --></x:row>
            <x:row hidden='true' spans="1:2" r='5' ><x:c t="str" s="0" r="C5"><x:v>a<!-- no -->b</x:v></x:c><x:c><x:f>C5&amp;"&gt;"</x:f><x:v>4</x:v></x:c></x:row>
            <x:row><x:c r='AA6'><x:v>6</x:v></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref='A1:B2'/></x:mergeCells></x:worksheet>`,
        },
      ],
    });
    expect(["A1", "B1", "C5", "D5", "AA6"].map((place) => valueAt(book, place))).toEqual([1, "two", "ab", 4, 6]);
    expect(cellAt(book, "D5")?.formula).toBe('RC[-1]&">"');
    expect(book.workbook.sheets[0]).toMatchObject({
      cells: 5,
      rowCount: 6,
      columnCount: 27,
      hiddenRows: [{ from: 4, to: 4 }],
      merged: [{ fromRow: 0, toRow: 1, fromColumn: 0, toColumn: 1 }],
    });
  });

  it("are found in the strict variant, in UTF-16, in stored parts, behind data descriptors and in ZIP64", async () => {
    const text = { shared: ["<t>Größe</t>"], sheets: [{ name: "Blätter", rows: '<row r="1"><c r="A1" t="s"><v>0</v></c></row>' }] };
    const strict = partsOf({ ...text, strict: true });
    const utf16 = strict.map((part) => ({
      ...part,
      content: Buffer.from(`\ufeff${String(part.content).replace("UTF-8", "UTF-16")}`, "utf16le"),
    }));
    for (const bytes of [
      zipOf(strict),
      zipOf(utf16),
      zipOf(strict.map((part) => ({ ...part, stored: true }))),
      zipOf(strict.map((part) => ({ ...part, descriptor: true }))),
      zipOf(
        strict.map((part) => ({ ...part, wide: true })),
        { wide: true },
      ),
      zipOf(strict.map((part) => ({ ...part, name: part.name.replaceAll("/", "\\") }))),
    ]) {
      expect(valueAt(await folder.open(bytes), "A1", "Blätter")).toBe("Größe");
    }
  });

  it("have their number format; rows and columns are hidden one by one or all but some", async () => {
    const book = await folder.open({
      formats: [0, 14, 164, 2],
      numFmts: '<numFmts><numFmt numFmtId="164" formatCode="&quot;J-&quot;0000"/></numFmts>',
      sheets: [
        {
          name: "S",
          before: '<cols><col min="2" max="3" hidden="1"/><col min="4" max="4" hidden="1"/><col min="6" max="6" hidden="0"/></cols>',
          rows: '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="1"><v>46295</v></c><c r="C1" s="2"><v>7</v></c><c r="D1" s="99"><v>7</v></c></row><row r="2" hidden="1"/><row r="3" hidden="1"><c r="A3" s="3"><v>1</v></c></row><row r="9" hidden="0"/>',
        },
        { name: "T", before: '<sheetFormatPr defaultRowHeight="15" zeroHeight="1"/>', rows: '<row r="2"><c r="A2"><v>1</v></c></row>' },
      ],
    });
    expect(["A1", "B1", "C1", "D1", "A3"].map((place) => cellAt(book, place)?.format)).toEqual([
      "General",
      "m/d/yy",
      '"J-"0000',
      "General",
      "0.00",
    ]);
    expect(book.workbook.sheets[0]).toMatchObject({ hiddenRows: [{ from: 1, to: 2 }], hiddenColumns: [{ from: 1, to: 3 }] });
    expect(book.workbook.sheets[1]?.hiddenRows).toEqual([
      { from: 0, to: 0 },
      { from: 2, to: 1_048_575 },
    ]);
  });

  it("have shared formulas resolved, in blocks too, and array formulas in each cell", async () => {
    const book = await folder.open({
      sheets: [
        {
          name: "S",
          rows: `<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="shared" ref="B1:C2" si="0">A1*$A$1</f><v>1</v></c><c r="C1"><f si="0" t="shared"/><v>1</v></c></row>
            <row r="2"><c r="B2"><f t="shared" si="0"></f><v>1</v></c><c r="C2"><f t="shared" si="0"/><v>1</v></c><c r="D2"><f t="shared" si="9"/><v>3</v></c></row>
            <row r="3"><c r="B3"><f t="array" ref="B3:C4">A1:B2*2</f><v>1</v></c><c r="C3"><v>2</v></c><c r="D3"><v>9</v></c></row>
            <row r="4"><c r="B4"><v>2</v></c><c r="C4"/></row><row r="5"><c r="B5"><v>5</v></c><c r="C5"><f>SUM(B:B)</f></c></row>`,
        },
      ],
    });
    const formulas = ["B1", "C1", "B2", "C2", "D2", "B3", "C3", "D3", "B4", "C4", "B5", "C5"].map((place) => cellAt(book, place)?.formula);
    const shared = "RC[-1]*R1C1";
    expect(formulas).toEqual([
      shared,
      shared,
      shared,
      shared,
      "",
      "R[-2]C[-1]:R[-1]C*2",
      "R[-2]C[-2]:R[-1]C[-1]*2",
      undefined,
      "R[-3]C[-1]:R[-2]C*2",
      "R[-3]C[-2]:R[-2]C[-1]*2",
      undefined,
      "SUM(C[-1])",
    ]);
    // A formula that was saved without its result, and a cell of an array that holds nothing.
    expect([valueAt(book, "C5"), valueAt(book, "C4")]).toEqual([undefined, undefined]);
    expect(book.workbook.sheets[0]?.formulas).toBe(10);
    expect(book.workbook.notes).toEqual(["book.xlsx, sheet S: 1 formula is shared from a cell that is not there; the text is not known"]);
  });

  it("in rows out of order and cells in any order stand where they say; what stands twice is told", async () => {
    const rows =
      '<row r="3"><c r="B3"><v>3</v></c><c r="A3"><v>1</v></c><c r="B3"><v>4</v></c></row><row r="1"><c r="A1"><v>5</v></c></row>';
    const book = await folder.open({ sheets: [{ name: "S", rows }] });
    expect(["A3", "B3", "A1"].map((place) => valueAt(book, place))).toEqual([1, 4, 5]);
    expect(book.workbook.notes).toEqual([
      "book.xlsx, sheet S: 1 cell stands twice in a row; the last was taken",
      "book.xlsx, sheet S: 1 row stands out of order",
    ]);
  });
});

describe("cells of other formats", () => {
  const sheet = utils.aoa_to_sheet([
    ["Job", "Hours", "Paid"],
    ["007", 2.5, true],
  ]);
  sheet["D2"] = { t: "n", v: 5, f: "B2*2", z: "0.00" };
  sheet["D3"] = { t: "e", v: 42 };
  sheet["!ref"] = "A1:D3";
  const book = utils.book_new();
  utils.book_append_sheet(book, sheet, "Jobs");

  it.each([
    ["xlsx", "xlsx"],
    ["xlsm", "xlsm"],
    ["xlsb", "xlsb"],
    ["ods", "ods"],
    ["biff8", "xls"],
    ["xlml", "xls"],
  ] as const)("%s", async (bookType, extension) => {
    const bytes = write(book, { type: "buffer", bookType, compression: true }) as Buffer;
    const opened = await folder.open(bytes, `book.${extension}`);
    expect(["A2", "B2", "C2", "D2"].map((place) => valueAt(opened, place))).toEqual(["007", 2.5, true, 5]);
    expect(opened.workbook).toMatchObject({ format: extension, sheets: [{ name: "Jobs", columnCount: 4 }] });
    // This writer puts no errors into .ods.
    if (bookType !== "ods") expect(valueAt(opened, "D3")).toBe("error #N/A");
    // This writer drops formulas in the binary formats.
    if (bookType === "xlsb" || bookType === "biff8") return;
    expect(cellAt(opened, "D2")).toMatchObject({ formula: "RC[-2]*2", ...(bookType === "ods" ? {} : { format: "0.00" }) });
    expect(opened.workbook.sheets[0]?.formulas).toBe(1);
  });

  it("csv: numbers where the text is one, in any encoding", async () => {
    const text = "Job;Hours;Größe;When\n007;2.5;klein;2026-09-30\n8;-3;TRUE;\n";
    for (const bytes of [Buffer.from(text), Buffer.from(text, "latin1"), Buffer.from(`\ufeff${text}`, "utf16le")]) {
      const opened = await folder.open(bytes, "jobs.csv");
      expect(["C1", "A2", "B2", "D2", "A3", "B3", "C3", "D3"].map((place) => valueAt(opened, place))).toEqual([
        "Größe",
        "007",
        2.5,
        "2026-09-30",
        8,
        -3,
        true,
        undefined,
      ]);
      expect(opened.workbook).toMatchObject({ format: "csv", sheets: [{ name: "jobs", cells: 11, rowCount: 3, columnCount: 4 }] });
    }
  });
});

describe("the scanner", () => {
  const xml = partsOf({
    sheets: [
      {
        name: "S",
        before: '<cols><col min="2" max="2" hidden="1"/></cols>',
        rows: `<row r="1" hidden="1"><c r="A1" t="str"><v>a &amp; <![CDATA[<b>]]>&#233;é</v></c><!-- c --><c r="B1"><f t="shared" si="0" ref="B1:B2">A1+1</f><v>12.5</v></c></row><row r="2"><c r="B2"><f t="shared" si="0"/><v>3</v></c><c r="C2" t="inlineStr"><is><t>x</t></is></c></row>`,
        after: '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>',
      },
    ],
  }).find(({ name }) => name.endsWith("sheet1.xml"));
  const bytes = Buffer.from(xml?.content as string);

  function scan(cuts: readonly number[]): string[] {
    const seen: string[] = [];
    let around = "";
    const scanner = new SheetScanner({
      file: "f",
      sheet: "S",
      shared: { count: 0, text: () => "" },
      date1904: false,
      around: (piece) => {
        around += piece.toString("latin1");
      },
      visitor: {
        row: (row) => {
          for (let at = 0; at < row.length; at++) {
            seen.push(`${row.index} ${row.hidden} ${row.columns[at]} ${row.text(at) ?? row.numbers[at]} ${row.formula(at)}`);
          }
        },
      },
    });
    let from = 0;
    for (const cut of [...cuts].sort((a, b) => a - b)) {
      scanner.push(bytes.subarray(from, cut));
      from = cut;
    }
    scanner.push(bytes.subarray(from));
    scanner.finish();
    return [...seen, around];
  }

  it("finds the same however its bytes are cut", () => {
    const whole = scan([]);
    expect(whole.slice(0, -1)).toEqual([
      "0 true 0 a & <b>éé undefined",
      "0 true 1 12.5 RC[-1]+1",
      "1 false 1 3 RC[-1]+1",
      "1 false 2 x undefined",
    ]);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
        expect(scan(cuts)).toEqual(whole);
      }),
      { numRuns: 400 },
    );
    expect(scan(Array.from({ length: bytes.length }, (_, at) => at))).toEqual(whole);
  });

  it("reads every number as the language does", () => {
    const read = (text: string): number => numberIn(Buffer.from(text), text.length);
    fc.assert(
      fc.property(
        fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.double({ min: -1e6, max: 1e6, noNaN: true })),
        (number) => {
          expect(read(String(number))).toBe(Number(String(number)));
        },
      ),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(fc.nat(999_999_999), fc.nat(999_999), (whole, part) => {
        expect(read(`${whole}.${part}`)).toBe(Number(`${whole}.${part}`));
      }),
    );
    for (const text of ["", "-", ".", "1.2.3", "1e", "abc", "0x10", "1 2", "Infinity"]) expect(read(text)).toBeNaN();
    for (const text of ["0", "-0.0", "007", "5.", ".5", "+3", "0.0000000000000000000001"]) expect(read(text)).toBe(Number(text));
  });
});

it("an .xlsx of the same cells as another writer's is the same", async () => {
  const values = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
    fc.boolean(),
    fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
      .filter((text) => text.trim() !== "" && !/_x[0-9a-f]{4}_|[\0-\x1f\ufffe\uffff]/i.test(text)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.option(values, { nil: null }), { maxLength: 6 }), { minLength: 1, maxLength: 8 }),
      fc.boolean(),
      async (table, bookSST) => {
        const made = utils.book_new();
        utils.book_append_sheet(made, utils.aoa_to_sheet(table), "S");
        const opened = await folder.open(write(made, { type: "buffer", bookType: "xlsx", bookSST }) as Buffer, "made.xlsx");
        table.forEach((row, r) =>
          row.forEach((value, c) => {
            const place = `${String.fromCharCode(65 + c)}${r + 1}`;
            expect(valueAt(opened, place)).toBe(value === null ? undefined : Object.is(value, -0) ? 0 : value);
          }),
        );
      },
    ),
    { numRuns: 60 },
  );
});
