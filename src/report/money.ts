import { amountInWords, formatMoney, groupThousands, money as exact, priceInWords } from "../model/index.ts";

/** Sum of decimal strings, exact; undefined where there is none to add. */
export function sum(amounts: readonly (string | undefined)[]): string | undefined {
  const known = amounts.filter((amount) => amount !== undefined);
  if (known.length === 0) return undefined;
  return formatMoney(known.reduce((total, amount) => total.plus(amount), exact(0)));
}

export function isZero(amount: string): boolean {
  return exact(amount).isZero();
}

export function isNegative(amount: string): boolean {
  return exact(amount).lessThan(0);
}

/** For drawing only: where an amount lies; never shown as a figure. */
export function position(amount: string): number {
  return Number(amount);
}

/** `-1234.5` → `−1,234.50`: at least two decimals, more only where they are not zero. */
export const money = amountInWords;

/** With `+` before what is above zero. */
export function signedMoney(amount: string): string {
  return isNegative(amount) || isZero(amount) ? money(amount) : `+${money(amount)}`;
}

/** With the currency: `$1,234.50`, `CHF 1,234.50`. */
export const price = priceInWords;

/** `12345` → `12,345`. */
export function count(value: number): string {
  return groupThousands(String(value));
}

/** `0.9612` → `96.1%`. What is not whole never rounds up to 100%, nor down to 0%. */
export function percent(share: number): string {
  if (share >= 1) return "100%";
  if (share <= 0) return "0%";
  const rounded = Math.round(share * 1000) / 10;
  if (rounded >= 100) return ">99.9%";
  if (rounded <= 0) return "<0.1%";
  return `${rounded.toFixed(1)}%`;
}
