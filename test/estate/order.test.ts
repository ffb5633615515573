import * as fc from "fast-check";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { resolveEstate } from "../../src/estate/index.ts";
import { GOOD } from "./marked.ts";
import { REGISTER } from "./register-base.ts";

/** The same value with the keys of every mapping in an order that `rank` decides. */
function reordered(value: unknown, rank: (key: string) => number): unknown {
  if (Array.isArray(value)) return value.map((entry) => reordered(entry, rank));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => rank(a) - rank(b))
      .map(([key, entry]) => [key, reordered(entry, rank)]),
  );
}

/** Lists of named things by name: they stand in the order of the file, which is for the reader. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, inOrder(entry)]),
  );
}

test.each([{ text: GOOD }, { text: REGISTER }])("the order of keys says nothing", ({ text }) => {
  const context = { file: "/e/x.mjs", directory: "/e", locate: () => ({ file: "x.mjs" }) };
  const spec: unknown = parse(text);
  const expected = inOrder(resolveEstate(spec, context));
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const rank = (key: string) => [...key].reduce((sum, letter) => Math.imul(sum, 31) + (letter.codePointAt(0) ?? 0) * seed, seed);
      const shuffled = reordered(spec, rank);
      expect(inOrder(resolveEstate(shuffled, context))).toEqual(expected);
      expect(resolveEstate(shuffled, context)).toEqual(resolveEstate(shuffled, context));
    }),
    { numRuns: 40 },
  );
});
