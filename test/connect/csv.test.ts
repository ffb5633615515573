import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Room } from "./room.ts";

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room.close());

describe("a plain CSV", () => {
  it("goes to the engine as it lies, NULL and '' kept apart", async () => {
    const result = await room.readText("plain.csv", 'Id,Name,Total\n001,"Ann, ""A""",\n002,"",12.50\n');
    expect(result.probed.plain).toBe(true);
    expect(result.probed).toMatchObject({ format: "csv", encoding: "utf-8", delimiter: ",", headerRow: 1, compression: undefined });
    expect(result.columns).toEqual(["Id", "Name", "Total"]);
    expect(result.rows).toEqual([
      ["001", 'Ann, "A"', null],
      ["002", "", "12.50"],
    ]);
    expect(result.reading.position).toEqual({ kind: "ordinal", first: 2 });
  });

  it.each([
    ["CRLF", "a,b\r\n1,2\r\n3,4\r\n"],
    ["no final line end", "a,b\n1,2\n3,4"],
    ["a blank last line", "a,b\n1,2\n3,4\n\n"],
    ["lone CR", "a,b\r1,2\r3,4\r"],
    ["a byte order mark", "\uFEFFa,b\n1,2\n3,4\n"],
    ["semicolons", "a;b\n1;2\n3;4\n"],
    ["tabs", "a\tb\n1\t2\n3\t4\n"],
    ["bars", "a|b\n1|2\n3|4\n"],
  ])("%s", async (_name, text) => {
    const result = await room.readText("variant.csv", text);
    expect(result.probed.plain).toBe(true);
    expect(result.columns).toEqual(["a", "b"]);
    expect(result.rows).toEqual([
      ["1", "2"],
      ["3", "4"],
    ]);
    expect(result.positions).toEqual([2, 3]);
  });

  it("skips a preamble and says where the header was", async () => {
    const result = await room.readText("preamble.csv", "Invoice report,,\nGenerated,2026-09-30,\n\nNo,Customer,Total\n1,Ann,5\n2,Bob,6\n");
    expect(result.columns).toEqual(["No", "Customer", "Total"]);
    expect(result.probed.headerRow).toBe(4);
    expect(result.rows).toHaveLength(2);
    expect(result.positions).toEqual([5, 6]);
  });

  it.each([
    ["years as names", "Account,2025,2026\nRent,1,2\nn/a,none,none\n", 1],
    ["an empty corner", ",2025,2026\nRent,1,2\nPower,3,4\n", 1],
    ["a padded title", "Report,,\nMade,2026-09-30,\nNo,Name,Sum\n1,a,2\n3,b,4\n", 3],
    ["an index column", ",a,b\n0,1,2\n1,3,4\n", 1],
    ["decimal commas", "No;Sum;Tax\nA;1,50;0,20\nB;2,50;0,30\n", 1],
    ["addresses with commas", "Name|Address\nAnn|1 Main St, Tampa, FL\nBob|2 Oak Av, Tampa, FL\n", 1],
  ])("finds the header: %s", async (_name, text, line) => {
    const [file] = await room.write("header.csv", text).then(() => room.probe("header.csv"));
    expect(file?.headerRow).toBe(line);
    expect(file?.columns).toHaveLength(text.includes("|") ? 2 : 3);
  });

  it("reads lines of several mebibytes", async () => {
    const long = "x".repeat(3_000_000);
    expect((await room.readText("long.csv", `a,b\n1,${long}\n2,y\n`)).rows).toEqual([
      ["1", long],
      ["2", "y"],
    ]);
    expect((await room.readText("long2.csv", `a,b\n1,"${long}\n${long}"\n2,y\n`)).rows).toEqual([
      ["1", `${long}\n${long}`],
      ["2", "y"],
    ]);
  });

  it("takes the header row that is declared", async () => {
    const result = await room.readText("declared.csv", "x,y\na,b\n1,2\n", { headerRow: 2 });
    expect(result.columns).toEqual(["a", "b"]);
    expect(result.positions).toEqual([3]);
    expect(await room.refused("declared.csv", { headerRow: 9 })).toMatchObject({
      code: "empty-header",
      at: { file: "declared.csv", line: 9 },
    });
  });

  it("gives a header without rows no rows", async () => {
    expect((await room.readText("header.csv", "a,b")).rows).toEqual([]);
    expect((await room.readText("header2.csv", "a,b\n")).rows).toEqual([]);
  });

  it("reads one column", async () => {
    const result = await room.readText("one.csv", "id\n7\n\n8\n");
    expect(result.rows).toEqual([["7"], ["8"]]);
    expect(result.positions).toEqual([2, 4]);
  });

  it("makes hostile, repeated and missing names harmless", async () => {
    const result = await room.readText("names.csv", '"""; drop table copied; --",Name,name,,_pos, NAME_2 \n1,2,3,4,5,6\n');
    expect(result.columns).toEqual(['"; drop table copied; --', "Name", "name_3", "column_4", "_pos_2", "NAME_2"]);
    expect(result.rows).toEqual([["1", "2", "3", "4", "5", "6"]]);
  });

  it("does not take a file's name for a pattern", async () => {
    await room.write("w1x.csv", "a,b\n9,9\n");
    expect((await room.readText("w[1]*.csv", "a,b\n1,2\n")).rows).toEqual([["1", "2"]]);
  });
});

describe("a CSV that has to be straightened", () => {
  it("counts lines through quoted line ends", async () => {
    const result = await room.readText("quoted.csv", 'a,b\n1,"x\ny\n"\n2,z\n"3\r\n3",w\n4,q\n');
    expect(result.probed.plain).toBe(false);
    expect(result.rows).toEqual([
      ["1", "x\ny\n"],
      ["2", "z"],
      ["3\r\n3", "w"],
      ["4", "q"],
    ]);
    expect(result.positions).toEqual([2, 5, 6, 8]);
    expect(result.reading.unreadableRows).toBe(0);
  });

  it("pads short rows, cuts long ones, lists both", async () => {
    const result = await room.readText("ragged.csv", "a,b,c\n1,2\n1,2,3,,\n1,2,3,4\n1,2,3\n");
    expect(result.rows).toEqual([
      ["1", "2", null],
      ["1", "2", "3"],
      ["1", "2", "3"],
      ["1", "2", "3"],
    ]);
    expect(result.reading.unreadableRows).toBe(2);
    expect(result.reading.unreadable).toMatchObject([
      { code: "ragged-row", at: { file: "ragged.csv", line: 2 }, found: "2 cells", expected: "3 cells" },
      { code: "ragged-row", at: { file: "ragged.csv", line: 4 }, found: "4 cells; beyond the header: 4" },
    ]);
  });

  it("lists a thousand problems and counts all", async () => {
    const result = await room.readText("many.csv", `a,b,c\n1,2,3\n${"1,2\n".repeat(1500)}`, { headerRow: 1 });
    expect(result.reading.unreadable).toHaveLength(1000);
    expect(result.reading.unreadableRows).toBe(1500);
  });

  it("skips the header where it stands again, and blank lines", async () => {
    const result = await room.readText("again.csv", "id,name\n1,a\n\nid,name\n2,b\n,\nid,name\n");
    expect(result.rows).toEqual([
      ["1", "a"],
      ["2", "b"],
    ]);
    expect(result.positions).toEqual([2, 5]);
    expect(result.reading.unreadableRows).toBe(0);
    expect(result.reading.notes).toEqual(["again.csv: the header stands 2 more times among the rows; skipped"]);
  });

  it("keeps a stray quote and says so", async () => {
    const result = await room.readText("stray.csv", 'a,b\n1,"3" duct"\n2,5" pipe\n');
    expect(result.rows).toEqual([
      ["1", '3" duct'],
      ["2", '5" pipe'],
    ]);
    expect(result.reading.unreadable).toMatchObject([{ code: "stray-quote", at: { line: 2 } }]);
  });

  it("refuses a quote that never closes, where it opens", async () => {
    await room.write("open.csv", 'a,b\n1,2\n3,"x\n4,5\n');
    expect(await room.refused("open.csv")).toMatchObject({ code: "unclosed-quote", at: { file: "open.csv", line: 3 } });
  });

  it("takes NUL characters out and lists them", async () => {
    const result = await room.readText("nul.csv", "a,b\n1\0,2\n");
    expect(result.rows).toEqual([["1", "2"]]);
    expect(result.reading.unreadable).toMatchObject([{ code: "nul-character", at: { line: 2, column: 1 } }]);
  });

  it("refuses a file without text", async () => {
    await room.write("empty.csv", "");
    expect(await room.refused("empty.csv")).toMatchObject({ code: "empty-file" });
    await room.write("blank.csv", "\n\n,,\n");
    expect(await room.refused("blank.csv")).toMatchObject({ code: "empty-file" });
  });
});

describe("encodings", () => {
  const text = "Name;Ort\r\nMüller “Söhne”;Köln – 5 €\r\nŠ;ž\r\n";

  it.each([
    ["utf-16le", true],
    ["utf-16le", false],
    ["utf-16be", true],
    ["utf-16be", false],
  ] as const)("%s, mark %s", async (encoding, mark) => {
    const bytes = Buffer.from((mark ? "\uFEFF" : "") + text, "utf16le");
    const result = await room.readText("wide.csv", encoding === "utf-16be" ? bytes.swap16() : bytes);
    expect(result.probed.encoding).toBe(encoding);
    expect(result.columns).toEqual(["Name", "Ort"]);
    expect(result.rows).toEqual([
      ["Müller “Söhne”", "Köln – 5 €"],
      ["Š", "ž"],
    ]);
    expect(result.positions).toEqual([2, 3]);
  });

  it("windows-1252, told by its bytes or declared", async () => {
    const bytes = windows1252(text);
    const result = await room.readText("latin.csv", bytes);
    expect(result.probed.encoding).toBe("windows-1252");
    expect(result.rows[0]).toEqual(["Müller “Söhne”", "Köln – 5 €"]);
    expect((await room.read("latin.csv", { encoding: "windows-1252" })).rows).toEqual(result.rows);
    expect(await room.refused("latin.csv", { encoding: "utf-8" })).toMatchObject({
      code: "unreadable-encoding",
      at: { file: "latin.csv", line: 2, column: 2 },
      found: "byte 0xFC",
    });
  });

  it("refuses UTF-8 that is broken in one place rather than spoil every other accent", async () => {
    await room.write("broken.csv", Buffer.concat([Buffer.from("a,b\nMüller,Köln\nx,"), Buffer.from([0xc3]), Buffer.from("\n")]));
    expect(await room.refused("broken.csv")).toMatchObject({ code: "unreadable-encoding", at: { line: 3, column: 3 }, found: "byte 0xC3" });
  });

  it("refuses bytes that are no text", async () => {
    const noise = Buffer.from(Array.from({ length: 4000 }, (_, index) => (index * 167 + (index >> 3)) % 256));
    await room.write("noise.csv", noise);
    expect(await room.refused("noise.csv")).toMatchObject({ code: "unreadable-encoding" });
  });
});

function windows1252(text: string): Buffer {
  const high: Record<string, number> = { "“": 0x93, "”": 0x94, "€": 0x80, "–": 0x96, Š: 0x8a, ž: 0x9e };
  return Buffer.from([...text].map((character) => high[character] ?? character.charCodeAt(0)));
}
