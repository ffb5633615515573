import type { Engine } from "../../engines/engine.ts";
import type { Fact, ReviewedFact } from "../../model/index.ts";
import { id, sql } from "../../sql/index.ts";
import { findAlone } from "./alone.ts";
import { followChanges } from "./changes.ts";
import { createApart, tellDifferences } from "./differ.ts";
import { factSubject, pairsOf, textsOf, type FactPair } from "./facts.ts";
import { leadTexts, observeLeads, tellTwoOrigins } from "./leads.ts";
import { firstRecords, reviewedFact, sidesOf, type Observed } from "./ownership.ts";
import { create, drop, type ConflictEstate, type ConflictInput, type ConflictNames, type Plan } from "./plan.ts";
import { tellUnowned } from "./unowned.ts";
import { tellWords } from "./word-sets.ts";
import { reviewUndeclared } from "./undeclared.ts";
import { tellUnitWords } from "./unit-words.ts";
import { createJoined, wayKey, type Way } from "./ways.ts";
import { tellWrites } from "./writes.ts";

export { type ConflictEstate, type ConflictInput, type ConflictNames } from "./plan.ts";

/**
 * Looks for facts that two systems hold and say differently, or that nobody owns,
 * and adds what it finds to the relation of signs. Relations made on the way are
 * dropped.
 *
 * @returns who owns which fact: declared ones in the order of the estate, then those that nobody declared, by id
 */
export async function findConflicts(
  engine: Engine,
  estate: ConflictEstate,
  input: ConflictInput,
  names: ConflictNames,
): Promise<readonly ReviewedFact[]> {
  const plan: Plan = { engine, dialect: engine.dialect, estate, input, names };
  const joined = new Joins(plan);
  const facts: ReviewedFact[] = [];
  for (const [index, fact] of estate.facts.entries()) facts.push(await judgeFact(plan, fact, joined, `f${index}`));
  const joinedBy = (a: string, b: string, way: Way): Promise<string> => joined.of(a, b, way);
  facts.push(...(await reviewUndeclared(plan, joinedBy)));
  await tellUnitWords(plan, joinedBy);
  await joined.drop();
  return facts;
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

async function judgeFact(plan: Plan, fact: Fact, joins: Joins, name: string): Promise<ReviewedFact> {
  const pairs: { readonly pair: FactPair; readonly joined: string }[] = [];
  for (const pair of pairsOf(plan, fact)) pairs.push({ pair, joined: await joins.of(pair.a.dataset, pair.b.dataset, pair.way) });
  const of = await firstRecords(
    plan,
    pairs.map(({ pair, joined }) => ({ pair, source: id(joined) })),
  );
  const observed: (Observed & { readonly differ: string })[] = [];
  for (const [index, { pair, joined }] of pairs.entries()) {
    observed.push({ pair, ...(await judgePair(plan, pair, { joined, of }, `${name}p${index}`)) });
  }
  await tellUnowned(plan, fact, of, observed);
  const differing = await firstRecords(
    plan,
    observed.map(({ pair, differ }) => ({ pair, source: id(differ) })),
  );
  await drop(plan, ...observed.map(({ differ }) => differ));
  const held = fact.held.filter(({ dataset }) => plan.input.sets.has(dataset));
  return reviewedFact(plan, { ...fact, held, declared: true, compared: of, differing }, observed);
}

interface PairInput {
  readonly joined: string;
  /** How many records of the fact are compared. */
  readonly of: number;
}

/** Tells what is wrong with two copies; `differ`: a table of those that differ. */
async function judgePair(plan: Plan, pair: FactPair, { joined, of }: PairInput, own: string) {
  const changes = await followChanges(plan, pair, own);
  const leads = await observeLeads(plan, pair, joined, changes, own);
  const detail = {
    ...textsOf(plan, pair.fact),
    of: String(of),
    via: pair.way.via.id,
    otherField: pair.b.field,
    ...leadTexts(plan, pair, leads),
  };
  await tellTwoOrigins(plan, pair, leads, detail);
  const apart = await createApart(plan, pair, joined, own);
  const input = { compared: pair, joined, apart, emptyCounts: pair.owned, subject: factSubject(pair.fact), detail };
  const words = await tellWords(plan, input, own);
  const alone = await findAlone(plan, pair, { joined, apart, words, changes }, own);
  await tellWrites(plan, pair, leads, alone, detail);
  await tellDifferences(plan, pair, apart, { words, alone: alone?.table }, sql`${JSON.stringify(detail)}`);
  const differ = await create(plan, `${own} differ`, sql`SELECT a_row, b_row FROM ${id(apart)} WHERE settled`);
  const made = [apart, leads.table, words, alone?.table, changes?.a, changes?.b];
  await drop(plan, ...made.filter((table) => table !== undefined));
  return { leads, compared: await sidesOf(plan, id(joined)), differing: await sidesOf(plan, id(differ)), differ };
}
