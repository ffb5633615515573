import type { Engine } from "../../engines/engine.ts";
import { id, sql, type Sql } from "../../sql/index.ts";
import { matchingPrior } from "../assign/beliefs.ts";
import { weighedPairs, type Linkage, type LinkedSources } from "./linkage.ts";
import { bitsOf, probability, type Priors } from "./score.ts";

/**
 * Priors where a record has at most one counterpart: not how likely any two records
 * are one, but how likely two are that have no other counterpart left. Priors of
 * other kinds stay as they are.
 *
 * @param linkage weighed with `priors`
 * @param counts which records could have a counterpart
 */
export async function counterpartPriors(
  engine: Engine,
  linkage: Pick<Linkage, "records" | "pairs" | "weights" | "priors">,
  kinds: readonly LinkedSources[],
  counts: Sql,
): Promise<Priors[]> {
  const fitted: Priors[] = [];
  for (const [kind, { left, right, mostMatches }] of kinds.entries()) {
    const given = linkage.priors[kind] as Priors;
    fitted.push(given);
    if (mostMatches === undefined) continue;
    const before = bitsOf(given.match);
    const rows = await engine.rows<{ l: string; r: string; weight: number }>(
      sql`SELECT l, r, weight FROM (${weighedPairs(linkage)}) AS weighed WHERE kind = ${kind} AND weight > ${before}`,
    );
    const [counted] = await engine.rows<{ l: string; r: string }>(
      sql`SELECT count(*) FILTER (WHERE source = ${left}) AS l, count(*) FILTER (WHERE source = ${right}) AS r FROM ${id(linkage.records)} WHERE ${counts}`,
    );
    const pairs = {
      l: Int32Array.from(rows, ({ l }) => Number(l)),
      r: Int32Array.from(rows, ({ r }) => Number(r)),
      weight: Float64Array.from(rows, ({ weight }) => weight),
    };
    const { prior } = matchingPrior(pairs, { left: Number(counted?.l), right: Number(counted?.r), prior: before });
    const match = probability(prior);
    // The odds against related pairs move by as many bits as those against strangers.
    fitted[kind] = { match, related: given.related * (1 - match) };
  }
  return fitted;
}
