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
  const sequences = sql`(SELECT path, count(*) AS cases FROM ${id(log.cases)} GROUP BY path) AS v`;
  const next = [
    { name: "from_code", value: sql`path` },
    { name: "to_code", value: engine.dialect.withoutFirst(sql`path`) },
  ];
  // Cases of the same sequence follow the same: each sequence is looked into once. The last event is followed by nothing.
  const found = await engine.rows<{ from: string; to: string | null; count: string }>(sql`
SELECT f.activity AS ${id("from")}, t.activity AS ${id("to")}, p.count
FROM (SELECT from_code, to_code, sum(cases) AS count FROM (${engine.dialect.sideBySide(sequences, next, [sql`cases`])}) AS e GROUP BY from_code, to_code) AS p
JOIN ${id(log.activities)} AS f ON f.code = p.from_code LEFT JOIN ${id(log.activities)} AS t ON t.code = p.to_code
ORDER BY f.code, t.code`);
  const begun = await engine.rows<{ activity: string; count: string }>(sql`
SELECT a.activity, p.count FROM (SELECT path[1] AS code, count(*) AS count FROM ${id(log.cases)} GROUP BY path[1]) AS p
JOIN ${id(log.activities)} AS a ON a.code = p.code ORDER BY a.code`);
  return {
    pairs: found.flatMap(({ from, to, count }) => (to === null ? [] : [{ from, to, count: Number(count) }])),
    starts: begun.map(({ activity, count }) => ({ activity, count: Number(count) })),
    ends: found.flatMap(({ from, to, count }) => (to === null ? [{ activity: from, count: Number(count) }] : [])),
  };
}
