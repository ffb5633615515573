import type { Engine } from "../../engines/engine.ts";
import type { Bridge, Estate, Handoff, OutcomeCount, Side } from "../../model/index.ts";
import { id, sql, type Sql } from "../../sql/index.ts";
import { groupBreaks, pairBreaks, repeatBreaks, settledBreaks, totalBreak } from "./breaks.ts";
import { buildBridges, countOutcomes, type CubeRow, type TotalRow } from "./bridge.ts";
import { crowdSteps } from "./crowd.ts";
import { groupCube, pairCube, sideTotals } from "./cube.ts";
import { createEntities, entityTable } from "./entity.ts";
import { emptyGroups, groupSteps, many, one, unclaimedMembers } from "./group.ts";
import { keep, type KeptNames } from "./kept.ts";
import { aloneInJoin, countPairs, createCrowdFromPairs, createCrowdFromValues, createCrowdValues, createFew, createPairs } from "./pair.ts";
import { planTieOut, relation, setOf, type TieOutPlan, type TieOutSets } from "./plan.ts";
import { createSettled, settleUnmatched } from "./settle.ts";
import { createRepeats, createSideView, sideView } from "./side.ts";
import { createTotal, totalCube } from "./total.ts";

export { createBreaks } from "./breaks.ts";
export { type KeptNames } from "./kept.ts";
export { type TieOutIdentity, type TieOutSets } from "./plan.ts";

/** What a tie-out found; its breaks stand in the relation that it was given. */
export interface TieOutResult {
  readonly outcomes: readonly OutcomeCount[];
  readonly bridges: readonly Bridge[];
  /** Records of both datasets, in scope or not. */
  readonly records: number;
  /** Breaks added to the relation of breaks: a differing pair or group is one. */
  readonly breaks: number;
  /** Records in scope, by unit's id (`""` without one). */
  readonly inScope: Readonly<Record<Side, ReadonlyMap<string, number>>>;
}

/** Names of relations that the review shares between tie-outs. */
export interface TieOutNames {
  /** Begins the name of every relation made here; unique per handoff. */
  readonly prefix: string;
  /** The relation of `createCalendar`. */
  readonly calendar: string;
  /** The relation of `createBreaks`, to which this handoff's breaks are added. */
  readonly breaks: string;
  /** Tables to be made of what became of which record; undefined: none is. */
  readonly keep?: KeptNames | undefined;
}

/**
 * Ties two datasets out as a handoff declares: every record of both gets exactly
 * one outcome, and the totals bridge. Relations made on the way are dropped, those
 * of `names.keep` apart.
 */
export async function tieOut(
  engine: Engine,
  estate: Pick<Estate, "timeZone" | "currency">,
  handoff: Handoff,
  sets: TieOutSets,
  names: TieOutNames,
): Promise<TieOutResult> {
  const plan = planTieOut(engine.dialect, estate, handoff, sets, names);
  for (const side of ["from", "to"] as const) {
    if (setOf(plan, side).dataset.repeatedKey === "report") await engine.runInline(createRepeats(plan, side));
    if (handoff.match.kind === "identity") await engine.runInline(createEntities(plan, side));
    await engine.runInline(createSideView(plan, side));
  }
  const totals = { from: await totalsOf(engine, plan, "from"), to: await totalsOf(engine, plan, "to") };
  const joined = [...totals.from, ...totals.to].reduce((sum, { in_scope: records }) => sum + Number(records), 0);
  const cube = await judge(engine, plan, names.breaks, joined);
  for (const side of ["from", "to"] as const) {
    if (setOf(plan, side).dataset.repeatedKey === "report") await engine.runInline(repeatBreaks(plan, side, names.breaks));
  }
  const [counted] = await engine.rows<{ breaks: string }>(
    sql`SELECT count(*) AS breaks FROM ${id(names.breaks)} WHERE handoff = ${handoff.id}`,
  );
  for (const step of names.keep === undefined ? [] : keep(plan, names.keep)) await engine.runInline(step);
  await drop(engine, plan);
  const hasAmount = { from: handoff.from.amount !== undefined, to: handoff.to.amount !== undefined };
  const outcomes = countOutcomes(cube, hasAmount);
  return {
    outcomes,
    bridges: plan.bridged ? buildBridges(cube, totals, handoff.adjustments, plan.sliced) : [],
    records: outcomes.reduce((sum, { records }) => sum + records, 0),
    breaks: Number(counted?.breaks),
    inScope: { from: byUnit(totals.from), to: byUnit(totals.to) },
  };
}

async function judge(engine: Engine, plan: TieOutPlan, breaks: string, inScope: number): Promise<CubeRow[]> {
  const run = async (...steps: readonly Sql[]): Promise<void> => {
    for (const step of steps) await engine.runInline(step);
  };
  const rows = (query: Sql): Promise<CubeRow[]> => engine.rows(query) as Promise<unknown> as Promise<CubeRow[]>;
  if (plan.handoff.match.kind === "total") {
    await run(createTotal(plan), totalBreak(plan, breaks));
    return rows(totalCube(plan));
  }
  await run(...createSettled(plan));
  if (plan.handoff.cardinality === "one-to-one") {
    await pair(engine, plan, inScope);
    for (const side of ["from", "to"] as const) await run(createFew(plan, side));
    await run(
      settleUnmatched(plan, "from", aloneInJoin(plan, "from")),
      settleUnmatched(plan, "to", aloneInJoin(plan, "to")),
      pairBreaks(plan, breaks),
    );
    for (const side of ["from", "to"] as const) await run(settledBreaks(plan, side, breaks));
    return rows(pairCube(plan));
  }
  await run(
    ...groupSteps(plan),
    settleUnmatched(plan, one(plan), emptyGroups(plan)),
    settleUnmatched(plan, many(plan), unclaimedMembers(plan)),
    groupBreaks(plan, breaks),
  );
  for (const side of ["from", "to"] as const) await run(settledBreaks(plan, side, breaks));
  return rows(groupCube(plan));
}

/**
 * One-to-one: a plain join where match values are all but unique, crowds apart
 * where they are not. The join is stopped when it gives more than twice what it
 * was given: then references repeat, and crowds are found without joining.
 */
async function pair(engine: Engine, plan: TieOutPlan, inScope: number): Promise<void> {
  const limit = 2 * inScope + 1000;
  await engine.runInline(createPairs(plan, limit));
  const [counts] = await engine.rows<{ joined: string; pairs: string; from_alone: string; to_alone: string }>(countPairs(plan));
  const pairs = Number(counts?.pairs);
  if (Number(counts?.joined) >= limit) {
    await engine.runInline(sql`DROP TABLE ${id(relation(plan, "pairs"))}`);
    await engine.runInline(createCrowdValues(plan));
    for (const side of ["from", "to"] as const) await engine.runInline(createCrowdFromValues(plan, side));
    await engine.runInline(createPairs(plan, "crowds apart"));
  } else {
    // Every record is alone or in a pair. With as many pairs as records that are not alone on both sides, none is in two.
    if (inScope === 2 * pairs + Number(counts?.from_alone) + Number(counts?.to_alone)) return;
    for (const step of createCrowdFromPairs(plan)) await engine.runInline(step);
  }
  for (const step of crowdSteps(plan)) await engine.runInline(step);
}

function byUnit(totals: readonly TotalRow[]): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { unit, records } of totals) units.set(unit ?? "", (units.get(unit ?? "") ?? 0) + Number(records));
  return units;
}

async function totalsOf(engine: Engine, plan: TieOutPlan, side: Side): Promise<TotalRow[]> {
  return (await engine.rows(sideTotals(plan, side))) as unknown as TotalRow[];
}

const TABLES = ["pairs", "settled", "members", "groups", "repeated", "total", "crowd_values", "crowd_pairs", "crowd_paired"];

async function drop(engine: Engine, plan: TieOutPlan): Promise<void> {
  const sides = (["from", "to"] as const).flatMap((side) => [
    `${side}_crowd`,
    `${side}_members`,
    `${side}_repeats`,
    `${side}_few`,
    entityTable(side),
  ]);
  for (const side of ["from", "to"] as const) await engine.runInline(sql`DROP VIEW ${id(sideView(plan, side))}`);
  for (const name of [...TABLES, ...sides]) await engine.runInline(sql`DROP TABLE IF EXISTS ${id(relation(plan, name))}`);
}
