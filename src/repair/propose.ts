import type { Engine } from "../engines/engine.ts";
import { REPAIR_COLUMNS, type Estate, type Finding, type ReviewedRepairs } from "../model/index.ts";
import { id, join, sql } from "../sql/index.ts";
import { lookAtBroken } from "./broken.ts";
import { countRepairs } from "./count.ts";
import { repairLoose } from "./loose.ts";
import { repairDifferent, repairDuplicates } from "./paired.ts";
import { columnOf, createPlanned, fieldOf, setOf, type RepairInput, type RepairPlan } from "./plan.ts";
import { settle, type Settled } from "./settle.ts";
import { coverRepairs, repairStates } from "./states.ts";
import { makeTables, type RepairTable } from "./tables.ts";
import { writeCells } from "./write.ts";

/** The repairs, and the relations in which they stand. */
export interface RepairRun {
  readonly repairs: ReviewedRepairs;
  /** Columns `REPAIR_COLUMNS`: a row a cell that would be changed. */
  readonly relation: string;
  /** Columns `DECIDE_COLUMNS`: a row a record of which a person must choose. */
  readonly decide: string;
  readonly tables: readonly RepairTable[];
}

/** What each record of each finding would have to say, as far as the records tell. */
export async function proposeRepairs(
  engine: Engine,
  estate: Estate,
  input: RepairInput,
  findings: readonly Finding[],
  relation: string,
): Promise<RepairRun> {
  const plan: RepairPlan = { engine, estate, input, findings, items: `${relation} items`, cells: `${relation} cells`, prefix: relation };
  await createPlanned(plan);
  for (const handoff of estate.handoffs) {
    const broken = await lookAtBroken(plan, handoff);
    if (broken === undefined) continue;
    await repairLoose(plan, broken);
    await repairDifferent(plan, broken);
    await repairDuplicates(plan, broken);
  }
  await repairStates(plan);
  await coverRepairs(plan);
  const settled = await settle(plan, await writeCells(plan));
  await nameCells(plan, settled, relation);
  const decide = `${relation} decide`;
  await engine.runInline(
    sql`CREATE TABLE ${id(decide)} AS SELECT DISTINCT finding, dataset, key, reason, question, candidates FROM ${id(settled.items)} WHERE status = 'decide'`,
  );
  const tables = await makeTables(plan, settled);
  return { repairs: { files: tables.map(({ file }) => file), findings: await countRepairs(plan, settled) }, relation, decide, tables };
}

/** Each cell once, by the first finding that asks for it, under the names that its system gives. */
async function nameCells(plan: RepairPlan, { cells }: Settled, relation: string): Promise<void> {
  const asked = await plan.engine.rows<{ target: string; field: string }>(
    sql`SELECT DISTINCT target, field FROM ${id(cells)} WHERE field IS NOT NULL ORDER BY ALL`,
  );
  const names = asked.map(({ target, field }) => sql`(${target}, ${field}, ${columnOf(fieldOf(setOf(plan, target).dataset, field))})`);
  const named = names.length === 0 ? sql`(SELECT '' AS target, '' AS field, '' AS "column" WHERE FALSE)` : sql`(VALUES ${join(names)})`;
  const systems = plan.estate.datasets.map((dataset) => sql`(${dataset.id}, ${dataset.system})`);
  await plan.engine.runInline(sql`CREATE TABLE ${id(relation)} AS SELECT ${join(REPAIR_COLUMNS.map((column) => id(column)))} FROM (
  SELECT c.finding, c.item AS "break", s.system, c.target AS dataset, c.action, c.target_key AS key, c.field, n."column", c.current, c.proposed, c.sure, c.basis,
    row_number() OVER (PARTITION BY c.target, c.row, c.made, c.field, c.sure, CASE WHEN c.sure THEN NULL ELSE c.proposed END ORDER BY c.place, c.item) AS nth
  FROM ${id(cells)} AS c
  LEFT JOIN ${named} AS n (target, field, "column") ON n.target = c.target AND n.field = c.field
  LEFT JOIN (VALUES ${join(systems)}) AS s (dataset, system) ON s.dataset = c.target
) AS ranked WHERE nth = 1`);
}
