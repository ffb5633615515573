import { money, type CellValue, type Money } from "../../model/index.ts";

/** What a cell or a formula gives; undefined: nothing. */
export type Scalar = CellValue | undefined;

/** The logic goes beyond what is recomputed here: nothing is guessed. */
export class NotRecomputed extends Error {}

/** An Excel error that runs through a formula. */
export class CellError extends Error {
  readonly error: string;
  constructor(error: string) {
    super(error);
    this.error = error;
  }
}

/** @throws CellError where it is one */
export function given(value: Scalar): Scalar {
  if (value?.kind === "error") throw new CellError(value.error);
  return value;
}

export function numberValue(number: number): CellValue {
  return Number.isFinite(number) ? { kind: "number", number } : { kind: "error", error: "#NUM!" };
}

/** As arithmetic takes it. @throws CellError where it is no number */
export function numberOf(value: Scalar): number {
  if (value === undefined) return 0;
  if (value.kind === "number") return value.number;
  if (value.kind === "boolean") return value.boolean ? 1 : 0;
  if (value.kind === "error") throw new CellError(value.error);
  const text = value.text.trim().replaceAll(",", "");
  if (text === "" || Number.isNaN(Number(text))) throw new CellError("#VALUE!");
  return Number(text);
}

/** As `&` takes it. */
export function textOf(value: Scalar): string {
  if (value === undefined) return "";
  if (value.kind === "number") return String(fifteen(value.number));
  if (value.kind === "text") return value.text;
  if (value.kind === "boolean") return value.boolean ? "TRUE" : "FALSE";
  throw new CellError(value.error);
}

export function truthOf(value: Scalar): boolean {
  if (value?.kind === "text") {
    if (/^(true|false)$/i.test(value.text)) return value.text.toLowerCase() === "true";
    throw new CellError("#VALUE!");
  }
  return numberOf(value) !== 0;
}

/** Excel's order: numbers, texts, booleans; texts without case. Nothing is what it is compared with: 0, an empty text. */
export function compare(a: Scalar, b: Scalar): number {
  const left = a ?? emptyLike(b);
  const right = b ?? emptyLike(a);
  if (left.kind === "error") throw new CellError(left.error);
  if (right.kind === "error") throw new CellError(right.error);
  const rank = { number: 0, text: 1, boolean: 2 };
  if (left.kind !== right.kind) return rank[left.kind] - rank[right.kind];
  if (left.kind === "text") return order(left.text.toLowerCase(), textOf(right).toLowerCase());
  return order(fifteen(numberOf(left)), fifteen(numberOf(right)));
}

function order<T>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function emptyLike(other: Scalar): CellValue {
  if (other?.kind === "text") return { kind: "text", text: "" };
  return other?.kind === "boolean" ? { kind: "boolean", boolean: false } : { kind: "number", number: 0 };
}

/** A number with the fifteen digits that spreadsheet programs keep. */
export function fifteen(number: number): number {
  // Whole numbers and cents are it already; writing them out and reading them again takes a hundred times as long.
  if (Math.abs(number) < 1e11 && Math.round(number * 100) / 100 === number) return number;
  return Number(number.toPrecision(15));
}

/** An amount as it counts in a sum: four decimals, as records have them. What is no number adds nothing. */
export function amountOf(value: Scalar): Money {
  return value?.kind === "number" ? decimalOf(value.number) : money("0");
}

export function decimalOf(number: number): Money {
  return money(fifteen(number)).toDecimalPlaces(4);
}

/** Plain digits, also of very large and small numbers. */
export function digits(number: number): string {
  const text = String(fifteen(number));
  return text.includes("e") ? money(text).toFixed() : text;
}

/** How many days a workbook's day 0 lies before 1970. */
function epochOf(date1904: boolean): number {
  return date1904 ? 24_107 : 25_569;
}

/** ISO day of a serial number; undefined where it is none. */
export function dayOfSerial(serial: number, date1904: boolean): string | undefined {
  const day = Math.floor(serial + 1e-9) - epochOf(date1904);
  if (serial < 1 || day > 2_932_896) return undefined;
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

export function serialOfDay(day: string, date1904: boolean): number {
  return Date.parse(`${day.slice(0, 10)}T00:00:00Z`) / 86_400_000 + epochOf(date1904);
}

/** The ISO day that a cell holds: a serial number, or a text such as `2026-09-04 …` or `9/4/2026`. */
export function dayOfValue(value: Scalar, date1904: boolean): string | undefined {
  if (value?.kind === "number") return dayOfSerial(value.number, date1904);
  if (value?.kind !== "text") return undefined;
  const iso = /^\s*(\d{4}-\d{2}-\d{2})(?!\d)/.exec(value.text);
  if (iso !== null) return iso[1];
  const local = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/.exec(value.text);
  return local === null ? undefined : `${local[3]}-${local[1]!.padStart(2, "0")}-${local[2]!.padStart(2, "0")}`;
}
