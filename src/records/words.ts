import type { Engine } from "../engines/engine.ts";
import { nearestWord, type Dataset, type Estate } from "../model/index.ts";
import { and, id, join, sql, type Sql } from "../sql/index.ts";
import { knownWords, unitWords } from "./relation.ts";

/** A word that the estate gives no meaning. */
export interface UnmappedWord {
  readonly kind: "state" | "unit";
  readonly word: string;
  readonly records: number;
  /** Place of its first record. */
  readonly file: number;
  readonly pos: string;
  /** The known word that looks most like it, and what it stands for. */
  readonly near: string | undefined;
}

const LISTED = 50;

/** Status words without mapping and unit words that no unit claims, most frequent first. Empty vocabularies claim nothing. */
export async function unmappedWords(engine: Engine, estate: Estate, dataset: Dataset, relation: string): Promise<UnmappedWord[]> {
  const found: UnmappedWord[] = [];
  const states = knownWords(estate, dataset);
  if (dataset.state?.field !== undefined && states.size > 0) {
    const known = [...states.keys(), ...states.values()];
    // What a record's values tell goes before its word, whatever that is.
    const told = dataset.state.derived.map(({ state }) => state);
    const said = told.length === 0 ? [] : [sql`coalesce(_state, '') NOT IN (${join(told.map((state) => sql`${state}`))})`];
    const rows = await words(engine, relation, dataset.state.field, [...states.keys()], said);
    found.push(...rows.map((row) => ({ kind: "state" as const, ...row, near: meaning(row.word, known, states) })));
  }
  const units = unitWords(estate);
  if (dataset.unit !== undefined && units.size > 0) {
    const rows = await words(engine, relation, dataset.unit, [...units.keys()]);
    found.push(...rows.map((row) => ({ kind: "unit" as const, ...row, near: meaning(row.word, [...units.keys()], units) })));
  }
  return found;
}

/** The same as sentences for the reader of a report. */
export async function wordNotes(engine: Engine, estate: Estate, dataset: Dataset, relation: string): Promise<string[]> {
  const found = await unmappedWords(engine, estate, dataset, relation);
  return found.slice(0, LISTED).map(({ kind, word, records }) => {
    const where = `${records.toLocaleString("en-US")} ${records === 1 ? "record" : "records"}`;
    return kind === "state"
      ? `Status "${word}" (${where}) is mapped to no state and stands as it is.`
      : `"${word}" (${where}) is the name of no unit.`;
  });
}

async function words(engine: Engine, relation: string, field: string, known: readonly string[], only: readonly Sql[] = []) {
  const word: Sql = sql`CAST(${id(field)} AS VARCHAR)`;
  const unknown = sql`lower(${word}) NOT IN (${join(known.map((text) => sql`${text}`))})`;
  const rows = await engine.rows<{ word: string; n: string; file: number; pos: string }>(
    sql`SELECT min(${word}) AS word, count(*) AS n, arg_min(_file, _row) AS file, arg_min(_pos, _row) AS pos
      FROM ${id(relation)} WHERE ${and([sql`${id(field)} IS NOT NULL`, unknown, ...only])}
      GROUP BY lower(${word}) ORDER BY n DESC, word LIMIT 1000`,
  );
  return rows.map((row) => ({ word: row.word, records: Number(row.n), file: row.file, pos: row.pos }));
}

function meaning(word: string, known: readonly string[], words: ReadonlyMap<string, string>): string | undefined {
  const near = nearestWord(word, known);
  return near === undefined ? undefined : (words.get(near) ?? near);
}
