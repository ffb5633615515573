import type { RecordSet, Side } from "../../model/index.ts";
import { id, sql, type Sql } from "../../sql/index.ts";
import type { SignPlan, TiedHandoff } from "../sign-plan.ts";

/** The side of a handoff that may be cut off, and the one that tells of it. */
export interface Cut {
  readonly tied: TiedHandoff;
  readonly side: Side;
  readonly own: RecordSet;
  readonly facing: RecordSet;
}

/** Where a dataset ends. */
export interface Edge {
  /** Moment of its newest record, UTC; undefined: it says none that the other side says too. */
  readonly newest: string | undefined;
  /** Key of its newest record, taken apart; undefined: keys are not given in the order of time. */
  readonly key: { readonly head: string; readonly number: string; readonly text: string } | undefined;
  /** How many seconds the other side's records come after their counterparts: nearly the least, and nearly the most. */
  readonly least: string | undefined;
  readonly most: string | undefined;
}

/** What lies beyond the edge. */
export interface Beyond {
  /** Is a record of the other side, `r`, beyond? */
  readonly is: Sql;
  /** Its moment. */
  readonly moment: Sql | undefined;
  /** The newest key, where keys tell. */
  readonly after: string | undefined;
}

/** A key that ends with a number, as `D-10981`: what stands before it, and the number. */
const NUMBERED = "^(|.*[^0-9])([0-9]{1,18})$";
/** From one moment to the next, so many of the numbers go up … */
const ASCENDING = 0.95;
/** … of at least so many. */
const STEPS = 20;

/** Where the dataset that may be cut off ends; undefined: it has neither moments nor keys that tell. */
export async function edgeOf(plan: SignPlan, cut: Cut): Promise<Edge | undefined> {
  const own = ownMoment(cut);
  if (own === undefined) return undefined;
  const moment = momentOf(cut);
  const spread = moment === undefined ? undefined : await spreadOf(plan, cut, moment);
  const key = await newestKey(plan, cut, own);
  if (moment === undefined) return key === undefined ? undefined : { newest: undefined, key, least: undefined, most: undefined };
  const [row] = await plan.engine.rows<{ newest: string | null }>(
    sql`SELECT CAST(max(${moment("r")}) AS VARCHAR) AS newest FROM ${id(cut.own.relation)} AS r`,
  );
  const newest = row?.newest ?? undefined;
  return newest === undefined && key === undefined ? undefined : { newest, key, ...(spread ?? { least: undefined, most: undefined }) };
}

/** What names a key after the newest one, and does not lie before it in time. */
export function beyondKeys(plan: SignPlan, cut: Cut, { newest, key, least }: Edge): Beyond | undefined {
  const named = referenceToKey(cut);
  if (named === undefined || key === undefined) return undefined;
  const text = sql`CAST(${id("r", named.facing)} AS VARCHAR)`;
  const later = sql`(coalesce(${plan.dialect.extract(text, NUMBERED, 1)}, '') = ${key.head} AND CAST(${plan.dialect.extract(text, NUMBERED, 2)} AS BIGINT) > CAST(${key.number} AS BIGINT))`;
  const moment = momentOf(cut)?.("r");
  if (moment === undefined || newest === undefined || least === undefined) return { is: later, moment, after: key.text };
  const apart = plan.dialect.secondsBetween(sql`CAST(${newest} AS TIMESTAMP)`, moment);
  return { is: sql`(${later} AND ${apart} >= CAST(${least} AS BIGINT))`, moment, after: key.text };
}

/** What is later than the newest one by more than the two usually lie apart. What is upstream comes first: never the other way. */
export function beyondMoments(plan: SignPlan, cut: Cut, { newest, most }: Edge): Beyond | undefined {
  const moment = momentOf(cut)?.("r");
  if (moment === undefined || newest === undefined) return undefined;
  const usual = Number(most ?? 0);
  const apart = cut.side === "from" ? Math.max(0, usual) : Math.min(0, usual);
  const since = plan.dialect.secondsBetween(sql`CAST(${newest} AS TIMESTAMP)`, moment);
  return { is: sql`${since} > CAST(${String(apart)} AS BIGINT)`, moment, after: undefined };
}

/** The moment by which both sides can be compared. */
function momentOf({ own, facing }: Cut): ((alias: string) => Sql) | undefined {
  const both = (has: "created" | "time"): boolean => own.dataset[has] !== undefined && facing.dataset[has] !== undefined;
  if (both("created")) return (alias) => id(alias, "_created");
  return both("time") ? (alias) => sql`CAST(${id(alias, "_date")} AS TIMESTAMP)` : undefined;
}

function ownMoment({ own }: Cut): Sql | undefined {
  if (own.dataset.created !== undefined) return sql`r._created`;
  return own.dataset.time === undefined ? undefined : sql`CAST(r._date AS TIMESTAMP)`;
}

/** The field of each side, where the handoff matches by nothing but the key of the one that may be cut off. */
function referenceToKey({ tied, side, own }: Cut): { readonly own: string; readonly facing: string } | undefined {
  const { match } = tied.handoff;
  const [pair, ...others] = match.kind === "key" ? match.on : [];
  if (pair === undefined || others.length > 0) return undefined;
  const [mine, theirs] = side === "from" ? [pair.from, pair.to] : [pair.to, pair.from];
  return own.dataset.key.length === 1 && own.dataset.key[0] === mine ? { own: mine, facing: theirs } : undefined;
}

/** The newest record's key, where nearly all numbers go up with time. */
async function newestKey(plan: SignPlan, cut: Cut, moment: Sql): Promise<Edge["key"]> {
  const named = referenceToKey(cut);
  if (named === undefined) return undefined;
  const text = sql`CAST(${id("r", named.own)} AS VARCHAR)`;
  const numbered = sql`SELECT ${moment} AS moment, ${text} AS text, coalesce(${plan.dialect.extract(text, NUMBERED, 1)}, '') AS head, CAST(${plan.dialect.extract(text, NUMBERED, 2)} AS BIGINT) AS number
  FROM ${id(cut.own.relation)} AS r WHERE ${moment} IS NOT NULL AND ${plan.dialect.matches(text, NUMBERED)}`;
  const [newest] = await plan.engine.rows<{ head: string; number: string; text: string }>(
    sql`SELECT head, CAST(number AS VARCHAR) AS number, text FROM (${numbered}) AS n ORDER BY moment DESC, n.number DESC, head, text LIMIT 1`,
  );
  if (newest === undefined) return undefined;
  const [steps] = await plan.engine.rows<{ steps: string; up: string }>(
    sql`SELECT count(*) AS steps, count(CASE WHEN number > before THEN 1 END) AS up FROM (
  SELECT moment, number, lag(moment) OVER (ORDER BY moment, number) AS earlier, lag(number) OVER (ORDER BY moment, number) AS before
  FROM (${numbered}) AS n WHERE head = ${newest.head}
) AS stepped WHERE moment > earlier`,
  );
  const all = Number(steps?.steps);
  return all >= STEPS && Number(steps?.up) >= ASCENDING * all ? newest : undefined;
}

async function spreadOf(plan: SignPlan, { tied, side }: Cut, moment: (alias: string) => Sql): Promise<Pick<Edge, "least" | "most">> {
  const [mine, theirs] = side === "from" ? (["f", "t"] as const) : (["t", "f"] as const);
  const quantiles = plan.dialect.quantiles(plan.dialect.secondsBetween(moment(mine), moment(theirs)), ["0.01", "0.99"]);
  const [row] = await plan.engine.rows<{ least: string | null; most: string | null }>(
    sql`SELECT CAST(spread[1] AS VARCHAR) AS least, CAST(spread[2] AS VARCHAR) AS most FROM (
  SELECT ${quantiles} AS spread FROM ${id(tied.kept.pairs)} AS p
  JOIN ${id(tied.from.relation)} AS f ON f._row = p.from_row JOIN ${id(tied.to.relation)} AS t ON t._row = p.to_row
) AS s`,
  );
  return { least: row?.least ?? undefined, most: row?.most ?? undefined };
}
