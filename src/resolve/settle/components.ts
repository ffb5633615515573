import type { Engine } from "../../engines/engine.ts";
import { id, sql } from "../../sql/index.ts";

/**
 * Connected components by set work: every node takes the least label among its
 * own and its neighbours', and then its label's label, until nothing changes.
 *
 * @param edges relation with nodes `l` and `r`
 * @param relation the table to make: node, label (the least node of the component)
 */
export async function connectedComponents(engine: Engine, edges: string, relation: string): Promise<void> {
  const [next, both] = [`${relation}_next`, `${relation}_edges`];
  await engine.runInline(sql`CREATE TABLE ${id(both)} AS
SELECT l AS a, r AS b FROM ${id(edges)} UNION SELECT r, l FROM ${id(edges)}`);
  await engine.runInline(sql`CREATE TABLE ${id(relation)} AS
SELECT a AS node, least(a, min(b)) AS label FROM ${id(both)} GROUP BY a`);
  for (;;) {
    await engine.runInline(sql`CREATE TABLE ${id(next)} AS
SELECT s.node, least(s.label, min(t.label), min(u.label)) AS label
FROM ${id(relation)} AS s JOIN ${id(both)} AS e ON e.a = s.node JOIN ${id(relation)} AS t ON t.node = e.b JOIN ${id(relation)} AS u ON u.node = s.label
GROUP BY s.node, s.label`);
    const [changed] = await engine.rows<{ changed: string }>(
      sql`SELECT count(*) AS changed FROM ${id(next)} AS n JOIN ${id(relation)} AS o ON o.node = n.node WHERE o.label <> n.label`,
    );
    await engine.runInline(sql`DROP TABLE ${id(relation)}`);
    await engine.runInline(sql`ALTER TABLE ${id(next)} RENAME TO ${id(relation)}`);
    if (Number(changed?.changed) === 0) break;
  }
  await engine.runInline(sql`DROP TABLE ${id(both)}`);
}
