import type { Engine } from "../../engines/engine.ts";
import { id, sql, toLocal, type Dialect, type Sql, type TimeRange } from "../../sql/index.ts";
import type { SignatureInput } from "./signature.ts";

/*
 * The pairs of values: each once, since a price list's hundred equal rows prove no
 * more than one. Besides the texts they hold
 *
 *   numbers  fa, ta BIGINT (unsigned, ten-thousandths), s (product of the signs: −1, 0, 1), d BIGINT (second less first, ten-thousandths)
 *   times    from_at, to_at, gap (microseconds from first to second); for timestamps local_from, local_to, local_gap as well
 *   texts    both_there (both hold something), spaces_only (they differ, by nothing but spaces)
 *   records  how many rows hold the pair
 */

/** Spaces, and those that look like one. */
const SPACES = [" ", "\t", "\n", "\r", "\u00A0"] as const;

export type Family = "numbers" | "dates" | "timestamps" | "texts";

export function familyOf(input: Pick<SignatureInput, "type">): Family {
  if (input.type === "money" || input.type === "number") return "numbers";
  if (input.type === "date") return "dates";
  return input.type === "timestamp" ? "timestamps" : "texts";
}

/** Where the times lie, so that zones may be worked out by comparison; undefined: no times. */
export async function timesOf(engine: Engine, input: SignatureInput): Promise<TimeRange | undefined> {
  if (familyOf(input) !== "timestamps") return undefined;
  const [row] = await engine.rows<{ least: string | null; greatest: string | null }>(
    sql`SELECT CAST(least(min(from_at), min(to_at)) AS VARCHAR) AS least, CAST(greatest(max(from_at), max(to_at)) AS VARCHAR) AS greatest FROM ${id(input.relation)}`,
  );
  return row?.least == null || row.greatest == null ? undefined : { least: row.least, greatest: row.greatest };
}

/** The relation with the columns of a pair, a row for a row. */
export function valuesOf(input: SignatureInput, times: TimeRange | undefined, dialect: Dialect): Sql {
  return sql`SELECT id, ${columns(input, times, dialect)} FROM ${id(input.relation)}`;
}

/** CREATE TABLE: each pair of values once. */
export function createPairs(table: string, input: SignatureInput, times: TimeRange | undefined, dialect: Dialect): Sql {
  return sql`CREATE TABLE ${id(table)} AS
SELECT *, ${derived(input, times, dialect)}
FROM (SELECT ${given(input)}, count(*) AS records FROM ${id(input.relation)} GROUP BY ${given(input)}) AS g`;
}

function columns(input: SignatureInput, times: TimeRange | undefined, dialect: Dialect): Sql {
  return sql`${given(input)}, ${derived(input, times, dialect)}`;
}

function given(input: SignatureInput): Sql {
  const family = familyOf(input);
  if (family === "numbers") return sql`from_text, to_text, from_number, to_number`;
  if (family === "texts") return sql`from_text, to_text`;
  return sql`from_text, to_text, from_at, to_at`;
}

function derived(input: SignatureInput, times: TimeRange | undefined, dialect: Dialect): Sql {
  const family = familyOf(input);
  if (family === "numbers") {
    // Only great amounts need the wide, slower product.
    const scaled = (column: Sql): Sql =>
      sql`CASE WHEN abs(${column}) < 9999999999 THEN CAST(abs(${column}) * 10000 AS BIGINT) ELSE CAST(CAST(abs(${column}) AS DECIMAL(24, 4)) * 10000 AS BIGINT) END`;
    return sql`${scaled(sql`from_number`)} AS fa, ${scaled(sql`to_number`)} AS ta,
  CAST(sign(from_number) AS INTEGER) * CAST(sign(to_number) AS INTEGER) AS s,
  CAST(sign(to_number) AS BIGINT) * (${scaled(sql`to_number`)}) - CAST(sign(from_number) AS BIGINT) * (${scaled(sql`from_number`)}) AS d`;
  }
  if (family === "texts") {
    const there = sql`(from_text IS NOT NULL AND to_text IS NOT NULL AND trim(from_text) <> '' AND trim(to_text) <> '')`;
    const bare = (text: Sql): Sql => SPACES.reduce((rest, space) => sql`replace(${rest}, ${space}, '')`, text);
    return sql`${there} AS both_there, coalesce(from_text <> to_text AND ${bare(sql`from_text`)} = ${bare(sql`to_text`)}, FALSE) AS spaces_only`;
  }
  const gap = sql`${dialect.microsecondsBetween(sql`from_at`, sql`to_at`)} AS gap`;
  if (family === "dates") return gap;
  const local = (column: Sql): Sql => toLocal(column, input.timeZone, times, dialect);
  const [from, to] = [local(sql`from_at`), local(sql`to_at`)];
  return sql`${gap}, ${from} AS local_from, ${to} AS local_to, ${dialect.microsecondsBetween(from, to)} AS local_gap`;
}
