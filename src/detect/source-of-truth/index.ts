import type { Engine } from "../../engines/engine.ts";
import type { Fact } from "../../model/index.ts";
import { id, join, sql } from "../../sql/index.ts";
import { createApart, tellDifferences } from "./differ.ts";
import { factSubject, pairsOf, textsOf, type FactPair } from "./facts.ts";
import { leadTexts, observeLeads, tellLeads, type Leads } from "./leads.ts";
import { count, drop, type ConflictEstate, type ConflictInput, type ConflictNames, type Plan } from "./plan.ts";
import { tellUnowned } from "./unowned.ts";
import { tellWords } from "./word-sets.ts";
import { tellUndeclared } from "./undeclared.ts";
import { tellUnitWords } from "./unit-words.ts";
import { createJoined, wayKey, type Way } from "./ways.ts";

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
  const joinedBy = (a: string, b: string, way: Way): Promise<string> => joined.of(a, b, way);
  await tellUndeclared(plan, joinedBy);
  await tellUnitWords(plan, joinedBy);
  await joined.drop();
}

/** Records that are the same, each way between two datasets worked out once. */
class Joins {
  private readonly plan: Plan;
  private readonly tables = new Map<string, string>();

  constructor(plan: Plan) {
    this.plan = plan;
  }

  async of(a: string, b: string, way: Way): Promise<string> {
    const key = wayKey(a, b, way);
    const made = this.tables.get(key) ?? (await createJoined(this.plan, `joined ${this.tables.size}`, a, b, way));
    this.tables.set(key, made);
    return made;
  }

  drop(): Promise<void> {
    return drop(this.plan, ...this.tables.values());
  }
}

async function judgeFact(plan: Plan, fact: Fact, joins: Joins, name: string): Promise<void> {
  const pairs: { readonly pair: FactPair; readonly joined: string }[] = [];
  for (const pair of pairsOf(plan, fact)) pairs.push({ pair, joined: await joins.of(pair.a.dataset, pair.b.dataset, pair.way) });
  const of = pairs.length === 0 ? 0 : await ownersRecords(plan, pairs);
  const observed: { readonly pair: FactPair; readonly leads: Leads }[] = [];
  for (const [index, { pair, joined }] of pairs.entries()) {
    const own = `${name}p${index}`;
    const leads = await observeLeads(plan, pair, joined, own);
    observed.push({ pair, leads });
    const detail = {
      ...textsOf(plan, fact),
      of: String(of),
      via: pair.way.via.id,
      otherField: pair.b.field,
      ...leadTexts(plan, pair, leads),
    };
    await tellLeads(plan, pair, leads, detail);
    const apart = await createApart(plan, pair, joined, own);
    const words = { compared: pair, joined, apart, emptyCounts: pair.owned, subject: factSubject(fact), detail };
    const told = await tellWords(plan, words, own);
    await tellDifferences(plan, pair, apart, told, sql`${JSON.stringify(detail)}`);
    await drop(plan, apart, ...[leads.table, told].filter((table) => table !== undefined));
  }
  await tellUnowned(plan, fact, of, observed);
}

/** How many records are compared: one that stands in several copies is one. */
function ownersRecords(plan: Plan, pairs: readonly { readonly pair: FactPair; readonly joined: string }[]): Promise<number> {
  const each = pairs.map(({ pair, joined }) => sql`SELECT DISTINCT ${pair.a.dataset} AS dataset, a_row FROM ${id(joined)}`);
  return count(plan, sql`(${join(each, " UNION ")}) AS owners`);
}
