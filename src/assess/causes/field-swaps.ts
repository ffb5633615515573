import type { Engine } from "../../engines/engine.ts";
import type { Comparison } from "../../model/index.ts";
import { id, join, sql, type Sql } from "../../sql/index.ts";
import { findSwaps, type Signature, type SignatureType } from "../signatures/index.ts";

/** A compared pair of fields, and the relation of its differing values. */
export interface ComparedFields extends Comparison {
  readonly type: SignatureType;
  /** As `findSignatures` reads them, with `row`. */
  readonly pairs: string;
}

/** Two compared pairs of fields, each of which holds on one side what the other holds on the other. */
export interface FieldSwap {
  readonly first: ComparedFields;
  readonly second: ComparedFields;
  readonly signature: Signature;
  /** Relation of the swapped pairs' `id`. */
  readonly explained: string;
}

/** Fewer records in which both differ are not looked at. */
const LEAST = 3;

/**
 * The swapped fields among those compared. A field that is swapped with one is not
 * held against a third.
 *
 * @param name gives a name for a table that the caller drops
 */
export async function swapsAmong(
  engine: Engine,
  compared: readonly ComparedFields[],
  name: (kind: string) => string,
): Promise<readonly FieldSwap[]> {
  const couples = compared.flatMap((first, place) =>
    compared.slice(place + 1).flatMap((second) => (familyOf(first) === familyOf(second) ? [{ first, second }] : [])),
  );
  if (couples.length === 0) return [];
  const counts = couples.map(
    ({ first, second }, place) =>
      sql`SELECT ${place} AS place, count(*) AS n FROM ${id(first.pairs)} AS a JOIN ${id(second.pairs)} AS b ON b.id = a.id`,
  );
  const rows = await engine.rows<{ place: string; n: string }>(sql`${join(counts, " UNION ALL ")} ORDER BY n DESC, place`);
  const swaps: FieldSwap[] = [];
  for (const { place, n } of rows) {
    const couple = couples[Number(place)];
    if (couple === undefined || Number(n) < LEAST) continue;
    const taken = swaps.flatMap(({ first, second }) => [first, second]);
    if (taken.includes(couple.first) || taken.includes(couple.second)) continue;
    const [both, explained] = [name("b"), name("w")];
    const value = (alias: "a" | "b", side: "from" | "to"): Sql => valueOf(alias, side, couple.first.type);
    await engine.runInline(sql`CREATE TABLE ${id(both)} AS
SELECT a.id AS id, ${value("a", "from")} AS a_from, ${value("a", "to")} AS a_to, ${value("b", "from")} AS b_from, ${value("b", "to")} AS b_to
FROM ${id(couple.first.pairs)} AS a JOIN ${id(couple.second.pairs)} AS b ON b.id = a.id`);
    const signature = await findSwaps(
      engine,
      {
        relation: both,
        first: { title: titleOf(couple.first), from: "a_from", to: "a_to" },
        second: { title: titleOf(couple.second), from: "b_from", to: "b_to" },
        among: couples.length,
      },
      { explained },
    );
    if (signature !== undefined) swaps.push({ ...couple, signature, explained });
  }
  return swaps;
}

/** Amounts are held against amounts, days against days: 12.5 is 12.50. */
function familyOf({ type }: ComparedFields): string {
  if (type === "money" || type === "number") return "number";
  return type === "text" || type === "key" ? "text" : type;
}

function valueOf(alias: "a" | "b", side: "from" | "to", type: SignatureType): Sql {
  const read = type === "money" || type === "number" ? "number" : type === "date" || type === "timestamp" ? "at" : "text";
  return sql`CAST(${id(alias, `${side}_${read}`)} AS VARCHAR)`;
}

function titleOf({ from, to }: Comparison): string {
  return from === to ? from : `${from} → ${to}`;
}
