import { formatMoney, money, type Duration, type StateCount, type Track } from "../../model/index.ts";
import { deadline, id, sql, type Sql } from "../../sql/index.ts";
import { codes, create, deadlineContext, drop, isOneOf, knownOf, relation, stateId, timelineOf, type Known, type Plan } from "./plan.ts";
import { insertMismatches } from "./relation.ts";
import { inDays } from "./show.ts";

/**
 * Holds every stay of a track against its state's limit: inserts those that went
 * on too long, and says where the records are now. A record within its limit is open,
 * which is nothing wrong.
 */
export async function checkStays(plan: Plan, track: Track): Promise<StateCount[]> {
  const known = knownOf(timelineOf(plan, track.id));
  for (const { limit, states } of limitsOf(plan, track)) await insertLong(plan, track, limit, states, known);
  return countNow(plan, track, known);
}

/** States with the same limit are looked at together. */
function limitsOf(plan: Plan, track: Track): { readonly limit: Duration; readonly states: readonly number[] }[] {
  const limits = new Map<string, { limit: Duration; states: number[] }>();
  for (const code of codes(plan.lifecycle, track.states)) {
    const { limit, final } = plan.lifecycle.states[code] as Plan["lifecycle"]["states"][number];
    if (limit === undefined || final) continue;
    const same = limits.get(`${limit.count} ${limit.unit}`) ?? { limit, states: [] };
    same.states.push(code);
    limits.set(`${limit.count} ${limit.unit}`, same);
  }
  return [...limits.values()];
}

async function insertLong(plan: Plan, track: Track, limit: Duration, states: readonly number[], known: Known): Promise<void> {
  const { spans, subjects, exact } = timelineOf(plan, track.id);
  const end = sql`coalesce(v.left_at, ${known.until})`;
  // No deadline is sooner than this, whatever the day's hour and the clock's changes: few stays are worth a closer look.
  const least = limit.unit === "hours" ? limit.count : Math.max(0, limit.count * 24 - 3);
  const long = await create(
    plan,
    relation(plan, "long"),
    sql`SELECT * FROM ${id(spans)} AS v WHERE ${isOneOf(sql`v.state`, states)} AND ${end} > ${plan.dialect.plus(sql`v.entered_latest`, sql`${least}`, "hours")}`,
  );
  const { due, join } = deadline(
    sql`v.entered_latest`,
    sql`${id(long)} AS v`,
    limit,
    await deadlineContext(plan, sql`entered_latest`, id(long)),
  );
  const extremes = exact
    ? {}
    : {
        fromEarliest: sql`CASE WHEN v.entered < v.entered_latest OR v.left_latest > v.left_at THEN v.entered END`,
        toLatest: sql`CASE WHEN v.entered < v.entered_latest OR v.left_latest > v.left_at THEN v.left_latest END`,
      };
  await plan.engine.runInline(
    insertMismatches(plan, {
      rule: undefined,
      outcome: sql`CASE WHEN v.left_at IS NULL THEN 'stuck' ELSE 'overstayed' END`,
      family: "stay",
      track,
      state: stateId(plan.lifecycle, sql`v.state`),
      from: sql`v.entered_latest`,
      due,
      to: sql`v.left_at`,
      ...extremes,
      seconds: plan.dialect.secondsBetween(due, end),
      actor: sql`v.actor`,
      source: sql`${id(long)} AS v JOIN ${id(subjects)} AS w ON w.subject = v.subject${join} WHERE ${end} > ${due}`,
    }),
  );
  await drop(plan, long);
}

async function countNow(plan: Plan, track: Track, known: Known): Promise<StateCount[]> {
  const { spans, subjects } = timelineOf(plan, track.id);
  const rows = await plan.engine.rows<{ state: number; records: string; amount: string | null; oldest: string | null }>(
    sql`SELECT v.state, count(*) AS records, sum(w.amount) AS amount, CAST(max(${plan.dialect.secondsBetween(sql`v.entered_latest`, known.until)}) AS VARCHAR) AS oldest
FROM ${id(spans)} AS v JOIN ${id(subjects)} AS w ON w.subject = v.subject WHERE v.left_at IS NULL GROUP BY v.state ORDER BY v.state`,
  );
  const stuck = await plan.engine.rows<{ state: string; records: string }>(stuckByState(plan, track));
  return rows.map(({ state: code, records, amount, oldest }) => {
    const state = plan.lifecycle.states[code] as Plan["lifecycle"]["states"][number];
    return {
      state: state.id,
      final: state.final,
      records: Number(records),
      amount: amount === null ? undefined : formatMoney(money(amount)),
      stuck: Number(stuck.find((each) => each.state === state.id)?.records ?? 0),
      oldest: oldest === null ? undefined : inDays(oldest),
    };
  });
}

function stuckByState(plan: Plan, track: Track): Sql {
  return sql`SELECT state, count(*) AS records FROM ${id(plan.names.mismatches)}
WHERE lifecycle = ${plan.lifecycle.id} AND track = ${track.id} AND outcome = 'stuck' GROUP BY state`;
}
