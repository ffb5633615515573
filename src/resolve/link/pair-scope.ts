import { or, sql, type Sql } from "../../sql/index.ts";

/** Two sources (their numbers, the first not larger) whose records may be one; the same number twice: duplicates within. */
export interface SourcePair {
  readonly left: number;
  readonly right: number;
}

/** May the records `l` and `r` be compared, in this order? Within a source the order is told by content, so that numbering does not matter. */
export function mayPair(pairs: readonly SourcePair[], sources: number): Sql {
  const inOrder = sql`(l."_ord" <= r."_ord" AND (l."_ord" <> r."_ord" OR l.node < r.node))`;
  const within = pairs.filter(({ left, right }) => left === right);
  const across = pairs.filter(({ left, right }) => left !== right);
  if (sources === 1) return inOrder;
  const isComplete = (found: number, all: number): boolean => found === all;
  const allAcross = isComplete(across.length, (sources * (sources - 1)) / 2);
  if (allAcross && within.length === 0) return sql`l.source < r.source`;
  const anyAcross = allAcross
    ? sql`l.source < r.source`
    : or(across.map(({ left, right }) => sql`(l.source = ${left} AND r.source = ${right})`));
  const anyWithin = isComplete(within.length, sources)
    ? sql`(l.source = r.source AND ${inOrder})`
    : sql`(${or(within.map(({ left }) => sql`(l.source = ${left} AND r.source = ${left})`))} AND ${inOrder})`;
  return or([...(across.length > 0 ? [anyAcross] : []), ...(within.length > 0 ? [anyWithin] : [])]);
}

/** How many pairs the sources allow, from the number of records of each (columns, or plain numbers). */
export function pairCount(pairs: readonly SourcePair[], count: (source: number) => Sql): Sql {
  const terms = pairs.map(({ left, right }) =>
    left === right
      ? sql`CAST(${count(left)} AS HUGEINT) * (${count(left)} - 1) / 2`
      : sql`CAST(${count(left)} AS HUGEINT) * ${count(right)}`,
  );
  return terms.reduce((sum, term) => sql`${sum} + ${term}`, sql`0`);
}
