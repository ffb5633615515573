import type { Engine } from "../../engines/engine.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import { isBeyondChance, tail } from "./chance.ts";
import { fraction, whole } from "./sql-pieces.ts";
import type { Candidate, Rival, Signature } from "./signature.ts";

/** What a round of candidates explained. */
export interface Chosen {
  readonly candidate: Candidate;
  readonly signature: Signature;
}

/** Candidates of a round at most: one bit each of a BIGINT. */
const MOST = 62;
/** A parameter that is taken from the data needs so many different pairs to be more than a description of one. */
const SUPPORT = 3;
/** How far to look for pairs that nearly obey, in cells. */
const WINDOWS = [1, 2, 5, 15, 50, 150, 500, 5_000, 50_000] as const;
/** A setting stands out from the values beside it so many times; what merely tops its neighbours, like the commonest delay, is none. */
const SPIKE = 4;
/** A rival explains this share of the same pairs. */
const RIVAL = 0.9;

/** Names of a round's table and of its column that says, bit by bit, which candidates a pair obeys. */
export interface Round {
  readonly masked: string;
  readonly mask: string;
}

/** How many pairs obey the same candidates. */
interface Group {
  readonly mask: bigint;
  readonly pairs: number;
  readonly records: number;
}

/**
 * Holds candidates against every pair and takes, one after the other, the one
 * that saves most (bits of the pairs explained less bits of its parameters), as
 * long as it is beyond chance among the pairs that are left.
 *
 * @param pairs the relation of the pairs that no round before explains
 * @returns `left`: which rows of the round's table nothing explains yet
 */
export async function cover(
  engine: Engine,
  pairs: string,
  round: Round,
  all: readonly Candidate[],
): Promise<{ readonly chosen: readonly Chosen[]; readonly left: Sql }> {
  const candidates = all.slice(0, MOST);
  const mask =
    candidates.length === 0
      ? whole(0)
      : join(
          candidates.map(({ test }, bit) => sql`CASE WHEN ${test} THEN ${whole(1n << BigInt(bit))} ELSE 0 END`),
          " + ",
        );
  await engine.runInline(sql`CREATE TABLE ${id(round.masked)} AS SELECT *, CAST(${mask} AS BIGINT) AS ${id(round.mask)} FROM ${id(pairs)}`);
  const counted = await engine.rows<{ mask: string; pairs: string; records: string }>(
    sql`SELECT ${id(round.mask)} AS mask, count(*) AS pairs, sum(records) AS records FROM ${id(round.masked)} GROUP BY ${id(round.mask)} ORDER BY mask`,
  );
  let groups: readonly Group[] = counted.map((row) => ({ mask: BigInt(row.mask), pairs: Number(row.pairs), records: Number(row.records) }));
  const chosen: Chosen[] = [];
  const refused = new Set<number>();
  let taken = 0n;
  for (;;) {
    const best = bestOf(candidates, groups, refused);
    if (best === undefined) break;
    const candidate = candidates[best] as Candidate;
    const own = groups.filter((group) => has(group.mask, best));
    const [k, n] = [count(own), count(groups)];
    const chance = await chanceOf(engine, round, candidate, taken | (1n << BigInt(best)), n);
    const logTail = tail(k, n, chance);
    if (!isBeyondChance(logTail, candidate.bits, !candidate.free && k === n)) {
      refused.add(best);
      continue;
    }
    const rivals = rivalsOf(candidates, best, own, k);
    chosen.push({ candidate, signature: signatureOf(candidate, own, k, logTail, rivals) });
    taken |= 1n << BigInt(best);
    groups = groups.filter((group) => !has(group.mask, best));
  }
  return { chosen, left: sql`(${id(round.mask)} & ${whole(taken)}) = 0` };
}

function bestOf(candidates: readonly Candidate[], groups: readonly Group[], refused: ReadonlySet<number>): number | undefined {
  let best: { readonly index: number; readonly gain: number } | undefined;
  for (const [index, candidate] of candidates.entries()) {
    if (refused.has(index)) continue;
    const pairs = count(groups.filter((group) => has(group.mask, index)));
    if (pairs < (candidate.support ?? (candidate.free ? SUPPORT : 1))) continue;
    const gain = pairs * candidate.weight - candidate.bits;
    if (best === undefined || gain > best.gain) best = { index, gain };
  }
  return best?.index;
}

/** The chance that an unrelated pair obeys: at least some times as thick as pairs lie beside those that obey. */
async function chanceOf(engine: Engine, round: Round, candidate: Candidate, obeying: bigint, pairs: number): Promise<number> {
  if (candidate.distance === undefined) return candidate.floor;
  const counts = WINDOWS.flatMap((width, place) => [
    sql`count(*) FILTER (WHERE distance >= 0 AND distance < ${fraction(width + 0.5)}) AS ${id(`above${place}`)}`,
    sql`count(*) FILTER (WHERE distance < 0 AND distance > ${fraction(-width - 0.5)}) AS ${id(`below${place}`)}`,
  ]);
  const [row] = await engine.rows<Record<string, string>>(
    sql`SELECT ${join(counts)} FROM (SELECT ${candidate.distance} AS distance FROM ${id(round.masked)} WHERE (${id(round.mask)} & ${whole(obeying)}) = 0) AS d`,
  );
  // By the thicker side: delays, for instance, lie on one side only.
  const densities = WINDOWS.map((width, place) => {
    const near = Math.max(Number(row?.[`above${place}`] ?? 0), Number(row?.[`below${place}`] ?? 0));
    return (SPIKE * near) / (width * pairs);
  });
  return Math.max(candidate.floor, ...densities);
}

function rivalsOf(
  candidates: readonly Candidate[],
  best: number,
  own: readonly Group[],
  k: number,
): readonly { readonly rival: Rival; readonly bits: number }[] {
  return candidates
    .map((candidate, index) => ({ candidate, index, distinct: count(own.filter((group) => has(group.mask, index))) }))
    .filter(({ index, distinct }) => index !== best && distinct >= RIVAL * k && distinct > 0)
    .toSorted((a, b) => b.distinct - a.distinct || a.candidate.bits - b.candidate.bits || a.index - b.index)
    .map(({ candidate, distinct }) => ({
      bits: candidate.bits,
      rival: { code: candidate.code, parameters: candidate.parameters, statement: candidate.statement, distinct },
    }));
}

function signatureOf(
  candidate: Candidate,
  own: readonly Group[],
  k: number,
  logTail: number,
  rivals: readonly { readonly rival: Rival; readonly bits: number }[],
): Signature {
  const chance = Math.min(1, 2 ** (logTail + candidate.bits));
  const records = own.reduce((sum, group) => sum + group.records, 0);
  // A longer description is the less likely one, but never out of the question.
  const weights = rivals
    .filter(({ rival }) => rival.distinct === k && !isSameButForRounding(rival, candidate))
    .map(({ bits }) => 2 ** -Math.min(3, Math.max(0, bits - candidate.bits)));
  const confidence = ((k / (k + 1)) * (1 - chance)) / (1 + Math.max(0, ...weights));
  return {
    code: candidate.code,
    parameters: candidate.parameters,
    statement: candidate.statement,
    records,
    distinct: k,
    ambiguity: rivals.map(({ rival }) => rival),
    confidence: Math.round(confidence * 10_000) / 10_000,
    refutation: candidate.refutation,
  };
}

/** Which way ties go is no other story. */
function isSameButForRounding(rival: Rival, candidate: Candidate): boolean {
  const claim = ({ parameters }: Rival | Candidate): string => JSON.stringify({ ...parameters, rounding: undefined });
  return rival.code === candidate.code && claim(rival) === claim(candidate);
}

function has(mask: bigint, bit: number): boolean {
  return ((mask >> BigInt(bit)) & 1n) === 1n;
}

function count(groups: readonly Group[]): number {
  return groups.reduce((sum, group) => sum + group.pairs, 0);
}
