import type { Engine } from "../../engines/engine.ts";
import { id, sql } from "../../sql/index.ts";
import type { EventLog } from "./event-log.ts";

/** One sequence of activities, and how many cases went through exactly it. */
export interface Variant {
  readonly activities: readonly string[];
  readonly cases: number;
}

/**
 * Makes a relation of the sequences of activities: `variant` BIGINT (from 1, the most frequent first, then by names),
 * `cases` BIGINT, `events` BIGINT (its length), `path` INTEGER[] (codes), `activities` VARCHAR[].
 */
export async function createVariants(engine: Engine, log: EventLog, relation: string): Promise<void> {
  await engine.runInline(sql`CREATE TABLE ${id(relation)} AS
SELECT row_number() OVER (ORDER BY v.cases DESC, v.path) AS variant, v.cases, v.events, v.path, ${engine.dialect.elementsAt(sql`n.names`, sql`v.path`)} AS activities
FROM (SELECT path, count(*) AS cases, min(events) AS events FROM ${id(log.cases)} GROUP BY path) AS v
CROSS JOIN (SELECT array_agg(activity ORDER BY code) AS names FROM ${id(log.activities)}) AS n
ORDER BY variant`);
}

/** The first rows of a relation of variants. */
export async function mostFrequentVariants(engine: Engine, relation: string, count: number): Promise<readonly Variant[]> {
  const found = await engine.rows(sql`SELECT activities, cases FROM ${id(relation)} WHERE variant <= ${count} ORDER BY variant`);
  return found.map(({ activities, cases }) => ({ activities: activities as unknown as readonly string[], cases: Number(cases) }));
}
