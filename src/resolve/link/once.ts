import { sql, type Sql } from "../../sql/index.ts";

/*
 * Values of a column that are computed once a record, so that the test of a pair
 * can be refused before its texts are looked at. They go by their names, wherever
 * a column may stand; comparePairs writes them out where records do not hold them.
 */

/** The first characters of a text; NULL where it is shorter. */
export const startOf = (column: string, length: number): string => `start ${length} of ${column}`;
/** The last characters of a text; NULL where it is shorter. */
export const endOf = (column: string, length: number): string => `end ${length} of ${column}`;
/** How many characters a text has. */
export const sizeOf = (column: string): string => `size of ${column}`;
/** Does a text hold a space? */
export const spacedOf = (column: string): string => `spaced of ${column}`;
/** Which letters stand in a text, as bits; NULL where it is longer, or other than ASCII stands in it. */
export const lettersOf = (column: string, longest: number): string => `letters ${longest} of ${column}`;

export interface OnceValue {
  readonly isDear: boolean;
  readonly isText: boolean;
  /** The column that it is made of. */
  readonly column: string;
  readonly of: (column: Sql) => Sql;
}

/** What a name stands for; undefined: a plain column. */
export function onceValue(name: string): OnceValue | undefined {
  const [, kind, count, column] = /^(start|end|size|spaced|letters)(?: (\d+))? of (.+)$/s.exec(name) ?? [];
  if (kind === undefined || column === undefined) return undefined;
  const length = Number(count);
  switch (kind) {
    case "start":
      return {
        isText: true,
        isDear: false,
        column,
        of: (text) => sql`CASE WHEN length(${text}) >= ${length} THEN left(${text}, ${length}) END`,
      };
    case "end":
      return {
        isText: true,
        isDear: false,
        column,
        of: (text) => sql`CASE WHEN length(${text}) >= ${length} THEN right(${text}, ${length}) END`,
      };
    case "size":
      return { isText: false, isDear: false, column, of: (text) => sql`CAST(least(length(${text}), 30000) AS SMALLINT)` };
    case "spaced":
      return { isText: false, isDear: false, column, of: (text) => sql`strpos(${text}, ' ') > 0` };
    default:
      return { isText: false, isDear: true, column, of: (text) => letters(text, length) };
  }
}

function letters(text: Sql, longest: number): Sql {
  const bits = [..."abcdefghijklmnopqrstuvwxyz"].map(
    (letter, bit) => sql`CASE WHEN strpos(${text}, ${letter}) > 0 THEN ${2 ** bit} ELSE 0 END`,
  );
  return sql`CASE WHEN strlen(${text}) <= ${longest} AND strlen(${text}) = length(${text}) THEN ${bits.reduce((sum, one) => sql`${sum} + ${one}`)} END`;
}

/** Does the path name a column of one of the two records? */
export function sideOf(path: readonly string[]): { readonly side: "l" | "r"; readonly column: string } | undefined {
  const [side, column] = path;
  return path.length === 2 && (side === "l" || side === "r") && column !== undefined ? { side, column } : undefined;
}
