/** How the estate's figures are told: set once, when the session is known. */
let currency = "USD";
let timeZone = "UTC";

export function setEstate(estate: { readonly currency: string; readonly timeZone: string }): void {
  currency = estate.currency;
  timeZone = estate.timeZone;
}

const LOCALE = "en-US";

/** A decimal string in the estate's currency, exact to the cent: `$1,234.50`; `short`: `$1.2K`. */
export function inMoney(amount: string | undefined, short = false): string {
  if (amount === undefined) return "—";
  const options: Intl.NumberFormatOptions = short
    ? { style: "currency", currency, notation: "compact", maximumFractionDigits: 1 }
    : { style: "currency", currency };
  return new Intl.NumberFormat(LOCALE, options).format(amount as `${number}`).replace(/^-/, "−");
}

export function inCount(count: number): string {
  return new Intl.NumberFormat(LOCALE).format(count);
}

/** `3 records`, `1 record`. */
export function many(count: number, one: string, more = `${one}s`): string {
  return `${inCount(count)} ${count === 1 ? one : more}`;
}

export function inPercent(share: number): string {
  return new Intl.NumberFormat(LOCALE, { style: "percent", maximumFractionDigits: 1 }).format(share);
}

/** An instant in the estate's zone; a day stays a day. */
export function inTime(at: string | undefined): string {
  if (at === undefined) return "—";
  if (/^\d{4}-\d{2}-\d{2}$/.test(at)) return inDay(at);
  return new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short", timeZone }).format(new Date(at));
}

/** `Oct 3, 2026` of an ISO day. */
export function inDay(day: string | undefined): string {
  if (day === undefined) return "—";
  return new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${day.slice(0, 10)}T00:00:00Z`));
}

/** Today in the estate's zone, ISO. */
export function today(): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date());
}

/** ISO day, some days later. */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** `3.5 hours`, `2 days`. */
export function inHours(hours: number): string {
  const say = (value: number, unit: "minute" | "hour" | "day"): string =>
    new Intl.NumberFormat(LOCALE, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 }).format(value);
  if (Math.abs(hours) < 1) return say(hours * 60, "minute");
  return Math.abs(hours) < 48 ? say(hours, "hour") : say(hours / 24, "day");
}

/** `silent-sync-failure` → `Silent sync failure`. */
export function inWords(name: string): string {
  const words = name.replaceAll(/[-_]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
