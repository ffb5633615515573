import type { Engine } from "../../engines/engine.ts";
import { formatMoney, money } from "../../model/index.ts";
import { id, sql, type Sql } from "../../sql/index.ts";
import { bitsOfDecimal } from "./chance.ts";
import { factorOf, votedFactors, type Factor } from "./factors.ts";
import { feeCandidates } from "./fees.ts";
import { fixedNumberCandidates } from "./number-settings.ts";
import { numberFacts, ONE, type NumberFacts } from "./number-facts.ts";
import { roundsTo, type Rounding } from "./rounding.ts";
import type { Candidate, SignatureInput } from "./signature.ts";
import { fraction, known, whole } from "./sql-pieces.ts";
import { namedUnits } from "./units.ts";

/** Offsets that are looked at. */
const OFFSETS = 8;

/** Everything that could make one number of another. */
export async function numberCandidates(engine: Engine, pairs: string, input: SignatureInput): Promise<readonly Candidate[]> {
  const unit = input.type === "money" ? Math.max(1, 10 ** (4 - input.currencyDigits)) : undefined;
  const facts = await numberFacts(engine, pairs, unit);
  if (facts === undefined) return [];
  const factors = await votedFactors(engine, pairs, facts);
  return [
    ...fixedNumberCandidates(facts),
    ...(await offsets(engine, pairs, facts)),
    ...units(input, factors, facts),
    ...(await feeCandidates(engine, pairs, facts)),
    ...factors.flatMap((factor, place) => factorCandidates(factor, facts, place)),
  ];
}

/** The named units that are among the voted factors; without a vote none has three pairs. */
function units(input: SignatureInput, voted: readonly Factor[], facts: NumberFacts): readonly Candidate[] {
  return namedUnits(input.type).flatMap((unit) => {
    const factor = factorOf(unit.factor, unit.divides, false);
    const near = voted.some(({ ratio, flips }) => !flips && Math.abs(quotient(ratio) / quotient(factor.ratio) - 1) < 0.02);
    if (!near) return [];
    const by = `${unit.divides ? "divided by" : "times"} ${unit.factor}`;
    return facts.units.map((step): Candidate => ({
      ...claim(factor, step, "half up", facts),
      code: "unit-of-measure",
      parameters: { factor: unit.factor, ...(unit.divides ? { operation: "divide" } : {}), from: unit.from, to: unit.to },
      statement: `The second value is in ${unit.to} where the first is in ${unit.from}: the first ${by}${inDigits(step, "half up")}.`,
      bits: 4,
    }));
  });
}

function factorCandidates(factor: Factor, facts: NumberFacts, place: number): readonly Candidate[] {
  const roundings: readonly Rounding[] = place < 3 ? ["half up", "half even", "down", "up"] : ["half up"];
  return facts.units.flatMap((step) => roundings.map((rounding) => claim(factor, step, rounding, facts)));
}

function claim(factor: Factor, step: number, rounding: Rounding, facts: NumberFacts): Candidate {
  const sign = factor.flips ? "−" : "";
  const by = factor.divides ? `divided by ${sign}${factor.text}` : `times ${sign}${factor.text}`;
  const text = `${factor.flips ? "-" : ""}${factor.text}`;
  const signs = factor.flips ? sql`s <= 0` : sql`s >= 0`;
  const percent = money(factor.text).minus(1).times(100).toFixed();
  const difference = factor.divides || factor.flips ? `whose second value is not the first ${by}` : `whose difference is not ${percent} %`;
  return {
    code: "constant-factor",
    parameters: { factor: text, ...(factor.divides ? { operation: "divide" } : {}), rounding },
    statement: `The second value is the first ${by}${inDigits(step, rounding)}.`,
    refutation: `a record with a first value above 100 ${difference}`,
    bits: factor.bits + (factor.flips ? 1 : 0) + { "half up": 0, "half even": 2, down: 2, up: 3 }[rounding],
    weight: 9,
    free: true,
    floor: facts.floor,
    test: known(sql`(fa > 0 AND ${signs} AND ${roundsTo(factor.ratio, step, rounding, facts.greatest)})`),
    distance: sql`CASE WHEN fa > 0 AND ${signs} THEN ${farFrom(sql`fa * ${fraction(quotient(factor.ratio))}`, facts)} END`,
  };
}

/** The differences that occur most often. */
async function offsets(engine: Engine, pairs: string, facts: NumberFacts): Promise<readonly Candidate[]> {
  const rows = await engine.rows<{ offset: string }>(
    sql`SELECT d AS "offset", count(*) AS votes FROM ${id(pairs)} WHERE d <> 0 GROUP BY 1 HAVING count(*) >= 3 ORDER BY votes DESC, d LIMIT ${whole(OFFSETS)}`,
  );
  return rows.map((row): Candidate => {
    const offset = money(row.offset).div(ONE);
    const shown = formatMoney(offset.abs());
    const more = offset.greaterThan(0);
    const last = offset
      .abs()
      .times(ONE)
      .equals(facts.units[0] ?? 1);
    return {
      code: "constant-offset",
      parameters: { offset: `${more ? "+" : "-"}${shown}` },
      statement: `The second value is the first ${more ? "plus" : "minus"} ${shown}, whatever its size.`,
      refutation: `a record whose second value is not the first ${more ? "plus" : "minus"} ${shown}, above all one of quite another size`,
      bits: bitsOfDecimal(offset.toFixed()) + 1,
      // A single cent more or less is mostly a matter of rounding, and goes one way or the other.
      weight: last ? 7 : 9,
      free: true,
      floor: last ? 0.5 : facts.floor,
      test: known(sql`(d = ${whole(BigInt(row.offset))})`),
      distance: sql`(d - ${whole(BigInt(row.offset))}) / ${fraction(facts.cell)}`,
    };
  });
}

/** How far the second value is above an expected one, in cells. */
function farFrom(expected: Sql, facts: NumberFacts): Sql {
  return sql`(ta - ${expected}) / ${fraction(facts.cell)}`;
}

function quotient(ratio: { readonly over: bigint; readonly under: bigint }): number {
  return Number(ratio.over) / Number(ratio.under);
}

function inDigits(step: number, rounding: Rounding): string {
  if (step === 1) return "";
  const digits = step === 100 ? "cents" : step === ONE ? "whole units" : `${4 - Math.log10(step)} decimals`;
  const how = { "half up": "rounded to", "half even": "rounded half to even to", down: "cut to", up: "rounded up to" }[rounding];
  return `, ${how} ${digits}`;
}
