import type { Engine } from "../../engines/engine.ts";
import { id, sql, type Dialect, type Sql } from "../../sql/index.ts";
import { bitsOfWhole } from "./chance.ts";
import { encodingCandidates } from "./encodings.ts";
import type { Candidate, SignatureType } from "./signature.ts";
import { fraction, guarded, whole } from "./sql-pieces.ts";

/** Lengths that are looked at. */
const LENGTHS = 5;
/** Spaces of all kinds; a no-break space looks like one. */
const SPACES = "[ \\t\\n\\r\\x{A0}]+";

/** Spaces at a cut that may have been trimmed. */
const TRIMMED = 8;
/** First digit, the digits behind the point, and the exponent. */
const SCIENTIFIC = "^([1-9])(?:\\.(\\d{1,16}))?[eE]\\+?(\\d{1,2})$";

/** Everything that could make one text of another. */
export async function textCandidates(engine: Engine, pairs: string): Promise<readonly Candidate[]> {
  const floor = await chanceOfTexts(engine, pairs);
  const dialect = engine.dialect;
  return [
    ...(await truncations(engine, pairs, floor)),
    ...cases(floor),
    ...spaces(floor, dialect),
    ...digits(floor, dialect),
    ...separatorTexts(floor, dialect),
    ...encodingCandidates(floor, dialect),
  ];
}

/** Empty on one side: for all types. */
export function droppedCandidates(): readonly Candidate[] {
  const empty = (text: Sql): Sql => sql`(${text} IS NULL OR trim(${text}) = '')`;
  const sides = [
    ["second", sql`from_text`, sql`to_text`],
    ["first", sql`to_text`, sql`from_text`],
  ] as const;
  return sides.map(([side, there, gone]): Candidate => ({
    code: "dropped-value",
    parameters: { side },
    statement: `The ${side} value is empty where the other is filled: it never arrived.`,
    refutation: `a record whose ${side} value is filled and differs`,
    bits: 0,
    weight: 9,
    free: false,
    // That a value is not there is seen, not concluded.
    floor: 0,
    test: guarded(empty(gone), sql`NOT ${empty(there)}`),
  }));
}

/** Numbers written with an exponent: `scientific-notation` may befall columns of all types that hold digits. */
export function scientificCandidates(type: SignatureType): readonly Candidate[] {
  const sides = [
    ["second", sql`from_text`, sql`to_text`],
    ["first", sql`to_text`, sql`from_text`],
  ] as const;
  return sides.map(([side, plain, scientific]): Candidate => ({
    code: "scientific-notation",
    parameters: { side },
    statement: `The ${side} value is the other as a floating-point number writes it (1E+05), so that its last digits are lost.`,
    refutation: `a record with as many digits whose ${side} value is written out`,
    bits: side === "second" ? 0 : 1,
    weight: 9,
    free: false,
    floor: type === "text" || type === "key" ? 1e-5 : 1e-4,
    test: guarded(
      sql`(contains(${scientific}, 'E') OR contains(${scientific}, 'e')) AND strlen(${scientific}) <= 24`,
      sql`CASE WHEN regexp_matches(${scientific}, ${SCIENTIFIC}) AND regexp_matches(${plain}, '^[0-9]{1,36}$')
  THEN ${sameToLastDigit(plain, scientific)} ELSE FALSE END`,
    ),
  }));
}

/** Is the written number the plain one, rounded to the digits that it shows? By whole numbers. */
function sameToLastDigit(plain: Sql, scientific: Sql): Sql {
  const mantissa = sql`${part(scientific, 1)} || coalesce(${part(scientific, 2)}, '')`;
  const zeros = sql`CAST(${part(scientific, 3)} AS INTEGER) - length(coalesce(${part(scientific, 2)}, ''))`;
  const power = sql`CAST('1' || repeat('0', ${zeros}) AS DECIMAL(38, 0))`;
  return sql`CASE WHEN ${zeros} BETWEEN 0 AND 18 THEN 2 * abs(CAST(${plain} AS DECIMAL(38, 0)) - CAST(${mantissa} || repeat('0', ${zeros}) AS DECIMAL(38, 0))) <= ${power} ELSE FALSE END`;
}

function part(scientific: Sql, place: number): Sql {
  return sql`nullif(regexp_extract(${scientific}, ${SCIENTIFIC}, CAST(${String(place)} AS INTEGER)), '')`;
}

/** An unrelated text is the one foretold with a chance of 1/4 a character, on average. */
async function chanceOfTexts(engine: Engine, pairs: string): Promise<number> {
  const longest = 20;
  const [row] = await engine.rows<{ pairs: string; sum: string | null }>(
    sql`SELECT count(*) AS pairs, sum(CAST(1 AS BIGINT) << CAST(2 * (${whole(longest)} - least(length(to_text), ${whole(longest)})) AS INTEGER)) AS sum FROM ${id(pairs)} WHERE both_there`,
  );
  const pairCount = Number(row?.pairs ?? 0);
  return pairCount === 0 ? 1 : Math.max(1e-6, Math.min(1, Number(row?.sum ?? 0) / pairCount / 4 ** longest));
}

/** The lengths at which most texts are cut. */
async function truncations(engine: Engine, pairs: string, floor: number): Promise<readonly Candidate[]> {
  const cut = sql`(length(to_text) < length(from_text) AND starts_with(from_text, rtrim(to_text)))`;
  const rows = await engine.rows<{ n: string }>(
    sql`SELECT length(to_text) AS n, count(*) AS votes FROM ${id(pairs)} WHERE both_there AND ${cut} GROUP BY 1 HAVING count(*) >= 3 ORDER BY votes DESC, 1 LIMIT ${whole(LENGTHS)}`,
  );
  return rows.map((row): Candidate => {
    const n = Number(row.n);
    return {
      code: "truncated",
      parameters: { n: String(n) },
      statement: `The second value is the first cut at ${n} characters.`,
      refutation: `a record whose first value is longer than ${n} characters and whose second value is too`,
      bits: bitsOfWhole(n),
      weight: 9,
      free: true,
      floor,
      // Spaces at the cut are often trimmed afterwards.
      test: guarded(
        sql`both_there AND length(to_text) BETWEEN ${whole(n - TRIMMED)} AND ${whole(n)}`,
        sql`length(from_text) > ${whole(n)} AND rtrim(from_text) <> rtrim(to_text) AND rtrim(to_text) = rtrim(left(from_text, ${whole(n)}))`,
      ),
      distance: sql`CASE WHEN both_there AND ${cut} THEN length(to_text) - ${fraction(n)} END`,
    };
  });
}

function cases(floor: number): readonly Candidate[] {
  const made = (name: string, statement: string, bits: number, weight: number, test: Sql): Candidate => ({
    code: "case-changed",
    parameters: { to: name },
    statement,
    refutation: "a record whose values differ in more than upper and lower case",
    bits,
    weight,
    free: false,
    floor,
    test: guarded(sql`both_there AND from_text <> to_text AND length(from_text) = length(to_text)`, test),
  });
  return [
    made("upper case", "The second value is the first in upper case.", 0, 9, sql`to_text = upper(from_text)`),
    made("lower case", "The second value is the first in lower case.", 0, 9, sql`to_text = lower(from_text)`),
    made("another case", "The values differ in upper and lower case only.", 0, 8.5, sql`lower(to_text) = lower(from_text)`),
  ];
}

function spaces(floor: number, dialect: Dialect): readonly Candidate[] {
  const outer = (text: Sql): Sql => dialect.replaceAll(dialect.replaceAll(text, `^${SPACES}`, ""), `${SPACES}$`, "");
  const single = (text: Sql): Sql => outer(dialect.replaceAll(text, SPACES, " "));
  const made = (change: string, statement: string, weight: number, test: Sql): Candidate => ({
    code: "spaces-changed",
    parameters: { change },
    statement,
    refutation: "a record whose values differ in more than spaces",
    bits: 1,
    weight,
    free: false,
    floor,
    test: guarded(sql`both_there AND spaces_only`, test),
  });
  return [
    made("trimmed", "The second value is the first without spaces at its ends.", 9, sql`to_text = ${outer(sql`from_text`)}`),
    made("padded", "The second value is the first with spaces at its ends.", 9, sql`from_text = ${outer(sql`to_text`)}`),
    made("collapsed", "The second value is the first with every run of spaces made one.", 8.8, sql`to_text = ${single(sql`from_text`)}`),
    made("any", "The values differ in their spaces only.", 8.5, sql`TRUE`),
  ];
}

function digits(floor: number, dialect: Dialect): readonly Candidate[] {
  const zeros = (long: Sql, short: Sql): Sql =>
    guarded(
      sql`both_there AND starts_with(${long}, '0')`,
      sql`${dialect.matches(long, "^0+[0-9A-Za-z][0-9A-Za-z-]*$")} AND ${short} = ltrim(${long}, '0')`,
    );
  const decimal = (plain: Sql, longer: Sql): Sql =>
    guarded(
      sql`both_there AND starts_with(${longer}, ${plain} || '.0')`,
      sql`${dialect.matches(plain, "^-?[0-9]+$")} AND ${dialect.matches(longer, "^-?[0-9]+[.]0+$")}`,
    );
  const base = { parameters: {}, bits: 0, weight: 9, free: false, floor } as const;
  const [from, to] = [sql`from_text`, sql`to_text`];
  return [
    {
      ...base,
      code: "leading-zeros-lost",
      statement: "The second value is the first without its leading zeros.",
      refutation: "a record whose second value begins with a zero",
      test: zeros(from, to),
    },
    {
      ...base,
      code: "leading-zeros-added",
      statement: "The second value is the first with zeros put before it.",
      refutation: "a record whose second value has no zeros before the first",
      test: zeros(to, from),
    },
    {
      ...base,
      code: "decimal-added",
      parameters: { side: "second" },
      statement: "The second value is the first as a decimal number writes it: .0 was added.",
      refutation: "a record of digits whose second value has no point",
      test: decimal(from, to),
    },
    {
      ...base,
      code: "decimal-added",
      parameters: { side: "first" },
      bits: 1,
      statement: "The first value is the second as a decimal number writes it: .0 was added.",
      refutation: "a record of digits whose first value has no point",
      test: decimal(to, from),
    },
  ];
}

function separatorTexts(floor: number, dialect: Dialect): readonly Candidate[] {
  const [from, to] = [sql`from_text`, sql`to_text`];
  const number = (text: Sql): Sql => dialect.matches(text, "^[-+]?[0-9][0-9.,' ]*$");
  const bare = (text: Sql): Sql => dialect.replaceAll(text, "[,' ]", "");
  const base = { bits: 1, weight: 9, free: false, floor } as const;
  return [
    {
      ...base,
      code: "decimal-comma",
      parameters: { side: "both" },
      statement: "Decimal comma and thousands point are exchanged: 1.234,50 for 1,234.50.",
      refutation: "a record whose values write their numbers with the same signs",
      test: guarded(
        sql`both_there AND from_text <> to_text AND length(from_text) = length(to_text)`,
        sql`${number(from)} AND ${number(to)} AND translate(${from}, '.,', ',.') = ${to}`,
      ),
    },
    {
      ...base,
      code: "thousand-separators",
      parameters: {},
      statement: "The values differ in their thousands separators only: 1,234.50 and 1234.50.",
      refutation: "a record of a thousand or more that has the same separators on both sides",
      test: guarded(
        sql`both_there AND length(from_text) <> length(to_text) AND left(from_text, 1) = left(to_text, 1)`,
        sql`${number(from)} AND ${number(to)} AND ${bare(from)} = ${bare(to)}`,
      ),
    },
  ];
}
