import type { Engine } from "../../engines/engine.ts";
import type { RecordSet } from "../../model/index.ts";
import { id, join, sql } from "../../sql/index.ts";
import type { Decisions } from "./read.ts";

/**
 * The decisions that hold, as a table: line BIGINT, from_dataset, from_row,
 * from_key, to_dataset, to_row, to_key, verdict, by, at. A key that several
 * records share stands for all of them, a row each. The lesser (dataset, row)
 * is `from`.
 *
 * @param sets the records of the identity's members, by dataset
 * @returns notes on decisions that no record meets: of datasets that take no part, of keys that are gone
 */
export async function loadDecisions(
  engine: Engine,
  decisions: Decisions,
  sets: ReadonlyMap<string, RecordSet>,
  relation: string,
): Promise<readonly string[]> {
  const given = `${relation} given`;
  const columns = ["line", "from_dataset", "from_key", "to_dataset", "to_key", "verdict", "by", "at"];
  const rows = async function* (): AsyncGenerator<readonly string[]> {
    for (const { line, from, to, verdict, by, at } of decisions.holding) {
      yield [String(line), from.dataset, from.key, to.dataset, to.key, verdict, by, at];
    }
  };
  await engine.runInline(sql`DROP TABLE IF EXISTS ${id(given)}`);
  await engine.load(given, columns, rows());
  const members = [...sets].map(
    ([dataset, set]) => sql`SELECT ${dataset} AS dataset, _row AS row, _key AS key FROM ${id(set.relation)} WHERE _key IS NOT NULL`,
  );
  const records =
    members.length === 0
      ? sql`(SELECT CAST(NULL AS VARCHAR) AS dataset, CAST(NULL AS BIGINT) AS row, CAST(NULL AS VARCHAR) AS key WHERE FALSE)`
      : sql`(${join(members, " UNION ALL ")})`;
  const isFirst = sql`(f.dataset < t.dataset OR (f.dataset = t.dataset AND f.row < t.row))`;
  const lesser = (name: string) => sql`CASE WHEN ${isFirst} THEN ${id("f", name)} ELSE ${id("t", name)} END`;
  const greater = (name: string) => sql`CASE WHEN ${isFirst} THEN ${id("t", name)} ELSE ${id("f", name)} END`;
  await engine.runInline(sql`CREATE OR REPLACE TABLE ${id(relation)} AS
SELECT CAST(g.line AS BIGINT) AS line, ${lesser("dataset")} AS from_dataset, ${lesser("row")} AS from_row, ${lesser("key")} AS from_key,
  ${greater("dataset")} AS to_dataset, ${greater("row")} AS to_row, ${greater("key")} AS to_key, g.verdict AS verdict, g."by" AS "by", g."at" AS "at"
FROM ${id(given)} AS g
JOIN ${records} AS f ON f.dataset = g.from_dataset AND f.key = g.from_key
JOIN ${records} AS t ON t.dataset = g.to_dataset AND t.key = g.to_key`);
  const unmet = await engine.rows<{ line: string }>(sql`SELECT g.line AS line FROM ${id(given)} AS g
WHERE NOT EXISTS (SELECT 1 FROM ${id(relation)} AS d WHERE d.line = CAST(g.line AS BIGINT)) ORDER BY CAST(g.line AS BIGINT)`);
  const lines = new Set(unmet.map(({ line }) => Number(line)));
  const gone = decisions.holding.filter(({ line }) => lines.has(line));
  const present = await presentKeys(engine, given, records);
  await engine.runInline(sql`DROP TABLE ${id(given)}`);
  return gone.map((decision) => {
    const missing = [decision.from, decision.to].map((record) => {
      if (!sets.has(record.dataset)) return `${record.dataset} takes no part in the identity`;
      return present.has(`${record.dataset} ${record.key}`) ? undefined : `${record.dataset} has no record ${record.key}`;
    });
    return `${decisions.file}:${decision.line}: this decision meets no records: ${missing.filter((part) => part !== undefined).join("; ")}.`;
  });
}

/** Of the records that decisions name, those that are there. */
async function presentKeys(engine: Engine, given: string, records: ReturnType<typeof sql>): Promise<ReadonlySet<string>> {
  const rows = await engine.rows<{ dataset: string; key: string }>(sql`SELECT DISTINCT r.dataset AS dataset, r.key AS key
FROM ${records} AS r
JOIN (SELECT from_dataset AS dataset, from_key AS key FROM ${id(given)} UNION SELECT to_dataset, to_key FROM ${id(given)}) AS n
  ON n.dataset = r.dataset AND n.key = r.key`);
  return new Set(rows.map(({ dataset, key }) => `${dataset} ${key}`));
}
