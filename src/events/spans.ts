import { id, sql } from "../sql/index.ts";
import { instant, type TimelinePlan } from "./plan.ts";

/**
 * Makes the relation of stays. An event whose latest time is later stands behind one of
 * the same earliest time: what a capture shows came after what was told for its start.
 *
 * @param exact is every event's time known to the instant?
 */
export async function createSpans(plan: TimelinePlan, exact: boolean): Promise<void> {
  const at = id("at");
  const order = exact ? sql`${at}, state, actor` : sql`${at}, at_latest, state, actor`;
  await plan.engine.runInline(sql`CREATE TABLE ${id(plan.spans)} AS
SELECT subject, CAST(row_number() OVER stays AS INTEGER) AS place, state, ${at} AS entered, ${exact ? at : sql`at_latest`} AS entered_latest,
  lead(${at}) OVER stays AS left_at, lead(${exact ? at : sql`at_latest`}) OVER stays AS left_latest,
  lag(state) OVER stays AS previous, lead(state) OVER stays AS next, actor
FROM (
  SELECT subject, ${at}, at_latest, state, actor, lag(state) OVER (PARTITION BY subject ORDER BY ${order}) AS before
  FROM ${id(plan.events)} WHERE state IS NOT NULL AND ${at} <= ${instant(plan.knownUntil)}
) AS changes
WHERE state IS DISTINCT FROM before
WINDOW stays AS (PARTITION BY subject ORDER BY ${exact ? sql`${at}, state` : sql`${at}, at_latest, state`})`);
}
