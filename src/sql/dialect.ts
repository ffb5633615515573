import type { Sql } from "./sql.ts";

/** How many bits the numbers of triples take at most: the first up to 63, the second and the third together up to 63, the third up to 31. */
export interface TripleBits {
  readonly first: number;
  readonly second: number;
  readonly third: number;
}

/**
 * What differs between the engines that run detector SQL. Everything else in it
 * is the subset that DuckDB and Trino share. Each function takes SQL and gives
 * SQL; none looks at data.
 */
export interface Dialect {
  readonly name: "duckdb";
  /** Text → DECIMAL(18, 4); NULL where the text is no number or does not fit. */
  tryMoney(text: Sql): Sql;
  /** Text → DATE by a format such as `%m/%d/%Y`; NULL where it does not fit. */
  tryDate(text: Sql, format: string): Sql;
  /** Text → TIMESTAMP without zone by a format; NULL where it does not fit. */
  tryTimestamp(text: Sql, format: string): Sql;
  /** ISO 8601 date and time with its offset, without one UTC → UTC TIMESTAMP; NULL where it does not fit. Other texts may be read too: check their shape first. */
  tryInstant(text: Sql): Sql;
  /** Local TIMESTAMP of a zone → UTC TIMESTAMP. */
  toUtc(local: Sql, zone: string): Sql;
  /** UTC TIMESTAMP → local TIMESTAMP of a zone. */
  toLocal(utc: Sql, zone: string): Sql;
  /** UTC TIMESTAMP → DATE in a zone. */
  localDate(utc: Sql, zone: string): Sql;
  /** Whole days from the first DATE to the second. */
  daysBetween(from: Sql, to: Sql): Sql;
  /** TIMESTAMP moved by whole hours or days. */
  plus(timestamp: Sql, count: Sql, unit: "hours" | "days"): Sql;
  /** Whole seconds from the first TIMESTAMP to the second; what is less than a second is dropped. */
  secondsBetween(from: Sql, to: Sql): Sql;
  /** Microseconds from the first TIMESTAMP to the second: BIGINT. */
  microsecondsBetween(from: Sql, to: Sql): Sql;
  /** Milliseconds from the first TIMESTAMP to the second, neither of which has parts of one: BIGINT. */
  millisecondsBetween(from: Sql, to: Sql): Sql;
  /** DECIMAL(18, 4) × whole seconds, in days: DECIMAL(38, 2), rounded half up, exact. Neither is negative. */
  amountDays(amount: Sql, seconds: Sql): Sql;
  /** Microseconds from 1970 to a TIMESTAMP, BIGINT. */
  microseconds(timestamp: Sql): Sql;
  /** The value of `of` in the row where `by` is least, `by` being unique. */
  argMin(of: Sql, by: Sql): Sql;
  /**
   * Aggregate: an array of nearest-rank quantiles of the values that are not NULL
   * (the value at rank ⌈share × n⌉, so each is one of them), taken out by `[1]`, `[2]` …
   *
   * @param shares decimals such as `0.9`, above 0 and below 1, ascending
   */
  quantiles(value: Sql, shares: readonly string[]): Sql;
  /**
   * Aggregate: an array of three whole numbers each, sorted by the first, then the second, then the third; `partsOf`
   * takes them out. None is negative. Several times as fast as an ordered aggregate, the more so the fewer bits they take.
   */
  sortedTriples(first: Sql, second: Sql, third: Sql, bits: TripleBits): Sql;
  /** The first (BIGINT) or the third (INTEGER) numbers of an array of `sortedTriples`, as an array. */
  partsOf(triples: Sql, part: "first" | "third", bits: TripleBits): Sql;
  /** An array from its second element on. */
  withoutFirst(array: Sql): Sql;
  /** A query that gives each element of arrays a row, those of one place side by side; where one array is shorter, NULL. Columns of the relation may stand beside them. */
  sideBySide(relation: Sql, arrays: readonly { readonly name: string; readonly value: Sql }[], columns: readonly Sql[]): Sql;
  /** The elements of an array that stand at the places (from 0) which another array holds, in the order of that. */
  elementsAt(array: Sql, places: Sql): Sql;
  /** Texts joined in an order. */
  stringAggregate(text: Sql, separator: string, orderBy: Sql): Sql;
  /** First 16 hex digits of SHA-256 of a text. */
  fingerprint(text: Sql): Sql;
  /** SHA-256 of a text in 64 hex digits. */
  sha256(text: Sql): Sql;
  /** All matches of a regular expression (RE2) replaced. */
  replaceAll(text: Sql, pattern: string, replacement: string): Sql;
  /** Does the text hold a match of the regular expression (RE2)? */
  matches(text: Sql, pattern: string): Sql;
  /** One bucket of many, from 0, by a hash of the texts. Not the same between engines: only for sizing up. */
  hashBucket(texts: readonly Sql[], buckets: number): Sql;
  /** A 64-bit hash of texts, the same in every run of one engine version. */
  hash64(texts: readonly Sql[]): Sql;
  /** About how many distinct values; only for sizing up. */
  approximateDistinct(value: Sql): Sql;
  /** A relation with one column `day`, a DATE a row, both ends included. */
  days(from: string, to: string): Sql;
  /** Is the bit of a BIGINT set? Bits count from 0. */
  hasBit(bits: Sql, bit: number): Sql;
  /** Text as a JSON string with its quotes; NULL is `null`. */
  jsonString(text: Sql): Sql;
  /** Unicode normal form C. */
  nfc(text: Sql): Sql;
  /** Jaro–Winkler similarity of two texts, 0 to 1; NULL where one is NULL. Counts bytes: for texts of single-byte characters. */
  jaroWinkler(a: Sql, b: Sql): Sql;
  /** How many characters must be added, dropped, replaced or swapped with their neighbour to make one text of the other. Slow beside `hamming`. */
  editDistance(a: Sql, b: Sql): Sql;
  /** How many bits of two whole numbers differ. */
  differingBits(a: Sql, b: Sql): Sql;
  /** Is a `hash64` in one of so many ranges of equal width, counted from 0? */
  isInHashRange(hash: Sql, range: number, ranges: number): Sql;
  /** In how many places two texts differ; NULL for texts of different lengths. */
  hamming(a: Sql, b: Sql): Sql;
  /** Accents taken off Latin, Greek, Cyrillic, Hebrew and Arabic letters, and letters that have no accent to take off written plainly: ø o, ł l, ß ss, æ ae. Full-width letters and digits become narrow. Other scripts are left as they are. */
  unaccent(text: Sql): Sql;
  /** Words separated by single spaces → the same words, sorted, each once. */
  sortedWords(words: Sql): Sql;
  /** Every two neighbouring characters of a text, separated by spaces: `abcd` → `ab bc cd`. A single character is left as it is. */
  characterPairs(text: Sql): Sql;
  /** The first character of each word, joined: `general motors corp` → `gmc`. */
  initials(words: Sql): Sql;
  /** A query for `key` and `word`: one row per distinct word (separated by single spaces) of each row of a relation. NULL has no words. */
  eachWord(relation: Sql, key: Sql, words: Sql): Sql;
  /** Aggregate: the least rows of values that are not NULL, by the first value, then the next …; `fieldOf` takes values out. */
  leastRows(values: readonly { readonly name: string; readonly value: Sql }[], count: number): Sql;
  /** A value of one of the `leastRows`, from 1; NULL beyond the last. */
  fieldOf(rows: Sql, place: number, name: string): Sql;
  /** The part of a text that matches a group of a regular expression (RE2); NULL where nothing matches. */
  extract(text: Sql, pattern: string, group: number): Sql;
}
