import type { Track } from "../../model/index.ts";
import { deadline, id, sql } from "../../sql/index.ts";
import { create, deadlineContext, drop, knownOf, relation, stateId, timelineOf, type Plan } from "./plan.ts";
import { insertGroups, insertMismatches } from "./relation.ts";

/** Inserts the changes of a track that were recorded later than it allows after they occurred. */
export async function checkRecording(plan: Plan, track: Track): Promise<void> {
  if (track.recordWithin === undefined) return;
  const timeline = timelineOf(plan, track.id);
  const recorded = await create(
    plan,
    relation(plan, "recorded"),
    sql`SELECT subject, state, word, ${id("at")} AS occurred, recorded, actor FROM ${id(timeline.events)}
WHERE recorded > ${id("at")} AND ${id("at")} <= ${knownOf(timeline).until}`,
  );
  const context = await deadlineContext(plan, sql`occurred`, id(recorded));
  const { due, join } = deadline(sql`v.occurred`, sql`${id(recorded)} AS v`, track.recordWithin, context);
  await plan.engine.runInline(
    insertMismatches(plan, {
      rule: undefined,
      outcome: sql`'late-recorded'`,
      family: "late-recorded",
      track,
      state: sql`coalesce(${stateId(plan.lifecycle, sql`v.state`)}, v.word)`,
      from: sql`v.occurred`,
      due,
      to: sql`v.recorded`,
      seconds: plan.dialect.secondsBetween(due, sql`v.recorded`),
      actor: sql`v.actor`,
      source: sql`${id(recorded)} AS v JOIN ${id(timeline.subjects)} AS w ON w.subject = v.subject${join} WHERE v.recorded > ${due}`,
    }),
  );
  await drop(plan, recorded);
}

/** Inserts the words of a track that stand for no state. */
export async function checkWords(plan: Plan, track: Track): Promise<void> {
  await insertGroups(
    plan,
    timelineOf(plan, track.id).unmapped.map(({ dataset, word, records }) => ({
      rule: undefined,
      outcome: "unmapped-word",
      track,
      dataset,
      key: word,
      state: word,
      records,
    })),
  );
}
