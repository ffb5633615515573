import { money } from "../../model/index.ts";

/** Seconds in days, two decimals, half up. */
export function inDays(seconds: string | number | null | undefined): string {
  return money(seconds).dividedBy(86_400).toFixed(2, 4);
}
