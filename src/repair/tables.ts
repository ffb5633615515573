import { REPAIR_ACTIONS, type RepairAction, type RepairFile } from "../model/index.ts";
import { id, join, sql, type Sql } from "../sql/index.ts";
import { columnOf, fieldOf, make, setOf, type RepairPlan } from "./plan.ts";
import type { Settled } from "./settle.ts";

/** An import file and the relation in which its rows stand, its columns in the file's order. */
export interface RepairTable {
  readonly file: RepairFile;
  readonly relation: string;
}

/** One import file for each dataset and action: first the native key, then every column that a repair in the file touches. */
export async function makeTables(plan: RepairPlan, { cells }: Settled): Promise<RepairTable[]> {
  const touched = await plan.engine.rows<{ target: string; action: RepairAction; field: string | null }>(
    sql`SELECT DISTINCT target, action, field FROM ${id(cells)} WHERE sure ORDER BY ALL`,
  );
  const tables: RepairTable[] = [];
  for (const { id: dataset } of plan.estate.datasets) {
    for (const action of REPAIR_ACTIONS) {
      const own = touched.filter((cell) => cell.target === dataset && cell.action === action);
      if (own.length > 0)
        tables.push(
          await makeTable(
            plan,
            cells,
            dataset,
            action,
            own.flatMap(({ field }) => field ?? []),
          ),
        );
    }
  }
  return tables;
}

async function makeTable(
  plan: RepairPlan,
  cells: string,
  target: string,
  action: RepairAction,
  fields: readonly string[],
): Promise<RepairTable> {
  const { dataset } = setOf(plan, target);
  const key = dataset.key.filter((name) => "column" in fieldOf(dataset, name).from);
  const columns = new Map<string, string>();
  for (const name of [...key, ...dataset.fields.map((field) => field.name).filter((name) => fields.includes(name))]) {
    const column = columnOf(fieldOf(dataset, name));
    if (!columns.has(column)) columns.set(column, name);
  }
  const texts = plan.input.written.get(target)?.texts ?? sql`(SELECT NULL AS _row WHERE FALSE)`;
  const of = sql`SELECT * FROM ${id(cells)} WHERE sure AND target = ${target} AND action = ${action}`;
  const wide = [...columns].map(([column, name]) => {
    const proposed = sql`max(CASE WHEN c.field = ${name} THEN c.proposed END)`;
    return sql`${action === "create" ? proposed : sql`coalesce(${proposed}, any_value(t.${id(name)}))`} AS ${id(column)}`;
  });
  const query =
    action === "create"
      ? sql`SELECT ${join(wide)} FROM (${of}) AS c GROUP BY c.made`
      : sql`SELECT ${join(wide)} FROM (${of}) AS c LEFT JOIN ${current(texts, of, [...columns.values()])} AS t ON t._row = c.row GROUP BY c.row`;
  const relation = await make(plan, `${target} ${action}`, query);
  const [counted] = await plan.engine.rows<{ n: string }>(sql`SELECT count(*) AS n FROM ${id(relation)}`);
  const file = `repairs/${target}.${action}.csv`;
  return {
    relation,
    file: { system: dataset.system, dataset: target, action, file, records: Number(counted?.n), columns: [...columns.keys()] },
  };
}

function current(texts: Sql, of: Sql, fields: readonly string[]): Sql {
  return sql`(SELECT ${join([sql`_row`, ...fields.map((field) => id(field))])} FROM ${texts} AS w WHERE _row IN (SELECT row FROM (${of}) AS o))`;
}
