import type { Fact, FactSystem, InferredOwner, ReviewedFact } from "../../model/index.ts";
import { join, sql, type Sql } from "../../sql/index.ts";
import { holderName, type FactPair } from "./facts.ts";
import { inferredOwner, type Leads } from "./leads.ts";
import { count, ENDS, systemOf, type End, type Plan } from "./plan.ts";
import type { Holder } from "./values.ts";
import { wilson } from "./wilson.ts";

/** What was seen of two copies of a fact. */
export interface Observed {
  readonly pair: Pick<FactPair, "a" | "b">;
  readonly leads: Pick<Leads, "a" | "b" | "undecided">;
  /** Records that are compared, and those of them that differ beyond grace, each side's once. */
  readonly compared: Readonly<Record<End, number>>;
  readonly differing: Readonly<Record<End, number>>;
}

/** What is told of a fact beside that. */
export interface OwnedFact extends Pick<Fact, "id" | "owner" | "readers"> {
  readonly declared: boolean;
  readonly held: readonly Holder[];
  readonly compared: number;
  readonly differing: number;
}

/** How many records of each side stand in a table of `a_row` and `b_row`. */
export async function sidesOf(plan: Plan, source: Sql): Promise<Readonly<Record<End, number>>> {
  const [row] = await plan.engine.rows<{ a: string; b: string }>(
    sql`SELECT count(DISTINCT a_row) AS a, count(DISTINCT b_row) AS b FROM ${source}`,
  );
  return { a: Number(row?.a ?? 0), b: Number(row?.b ?? 0) };
}

/** How many records of the pairs' first copies there are: one that stands in several pairs is one. */
export function firstRecords(plan: Plan, pairs: readonly { readonly pair: Pick<FactPair, "a">; readonly source: Sql }[]): Promise<number> {
  if (pairs.length === 0) return Promise.resolve(0);
  const each = pairs.map(({ pair, source }) => sql`SELECT DISTINCT ${pair.a.dataset} AS dataset, a_row FROM ${source}`);
  return count(plan, sql`(${join(each, " UNION ")}) AS owners`);
}

/** The declared owner of a fact beside the inferred one. */
export function reviewedFact(plan: Plan, fact: OwnedFact, observed: readonly Observed[]): ReviewedFact {
  const [entity = fact.id, ...attribute] = fact.id.split(".");
  const inferred = inferredOf(plan, observed);
  const sum = (of: (each: Observed) => number): number => observed.reduce((total, each) => total + of(each), 0);
  return {
    id: fact.id,
    entity,
    attribute: attribute.join("."),
    declared: fact.declared,
    owner: fact.owner,
    systems: systemsOf(plan, fact, observed),
    inferred,
    agreement: inferred === undefined || fact.owner === undefined ? "unknown" : inferred.system === fact.owner ? "agrees" : "differs",
    observations: sum(({ leads }) => leads.a + leads.b),
    undecided: sum(({ leads }) => leads.undecided),
    compared: fact.compared,
    differing: fact.differing,
  };
}

function systemsOf(plan: Plan, { owner, readers, held }: OwnedFact, observed: readonly Observed[]): readonly FactSystem[] {
  const order = plan.estate.systems.map(({ id: name }) => name);
  const names = new Set([...(owner === undefined ? [] : [owner]), ...readers, ...held.map(({ dataset }) => systemOf(plan, dataset))]);
  return [...names]
    .toSorted((one, other) => order.indexOf(one) - order.indexOf(other))
    .map((system) => {
      const own = observed.flatMap((each) =>
        ENDS.filter((end) => systemOf(plan, each.pair[end].dataset) === system).map((end) => ({ each, end })),
      );
      const most = (of: (each: Observed) => Readonly<Record<End, number>>): number =>
        own.reduce((largest, { each, end }) => Math.max(largest, of(each)[end]), 0);
      return {
        system,
        role: system === owner ? "owner" : owner !== undefined || readers.includes(system) ? "reader" : "holder",
        fields: held.filter(({ dataset }) => systemOf(plan, dataset) === system).map(holderName),
        first: own.reduce((sum, { each, end }) => sum + each.leads[end], 0),
        compared: most(({ compared }) => compared),
        differing: most(({ differing }) => differing),
      };
    });
}

/** The one system that changes first wherever that is sure, and follows nowhere. */
export function inferredOf(plan: Plan, observed: readonly Pick<Observed, "pair" | "leads">[]): InferredOwner | undefined {
  const [leading, following] = [new Set<string>(), new Set<string>()];
  for (const { pair, leads } of observed) {
    const end = inferredOwner(leads);
    if (end === undefined) continue;
    leading.add(systemOf(plan, pair[end].dataset));
    following.add(systemOf(plan, pair[end === "a" ? "b" : "a"].dataset));
  }
  const [system, ...others] = [...leading].filter((name) => !following.has(name));
  if (system === undefined || others.length > 0) return undefined;
  const own = observed.flatMap(({ pair, leads }) =>
    ENDS.filter((end) => systemOf(plan, pair[end].dataset) === system).map((end) => ({ first: leads[end], of: leads.a + leads.b })),
  );
  const [first, of] = [own.reduce((sum, each) => sum + each.first, 0), own.reduce((sum, each) => sum + each.of, 0)];
  const { low, high } = wilson(first, of);
  return { system, observations: of, share: rounded(first / of), low: rounded(low), high: rounded(high) };
}

function rounded(share: number): number {
  return Math.round(share * 1e4) / 1e4;
}
