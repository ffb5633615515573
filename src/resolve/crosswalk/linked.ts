import type { Engine } from "../../engines/engine.ts";
import type { Crosswalk } from "../../model/index.ts";
import { id, sql } from "../../sql/index.ts";

/** How the records of a crosswalk came to be linked; each record counts once. */
export interface LinkedCounts {
  readonly records: number;
  readonly entities: number;
  /** Records that no declared key and no decision links. */
  readonly withoutKey: number;
  /** Of them, those that evidence links. */
  readonly byEvidence: number;
}

/** Counts records by what links them. */
export async function countLinked(engine: Engine, { entities, links }: Crosswalk): Promise<LinkedCounts> {
  const ends = sql`(SELECT dataset, row, max(sure) AS sure FROM (
    SELECT from_dataset AS dataset, from_row AS row, CASE WHEN method = 'evidence' THEN 0 ELSE 1 END AS sure FROM ${id(links)} AS l WHERE status = 'accepted'
    UNION ALL
    SELECT to_dataset, to_row, CASE WHEN method = 'evidence' THEN 0 ELSE 1 END FROM ${id(links)} AS l WHERE status = 'accepted'
  ) AS sides GROUP BY dataset, row)`;
  const [row] = await engine.rows<{ records: string; entities: string; without_key: string; by_evidence: string }>(
    sql`SELECT count(*) AS records, count(DISTINCT e.entity) AS entities,
  count(CASE WHEN coalesce(s.sure, 0) = 0 THEN 1 END) AS without_key, count(CASE WHEN s.sure = 0 THEN 1 END) AS by_evidence
FROM ${id(entities)} AS e LEFT JOIN ${ends} AS s ON s.dataset = e.dataset AND s.row = e.row`,
  );
  return {
    records: Number(row?.records),
    entities: Number(row?.entities),
    withoutKey: Number(row?.without_key),
    byEvidence: Number(row?.by_evidence),
  };
}
