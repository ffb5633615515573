import { id, or, sql, type Sql } from "../../sql/index.ts";

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

/** The test holds for the columns of `l` and `r` in one order or the other. */
export function eitherWay(test: (a: (column: string) => Sql, b: (column: string) => Sql) => Sql): Sql {
  return or([test(left, right), test(right, left)]);
}
