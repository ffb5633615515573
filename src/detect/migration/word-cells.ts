import type { Field } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import type { Looked } from "./dataset.ts";

/** A field is of categories when it has at most so many words, and so many records a word. */
const CATEGORY = { words: 200, records: 5 } as const;
/** Status words beyond these are no vocabulary. */
const WORDS = 1000;

/** A word as its column uses it. */
export interface Word {
  /** Folded to small letters. */
  readonly word: string;
  /** As one of its records writes it. */
  readonly written: string;
  readonly records: number;
  /** Records by ISO day, ascending. */
  readonly days: readonly { readonly day: string; readonly records: number }[];
}

/** A column of words, counted. */
export interface WordColumn {
  readonly field: string;
  readonly isState: boolean;
  /** unit VARCHAR (`''` without one), day DATE, word VARCHAR, records BIGINT, open BIGINT (of them). */
  readonly relation: string;
  readonly words: readonly Word[];
  /** All records that have a word, by ISO day, ascending. */
  readonly days: readonly { readonly day: string; readonly records: number }[];
}

/** The columns that hold words of a vocabulary: the states', and those of few values. */
export async function wordFields(looked: Looked): Promise<{ readonly field: Field; readonly isState: boolean }[]> {
  const { dataset, engine, dialect, set } = looked;
  const state = dataset.fields.find(({ name }) => name === dataset.state?.field);
  const named = new Set([
    ...dataset.key,
    dataset.unit,
    dataset.created,
    dataset.time,
    dataset.state?.field,
    dataset.by.created,
    dataset.by.modified,
  ]);
  const texts = dataset.fields.filter(({ name, type, from }) => type === "text" && "column" in from && !named.has(name));
  const found = state === undefined ? [] : [{ field: state, isState: true }];
  if (texts.length === 0) return found;
  const measures = texts.flatMap(({ name }, place) => [
    sql`count(${id(name)}) AS ${id(`given${place}`)}`,
    sql`${dialect.approximateDistinct(id(name))} AS ${id(`distinct${place}`)}`,
  ]);
  const [row] = await engine.rows(sql`SELECT ${join(measures)} FROM ${id(set.relation)}`);
  const categories = texts.filter((_, place) => {
    const [given, distinct] = [Number(row?.[`given${place}`]), Number(row?.[`distinct${place}`])];
    return distinct >= 2 && distinct <= 1.2 * CATEGORY.words && given > CATEGORY.records * distinct;
  });
  return [...found, ...categories.map((field) => ({ field, isState: false }))];
}

/** Counts a column's words by unit and day into a relation, which is the caller's to drop. */
export async function countWords(looked: Looked, field: Field, isState: boolean, clock: Sql, relation: string): Promise<WordColumn> {
  const { engine, set, open } = looked;
  const text = sql`CAST(${id(field.name)} AS VARCHAR)`;
  await engine.run(
    sql`CREATE TABLE ${id(relation)} AS
SELECT unit, day, word, min(written) AS written, count(*) AS records, count(CASE WHEN open THEN 1 END) AS open FROM (
  SELECT coalesce(_unit, '') AS unit, ${clock} AS day, lower(${text}) AS word, ${text} AS written, ${open ?? sql`FALSE`} AS open
  FROM ${id(set.relation)} WHERE NOT _deleted AND ${id(field.name)} IS NOT NULL
) AS read WHERE day IS NOT NULL GROUP BY unit, day, word`,
  );
  const totals = await engine.rows<{ word: string; written: string; records: string }>(
    sql`SELECT word, min(written) AS written, sum(records) AS records FROM ${id(relation)} GROUP BY word ORDER BY sum(records) DESC, word LIMIT ${WORDS}`,
  );
  const rows = await engine.rows<{ word: string; day: string; records: string }>(
    sql`SELECT word, CAST(day AS VARCHAR) AS day, sum(records) AS records FROM ${id(relation)}
WHERE word IN (SELECT word FROM ${id(relation)} GROUP BY word ORDER BY sum(records) DESC, word LIMIT ${CATEGORY.words}) GROUP BY word, day ORDER BY word, day`,
  );
  const byWord = new Map<string, { day: string; records: number }[]>();
  const byDay = new Map<string, number>();
  for (const { word, day, records } of rows) {
    const days = byWord.get(word) ?? [];
    byWord.set(word, days);
    days.push({ day, records: Number(records) });
    byDay.set(day, (byDay.get(day) ?? 0) + Number(records));
  }
  const words = totals.map(({ word, written, records }) => ({ word, written, records: Number(records), days: byWord.get(word) ?? [] }));
  const days = [...byDay].map(([day, records]) => ({ day, records })).toSorted((a, b) => (a.day < b.day ? -1 : 1));
  return {
    field: field.name,
    isState,
    relation,
    words: totals.length > CATEGORY.words && !isState ? [] : words.filter((word) => word.days.length > 0),
    days,
  };
}
