import type { Engine } from "../../engines/engine.ts";
import { formatMoney, money, type Crosswalk, type Identity, type RecordName, type RecordSet } from "../../model/index.ts";
import { and, id, join, sql, type Sql } from "../../sql/index.ts";
import { fieldsAsText, memberOf, setOf, unionOf } from "./member-values.ts";

/** One record of a pair that waits, as it is shown. */
export interface QueuedRecord extends RecordName {
  /** `_row` of its record set. */
  readonly row: string;
  /** The entity that it belongs to while nobody has decided. */
  readonly entity: string | undefined;
  /** By attribute, in the order of the identity's; undefined: the record does not say. */
  readonly values: readonly (string | undefined)[];
  /** Records of other datasets that name this one, deleted ones not counted. */
  readonly named: number;
  /** Other pairs of this record that wait. */
  readonly rivals: number;
  readonly file: string;
  /** Line of a text or sheet; number of the record, from 1, in JSON and Parquet. */
  readonly place: { readonly kind: "line" | "record"; readonly number: number };
}

/** A pair that a person must judge. */
export interface QueuedPair {
  readonly from: QueuedRecord;
  readonly to: QueuedRecord;
  /** Match probability, 0 to 1, four digits. */
  readonly confidence: number;
  /** Bits. */
  readonly weight: number;
  /** Dollars at risk, in the estate's currency: decimal string. */
  readonly dollars: string;
  /** 0 (sure) to 1 (even chances). */
  readonly uncertainty: number;
  /** Records that name one of the two. */
  readonly reach: number;
  readonly priority: number;
}

/** The pairs that wait, most urgent first. */
export interface ReviewQueue {
  readonly attributes: readonly string[];
  readonly pairs: readonly QueuedPair[];
  /** How many wait in all. */
  readonly total: number;
}

export interface QueueRequest {
  readonly crosswalk: Crosswalk;
  readonly identity: Identity;
  /** Records of the members and of the datasets that refer to them. */
  readonly sets: ReadonlyMap<string, RecordSet>;
  /** How many pairs to give; 50 when not given. */
  readonly limit?: number;
}

/** Each factor of the priority is at least this: no pair is ever worth nothing. */
const LEAST = { dollars: 1, uncertainty: 0.01, reach: 1 } as const;

/**
 * The pairs under review in the order in which they should be judged:
 *
 *   priority = max(dollars, 1) × max(uncertainty, 0.01) × max(reach, 1)
 *
 * - dollars: the amounts of the two records and of all records that name one of
 *   them by the identity's `references`, without sign; deleted ones count nothing,
 *   a record that names both counts once for each
 * - uncertainty: 1 − |2p − 1|, p being the match probability
 * - reach: how many records name one of the two
 *
 * Equal priorities: by dataset and key. The member that the identity names first
 * is `from`; within one dataset the lesser key.
 */
export async function reviewQueue(engine: Engine, request: QueueRequest): Promise<ReviewQueue> {
  const { crosswalk, identity } = request;
  const attributes = identity.attributes.map(({ name }) => name);
  const table = (name: string): string => `${crosswalk.links} queue ${name}`;
  const steps = { pairs: table("pairs"), worth: table("worth"), top: table("top") };
  await engine.runInline(sql`CREATE OR REPLACE TABLE ${id(steps.pairs)} AS ${waitingPairs(identity, crosswalk)}`);
  const [count] = await engine.rows<{ total: string }>(sql`SELECT count(*) AS total FROM ${id(steps.pairs)}`);
  const total = Number(count?.total ?? 0);
  await engine.runInline(sql`CREATE OR REPLACE TABLE ${id(steps.worth)} AS ${worthOfRecords(request, steps.pairs)}`);
  await engine.runInline(sql`CREATE OR REPLACE TABLE ${id(steps.top)} AS ${ranked(steps.pairs, steps.worth, request.limit ?? 50)}`);
  const rows = await engine.rows(shownPairs(request, steps.top));
  for (const step of Object.values(steps)) await engine.runInline(sql`DROP TABLE ${id(step)}`);
  return { attributes, total, pairs: rows.map((row) => readPair(row, request)) };
}

/** Sides in one order, whatever way the pair was found. */
function waitingPairs(identity: Identity, { links }: Crosswalk): Sql {
  const place = (dataset: Sql): Sql =>
    sql`CASE ${dataset} ${join(
      identity.members.map((member, index) => sql`WHEN ${member.dataset} THEN ${index}`),
      " ",
    )} END`;
  const [from, to] = [place(sql`from_dataset`), place(sql`to_dataset`)];
  const turned = sql`(${from} > ${to} OR (${from} = ${to} AND (from_key > to_key OR (from_key IS NULL AND to_key IS NOT NULL)
    OR (coalesce(from_key, '') = coalesce(to_key, '') AND from_row > to_row))))`;
  const columns = ["dataset", "row", "key"].flatMap((name) => {
    const [own, other] = [id(`from_${name}`), id(`to_${name}`)];
    return [
      sql`CASE WHEN ${turned} THEN ${other} ELSE ${own} END AS ${own}`,
      sql`CASE WHEN ${turned} THEN ${own} ELSE ${other} END AS ${other}`,
    ];
  });
  return sql`SELECT ${join(columns)}, round(confidence, 4) AS confidence, weight
FROM ${id(links)} AS l WHERE status = 'review'`;
}

/** dataset, row, dollars, named, waiting: of every record that a waiting pair holds. */
function worthOfRecords({ identity, sets }: QueueRequest, pairs: string): Sql {
  const records = sql`(SELECT dataset, row, key, count(*) AS waiting FROM (
    SELECT from_dataset AS dataset, from_row AS row, from_key AS key FROM ${id(pairs)}
    UNION ALL SELECT to_dataset, to_row, to_key FROM ${id(pairs)}
  ) AS sides GROUP BY dataset, row, key)`;
  const amount = sql`CASE WHEN s._deleted THEN 0 ELSE abs(coalesce(s._amount, 0)) END`;
  const own = identity.members.map(
    ({ dataset }) => sql`SELECT ${dataset} AS dataset, s._row AS row, ${amount} AS amount FROM ${id(setOf(sets, dataset).relation)} AS s`,
  );
  // A record that names another in two of its fields names it once: UNION, not UNION ALL.
  const naming = identity.members.flatMap(({ dataset, references }) =>
    references.map(
      (
        reference,
      ) => sql`SELECT r.dataset AS dataset, r.row AS row, ${reference.dataset} AS by_dataset, s._row AS by_row, ${amount} AS amount
  FROM w AS r JOIN ${id(setOf(sets, reference.dataset).relation)} AS s ON CAST(s.${id(reference.field)} AS VARCHAR) = r.key
  WHERE r.dataset = ${dataset} AND NOT s._deleted`,
    ),
  );
  const named =
    naming.length === 0
      ? sql`SELECT CAST(NULL AS VARCHAR) AS dataset, CAST(NULL AS BIGINT) AS row, 0 AS named, 0 AS amount WHERE FALSE`
      : sql`SELECT dataset, row, count(*) AS named, sum(amount) AS amount FROM (${join(naming, " UNION ")}) AS naming GROUP BY dataset, row`;
  return sql`WITH w AS ${records}, n AS (${named})
SELECT w.dataset AS dataset, w.row AS row, w.waiting AS waiting, coalesce(n.named, 0) AS named,
  CAST(coalesce(o.amount, 0) AS DECIMAL(38, 4)) + CAST(coalesce(n.amount, 0) AS DECIMAL(38, 4)) AS dollars
FROM w
LEFT JOIN (${unionOf(own)}) AS o ON o.dataset = w.dataset AND o.row = w.row
LEFT JOIN n ON n.dataset = w.dataset AND n.row = w.row`;
}

function ranked(pairs: string, worth: string, limit: number): Sql {
  const order = sql`priority DESC, from_dataset, from_key, to_dataset, to_key, from_row, to_row`;
  return sql`SELECT *, row_number() OVER (ORDER BY ${order}) AS place
FROM (
  SELECT *, CAST(greatest(dollars, ${LEAST.dollars}) AS DOUBLE) * greatest(uncertainty, CAST(${LEAST.uncertainty} AS DOUBLE)) * greatest(reach, ${LEAST.reach}) AS priority
  FROM (
    SELECT p.*, round(1 - abs(2 * p.confidence - 1), 4) AS uncertainty, f.dollars + t.dollars AS dollars, f.named + t.named AS reach,
      f.named AS from_named, t.named AS to_named, f.waiting - 1 AS from_rivals, t.waiting - 1 AS to_rivals
    FROM ${id(pairs)} AS p
    JOIN ${id(worth)} AS f ON f.dataset = p.from_dataset AND f.row = p.from_row
    JOIN ${id(worth)} AS t ON t.dataset = p.to_dataset AND t.row = p.to_row
  ) AS weighed
) AS urgent
ORDER BY ${order} LIMIT ${limit}`;
}

/** The top pairs with both records' values. */
function shownPairs({ crosswalk, identity, sets }: QueueRequest, top: string): Sql {
  const values = identity.members.map(({ dataset }) => {
    const set = setOf(sets, dataset);
    const shown = identity.attributes.map(
      ({ name }, index) => sql`${fieldsAsText(set, memberOf(identity, dataset).fields[name] ?? [], "s")} AS ${id(`a${index}`)}`,
    );
    return sql`SELECT ${join([sql`${dataset} AS dataset`, sql`s._row AS row`, sql`s._file AS file`, sql`s._pos AS pos`, ...shown])}
FROM ${id(set.relation)} AS s
WHERE s._row IN (SELECT from_row FROM ${id(top)} WHERE from_dataset = ${dataset} UNION SELECT to_row FROM ${id(top)} WHERE to_dataset = ${dataset})`;
  });
  const side = (name: "from" | "to"): Sql[] => [
    sql`${id(name, "file")} AS ${id(`${name}_file`)}`,
    sql`${id(name, "pos")} AS ${id(`${name}_pos`)}`,
    sql`${id(`${name}_entity`, "entity")} AS ${id(`${name}_entity`)}`,
    ...identity.attributes.map((_, index) => sql`${id(name, `a${index}`)} AS ${id(`${name}_a${index}`)}`),
  ];
  const record = (name: "from" | "to", alias: string): Sql =>
    and(["dataset", "row"].map((column) => sql`${id(alias, column)} = ${id("p", `${name}_${column}`)}`));
  return sql`WITH v AS (${unionOf(values)})
SELECT ${join([sql`p.*`, ...side("from"), ...side("to")])}
FROM ${id(top)} AS p
JOIN v AS "from" ON ${record("from", "from")}
JOIN v AS "to" ON ${record("to", "to")}
LEFT JOIN ${id(crosswalk.entities)} AS from_entity ON ${record("from", "from_entity")}
LEFT JOIN ${id(crosswalk.entities)} AS to_entity ON ${record("to", "to_entity")}
ORDER BY p.place`;
}

type Cell = string | number | boolean | null | undefined;

function readPair(row: Readonly<Record<string, Cell>>, { identity, sets }: QueueRequest): QueuedPair {
  const text = (value: Cell): string | undefined => (value === null || value === undefined ? undefined : String(value));
  const side = (name: "from" | "to"): QueuedRecord => {
    const dataset = text(row[`${name}_dataset`]) ?? "";
    const file = setOf(sets, dataset).capture.files[Number(row[`${name}_file`])];
    const byLine = file?.format === "csv" || file?.format === "jsonl" || file?.format === "xlsx";
    return {
      dataset,
      row: text(row[`${name}_row`]) ?? "",
      key: text(row[`${name}_key`]) ?? "",
      entity: text(row[`${name}_entity`]),
      values: identity.attributes.map((_, index) => text(row[`${name}_a${index}`])),
      named: Number(row[`${name}_named`]),
      rivals: Number(row[`${name}_rivals`]),
      file: file?.path ?? "",
      place: { kind: byLine ? "line" : "record", number: Number(row[`${name}_pos`]) },
    };
  };
  return {
    from: side("from"),
    to: side("to"),
    confidence: Number(row["confidence"]),
    weight: Number(row["weight"]),
    dollars: formatMoney(money(text(row["dollars"]))),
    uncertainty: Number(row["uncertainty"]),
    reach: Number(row["reach"]),
    priority: Number(row["priority"]),
  };
}
