import type { Track } from "../../model/index.ts";
import { id, join, sql } from "../../sql/index.ts";
import { knownOf, stateId, timelineOf, type Plan } from "./plan.ts";
import { insertMismatches } from "./relation.ts";

/**
 * Inserts what a history says once more of a state that comes once, a mismatch for
 * every time beyond the first. Events, not stays: two of one state in a row are two.
 */
export async function checkRepeats(plan: Plan, track: Track): Promise<void> {
  const timeline = timelineOf(plan, track.id);
  const once = plan.lifecycle.states.flatMap((state, code) => (state.once && track.states.includes(state.id) ? [code] : []));
  if (track.history === undefined || once.length === 0) return;
  const said = sql`SELECT subject, state, word, ${id("at")} AS occurred, actor,
    row_number() OVER (PARTITION BY subject, state ORDER BY ${id("at")}, recorded, actor, word) AS nth
  FROM ${id(timeline.events)}
  WHERE source = 'history' AND state IN (${join(once.map((code) => sql`${code}`))}) AND ${id("at")} <= ${knownOf(timeline).until}`;
  await plan.engine.runInline(
    insertMismatches(plan, {
      rule: undefined,
      outcome: sql`'repeated'`,
      family: "repeated",
      track,
      state: sql`coalesce(${stateId(plan.lifecycle, sql`v.state`)}, v.word)`,
      from: sql`v.occurred`,
      actor: sql`v.actor`,
      nth: sql`v.nth`,
      source: sql`(${said}) AS v JOIN ${id(timeline.subjects)} AS w ON w.subject = v.subject WHERE v.nth > 1`,
    }),
  );
}
