import { SSF } from "@e965/xlsx";

/** A cell as the library gives it. */
export interface Cell {
  readonly t: string;
  readonly v?: unknown;
  /** Number format. */
  readonly z?: unknown;
  readonly f?: unknown;
  readonly w?: unknown;
}

export type CellText = { readonly text: string | null } | { readonly error: string };

const errors: Readonly<Record<number, string>> = {
  0: "#NULL!",
  7: "#DIV/0!",
  15: "#VALUE!",
  23: "#REF!",
  29: "#NAME?",
  36: "#NUM!",
  42: "#N/A",
  43: "#GETTING_DATA",
};

/** A cell's value as text: dates in ISO form, numbers with the digits that the program shows, at most 15. */
export function cellText(cell: Cell, date1904: boolean): CellText {
  if (cell.t === "e") return { error: errors[Number(cell.v)] ?? (typeof cell.w === "string" ? cell.w : "an error") };
  if (cell.v === undefined || cell.v === null) {
    return cell.f === undefined ? { text: null } : { error: "a formula without a calculated value" };
  }
  if (cell.t === "b") return { text: cell.v === true ? "TRUE" : "FALSE" };
  if (cell.v instanceof Date) return { text: trimMidnight(cell.v.toISOString().replace("T", " ").slice(0, -1)) };
  if (cell.t !== "n" || typeof cell.v !== "number") return { text: String(cell.v) };
  const format = typeof cell.z === "string" ? cell.z : "General";
  if (/\[(h+|m+|s+)\]/i.test(format)) return { text: duration(cell.v) };
  if (SSF.is_date(format))
    return {
      text: dateText(
        cell.v,
        date1904,
        !/[ymd]/i.test(format.replace(/"[^"]*"|\[[^\]]*\]|\\./g, "").replace(/am\/pm|a\/p|h+:m+|m+:s+/gi, "")),
      ),
    };
  return { text: numberText(cell.v) };
}

/** As the program shows it in full: 15 significant digits, no exponent. */
export function numberText(value: number): string {
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
