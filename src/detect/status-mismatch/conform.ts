import type { MismatchOutcome, SeenTransition, Track } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import { pathsOf } from "./paths.ts";
import { create, drop, relation, stateId, timelineOf, type Plan } from "./plan.ts";
import { insertMismatches } from "./relation.ts";
import { START } from "./show.ts";

/** A change of state that was seen in a track; `from` is undefined where records began. */
interface Seen {
  readonly from: number | undefined;
  readonly to: number;
  readonly kind: SeenTransition["kind"];
  readonly times: number;
  readonly records: number;
}

/**
 * Holds every change of a track against the lifecycle's transitions: inserts those
 * that it does not allow, and says all that were seen.
 */
export async function checkTransitions(plan: Plan, track: Track): Promise<SeenTransition[]> {
  const { spans, subjects } = timelineOf(plan, track.id);
  const seen = await seenChanges(plan, track, spans);
  const changes = sql`${id(spans)} AS v JOIN ${id(subjects)} AS w ON w.subject = v.subject`;
  for (const kind of ["skipped-state", "regression", "illegal-transition"] as const) {
    const pairs = seen.filter((each) => each.kind === kind);
    if (pairs.length === 0) continue;
    await plan.engine.runInline(insertChanges(plan, track, kind, sql`${changes} WHERE ${isOneOfPairs(pairs)}`));
  }
  await insertRework(plan, track, seen);
  return seen.map(({ from, to, kind, times, records }) => ({ from: name(plan, from), to: name(plan, to), kind, times, records }));
}

async function seenChanges(plan: Plan, track: Track, spans: string): Promise<Seen[]> {
  const paths = pathsOf(plan.lifecycle, track);
  const rows = await plan.engine.rows<{ previous: number | null; state: number; times: string; records: string }>(
    sql`SELECT previous, state, count(*) AS times, count(DISTINCT subject) AS records FROM ${id(spans)} GROUP BY previous, state
ORDER BY previous NULLS FIRST, state`,
  );
  return rows.flatMap((row): Seen[] => {
    const counts = { to: row.state, times: Number(row.times), records: Number(row.records) };
    if (row.previous !== null) return [{ from: row.previous, kind: paths.kindOf(row.previous, row.state), ...counts }];
    return paths.isLawfulStart(row.state) ? [] : [{ from: undefined, kind: "skipped-state", ...counts }];
  });
}

function name(plan: Plan, state: number | undefined): string {
  return state === undefined ? START : (plan.lifecycle.states[state]?.id ?? "");
}

function isOneOfPairs(pairs: readonly Seen[]): Sql {
  const each = pairs.map(
    ({ from, to }) => sql`(${from === undefined ? sql`v.previous IS NULL` : sql`v.previous = ${from}`} AND v.state = ${to})`,
  );
  return sql`(${join(each, " OR ")})`;
}

function insertChanges(plan: Plan, track: Track, outcome: MismatchOutcome, source: Sql): Sql {
  return insertMismatches(plan, {
    rule: undefined,
    outcome: sql`${outcome}`,
    family: outcome,
    track,
    state: stateId(plan.lifecycle, sql`v.state`),
    other: {
      dataset: undefined,
      key: sql`CAST(NULL AS VARCHAR)`,
      state: sql`coalesce(${stateId(plan.lifecycle, sql`v.previous`)}, ${START})`,
    },
    from: sql`v.entered_latest`,
    ...(timelineOf(plan, track.id).exact ? {} : { fromEarliest: sql`CASE WHEN v.entered < v.entered_latest THEN v.entered END` }),
    actor: sql`v.actor`,
    source,
  });
}

/** Records that were worked on again more often than allowed: one mismatch each, at the first time too many. */
async function insertRework(plan: Plan, track: Track, seen: readonly Seen[]): Promise<void> {
  const pairs = seen.filter(({ kind }) => kind === "rework");
  if (pairs.length === 0) return;
  const { spans, subjects } = timelineOf(plan, track.id);
  const again = await create(
    plan,
    relation(plan, "again"),
    sql`SELECT * FROM (
  SELECT v.*, row_number() OVER (PARTITION BY v.subject ORDER BY v.place) AS time FROM ${id(spans)} AS v WHERE ${isOneOfPairs(pairs)}
) AS counted WHERE time = ${plan.lifecycle.reworkLimit + 1}`,
  );
  await plan.engine.runInline(
    insertChanges(plan, track, "rework", sql`${id(again)} AS v JOIN ${id(subjects)} AS w ON w.subject = v.subject`),
  );
  await drop(plan, again);
}
