import type { Severity } from "../model/index.ts";
import type { DeskCalendar } from "./desk.ts";

/** ISO day of an instant in a zone. */
export function dayOf(instant: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(
    new Date(instant),
  );
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`;
}

/** The day that is so many business days after another; the day itself does not count. A week without business days: calendar days. */
export function addBusinessDays(day: string, count: number, calendar: Pick<DeskCalendar, "businessDays" | "holidays">): string {
  const working = new Set(calendar.businessDays.length === 0 ? [0, 1, 2, 3, 4, 5, 6] : calendar.businessDays);
  const free = new Set(calendar.holidays);
  const at = new Date(`${day}T00:00:00Z`);
  for (let left = count; left > 0;) {
    at.setUTCDate(at.getUTCDate() + 1);
    if (working.has(at.getUTCDay()) && !free.has(at.toISOString().slice(0, 10))) left -= 1;
  }
  return at.toISOString().slice(0, 10);
}

/** Is it a day on which people work? A week without business days: every day that is no holiday. */
export function isBusinessDay(day: string, { businessDays, holidays }: Pick<DeskCalendar, "businessDays" | "holidays">): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return (businessDays.length === 0 || businessDays.includes(weekday)) && !holidays.includes(day);
}

/** When something that is opened today is due, by severity. */
export function dueDays(today: string, calendar: DeskCalendar): Readonly<Record<Severity, string>> {
  const after = (severity: Severity): string => addBusinessDays(today, calendar.due[severity], calendar);
  return { low: after("low"), medium: after("medium"), high: after("high") };
}

/** Is it a day of the calendar, written `2026-11-24`? */
export function isDay(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
    new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)
  );
}
