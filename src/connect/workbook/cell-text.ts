import { SSF } from "@e965/xlsx";
import { BOOLEAN, ERROR, NOTHING, NUMBER, type RowCells } from "./row-cells.ts";

export type CellText = { readonly text: string } | { readonly error: string };

/** What a number means by its format. */
type Meaning = "number" | "duration" | "time" | "date";

/** Gives cells as texts: dates in ISO form, numbers with the digits that the program shows, at most 15. */
export class CellTexts {
  readonly #formats: readonly string[];
  readonly #date1904: boolean;
  readonly #meanings: Meaning[] = [];
  readonly #days = new Map<number, string>();

  /** `formats` may grow meanwhile. */
  constructor(formats: readonly string[], date1904: boolean) {
    this.#formats = formats;
    this.#date1904 = date1904;
  }

  /** Of the cell that is `at`th in its row. */
  read(row: RowCells, at: number): CellText {
    const kind = row.kinds[at] as number;
    if (kind === NUMBER) return { text: this.#number(row.numbers[at] as number, row.styles[at] as number) };
    if (kind === BOOLEAN) return { text: row.numbers[at] === 1 ? "TRUE" : "FALSE" };
    if (kind === NOTHING) return { error: "a formula without a calculated value" };
    const text = row.text(at) ?? "";
    return kind === ERROR ? { error: text } : { text };
  }

  #number(value: number, style: number): string {
    const meaning = (this.#meanings[style] ??= meaningOf(this.#formats[style] ?? "General"));
    if (meaning === "number") return numberText(value);
    if (meaning === "duration") return duration(value);
    if (meaning === "time" || !Number.isInteger(value)) return dateText(value, this.#date1904, meaning === "time");
    // A sheet has few days and many cells with them.
    const known = this.#days.get(value);
    if (known !== undefined) return known;
    const text = dateText(value, this.#date1904, false);
    if (this.#days.size < 100_000) this.#days.set(value, text);
    return text;
  }
}

function meaningOf(format: string): Meaning {
  if (/\[(h+|m+|s+)\]/i.test(format)) return "duration";
  if (!SSF.is_date(format)) return "number";
  const words = format.replace(/"[^"]*"|\[[^\]]*\]|\\./g, "").replace(/am\/pm|a\/p|h+:m+|m+:s+/gi, "");
  return /[ymd]/i.test(words) ? "date" : "time";
}

/** As the program shows it in full: 15 significant digits, no exponent. */
export function numberText(value: number): string {
  const shortest = String(value);
  // So short a text has at most 15 digits already, and is what rounding to 15 gives.
  if (shortest.length <= 15 && !shortest.includes("e")) return shortest;
  const rounded = Number(value.toPrecision(15));
  const text = String(rounded);
  const [, sign = "", mantissa = "", exponent] = /^(-?)([\d.]+)(?:e([+-]\d+))?$/.exec(text) ?? [];
  if (exponent === undefined) return text === "-0" ? "0" : text;
  const [whole = "", fraction = ""] = mantissa.split(".");
  const shift = Number(exponent);
  if (shift < 0) return `${sign}0.${"0".repeat(-shift - whole.length)}${whole}${fraction}`;
  return `${sign}${whole}${fraction.padEnd(shift, "0")}`;
}

const dayMs = 86_400_000;

/** Days since the workbook's epoch → ISO. Days before 1 March 1900 carry the leap day that never was. */
function dateText(serial: number, date1904: boolean, timeOnly: boolean): string {
  const epoch = date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  const ms = Math.round(serial * dayMs);
  if (!Number.isFinite(ms) || serial < 0 || serial > 2_958_466) return numberText(serial);
  const iso = new Date(epoch + ms).toISOString();
  if (timeOnly && serial < 1) return iso.slice(11, iso.endsWith(".000Z") ? 19 : 23);
  return trimMidnight(iso.replace("T", " ").slice(0, -1));
}

function trimMidnight(text: string): string {
  const whole = text.endsWith(".000") ? text.slice(0, -4) : text;
  return whole.endsWith(" 00:00:00") ? whole.slice(0, -9) : whole;
}

function duration(days: number): string {
  const seconds = Math.round(Math.abs(days) * 86_400);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${days < 0 ? "-" : ""}${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
