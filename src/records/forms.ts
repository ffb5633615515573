import type { Engine, Row } from "../engines/engine.ts";
import type { DateOrder, Estate, Field, FieldType } from "../model/index.ts";
import { id, join, sql, type Dialect, type Sql } from "../sql/index.ts";
import { x, type RawRows } from "./columns.ts";
import { canonicalTime, dateOfCanonical, dateSteps, instant, orderEvidence, utcOfCanonical } from "./dates.ts";
import { decimalEvidence, rewriteNumber } from "./numbers.ts";
import { inlined } from "./inlined.ts";
import { cleanText } from "./text.ts";
import { toUtc, type TimeRange } from "./zone-shift.ts";

/** How one field's text becomes its value, told by the whole column. */
export interface Form {
  readonly field: Field;
  readonly index: number;
  /** Is every value known to be readable? Then none need be counted. */
  readonly clean: boolean;
  /** Steps of SQL before the value; each may use the columns of the one before. */
  readonly steps: readonly (readonly Sql[])[];
  readonly typed: Sql;
  /** timestamp: known bounds in UTC, widened by a day; undefined when they are not known. */
  readonly range: TimeRange | undefined;
  /** Values filled in, before reading them. */
  readonly filled: number;
  readonly notes: readonly FormNote[];
}

export interface FormNote {
  readonly code: "ambiguous-dates" | "mixed-dates" | "ambiguous-decimals" | "mixed-decimals";
  readonly message: string;
}

const ISO = "\\d{4}-\\d\\d-\\d\\d([T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?)?";
const TRUE = "'true', 'yes', 'y', '1', 't', 'x', 'on', 'wahr', 'ja', 'si', 'sí', 'oui', 'vrai', '1.0'";
const FALSE = "'false', 'no', 'n', '0', 'f', 'off', 'falsch', 'nein', 'non', 'faux', '0.0'";

/** Looks once at every column, and once more at those whose values are not all written plainly. */
export async function tellForms(engine: Engine, estate: Estate, raw: RawRows): Promise<Form[]> {
  const [first = {}] = await engine.rows(
    inlined(sql`SELECT ${join([sql`count(*) AS n`, ...raw.fields.flatMap(firstLook)])} FROM ${raw.relation} AS r`),
  );
  const plain = raw.fields.map((field, index) => plainForm(field, index, first, engine.dialect));
  const open = plain.flatMap((form, index) => (form === undefined ? [index] : []));
  const looks = open.flatMap((index) => secondLook(raw.fields[index] as Field, index));
  let second: Row = {};
  if (looks.length > 0) {
    const cleaned = open.map((index) => sql`${cleanText(x(index), engine.dialect)} AS ${id(`c${index}`)}`);
    [second = {}] = await engine.rows(
      inlined(sql`SELECT ${join(looks)} FROM (SELECT ${join(cleaned)} FROM ${raw.relation} AS r) AS cleaned`),
    );
  }
  return plain.map((form, index) => form ?? writtenForm(raw.fields[index] as Field, index, first, second, estate, engine.dialect));
}

function firstLook(field: Field, index: number): Sql[] {
  const text = x(index);
  const name = (what: string): Sql => id(`${what}${index}`);
  const filled = sql`count(nullif(${text}, '')) AS ${name("n")}`;
  if (field.type === "money" || field.type === "number") {
    const value = sql`try_cast(${text} AS DECIMAL(18, 4))`;
    const dots = sql`count_if(strpos(${text}, '.') > 0)`;
    return [filled, sql`count(${value}) AS ${name("f")}`, sql`${dots} AS ${name("d")}`, sql`count_if(${text}[-4] = '.') AS ${name("t")}`];
  }
  if (field.type === "date") {
    return [filled, sql`count(CASE WHEN strlen(${text}) = 10 THEN try_cast(${text} AS DATE) END) AS ${name("f")}`];
  }
  if (field.type === "timestamp") {
    const local = sql`regexp_full_match(${text}, ${ISO})`;
    const value = sql`try_cast(${text} AS TIMESTAMP)`;
    return [
      filled,
      sql`count(CASE WHEN ${local} THEN ${value} END) AS ${name("f")}`,
      sql`count(CASE WHEN right(${text}, 1) = 'Z' THEN ${value} END) AS ${name("z")}`,
      sql`count(CASE WHEN regexp_full_match(${text}, ${`${ISO.slice(0, -1)}[+-]\\d\\d:\\d\\d`}) THEN try_cast(${text} AS TIMESTAMPTZ) END) AS ${name("o")}`,
      sql`min(${value}) AS ${name("least")}`,
      sql`max(${value}) AS ${name("greatest")}`,
    ];
  }
  return [filled];
}

/** The form of a column whose every value is written plainly; text needs no telling. */
function plainForm(field: Field, index: number, look: Row, dialect: Dialect): Form | undefined {
  const count = (what: string): number => Number(look[`${what}${index}`] ?? 0);
  const filled = count("n");
  const text = x(index);
  const base = { field, index, filled, clean: true, steps: [], range: undefined, notes: [] };
  if (field.type === "text" || field.type === "key") return { ...base, typed: cleanText(text, dialect) };
  if (field.type === "boolean") return undefined;
  if (field.type === "timestamp") {
    const value = sql`try_cast(${text} AS TIMESTAMP)`;
    const range = widened(look[`least${index}`], look[`greatest${index}`]);
    if (count("f") === filled) return { ...base, range, typed: toUtc(value, field.timeZone, range, dialect) };
    if (count("z") === filled) return { ...base, range, typed: value };
    if (count("o") === filled) return { ...base, range, typed: instant(text) };
    return undefined;
  }
  if (count("f") !== filled) return undefined;
  if (field.type === "date") return { ...base, typed: sql`try_cast(${text} AS DATE)` };
  if (field.decimal === ",") return count("d") === 0 ? { ...base, typed: dialect.tryMoney(text) } : undefined;
  const doubtful = field.decimal === undefined && count("d") > 0 && count("d") === count("t");
  return doubtful ? undefined : { ...base, typed: dialect.tryMoney(text) };
}

function secondLook(field: Field, index: number): Sql[] {
  const text = id(`c${index}`);
  const evidence: Readonly<Record<string, Sql>> =
    field.type === "money" || field.type === "number"
      ? { ...decimalEvidence(text) }
      : field.type === "date" || field.type === "timestamp"
        ? { ...orderEvidence(text) }
        : {};
  return [
    sql`count(${text}) AS ${id(`n${index}`)}`,
    ...Object.entries(evidence).map(([what, value]) => sql`${value} AS ${id(`${what}${index}`)}`),
  ];
}

/** The form of a column whose values are written as people write them. */
function writtenForm(field: Field, index: number, first: Row, look: Row, estate: Estate, dialect: Dialect): Form {
  const count = (what: string): number => Number(look[`${what}${index}`] ?? 0);
  const [cleaned, day, clock, whole] = [`c${index}`, `d${index}`, `k${index}`, `w${index}`];
  const clean = [sql`${cleanText(x(index), dialect)} AS ${id(cleaned)}`];
  const base = { field, index, filled: count("n"), clean: false, range: undefined };
  if (field.type === "money" || field.type === "number") {
    const { mark, notes } = decimalMark(field, count("dot"), count("comma"), count("unclear"));
    const steps = [clean, [sql`${rewriteNumber(id(cleaned), mark, dialect)} AS ${id(whole)}`]];
    return { ...base, steps, typed: dialect.tryMoney(id(whole)), notes };
  }
  if (field.type === "date" || field.type === "timestamp") {
    const { order, notes } = dateOrder(field, estate, count("dmy"), count("mdy"), count("unclear"));
    const parts = dateSteps(id(cleaned), order);
    const steps = [
      clean,
      [sql`${parts.day} AS ${id(day)}`, sql`${parts.clock} AS ${id(clock)}`],
      [sql`${canonicalTime(day, clock)} AS ${id(whole)}`],
    ];
    const zone = field.timeZone;
    const typed = field.type === "date" ? dateOfCanonical(id(whole), zone, dialect) : utcOfCanonical(id(whole), zone, dialect);
    return { ...base, steps, typed, notes };
  }
  const word = sql`lower(${id(cleaned)})`;
  const typed = sql`CASE WHEN ${word} IN (${literals(TRUE)}) THEN TRUE WHEN ${word} IN (${literals(FALSE)}) THEN FALSE END`;
  return { ...base, filled: Number(first[`n${index}`] ?? 0), steps: [clean], typed, notes: [] };
}

function decimalMark(field: Field, dot: number, comma: number, unclear: number): { mark: "." | ","; notes: FormNote[] } {
  if (field.decimal !== undefined) return { mark: field.decimal, notes: [] };
  const mark = comma > dot ? "," : ".";
  const notes: FormNote[] = [];
  if (dot > 0 && comma > 0) {
    const message = `${field.name}: ${count(dot)} values use a decimal point and ${count(comma)} a decimal comma; "${mark}" was taken, the others could not be read.`;
    notes.push({ code: "mixed-decimals", message });
  } else if (dot === 0 && comma === 0 && unclear > 0) {
    const message = `${field.name}: ${count(unclear)} values such as 1.234 or 1,234 do not tell the decimal mark; "." was taken. State decimal: "." or "," for the field.`;
    notes.push({ code: "ambiguous-decimals", message });
  }
  return { mark, notes };
}

function dateOrder(field: Field, estate: Estate, dmy: number, mdy: number, unclear: number): { order: DateOrder; notes: FormNote[] } {
  if (field.dateOrder !== undefined) return { order: field.dateOrder, notes: [] };
  if (dmy > 0 || mdy > 0) {
    const order = dmy > mdy ? "dmy" : "mdy";
    if (dmy === 0 || mdy === 0) return { order, notes: [] };
    const message = `${field.name}: ${count(mdy)} dates stand month first and ${count(dmy)} day first; ${said(order)} was taken, the others could not be read.`;
    return { order, notes: [{ code: "mixed-dates", message }] };
  }
  const order = estate.dateOrder;
  if (unclear === 0) return { order, notes: [] };
  const message = `${field.name}: ${count(unclear)} ambiguous dates such as 03/04/2025 were read ${said(order)}, as the estate says; no date of the column tells. State dateOrder for the field to be sure.`;
  return { order, notes: [{ code: "ambiguous-dates", message }] };
}

function said(order: DateOrder): string {
  return order === "mdy" ? "month first" : "day first";
}

function literals(list: string): Sql {
  return join(list.split(", ").map((word) => sql`${word.slice(1, -1)}`));
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function widened(least: Row[string] | undefined, greatest: Row[string] | undefined): TimeRange | undefined {
  if (typeof least !== "string" || typeof greatest !== "string") return undefined;
  return { least, greatest };
}

/** What a value of the type looks like, for messages. */
export const EXPECTED: Readonly<Record<FieldType, string>> = {
  text: "a text",
  key: "a text",
  money: "an amount such as 1234.50, $1,234.50 or (12.00)",
  number: "a number such as 1234.5",
  date: "a day such as 2026-03-31 or 03/31/2026",
  timestamp: "a time such as 2026-03-31T13:05:00-04:00 or 3/31/2026 1:05 PM",
  boolean: "a yes or no, such as true, false, yes or 0",
};
