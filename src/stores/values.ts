import type { SqlValue } from "../sql/index.ts";

/** Object ids of PostgreSQL's built-in types whose text is read as something else than text. */
const BOOL = 16;
const INT8 = 20;
const INT2 = 21;
const INT4 = 23;
const JSON_TEXT = 114;
const FLOAT8 = 701;
const TIMESTAMPTZ = 1184;
const JSONB = 3802;

/**
 * How a value's text becomes JavaScript's, the same for both adapters; all other
 * types, NUMERIC and DATE among them, stay text. The session's zone is UTC.
 */
export const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [BOOL]: (text) => text === "t" || text === "true",
  [INT2]: Number,
  [INT4]: Number,
  [INT8]: wholeNumber,
  [FLOAT8]: Number,
  [JSON_TEXT]: (text) => JSON.parse(text) as unknown,
  [JSONB]: (text) => JSON.parse(text) as unknown,
  [TIMESTAMPTZ]: instant,
};

/** Types that would otherwise be read by an adapter's own parsers. */
export const AS_TEXT: readonly number[] = [1700, 1082, 1114, 25, 1043, 17, 1009];

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large for a number`);
  return value;
}

/** `2026-11-24 17:10:00.12+00` → `2026-11-24T17:10:00.120Z`. */
function instant(text: string): string {
  return new Date(text.replace(" ", "T").replace(/\+00(:00)?$/, "Z")).toISOString();
}

/** Values as the wire protocol takes them: text, and the database knows the type. */
export function wireValues(values: readonly SqlValue[]): (string | boolean | null)[] {
  return values.map((value) => (typeof value === "number" || typeof value === "bigint" ? String(value) : value));
}
