import { id, sql, type Sql } from "../../sql/index.ts";
import { insertSigns, type SignColumns } from "../signs.ts";
import type { Alone } from "./alone.ts";
import { joinFiles } from "./differ.ts";
import { factSubject, type FactPair } from "./facts.ts";
import type { Leads } from "./leads.ts";
import { setOf, type Plan } from "./plan.ts";
import { shownOf } from "./values.ts";

/** Adds a sign for every change that a reader made before the owner did, or without it. */
export async function tellWrites(
  plan: Plan,
  pair: FactPair,
  leads: Leads,
  alone: Alone | undefined,
  detail: Readonly<Record<string, string>>,
): Promise<void> {
  if (!pair.owned) return;
  const [a, b] = [setOf(plan, pair.a.dataset), setOf(plan, pair.b.dataset)];
  const changes = leads.a + leads.b;
  const texts = {
    ...detail,
    otherField: pair.a.field,
    of: String(changes),
    compared: detail["of"] ?? "0",
    ahead: String(leads.b),
    alone: String(alone?.records ?? 0),
  };
  const columns = {
    dataset: sql`${pair.b.dataset}`,
    key: sql`b._key`,
    otherDataset: sql`${pair.a.dataset}`,
    otherKey: sql`a._key`,
    field: sql`${pair.b.field}`,
    from: sql`l.since`,
    to: sql`l.latest`,
    amount: sql`coalesce(a._amount, b._amount)`,
    unit: sql`coalesce(b._unit, a._unit)`,
    date: sql`coalesce(b._date, a._date)`,
    actor: sql`l.actor`,
    file: sql`f.path`,
    line: sql`b._pos`,
    detail: sql`${JSON.stringify(texts)}`,
  };
  const head = { kind: "source-of-truth-conflict", outcome: "non-owner-writes", subject: factSubject(pair.fact) } as const;
  const tell = async (table: Sql, values: Pick<SignColumns, "value" | "otherValue">): Promise<void> => {
    const source = sql`${table} AS l JOIN ${id(a.relation)} AS a ON a._row = l.a_row JOIN ${id(b.relation)} AS b ON b._row = l.b_row
${joinFiles(b, "b")}`;
    await plan.engine.run(insertSigns(plan.names.signs, head, { ...columns, ...values }, source, plan.dialect));
  };
  if (leads.table !== undefined && leads.b > 0)
    await tell(sql`(SELECT * FROM ${id(leads.table)} WHERE decided AND leader = 'b')`, { value: sql`l.value`, otherValue: sql`l.before` });
  if (alone !== undefined) await tell(id(alone.table), { value: shownOf(pair.b, "b"), otherValue: shownOf(pair.a, "a") });
}
