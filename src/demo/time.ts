/*
 * Time in the demo: instants are whole seconds of UTC, days are whole days of
 * the company's wall clock (America/New_York) since 1970. The one year that the
 * demo spans needs two clock changes, so no time zone library is called ten
 * million times.
 */

const winterBegins = Date.UTC(2025, 10, 2, 6) / 1000;
const winterEnds = Date.UTC(2026, 2, 8, 7) / 1000;
/** The vendor of the books stamps in Pacific time, where clocks change three hours later. */
const pacificLag = 3 * 3600;

const hour = 3600;
const daySeconds = 86_400;

export const firstDay = dayOf("2025-10-01");
export const lastDay = dayOf("2026-09-30");
export const daysOfBusiness = lastDay - firstDay + 1;

/** The time the review speaks of, and when each export was taken. */
export const asOf = "2026-10-01T06:00:00-04:00";
export const captured = {
  crm: at("2026-10-01", 5, 0),
  dispatch: at("2026-10-01", 5, 15),
  customers: at("2026-10-01", 5, 42),
  invoices: at("2026-10-01", 5, 45),
  payments: at("2026-10-01", 5, 48),
  processor: at("2026-10-01", 5, 50),
  deposits: at("2026-10-01", 5, 52),
  acquired: at("2026-10-01", 4, 0),
  field: at("2026-10-01", 5, 20),
  dashboard: at("2026-10-01", 5, 30),
  periods: at("2026-10-01", 5, 40),
} as const;

/** ISO days on which the company is closed. */
export const holidays = ["2025-11-27", "2025-12-25", "2026-01-01", "2026-05-25", "2026-07-03", "2026-09-07"] as const;

export function dayOf(iso: string): number {
  return Date.parse(`${iso}T00:00:00Z`) / 1000 / daySeconds;
}

/** The instant of a wall clock time on an ISO day. */
export function at(iso: string, hours: number, minutes: number): number {
  return instant(dayOf(iso), hours * 60 + minutes);
}

/** The instant of a day and the minutes since its midnight. */
export function instant(day: number, minutes: number, seconds = 0): number {
  const summer = day * daySeconds + minutes * 60 + seconds + 4 * hour;
  return isWinter(summer) ? summer + hour : summer;
}

export function localDay(time: number): number {
  return Math.floor((time - localOffset(time)) / daySeconds);
}

/** Whole minutes of the wall clock since 1970 began on it: what a spreadsheet keeps of a time. */
export function localMinutes(time: number): number {
  return Math.floor((time - localOffset(time)) / 60);
}

/** 0 = Sunday. */
export function weekday(day: number): number {
  return (day + 4) % 7;
}

/** `2026-09-30`. */
export function isoDay(day: number): string {
  return parts(day).iso;
}

/** As the CRM writes it: `2026-09-30 15:05`, in local time. */
export function crmTime(time: number): string {
  const [day, hours, minutes] = clock(time - localOffset(time));
  return `${parts(day).iso} ${two(hours)}:${two(minutes)}`;
}

/** As dispatch writes it: `09/30/2026 3:05 PM`, in local time. */
export function dispatchTime(time: number): string {
  const [day, hours, minutes] = clock(time - localOffset(time));
  return `${parts(day).us} ${hours % 12 === 0 ? 12 : hours % 12}:${two(minutes)} ${hours < 12 ? "AM" : "PM"}`;
}

/** As the books write it: `2026-09-30T12:05:44-07:00`. */
export function booksTime(time: number): string {
  const offset = isWinter(time - pacificLag) ? 8 : 7;
  const [day, hours, minutes, seconds] = clock(time - offset * hour);
  return `${parts(day).iso}T${two(hours)}:${two(minutes)}:${two(seconds)}-0${offset}:00`;
}

/** As the processor writes it: `2026-09-30 19:05:44`, in UTC without saying so. */
export function processorTime(time: number): string {
  const [day, hours, minutes, seconds] = clock(time);
  return `${parts(day).iso} ${two(hours)}:${two(minutes)}:${two(seconds)}`;
}

/** As apps write it: `2026-09-30T19:05:44Z`. */
export function utcTime(time: number): string {
  const [day, hours, minutes, seconds] = clock(time);
  return `${parts(day).iso}T${two(hours)}:${two(minutes)}:${two(seconds)}Z`;
}

/** `2026-10-01T05:15:00-04:00`. */
export function zonedTime(time: number): string {
  const offset = localOffset(time) / hour;
  const [day, hours, minutes, seconds] = clock(time - offset * hour);
  return `${parts(day).iso}T${two(hours)}:${two(minutes)}:${two(seconds)}-0${offset}:00`;
}

/** Does the wall clock show this time twice? Exports in local time cannot tell which is meant. */
export function isShownTwice(time: number): boolean {
  return time >= winterBegins - hour && time < winterBegins + hour;
}

function isWinter(time: number): boolean {
  return time >= winterBegins && time < winterEnds;
}

function localOffset(time: number): number {
  return isWinter(time) ? 5 * hour : 4 * hour;
}

function clock(seconds: number): [day: number, hours: number, minutes: number, seconds: number] {
  const day = Math.floor(seconds / daySeconds);
  const rest = seconds - day * daySeconds;
  return [day, Math.floor(rest / hour), Math.floor((rest % hour) / 60), rest % 60];
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

const known = new Map<number, { readonly iso: string; readonly us: string }>();

function parts(day: number): { readonly iso: string; readonly us: string } {
  let found = known.get(day);
  if (found === undefined) {
    const iso = new Date(day * daySeconds * 1000).toISOString().slice(0, 10);
    found = { iso, us: `${iso.slice(5, 7)}/${iso.slice(8, 10)}/${iso.slice(0, 4)}` };
    known.set(day, found);
  }
  return found;
}
