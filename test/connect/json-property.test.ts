import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonScanner } from "../../src/connect/json/scanner.ts";
import { JsonSplitter } from "../../src/connect/json/splitter.ts";
import { JsonFault } from "../../src/connect/json/watcher.ts";

/** The records of a top-level list, or undefined if the text is malformed. */
function split(text: string, size: number): readonly string[] | undefined {
  const splitter = new JsonSplitter("x.json", { names: [], list: true }, 1e6, 64);
  const scanner = new JsonScanner(splitter);
  const bytes = Buffer.from(text);
  const lines: Buffer[] = [];
  try {
    for (let at = 0; at < bytes.length; at += size) {
      scanner.push(bytes.subarray(at, at + size));
      lines.push(...splitter.take());
    }
    scanner.end();
  } catch (cause) {
    if (cause instanceof JsonFault) return undefined;
    throw cause;
  }
  lines.push(...splitter.take(true));
  return Buffer.concat(lines).toString().split("\n").slice(0, -1);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const sizes = fc.integer({ min: 1, max: 7 });

describe("the JSON reader agrees with JSON.parse", () => {
  it("on what the records are", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.integer({ min: 0, max: 3 }), sizes, (records, indent, size) => {
        const text = JSON.stringify(records, null, indent);
        const lines = split(text, size);
        // Numbers that a float does not hold exactly come back as text, digit for digit.
        expect(lines?.map((line) => JSON.parse(line) as unknown)).toEqual(JSON.parse(text, keepWide) as unknown);
      }),
      { numRuns: 500 },
    );
  });

  it("on what is malformed", () => {
    const mutation = fc.record({
      at: fc.nat(200),
      cut: fc.integer({ min: 0, max: 3 }),
      put: fc.constantFrom("", '"', "\\", "{", "}", "[", "]", ",", ":", "0", "1", "-", ".", "e", "t", " ", "\n", "\\u12", "null"),
    });
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 4 }), mutation, sizes, (records, { at, cut, put }, size) => {
        const whole = JSON.stringify(records);
        const place = at % (whole.length + 1);
        const text = `[${whole.slice(0, place)}${put}${whole.slice(place + cut)}]`;
        expect(split(text, size) !== undefined).toBe(parsed(text) !== undefined);
      }),
      { numRuns: 3000 },
    );
  });
});

function keepWide(this: unknown, _key: string, value: unknown): unknown {
  if (typeof value !== "number") return value;
  const text = JSON.stringify(value);
  const [mantissa = "", exponent] = text.split("e");
  const digits = mantissa.replace(/[-.]/g, "").replace(/^0+|0+$/g, "");
  return (mantissa.includes(".") || exponent !== undefined) && (digits.length > 15 || Math.abs(Number(exponent ?? 0)) > 290) ? text : value;
}
