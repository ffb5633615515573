import { sql } from "../../sql/index.ts";
import type { Fact } from "../../model/index.ts";
import { insertSigns } from "../signs.ts";
import { factSubject, holderName, textsOf, type FactPair } from "./facts.ts";
import { inferredOwner, inferredTexts, type Leads } from "./leads.ts";
import { systemOf, systemTitle, type Plan } from "./plan.ts";

/** Adds a sign where several systems hold or read a fact and none is declared to own it. */
export async function tellUnowned(
  plan: Plan,
  fact: Fact,
  records: number,
  observed: readonly { readonly pair: FactPair; readonly leads: Leads }[],
): Promise<void> {
  if (fact.owner !== undefined) return;
  const held = fact.held.filter(({ dataset }) => plan.input.sets.has(dataset));
  const systems = [...new Set([...held.map(({ dataset }) => systemOf(plan, dataset)), ...fact.readers])];
  if (systems.length < 2) return;
  const inferred = likeliestOwner(plan, observed);
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

/** The one system that changes first wherever that is sure, and follows nowhere. */
function likeliestOwner(plan: Plan, observed: readonly { readonly pair: FactPair; readonly leads: Leads }[]): string | undefined {
  const [leading, following] = [new Set<string>(), new Set<string>()];
  for (const { pair, leads } of observed) {
    const end = inferredOwner(leads);
    if (end === undefined) continue;
    leading.add(systemOf(plan, pair[end].dataset));
    following.add(systemOf(plan, pair[end === "a" ? "b" : "a"].dataset));
  }
  const [first, ...others] = [...leading].filter((name) => !following.has(name));
  return others.length === 0 ? first : undefined;
}
