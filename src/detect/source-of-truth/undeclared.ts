import { id, sql, type Sql } from "../../sql/index.ts";
import type { ReviewedFact } from "../../model/index.ts";
import { insertSigns } from "../signs.ts";
import { candidatesOf, type Candidate } from "./candidates.ts";
import { followChanges } from "./changes.ts";
import { holderName, textsOf } from "./facts.ts";
import { inferredTexts, isTwoOrigins, observeLeads } from "./leads.ts";
import { inferredOf, reviewedFact, type Observed } from "./ownership.ts";
import { drop, setOf, systemOf, systemTitle, typeOf, type End, type Plan } from "./plan.ts";
import { agrees, valueOf, type Holder } from "./values.ts";
import { waysBetween, type Way } from "./ways.ts";

/** Copies of one thing agree in more than this share of at least so many joined records that have both … */
const AGREE = 0.8;
const LEAST_RECORDS = 20;
/** … and would by accident in at most this share: a column that always says the same is no copy. */
const BY_CHANCE = 0.5;

interface Copies {
  readonly held: Holder[];
  readonly observed: Observed[];
  records: number;
  agreeing: number;
}

/**
 * Finds the facts that nobody declared: fields of one entity in datasets of several systems, called the same or with one
 * role in an identity, that nearly always say the same. Only what an identity or a handoff joins is looked at. A sign is
 * added where the copies contradict each other, or are changed first now here, now there; the others are only listed.
 *
 * @returns all of them, by id
 */
export async function reviewUndeclared(
  plan: Plan,
  joinedBy: (a: string, b: string, way: Way) => Promise<string>,
): Promise<readonly ReviewedFact[]> {
  const datasets = [...plan.input.sets.values()].map(({ dataset }) => dataset);
  const found = new Map<string, Copies>();
  for (const [index, a] of datasets.entries()) {
    for (const b of datasets.slice(index + 1)) {
      if (a.system === b.system || a.entity !== b.entity) continue;
      const way = waysBetween(plan, a.id, b.id).find(({ via }) => via.kind !== "lifecycle");
      const candidates = way === undefined ? [] : candidatesOf(plan, a, b, way);
      if (way === undefined || candidates.length === 0) continue;
      const joined = await joinedBy(a.id, b.id, way);
      for (const candidate of await copiesAmong(plan, joined, candidates)) {
        const name = `${a.entity}.${candidate.name}`;
        const copies = found.get(name) ?? { held: [], observed: [], records: 0, agreeing: 0 };
        for (const holder of [candidate.a, candidate.b])
          if (!copies.held.some((each) => holderName(each) === holderName(holder))) copies.held.push(holder);
        if (candidate.records > copies.records) Object.assign(copies, { records: candidate.records, agreeing: candidate.agreeing });
        copies.observed.push(await observe(plan, candidate, joined, `n${found.size} ${copies.observed.length}`));
        found.set(name, copies);
      }
    }
  }
  const sorted = [...found].toSorted(([one], [other]) => (one < other ? -1 : 1));
  for (const [name, copies] of sorted) {
    const contested = copies.observed.some(({ differing, leads }) => differing.a > 0 || isTwoOrigins(leads));
    if (contested) await tell(plan, name, copies);
  }
  return sorted.map(([name, { held, observed, records, agreeing }]) => {
    const fact = { id: name, owner: undefined, readers: [], declared: false, held, compared: records, differing: records - agreeing };
    return reviewedFact(plan, fact, observed);
  });
}

async function observe(plan: Plan, candidate: Copy, joined: string, name: string): Promise<Observed> {
  const changes = await followChanges(plan, candidate, name);
  const leads = await observeLeads(plan, candidate, joined, changes, name);
  await drop(plan, ...[leads.table, changes?.a, changes?.b].filter((table) => table !== undefined));
  const { compared, differing } = candidate;
  return { pair: candidate, leads, compared, differing };
}

/** A candidate that is a copy, and how many of its records are compared and differ. */
interface Copy extends Candidate {
  readonly records: number;
  readonly agreeing: number;
  readonly compared: Readonly<Record<End, number>>;
  readonly differing: Readonly<Record<End, number>>;
}

async function copiesAmong(plan: Plan, joined: string, candidates: readonly Candidate[]): Promise<readonly Copy[]> {
  const [{ a, b }] = candidates as [Candidate];
  const source = sql`${id(joined)} AS j JOIN ${id(setOf(plan, a.dataset).relation)} AS a ON a._row = j.a_row JOIN ${id(setOf(plan, b.dataset).relation)} AS b ON b._row = j.b_row`;
  const found: Copy[] = [];
  for (const candidate of candidates) {
    // Types that never meet are no copies.
    if (typeOf(setOf(plan, a.dataset).dataset, candidate.a.field) !== typeOf(setOf(plan, b.dataset).dataset, candidate.b.field)) continue;
    const [va, vb] = [valueOf(plan, candidate, "a", "a"), valueOf(plan, candidate, "b", "b")];
    const both = sql`(SELECT * FROM (SELECT j.a_row, j.b_row, ${va} AS va, ${vb} AS vb FROM ${source}) AS v WHERE va IS NOT NULL AND vb IS NOT NULL)`;
    const apart = sql`NOT ${agrees(plan, candidate, sql`va`, sql`vb`)}`;
    const differ = (end: End): Sql => sql`count(DISTINCT CASE WHEN ${apart} THEN ${id(`${end}_row`)} END) AS ${id(`apart_${end}`)}`;
    const [row] = await plan.engine.rows(
      sql`SELECT count(*) AS records, count(DISTINCT a_row) AS a, count(DISTINCT b_row) AS b, ${differ("a")}, ${differ("b")},
  CAST(sum(CASE WHEN ${apart} THEN 0 ELSE 1 END) AS BIGINT) AS agreeing FROM ${both} AS v`,
    );
    const of = (name: string): number => Number(row?.[name] ?? 0);
    const [records, agreeing] = [of("records"), of("agreeing")];
    const compared = { a: of("a"), b: of("b") };
    if (Math.min(compared.a, compared.b) < LEAST_RECORDS || agreeing <= AGREE * records) continue;
    if ((await chance(plan, both)) > BY_CHANCE * records * records) continue;
    found.push({ ...candidate, records, agreeing, compared, differing: { a: of("apart_a"), b: of("apart_b") } });
  }
  return found;
}

/** How many of all pairs of a record of the one and a record of the other would agree. */
async function chance(plan: Plan, both: Sql): Promise<number> {
  const words = (end: End): Sql => sql`(SELECT ${id(`v${end}`)} AS word, count(*) AS n FROM ${both} AS v GROUP BY ${id(`v${end}`)})`;
  const [row] = await plan.engine.rows<{ n: string | null }>(
    sql`SELECT CAST(sum(CAST(x.n AS DOUBLE) * y.n) AS VARCHAR) AS n FROM ${words("a")} AS x JOIN ${words("b")} AS y ON x.word = y.word`,
  );
  return Number(row?.n ?? 0);
}

async function tell(plan: Plan, name: string, { held, observed, records, agreeing }: Copies): Promise<void> {
  const systems = [...new Set(held.map(({ dataset }) => systemOf(plan, dataset)))].toSorted();
  const holders = held.map(holderName).toSorted();
  const inferred = inferredOf(plan, observed)?.system;
  const detail = {
    ...textsOf(plan, { id: name, owner: undefined }),
    of: String(records),
    agreeing: String(agreeing),
    systems: systems.map((system) => systemTitle(plan, system)).join(", "),
    held: holders.join(", "),
    inferredFact: "true",
    ...(inferred === undefined ? {} : inferredTexts(plan, inferred)),
  };
  const columns = { records: sql`${records}`, value: sql`${systems.join(", ")}`, detail: sql`${JSON.stringify(detail)}` };
  const head = { kind: "source-of-truth-conflict", outcome: "no-owner", subject: { type: "fact", id: name } } as const;
  await plan.engine.run(insertSigns(plan.names.signs, head, columns, sql`(SELECT 1 AS one) AS one`, plan.dialect));
}
