import { join, sql, type Dialect, type Sql } from "../../sql/index.ts";

const unit = { hours: sql`INTERVAL 1 HOUR`, days: sql`INTERVAL 1 DAY` };

export const duckdbDialect: Dialect = {
  name: "duckdb",
  tryMoney: (text) => sql`try_cast(${text} AS DECIMAL(18, 4))`,
  tryDate: (text, format) => sql`CAST(try_strptime(${text}, ${format}) AS DATE)`,
  tryTimestamp: (text, format) => sql`try_strptime(${text}, ${format})`,
  toUtc: (local, zone) => sql`timezone('UTC', timezone(${zone}, ${local}))`,
  toLocal: (utc, zone) => sql`timezone(${zone}, timezone('UTC', ${utc}))`,
  localDate: (utc, zone) => (zone === "UTC" ? sql`CAST(${utc} AS DATE)` : sql`CAST(timezone(${zone}, timezone('UTC', ${utc})) AS DATE)`),
  daysBetween: (from, to) => sql`date_diff('day', ${from}, ${to})`,
  plus: (timestamp, count, by) => sql`(${timestamp} + ${count} * ${unit[by]})`,
  argMin: (of: Sql, by: Sql) => sql`arg_min(${of}, ${by})`,
  stringAggregate: (text, separator, orderBy) => sql`string_agg(${text}, ${separator} ORDER BY ${orderBy})`,
  fingerprint: (text) => sql`left(sha256(${text}), 16)`,
  replaceAll: (text, pattern, replacement) => sql`regexp_replace(${text}, ${pattern}, ${replacement}, 'g')`,
  matches: (text, pattern) => sql`regexp_matches(${text}, ${pattern})`,
  hashBucket: (texts, buckets) => sql`hash(${join(texts)}) % CAST(${buckets} AS UBIGINT)`,
  approximateDistinct: (value) => sql`approx_count_distinct(${value})`,
  days: (from, to) =>
    sql`(SELECT CAST(day AS DATE) AS day FROM generate_series(CAST(${from} AS TIMESTAMP), CAST(${to} AS TIMESTAMP), INTERVAL 1 DAY) AS s(day))`,
  hasBit: (bits, bit) => sql`(${bits} >> ${bit}) & 1 = 1`,
  jsonString: (text) => sql`coalesce(CAST(to_json(${text}) AS VARCHAR), 'null')`,
  nfc: (text) => sql`nfc_normalize(${text})`,
};
