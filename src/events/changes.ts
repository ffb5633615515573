import type { Engine } from "../engines/engine.ts";
import type { Timeline } from "../model/index.ts";
import { id, sql, type Sql } from "../sql/index.ts";
import { asText, fieldType, instant, moment, planTimeline, type TimelineEstate, type TimelinePlan, type TimelineSources } from "./plan.ts";
import { historyRows } from "./subjects.ts";

/** The relation that `changesOfField` made. */
export interface FieldChanges {
  /**
   * A row a record of which the field's present value is known: `subject` BIGINT as in the
   * timeline's subjects, `value` VARCHAR as the engine writes the field's type, `at` TIMESTAMP
   * (UTC): since when it holds, NULL where nothing tells.
   */
  readonly relation: string;
}

/**
 * Since when each followed record's field holds its present value. A history whose
 * rows say the field, too, tells it: the value has held since the first of the last rows
 * that say it, rows without a value saying nothing. Where the history's last value is
 * not the record's, or there is no such history, the track's `since` field is taken.
 *
 * Makes `PREFIX_changes`, the caller's to drop.
 *
 * @param field a field of the track's dataset
 */
export async function changesOfField(
  engine: Engine,
  estate: TimelineEstate,
  timeline: Timeline,
  sources: TimelineSources,
  field: string,
  prefix: string,
): Promise<FieldChanges> {
  const { lifecycle, track } = timeline;
  const plan: TimelinePlan = { ...planTimeline(engine, estate, lifecycle, track, sources, prefix), subjects: timeline.subjects };
  const relation = `${prefix}_changes`;
  const told = await toldByHistory(plan, field);
  await engine.runInline(sql`CREATE TABLE ${id(relation)} AS ${await lastChanges(plan, field, told)}`);
  return { relation };
}

/** `subject`, `value`, `at` of the last run of one value in the history; undefined when it does not say the field. */
async function toldByHistory(plan: TimelinePlan, field: string): Promise<Sql | undefined> {
  const { history, track } = plan;
  if (history === undefined || track.history === undefined || fieldType(history.dataset, field) === undefined) return undefined;
  const at = await moment(plan, history, track.history.at, "r");
  const value = asText(history.dataset, field, "r");
  return sql`SELECT subject, value, min(${id("at")}) AS ${id("at")} FROM (
  SELECT subject, value, ${id("at")}, max(CASE WHEN value IS DISTINCT FROM last_value THEN ${id("at")} END) OVER (PARTITION BY subject) AS other_until, last_value
  FROM (
    SELECT s.subject AS subject, ${value} AS value, ${at} AS ${id("at")},
      first_value(${value}) OVER (PARTITION BY s.subject ORDER BY ${at} DESC, ${value} DESC) AS last_value
    FROM ${id(history.relation)} AS r JOIN ${id(plan.subjects)} AS s ON s.key = ${asText(history.dataset, track.history.record, "r")}
    WHERE ${historyRows(plan, "r")} AND ${value} IS NOT NULL AND (${at}) <= ${instant(plan.knownUntil)}
  ) AS said
) AS runs WHERE value = last_value AND (other_until IS NULL OR ${id("at")} >= other_until) GROUP BY subject, value`;
}

async function lastChanges(plan: TimelinePlan, field: string, told: Sql | undefined): Promise<Sql> {
  const { records, track } = plan;
  if (records === undefined)
    return (
      told ??
      sql`SELECT CAST(NULL AS BIGINT) AS subject, CAST(NULL AS VARCHAR) AS value, CAST(NULL AS TIMESTAMP) AS ${id("at")} WHERE FALSE`
    );
  const value = asText(records.dataset, field, "r");
  const since = track.since === undefined ? sql`CAST(NULL AS TIMESTAMP)` : await moment(plan, records, track.since, "r");
  const at = told === undefined ? since : sql`coalesce(CASE WHEN t.value = ${value} THEN ${id("t", "at")} END, ${since})`;
  const joined = told === undefined ? sql`` : sql` LEFT JOIN (${told}) AS t ON t.subject = s.subject`;
  return sql`SELECT s.subject AS subject, ${value} AS value, ${at} AS ${id("at")}
FROM ${id(records.relation)} AS r JOIN ${id(plan.subjects)} AS s ON s.subject = r._row${joined} WHERE ${value} IS NOT NULL`;
}
