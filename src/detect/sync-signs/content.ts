import type { Field } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { SignPlan, TiedHandoff } from "../sign-plan.ts";

/** By chance alone, a field is constant in a state less often. */
const ODDS = 1e-4;

/**
 * The downstream fields that a retry repeats: all but
 *
 * - the key, times, actors, the state, and by what the handoff matches;
 * - a number that the system gives: it differs between candidates, and never lacks or repeats;
 * - what came of a record since: it differs between candidates, and is one and the same in all records of some state (the
 *   balance of what is paid, the day on which what is open was paid), which it would not be by chance.
 *
 * @param candidates records `a` and `b` of which `b` may be a copy: what stands behind FROM
 */
export async function contentFields(plan: SignPlan, tied: TiedHandoff, candidates: Sql): Promise<Field[]> {
  const { dataset, relation } = tied.to;
  const { match } = tied.handoff;
  const matched = match.kind === "key" ? match.on.map(({ to }) => to) : [];
  const { created, by, state } = dataset;
  const own = new Set([...dataset.key, ...Object.values(dataset.times), ...matched, created, by.created, by.modified, state?.field]);
  const fields = dataset.fields.filter(({ name, from }) => !own.has(name) && !("value" in from));
  if (fields.length === 0) return [];
  const counts = await counted(
    plan,
    fields,
    (name) => sql`count(CASE WHEN ${id("a", name)} IS DISTINCT FROM ${id("b", name)} THEN 1 END)`,
    candidates,
  );
  const differing = fields.filter(({ name }) => (counts.get(name) ?? 0) > 0);
  const numbers = differing.filter(({ type }) => ["text", "key", "number"].includes(type));
  const repeats = await counted(plan, numbers, (name) => sql`count(*) - count(DISTINCT ${id(name)})`, id(relation));
  const left = new Set(numbers.filter(({ name }) => repeats.get(name) === 0));
  for (const field of differing) if (!left.has(field) && (await isOfState(plan, tied, field))) left.add(field);
  return fields.filter((field) => !left.has(field));
}

/** A whole number of each field, in one pass. */
async function counted(
  { engine }: SignPlan,
  fields: readonly Field[],
  count: (name: string) => Sql,
  source: Sql,
): Promise<ReadonlyMap<string, number>> {
  if (fields.length === 0) return new Map();
  const [row] = await engine.rows(sql`SELECT ${join(fields.map(({ name }) => sql`${count(name)} AS ${id(name)}`))} FROM ${source}`);
  return new Map(fields.map(({ name }) => [name, Number(row?.[name])]));
}

/** Is the field one and the same in all records of a state, and not by chance? What never differs tells nothing. */
async function isOfState(plan: SignPlan, { to }: TiedHandoff, { name }: Field): Promise<boolean> {
  if (to.dataset.state === undefined) return false;
  const records = sql`SELECT _state AS state, CAST(${id(name)} AS VARCHAR) AS held FROM ${id(to.relation)} WHERE _state IS NOT NULL`;
  const constant = await plan.engine.rows<Record<"records" | "alike" | "states" | "all", string>>(
    sql`SELECT s.records, s.states, s."all", count(*) AS alike FROM (
  SELECT state, count(*) AS records, count(held) AS known, min(held) AS least, max(held) AS most,
    count(*) OVER () AS states, sum(count(*)) OVER () AS "all"
  FROM (${records}) AS r GROUP BY state
) AS s JOIN (${records}) AS v ON v.held IS NOT DISTINCT FROM s.least
WHERE s.least IS NOT DISTINCT FROM s.most AND s.known IN (0, s.records) GROUP BY s.state, s.records, s.states, s."all"`,
  );
  return constant.some((state) => {
    const chance = Number(state.records) * Math.log(Number(state.alike) / Number(state.all));
    return chance < Math.log(ODDS / Number(state.states));
  });
}
