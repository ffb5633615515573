import { createCalendar, deadline, id, sql } from "../sql/index.ts";
import type { TimelinePlan } from "./plan.ts";

/** Events that were recorded later than the track allows. */
export async function countLate(plan: TimelinePlan): Promise<number> {
  const { engine, track, estate } = plan;
  if (track.recordWithin === undefined || track.history?.recorded === undefined) return 0;
  const calendar = `${plan.prefix}_calendar`;
  const counted = track.recordWithin.unit === "business-days";
  const { businessDays = [1, 2, 3, 4, 5], holidays = [] } = estate;
  if (counted) await engine.runInline(createCalendar(calendar, { businessDays, holidays }, engine.dialect));
  const [range] = await engine.rows<{ least: string | null; greatest: string | null }>(
    sql`SELECT CAST(min(${id("at")}) AS VARCHAR) AS least, CAST(max(${id("at")}) AS VARCHAR) AS greatest FROM ${id(plan.events)}`,
  );
  const due = deadline(id("e", "at"), sql`${id(plan.events)} AS e`, track.recordWithin, {
    dialect: engine.dialect,
    timeZone: estate.timeZone,
    calendar,
    range: range?.least == null || range.greatest === null ? undefined : { least: range.least, greatest: range.greatest },
  });
  const [late] = await engine.rows<{ n: string }>(
    sql`SELECT count(*) AS n FROM ${id(plan.events)} AS e${due.join} WHERE e.recorded > ${due.due}`,
  );
  if (counted) await engine.runInline(sql`DROP TABLE ${id(calendar)}`);
  return Number(late?.n);
}
