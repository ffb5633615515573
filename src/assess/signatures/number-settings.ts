import { money } from "../../model/index.ts";
import { sql, type Sql } from "../../sql/index.ts";
import { ONE, type NumberFacts } from "./number-facts.ts";
import { roundsTo, type Rounding } from "./rounding.ts";
import type { Candidate } from "./signature.ts";
import { fraction, guarded, known, whole } from "./sql-pieces.ts";

/** Steps to which people and systems round, in ten-thousandths. */
const STEPS = [500, 1_000, 5_000, ONE, 50_000, 100_000, 500_000, 1_000_000, 10_000_000] as const;
const SAME = { over: 1n, under: 1n } as const;

/** Transformations without a parameter of the data's own: sign, rounding, separators. */
export function fixedNumberCandidates(facts: NumberFacts): readonly Candidate[] {
  const base = { weight: 9, free: false, floor: facts.floor, parameters: {} } as const;
  const near = (expected: Sql): Sql => sql`(ta - (${expected})) / ${fraction(facts.cell)}`;
  return [
    {
      ...base,
      code: "sign-flipped",
      statement: "The second value is the first with its sign flipped.",
      refutation: "a record whose second value has the first one's sign",
      bits: 0,
      test: known(sql`(s = -1 AND fa = ta)`),
      distance: sql`CASE WHEN s = -1 THEN ${near(sql`fa`)} END`,
    },
    {
      ...base,
      code: "set-to-zero",
      statement: "The second value is zero where the first is not.",
      refutation: "a record whose second value is not zero",
      bits: 2,
      test: known(sql`(fa > 0 AND ta = 0)`),
      distance: sql`CASE WHEN fa > 0 THEN ${near(sql`0`)} END`,
    },
    ...fractions(facts, near),
    ...lastDigit(facts),
    ...steps(facts, near),
    ...separators(facts),
  ];
}

/** The first value is finer than the unit, and the second is rounded to it. */
function fractions(facts: NumberFacts, near: (expected: Sql) => Sql): readonly Candidate[] {
  const unit = facts.units[0] ?? 1;
  if (unit === 1) return [];
  const roundings: readonly Rounding[] = ["half up", "half even", "down", "up"];
  return roundings.map((rounding): Candidate => ({
    code: "rounding-mode",
    parameters: { rounding, step: stepText(unit) },
    statement: `The second value is the first ${inWords(rounding)} ${stepText(unit)}.`,
    refutation: `a record whose second value is not the first ${inWords(rounding)} ${stepText(unit)}`,
    bits: rounding === "half up" ? 1 : 2,
    weight: 9,
    free: false,
    floor: facts.floor,
    test: known(sql`(s >= 0 AND fa % ${whole(unit)} <> 0 AND ${roundsTo(SAME, unit, rounding, facts.greatest)})`),
    distance: sql`CASE WHEN s >= 0 THEN ${near(sql`fa`)} END`,
  }));
}

/** Both are rounded, from a finer value that is not there: they differ by one unit. */
function lastDigit(facts: NumberFacts): readonly Candidate[] {
  const unit = facts.units[0] ?? 1;
  if (unit === 1) return [];
  const [less, more] = [sql`fa - ta = ${whole(unit)}`, sql`ta - fa = ${whole(unit)}`];
  const even = (column: Sql): Sql => sql`${column} % ${whole(unit * 2)} = 0`;
  const list: readonly (readonly [string, string, Sql, number, number, boolean])[] = [
    ["half up", "half even", sql`(${less} AND ${even(sql`ta`)})`, 9, 2, true],
    ["half even", "half up", sql`(${more} AND ${even(sql`fa`)})`, 9, 2, false],
    ["half up", "down", less, 8, 2, true],
    ["down", "half up", more, 8, 2, false],
  ];
  return list.map(([first, second, test, weight, bits, goesDown]): Candidate => ({
    code: "rounding-mode",
    parameters: { from: first, to: second, step: stepText(unit) },
    statement: `The first value is rounded ${first}, the second ${second}: they differ by ${stepText(unit)} in one direction${second === "down" || first === "down" ? "" : ", and only the one rounded half to even ends on an even digit always"}.`,
    refutation: `a record whose values differ by ${stepText(unit)} the other way, or by more`,
    bits,
    weight,
    free: true,
    // Of pairs that differ by a unit half go either way, and half of those end on an even digit.
    floor: Math.max(facts.floor, second === "down" || first === "down" ? 0.5 : 0.25),
    test: known(sql`(s >= 0 AND ${test})`),
    distance: sql`CASE WHEN s >= 0 THEN (ta - fa) / ${fraction(unit)} ${goesDown ? sql`+` : sql`-`} 1 END`,
  }));
}

function steps(facts: NumberFacts, near: (expected: Sql) => Sql): readonly Candidate[] {
  const unit = facts.units[0] ?? 1;
  // As many multiples as unrounded values have anyway are no sign of rounding.
  const usual = (step: number): number => 1.2 * facts.pairs * (unit / step);
  const roundings = (step: number): readonly Rounding[] => (step === ONE ? ["half up", "half even", "down", "up"] : ["half up", "down"]);
  return STEPS.filter((step) => step > unit && (facts.multiples.get(step) ?? 0) > usual(step)).flatMap((step) =>
    roundings(step).map((rounding): Candidate => {
      const cents = step === ONE && rounding === "down";
      const [text, how] = [stepText(step), inWords(rounding)];
      return {
        code: cents ? "cents-dropped" : "rounded",
        parameters: cents ? {} : { step: text, rounding },
        statement: cents
          ? "The second value is the first without what stands behind the point."
          : `The second value is the first ${how} ${text}.`,
        refutation: cents
          ? "a record whose second value has cents, or is another whole amount"
          : `a record whose second value is not the first ${how} ${text}`,
        bits: cents ? 0 : rounding === "half up" ? 3 : 4,
        weight: 9,
        free: !cents,
        floor: facts.floor,
        test: known(sql`(s >= 0 AND fa > 0 AND fa <> ta AND ${roundsTo(SAME, step, rounding, facts.greatest)})`),
        distance: sql`CASE WHEN s >= 0 THEN ${near(sql`floor(fa / ${fraction(step)} + ${fraction({ down: 0, up: 1, "half up": 0.5, "half even": 0.5 }[rounding])}) * ${fraction(step)}`)} END`,
      };
    }),
  );
}

/** 1.234,50 read as 1.2345, and 234,50 as 23450; or 1,234.50 and 234.50 where the comma is the decimal sign. */
function separators(facts: NumberFacts): readonly Candidate[] {
  const misread = (a: Sql, b: Sql): Sql => {
    const off = sql`abs(${b} * 1000 - ${a})`;
    const large = sql`(${off} <= 500 OR (${b} % 100 = 0 AND ${off} <= 50000) OR ${b} * 1000 = ${a} - ${a} % 10000)`;
    // The guard keeps the products small, too.
    return guarded(
      sql`s = 1 AND ${a} < 10000000000 AND ${b} < 1000000000000`,
      sql`CASE WHEN ${a} < 10000000 THEN ${a} % 10000 <> 0 AND ${b} = ${a} * 100 ELSE ${large} END`,
    );
  };
  const list = [
    ["second", misread(sql`fa`, sql`ta`)],
    ["first", misread(sql`ta`, sql`fa`)],
  ] as const;
  return list.map(([side, test]): Candidate => ({
    code: "decimal-comma",
    parameters: { side },
    statement: `The ${side} value was read with decimal comma and thousands point confused: 1.234,50 as 1.2345, 234,50 as 23450.`,
    refutation: `a record of a thousand or more whose ${side} value is right`,
    bits: 5,
    weight: 9,
    free: true,
    floor: Math.max(facts.floor, 1e-4),
    test,
  }));
}

function inWords(rounding: Rounding): string {
  return { "half up": "rounded to", "half even": "rounded half to even to", down: "cut down to", up: "rounded up to" }[rounding];
}

function stepText(step: number): string {
  return money(step).div(ONE).toFixed();
}
