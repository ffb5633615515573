import { Decimal } from "decimal.js";

/** Digits behind the point, as a person would have typed the number. */
function decimals(value: number): number {
  const text = plain(value);
  const point = text.indexOf(".");
  return point < 0 ? 0 : text.length - point - 1;
}

/** Digits that carry something: 3 for 1250, 2 for 0.0031. */
export function significant(value: number): number {
  return plain(Math.abs(value)).replace(".", "").replace(/^0+/, "").replace(/0+$/, "").length;
}

/** Would a person who rounds `computed` have typed `typed`? */
export function rounds(computed: number, typed: number): boolean {
  if (!Number.isFinite(computed)) return false;
  const apart = Math.abs(computed - typed);
  // No number is rounded further than to a whole; most are told apart by this alone.
  if (apart > 0.5 * (1 + 1e-9) + Math.abs(computed) * 1e-12) return false;
  const half = 0.5 * 10 ** -decimals(typed);
  return apart <= half * (1 + 1e-9) + Math.abs(computed) * 1e-12;
}

/** How far apart, in parts of the larger one; 0 for equal numbers. */
export function apart(a: number, b: number): number {
  const larger = Math.max(Math.abs(a), Math.abs(b));
  return larger === 0 ? 0 : Math.abs(a - b) / larger;
}

/** `expected − found` as a decimal; the program's own numbers carry 15 digits. */
export function difference(expected: number, found: number): string {
  return new Decimal(expected.toPrecision(15))
    .minus(found.toPrecision(15))
    .toDecimalPlaces(Math.max(0, Math.min(12, 14 - magnitude(expected, found))))
    .toFixed();
}

function magnitude(a: number, b: number): number {
  return Math.ceil(Math.log10(Math.max(1, Math.abs(a), Math.abs(b))));
}

/** Without binary noise and exponent. */
export function plain(value: number): string {
  const text = String(Number(value.toPrecision(14)));
  return text.includes("e") ? new Decimal(text).toFixed() : text;
}
