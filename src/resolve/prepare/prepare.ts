import type { Engine } from "../../engines/engine.ts";
import type { IdentityAttribute } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { Prepared } from "../comparison.ts";
import { address } from "./address.ts";
import { date } from "./date.ts";
import { email } from "./email.ts";
import { keys } from "./keys.ts";
import { legacyId } from "./legacy-id.ts";
import { memo } from "./memo.ts";
import { moneyAndTime } from "./money-and-time.ts";
import { name } from "./name.ts";
import type { MakePart, PreparedColumn, PreparedPart, RareWords } from "./part.ts";
import { person } from "./person.ts";
import { phone } from "./phone.ts";
import { place, postcode } from "./place.ts";
import { category, text } from "./text.ts";

/** The parts, in the order in which their comparisons and keys stand. */
const PARTS: readonly MakePart[] = [
  person,
  name,
  date,
  email,
  phone,
  postcode,
  address,
  place,
  legacyId,
  category,
  text,
  moneyAndTime,
  memo,
  keys,
];

export interface PrepareRecords {
  /** Relation: node BIGINT (unique), source INTEGER, one VARCHAR column per attribute, named by it (amount: DECIMAL(18, 4), event-date: DATE). */
  readonly raw: string;
  readonly attributes: readonly IdentityAttribute[];
  /** ISO 3166 code of the country whose phone numbers carry no country code. */
  readonly country: string;
  /** The relation to create. */
  readonly relation: string;
  /** Word counts of an earlier preparation, taken instead of counting: what a frozen model was estimated with. */
  readonly words?: string | undefined;
  /** The blocks are given: values that are made for proposed keys only are left out. */
  readonly isGiven?: boolean;
}

export interface PreparedRecords extends Prepared {
  /** Relation: list VARCHAR, word VARCHAR, records BIGINT (at least 2): in how many records a word stands, per text whose words are counted; the empty word has all records with a text. */
  readonly words: string;
}

/**
 * Standardises records for comparison and creates the table of prepared records.
 *
 * @returns the comparisons that the attributes allow, and keys for blocks
 */
export async function prepareRecords(
  engine: Engine,
  { raw, attributes, country, relation, words, isGiven = false }: PrepareRecords,
): Promise<PreparedRecords> {
  const parts = PARTS.flatMap((make) => make(attributes, { dialect: engine.dialect, country }) ?? []);
  const rare = parts.flatMap((part) => part.words);
  const scratch = `${relation} values`;
  const counts = words ?? `${relation} words`;
  const values = sql`SELECT ${join([sql`s.node`, sql`s.source`, ...named(parts.flatMap((part) => part.columns))])} FROM ${stepped(raw, parts)} AS s`;
  const derived = named(parts.flatMap((part) => (isGiven && part.comparisons.length === 0 ? [] : part.derived)));
  const result = {
    relation,
    words: counts,
    comparisons: parts.flatMap((part) => part.comparisons),
    keys: parts.flatMap((part) => part.keys),
  };
  if (rare.length === 0) {
    if (words === undefined) await countWords(engine, scratch, rare, counts);
    await engine.runInline(sql`CREATE TABLE ${id(relation)} AS SELECT ${join([sql`p.*`, ...derived])} FROM (${values}) AS p`);
    return result;
  }
  await engine.runInline(sql`CREATE TABLE ${id(scratch)} AS ${values}`);
  if (words === undefined) await countWords(engine, scratch, rare, counts);
  const withWords = await addRareWords(engine, scratch, rare, counts);
  await engine.runInline(sql`CREATE TABLE ${id(relation)} AS SELECT ${join([sql`p.*`, ...derived])} FROM ${withWords.from}`);
  for (const table of [scratch, ...withWords.scratch]) await engine.runInline(sql`DROP TABLE ${id(table)}`);
  return result;
}

/** The raw relation with the values on the way: a query within a query for each step. */
function stepped(raw: string, parts: readonly PreparedPart[]): Sql {
  const count = Math.max(0, ...parts.map(({ steps }) => steps?.length ?? 0));
  let relation = sql`${id(raw)}`;
  for (let step = 0; step < count; step++) {
    relation = sql`(SELECT ${join([sql`s.*`, ...named(parts.flatMap(({ steps }) => steps?.[step] ?? []))])} FROM ${relation} AS s)`;
  }
  return relation;
}

function named(columns: readonly PreparedColumn[]): Sql[] {
  return columns.map(({ name, value }) => sql`${value} AS ${id(name)}`);
}

/** Words of one record alone are left out: they are most of the words, and what is not in the table is rare. */
async function countWords(engine: Engine, from: string, rare: readonly RareWords[], counts: string): Promise<void> {
  await engine.runInline(sql`CREATE TABLE ${id(counts)} (list VARCHAR, word VARCHAR, records BIGINT)`);
  for (const list of rare) {
    await engine.runInline(
      sql`INSERT INTO ${id(counts)} SELECT ${list.name}, word, count(*) FROM (${eachWord(engine, from, list)}) AS w GROUP BY word HAVING count(*) > 1
UNION ALL SELECT ${list.name}, '', count(*) FROM ${id(from)} WHERE ${id(list.from)} IS NOT NULL`,
    );
  }
}

/** Ranks words of one record behind all others. */
const MORE_THAN_ALL = 1_000_000_000_000;

/**
 * Words that stand in one record only come last: no other record shares them, and
 * typing errors are among them, so they must not take the places of words that tell.
 */
async function addRareWords(
  engine: Engine,
  from: string,
  rare: readonly RareWords[],
  counts: string,
): Promise<{ from: Sql; scratch: string[] }> {
  const { dialect } = engine;
  const scratch: string[] = [];
  for (const list of rare) {
    const table = `${from} ${list.name}`;
    scratch.push(table);
    const values = [
      { name: "records", value: sql`coalesce(c.records, ${MORE_THAN_ALL})` },
      { name: "word", value: sql`w.word` },
      { name: "bits", value: sql`CAST(round(10 * log2(CAST(a.records AS DOUBLE) / coalesce(c.records, 1))) AS INTEGER)` },
    ];
    await engine.runInline(
      sql`CREATE TABLE ${id(table)} AS SELECT w.key AS node, ${dialect.leastRows(values, list.keep)} AS words
FROM (${eachWord(engine, from, list)}) AS w CROSS JOIN (SELECT greatest(coalesce(max(records), 1), 1) AS records FROM ${id(counts)} WHERE list = ${list.name} AND word = '') AS a
LEFT JOIN ${id(counts)} AS c ON c.list = ${list.name} AND c.word = w.word GROUP BY w.key`,
    );
  }
  if (rare.length === 0) return { from: sql`${id(from)} AS p`, scratch };
  const places = rare.flatMap(({ name, keep }, index) =>
    Array.from({ length: keep }, (_, place) => {
      const taken = (what: string): Sql => dialect.fieldOf(id(`w${index}`, "words"), place + 1, what);
      return sql`${taken("word")} AS ${id(`${name}${place + 1}`)}, ${taken("bits")} AS ${id(`${name}${place + 1} bits`)}`;
    }),
  );
  const joins = scratch.map((table, index) => sql` LEFT JOIN ${id(table)} AS ${id(`w${index}`)} ON ${id(`w${index}`, "node")} = v.node`);
  return { from: sql`(SELECT v.*, ${join(places)} FROM ${id(from)} AS v${join(joins, "")}) AS p`, scratch };
}

function eachWord(engine: Engine, from: string, list: RareWords): Sql {
  return engine.dialect.eachWord(sql`${id(from)}`, id("node"), id(list.from));
}
