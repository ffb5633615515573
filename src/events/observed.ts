import type { RecordSet } from "../model/index.ts";
import { id, join, sql, type Sql } from "../sql/index.ts";
import { firstMoment, instant, type TimelinePlan } from "./plan.ts";
import { presentState } from "./present.ts";
import { laterCopies } from "./subjects.ts";

/*
 * A capture shows in which state a record was at the capture's time, and not since
 * when. What it shows is held against the last that was known before: the state that
 * the capture before showed, or an event told for a later time than that capture's.
 * The same state adds nothing; another was entered at some time from then on until
 * the capture. Where nothing was known before, the record's creation is its earliest
 * time, else the capture before, in which it was not yet; in the first capture its day,
 * else the capture's time as it is.
 */

/** Adds the events that only captures show. */
export async function addObserved(plan: TimelinePlan): Promise<void> {
  const { engine, prefix, records } = plan;
  if (records === undefined || presentState(plan, records.dataset, "r") === undefined) return;
  const sets = [...plan.older, records];
  const relation = `${prefix}_observed`;
  await engine.runInline(sql`CREATE TABLE ${id(relation)} AS ${await observations(plan, sets)}`);
  await engine.runInline(sql`INSERT INTO ${id(plan.events)} ${newEvents(plan, relation, sets)}`);
  await engine.runInline(sql`DROP TABLE ${id(relation)}`);
}

async function observations(plan: TimelinePlan, sets: readonly RecordSet[]): Promise<Sql> {
  const parts: Sql[] = [];
  for (const [place, set] of sets.entries()) {
    const present = presentState(plan, set.dataset, "r");
    if (present === undefined) continue;
    const isNow = place === sets.length - 1;
    const time = instant(set.capture.capturedAt);
    const copies = isNow || set.dataset.repeatedKey === "refuse" ? sql`` : sql` AND r._row NOT IN (${laterCopies(set)})`;
    const there = plan.track.deleted === undefined ? sql` AND NOT r._deleted` : sql``;
    parts.push(sql`SELECT s.subject AS subject, ${place} AS place, ${time} AS seen, ${present.state} AS state, ${present.word} AS word,
  coalesce(r._created, ${await withoutCreation(plan, set, sets[place - 1])}) AS created, s.file AS file, s.pos AS pos
FROM ${id(set.relation)} AS r JOIN ${id(plan.subjects)} AS s ON ${isNow ? sql`s.subject = r._row` : sql`s.key = r._key`}${present.join}
WHERE ${present.known}${there}${copies}`);
  }
  return join(parts, "\nUNION ALL ");
}

/** The earliest time of what a capture is the first to show, where the record's creation is not known. */
async function withoutCreation(plan: TimelinePlan, set: RecordSet, before: RecordSet | undefined): Promise<Sql> {
  if (before !== undefined) return instant(before.capture.capturedAt);
  return set.dataset.time === undefined ? sql`CAST(NULL AS TIMESTAMP)` : await firstMoment(plan, set, "_date", "r");
}

/** Of the events told, only the last before each capture matters: the others are not carried through the sort. */
function newEvents(plan: TimelinePlan, observed: string, sets: readonly RecordSet[]): Sql {
  const { engine } = plan;
  const at = id("at");
  // Time and state in one number, so that the last event of all is one maximum. Of years that a BIGINT of this make would not hold, only slips of the pen speak.
  const us = engine.dialect.microseconds(sql`greatest(${at}, CAST('1500-01-01' AS TIMESTAMP))`);
  const slots = sets.map(({ capture }, place) => sql`WHEN ${at} <= ${instant(capture.capturedAt)} THEN ${place}`);
  const last = instant((sets.at(-1) as RecordSet).capture.capturedAt);
  const ranked = sql`SELECT subject, CASE ${join(slots, " ")} END AS place, max(${at}) AS ${at}, max(${us} * 256 + coalesce(state, 255)) AS rank
    FROM ${id(plan.events)} WHERE ${at} <= ${last} GROUP BY 1, 2`;
  const told = sql`SELECT subject, place, ${at}, CAST(rank - ${us} * 256 AS SMALLINT) AS code FROM (${ranked}) AS ranked`;
  const words = sql`SELECT subject, ${at}, max(word) AS word FROM ${id(plan.events)} WHERE state IS NULL GROUP BY 1, 2`;
  const stream = sql`SELECT told.subject AS subject, told.place AS place, 0 AS observed, ${id("told", "at")} AS time, CASE WHEN code < 255 THEN code END AS state,
    w.word AS word, CAST(NULL AS TIMESTAMP) AS created, CAST(NULL AS INTEGER) AS file, CAST(NULL AS BIGINT) AS pos
  FROM (${told}) AS told LEFT JOIN (${words}) AS w ON code = 255 AND w.subject = told.subject AND ${id("w", "at")} = ${id("told", "at")}
  UNION ALL
  SELECT subject, place, 1 AS observed, seen AS time, state, word, created, file, pos FROM ${id(observed)}`;
  const before = (column: string): Sql => sql`lag(${id(column)}) OVER (PARTITION BY subject ORDER BY place, observed)`;
  return sql`SELECT subject, state, word,
  CASE WHEN time_before IS NOT NULL THEN time_before WHEN created IS NOT NULL THEN least(created, time) ELSE least(time, ${instant(plan.knownUntil)}) END AS ${at},
  CASE WHEN time_before IS NULL AND created IS NULL THEN least(time, ${instant(plan.knownUntil)}) ELSE time END AS at_latest,
  CAST(NULL AS TIMESTAMP) AS recorded, CAST(NULL AS VARCHAR) AS actor, ${sets.length > 1 ? "capture" : "current"} AS source, file, pos
FROM (
  SELECT *, ${before("time")} AS time_before, ${before("state")} AS state_before, ${before("word")} AS word_before FROM (${stream}) AS stream
) AS changes
WHERE observed = 1 AND (time_before IS NULL OR state IS DISTINCT FROM state_before OR (state IS NULL AND lower(word) IS DISTINCT FROM lower(word_before)))`;
}
