import { id, or, sql, type Dialect, type Sql } from "../../sql/index.ts";

/*
 * Tests on a pair of records, whose aliases are `l` and `r`. None has a side: what
 * it says of (a, b) it says of (b, a).
 */

/** A column of a record. */
export const left = (column: string): Sql => id("l", column);
export const right = (column: string): Sql => id("r", column);

/** One record lacks the value. */
export function isMissing(column: string): Sql {
  return sql`(${left(column)} IS NULL OR ${right(column)} IS NULL)`;
}

export function isSame(column: string): Sql {
  return sql`${left(column)} = ${right(column)}`;
}

/** One record's value of the first column is the other's of the second. */
export function isCrossed(first: string, second: string): Sql {
  return sql`(${left(first)} = ${right(second)} OR ${left(second)} = ${right(first)})`;
}

/** One value is the beginning of the other, the shorter being at least so long. */
export function isBeginning(column: string, least: number): Sql {
  const [a, b] = [left(column), right(column)];
  return or([sql`(length(${a}) >= ${least} AND starts_with(${b}, ${a}))`, sql`(length(${b}) >= ${least} AND starts_with(${a}, ${b}))`]);
}

/** One character was added, dropped, replaced or swapped with its neighbour. Texts shorter than `least` are too short to say. */
export function isOneEditApart(dialect: Dialect, column: string, least: number): Sql {
  const [a, b] = [left(column), right(column)];
  // The edit distance is dear: what is cheap rules out nearly all pairs before it. A condition of CASE stops early, its result does not.
  const distance = dialect.editDistance(a, b);
  // One half is whole, wherever the character was dropped.
  const half = sql`CAST(floor(least(length(${a}), length(${b})) / 2.0) AS INTEGER)`;
  return sql`(CASE
    WHEN length(${a}) < ${least} OR length(${b}) < ${least} THEN FALSE
    WHEN length(${a}) = length(${b}) THEN CASE ${dialect.hamming(a, b)} WHEN 0 THEN TRUE WHEN 1 THEN TRUE WHEN 2 THEN ${distance} = 1 ELSE FALSE END
    WHEN abs(length(${a}) - length(${b})) = 1 AND (left(${a}, ${half}) = left(${b}, ${half}) OR right(${a}, ${half}) = right(${b}, ${half})) THEN ${distance} = 1
    ELSE FALSE END)`;
}

/** A measure: how alike two texts are, 0 to 1, for a column of single-byte texts; 0 where one is missing. */
export function likeness(dialect: Dialect, name: string, column: string, longest = 64): { readonly name: string; readonly value: Sql } {
  const [a, b] = [left(column), right(column)];
  return {
    name,
    value: sql`CASE WHEN ${a} = ${b} THEN 1 ELSE coalesce(${dialect.jaroWinkler(sql`left(${a}, ${longest})`, sql`left(${b}, ${longest})`)}, 0) END`,
  };
}
