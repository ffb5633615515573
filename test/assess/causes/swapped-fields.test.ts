import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Engine } from "../../../src/engines/engine.ts";
import type { FieldType } from "../../../src/model/index.ts";
import { startEngine, type GivenRecord } from "../../detect/given.ts";
import { day } from "../causes-given.ts";
import { between, dollars, random, times } from "../signatures-given.ts";
import { causeOfDifferences, told } from "./tied-given.ts";

let engine: Engine;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ engine, close } = await startEngine());
});
afterAll(() => close());

const FIELDS = {
  id: "key",
  ref: "key",
  unit: "text",
  date: "date",
  created: "timestamp",
  amount: "money",
  first: "text",
  last: "text",
  billing: "text",
  service: "text",
  labor: "money",
  materials: "money",
} as const satisfies Record<string, FieldType>;
const UNITS = ["north", "south", "west"];
const FIRST = ["Ann", "Bo", "Cy", "Dee", "Eve", "Gus", "Hal", "Ida", "Jo", "Kit"];
const LAST = ["Lee", "Moss", "Diaz", "Fox", "Hill", "Ito", "Roy", "Park", "Vance", "West"];

/** Records of a year; the second side is the first, but for what is altered. */
function year(seed: number, alter: (record: GivenRecord, next: () => number) => Partial<GivenRecord>) {
  const next = random(seed);
  const pick = (words: readonly string[]): string => words[between(next, 0, words.length - 1)] ?? "";
  const from = times(420, (place): GivenRecord => {
    const address = `${between(next, 1, 999)} Palm Avenue`;
    return {
      id: `${place}`,
      ref: `${place}`,
      unit: pick(UNITS),
      date: day(Math.floor((place * 270) / 420)),
      created: "2026-01-01 12:00:00",
      amount: 100,
      first: pick(FIRST),
      last: pick(LAST),
      service: address,
      billing: next() < 0.5 ? address : `PO Box ${place}`,
      labor: dollars(between(next, 1_000, 90_000)),
      materials: dollars(between(next, 1_000, 90_000)),
    };
  });
  return { fields: FIELDS, from, to: from.map((record): GivenRecord => ({ ...record, ...alter(record, next) }) as GivenRecord) };
}

const since = ({ date, unit }: GivenRecord): boolean => unit === "west" && String(date) >= "2026-05-01";

describe("swapped fields", () => {
  test.each([
    ["first", "last"],
    ["billing", "service"],
    ["labor", "materials"],
  ])("%s and %s in one branch since a day: a setting", async (a, b) => {
    const given = year(1, (record) => (since(record) ? { [a]: record[b] ?? null, [b]: record[a] ?? null } : {}));
    const broken = given.from.filter((record) => since(record) && record[a] !== record[b]).length;
    const cause = await causeOfDifferences(engine, { ...given, compare: ["amount", a, b] });
    expect(cause).toMatchObject({
      code: "transformation",
      class: "configuration",
      setting: `the field map of ${a} and ${b} at unit WEST`,
      signature: { code: "swapped-fields", parameters: { first: a, second: b } },
      explained: { records: broken, share: 1 },
      besides: [],
    });
    expect(cause.statement).toMatch(
      new RegExp(
        `^Fields ${a} and ${b} are swapped: each holds on one side what the other holds on the other \\(unit WEST, since \\d+ May 2026\\)\\.$`,
      ),
    );
    expect(cause.refutedBy).toBe(`a record in which ${a} or ${b} differs and the other does not hold its value`);
  });

  test("two swaps and a tax at one handoff are told apart", async () => {
    const given = year(2, (record) => {
      if (record["unit"] === "west") return { labor: record["materials"] ?? null, materials: record["labor"] ?? null };
      if (record["unit"] === "north") return { first: record["last"] ?? null, last: record["first"] ?? null };
      return String(record["date"]) >= "2026-06-01" ? { amount: 107 } : {};
    });
    const priced = (record: GivenRecord, place: number): GivenRecord => ({ ...record, amount: dollars(10_000 + place * 317) });
    const from = given.from.map(priced);
    const to = given.to.map((record, place) => ({
      ...record,
      amount: record["amount"] === 107 ? dollars(Math.round((10_000 + place * 317) * 1.07)) : dollars(10_000 + place * 317),
    }));
    const cause = await causeOfDifferences(engine, { ...given, from, to, compare: ["amount", "first", "last", "labor", "materials"] });
    const counted = (fits: (record: GivenRecord) => boolean): number => from.filter(fits).length;
    expect(told(cause).toSorted()).toEqual([
      ["constant-factor", "unit=south", counted(({ unit, date }) => unit === "south" && String(date) >= "2026-06-01")],
      ["swapped-fields", "unit=north", counted(({ unit }) => unit === "north")],
      ["swapped-fields", "unit=west", counted(({ unit }) => unit === "west")],
    ]);
    expect(cause.unexplained.records).toBe(0);
  });

  test("near miss: one field copied over the other, or values that meet by chance", async () => {
    const copied = year(3, (record) => (since(record) ? { labor: record["materials"] ?? null } : {}));
    const other = await causeOfDifferences(engine, { ...copied, compare: ["labor", "materials"] });
    expect(told(other).map(([code]) => code)).not.toContain("swapped-fields");
    const dealt = year(4, (record, next) =>
      since(record)
        ? { first: FIRST[between(next, 0, 9)] ?? "", last: LAST[between(next, 0, 9)] ?? "", labor: dollars(between(next, 1_000, 90_000)) }
        : {},
    );
    const chance = await causeOfDifferences(engine, { ...dealt, compare: ["first", "last", "labor", "materials"] });
    expect(told(chance).map(([code]) => code)).toEqual([undefined]);
  });
});
