import { id, or, sql, type Dialect, type Sql } from "../../sql/index.ts";
import { endOf, lettersOf, sizeOf, startOf } from "../link/once.ts";

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
  return sql`(CASE WHEN ${isSame(startOf(column, least))} THEN ${or([sql`starts_with(${b}, ${a})`, sql`starts_with(${a}, ${b})`])} ELSE FALSE END)`;
}

/** One character was added, dropped, replaced or swapped with its neighbour. Texts shorter than `least` are too short to say. */
export function isOneEditApart(dialect: Dialect, column: string, least: number): Sql {
  const [a, b] = [left(column), right(column)];
  const [long, short] = [left(sizeOf(column)), right(sizeOf(column))];
  // The edit distance is dear: what is cheap rules out nearly all pairs before it. A condition of CASE stops early, its result does not.
  const distance = dialect.editDistance(a, b);
  // Together less than the shortest text: so one edit, two swapped characters even, leaves one of them whole.
  const start = startOf(column, Math.floor(least / 2));
  const end = endOf(column, Math.ceil(least / 2) - 1);
  // One half is whole, wherever the character was dropped.
  const half = sql`CAST(floor(least(${long}, ${short}) / 2.0) AS INTEGER)`;
  return sql`(CASE
    WHEN ${isSame(end)} OR ${isSame(start)} THEN CASE
    WHEN ${long} < ${least} OR ${short} < ${least} THEN FALSE
    WHEN ${long} = ${short} THEN CASE ${dialect.hamming(a, b)} WHEN 0 THEN TRUE WHEN 1 THEN TRUE WHEN 2 THEN ${distance} = 1 ELSE FALSE END
    WHEN abs(${long} - ${short}) = 1 AND (left(${a}, ${half}) = left(${b}, ${half}) OR right(${a}, ${half}) = right(${b}, ${half})) THEN ${distance} = 1
    ELSE FALSE END ELSE FALSE END)`;
}

/**
 * A measure: how alike two texts are, 0 to 1, for a column of single-byte texts; 0
 * where one is missing, and where they cannot be as alike as `least`.
 *
 * @param text the column that the single-byte texts were made of: they are the same where it is ASCII
 */
export function likeness(
  dialect: Dialect,
  name: string,
  column: string,
  { text, least, longest = 64 }: { readonly text: string; readonly least: number; readonly longest?: number },
): { readonly name: string; readonly value: Sql } {
  const [a, b] = [left(column), right(column)];
  const bits = lettersOf(text, longest);
  // A letter that only one of the two holds has no partner. Of n such letters Jaro's likeness is at most 1 - n / 3 of the
  // longer length; a common beginning of four makes up for two fifths of the rest, and without the first letter for nothing.
  const apart = dialect.differingBits(left(bits), right(bits));
  const most = (likest: number): number => Math.ceil(300 * (1 - likest) - 1e-6);
  const bound = sql`CASE WHEN ${isSame(startOf(text, 1))} THEN ${most((least - 0.4) / 0.6)} ELSE ${most(least)} END`;
  return {
    name,
    value: sql`CASE WHEN ${isSame(text)} THEN 1 WHEN ${apart} * 100 > ${bound} * greatest(${left(sizeOf(text))}, ${right(sizeOf(text))}) THEN 0 ELSE coalesce(${dialect.jaroWinkler(sql`left(${a}, ${longest})`, sql`left(${b}, ${longest})`)}, 0) END`,
  };
}
