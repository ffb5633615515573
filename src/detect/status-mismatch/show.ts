import { money } from "../../model/index.ts";

/** Stands for the state before a record's first. */
export const START = "(start)";

/** Seconds in days, two decimals, half up. */
export function inDays(seconds: string | number | null | undefined): string {
  return money(seconds).dividedBy(86_400).toFixed(2, 4);
}
