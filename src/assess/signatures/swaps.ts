import type { Engine } from "../../engines/engine.ts";
import { id, sql, type Sql } from "../../sql/index.ts";
import { isBeyondChance, tail } from "./chance.ts";
import type { Signature, SignatureNames } from "./signature.ts";
import { whole } from "./sql-pieces.ts";

/** Two compared pairs of fields of one handoff. */
export interface SwapInput {
  /** One row per record in which both pairs differ; columns `id` and those that the pairs name, VARCHAR. */
  readonly relation: string;
  readonly first: SwapPair;
  readonly second: SwapPair;
  /** Among how many pairs of fields a swap is looked for. */
  readonly among: number;
}

export interface SwapPair {
  /** What people call the field. */
  readonly title: string;
  /** Columns of the relation that hold its values on the two sides. */
  readonly from: string;
  readonly to: string;
}

/**
 * Were two fields swapped: does each hold on one side what the other holds on the
 * other? Undefined where chance could do it. Makes the table `explained` like
 * `findSignatures`, empty where there is none.
 */
export async function findSwaps(
  engine: Engine,
  input: SwapInput,
  names: Pick<SignatureNames, "explained">,
): Promise<Signature | undefined> {
  const [aFrom, aTo, bFrom, bTo] = [id(input.first.from), id(input.first.to), id(input.second.from), id(input.second.to)];
  const swapped = sql`coalesce(${aFrom} = ${bTo} AND ${bFrom} = ${aTo} AND ${aFrom} <> ${bFrom}, FALSE)`;
  const pairs = sql`SELECT ${aFrom} AS af, ${aTo} AS second_a, ${bFrom} AS bf, ${bTo} AS bt, ${swapped} AS swapped, count(*) AS records FROM ${id(input.relation)} GROUP BY 1, 2, 3, 4, 5`;
  const [row] = await engine.rows<Record<string, string | null>>(sql`SELECT count(*) AS n,
  count(*) FILTER (WHERE swapped) AS k, count(*) FILTER (WHERE af = bt) AS one, count(*) FILTER (WHERE bf = second_a) AS other,
  coalesce(sum(records) FILTER (WHERE swapped), 0) AS records,
  coalesce(sum(CAST(1 AS BIGINT) << CAST(2 * (20 - least(length(af) + length(bf), 20)) AS INTEGER)), 0) AS short FROM (${pairs}) AS p`);
  const of = (name: string): number => Number(row?.[name] ?? 0);
  const [n, k] = [of("n"), of("k")];
  const meets = async (left: string, right: string, own: number): Promise<number> => {
    const [met] = await engine.rows<{ hits: string | null }>(sql`WITH p AS (${pairs}),
x AS (SELECT ${id(left)} AS value, count(*) AS c FROM p GROUP BY 1), y AS (SELECT ${id(right)} AS value, count(*) AS c FROM p GROUP BY 1)
SELECT sum(x.c * y.c) AS hits FROM x JOIN y ON x.value = y.value`);
    // Were the second values dealt out anew: how often would they meet, the record's own left out.
    return n < 2 ? 0 : Math.max(0, Number(met?.hits ?? 0) - own) / (n * (n - 1));
  };
  const dealt = k === 0 ? 1 : (await meets("af", "bt", of("one"))) * (await meets("bf", "second_a", of("other")));
  const floor = n === 0 ? 1 : Math.min(1, of("short") / n / 4 ** 20);
  const logTail = k === 0 ? 0 : tail(k, n, Math.max(dealt, floor, 1e-9));
  const found = k > 0 && isBeyondChance(logTail, Math.log2(Math.max(1, input.among)), k === n);
  await engine.runInline(explain(input, names.explained, found ? swapped : sql`FALSE`));
  if (!found) return undefined;
  const [a, b] = [input.first.title, input.second.title];
  return {
    code: "swapped-fields",
    parameters: { first: a, second: b },
    statement: `Fields ${a} and ${b} are swapped: each holds on one side what the other holds on the other.`,
    records: of("records"),
    distinct: k,
    ambiguity: [],
    confidence: Math.round((k / (k + 1)) * (1 - Math.min(1, 2 ** logTail)) * 10_000) / 10_000,
    refutation: `a record in which ${a} or ${b} differs and the other does not hold its value`,
  };
}

function explain(input: SwapInput, table: string, test: Sql): Sql {
  return sql`CREATE TABLE ${id(table)} AS SELECT id, CAST(${whole(0)} AS INTEGER) AS signature FROM ${id(input.relation)} WHERE ${test}`;
}
