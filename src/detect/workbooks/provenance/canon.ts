import type { Cell, CellValue, Field } from "../../../model/index.ts";
import { sql, type Dialect, type Sql } from "../../../sql/index.ts";

/*
 * One form for what means the same: a number by its value with four decimals, a day in ISO form, a text without case and
 * outer blanks. A cell and a field of a record that hold the same have the same form, whichever type each has.
 */

/** A number that DECIMAL(18, 4) holds exactly. */
const PLAIN = "^[-+]?[0-9]{1,14}([.][0-9]{1,4})?$";
const ISO_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?$";
const plain = new RegExp(PLAIN);
const isoDay = new RegExp(ISO_DAY);
/** As people and programs write amounts: `$1,234.50`, `(1,234.50)`. */
const amount = /^(\()?([-−+])?\s*[$€£]?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,4})?\)?$/;
const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:\s.*)?$/;

/** How a text such as `03/04/2026` is meant. */
export type SlashOrder = "mdy" | "dmy";

/** What a cell holds, in the form in which it is compared; undefined: nothing. */
export function canonOf(cell: Cell | undefined, date1904: boolean, order: SlashOrder): string | undefined {
  const value = cell?.value;
  if (cell === undefined || value === undefined) return undefined;
  switch (value.kind) {
    case "number":
      return isDate(cell.format) ? (dayOf(value.number, date1904)?.slice(0, 10) ?? numberForm(value.number)) : numberForm(value.number);
    case "boolean":
      return String(value.boolean);
    case "error":
      return value.error.toLowerCase();
    case "text":
      return textForm(value.text, order);
  }
}

/** What a cell holds, as a person reads it: digits without groups, days in ISO form. */
export function shownOf(cell: Cell | undefined, date1904: boolean): string {
  const value = cell?.value;
  if (cell === undefined || value === undefined) return "";
  if (value.kind === "number" && isDate(cell.format)) return dayOf(value.number, date1904) ?? plainNumber(value.number);
  return shownValue(value);
}

function shownValue(value: CellValue): string {
  switch (value.kind) {
    case "number":
      return plainNumber(value.number);
    case "boolean":
      return value.boolean ? "TRUE" : "FALSE";
    case "error":
      return value.error;
    case "text":
      return value.text;
  }
}

/** At most four decimals: what lies beyond is the noise of binary fractions, or nothing that money has. */
export function plainNumber(number: number): string {
  const text = Math.abs(number) < 1e14 ? number.toFixed(4).replace(/\.?0+$/, "") : String(number);
  return text === "-0" ? "0" : text;
}

function numberForm(number: number): string {
  if (Math.abs(number) >= 1e14) return String(number).toLowerCase();
  const text = number.toFixed(4);
  return text === "-0.0000" ? "0.0000" : text;
}

function textForm(text: string, order: SlashOrder): string | undefined {
  const trimmed = text.normalize("NFC").trim();
  if (trimmed === "") return undefined;
  const [, open, sign, whole, fraction = ""] = amount.exec(trimmed) ?? [];
  if (whole !== undefined) {
    const digits = whole.replaceAll(",", "");
    if (plain.test(digits + fraction)) {
      const negative = (open !== undefined) !== (sign === "-" || sign === "−");
      return decimals(`${negative ? "-" : ""}${digits}${fraction}`);
    }
  }
  if (isoDay.test(trimmed)) return trimmed.slice(0, 10);
  const [, first, second, year] = slashed.exec(trimmed) ?? [];
  if (first !== undefined && second !== undefined) {
    const [month, day] = order === "mdy" ? [first, second] : [second, first];
    if (Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31)
      return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  }
  return trimmed.toLowerCase();
}

/** Four decimals, no leading zeros. */
function decimals(text: string): string {
  const negative = text.startsWith("-");
  const [whole = "", fraction = ""] = text.replace("-", "").split(".");
  const digits = `${whole.replace(/^0+(?=\d)/, "")}.${fraction.padEnd(4, "0")}`;
  return negative && /[1-9]/.test(digits) ? `-${digits}` : digits;
}

/** Is a number with this format shown as a day? */
function isDate(format: string): boolean {
  if (format === "General" || /\[(h+|m+|s+)\]/i.test(format)) return false;
  const words = format.replace(/"[^"]*"|\[[^\]]*\]|\\.|_.|\*./g, "").replace(/am\/pm|a\/p|h+:m+|m+:s+/gi, "");
  return /[yd]/i.test(words) || /m{3,}/i.test(words);
}

/** Days since the workbook's epoch → ISO day, with its time where it has one. */
function dayOf(serial: number, date1904: boolean): string | undefined {
  if (!Number.isFinite(serial) || serial < 1 || serial > 2_958_466) return undefined;
  const epoch = date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  const iso = new Date(epoch + Math.round(serial * 86_400_000)).toISOString();
  return iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/** How a moment is taken as a day. */
export type DayIn = "zone" | "utc";

/** A field of a record in the same form. */
export function canonField(field: Field, value: Sql, day: DayIn, timeZone: string, dialect: Dialect): Sql {
  switch (field.type) {
    case "money":
    case "number":
    case "date":
    case "boolean":
      return sql`CAST(${value} AS VARCHAR)`;
    case "timestamp":
      return sql`CAST(${day === "utc" ? sql`CAST(${value} AS DATE)` : dialect.localDate(value, timeZone)} AS VARCHAR)`;
    case "text":
    case "key":
      return canonText(value, dialect);
  }
}

function canonText(value: Sql, dialect: Dialect): Sql {
  const text = sql`trim(${value})`;
  const number = sql`CASE WHEN ${dialect.matches(text, PLAIN)} THEN CAST(${dialect.tryMoney(text)} AS VARCHAR) WHEN ${dialect.matches(text, ISO_DAY)} THEN substr(${text}, 1, 10) ELSE lower(${text}) END`;
  // Most texts begin as no number does, and need no pattern to tell.
  return sql`CASE WHEN substr(${text}, 1, 1) BETWEEN '+' AND '9' THEN ${number} ELSE nullif(lower(${text}), '') END`;
}

/** A field as a person reads it. */
export function shownField(field: Field, value: Sql, timeZone: string, dialect: Dialect): Sql {
  return field.type === "timestamp" ? sql`CAST(${dialect.localDate(value, timeZone)} AS VARCHAR)` : sql`CAST(${value} AS VARCHAR)`;
}
