import type { Engine } from "../../engines/engine.ts";
import type { Handoff, OutcomeName, RecordSet, Side } from "../../model/index.ts";
import { id, join, sql, type Sql, type TimeRange } from "../../sql/index.ts";
import { attributesOf, lateAttributesOf, type ReadAttribute } from "./attributes.ts";
import { compareSignatures } from "./field-pairs.ts";
import type { CauseAttribute, Population } from "./population.ts";

/** A handoff that was tied out, and what stayed of it. */
export interface TiedRecords {
  readonly handoff: Handoff;
  readonly from: RecordSet;
  readonly to: RecordSet;
  /** Tables: `pairs` (from_row, to_row), `outcomes` (side, row, outcome, reason). */
  readonly kept: { readonly pairs: string; readonly outcomes: string };
  /** The relation of all breaks. */
  readonly breaks: string;
}

/** Breaks of one handoff, side and outcome. */
export interface TiedGroup extends TiedRecords {
  readonly side: Side;
  readonly outcome: OutcomeName;
}

/**
 * The records of a side among which its breaks of one outcome lie: those that were
 * matched, and those that broke. Values that differ are compared with pairs alone,
 * and have the counterpart's attributes too. Makes `${prefix}p`, the caller's to drop.
 */
export async function tiedPopulation(
  engine: Engine,
  estate: { readonly timeZone: string; readonly currency: string },
  group: TiedGroup,
  prefix: string,
): Promise<Population> {
  const { handoff, side, outcome } = group;
  const differs = outcome === "different";
  const [own, other] = side === "from" ? [group.from, group.to] : [group.to, group.from];
  const created = await createdRange(engine, own);
  // A state in the next system is what came of the handoff, not what went into it.
  const common = { created, stated: side === "from", except: exceptOf(handoff, side, differs) };
  const attributes = attributesOf({ ...common, set: own, alias: "r", prefix: "a", other: false }, estate.timeZone, engine.dialect);
  const late = lateAttributesOf({ ...common, set: own, alias: "r", prefix: "l", other: false });
  const of = { ...common, stated: false, except: exceptOf(handoff, side === "from" ? "to" : "from", true) };
  const theirs = differs
    ? attributesOf({ ...of, set: other, alias: "x", prefix: "b", other: true }, estate.timeZone, engine.dialect)
        // The unit is the same on both sides, or is itself what differs.
        .filter(({ kind }) => kind !== "unit" || own.dataset.unit === undefined)
    : [];
  const { signatures, table } = differs
    ? await compareSignatures(engine, estate, group, `${prefix}f`)
    : { signatures: [], table: undefined };
  const undecided = differs ? sql`o.outcome NOT IN ('matched', 'different')` : sql`o.outcome IN ('in-flight', 'excluded', 'ambiguous')`;
  const [mine, yours] = side === "from" ? [sql`from_row`, sql`to_row`] : [sql`to_row`, sql`from_row`];
  // One value where all counterparts have the same.
  const theirColumns = theirs.map(
    ({ column, value }) => sql`, CASE WHEN min(${value}) = max(${value}) THEN min(${value}) END AS ${id(column)}`,
  );
  const joined =
    theirs.length === 0
      ? sql``
      : sql`
LEFT JOIN (SELECT p.${mine} AS row${join(theirColumns, "")} FROM ${id(group.kept.pairs)} AS p
  JOIN ${id(other.relation)} AS x ON x._row = p.${yours} GROUP BY p.${mine}) AS t ON t.row = o.row`;
  const cluster = clusterOf(group);
  const signed = table === undefined ? sql`` : sql` LEFT JOIN ${id(table)} AS s ON s.row = o.row`;
  const relation = `${prefix}p`;
  try {
    const each = sql`
SELECT ${cluster ?? sql`o.row`} AS cluster, o.row AS row, CASE WHEN o.outcome = ${outcome} THEN TRUE WHEN ${undecided} THEN NULL ELSE FALSE END AS broken,
  CASE WHEN o.outcome = ${outcome} THEN b.amount END AS amount, ${dayOf(own)} AS day, ${table === undefined ? sql`CAST(NULL AS INTEGER)` : sql`s.sig`} AS sig, ${table === undefined ? sql`CAST(NULL AS BIGINT)` : sql`s.differs`} AS differs${columnsOf([...attributes, ...late])}${join(
    theirs.map(({ column }) => sql`, ${id("t", column)}`),
    "",
  )}
FROM ${id(group.kept.outcomes)} AS o JOIN ${id(own.relation)} AS r ON r._row = o.row
LEFT JOIN (SELECT key, max(abs(coalesce(difference, amount))) AS amount FROM ${id(group.breaks)}
  WHERE handoff = ${handoff.id} AND side = ${side} AND outcome = ${outcome} GROUP BY key) AS b ON b.key = r._key${joined}${signed}
WHERE o.side = ${side}`;
    const columns = [...attributes, ...late, ...theirs].map(({ column }) => id(column));
    await engine.runInline(
      sql`CREATE TABLE ${id(relation)} AS ${cluster === undefined ? single(each, columns) : clustered(each, columns)}`,
    );
  } finally {
    if (table !== undefined) await engine.runInline(sql`DROP TABLE ${id(table)}`);
  }
  const told = await distinctWords(engine, relation, own, attributes);
  return { relation, attributes: [...told, ...theirs].map(plain), late: late.map(plain), signatures };
}

/** One row a record. */
function single(each: Sql, columns: readonly Sql[]): Sql {
  return sql`SELECT row, broken, CASE WHEN broken THEN 1 END AS breaks, amount, day, sig, differs${join(
    columns.map((column) => sql`, ${column}`),
    "",
  )} FROM (${each}) AS own`;
}

/** One row for what is handed over together: it breaks together, and each of its records by itself would count as one more witness. */
function clustered(each: Sql, columns: readonly Sql[]): Sql {
  const shared = columns.map((column) => sql`, CASE WHEN min(${column}) = max(${column}) THEN min(${column}) END AS ${column}`);
  return sql`SELECT min(row) AS row, max(CASE WHEN broken THEN 1 WHEN NOT broken THEN 0 END) = 1 AS broken, count(CASE WHEN broken THEN 1 END) AS breaks,
  sum(amount) AS amount, min(day) AS day, min(sig) AS sig, CAST(NULL AS BIGINT) AS differs${join(shared, "")} FROM (${each}) AS own GROUP BY cluster`;
}

/** What the records of the many side of a handoff are handed over by; undefined: each for itself. */
function clusterOf({ handoff, side, from, to }: TiedGroup): Sql | undefined {
  const many = handoff.cardinality === "one-to-many" ? "to" : handoff.cardinality === "many-to-one" ? "from" : undefined;
  if (side !== many || handoff.match.kind !== "key") return undefined;
  const { dataset } = side === "from" ? from : to;
  const parts = handoff.match.on.map((pair) => id("r", dataset.fields.find(({ name }) => name === pair[side])?.name ?? pair[side]));
  const known = join(
    parts.map((part) => sql`${part} IS NOT NULL`),
    " OR ",
  );
  const text = join(
    parts.map((part) => sql`coalesce(CAST(${part} AS VARCHAR), '')`),
    " || ' · ' || ",
  );
  return sql`CASE WHEN ${known} THEN 'k' || ${text} ELSE CAST(o.row AS VARCHAR) END`;
}

export function columnsOf(attributes: readonly ReadAttribute[]): Sql {
  return join(
    attributes.map(({ value, column }) => sql`, CAST(${value} AS VARCHAR) AS ${id(column)}`),
    "",
  );
}

export function dayOf({ dataset }: RecordSet): Sql {
  return dataset.time === undefined ? sql`CAST(r._created AS DATE)` : sql`r._date`;
}

/** Of record sets that were asked for before: each has several groups of breaks, and its records do not change. */
const ranges = new WeakMap<RecordSet, Promise<TimeRange | undefined>>();

export async function createdRange(engine: Engine, set: RecordSet): Promise<TimeRange | undefined> {
  const known = ranges.get(set) ?? readCreatedRange(engine, set);
  ranges.set(set, known);
  return await known;
}

async function readCreatedRange(engine: Engine, set: RecordSet): Promise<TimeRange | undefined> {
  const [row] = await engine.rows<{ least: string | null; greatest: string | null }>(
    sql`SELECT CAST(min(_created) AS VARCHAR) AS least, CAST(max(_created) AS VARCHAR) AS greatest FROM ${id(set.relation)}`,
  );
  const { least, greatest } = row ?? {};
  return typeof least === "string" && typeof greatest === "string" ? { least, greatest } : undefined;
}

/** A status field whose words stand for one state each says nothing beside the state. */
export async function distinctWords<T extends CauseAttribute>(
  engine: Engine,
  relation: string,
  { dataset }: RecordSet,
  attributes: readonly T[],
): Promise<readonly T[]> {
  const [state, word] = ["state", dataset.state?.field].map((name) => attributes.find((each) => each.name === name));
  if (state === undefined || word === undefined) return attributes;
  const [row] = await engine.rows<{ states: string; words: string }>(
    sql`SELECT count(DISTINCT ${id(state.column)}) AS states, count(DISTINCT ${id(word.column)}) AS words FROM ${id(relation)} WHERE broken IS NOT NULL`,
  );
  return Number(row?.words) <= Number(row?.states) ? attributes.filter((each) => each !== word) : attributes;
}

export function plain({ name, title, kind, column }: ReadAttribute): CauseAttribute {
  return { name, title, kind, column };
}

/** By what records are matched; of the counterpart also what is compared, for it differs by definition. */
function exceptOf({ match, compare }: Handoff, side: Side, compared: boolean): ReadonlySet<string> {
  const matched = match.kind === "key" ? match.on.map((pair) => pair[side]) : [];
  return new Set([...matched, ...(compared && side === "to" ? compare.map((pair) => pair[side]) : [])]);
}
