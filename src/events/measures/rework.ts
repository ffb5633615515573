import type { Engine } from "../../engines/engine.ts";
import { id, sql } from "../../sql/index.ts";
import type { EventLog } from "./event-log.ts";

/** An activity that occurs more than once in a case. */
export interface ReworkedActivity {
  readonly activity: string;
  /** In how many cases it occurs more than once. */
  readonly cases: number;
  /** How often it occurs in those beyond the first time in each. */
  readonly repeats: number;
}

/** What is done again within a case, ordered by names; activities that no case repeats are left out. */
export async function rework(engine: Engine, log: EventLog): Promise<readonly ReworkedActivity[]> {
  const sequences = sql`(SELECT row_number() OVER () AS variant, path, cases FROM (SELECT path, count(*) AS cases FROM ${id(log.cases)} GROUP BY path) AS p) AS v`;
  const each = engine.dialect.sideBySide(sequences, [{ name: "code", value: sql`path` }], [sql`variant`, sql`cases`]);
  // Cases of the same sequence repeat the same: each sequence is looked into once.
  const found = await engine.rows<{ activity: string; cases: string; repeats: string }>(sql`
SELECT a.activity, r.cases, r.repeats
FROM (
  SELECT code, sum(cases) AS cases, sum(cases * (occurrences - 1)) AS repeats
  FROM (
    SELECT code, min(cases) AS cases, count(*) AS occurrences FROM (${each}) AS e GROUP BY variant, code HAVING count(*) > 1
  ) AS repeated GROUP BY code
) AS r JOIN ${id(log.activities)} AS a ON a.code = r.code
ORDER BY a.code`);
  return found.map(({ activity, cases, repeats }) => ({ activity, cases: Number(cases), repeats: Number(repeats) }));
}
