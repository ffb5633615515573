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
  const latest = exact ? at : id("at_latest");
  const order = exact ? sql`${at}, state` : sql`${at}, at_latest, state`;
  // Names are the widest column of the sort; where nobody is named they are not carried through it.
  const named = plan.track.history?.actor !== undefined;
  await plan.engine.runInline(sql`CREATE TABLE ${id(plan.spans)} AS
SELECT subject, CAST(row_number() OVER stays AS INTEGER) AS place, state, ${at} AS entered, ${latest} AS entered_latest,
  lead(${at}) OVER stays AS left_at, lead(${latest}) OVER stays AS left_latest,
  previous, lead(state) OVER stays AS ${id("next")}, ${named ? sql`actor` : sql`CAST(NULL AS VARCHAR)`} AS actor
FROM (
  SELECT subject, ${at}, at_latest, state, ${named ? sql`actor, ` : sql``}lag(state) OVER (PARTITION BY subject ORDER BY ${order}${named ? sql`, actor` : sql``}) AS previous
  FROM ${id(plan.events)} WHERE state IS NOT NULL AND ${at} <= ${instant(plan.knownUntil)}
) AS changes
WHERE state IS DISTINCT FROM previous
WINDOW stays AS (PARTITION BY subject ORDER BY ${order})`);
}
