import type { Engine } from "../../engines/engine.ts";
import { money } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import { bitsOfDecimal } from "./chance.ts";
import type { NumberFacts } from "./number-facts.ts";
import { fraction, whole } from "./sql-pieces.ts";
import type { Ratio } from "./rounding.ts";

/** A factor that the pairs voted for: `1.07`, or division by it. */
export interface Factor {
  readonly text: string;
  readonly divides: boolean;
  /** Are the signs of a pair opposite? */
  readonly flips: boolean;
  readonly ratio: Ratio;
  readonly bits: number;
}

/** Decimals that a factor may have, and one by which is divided. */
const PLACES = { times: [0, 1, 2, 3, 4, 5, 6], by: [0, 1, 2, 3, 4] } as const;
/** Factors of one number of decimals that are looked at, and factors in all. */
const BEST = 4;
const MOST = 6;
const LEAST_VOTES = 3;
/** Pairs from whose intervals the factor is cut out where no decimal has the most votes. */
const STABBED = 20_000;

/**
 * Factors that many pairs allow. Every pair votes for its own ratio, rounded to
 * each number of decimals, if that makes the second value of the first; and the
 * intervals that rounding leaves to the ratios are laid over each other: the
 * simplest decimal where most overlap is voted for, too. Votes are counted by
 * approximate arithmetic; whoever takes one up verifies it exactly.
 */
export async function votedFactors(engine: Engine, pairs: string, facts: NumberFacts): Promise<readonly Factor[]> {
  // Fewer pairs than a vote needs cannot vote.
  if (facts.pairs < LEAST_VOTES) return [];
  const unit = facts.units[0] ?? 1;
  const polls = [
    ...PLACES.times.map((places) => poll(pairs, places, false, unit)),
    ...PLACES.by.map((places) => poll(pairs, places, true, unit)),
  ];
  const votes = await engine.rows<{ places: number; divides: boolean; s: number; value: string; votes: string }>(
    sql`SELECT * FROM (${join(polls, " UNION ALL ")}) AS v ORDER BY votes DESC, places, divides, value, s`,
  );
  const found = votes.map((vote) =>
    factorOf(money(vote.value).div(money(10).pow(vote.places)).toFixed(), vote.divides, Number(vote.s) < 0),
  );
  found.push(...(await stabbed(engine, pairs, unit)));
  const distinct = new Map<string, Factor>();
  for (const factor of found) {
    const key = `${factor.ratio.over}/${factor.ratio.under}/${factor.flips}`;
    const known = distinct.get(key);
    if (known === undefined || factor.bits < known.bits) distinct.set(key, factor);
  }
  // What moves no value by two units is a matter of rounding.
  const moves = ({ ratio, flips }: Factor): boolean =>
    flips || Math.abs(Number(ratio.over) / Number(ratio.under) - 1) * Number(facts.greatest) >= 2 * unit;
  return [...distinct.values()].filter(moves).slice(0, MOST);
}

/** A factor of a decimal text. */
export function factorOf(text: string, divides: boolean, flips: boolean): Factor {
  const places = (text.split(".")[1] ?? "").length;
  const [a, b] = [BigInt(text.replace(".", "")), 10n ** BigInt(places)];
  const common = greatestDivisor(a, b);
  const ratio = divides ? { over: b / common, under: a / common } : { over: a / common, under: b / common };
  return { text, divides, flips, ratio, bits: bitsOfDecimal(text) + (divides ? 1 : 0) };
}

function poll(pairs: string, places: number, divides: boolean, unit: number): Sql {
  const scale = whole(10n ** BigInt(places));
  const [over, under] = divides ? [sql`fa`, sql`ta`] : [sql`ta`, sql`fa`];
  const voted = sql`CAST(value AS DOUBLE) / ${scale}`;
  const made = divides ? sql`fa / (${voted})` : sql`fa * (${voted})`;
  return sql`(SELECT ${whole(places)} AS places, ${divides ? sql`TRUE` : sql`FALSE`} AS divides, s, value, count(*) AS votes
FROM (SELECT fa, ta, s, CAST(round(least(CAST(${over} AS DOUBLE) / ${under} * ${scale}, 1e12)) AS BIGINT) AS value FROM ${id(pairs)} WHERE fa > 0 AND ta > 0) AS r
WHERE value > 0 AND value < 1000000000000 AND NOT (value = ${scale} AND s > 0) AND abs(${made} - ta) <= ${fraction(unit)}
GROUP BY s, value HAVING count(*) >= ${LEAST_VOTES} ORDER BY votes DESC, value, s LIMIT ${whole(BEST)})`;
}

/** The simplest decimals in the interval of factors that most pairs allow. */
async function stabbed(engine: Engine, pairs: string, unit: number): Promise<readonly Factor[]> {
  const half = fraction(unit / 2);
  const bounds = sql`SELECT (ta - ${half}) / fa AS low, (ta + ${half}) / fa AS high
FROM (SELECT DISTINCT fa, ta FROM ${id(pairs)} WHERE fa > 0 AND ta > 0 AND s > 0 ORDER BY fa DESC, ta LIMIT ${whole(STABBED)}) AS widest`;
  const [row] = await engine.rows<{ low: number; high: number; depth: string }>(sql`
WITH bounds AS (${bounds}),
events AS (SELECT low AS x, 1 AS step FROM bounds UNION ALL SELECT high AS x, -1 AS step FROM bounds),
swept AS (SELECT x, step, sum(step) OVER w AS depth, lead(x) OVER w AS next FROM events WINDOW w AS (ORDER BY x, step ROWS UNBOUNDED PRECEDING))
SELECT x AS low, next AS high, depth FROM swept WHERE step = 1 AND next > x ORDER BY depth DESC, x LIMIT 1`);
  if (row === undefined || Number(row.depth) < LEAST_VOTES) return [];
  const factors: Factor[] = [];
  for (const divides of [false, true]) {
    const [low, high] = divides ? [1 / row.high, 1 / row.low] : [row.low, row.high];
    const text = simplestBetween(low, high);
    if (text !== undefined) factors.push(factorOf(text, divides, false));
  }
  return factors;
}

/** The decimal with the fewest places between two bounds, and of those the one with the fewest digits; undefined: it would need more than eight. */
function simplestBetween(low: number, high: number): string | undefined {
  for (let places = 0; places <= 8; places++) {
    const scale = 10 ** places;
    const [first, last] = [Math.max(1, Math.ceil(low * scale)), Math.floor(high * scale)];
    if (first > last || last >= 1e12) continue;
    // Several of equal length: the middle one is the furthest from the edges, which are approximate.
    return money(first + Math.floor((last - first) / 2))
      .div(scale)
      .toFixed();
  }
  return undefined;
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestDivisor(b, a % b);
}
