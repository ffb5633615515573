import type { Engine } from "../../engines/engine.ts";
import { id, join, sql, type Sql, type TimeRange } from "../../sql/index.ts";
import { cover, type Chosen } from "./cover.ts";
import { numberCandidates } from "./numbers.ts";
import { createPairs, familyOf, timesOf, valuesOf } from "./pairs.ts";
import type { Candidate, Signature, SignatureInput, SignatureNames } from "./signature.ts";
import { whole } from "./sql-pieces.ts";
import { droppedCandidates, scientificCandidates, textCandidates } from "./texts.ts";
import { dateCandidates, timestampCandidates } from "./times.ts";

/** Each round looks only at what the rounds before left, so that a rarer cause gets its own vote. */
const ROUNDS = 6;

/**
 * The exact transformations that explain how the second values of a pair of fields
 * came about, in the order in which they were found: a row belongs to the first that
 * it obeys. Candidates are voted for by the data, held against every row exactly, and
 * taken greedily while they are beyond chance (see `chance.ts`). What is left is
 * noise, or something else; pure noise gives none.
 *
 * @throws RunError of the engine, for instance when the table `explained` is there already
 */
export async function findSignatures(engine: Engine, input: SignatureInput, names: SignatureNames): Promise<readonly Signature[]> {
  const times = await timesOf(engine, input);
  const pairs = `${names.prefix}pairs`;
  const tables = [pairs];
  try {
    await engine.runInline(createPairs(pairs, input, times, engine.dialect));
    const chosen: Chosen[] = [];
    let left: { readonly table: string; readonly where: Sql } = { table: pairs, where: sql`TRUE` };
    for (let round = 1; round <= ROUNDS; round++) {
      const rest = `${names.prefix}rest_${round}`;
      const masked = `${names.prefix}masked_${round}`;
      tables.push(rest, masked);
      await engine.runInline(sql`CREATE VIEW ${id(rest)} AS SELECT * FROM ${id(left.table)} WHERE ${left.where}`);
      const candidates = await candidatesOf(engine, rest, input, times);
      const covered = await cover(engine, rest, { masked, mask: `mask_${round}` }, candidates);
      chosen.push(...covered.chosen);
      if (covered.chosen.length === 0) break;
      left = { table: masked, where: covered.left };
    }
    await engine.runInline(explain(chosen, input, names, times, engine));
    return chosen.map(({ signature }) => signature);
  } finally {
    for (const table of tables.toReversed()) {
      await engine.run(
        table.startsWith(`${names.prefix}rest_`) ? sql`DROP VIEW IF EXISTS ${id(table)}` : sql`DROP TABLE IF EXISTS ${id(table)}`,
      );
    }
  }
}

async function candidatesOf(
  engine: Engine,
  pairs: string,
  input: SignatureInput,
  times: TimeRange | undefined,
): Promise<readonly Candidate[]> {
  const family = familyOf(input);
  const dropped = droppedCandidates();
  if (family === "dates") return [...dropped, ...(await dateCandidates(engine, pairs))];
  if (family === "timestamps") return [...dropped, ...(await timestampCandidates(engine, pairs, input, times))];
  const scientific = scientificCandidates(input.type);
  if (family === "texts") return [...dropped, ...scientific, ...(await textCandidates(engine, pairs))];
  return [...dropped, ...scientific, ...(await numberCandidates(engine, pairs, input))];
}

function explain(
  chosen: readonly Chosen[],
  input: SignatureInput,
  names: SignatureNames,
  times: TimeRange | undefined,
  engine: Engine,
): Sql {
  const cases = chosen.map(({ candidate }, place) => sql`WHEN ${candidate.test} THEN ${whole(place)}`);
  const place = cases.length === 0 ? sql`NULL` : sql`CASE ${join(cases, " ")} END`;
  return sql`CREATE TABLE ${id(names.explained)} AS
SELECT id, signature FROM (SELECT id, CAST(${place} AS INTEGER) AS signature FROM (${valuesOf(input, times, engine.dialect)}) AS v) AS e
WHERE signature IS NOT NULL`;
}
