import type { DateOrder } from "../model/index.ts";
import { id, sql, type Dialect, type Sql } from "../sql/index.ts";

const CLOCK =
  "(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d+))?)?\\s*(?:([AaPp])\\.?[Mm]\\.?)?\\s*(Z|z|UTC|GMT|[+-]\\d{2}:?\\d{2}|[+-]\\d{2})?";
const TAIL = `(?:(?:[T\\s]|,\\s*)\\s*(?:at\\s+)?${CLOCK})?`;
const WEEKDAY = "(?:(?i:mon|tue|wed|thu|fri|sat|sun)[a-z]*\\.?,?\\s+)?";
const MONTH = "((?i)jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-zA-Z]*\\.?";

const YEAR_FIRST = "^(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})";
const YEAR_LAST = "^(\\d{1,2})[-/.] ?(\\d{1,2})[-/.] ?(\\d{4})";
const SHORT_YEAR = "^(\\d{1,2})[-/.](\\d{1,2})[-/.](\\d{2})";
const DAY_MONTH_NAME = `^${WEEKDAY}(\\d{1,2})(?:st|nd|rd|th|\\.)?[-\\s/]*${MONTH}[-\\s,/]+(\\d{4}|\\d{2})`;
const MONTH_NAME_DAY = `^${WEEKDAY}${MONTH}\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})`;

/** The same pattern without captures, which a test does not need and pays for. */
function uncaptured(pattern: string): string {
  return pattern.replaceAll(/(?<!\\)\((?!\?)/g, "(?:").replaceAll("((?i)", "(?:(?i)");
}

/** Formats of the engine's own parser that read most values of a column, month first and day first. */
export interface QuickFormat {
  readonly mdy: string;
  readonly dmy: string;
}

/** The form that most of some values have; undefined when it is none that the engine's parser reads. */
export function quickFormat(samples: readonly string[]): QuickFormat | undefined {
  const counts = new Map<string, number>();
  for (const sample of samples) {
    const match = /^\d{1,2}([/.-])\d{1,2}\1\d{4}(?:( |, )\d{1,2}:\d{2}(:\d{2})?(?:( ?)([AaPp])[Mm])?)?$/.exec(sample);
    if (match === null) continue;
    const [, mark = "", gap, seconds, blank = "", half] = match;
    const hour = half === undefined ? "%H" : "%I";
    const clock = gap === undefined ? "" : `${gap}${hour}:%M${seconds === undefined ? "" : ":%S"}${half === undefined ? "" : `${blank}%p`}`;
    const format = `${mark}%Y${clock}`;
    counts.set(format, (counts.get(format) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  if (most === undefined) return undefined;
  const mark = most[0].slice(0, 1);
  return { mdy: `%m${mark}%d${most[0]}`, dmy: `%d${mark}%m${most[0]}` };
}

/** Was a text read by a quick format? A year that was written with two digits is not for it. */
export function isQuick(time: Sql): Sql {
  return sql`coalesce(${time} >= TIMESTAMP '1000-01-01 00:00:00', FALSE)`;
}

/** A text in which a date and a time of day are found, and its pieces, in the two steps that the engine takes. */
export interface DateSteps {
  /** The day as `YYYY-M-D`, or a whole canonical time; NULL where there is none. */
  readonly day: Sql;
  /** A STRUCT of the clock's pieces, empty where there is no clock. */
  readonly clock: Sql;
}

export function dateSteps(text: Sql, order: DateOrder): DateSteps {
  const whole = (pattern: string): Sql => sql`regexp_matches(${text}, ${uncaptured(`${pattern}${TAIL}$`)})`;
  const part = (pattern: string, form: string): Sql => sql`regexp_replace(${text}, ${`${pattern}.*$`}, ${form})`;
  const piece = (pattern: string, group: number): Sql => sql`regexp_extract(${text}, ${pattern}, ${group})`;
  const century = (year: Sql): Sql => sql`CASE WHEN length(${year}) = 4 THEN '' WHEN ${year} < '69' THEN '20' ELSE '19' END || ${year}`;
  const month = (name: Sql): Sql =>
    sql`CAST((strpos('janfebmaraprmayjunjulaugsepoctnovdec', lower(left(${name}, 3))) + 2) // 3 AS VARCHAR)`;
  const long = order === "mdy" ? "\\3-\\1-\\2" : "\\3-\\2-\\1";
  const short =
    order === "ymd"
      ? sql`${century(piece(SHORT_YEAR, 1))} || ${part(SHORT_YEAR, "-\\2-\\3")}`
      : sql`${century(piece(SHORT_YEAR, 3))} || ${part(SHORT_YEAR, order === "mdy" ? "-\\1-\\2" : "-\\2-\\1")}`;
  const days = sql`try_cast(${text} AS DOUBLE)`;
  const seconds = sql`CAST(round(${days} * 86400) AS BIGINT)`;
  const serial = sql`TIMESTAMP '1899-12-30 00:00:00' + to_seconds(${seconds})`;
  const stamp = (milliseconds: Sql): Sql => sql`strftime(make_timestamp(1000 * ${milliseconds}), '%Y-%m-%d %H:%M:%S.%f') || 'Z'`;
  const day = sql`CASE
    WHEN ${whole(YEAR_FIRST)} THEN ${part(YEAR_FIRST, "\\1-\\2-\\3")}
    WHEN ${whole(YEAR_LAST)} THEN ${part(YEAR_LAST, long)}
    WHEN ${whole(SHORT_YEAR)} THEN ${short}
    WHEN ${whole(DAY_MONTH_NAME)} THEN ${century(piece(DAY_MONTH_NAME, 3))} || '-' || ${month(piece(DAY_MONTH_NAME, 2))} || '-' || ${piece(DAY_MONTH_NAME, 1)}
    WHEN ${whole(MONTH_NAME_DAY)} THEN ${piece(MONTH_NAME_DAY, 3)} || '-' || ${month(piece(MONTH_NAME_DAY, 1))} || '-' || ${piece(MONTH_NAME_DAY, 2)}
    WHEN regexp_full_match(${text}, '(?:19|20)\\d{6}') THEN regexp_replace(${text}, '(\\d{4})(\\d\\d)(\\d\\d)', '\\1-\\2-\\3')
    WHEN regexp_full_match(${text}, '\\d{5}(?:\\.\\d+)?') AND ${days} BETWEEN 20000 AND 80000
      THEN CASE WHEN ${seconds} % 86400 = 0 THEN strftime(${serial}, '%Y-%m-%d') ELSE strftime(${serial}, '%Y-%m-%d %H:%M:%S') END
    WHEN regexp_full_match(${text}, '\\d{10}') THEN ${stamp(sql`(1000 * CAST(${text} AS BIGINT))`)}
    WHEN regexp_full_match(${text}, '\\d{13}') THEN ${stamp(sql`CAST(${text} AS BIGINT)`)}
    WHEN regexp_full_match(${text}, '\\\\?/Date\\(-?\\d{1,14}(?:[+-]\\d{4})?\\)\\\\?/') THEN ${stamp(sql`CAST(regexp_extract(${text}, '\\((-?\\d+)', 1) AS BIGINT)`)}
  END`;
  const clock = sql`regexp_extract(${text}, ${`(?:[T\\s]|,)\\s*(?:at\\s+)?${CLOCK}$`}, ['h', 'm', 's', 'f', 'ap', 'z'])`;
  return { day, clock };
}

/** The two steps put together: `YYYY-M-D`, with ` HH:MM:SS` if there was a clock, with `Z` or `+HH:MM` if there was a zone. */
export function canonicalTime(day: string, clock: string): Sql {
  const of = (name: string): Sql => id(clock, name);
  const hour = sql`try_cast(${of("h")} AS INTEGER)`;
  const hours = sql`CASE lower(${of("ap")}) WHEN 'p' THEN CASE WHEN ${hour} BETWEEN 1 AND 12 THEN ${hour} % 12 + 12 END
      WHEN 'a' THEN CASE WHEN ${hour} BETWEEN 1 AND 12 THEN ${hour} % 12 END ELSE ${hour} END`;
  const zone = sql`CASE WHEN upper(${of("z")}) IN ('Z', 'UTC', 'GMT') THEN 'Z'
      WHEN length(${of("z")}) = 3 THEN ${of("z")} || ':00'
      WHEN length(${of("z")}) = 5 THEN left(${of("z")}, 3) || ':' || right(${of("z")}, 2) ELSE ${of("z")} END`;
  const second = sql`CASE WHEN ${of("s")} = '' THEN '00' ELSE ${of("s")} END || CASE WHEN ${of("f")} = '' THEN '' ELSE '.' || left(${of("f")}, 6) END`;
  return sql`CASE WHEN ${of("h")} = '' THEN ${id(day)}
    ELSE ${id(day)} || ' ' || lpad(CAST(${hours} AS VARCHAR), 2, '0') || ':' || ${of("m")} || ':' || ${second} || ${zone} END`;
}

/** Is there a zone in a canonical text? */
function isZoned(text: Sql): Sql {
  return sql`regexp_matches(${text}, '(?:Z|[+-]\\d{2}:\\d{2})$')`;
}

/** A canonical text as UTC TIMESTAMP; without a zone it is local time of the zone. */
export function utcOfCanonical(text: Sql, zone: string, dialect: Dialect): Sql {
  return sql`CASE WHEN ${isZoned(text)} THEN ${instant(text)} ELSE ${dialect.toUtc(sql`try_cast(${text} AS TIMESTAMP)`, zone)} END`;
}

/** A canonical text as DATE: the day that it names, or, with a zone of its own, the day that it was in the given zone. */
export function dateOfCanonical(text: Sql, zone: string, dialect: Dialect): Sql {
  return sql`CASE WHEN ${isZoned(text)} THEN ${dialect.localDate(instant(text), zone)} ELSE CAST(try_cast(${text} AS TIMESTAMP) AS DATE) END`;
}

/** Text with a zone → UTC TIMESTAMP. The engine's session runs in UTC, so the instant's own clock is UTC's. */
export function instant(text: Sql): Sql {
  return sql`make_timestamp(epoch_us(try_cast(${text} AS TIMESTAMPTZ)))`;
}

/** Aggregates that tell the order of day and month: proofs of either, values that both fit, and the bounds of what a quick format reads either way. */
export function orderEvidence(text: Sql, format: QuickFormat | undefined): Readonly<Record<string, Sql>> {
  const pattern = "^(\\d{1,2})[-/.] ?(\\d{1,2})[-/.] ?(?:\\d{4}|\\d{2})(?:\\D|$)";
  const mdyTime = format === undefined ? sql`NULL` : sql`try_strptime(${text}, ${format.mdy})`;
  const dmyTime = format === undefined ? sql`NULL` : sql`try_strptime(${text}, ${format.dmy})`;
  const rest = format === undefined ? text : sql`CASE WHEN ${mdyTime} IS NULL AND ${dmyTime} IS NULL THEN ${text} END`;
  const first = sql`try_cast(regexp_extract(${rest}, ${pattern}, 1) AS INTEGER)`;
  const second = sql`try_cast(regexp_extract(${rest}, ${pattern}, 2) AS INTEGER)`;
  const evidence = {
    dmy: sql`count_if(${first} > 12 AND ${second} <= 12)`,
    mdy: sql`count_if(${first} <= 12 AND ${second} > 12)`,
    unclear: sql`count_if(${first} <= 12 AND ${second} <= 12 AND ${first} <> ${second})`,
  };
  if (format === undefined) return evidence;
  const bounded = (time: Sql): Sql => sql`CASE WHEN ${isQuick(time)} THEN ${time} END`;
  return {
    dmy: sql`coalesce(${evidence.dmy}, 0) + count_if(${dmyTime} IS NOT NULL AND ${mdyTime} IS NULL)`,
    mdy: sql`coalesce(${evidence.mdy}, 0) + count_if(${mdyTime} IS NOT NULL AND ${dmyTime} IS NULL)`,
    unclear: sql`coalesce(${evidence.unclear}, 0) + count_if(${mdyTime} <> ${dmyTime})`,
    mdyLeast: sql`min(${bounded(mdyTime)})`,
    mdyGreatest: sql`max(${bounded(mdyTime)})`,
    dmyLeast: sql`min(${bounded(dmyTime)})`,
    dmyGreatest: sql`max(${bounded(dmyTime)})`,
  };
}
