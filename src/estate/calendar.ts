import type { Duration } from "../model/index.ts";
import type { Path } from "./place.ts";
import type { Problems } from "./problems.ts";

const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)$/;
const LOCAL_TIME = /^(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?$/;
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

export type Weekday = (typeof WEEKDAYS)[number];

/** A time with its zone as UTC ISO 8601; undefined when it is none. */
export function utcInstant(text: string): string | undefined {
  const match = INSTANT.exec(text);
  if (!match?.[1] || !isDay(match[1])) return undefined;
  const instant = new Date(text.replace(" ", "T"));
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}

/** A day of the calendar, `2026-10-01`: 30 February is none. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Reports what has the form of a day and is none. */
export function checkDay(day: string, path: Path, problems: Problems): void {
  if (isDay(day)) return;
  problems.add(path, {
    code: "bad-day",
    message: `\`${day}\` is no day of the calendar.`,
    found: day,
    expected: "a day: 2026-12-25",
  });
}

/** A day, or a time with or without a zone. */
export function isMoment(text: string): boolean {
  if (isDay(text) || utcInstant(text) !== undefined) return true;
  const match = LOCAL_TIME.exec(text);
  return match?.[1] !== undefined && isDay(match[1]);
}

/** Is this the name of a zone of the IANA database? An offset is none: it knows no summer time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/** `3 business days`; the schema has checked the form. */
export function parseDuration(text: string): Duration {
  const count = Number.parseInt(text, 10);
  if (/business/.test(text)) return { count, unit: "business-days" };
  return { count, unit: /hour/.test(text) ? "hours" : "days" };
}

/** Numbers of the days of the week, Sunday = 0, in order. */
export function weekdayNumbers(days: readonly Weekday[]): number[] {
  return [...new Set(days.map((day) => WEEKDAYS.indexOf(day)))].sort((a, b) => a - b);
}

/** Reports a name that is no time zone, with the nearest that is. */
export function checkTimeZone(name: string, path: Path, problems: Problems): void {
  if (isTimeZone(name)) return;
  const hint = problems.nearest(name, ["UTC", ...Intl.supportedValuesOf("timeZone")]);
  problems.add(path, {
    code: "unknown-time-zone",
    message: `\`${name}\` is no time zone.`,
    found: name,
    expected: "an IANA name such as America/New_York",
    ...(hint === undefined ? {} : { hint: `Did you mean ${hint}?` }),
  });
}
