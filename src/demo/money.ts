/* Money in the demo is whole cents; these are the ways in which systems write it. */

/** `-1234.50`: decimals as Tieout writes them. */
export function decimal(cents: number): string {
  const sign = cents < 0 ? "-" : "";
  const size = Math.abs(cents);
  return `${sign}${Math.floor(size / 100)}.${String(size % 100).padStart(2, "0")}`;
}

/** `1234.5`: a JSON number, or an export that drops closing zeros. */
export function trimmed(cents: number): string {
  const text = decimal(cents);
  if (text.endsWith(".00")) return text.slice(0, -3);
  return text.endsWith("0") ? text.slice(0, -1) : text;
}

/** `$1,234.50`: a report made for reading. */
export function dollars(cents: number): string {
  return `$${decimal(cents).replace(/\B(?=(\d{3})+\.)/g, ",")}`;
}
