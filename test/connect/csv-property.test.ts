import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PlainScan } from "../../src/connect/csv/plain-scan.ts";
import { CsvTokenizer, type CsvRecord } from "../../src/connect/csv/tokenizer.ts";
import { Room } from "./room.ts";

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room.close());

type Table = readonly (readonly (string | null)[])[];

interface Written {
  readonly text: string;
  readonly lines: readonly number[];
}

/** Writes a table as some program might, and remembers on which line each row begins. */
function writeTable(header: readonly string[], rows: Table, delimiter: string, end: string, quoteAll: boolean, final: boolean): Written {
  const newline = end === "\r" ? "\r" : "\n";
  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
  const cellText = (cell: string | null): string =>
    cell === null ? "" : quoteAll || cell === "" || /["\r\n]/.test(cell) || cell.includes(delimiter) ? quoted(cell) : cell;
  const texts = [header, ...rows].map((row) => row.map(cellText).join(delimiter));
  let line = 1;
  const lines = texts.map((text) => {
    const begins = line;
    line += text.split(newline).length;
    return begins;
  });
  return { text: texts.join(end) + (final ? end : ""), lines: lines.slice(1) };
}

const delimiters = fc.constantFrom(",", ";", "\t", "|");
const ends = fc.constantFrom("\n", "\r\n", "\r");
const piece = (multiline: boolean): fc.Arbitrary<string> =>
  fc
    .array(
      fc.constantFrom(
        "a",
        "Z",
        "7",
        " ",
        '"',
        ",",
        ";",
        "|",
        "\t",
        "é",
        "€",
        "😀",
        "'",
        "\\",
        "#",
        ...(multiline ? ["\n", "\r\n", "\ue010", "n"] : []),
      ),
      { maxLength: 6 },
    )
    .map((parts) => parts.join(""));

function tables(multiline: boolean): fc.Arbitrary<{ header: string[]; rows: (string | null)[][] }> {
  return fc.integer({ min: 2, max: 5 }).chain((width) =>
    fc.record({
      header: fc.constant(Array.from({ length: width }, (_, index) => `col ${String.fromCharCode(97 + index)}`)),
      rows: fc.array(
        fc
          .array(fc.option(piece(multiline), { freq: 4 }), { minLength: width, maxLength: width })
          .filter((row) => row.some((cell) => cell !== null)),
        { maxLength: 12 },
      ),
    }),
  );
}

describe("random tables come back exactly, each row with its line", () => {
  it.each([
    ["plain", false],
    ["straightened", true],
  ] as const)("%s", async (_name, multiline) => {
    await fc.assert(
      fc.asyncProperty(
        tables(multiline),
        delimiters,
        ends,
        fc.boolean(),
        fc.boolean(),
        async ({ header, rows }, delimiter, end, quoteAll, final) => {
          const { text, lines } = writeTable(header, rows, delimiter, end, quoteAll, final);
          // A carriage return cannot end lines and stand within quoted ones for the same reader of lines.
          fc.pre(end !== "\r" || !multiline);
          const result = await room.readText("random.csv", text, { delimiter, headerRow: 1 });
          if (!multiline) expect(result.probed.plain).toBe(true);
          expect(result.rows).toEqual(rows);
          expect(result.positions).toEqual(lines);
          expect(result.reading.unreadableRows).toBe(0);
        },
      ),
      { numRuns: 80 },
    );
  });
});

describe("pieces do not matter", () => {
  const texts = fc
    .array(fc.constantFrom("a", "é", '"', ",", "\n", "\r\n", "\r", "x,y\n", '"q"', '""', "h1,h2\n", "\0"), { maxLength: 25 })
    .map((parts) => `h1,h2\n${parts.join("")}`);

  it("to the tokenizer", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 5 }), (text, size) => {
        expect(records(text, size)).toEqual(records(text, text.length));
      }),
      { numRuns: 500 },
    );
  });

  it("to the scan, which calls plain only what the tokenizer finds plain", () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 5 }), (text, size) => {
        const plain = scan(text, size);
        expect(plain).toBe(scan(text, text.length));
        const { list, ended } = records(text, text.length);
        if (!plain) return;
        expect(ended).toBe(true);
        const data = list.slice(1).filter((record) => record.cells.length > 1 || record.cells[0] !== null);
        for (const [index, record] of data.entries()) {
          expect(record).toMatchObject({ line: index + 2, strayQuote: false });
          expect(record.cells).toHaveLength(2);
          expect(record.cells.join()).not.toMatch(/[\r\n\0]/);
          expect(record.cells).not.toEqual(["h1", "h2"]);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function records(text: string, size: number): { list: CsvRecord[]; ended: boolean } {
  const list: CsvRecord[] = [];
  const tokenizer = new CsvTokenizer(",", "lf", (record) => list.push(record));
  for (let at = 0; at < text.length; at += size) tokenizer.push(text.slice(at, at + size));
  return { list, ended: tokenizer.end() };
}

function scan(text: string, size: number): boolean {
  const bytes = Buffer.from(text);
  const found = new PlainScan({ delimiter: ",", lineEnd: "lf", headerLine: 1, width: 2, bomBytes: 0 });
  for (let at = 0; at < bytes.length; at += size) found.push(bytes.subarray(at, at + size));
  return found.end();
}
