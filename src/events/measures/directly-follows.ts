import type { Engine } from "../../engines/engine.ts";
import { id, sql } from "../../sql/index.ts";
import type { EventLog } from "./event-log.ts";

/** How often an activity comes right after another one in the same case. */
export interface FollowingPair {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

export interface ActivityCount {
  readonly activity: string;
  readonly count: number;
}

/** Ordered by names. */
export interface DirectlyFollows {
  readonly pairs: readonly FollowingPair[];
  /** With which activities cases begin; only those with which any does. */
  readonly starts: readonly ActivityCount[];
  /** With which activities cases end. */
  readonly ends: readonly ActivityCount[];
}

/** Which activity follows which, and with which ones cases begin and end. */
export async function directlyFollows(engine: Engine, log: EventLog): Promise<DirectlyFollows> {
  const found = await engine.rows<{ from: string; to: string; count: string; begun: string }>(sql`
SELECT f.activity AS ${id("from")}, t.activity AS ${id("to")}, p.count, p.begun
FROM (
  SELECT activity, following, count(*) AS count, count(CASE WHEN place = 1 THEN 1 END) AS begun FROM ${id(log.steps)} GROUP BY activity, following
) AS p JOIN ${id(log.activities)} AS f ON f.code = p.activity LEFT JOIN ${id(log.activities)} AS t ON t.code = p.following
ORDER BY f.code, t.code`);
  const starts = new Map<string, number>();
  const pairs: FollowingPair[] = [];
  const ends: ActivityCount[] = [];
  for (const { from, to, count, begun } of found as readonly { from: string; to: string | null; count: string; begun: string }[]) {
    if (begun !== "0") starts.set(from, (starts.get(from) ?? 0) + Number(begun));
    // The last event of a case is followed by nothing.
    if (to === null) ends.push({ activity: from, count: Number(count) });
    else pairs.push({ from, to, count: Number(count) });
  }
  return { pairs, starts: [...starts].map(([activity, count]) => ({ activity, count })), ends };
}
