import { sql } from "../../sql/index.ts";
import type { Fact } from "../../model/index.ts";
import { insertSigns } from "../signs.ts";
import { factSubject, holderName, textsOf } from "./facts.ts";
import { inferredTexts } from "./leads.ts";
import { inferredOf, type Observed } from "./ownership.ts";
import { systemOf, systemTitle, type Plan } from "./plan.ts";

/** Adds a sign where several systems hold or read a fact and none is declared to own it. */
export async function tellUnowned(plan: Plan, fact: Fact, records: number, observed: readonly Observed[]): Promise<void> {
  if (fact.owner !== undefined) return;
  const held = fact.held.filter(({ dataset }) => plan.input.sets.has(dataset));
  const systems = [...new Set([...held.map(({ dataset }) => systemOf(plan, dataset)), ...fact.readers])];
  if (systems.length < 2) return;
  const inferred = inferredOf(plan, observed)?.system;
  const detail = {
    ...textsOf(plan, fact),
    of: String(records),
    systems: systems.map((name) => systemTitle(plan, name)).join(", "),
    held: held.map(holderName).join(", "),
    ...(inferred === undefined ? {} : inferredTexts(plan, inferred)),
    observations: String(observed.reduce((sum, { leads }) => sum + leads.a + leads.b, 0)),
  };
  const columns = { records: sql`${Math.max(1, records)}`, value: sql`${systems.join(", ")}`, detail: sql`${JSON.stringify(detail)}` };
  const head = { kind: "source-of-truth-conflict", outcome: "no-owner", subject: factSubject(fact) } as const;
  await plan.engine.run(insertSigns(plan.names.signs, head, columns, sql`(SELECT 1 AS one) AS one`, plan.dialect));
}
