import { money } from "../../model/index.ts";
import { isZero, price } from "../money.ts";

/** Whole money: cents of an estimate say nothing; what rounds to nothing is shown as it is. */
export function roundedPrice(amount: string, currency: string): string {
  const rounded = money(amount).toDecimalPlaces(0);
  if (rounded.isZero() && !isZero(amount)) return price(amount, currency);
  return price(rounded.toFixed(), currency).replace(/\.00$/, "");
}

const STEPS = [
  { from: 1e12, unit: "T" },
  { from: 1e9, unit: "B" },
  { from: 1e6, unit: "M" },
  { from: 1e3, unit: "k" },
] as const;

/** `1234567.89` → `1.2M`: as short as it can stand above a column; the table has it in full. */
export function shortAmount(amount: string): string {
  const value = money(amount).abs();
  const sign = money(amount).lessThan(0) ? "−" : "";
  const step = STEPS.find(({ from }) => value.greaterThanOrEqualTo(from));
  if (step === undefined) return `${sign}${value.toDecimalPlaces(0).toFixed()}`;
  const scaled = value.dividedBy(step.from);
  return `${sign}${scaled.toDecimalPlaces(scaled.lessThan(10) ? 1 : 0).toFixed()}${step.unit}`;
}
