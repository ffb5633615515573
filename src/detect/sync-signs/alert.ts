import { id, sql } from "../../sql/index.ts";
import { detailJson, type SignPlan } from "../sign-plan.ts";
import { insertSigns } from "../signs.ts";

/** Inserts a sign for every handoff that breaks and has no alert, or nobody who owns it. */
export async function findUnalerted(plan: SignPlan): Promise<void> {
  for (const handoff of plan.estate.handoffs) {
    const lacks = [handoff.owner === undefined ? "owner" : undefined, handoff.alert === undefined ? "alert" : undefined].filter(
      (lack) => lack !== undefined,
    );
    if (lacks.length === 0) continue;
    const atRisk = sql`abs(coalesce(difference, amount))`;
    const source = sql`(
  SELECT count(*) AS records, sum(${atRisk}) AS amount, min(date) AS first, max(date) AS last FROM ${id(plan.breaks)} WHERE handoff = ${handoff.id}
) AS b WHERE b.records > 0`;
    const rows = [handoff.from.dataset, handoff.to.dataset].reduce((sum, name) => sum + (plan.sets.get(name)?.rows ?? 0), 0);
    const columns = {
      dataset: sql`${handoff.from.dataset}`,
      otherDataset: sql`${handoff.to.dataset}`,
      value: sql`${lacks.join(" and ")}`,
      from: sql`b.first`,
      to: sql`b.last`,
      amount: sql`b.amount`,
      date: sql`b.first`,
      records: sql`b.records`,
      detail: detailJson(plan.dialect, { title: handoff.title, lacks: lacks.join(" and "), of: rows }),
    };
    const head = { kind: "silent-sync-failure", outcome: "no-alert", subject: { type: "handoff", id: handoff.id } } as const;
    await plan.engine.runInline(insertSigns(plan.names.signs, head, columns, source, plan.dialect));
  }
}
