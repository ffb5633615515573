/** Times are milliseconds of the wall clock in New York, as if it were UTC: files hold wall times without a zone. */
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Nobody works then: Memorial Day, Independence Day, Labor Day. */
export const HOLIDAYS = ["2026-05-25", "2026-07-03", "2026-09-07"] as const;
/** The books are down, both days included; what was due comes right after. */
export const MAINTENANCE = { system: "books", from: "2026-06-16", to: "2026-06-17" } as const;
const FIRST = at("2026-01-05");
export const LAST = at("2026-09-30");
export const CUTOVER = "2026-03-02";
export const CAPTURED = "2026-10-01T06:00:00-04:00";

export function at(day: string, hour = 0, minute = 0): number {
  return Date.parse(`${day}T00:00:00Z`) + hour * HOUR + minute * 60_000;
}

export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** `2026-03-02T14:05:00`, without a zone. */
export function stamp(time: number): string {
  return new Date(time).toISOString().slice(0, 19);
}

function isOpen(time: number): boolean {
  const weekday = new Date(time).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !HOLIDAYS.some((holiday) => holiday === dayOf(time));
}

export function inMaintenance(time: number): boolean {
  return dayOf(time) >= MAINTENANCE.from && dayOf(time) <= MAINTENANCE.to;
}

/** Midnight of the n-th business day after that of the time. */
export function businessDays(time: number, days: number): number {
  let found = midnight(time);
  for (let left = days; left > 0;) {
    found += DAY;
    if (isOpen(found)) left--;
  }
  return found;
}

export function midnight(time: number): number {
  return Math.floor(time / DAY) * DAY;
}

/** The business days of the records, in order. */
export function openDays(): number[] {
  const days: number[] = [];
  for (let day = FIRST; day <= LAST; day += DAY) if (isOpen(day)) days.push(day);
  return days;
}
