import { sql, toUtc, type Dialect, type Sql } from "../sql/index.ts";

/** Date and time of day as OCEL, XES and most exports write them: ISO 8601, with `T` or a space, seconds and offset optional. */
const shape = "^\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?(Z|[+-]\\d{2}(:?\\d{2})?)?)?$";
const offset = "\\d{2}:\\d{2}.*(Z|[+-]\\d{2}(:?\\d{2})?)$";
/** An offset other than none, and digits beyond microseconds: what a UTC TIMESTAMP does not hold. */
const beyond = "(\\d{2}:\\d{2}.*[+-](0[1-9]|1\\d|2\\d|00:?[0-5]?[1-9]|00:?[1-5]0)(:?\\d{2})?\\s*$)|([.,]\\d{6}\\d*[1-9])";

/** How times without an offset are meant, and how others than ISO 8601 are written. */
export interface TimeReading {
  /** IANA zone. */
  readonly zone: string;
  /** For instance `%d.%m.%Y %H:%M`; undefined: ISO 8601. */
  readonly format: string | undefined;
}

/** A time as written → UTC TIMESTAMP; NULL where it cannot be read. */
export function readTime(text: Sql, reading: TimeReading, dialect: Dialect): Sql {
  const local = (time: Sql): Sql => (reading.zone === "UTC" ? time : toUtc(time, reading.zone, undefined, dialect));
  if (reading.format !== undefined) return local(dialect.tryTimestamp(text, reading.format));
  const plain = plainForm(text, dialect);
  const instant = dialect.tryInstant(plain);
  const read =
    reading.zone === "UTC" ? instant : sql`CASE WHEN ${dialect.matches(plain, offset)} THEN ${instant} ELSE ${local(instant)} END`;
  return sql`CASE WHEN ${dialect.matches(plain, shape)} THEN ${read} END`;
}

/** The time as written, where the TIMESTAMP read from it does not tell all of it. */
export function keptText(text: Sql, at: Sql, reading: TimeReading, dialect: Dialect): Sql {
  if (reading.format !== undefined) return sql`CASE WHEN ${at} IS NULL THEN ${text} END`;
  return sql`CASE WHEN ${at} IS NULL OR ${dialect.matches(text, beyond)} THEN ${text} END`;
}

/** Was the time given without saying in which zone? */
export function lacksZone(text: Sql, dialect: Dialect): Sql {
  const plain = plainForm(text, dialect);
  return sql`(${dialect.matches(plain, shape)} AND NOT ${dialect.matches(plain, offset)})`;
}

/** Blanks, small letters, decimal commas and `UTC` are read too. */
function plainForm(text: Sql, dialect: Dialect): Sql {
  // Most are plain already, and are not rewritten.
  return sql`CASE WHEN ${dialect.matches(text, shape)} THEN ${text}
    ELSE ${dialect.replaceAll(sql`replace(upper(trim(${text})), ',', '.')`, "\\s*(UTC|GMT|Z)$", "Z")} END`;
}
