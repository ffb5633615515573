import { id, join, sql, type Sql } from "../sql/index.ts";
import { make, type RepairPlan } from "./plan.ts";

/** What stays when each item is held against its own cells, and each cell against the others. */
export interface Settled {
  /** finding, place, item, counted, dataset, key, status, basis, reason, question, candidates */
  readonly items: string;
  /** Cells of exact items (`sure`) and of such as contradict each other (not `sure`); several findings may ask for one. */
  readonly cells: string;
}

/** An item whose cells cannot all be written stays open; items that ask for two things of one record must be decided. */
export async function settle(plan: RepairPlan, written: string): Promise<Settled> {
  const keys = await make(plan, "targets", sql`${targets(plan, written)}`);
  const faulty = await make(
    plan,
    "faulty",
    sql`SELECT w.finding, w.item, min(coalesce(w.fault, CASE WHEN w.row IS NOT NULL AND t.row IS NULL THEN 'Its key does not name one record alone.' END)) AS fault
FROM ${id(written)} AS w LEFT JOIN ${id(keys)} AS t ON t.target = w.target AND t.row = w.row
WHERE (w.required AND w.fault IS NOT NULL) OR (w.row IS NOT NULL AND t.row IS NULL) GROUP BY w.finding, w.item`,
  );
  // What is as it should be need not be written; an item without a cell repairs nothing.
  const sound = await make(
    plan,
    "sound",
    sql`SELECT w.*, i.place, i.basis FROM ${id(written)} AS w
JOIN ${id(plan.items)} AS i ON i.finding = w.finding AND i.item = w.item AND i.status = 'exact'
WHERE w.fault IS NULL AND NOT EXISTS (SELECT 1 FROM ${id(faulty)} AS f WHERE f.finding = w.finding AND f.item = w.item)`,
  );
  const conflicts = await make(
    plan,
    "conflicts",
    sql`WITH torn AS (
  SELECT target, row, made FROM ${id(sound)} GROUP BY target, row, made HAVING count(DISTINCT action) > 1
  UNION
  SELECT target, row, made FROM ${id(sound)} GROUP BY target, row, made, field HAVING count(DISTINCT coalesce(proposed, '')) > 1
)
SELECT DISTINCT s.finding, s.item FROM ${id(sound)} AS s
JOIN torn AS t ON t.target = s.target AND t.row IS NOT DISTINCT FROM s.row AND t.made IS NOT DISTINCT FROM s.made`,
  );
  const asked = plan.engine.dialect.stringAggregate(sql`s.word`, "; ", sql`s.word`);
  const items = await make(
    plan,
    "settled",
    sql`SELECT i.finding, i.place, i.item, i.counted, i.dataset, i.key,
  CASE WHEN i.status <> 'exact' THEN i.status WHEN f.item IS NOT NULL OR n.item IS NULL THEN 'open' WHEN c.item IS NOT NULL THEN 'decide' ELSE 'exact' END AS status,
  i.basis, CASE WHEN i.status <> 'exact' THEN i.reason WHEN f.item IS NOT NULL THEN f.fault WHEN n.item IS NULL THEN 'It needs no value that an import could bring.'
    WHEN c.item IS NOT NULL THEN 'Two findings ask for different things of one record.' END AS reason,
  CASE WHEN i.status = 'exact' AND c.item IS NOT NULL THEN 'Which of these is right?' WHEN i.status = 'decide' THEN i.question END AS question,
  CASE WHEN i.status = 'exact' AND c.item IS NOT NULL THEN n.words WHEN i.status = 'decide' THEN i.candidates END AS candidates
FROM ${id(plan.items)} AS i
LEFT JOIN ${id(faulty)} AS f ON f.finding = i.finding AND f.item = i.item
LEFT JOIN ${id(conflicts)} AS c ON c.finding = i.finding AND c.item = i.item
LEFT JOIN (
  SELECT finding, item, ${asked} AS words FROM (SELECT DISTINCT finding, item, action || coalesce(' ' || field || ' = ' || proposed, '') AS word FROM ${id(sound)}) AS s GROUP BY finding, item
) AS n ON n.finding = i.finding AND n.item = i.item`,
  );
  const cells = await make(
    plan,
    "sound cells",
    sql`SELECT s.*, t.key AS target_key, c.item IS NULL AS sure FROM ${id(sound)} AS s
LEFT JOIN ${id(conflicts)} AS c ON c.finding = s.finding AND c.item = s.item
LEFT JOIN ${id(keys)} AS t ON t.target = s.target AND t.row = s.row`,
  );
  return { items, cells };
}

/** Records that are changed, by a native key that no other record has. */
function targets(plan: RepairPlan, written: string): Sql {
  const parts = [...plan.input.sets.values()].map(({ dataset, relation }) => {
    const touched = sql`(SELECT row FROM ${id(written)} WHERE target = ${dataset.id} AND row IS NOT NULL)`;
    return sql`SELECT ${dataset.id} AS target, r._row AS row, r._key AS key FROM ${id(relation)} AS r
WHERE r._row IN ${touched} AND r._key IS NOT NULL AND r._key NOT IN (
  SELECT _key FROM ${id(relation)} WHERE _key IN (SELECT _key FROM ${id(relation)} WHERE _row IN ${touched} AND _key IS NOT NULL) GROUP BY _key HAVING count(*) > 1
)`;
  });
  return join(parts, " UNION ALL ");
}
