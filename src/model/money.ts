import { Decimal } from "decimal.js";

/** Exact decimal arithmetic for the small sums that leave the engine. Money travels as strings such as `-1234.50`. */
export type Money = Decimal;

const Exact = Decimal.clone({ precision: 60, toExpNeg: -30, toExpPos: 60 });

/** @throws Error when the text is no decimal number */
export function money(text: string | number | null | undefined): Money {
  return new Exact(text ?? 0);
}

/** At least two decimals, more where the cents do not suffice: `12.00`, `0.0025`. Never `-0.00`. */
export function formatMoney(amount: Money): string {
  const places = Math.max(2, amount.decimalPlaces());
  const text = amount.toFixed(places);
  return /^-0\.?0*$/.test(text) ? text.slice(1) : text;
}

const SYMBOLS: Readonly<Record<string, string>> = { USD: "$", EUR: "€", GBP: "£", CAD: "CA$", AUD: "A$", NZD: "NZ$", MXN: "MX$" };

/** An amount as a person reads it: `1,234.50`, `−5.00`. */
export function amountInWords(amount: string): string {
  return inWords(amount, "");
}

/** The same with its currency: `$1,234.50`, `CHF 1,234.50`, `−$5.00`. */
export function priceInWords(amount: string, currency: string): string {
  return inWords(amount, SYMBOLS[currency] ?? `${currency} `);
}

/** `12345` → `12,345`. */
export function groupThousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

function inWords(amount: string, symbol: string): string {
  const [whole = "0", decimals = ""] = formatMoney(money(amount).abs()).split(".");
  return `${money(amount).lessThan(0) ? "−" : ""}${symbol}${groupThousands(whole)}.${decimals}`;
}
