import { decimal } from "./money.ts";
import { dayOf, holidays, instant, localDay, weekday } from "./time.ts";

/** A time that is agreed, as the estate writes it: `[5, "business days"]`. */
export type Agreed = readonly [count: number, unit: "hours" | "days" | "business days"];

const closed = new Set(holidays.map(dayOf));

/** When what began at `time` is due: days are over when the last of them is, wherever in a day it began. */
export function deadline(time: number, [count, unit]: Agreed): number {
  if (unit === "hours") return time + count * 3600;
  let day = localDay(time);
  if (unit === "days") day += count;
  else
    for (let left = count; left > 0;) {
      day++;
      if (weekday(day) !== 0 && weekday(day) !== 6 && !closed.has(day)) left--;
    }
  return instant(day + 1, 0);
}

/** Cents times days, to the cent, half up. */
export function amountDays(cents: number, seconds: number): string {
  const product = BigInt(Math.abs(cents)) * BigInt(seconds);
  return decimal(Number((2n * product + 86_400n) / (2n * 86_400n)));
}
