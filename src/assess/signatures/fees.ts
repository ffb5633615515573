import type { Engine } from "../../engines/engine.ts";
import { formatMoney, money } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import { bitsOfDecimal } from "./chance.ts";
import { factorOf } from "./factors.ts";
import { ONE, type NumberFacts } from "./number-facts.ts";
import { roundsTo, type Rounding } from "./rounding.ts";
import type { Candidate } from "./signature.ts";
import { fraction, known, whole } from "./sql-pieces.ts";

/** A line goes through any two pairs, and a third may lie on it by chance. */
const SUPPORT = 5;
/** Decimals that a rate may have: 2.9 % are three. */
const PLACES = [1, 2, 3, 4, 5] as const;
/** Each pair is held beside the one so many parts of all pairs further on, by the size of the first value. */
const PARTS = [2, 3, 5, 7] as const;
/** Rates of one number of decimals that are looked at, and rates and fixed parts in all. */
const BEST = 2;
const MOST = 4;
/** Fixed parts of one rate: a part that is cut leaves the next unit as often as its own. */
const FIXED = 2;

/** Difference = direction × (first × rate + fixed). */
interface Fee {
  readonly adds: boolean;
  readonly rate: string;
  /** In ten-thousandths. */
  readonly fixed: bigint;
}

/**
 * A percentage and a fixed amount on top of it (2.9 % and 0.30): the slope and the
 * intercept of a line. Two pairs that are far apart give a slope, which votes for
 * itself, rounded to each number of decimals that still foretells the second of the
 * two (Theil and Sen's estimator, with a vote for the median); for each slope the
 * pairs vote for the intercept. Votes are approximate; the test is exact.
 */
export async function feeCandidates(engine: Engine, pairs: string, facts: NumberFacts): Promise<readonly Candidate[]> {
  if (facts.pairs < SUPPORT) return [];
  const unit = facts.units[0] ?? 1;
  const fees: Fee[] = [];
  for (const { adds, rate } of await votedRates(engine, pairs, unit)) {
    for (const fixed of await votedFixed(engine, pairs, rate, adds, unit)) fees.push({ adds, rate, fixed });
  }
  const roundings = (place: number): readonly Rounding[] => (place < FIXED ? ["half up", "half even", "down", "up"] : ["half up"]);
  return fees.slice(0, MOST).flatMap((fee, place) => roundings(place).map((rounding) => claim(fee, unit, rounding, facts)));
}

async function votedRates(
  engine: Engine,
  pairs: string,
  unit: number,
): Promise<readonly { readonly rate: string; readonly adds: boolean }[]> {
  const ranked = sql`SELECT fa, d, row_number() OVER (ORDER BY fa, d) AS place, count(*) OVER () AS n FROM (SELECT DISTINCT fa, d FROM ${id(pairs)} WHERE from_number > 0 AND d <> 0) AS each`;
  const distant = PARTS.map(
    (part) =>
      sql`SELECT b.fa - a.fa AS run, b.d - a.d AS rise FROM ranked AS a JOIN ranked AS b ON b.place = a.place + CAST((a.n - a.n % ${whole(part)}) / ${whole(part)} AS BIGINT) WHERE b.fa > a.fa`,
  );
  const polls = PLACES.map((places) => {
    const scale = whole(10n ** BigInt(places));
    return sql`(SELECT ${whole(places)} AS places, value, count(*) AS votes
FROM (SELECT run, rise, CAST(round(CAST(rise AS DOUBLE) / run * ${scale}) AS BIGINT) AS value FROM distant WHERE abs(rise) <= 10 * run) AS r
WHERE value <> 0 AND abs(rise - run * (CAST(value AS DOUBLE) / ${scale})) <= ${fraction(unit)} AND run >= ${fraction(unit)} * ${scale}
GROUP BY value HAVING count(*) >= 3 ORDER BY votes DESC, value LIMIT ${whole(BEST)})`;
  });
  const rows = await engine.rows<{ places: string; value: string; votes: string }>(sql`WITH ranked AS (${ranked}), distant AS (${join(
    distant,
    " UNION ALL ",
  )})
SELECT * FROM (${join(polls, " UNION ALL ")}) AS v ORDER BY votes DESC, places, value`);
  const found = new Map<string, { readonly rate: string; readonly adds: boolean }>();
  for (const { places, value } of rows) {
    const slope = money(value).div(money(10).pow(Number(places)));
    const rate = slope.abs().toFixed();
    const adds = slope.greaterThan(0);
    found.set(`${adds}${rate}`, { rate, adds });
  }
  return [...found.values()].slice(0, MOST);
}

/** What most pairs leave beside the rate, to the unit. */
async function votedFixed(engine: Engine, pairs: string, rate: string, adds: boolean, unit: number): Promise<readonly bigint[]> {
  const part = sql`round(fa * ${fraction(Number(rate))} / ${fraction(unit)}) * ${fraction(unit)}`;
  const rows = await engine.rows<{ fixed: string }>(
    sql`SELECT fixed, count(*) AS votes FROM (SELECT CAST(round(${adds ? sql`d` : sql`-d`} - ${part}) AS BIGINT) AS fixed FROM ${id(pairs)} WHERE from_number > 0 AND d <> 0) AS v
GROUP BY fixed HAVING count(*) >= 3 ORDER BY votes DESC, fixed LIMIT ${whole(FIXED)}`,
  );
  return rows.map(({ fixed }) => BigInt(fixed)).filter((fixed) => fixed !== 0n);
}

function claim({ adds, rate, fixed }: Fee, step: number, rounding: Rounding, facts: NumberFacts): Candidate {
  const { ratio } = factorOf(rate, false, false);
  const offset = money(String(fixed)).div(ONE);
  const slope = adds ? money(rate).plus(1) : money(1).minus(rate);
  const constant = adds ? offset : offset.negated();
  const percent = `${money(rate).times(100).toFixed()} %`;
  const words = `${adds ? "plus" : "less"} ${percent} of it and ${adds ? "plus" : "less"} ${offset.lessThan(0) ? "−" : ""}${formatMoney(offset.abs())}`;
  // What is left beside the fixed part may be greater than either number.
  const greatest = 2n * facts.greatest + (fixed < 0n ? -fixed : fixed);
  const left: Sql = sql`(${adds ? sql`d` : sql`-d`} - ${whole(fixed)})`;
  return {
    code: "factor-and-offset",
    parameters: {
      factor: slope.toFixed(),
      offset: `${constant.lessThan(0) ? "-" : "+"}${formatMoney(constant.abs())}`,
      rounding,
    },
    statement: `The second value is the first ${words}, whatever its size.`,
    refutation: `a record whose second value is not the first ${words}, above all one of quite another size`,
    bits: bitsOfDecimal(rate) + bitsOfDecimal(offset.toFixed()) + 2 + { "half up": 0, "half even": 2, down: 2, up: 3 }[rounding],
    weight: 9,
    free: true,
    support: SUPPORT,
    floor: facts.floor,
    test: known(sql`(from_number > 0 AND ${left} >= 0 AND ${roundsTo(ratio, step, rounding, greatest, left)})`),
    distance: sql`CASE WHEN from_number > 0 THEN (${left} - fa * ${fraction(Number(rate))}) / ${fraction(facts.cell)} END`,
  };
}
