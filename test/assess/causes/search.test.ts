import { assert, asyncProperty, boolean, integer, record } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FieldSignature, Population } from "../../../src/assess/causes/population.ts";
import { MOST_READ, searchAmong, searchCauses } from "../../../src/assess/causes/search.ts";
import { searchInEngine } from "../../../src/assess/causes/search-in-engine.ts";
import { searchInMemory } from "../../../src/assess/causes/search-in-memory.ts";
import type { Engine } from "../../../src/engines/engine.ts";
import { startEngine } from "../../detect/given.ts";
import { day, withPopulation, type LooseRecord } from "../causes-given.ts";
import { between, random, times } from "../signatures-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const SIGNATURES: readonly FieldSignature[] = [0, 1].map((bit) => ({
  from: "a",
  to: "a",
  bits: bit === 0 ? [0] : [],
  signature: {
    code: "sign-flipped",
    parameters: {},
    statement: "It is so.",
    records: 20,
    distinct: 20,
    ambiguity: [],
    confidence: 0.9,
    refutation: "a record that is not",
  },
}));

interface Wanted {
  readonly seed: number;
  readonly records: number;
  readonly unit: boolean;
  readonly pair: boolean;
  readonly since: boolean;
  readonly signed: boolean;
}

/** Noise, and what breaks more: a unit, a pair of values, a time; with empty, undated, undecided records and odd texts among them. */
function made({ seed, records, unit, pair, since, signed }: Wanted): LooseRecord[] {
  const next = random(seed);
  const pick = <T>(values: readonly T[]): T => values[between(next, 0, values.length - 1)] as T;
  return times(records, () => {
    const date = between(next, 0, 199);
    const [branch, tax, item] = [
      pick(["north", "south", "west", "öst"]),
      pick(["FL7", "NY8", "\u{1f527}", "\uff21"]),
      pick(["a", "b", "c", ""]),
    ];
    const more =
      (unit && branch === "öst" && date > 120) ||
      (pair && tax === "\u{1f527}" && item === "b") ||
      (since && date > 150 && between(next, 0, 2) > 0);
    const broken = between(next, 0, 29) === 0 || (more && between(next, 0, 9) > 1);
    const sig = signed && broken && between(next, 0, 2) === 0 ? between(next, 0, 1) : undefined;
    return {
      broken: between(next, 0, 39) === 0 ? null : broken,
      day: between(next, 0, 49) === 0 ? null : day(date),
      amount: `${between(next, 1, 9999)}.${between(next, 10, 99)}`,
      unit: branch,
      tax,
      actor: `person ${between(next, 1, 6)}`,
      ...(item === "" ? {} : { item }),
      ...(sig === undefined ? {} : { sig }),
      ...(broken ? { differs: between(next, 1, 3) } : {}),
    };
  });
}

describe("where a population is held", () => {
  test("makes no difference to what is found", async () => {
    const found = { parts: 0, slices: 0, onsets: 0, signatures: 0 };
    await assert(
      asyncProperty(
        record({
          seed: integer({ min: 1, max: 1_000_000 }),
          records: integer({ min: 5, max: 500 }),
          unit: boolean(),
          pair: boolean(),
          since: boolean(),
          signed: boolean(),
        }),
        async (wanted) => {
          await withPopulation(engine, made(wanted), wanted.signed ? SIGNATURES : [], async (population) => {
            const inEngine = await searchAmong(searchInEngine(engine, population, "both_"), population);
            const inMemory = await searchAmong(await searchInMemory(engine, population), population);
            expect(inMemory).toEqual(inEngine);
            found.parts += inMemory.parts.length;
            found.slices += inMemory.parts.filter(({ slice }) => slice !== undefined).length;
            found.onsets += inMemory.parts.filter(({ onset }) => onset !== undefined).length;
            found.signatures += inMemory.parts.filter(({ signature }) => signature !== undefined).length;
          });
        },
      ),
      { numRuns: 10, seed: 7 },
    );
    // It would say nothing of populations in which nothing is found.
    expect(found.slices).toBeGreaterThan(3);
    expect(found.onsets).toBeGreaterThan(3);
    expect(found.signatures).toBeGreaterThan(3);
    expect(found.parts).toBeGreaterThan(10);
  });

  test("a large one is asked, not read", async () => {
    const asked: number[] = [];
    const watched = (population: Population): Promise<unknown> =>
      searchCauses(
        {
          dialect: engine.dialect,
          run: engine.run.bind(engine),
          parse: engine.parse.bind(engine),
          load: engine.load.bind(engine),
          loadBatches: engine.loadBatches.bind(engine),
          close: engine.close.bind(engine),
          rows: async (query) => {
            const rows = await engine.rows<never>(query);
            asked.push(rows.length);
            return rows;
          },
          runInline: engine.runInline.bind(engine),
        },
        population,
        "large_",
      );
    const wanted = { seed: 3, records: MOST_READ + 1, unit: true, pair: false, since: false, signed: false };
    await withPopulation(engine, made(wanted), [], watched);
    expect(Math.max(...asked)).toBeLessThan(MOST_READ);
  });
});
