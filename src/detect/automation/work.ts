import type { RecordSet } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import { create, drop, tiedHandoffs, type SignPlan } from "../sign-plan.ts";
import { momentOf, type Written } from "./output.ts";

/** The records that an automation works on. */
export interface Work {
  readonly set: RecordSet;
  /** Which of them, of the alias `r`. */
  readonly which: Sql;
  /** Days from such a record to what is written of it: the median. */
  readonly delay: number;
}

/** Records of the output of which it is asked what they name. */
const SAMPLE = 2000;
/** So much of them, of so many or more, name a record of the other dataset … */
const NAMED = { share: 0.95, least: 30 };
/** … that stood before them, and so many days before at most: nine tenths of them. */
const DAYS = 28;

/**
 * What an automation works on: the upstream records of its handoff; else the records whose keys a field of its output holds and after
 * which it follows soonest and most evenly. Undefined: neither is known.
 */
export async function workOf(plan: SignPlan, { set }: Written, handoff: string | undefined): Promise<Work | undefined> {
  const tied = tiedHandoffs(plan).find(
    (each) => each.to.dataset.id === set.dataset.id && (handoff === undefined || each.handoff.id === handoff),
  );
  if (tied === undefined) return named(plan, set);
  const scope = sql`(SELECT o.row FROM ${id(tied.kept.outcomes)} AS o WHERE o.side = 'from' AND o.outcome <> 'excluded')`;
  const pairs = sql`${id(tied.kept.pairs)} AS p JOIN ${id(tied.from.relation)} AS r ON r._row = p.from_row`;
  const written = sql`(SELECT r._row AS row, ${momentOf(plan, set)} AS moment FROM ${id(set.relation)} AS r)`;
  const days = plan.dialect.daysBetween(local(plan, momentOf(plan, tied.from)), local(plan, sql`w.moment`));
  const delays = await delaysOf(
    plan,
    sql`WITH delays AS (SELECT '' AS field, '' AS dataset, ${days} AS days FROM ${pairs} JOIN ${written} AS w ON w.row = p.to_row)`,
  );
  return { set: tied.from, which: sql`r._row IN ${scope}`, delay: Math.max(0, quantile(delays, 0.5) ?? 0) };
}

async function named(plan: SignPlan, set: RecordSet): Promise<Work | undefined> {
  const { dataset } = set;
  const actors = Object.values(dataset.by);
  const fields = dataset.fields.filter(
    ({ name, type, from }) => (type === "key" || type === "text") && !("value" in from) && !actors.includes(name) && !isKey(set, name),
  );
  const others = [...plan.sets.values()].filter(
    (other) =>
      other.dataset.id !== dataset.id &&
      other.dataset.key.length === 1 &&
      (other.dataset.created !== undefined || other.dataset.time !== undefined),
  );
  if (fields.length === 0 || others.length === 0) return undefined;
  const keys = join(
    others.map(
      (other) =>
        sql`SELECT ${other.dataset.id} AS dataset, r._key AS key, ${momentOf(plan, other)} AS moment FROM ${id(other.relation)} AS r`,
    ),
    "\nUNION ALL\n",
  );
  const picked = await create(
    plan,
    "picked",
    sql`SELECT r.*, ${momentOf(plan, set)} AS _moment FROM ${id(set.relation)} AS r WHERE NOT r._deleted ORDER BY ${plan.dialect.hash64([sql`r._key`])}, r._key LIMIT ${SAMPLE}`,
  );
  const values = fields.map(
    ({ name }) => sql`SELECT ${name} AS field, trim(CAST(${id(name)} AS VARCHAR)) AS value, _moment AS moment FROM ${id(picked)}`,
  );
  const days = plan.dialect.daysBetween(local(plan, sql`k.moment`), local(plan, sql`s.moment`));
  const delays = await delaysOf(
    plan,
    sql`WITH sample AS (
  SELECT * FROM (\n${join(values, "\nUNION ALL\n")}\n) AS each WHERE value <> ''
), delays AS (
  SELECT field, NULL AS dataset, 0 AS days FROM sample
  UNION ALL SELECT s.field, k.dataset, ${days} FROM sample AS s JOIN (\n${keys}\n) AS k ON k.key = s.value
)`,
  );
  await drop(plan, picked);
  let best: { readonly set: RecordSet; readonly delay: number; readonly spread: number } | undefined;
  for (const { name } of fields) {
    const asked = count(of(delays, name, null));
    for (const other of others) {
      const own = of(delays, name, other.dataset.id);
      const [early, delay, late] = [quantile(own, 0.05), quantile(own, 0.5), quantile(own, 0.9)];
      if (early === undefined || delay === undefined || late === undefined || early < 0 || late > DAYS) continue;
      if (count(own) < NAMED.least || count(own) < NAMED.share * asked) continue;
      const spread = late - early;
      if (best === undefined || spread < best.spread || (spread === best.spread && delay < best.delay))
        best = { set: other, delay, spread };
    }
  }
  return best === undefined ? undefined : { set: best.set, which: sql`TRUE`, delay: best.delay };
}

interface Delay {
  readonly field: string;
  /** Null: one for each record that was asked. */
  readonly dataset: string | null;
  readonly days: number;
  readonly n: number;
}

/** Delays in whole days, the shortest first, with how many there are of each, of a relation `delays`. */
async function delaysOf(plan: SignPlan, delays: Sql): Promise<Delay[]> {
  const rows = await plan.engine.rows<{ field: string; dataset: string | null; days: string | null; n: string }>(
    sql`${delays}\nSELECT field, dataset, CAST(days AS VARCHAR) AS days, CAST(count(*) AS VARCHAR) AS n FROM delays GROUP BY field, dataset, days`,
  );
  return rows
    .flatMap(({ field, dataset, days, n }) => (days === null ? [] : [{ field, dataset, days: Number(days), n: Number(n) }]))
    .sort((a, b) => a.days - b.days);
}

function of(delays: readonly Delay[], field: string, dataset: string | null): Delay[] {
  return delays.filter((each) => each.field === field && each.dataset === dataset);
}

function count(delays: readonly Delay[]): number {
  return delays.reduce((sum, { n }) => sum + n, 0);
}

function quantile(delays: readonly Delay[], share: number): number | undefined {
  let left = share * count(delays);
  return delays.find(({ n }) => (left -= n) <= 0)?.days;
}

function local(plan: SignPlan, moment: Sql): Sql {
  return plan.dialect.localDate(moment, plan.estate.timeZone);
}

function isKey({ dataset }: RecordSet, field: string): boolean {
  return dataset.key.length === 1 && dataset.key[0] === field;
}
