import type { Engine } from "../../engines/engine.ts";
import type { Fact } from "../../model/index.ts";
import { id, join, sql } from "../../sql/index.ts";
import { createApart, tellDifferences } from "./differ.ts";
import { pairsOf, textsOf, type FactPair } from "./facts.ts";
import { count, drop, type ConflictEstate, type ConflictInput, type ConflictNames, type Plan } from "./plan.ts";
import { createJoined, wayKey } from "./ways.ts";

export { type ConflictEstate, type ConflictInput, type ConflictNames } from "./plan.ts";

/**
 * Looks for facts that two systems hold and say differently, or that nobody owns,
 * and adds what it finds to the relation of signs. Relations made on the way are
 * dropped.
 */
export async function findConflicts(engine: Engine, estate: ConflictEstate, input: ConflictInput, names: ConflictNames): Promise<void> {
  const plan: Plan = { engine, dialect: engine.dialect, estate, input, names };
  const joined = new Joins(plan);
  for (const [index, fact] of estate.facts.entries()) await judgeFact(plan, fact, joined, `f${index}`);
  await joined.drop();
}

/** Records that are the same, each way between two datasets worked out once. */
class Joins {
  private readonly plan: Plan;
  private readonly tables = new Map<string, string>();

  constructor(plan: Plan) {
    this.plan = plan;
  }

  async of({ a, b, way }: Pick<FactPair, "a" | "b" | "way">): Promise<string> {
    const key = wayKey(a.dataset, b.dataset, way);
    const made = this.tables.get(key) ?? (await createJoined(this.plan, `joined ${this.tables.size}`, a.dataset, b.dataset, way));
    this.tables.set(key, made);
    return made;
  }

  drop(): Promise<void> {
    return drop(this.plan, ...this.tables.values());
  }
}

async function judgeFact(plan: Plan, fact: Fact, joins: Joins, name: string): Promise<void> {
  const pairs: { readonly pair: FactPair; readonly joined: string }[] = [];
  for (const pair of pairsOf(plan, fact)) pairs.push({ pair, joined: await joins.of(pair) });
  if (pairs.length === 0) return;
  // A record of the owner that stands in several copies is one record.
  const owners = pairs.map(({ pair, joined }) => sql`SELECT DISTINCT ${pair.a.dataset} AS dataset, a_row FROM ${id(joined)}`);
  const of = await count(plan, sql`(${join(owners, " UNION ")}) AS owners`);
  for (const [index, { pair, joined }] of pairs.entries()) {
    const apart = await createApart(plan, pair, joined, `${name}p${index}`);
    const detail = { ...textsOf(plan, fact), of: String(of), via: pair.way.via.id, otherField: pair.b.field };
    await tellDifferences(plan, pair, apart, undefined, sql`${JSON.stringify(detail)}`);
    await drop(plan, apart);
  }
}
