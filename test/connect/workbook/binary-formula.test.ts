import { inflateRawSync } from "node:zlib";
import { CFB, utils, write } from "@e965/xlsx";
import { afterAll, expect, it } from "vitest";
import { cellAt, Folder } from "./folder.ts";
import { zipOf, type ZipPart } from "./package.ts";

/*
 * The library writes no formulas in the binary formats. So a workbook is written without one, and the record of its
 * cell D2 is replaced by that of `B2*2` with the result 5, as [MS-XLS] and [MS-XLSB] have it.
 */

const folder = new Folder();
afterAll(() => folder.close());

function book(bookType: "biff8" | "xlsb"): Buffer {
  const made = utils.book_new();
  const rows = [
    ["Job", "Hours", "Paid", "Double"],
    ["007", 2.5, true, 5.25],
  ];
  utils.book_append_sheet(made, utils.aoa_to_sheet(rows), "Jobs");
  return write(made, { type: "buffer", bookType }) as Buffer;
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

it("reads formulas of .xls files", async () => {
  const container = CFB.read(book("biff8"), { type: "buffer" });
  const stream = CFB.find(container, "/Workbook");
  if (stream === null) throw new Error("no stream");
  const bytes = Buffer.from(stream.content as Uint8Array);
  const records: Buffer[] = [];
  let replaced = 0;
  for (let at = 0; at + 4 <= bytes.length; at += 4 + bytes.readUInt16LE(at + 2)) {
    const record = bytes.subarray(at, at + 4 + bytes.readUInt16LE(at + 2));
    // NUMBER of row 1, column 3.
    if (record.readUInt16LE(0) !== 0x0203 || record.readUInt16LE(4) !== 1 || record.readUInt16LE(6) !== 3) {
      records.push(record);
      continue;
    }
    const tokens = Buffer.from([0x44, 1, 0, 1, 0xc0, 0x1e, 2, 0, 0x05]);
    const body = Buffer.concat([record.subarray(4, 10), double(5), Buffer.alloc(6), Buffer.from([tokens.length, 0]), tokens]);
    records.push(Buffer.from([0x06, 0, body.length, 0]), body);
    replaced++;
  }
  expect(replaced).toBe(1);
  stream.content = Buffer.concat(records);
  stream.size = stream.content.length;
  const opened = await folder.open(Buffer.from(CFB.write(container, { type: "buffer" }) as Uint8Array), "double.xls");
  expect(cellAt(opened, "D2")).toMatchObject({ value: { kind: "number", number: 5 }, formula: "RC[-2]*2" });
  expect(opened.workbook).toMatchObject({ format: "xls", sheets: [{ formulas: 1 }] });
});

it("reads formulas of .xlsb files", async () => {
  let replaced = 0;
  const parts = partsIn(book("xlsb")).map((part): ZipPart => {
    if (!part.name.endsWith("sheet1.bin")) return part;
    const bytes = part.content as Buffer;
    const records: Buffer[] = [];
    let row = -1;
    let cells = 0;
    for (let at = 0; at < bytes.length;) {
      const [type, afterType] = variable(bytes, at, 2);
      const [size, afterSize] = variable(bytes, afterType, 4);
      const body = bytes.subarray(afterSize, afterSize + size);
      if (type === 0) {
        row = body.readUInt32LE(0);
        cells = 0;
      } else if ((type >= 1 && type <= 7) || (type >= 12 && type <= 19)) cells++;
      // The fourth cell of the row; those from 12 on leave out their column.
      if (row === 1 && cells === 4 && replaced === 0) {
        const tokens = Buffer.from([0x44, 1, 0, 0, 0, 1, 0xc0, 0x1e, 2, 0, 0x05]);
        const formula = Buffer.concat([
          Buffer.from([3, 0, 0, 0, 0, 0, 0, 0]),
          double(5),
          Buffer.from([0, 0, tokens.length, 0, 0, 0]),
          tokens,
          Buffer.alloc(4),
        ]);
        records.push(Buffer.from([9, formula.length]), formula);
        replaced++;
      } else records.push(bytes.subarray(at, afterSize + size));
      at = afterSize + size;
    }
    return { name: part.name, content: Buffer.concat(records) };
  });
  expect(replaced).toBe(1);
  const opened = await folder.open(zipOf(parts), "double.xlsb");
  expect(cellAt(opened, "D2")).toMatchObject({ value: { kind: "number", number: 5 }, formula: "RC[-2]*2" });
  expect(opened.workbook).toMatchObject({ format: "xlsb", sheets: [{ formulas: 1 }] });
});

/** Seven bits a byte, low ones first. */
function variable(bytes: Buffer, at: number, most: number): [value: number, after: number] {
  let value = 0;
  for (let n = 0; n < most; n++) {
    const byte = bytes[at + n] as number;
    value |= (byte & 127) << (7 * n);
    if (byte < 128) return [value, at + n + 1];
  }
  return [value, at + most];
}

function partsIn(zip: Buffer): ZipPart[] {
  const parts: ZipPart[] = [];
  let at = zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  while (zip.readUInt32LE(at) === 0x02014b50) {
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(start, start + zip.readUInt32LE(at + 20));
    parts.push({ name, content: zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return parts;
}
