import type { Engine, Row } from "../engines/engine.ts";
import type { DateOrder, Estate, Field, FieldType } from "../model/index.ts";
import { id, join, sql, toUtc, type Dialect, type Sql, type TimeRange } from "../sql/index.ts";
import { x, type RawRows } from "./columns.ts";
import {
  canonicalTime,
  dateOfCanonical,
  dateSteps,
  instant,
  isQuick,
  orderEvidence,
  quickFormat,
  utcOfCanonical,
  type QuickFormat,
} from "./dates.ts";
import { decimalEvidence, rewriteNumber } from "./numbers.ts";
import { inlined } from "./inlined.ts";
import { cleanText } from "./text.ts";

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

interface FormNote {
  readonly code: "ambiguous-dates" | "mixed-dates" | "ambiguous-decimals" | "mixed-decimals";
  readonly message: string;
}

const CLOCK = "[T ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?";
const DAY = "\\d{4}-\\d\\d-\\d\\d";
/** What certainly fits DECIMAL(18, 4). */
const NUMBER = "-?\\d{1,14}(?:\\.\\d*)?";
/** Rows that are looked at for the form of a date column; the form decides how fast it is read, never what is read. */
const SAMPLES = 1000;
const TRUE = "'true', 'yes', 'y', '1', 't', 'x', 'on', 'wahr', 'ja', 'si', 'sí', 'oui', 'vrai', '1.0'";
const FALSE = "'false', 'no', 'n', '0', 'f', 'off', 'falsch', 'nein', 'non', 'faux', '0.0'";

/** Looks once at every column, and once more at those whose values are not all written plainly. */
export async function tellForms(engine: Engine, estate: Estate, raw: RawRows): Promise<Form[]> {
  const [first = {}] = await engine.rows(
    inlined(sql`SELECT ${join([sql`count(*) AS n`, ...raw.fields.flatMap(firstLook)])} FROM ${raw.relation} AS r`),
  );
  const plain = raw.fields.map((field, index) => plainForm(field, index, first, engine.dialect));
  const open = plain.flatMap((form, index) => (form === undefined ? [index] : []));
  if (open.length === 0) return plain.flatMap((form) => form ?? []);
  const cleaned = join(open.map((index) => sql`${cleanText(x(index), engine.dialect)} AS ${id(`c${index}`)}`));
  const rows = sql`(SELECT ${cleaned} FROM ${raw.relation} AS r)`;
  const samples = await engine.rows(inlined(sql`SELECT * FROM ${rows} AS cleaned LIMIT ${SAMPLES}`));
  const formats = raw.fields.map((field, index) => {
    if (plain[index] !== undefined || (field.type !== "date" && field.type !== "timestamp")) return undefined;
    return quickFormat(samples.flatMap((row) => row[`c${index}`] ?? []).map(String));
  });
  const looks = open.flatMap((index) => secondLook(raw.fields[index] as Field, index, formats[index]));
  const [look = {}] = await engine.rows(inlined(sql`SELECT ${join(looks)} FROM ${rows} AS cleaned`));
  return raw.fields.map(
    (field, index) => plain[index] ?? writtenForm({ field, index, look, format: formats[index], estate }, engine.dialect),
  );
}

function firstLook(field: Field, index: number): Sql[] {
  const text = x(index);
  const name = (what: string): Sql => id(`${what}${index}`);
  const filled = sql`count(nullif(${text}, '')) AS ${name("n")}`;
  if (field.type === "money" || field.type === "number") {
    const dots = sql`count_if(strpos(${text}, '.') > 0)`;
    const plain = sql`count_if(regexp_full_match(${text}, ${NUMBER}))`;
    return [filled, sql`${plain} AS ${name("f")}`, sql`${dots} AS ${name("d")}`, sql`count_if(${text}[-4] = '.') AS ${name("t")}`];
  }
  // A cast that fails costs twenty times one that succeeds, so each is tried only where it may.
  const when = (pattern: string, type: Sql): Sql =>
    sql`CASE WHEN regexp_full_match(${text}, ${pattern}) THEN try_cast(${text} AS ${type}) END`;
  if (field.type === "date") return [filled, sql`count(${when(DAY, sql`DATE`)}) AS ${name("f")}`];
  if (field.type === "timestamp") {
    const value = when(`${DAY}.*`, sql`TIMESTAMP`);
    return [
      filled,
      sql`count(${when(`${DAY}(?:${CLOCK})?`, sql`TIMESTAMP`)}) AS ${name("f")}`,
      sql`count(${when(`${DAY}${CLOCK}Z`, sql`TIMESTAMP`)}) AS ${name("z")}`,
      sql`count(${when(`${DAY}${CLOCK}[+-]\\d\\d:\\d\\d`, sql`TIMESTAMPTZ`)}) AS ${name("o")}`,
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

function secondLook(field: Field, index: number, format: QuickFormat | undefined): Sql[] {
  const text = id(`c${index}`);
  const named = (evidence: Readonly<Record<string, Sql>>): Sql[] =>
    Object.entries(evidence).map(([what, value]) => sql`${value} AS ${id(`${what}${index}`)}`);
  const filled = sql`count(${text}) AS ${id(`n${index}`)}`;
  if (field.type === "money" || field.type === "number") return [filled, ...named({ ...decimalEvidence(text) })];
  if (field.type === "date" || field.type === "timestamp") return [filled, ...named(orderEvidence(text, format))];
  return [filled];
}

interface WrittenColumn {
  readonly field: Field;
  readonly index: number;
  readonly look: Row;
  readonly format: QuickFormat | undefined;
  readonly estate: Estate;
}

/** The form of a column whose values are written as people write them. */
function writtenForm({ field, index, look, format, estate }: WrittenColumn, dialect: Dialect): Form {
  const count = (what: string): number => Number(look[`${what}${index}`] ?? 0);
  const [quick, cleaned, day, clock, whole] = [`q${index}`, `c${index}`, `d${index}`, `k${index}`, `w${index}`];
  const clean = cleanText(x(index), dialect);
  const base = { field, index, filled: count("n"), clean: false, range: undefined };
  if (field.type === "money" || field.type === "number") {
    const { mark, notes } = decimalMark(field, count("dot"), count("comma"), count("unclear"));
    const steps = [[sql`${clean} AS ${id(cleaned)}`], [sql`${rewriteNumber(id(cleaned), mark, dialect)} AS ${id(whole)}`]];
    return { ...base, steps, typed: dialect.tryMoney(id(whole)), notes };
  }
  if (field.type === "date" || field.type === "timestamp") {
    const { order, notes } = dateOrder(field, estate, count("dmy"), count("mdy"), count("unclear"));
    const zone = field.timeZone;
    const parts = dateSteps(id(cleaned), order);
    const slow = field.type === "date" ? dateOfCanonical(id(whole), zone, dialect) : utcOfCanonical(id(whole), zone, dialect);
    const way = order === "mdy" ? "mdy" : "dmy";
    const range = widened(look[`${way}Least${index}`], look[`${way}Greatest${index}`]);
    const quickly = format === undefined ? sql`CAST(NULL AS TIMESTAMP)` : dialect.tryTimestamp(x(index), format[way]);
    const steps = [
      [sql`${quickly} AS ${id(quick)}`],
      // Only what the quick format cannot read goes the long way.
      [sql`CASE WHEN NOT ${isQuick(id(quick))} THEN ${clean} END AS ${id(cleaned)}`],
      [sql`${parts.day} AS ${id(day)}`, sql`${parts.clock} AS ${id(clock)}`],
      [sql`${canonicalTime(day, clock)} AS ${id(whole)}`],
    ];
    const fast = field.type === "date" ? sql`CAST(${id(quick)} AS DATE)` : toUtc(id(quick), zone, range, dialect);
    const typed = format === undefined ? slow : sql`CASE WHEN ${isQuick(id(quick))} THEN ${fast} ELSE ${slow} END`;
    return { ...base, steps, typed, notes };
  }
  const word = sql`lower(${id(cleaned)})`;
  const typed = sql`CASE WHEN ${word} IN (${literals(TRUE)}) THEN TRUE WHEN ${word} IN (${literals(FALSE)}) THEN FALSE END`;
  return { ...base, steps: [[sql`${clean} AS ${id(cleaned)}`]], typed, notes: [] };
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
