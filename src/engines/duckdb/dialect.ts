import { id, join, sql, type Dialect, type Sql, type TripleBits } from "../../sql/index.ts";

const unit = { hours: sql`INTERVAL 1 HOUR`, days: sql`INTERVAL 1 DAY` };

/** The full-width forms of the printable ASCII characters, and those. */
const wide = String.fromCodePoint(...Array.from({ length: 95 }, (_, place) => (place === 0 ? 0x3000 : 0xff00 + place)));
const narrow = String.fromCodePoint(...Array.from({ length: 95 }, (_, place) => 0x20 + place));

export const duckdbDialect: Dialect = {
  name: "duckdb",
  tryMoney: (text) => sql`try_cast(${text} AS DECIMAL(18, 4))`,
  tryDate: (text, format) => sql`CAST(try_strptime(${text}, ${format}) AS DATE)`,
  tryTimestamp: (text, format) => sql`try_strptime(${text}, ${format})`,
  tryInstant: (text) => sql`timezone('UTC', try_cast(${text} AS TIMESTAMPTZ))`,
  toUtc: (local, zone) => sql`timezone('UTC', timezone(${zone}, ${local}))`,
  toLocal: (utc, zone) => sql`timezone(${zone}, timezone('UTC', ${utc}))`,
  localDate: (utc, zone) => (zone === "UTC" ? sql`CAST(${utc} AS DATE)` : sql`CAST(timezone(${zone}, timezone('UTC', ${utc})) AS DATE)`),
  daysBetween: (from, to) => sql`date_diff('day', ${from}, ${to})`,
  plus: (timestamp, count, by) => sql`(${timestamp} + ${count} * ${unit[by]})`,
  secondsBetween: (from, to) => sql`date_sub('second', ${from}, ${to})`,
  microsecondsBetween: (from, to) => sql`date_diff('microsecond', ${from}, ${to})`,
  millisecondsBetween: (from, to) => sql`date_diff('millisecond', ${from}, ${to})`,
  // Amounts have four decimals: 8,640,000 of their ten-thousandths times seconds are a cent and day. DuckDB divides decimals as floats, but whole numbers exactly.
  amountDays: (amount, seconds) =>
    sql`CAST((CAST(CAST(${amount} AS DECIMAL(24, 4)) * 10000 AS HUGEINT) * ${seconds} * 2 + 8640000) // 17280000 AS DECIMAL(30, 0)) * CAST(0.01 AS DECIMAL(3, 2))`,
  microseconds: (timestamp) => sql`epoch_us(${timestamp})`,
  argMin: (of: Sql, by: Sql) => sql`arg_min(${of}, ${by})`,
  // Shares stay decimals: by floats the rank of 0.9 of ten would hang on a last bit.
  quantiles: (value, shares) => sql`quantile_disc(${value}, [${join(shares.map((share) => sql`CAST(${share} AS DECIMAL(9, 8))`))}])`,
  // One number sorts as three would: the first is its highest bits, the third its lowest.
  sortedTriples: (first, second, third, bits) => {
    const high = sql`CAST(${first} AS ${isNarrow(bits) ? sql`BIGINT` : sql`HUGEINT`}) * ${2n ** BigInt(bits.second + bits.third)}`;
    return sql`list_sort(list(${high} + (CAST(${second} AS BIGINT) * ${2 ** bits.third} + ${third})))`;
  },
  partsOf: (triples, part, bits) =>
    part === "first"
      ? sql`list_transform(${triples}, lambda triple: CAST(triple >> ${bits.second + bits.third} AS BIGINT))`
      : sql`list_transform(${triples}, lambda triple: CAST(triple & ${2 ** bits.third - 1} AS INTEGER))`,
  withoutFirst: (array) => sql`${array}[2:]`,
  sideBySide: (relation, arrays, columns) =>
    sql`SELECT ${join([...columns, ...arrays.map(({ name, value }) => sql`unnest(${value}) AS ${id(name)}`)])} FROM ${relation}`,
  elementsAt: (array, places) => sql`list_select(${array}, list_transform(${places}, lambda place: place + 1))`,
  stringAggregate: (text, separator, orderBy) => sql`string_agg(${text}, ${separator} ORDER BY ${orderBy})`,
  fingerprint: (text) => sql`left(sha256(${text}), 16)`,
  sha256: (text) => sql`sha256(${text})`,
  replaceAll: (text, pattern, replacement) => sql`regexp_replace(${text}, ${pattern}, ${replacement}, 'g')`,
  matches: (text, pattern) => sql`regexp_matches(${text}, ${pattern})`,
  hashBucket: (texts, buckets) => sql`hash(${join(texts)}) % CAST(${buckets} AS UBIGINT)`,
  hash64: (texts) => sql`hash(${join(texts)})`,
  approximateDistinct: (value) => sql`approx_count_distinct(${value})`,
  days: (from, to) =>
    sql`(SELECT CAST(day AS DATE) AS day FROM generate_series(CAST(${from} AS TIMESTAMP), CAST(${to} AS TIMESTAMP), INTERVAL 1 DAY) AS s(day))`,
  hasBit: (bits, bit) => sql`(${bits} >> ${bit}) & 1 = 1`,
  jsonString: (text) => sql`coalesce(CAST(to_json(${text}) AS VARCHAR), 'null')`,
  nfc: (text) => sql`nfc_normalize(${text})`,
  jaroWinkler: (a, b) => sql`jaro_winkler_similarity(${a}, ${b})`,
  editDistance: (a, b) => sql`damerau_levenshtein(${a}, ${b})`,
  differingBits: (a, b) => sql`CAST(bit_count(xor(${a}, ${b})) AS INTEGER)`,
  isInHashRange: (hash, range, ranges) => {
    const edge = (at: number): Sql => sql`CAST(${String((2n ** 64n * BigInt(at)) / BigInt(ranges))} AS UBIGINT)`;
    const below = range + 1 < ranges ? sql` AND ${hash} < ${edge(range + 1)}` : sql``;
    return sql`(${hash} >= ${edge(range)}${below})`;
  },
  hamming: (a, b) => sql`CASE WHEN strlen(${a}) = strlen(${b}) THEN hamming(${a}, ${b}) END`,
  // Most texts are ASCII, which is told by comparing lengths; strip_accents would take the vowels off Indic scripts, so those stay out.
  unaccent: (text) => sql`CASE WHEN strlen(${text}) = length(${text}) THEN ${text}
    WHEN regexp_matches(${text}, '[\\x{0900}-\\x{1CFF}\\x{2E80}-\\x{FFEF}]') THEN translate(${text}, ${wide}, ${narrow})
    ELSE replace(replace(replace(replace(replace(replace(translate(strip_accents(${text}),
      'øØłŁđĐıħĦŧŦ', 'oOlLdDihHtT'), 'ß', 'ss'), 'æ', 'ae'), 'Æ', 'AE'), 'œ', 'oe'), 'Œ', 'OE'), 'þ', 'th') END`,
  sortedWords: (words) => sql`array_to_string(list_sort(list_distinct(string_split(${words}, ' '))), ' ')`,
  characterPairs: (text) => sql`CASE WHEN length(${text}) < 2 THEN ${text} ELSE
    array_to_string(list_transform(range(1, length(${text})), lambda place: substr(${text}, place, 2)), ' ') END`,
  initials: (words) => sql`array_to_string(list_transform(string_split(${words}, ' '), lambda word: left(word, 1)), '')`,
  eachWord: (relation, key, words) =>
    sql`SELECT ${key} AS key, unnest(list_distinct(string_split(${words}, ' '))) AS word FROM ${relation}`,
  leastRows: (values, count) => sql`min(struct_pack(${join(values.map(({ name, value }) => sql`${id(name)} := ${value}`))}), ${count})`,
  fieldOf: (rows, place, name) => sql`struct_extract(${rows}[${place}], ${name})`,
  extract: (text, pattern, group) => sql`nullif(regexp_extract(${text}, ${pattern}, ${group}), '')`,
};

/** Do they fit into a BIGINT? */
function isNarrow({ first, second, third }: TripleBits): boolean {
  return first + second + third <= 63;
}
